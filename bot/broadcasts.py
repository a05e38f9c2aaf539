"""One message to many: written by one officer, approved by two others, tested, sent slowly, stopped at any moment.

It goes to nobody with an open ticket of danger, and to nobody who did not permit to be written to first (SAFETY R4).
Whoever wrote on WhatsApp more than a day ago is greeted by an approved template; the words follow once they answer.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from bot import permits
from bot.audience import GREETED, NOW, Audience, Preview, everybody, in_danger, look, talks, window_open
from bot.enclosures import approved_in
from bot.errors import HelplineError, NotNow, NotPermitted
from bot.events import is_place
from bot.language.caution import TELLING, WORDS
from bot.outlet import Cause
from bot.store.dossiers import new_code
from bot.store.event_tables import Approval, Broadcast, BroadcastEntry, BroadcastTo
from bot.store.tables import Contact, Key, Line, Office, Officer, TalkRow
from bot.store.vault import Vault
from flows.lines_outside import OUTSIDE_THE_WINDOW
from flows.words import Service

APPROVALS: Final = 2
AT_ONCE: Final = 20
"""So many contacts in one turn of the sweep; whoever writes to us meanwhile is answered first (rank)."""
RANK: Final = 3
LONGEST: Final = 500
GREETING: Final = OUTSIDE_THE_WINDOW["broadcast"]
"""The approved template that goes first where WhatsApp takes no free words any more."""
GREETING_LASTS: Final = timedelta(days=3)
"""So long the words wait for an answer to the greeting; later they are old news."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast is: how many in each state, and why somebody was passed over or could not be reached."""

    states: Mapping[str, int]
    reasons: Mapping[str, int]


class NotNeutral(HelplineError):
    """A stranger who sees the telephone would learn too much from these words. Say it without them (SAFETY R3)."""


def audience_of(broadcast: Broadcast) -> Audience:
    """The audience as it was written down."""
    kept = json.loads(broadcast.audience)
    return Audience(*(frozenset(kept.get(name, ())) for name in ("places", "services", "languages")))


def found(db: Session, code: str, officer: Officer, act: str) -> Broadcast:
    """The broadcast, locked for this change. Raises NotPermitted, or NotNow where there is none."""
    permits.require(officer, act, organisation_of(db, officer))
    broadcast = db.exec(select(Broadcast).where(Broadcast.code == code).with_for_update()).one_or_none()
    if broadcast is None:
        raise NotNow
    return broadcast


def organisation_of(db: Session, officer: Officer) -> str:
    """The organisation that an officer belongs to."""
    return db.get_one(Office, officer.office_id).organisation


def checked(texts: Mapping[str, str], audience: Audience) -> dict[str, str]:
    """The words, tidied. Raises NotNeutral, or NotNow for missing or too many words or an audience that is nobody's."""
    words = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not words.get("id") or any(len(text) > LONGEST for text in words.values()):
        raise NotNow
    if not (audience.places or audience.services or audience.languages):
        raise NotNow
    if not all(is_place(place) for place in audience.places) or not audience.services <= set(Service):
        raise NotNow
    if any(TELLING.search(text) or re.search(WORDS, text.casefold()) for text in words.values()):
        raise NotNeutral
    return words


def write_down(
    db: Session, broadcast: Broadcast, officer: Officer | None, kind: str, now: datetime, detail: str = ""
) -> None:
    """An entry of the broadcast's history."""
    who = officer.id if officer else None
    db.add(BroadcastEntry(broadcast_id=broadcast.id or 0, officer_id=who, at=now, kind=kind, detail=detail))


def draft(db: Session, officer: Officer, texts: Mapping[str, str], audience: Audience, now: datetime) -> str:
    """Write a broadcast; its code. Nothing leaves before two others approved it."""
    organisation = organisation_of(db, officer)
    permits.require(officer, "broadcast.draft", organisation)
    broadcast = Broadcast(
        code=new_code(),
        organisation=organisation,
        drafted_by=officer.id or 0,
        at=now,
        changed_at=now,
        texts=json.dumps(checked(texts, audience), ensure_ascii=False),
        audience=audience.written(),
    )
    db.add(broadcast)
    db.flush()
    write_down(db, broadcast, officer, "drafted", now)
    return broadcast.code


