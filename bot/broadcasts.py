"""One message to many: written by one officer, approved by two others, tested, sent slowly, stopped at any moment.

It goes to nobody with an open ticket of danger, and to nobody who did not permit to be written to first (SAFETY R4).
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, or_, true, update
from sqlmodel import Session, col, select

from bot import permits
from bot.errors import HelplineError, NotNow, NotPermitted
from bot.events import is_place, touches
from bot.happening import TELLING
from bot.language.caution import WORDS
from bot.outlet import Cause
from bot.store.dossiers import new_code
from bot.store.event_tables import Approval, Broadcast, BroadcastEntry, BroadcastTo
from bot.store.queues import SERVICE_WINDOW
from bot.store.safety_tables import SafeContact
from bot.store.tables import Contact, Key, Line, Office, Officer, TalkRow, Ticket
from bot.store.vault import Vault
from flows.words import Service, Urgency, Writing

APPROVALS: Final = 2
AT_ONCE: Final = 20
"""So many contacts in one turn of the sweep; whoever writes to us meanwhile is answered first (rank)."""
RANK: Final = 3
LONGEST: Final = 500
ENDED: Final = ("closed", "merged")


class NotNeutral(HelplineError):
    """A stranger who sees the telephone would learn too much from these words. Say it without them (SAFETY R3)."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: who has a ticket of one of these places and services, and speaks one of these languages."""

    places: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def written(self) -> str:
        """As its row keeps it."""
        kept = {"places": sorted(self.places), "services": sorted(self.services), "languages": sorted(self.languages)}
        return json.dumps(kept)


def audience_of(broadcast: Broadcast) -> Audience:
    """The audience as it was written down."""
    kept = json.loads(broadcast.audience)
    return Audience(*(frozenset(kept.get(name, ())) for name in ("places", "services", "languages")))


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would get it by channel and by language, and how many of the audience would not, and why."""

    channels: Mapping[str, int]
    languages: Mapping[str, int]
    passed_over: Mapping[str, int]

    @property
    def reached(self) -> int:
        """How many would get it now."""
        return sum(self.channels.values())


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
    """Send it to one telephone of our own, exactly as it will be read. Raises NotNow for an address that never wrote.

    Whoever has a ticket of danger is no telephone of ours, whatever the officer says.
    """
    broadcast = found(db, code, officer, "broadcast.draft")
    digest = vault.hash(channel, address)
    mine = select(Contact).where(Contact.channel == channel, Contact.address_hash == digest)
    contact = db.exec(mine.where(~in_danger())).one_or_none()
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


def start(db: Session, code: str, officer: Officer, now: datetime) -> int:
    """Let it go out, to whom may get it now; to how many. Raises NotNow before two others approved it."""
    broadcast = found(db, code, officer, "broadcast.run")
    if broadcast.state != "draft" or len(approvals(db, broadcast)) < APPROVALS:
        raise NotNow
    fits = select(Contact.id).join(TalkRow, talks()).where(may_get(audience_of(broadcast), now))
    reached = db.exec(fits.order_by(col(Contact.id))).all()
    db.add_all(BroadcastTo(broadcast_id=broadcast.id or 0, contact_id=number or 0) for number in reached)
    broadcast.state, broadcast.started_by, broadcast.started_at = "running", officer.id, now
    write_down(db, broadcast, officer, "started", now, str(len(reached)))
    db.flush()
    return len(reached)


def stop(db: Session, code: str, officer: Officer, now: datetime) -> int:
    """Stop it at once: who did not get it will not, and what waits to leave is dropped; how many that are."""
    broadcast = found(db, code, officer, "broadcast.stop")
    if broadcast.state != "running":
        raise NotNow
    broadcast.state, broadcast.stopped_by, broadcast.ended_at = "stopped", officer.id, now
    here = col(BroadcastTo.broadcast_id) == broadcast.id
    queued = select(BroadcastTo.line_id).where(
        here, BroadcastTo.state == "queued", col(BroadcastTo.line_id).is_not(None)
    )
    waits = col(Line.id).in_(queued), col(Line.state).in_(("due", "held"))
    still = list(db.exec(select(Line.id).where(*waits).with_for_update()))
    db.execute(update(Line).where(col(Line.id).in_(still)).values(state="dropped", failure="stopped", due_at=None))
    db.execute(update(BroadcastTo).where(col(BroadcastTo.line_id).in_(still)).values(state="stopped", at=now))
    due = db.exec(select(BroadcastTo.id).where(here, BroadcastTo.state == "due")).all()
    db.execute(update(BroadcastTo).where(here, col(BroadcastTo.state) == "due").values(state="stopped", at=now))
    write_down(db, broadcast, officer, "stopped", now, str(len(due) + len(still)))
    db.flush()
    return len(due) + len(still)


def send_some(db: Session, vault: Vault, now: datetime) -> int:
    """Queue the next few lines of every broadcast that runs, looking anew at who may get it. A sweep; rows claimed."""
    begun = 0
    for broadcast in db.exec(select(Broadcast).where(Broadcast.state == "running").order_by(col(Broadcast.id))).all():
        due = select(BroadcastTo).where(BroadcastTo.broadcast_id == broadcast.id, BroadcastTo.state == "due")
        some = db.exec(due.order_by(col(BroadcastTo.id)).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        wanted = [one.contact_id for one in some]
        fits = may_get(audience_of(broadcast), now)
        still = select(Contact, TalkRow).join(TalkRow, talks()).where(col(Contact.id).in_(wanted), fits)
        people = {contact.id: (contact, talk) for contact, talk in db.exec(still).all()}
        for one in some:
            one.at, one.state = now, "passed_over"
            if one.contact_id in people:
                contact, talk = people[one.contact_id]
                one.line_id = queue_line(db, vault, contact, talk, words_for(broadcast, talk.language), now)
                one.state = "queued"
                begun += 1
        if not some and not left(db, broadcast):
            broadcast.state, broadcast.ended_at = "done", now
            write_down(db, broadcast, None, "done", now)
    db.flush()
    return begun


def left(db: Session, broadcast: Broadcast) -> bool:
    """Is there anybody to whom it still has to go, with another process perhaps?"""
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
        cause=(Cause.OFFICER if officer else Cause.BROADCAST).value,
        due_at=now,
        sealed_body=b"",
    )
    db.add(line)
    db.flush()
    person = vault.person(key.id or 0, key.wrapped)
    line.sealed_body = person.seal_json("line.sealed_body", line.id or 0, {"text": words, "choices": []})
    return line.id or 0


def talks() -> ColumnElement[bool]:
    """A contact's talk."""
    return col(TalkRow.contact_id) == col(Contact.id)


