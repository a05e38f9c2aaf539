"""What an officer does with a ticket, free of any screen; each act is written down in the same transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import permits
from bot.directory.profiles import with_profile
from bot.errors import (
    NeverForSilence,
    NoteMissing,
    NotNow,
    NotPermitted,
    NotTrained,
    NotYetTold,
    OneOpenAlready,
    SecondContact,
    TooLate,
)
from bot.language.catalogue import translate
from bot.language.caution import tells_of_death
from bot.messages import VENDORS
from bot.outlet import FRESH, Cause
from bot.routing.boundary import named
from bot.routing.policy import REST_AFTER_CRITICAL
from bot.routing.states import may_close_with
from bot.routing.values import Officer as Seen
from bot.routing.values import Readers
from bot.safe_hours import are_open
from bot.store.care_tables import Interpreting
from bot.store.roster import case_of, profile_from, readable, with_instant
from bot.store.safety_tables import SafeContact
from bot.store.tables import Contact, Entry, Key, Line, Offer, Office, Officer, TalkRow, Ticket
from bot.store.vault import PersonKey, Vault
from bot.unmet import along, lacking, said_now, untold, without, words_for
from flows.anywhere import STATES
from flows.hours import opened as opened_hours
from flows.script import _
from flows.words import Holder, Service, Urgency, Writing

OUTCOMES = ("helped", "referred", "no_answer", "not_a_matter", "withdrawn", "wrong_address", "death_told", "other")
"""How a ticket may end; a word for the desk's statistics, never a sentence."""

TRAINED_ALONE = frozenset({"suicide", "self_harm_done"})
"""Signs of a thought of ending life: a trained officer lets the person go, after a second contact (SAFETY R18)."""

ANSWERED_KINDLY = _("Terima kasih sudah menulis. Anda boleh menulis lagi kapan saja; kami ada di sini.")
"""What the person reads when a ticket is closed, if writing is allowed."""


Say = Callable[[str, str], str]
"""A sentence in a language: (language code, Indonesian sentence) to the words."""


def in_indonesian(_language: str, text: str) -> str:
    """The source language itself."""
    return text


def found(db: Session, ticket_id: int) -> Ticket:
    """The ticket, locked for this change. Raises NotNow where there is none."""
    ticket = db.exec(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).one_or_none()
    if ticket is None:
        raise NotNow
    return ticket


def may(db: Session, officer: Officer, act: str, ticket: Ticket) -> None:
    """Raises NotPermitted where the permit table, the office or demonstration's bounds forbid it (R13, R25)."""
    permits.require(officer, act)
    if not officer.active or (officer.demonstration and ticket.channel in VENDORS):
        raise NotPermitted
    if ticket.complaint_about and complained_of(db, officer, ticket):
        raise NotPermitted
    near = officer.id == ticket.owner_id or ticket.office_id == officer.office_id or leads(db, officer, ticket)
    if not near and not was_offered(db, ticket, officer, ("open", "taken")) and not rung_for(db, officer, ticket):
        raise NotPermitted


def ready_for(officer: Officer, ticket: Ticket) -> None:
    """Raises NotTrained where a real person waits and this officer has not worked through the invented tickets."""
    if ticket.channel in VENDORS and officer.trained_at is None:
        raise NotTrained


def complained_of(db: Session, officer: Officer, ticket: Ticket) -> bool:
    """Is the complaint about this officer, or about the office or organisation that they belong to (R25, R26)?"""
    office = db.get_one(Office, officer.office_id)
    kept = readable(profile_from, officer.profile, "officer", officer.id or 0) or {}
    training = kept.get("training")
    who = Seen(officer.id or 0, office.key, office.organisation)
    if isinstance(training, list):
        who = replace(who, training=frozenset(map(str, training)))
    return named(case_of(ticket.model_dump()), who)


def leads(db: Session, officer: Officer, ticket: Ticket) -> bool:
    """Is this a lead of the ticket's organisation? A complaint about us is for its own office alone (R26)."""
    if officer.role != permits.Role.LEAD or ticket.service == Service.SAFEGUARDING:
        return False
    offices = select(Office.organisation).where(col(Office.id).in_((officer.office_id, ticket.office_id)))
    return ticket.office_id is not None and len(set(db.exec(offices))) == 1