def change(
    db: Session, code: str, officer: Officer, texts: Mapping[str, str], audience: Audience, now: datetime
) -> None:
    """Write it anew: every approval and the test are of the words that were, so they are gone."""
    broadcast = found(db, code, officer, "broadcast.draft")
    if broadcast.state != "draft":
        raise NotNow
    broadcast.texts = json.dumps(checked(texts, audience), ensure_ascii=False)
    broadcast.audience, broadcast.drafted_by = audience.written(), officer.id or 0
    broadcast.changed_at, broadcast.tested_at = now, None
    db.execute(delete(Approval).where(col(Approval.broadcast_id) == broadcast.id))
    write_down(db, broadcast, officer, "changed", now)


def test(db: Session, vault: Vault, code: str, officer: Officer, channel: str, address: str, now: datetime) -> None:
    """Send it to one telephone of our own, exactly as it will be read.

    Raises NotNow for an address that never wrote, or on WhatsApp more than a day ago. Whoever has a ticket of danger
    is no telephone of ours, whatever the officer says.
    """
    broadcast = found(db, code, officer, "broadcast.draft")
    digest = vault.hash(channel, address)
    mine = select(Contact).where(Contact.channel == channel, Contact.address_hash == digest)
    ours = mine.join(TalkRow, talks()).where(~in_danger(), window_open(now))
    contact = db.exec(ours).one_or_none()
    if contact is None or broadcast.state != "draft":
        raise NotNow
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == contact.id)).one()
    queue_line(db, vault, contact, talk, words_for(broadcast, talk.language), now, officer)
    broadcast.tested_at = now
    write_down(db, broadcast, officer, "tested", now, channel)


def approve(db: Session, code: str, officer: Officer, now: datetime) -> int:
    """Say yes to the words as they stand; how many have. Nobody approves what they wrote, and nobody twice."""
    broadcast = found(db, code, officer, "broadcast.approve")
    if officer.id == broadcast.drafted_by:
        raise NotPermitted
    if broadcast.state != "draft" or broadcast.tested_at is None:
        raise NotNow
    agreed = approvals(db, broadcast)
    if officer.id not in agreed:
        db.add(Approval(broadcast_id=broadcast.id or 0, officer_id=officer.id or 0, at=now))
        write_down(db, broadcast, officer, "approved", now)
        agreed = [*agreed, officer.id or 0]
    db.flush()
    return len(agreed)


def approvals(db: Session, broadcast: Broadcast) -> list[int]:
    """The officers who said yes to it as it stands."""
    mine = select(Approval.officer_id).where(Approval.broadcast_id == broadcast.id)
    return list(db.exec(mine.order_by(col(Approval.id))))


def start(db: Session, code: str, officer: Officer, now: datetime, approved: frozenset[str] = frozenset()) -> int:
    """Let it go out, to whom may get it now; to how many. Raises NotNow before two others approved it.

    `approved` names the templates that WhatsApp has approved.
    """
    broadcast = found(db, code, officer, "broadcast.run")
    if broadcast.state != "draft" or len(approvals(db, broadcast)) < APPROVALS:
        raise NotNow
    reached = 0
    for row in db.execute(everybody(audience_of(broadcast), now, GREETING in approved)):
        due = row.way in (NOW, GREETED)
        state, why = ("due", "") if due else ("passed_over", row.way)
        db.add(BroadcastTo(broadcast_id=broadcast.id or 0, contact_id=row.id, state=state, why=why))
        reached += due
    broadcast.state, broadcast.started_by, broadcast.started_at = "running", officer.id, now
    write_down(db, broadcast, officer, "started", now, str(reached))
    db.flush()
    return reached