def in_danger() -> ColumnElement[bool]:
    """Has this contact an open ticket that tells of any danger? Any sign counts, whatever became of its urgency."""
    grave = or_(
        col(Ticket.service).in_((Service.EMERGENCY.value, Service.PSYCHOSOCIAL.value, Service.SAFEGUARDING.value)),
        col(Ticket.urgency) >= int(Urgency.HIGH),
        col(Ticket.kinds) != "",
        col(Ticket.silence) != "",
    )
    still_open = col(Ticket.status).not_in(ENDED)
    return col(Contact.id).in_(select(Ticket.contact_id).where(still_open, grave))


def permitted(now: datetime) -> ColumnElement[bool]:
    """Did this contact say that we may write first, and does that still hold (R4)?"""
    runs = and_(col(SafeContact.may_write_until) > now, col(SafeContact.exited_at).is_(None))
    return col(Contact.id).in_(select(SafeContact.contact_id).where(runs))


def window_open(now: datetime) -> ColumnElement[bool]:
    """WhatsApp takes free words only within a day of the person's own."""
    return or_(col(Contact.channel) != "whatsapp", col(TalkRow.heard_at) > now - SERVICE_WINDOW + timedelta(minutes=30))


def reachable() -> ColumnElement[bool]:
    """Nothing was said against writing, and the channel did not refuse this person."""
    return and_(col(TalkRow.writing) != Writing.QUIET.value, col(TalkRow.unreachable) == "")


def in_audience(audience: Audience) -> ColumnElement[bool]:
    """Is this contact one of those whom it is for?"""
    parts: list[ColumnElement[bool]] = [true()]
    if audience.places or audience.services:
        about = [touches(set(audience.places))] if audience.places else []
        about += [col(Ticket.service).in_(audience.services)] if audience.services else []
        parts.append(col(Contact.id).in_(select(Ticket.contact_id).where(*about)))
    if audience.languages:
        parts.append(col(TalkRow.language).in_(audience.languages))
    return and_(*parts)


def may_get(audience: Audience, now: datetime) -> ColumnElement[bool]:
    """Everybody who may get it now."""
    return and_(in_audience(audience), ~in_danger(), permitted(now), reachable(), window_open(now))


def preview(db: Session, code: str, officer: Officer, now: datetime) -> Preview:
    """Who would get it and who would not, in numbers; nobody is named."""
    broadcast = found(db, code, officer, "broadcast.draft")
    audience = audience_of(broadcast)
    fits = select(Contact.channel, TalkRow.language).join(TalkRow, talks()).where(may_get(audience, now))
    reached = db.exec(fits).all()
    reasons = {
        "danger": in_danger(),
        "no_permission": and_(~in_danger(), ~permitted(now)),
        "not_reachable": and_(~in_danger(), permitted(now), ~and_(reachable(), window_open(now))),
    }
    counted = {
        why: db.exec(
            select(func.count()).select_from(Contact).join(TalkRow, talks()).where(in_audience(audience), which)
        ).one()
        for why, which in reasons.items()
    }
    return Preview(Counter(row[0] for row in reached), Counter(row[1] for row in reached), counted)


def progress(db: Session, code: str, officer: Officer) -> Mapping[str, int]:
    """How many of its contacts are due, queued, passed over, stopped."""
    broadcast = found(db, code, officer, "broadcast.draft")
    states = select(BroadcastTo.state, func.count()).where(BroadcastTo.broadcast_id == broadcast.id)
    return dict(db.exec(states.group_by(BroadcastTo.state)).all())