def rung_for(db: Session, officer: Officer, ticket: Ticket) -> bool:
    """Is this a lead who was rung up for a life in danger, or for somebody whom anybody may help?"""
    if officer.role != permits.Role.LEAD or not open_to_the_called(ticket):
        return False
    called = Entry.ticket_id == ticket.id, Entry.officer_id == officer.id, Entry.kind == "rung_up"
    return db.exec(select(Entry.id).where(*called)).first() is not None


def open_to_the_called(ticket: Ticket) -> bool:
    """May whoever was rung up for it read it, in whichever organisation they lead?"""
    life = ticket.urgency == Urgency.CRITICAL or ticket.readers == Readers.ANYONE
    return ticket.closed_at is None and life


def was_offered(db: Session, ticket: Ticket, officer: Officer, states: tuple[str, ...]) -> bool:
    """Was the ticket held out to this officer, and what came of it is one of these states?"""
    ours = (Offer.ticket_id == ticket.id, Offer.officer_id == officer.id, col(Offer.state).in_(states))
    return db.exec(select(Offer.id).where(*ours)).first() is not None


def key_of(db: Session, vault: Vault, ticket: Ticket) -> PersonKey:
    """The file key of the ticket's contact. Raises NotNow where the person was forgotten."""
    key = db.get(Key, ticket.key_id)
    if key is None or key.id is None:
        raise NotNow
    return vault.person(key.id, key.wrapped)


def write_down(db: Session, ticket: Ticket, officer: Officer, kind: str, now: datetime, detail: str = "") -> Entry:
    """An entry of the ticket's history; words never go into `detail`."""
    entry = Entry(ticket_id=ticket.id or 0, officer_id=officer.id, at=now, kind=kind, detail=detail)
    db.add(entry)
    ticket.changed_at = now
    return entry


def opened(db: Session, ticket_id: int, officer: Officer, now: datetime) -> None:
    """An officer opened the ticket: that is reading it (R11, R12), and every reading is written down."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.read", ticket)
    if ticket.owner_id == officer.id:
        ticket.unread, ticket.seen_at, ticket.alarm_at = 0, now, None
        ticket.read_at = ticket.read_at or now
    write_down(db, ticket, officer, "opened_by", now)


def take(db: Session, vault: Vault, ticket_id: int, officer: Officer, now: datetime, say: Say = in_indonesian) -> None:
    """Take a ticket: the first wins, the others' offers disappear, and from now on the officer speaks."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.take", ticket)
    ready_for(officer, ticket)
    if ticket.owner_id == officer.id:
        return
    if ticket.owner_id is not None and not was_offered(db, ticket, officer, ("open",)):
        raise TooLate
    if ticket.status in ("closed", "merged"):
        raise NotNow
    ticket.owner_id, ticket.office_id = officer.id, officer.office_id
    # R11: who was told that an officer has read, and wrote nothing since, hears no second time of the next one.
    newly_read = ticket.read_at is None or ticket.unread > 0
    ticket.status, ticket.taken_at, ticket.read_at, ticket.unread = "taken", now, ticket.read_at or now, 0
    ticket.seen_at, ticket.alarm_at = now, None
    note_unmet(db, ticket, officer)
    for offer in db.exec(select(Offer).where(Offer.ticket_id == ticket_id, Offer.state == "open")):
        offer.state = "taken" if offer.officer_id == officer.id else "withdrawn"
    hold(db, ticket, Holder.OFFICER)
    stop_asking(db, ticket)
    if newly_read:
        tell_read(db, vault, ticket, now, say)
    write_down(db, ticket, officer, "taken", now)


def note_unmet(db: Session, ticket: Ticket, officer: Officer) -> None:
    """Which wishes neither whoever takes the ticket fits, nor anybody who was asked: the person is to be told."""
    asked = select(Offer.officer_id).where(Offer.ticket_id == ticket.id, Offer.state == "open")
    others = db.exec(select(Officer).where(col(Officer.id).in_(asked))).all()
    case = case_of(ticket.model_dump())
    wishes = lacking(case, [as_routing_sees(one) for one in (officer, *others)])
    ticket.unmet = untold(wishes, case, ticket.unmet_told)