def stop(db: Session, code: str, officer: Officer, now: datetime) -> int:
    """Stop it at once: who did not get it will not, and what waits to leave is dropped; how many that are."""
    broadcast = found(db, code, officer, "broadcast.stop")
    if broadcast.state != "running":
        raise NotNow
    broadcast.state, broadcast.stopped_by, broadcast.ended_at = "stopped", officer.id, now
    here = col(BroadcastTo.broadcast_id) == broadcast.id
    theirs = select(BroadcastTo.line_id).where(here, col(BroadcastTo.line_id).is_not(None))
    waits = col(Line.id).in_(theirs), col(Line.state).in_(("due", "held"))
    still = list(db.exec(select(Line.id).where(*waits).with_for_update()))
    db.execute(update(Line).where(col(Line.id).in_(still)).values(state="dropped", failure="stopped", due_at=None))
    unfinished = here, col(BroadcastTo.line_id).in_(still) | (col(BroadcastTo.state) == "due")
    ended = db.exec(select(BroadcastTo.id).where(*unfinished)).all()
    db.execute(update(BroadcastTo).where(col(BroadcastTo.id).in_(ended)).values(state="stopped", at=now))
    write_down(db, broadcast, officer, "stopped", now, str(len(ended)))
    db.flush()
    return len(ended)


def send_some(db: Session, vault: Vault, now: datetime, approved: frozenset[str] = frozenset()) -> int:
    """Queue the next few lines of every broadcast that runs, looking anew at who may get it. A sweep; rows claimed."""
    begun = 0
    for broadcast in db.exec(select(Broadcast).where(Broadcast.state == "running").order_by(col(Broadcast.id))).all():
        too_late(db, broadcast, now)
        some = next_few(db, broadcast)
        wanted = col(Contact.id).in_([one.contact_id for one in some])
        ways = db.execute(everybody(audience_of(broadcast), now, GREETING in approved).where(wanted)).all()
        way = {row.id: row.way for row in ways}
        people = db.exec(select(Contact, TalkRow).join(TalkRow, talks()).where(wanted)).all()
        both = {contact.id: (contact, talk) for contact, talk in people}
        for one in some:
            how = way.get(one.contact_id, "changed")
            begun += goes(db, vault, broadcast, one, both[one.contact_id], how, now, approved)
        if not some and not left(db, broadcast):
            broadcast.state, broadcast.ended_at = "done", now
            write_down(db, broadcast, None, "done", now)
    db.flush()
    return begun


def next_few(db: Session, broadcast: Broadcast) -> Sequence[BroadcastTo]:
    """Who is next, locked: to whom nothing went yet, and who has answered the greeting."""
    here = select(BroadcastTo).join(TalkRow, col(TalkRow.contact_id) == col(BroadcastTo.contact_id))
    ready = or_(col(BroadcastTo.greeted_at).is_(None), col(TalkRow.heard_at) > col(BroadcastTo.greeted_at))
    due = here.where(BroadcastTo.broadcast_id == broadcast.id, BroadcastTo.state == "due", ready)
    few = due.order_by(col(BroadcastTo.id)).limit(AT_ONCE)
    return db.exec(few.with_for_update(skip_locked=True, of=BroadcastTo)).all()


def goes(
    db: Session,
    vault: Vault,
    broadcast: Broadcast,
    one: BroadcastTo,
    who: tuple[Contact, TalkRow],
    way: str,
    now: datetime,
    approved: frozenset[str],
) -> bool:
    """Queue what goes to one person now: the words, a greeting first, or nothing, with why. Did anything?"""
    contact, talk = who
    if one.greeted_at is not None:
        waiting = update(Line).where(col(Line.id) == one.line_id, col(Line.state).in_(("due", "held")))
        db.execute(waiting.values(state="dropped", failure="answered", due_at=None))
    one.at, one.state, one.why = now, "passed_over", way
    if way == NOW:
        words, cause = words_for(broadcast, talk.language), Cause.BROADCAST
        one.line_id, one.state, one.why = queue_line(db, vault, contact, talk, words, now, cause=cause), "queued", ""
    elif way == GREETED:
        template, words = approved_in(GREETING, talk.language, approved)
        one.line_id = queue_line(db, vault, contact, talk, words, now, cause=Cause.GREETING, template=template)
        one.state, one.why, one.greeted_at = "due", "", now
    return way in (NOW, GREETED)