def as_routing_sees(officer: Officer) -> Seen:
    """What an officer speaks and is trained for."""
    profile = readable(profile_from, officer.profile, "officer", officer.id or 0) or {}
    return with_profile(Seen(officer.id or 0, "", ""), profile, "officer")


def tell_unmet(db: Session, vault: Vault, ticket: Ticket, talk: TalkRow, now: datetime, cause: Cause) -> bool:
    """Say, once, that nobody fits what the person wished for: with a line that leaves anyway, or where R4 allows it."""
    codes = said_now(ticket.model_dump(), by_itself=cause is Cause.BY_ITSELF)
    if not codes:
        return False
    words = words_for(codes, talk.language, translate)
    rank = 0 if ticket.urgency == Urgency.CRITICAL else 1
    add_line(db, vault, ticket, words, now, rank=rank, turn=talk.turn, cause=cause)
    ticket.unmet, ticket.unmet_told = without(ticket.unmet, codes), along(ticket.unmet_told, codes)
    ticket.changed_at = now
    db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="told_unmet", detail=" ".join(codes)))
    return True


def stop_asking(db: Session, ticket: Ticket) -> None:
    """The flow's question that has not left yet is asked no more: an officer speaks now."""
    waiting = (
        col(Line.contact_id) == ticket.contact_id,
        col(Line.state).in_(("due", "held")),
        col(Line.asks),
        col(Line.officer_id).is_(None),
    )
    db.execute(update(Line).where(*waiting).values(state="dropped", due_at=None))


def tell_read(db: Session, vault: Vault, ticket: Ticket, now: datetime, say: Say) -> None:
    """Say that an officer has read (R11), to somebody who said that writing is safe and wrote just now (R4, R6)."""
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == ticket.contact_id)).one()
    if talk.writing == Writing.SAFE.value and now - talk.heard_at <= FRESH:
        add_line(db, vault, ticket, say(talk.language, STATES["read"]), now, rank=0, turn=talk.turn, cause=Cause.READ)
        if not shut_now(db, ticket.contact_id, now):
            tell_unmet(db, vault, ticket, talk, now, Cause.READ)


def shut_now(db: Session, contact_id: int, now: datetime) -> bool:
    """Would a line that nobody asked for not leave now: outside the safe hours, or after a quick exit (R6, R7)?"""
    safe = db.get(SafeContact, contact_id)
    hours = opened_hours(safe.hours) if safe else None
    shut = safe is not None and hours is not None and not are_open(hours, safe.country, now, safe.zone)
    return shut or (safe is not None and safe.exited_at is not None)


def hold(db: Session, ticket: Ticket, holder: Holder) -> None:
    """Say who speaks in the contact's talk from now on; an open question is open no more."""
    change = {"holder": holder.value, "asked": 0, "shown_at": None}
    db.execute(update(TalkRow).where(col(TalkRow.contact_id) == ticket.contact_id).values(**change))


def owned(db: Session, ticket_id: int, officer: Officer, act: str) -> Ticket:
    """The ticket that this officer has taken. Raises NotNow where somebody else, or nobody, has it."""
    ticket = found(db, ticket_id)
    may(db, officer, act, ticket)
    if ticket.owner_id != officer.id or ticket.status in ("closed", "merged"):
        raise NotNow
    return ticket


def reply(db: Session, vault: Vault, ticket_id: int, officer: Officer, text: str, now: datetime) -> int:
    """Write to the person; the line leaves by the outbox, which obeys what the person said of writing (R5)."""
    return say_to_person(db, vault, owned(db, ticket_id, officer, "ticket.reply"), officer, text, now)


def say_to_person(db: Session, vault: Vault, ticket: Ticket, officer: Officer, text: str, now: datetime) -> int:
    """A human's words to the person, whoever of those that may speak here writes them. Raises NotYetTold (R24)."""
    if tells_of_death(text):
        told_by_a_voice(db, ticket.id or 0)
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == ticket.contact_id)).one()
    if talk.holder != Holder.OFFICER.value:
        hold(db, ticket, Holder.OFFICER)
    # What she wished for and nobody can give comes before a human's words, and leaves or waits as they do.
    tell_unmet(db, vault, ticket, talk, now, Cause.OFFICER)
    rank = 0 if ticket.urgency == Urgency.CRITICAL else 1
    line_id = add_line(db, vault, ticket, text, now, officer=officer, rank=rank, turn=talk.turn)
    ticket.answered_at, ticket.unread = ticket.answered_at or now, 0
    ticket.seen_at, ticket.alarm_at = now, None
    ticket.status = "waiting_for_contact"
    ticket.waits_since, ticket.targets = None, ""
    write_down(db, ticket, officer, "replied", now, detail=str(line_id))
    return line_id


def told_by_a_voice(db: Session, ticket_id: int) -> None:
    """Raises NotYetTold until an officer took down who told the family of the death, how and when (SAFETY R24)."""
    told = select(Entry.id).where(Entry.ticket_id == ticket_id, Entry.kind == "death_told")
    if db.exec(told).first() is None:
        raise NotYetTold


def release(
    db: Session, vault: Vault, ticket_id: int, line_id: int, officer: Officer, reason: str, now: datetime
) -> None:
    """Let one line go that waits for the safe hours (SAFETY R6): a supervisor's act, with a reason in words.

    Raises NotNow where no reason is given, or the line waits for another reason: silence that somebody asked for, and
    a quick exit, are theirs alone to end (R5, R7).
    """
    ticket = found(db, ticket_id)
    may(db, officer, "line.release", ticket)
    line = db.get(Line, line_id, with_for_update=True)
    if not reason or line is None or line.ticket_id != ticket.id or (line.state, line.failure) != ("held", "hours"):
        raise NotNow
    line.released, line.state, line.due_at, line.failure = True, "due", now, ""
    entry = write_down(db, ticket, officer, "released", now, str(line_id))
    db.flush()
    if entry.id is not None:
        entry.sealed_detail = key_of(db, vault, ticket).seal("entry.sealed_detail", entry.id, reason)


def seen(db: Session, ticket_id: int, officer: Officer, now: datetime) -> None:
    """The owner gives a sign of life, such as typing: that counts as answering (R12)."""
    ticket = owned(db, ticket_id, officer, "ticket.reply")
    ticket.seen_at, ticket.alarm_at = now, None