def too_late(db: Session, broadcast: Broadcast, now: datetime) -> None:
    """Who did not answer the greeting is passed over; whose window closed before the words left is greeted instead."""
    here = col(BroadcastTo.broadcast_id) == broadcast.id
    silent = here, col(BroadcastTo.state) == "due", col(BroadcastTo.greeted_at) <= now - GREETING_LASTS
    db.execute(update(BroadcastTo).where(*silent).values(state="passed_over", why="no_answer", at=now))
    closed = col(Line.state) == "dropped", col(Line.failure) == "outside_window"
    shut = select(BroadcastTo.line_id).join(Line, col(Line.id) == col(BroadcastTo.line_id)).where(here, *closed)
    again = here, col(BroadcastTo.state) == "queued", col(BroadcastTo.line_id).in_(shut)
    db.execute(update(BroadcastTo).where(*again).values(state="due", line_id=None, greeted_at=None))


def left(db: Session, broadcast: Broadcast) -> bool:
    """Is there anybody to whom it still has to go, with another process perhaps, or who may still answer?"""
    due = select(BroadcastTo.id).where(BroadcastTo.broadcast_id == broadcast.id, BroadcastTo.state == "due")
    return db.exec(due).first() is not None


def words_for(broadcast: Broadcast, language: str) -> str:
    """Its words in this language, else in Indonesian."""
    texts = json.loads(broadcast.texts)
    return str(texts.get(language) or texts["id"])


def queue_line(
    db: Session,
    vault: Vault,
    contact: Contact,
    talk: TalkRow,
    words: str,
    now: datetime,
    officer: Officer | None = None,
    cause: Cause = Cause.OFFICER,
    template: str = "",
) -> int:
    """A line that leaves by the outbox behind everything else, and obeys all that the outbox obeys."""
    key = db.get_one(Key, contact.key_id)
    line = Line(
        contact_id=contact.id or 0,
        officer_id=officer.id if officer else None,
        channel=contact.channel,
        kind="said",
        state="due",
        at=now,
        turn=talk.turn,
        rank=RANK,
        cause=cause.value,
        due_at=now,
        sealed_body=b"",
    )
    db.add(line)
    db.flush()
    person = vault.person(key.id or 0, key.wrapped)
    more = {"template": template} if template else {}
    line.sealed_body = person.seal_json("line.sealed_body", line.id or 0, {"text": words, "choices": [], **more})
    return line.id or 0


def preview(db: Session, code: str, officer: Officer, now: datetime, approved: frozenset[str] = frozenset()) -> Preview:
    """Who would get it and who would not, in numbers; nobody is named."""
    broadcast = found(db, code, officer, "broadcast.draft")
    return look(db, audience_of(broadcast), now, GREETING in approved)


def progress(db: Session, code: str, officer: Officer) -> Progress:
    """How many of its contacts are in each state, and the reasons of those whom it did not reach."""
    broadcast = found(db, code, officer, "broadcast.draft")
    line = col(Line.id) == col(BroadcastTo.line_id)
    mine = select(BroadcastTo, Line).outerjoin(Line, line).where(BroadcastTo.broadcast_id == broadcast.id)
    states, reasons = Counter[str](), Counter[str]()
    for one, left_by in db.exec(mine):
        state, why = became(one, left_by)
        states[state] += 1
        reasons.update([why] if why else [])
    return Progress(states, reasons)


def became(one: BroadcastTo, line: Line | None) -> tuple[str, str]:
    """What became of it for one contact, and why it did not reach them, if it did not."""
    if one.state in ("due", "queued") and line is not None and line.state in ("failed", "dropped"):
        return "not_reached", line.failure
    if one.state == "due" and one.greeted_at is not None:
        return "greeted", ""
    return one.state, one.why