def note(db: Session, vault: Vault, ticket_id: int, officer: Officer, text: str, now: datetime) -> int:
    """Write an internal note; it never leaves."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.note", ticket)
    line_id = add_line(db, vault, ticket, text, now, officer=officer, kind="note")
    write_down(db, ticket, officer, "noted", now, detail=str(line_id))
    return line_id


def close(
    db: Session,
    vault: Vault,
    ticket_id: int,
    officer: Officer,
    outcome: str,
    text: str,
    now: datetime,
    say: Say = in_indonesian,
) -> None:
    """End a ticket with an outcome and a note; the person, if writing is allowed, is told kindly."""
    ticket = owned(db, ticket_id, officer, "ticket.close")
    if outcome not in OUTCOMES:
        raise NotNow
    if outcome == "death_told":
        told_by_a_voice(db, ticket_id)
    may_end(db, ticket, officer, outcome)
    if not text.strip():
        raise NoteMissing
    ticket.status, ticket.outcome, ticket.closed_at = "closed", outcome, now
    add_line(db, vault, ticket, text, now, officer=officer, kind="note")
    write_down(db, ticket, officer, "closed", now, detail=outcome)
    let_interpreters_go(db, ticket, now)
    rest(db, ticket, officer, now)
    others = select(Ticket.id).where(
        Ticket.contact_id == ticket.contact_id,
        Ticket.id != ticket.id,
        col(Ticket.owner_id).is_not(None),
        col(Ticket.status).not_in(("closed", "merged")),
    )
    if db.exec(others).first() is None:
        hold(db, ticket, Holder.FLOW)
    farewell(db, vault, ticket, now, say)


def may_end(db: Session, ticket: Ticket, officer: Officer, outcome: str) -> None:
    """Raises NeverForSilence (SAFETY R23), or SecondContact where somebody thinks of ending life (R18)."""
    kinds = frozenset(ticket.kinds.split())
    if not may_close_with(outcome, kinds, ticket.urgency == Urgency.CRITICAL):
        raise NeverForSilence
    if kinds & TRAINED_ALONE and not (trained_for(officer, "suicide") and spoken_with_again(db, ticket)):
        raise SecondContact


def trained_for(officer: Officer, what: str) -> bool:
    """Has this officer that special training?"""
    training = (readable(profile_from, officer.profile, "officer", officer.id or 0) or {}).get("training")
    return isinstance(training, list) and what in training


def spoken_with_again(db: Session, ticket: Ticket) -> bool:
    """Did a human write, the person answer, and a human write once more?"""
    said = select(Line.officer_id, Line.state).where(Line.ticket_id == ticket.id, Line.state != "note")
    turns = [
        "person" if state == "heard" else "human"
        for who, state in db.exec(said.order_by(col(Line.id)))
        if who or state == "heard"
    ]
    whole = [who for place, who in enumerate(turns) if place == 0 or turns[place - 1] != who]
    return whole.count("human") > 1


def let_interpreters_go(db: Session, ticket: Ticket, now: datetime) -> None:
    """Who was added to one ticket reads it no more."""
    here = Interpreting.ticket_id == ticket.id, col(Interpreting.ended_at).is_(None)
    for one in db.exec(select(Interpreting).where(*here)):
        one.ended_at = now
        detail = str(one.officer_id)
        db.add(Entry(ticket_id=one.ticket_id, officer_id=None, at=now, kind="interpreter_left", detail=detail))


def rest(db: Session, ticket: Ticket, officer: Officer, now: datetime) -> None:
    """Ten minutes without offers after a life was in danger."""
    if ticket.urgency == Urgency.CRITICAL:
        row = db.get_one(Officer, officer.id)
        row.profile = with_instant(row.profile, "rests_until", now + REST_AFTER_CRITICAL)


def farewell(db: Session, vault: Vault, ticket: Ticket, now: datetime, say: Say) -> None:
    """The kind closing line, and the talk back at its beginning; to a silent contact nothing is said (R5)."""
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == ticket.contact_id)).one()
    if talk.holder == Holder.FLOW.value:
        talk.flow, talk.scene, talk.asked, talk.shown_at = "welcome", "", 0, None
    if talk.writing != Writing.QUIET.value:
        words = say(talk.language, ANSWERED_KINDLY)
        add_line(db, vault, ticket, words, now, rank=2, turn=talk.turn, cause=Cause.FAREWELL)


def add_line(
    db: Session,
    vault: Vault,
    ticket: Ticket,
    text: str,
    now: datetime,
    *,
    officer: Officer | None = None,
    kind: str = "said",
    rank: int = 2,
    turn: int = 0,
    cause: Cause | None = None,
) -> int:
    """Add a line to the transcript: due for sending, or a note that stays. Its `cause` decides at the outlet."""
    leaves = kind == "said"
    line = Line(
        contact_id=ticket.contact_id,
        ticket_id=ticket.id,
        officer_id=officer.id if officer else None,
        channel=ticket.channel,
        kind=kind,
        state="due" if leaves else "note",
        at=now,
        turn=turn,
        rank=rank,
        cause=(cause or (Cause.OFFICER if officer else Cause.BY_ITSELF)).value,
        due_at=now if leaves else None,
        sealed_body=b"",
    )
    db.add(line)
    db.flush()
    if line.id is None:
        raise NotNow
    line.sealed_body = key_of(db, vault, ticket).seal_json("line.sealed_body", line.id, {"text": text, "choices": []})
    return line.id


def must_stay_the_only_one(db: Session, ticket: Ticket, service: str) -> None:
    """Raises OneOpenAlready where this person concerned has another open ticket of that service: merge them (R16)."""
    same = Ticket.contact_id == ticket.contact_id, Ticket.person == ticket.person, Ticket.service == service
    other = select(Ticket.id).where(*same, Ticket.id != ticket.id, col(Ticket.status).not_in(("closed", "merged")))
    if db.exec(other).first() is not None:
        raise OneOpenAlready


def contact_of(db: Session, ticket: Ticket) -> Contact:
    """The contact who wrote. Raises NotNow where the person was forgotten."""
    contact = db.get(Contact, ticket.contact_id)
    if contact is None:
        raise NotNow
    return contact
