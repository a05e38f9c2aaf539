"""A disaster or a crowd: declared by a lead for a place; it marks who is there, comes from there or asks about it."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, text, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from bot import permits
from bot.directory.countries import country_name
from bot.directory.regions import province_of
from bot.errors import NotNow, TooLate
from bot.handover import Corrected, keep_words, known
from bot.routing.policy import lookers_needed
from bot.routing.priority import corrected
from bot.routing.roster import roster_of
from bot.store.event_tables import EventEntry, EventStatus
from bot.store.roster import read_roster
from bot.store.tables import IN_EVENT, Entry, Offer, Officer, Ticket, table
from bot.store.vault import Vault
from bot.store.work_tables import Event
from bot.tickets import Say, found, in_indonesian, may, take, was_offered, write_down
from flows.words import Urgency

KINDS: Final = ("earthquake", "flood", "fire", "war", "mass_return", "outbreak", "ship", "other")
ENDED: Final = ("closed", "merged")
TICKET = table("ticket")
BATCH, FIRST_LOOK = "batch", "first_look"
"""Why a ticket is held out, in a crowd: together with others, or for a first look only."""
MOST_AT_ONCE: Final = 200
LONGEST_STATUS: Final = 300


def declare(db: Session, officer: Officer, kind: str, places: tuple[str, ...], now: datetime) -> int:
    """Declare an event in a country (HK), provinces (35) or regencies (35.02); its number.

    Two leads who declare the same declare one. Raises NotPermitted for who is no lead, and NotNow for an unknown kind
    or place.
    """
    permits.require(officer, "event.declare")
    known(kind, KINDS)
    if not places or not all(is_place(place) for place in places):
        raise NotNow
    where = " ".join(sorted(set(places)))
    one_after_the_other(db)
    for event in running(db):
        if (event.kind, event.places) == (kind, where):
            return event.id or 0
    event = Event(kind=kind, places=where, declared_by=officer.id or 0, at=now)
    db.add(event)
    db.flush()
    write_of_event(db, event.id or 0, officer, "declared", now, f"{kind} {event.places}")
    mark(db, now)
    return event.id or 0


def one_after_the_other(db: Session) -> None:
    """Two leads may declare at once in two processes: SQLite has one writer anyway, PostgreSQL is told to have one."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE"))


def write_of_event(db: Session, event_id: int, officer: Officer, kind: str, now: datetime, detail: str = "") -> None:
    """An entry of the event's history; words never go into `detail`."""
    db.add(EventEntry(event_id=event_id, officer_id=officer.id or 0, at=now, kind=kind, detail=detail))


def is_place(code: str) -> bool:
    """Is this the code of a country, a province or a regency?"""
    return bool(province_of(code)) or (code.isupper() and country_name(code) != code)


def end(db: Session, event_id: int, officer: Officer, now: datetime) -> None:
    """The event is over; tickets that no other event touches are ordinary ones again."""
    permits.require(officer, "event.declare")
    event = running_one(db, event_id)
    event.ended_at, event.ended_by = now, officer.id
    write_of_event(db, event_id, officer, "ended", now)
    db.flush()
    mark(db, now)


def running(db: Session) -> list[Event]:
    """The events that run, oldest first."""
    return list(db.exec(select(Event).where(col(Event.ended_at).is_(None)).order_by(col(Event.id))))


def running_one(db: Session, event_id: int) -> Event:
    """The event of this number, locked. Raises NotNow where there is none that still runs."""
    event = db.exec(select(Event).where(Event.id == event_id).with_for_update()).one_or_none()
    if event is None or event.ended_at is not None:
        raise NotNow
    return event


def marked_wrong(db: Session) -> ColumnElement[bool]:
    """Which open tickets are of a running event and not marked so, or the other way round."""
    places = {place for event in running(db) for place in event.places.split()}
    touched, still_open = touches(places), col(Ticket.closed_at).is_(None)
    if not places:
        return and_(still_open, IN_EVENT)
    return and_(still_open, or_(touched & ~col(Ticket.surge), ~touched & col(Ticket.surge)))


def to_mark(db: Session, _now: datetime) -> list[int]:
    """The tickets that `mark` would change; only reads."""
    wrong = sql_select(TICKET.c.id).where(marked_wrong(db)).order_by(TICKET.c.id).limit(MOST_AT_ONCE)
    return list(db.execute(wrong).scalars())


def mark(db: Session, now: datetime, these: Sequence[int] | None = None) -> int:
    """Mark the open tickets of those who are in a place of an event, come from it or ask about it. A sweep.

    Of `these`, where a reader has looked before: with many open tickets it takes long, and the writer has no time.
    """
    changed = select(Ticket).where(marked_wrong(db)).order_by(col(Ticket.id)).limit(MOST_AT_ONCE)
    if these is not None:
        changed = changed.where(col(Ticket.id).in_(these))
    marked = db.exec(changed.with_for_update(skip_locked=True)).all()
    for ticket in marked:
        ticket.surge = not ticket.surge
        ticket.changed_at = now
        db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="surge", detail="yes" if ticket.surge else "no"))
    db.flush()
    return len(marked)


def touches(places: set[str]) -> ColumnElement[bool]:
    """Is one of these places the ticket's country, province or regency, or named in what was said?"""
    if not places:
        return false()
    here = [col(column).in_(places) for column in (Ticket.country, Ticket.province, Ticket.regency)]
    named = literal(" ") + col(Ticket.places) + literal(" ")
    return or_(*here, *(named.like(f"% {place} %") for place in sorted(places)))


def state_what_is_known(
    db: Session,
    event_id: int,
    officer: Officer,
    texts: Mapping[str, str],
    source: str,
    known_at: datetime,
    now: datetime,
) -> int:
    """What is said from now on to those who ask about this event: one line, as of then, by this source.

    Raises NotNow without Indonesian words or a source, for a long text, or for a time that has not come.
    """
    permits.require(officer, "event.declare")
    event = running_one(db, event_id)
    words = {language: " ".join(text.split()) for language, text in texts.items() if text.strip()}
    too_long = any(len(text) > LONGEST_STATUS for text in (*words.values(), source))
    if not words.get("id") or not source.strip() or too_long or known_at > now:
        raise NotNow
    status = EventStatus(
        event_id=event.id or 0,
        officer_id=officer.id or 0,
        at=now,
        known_at=known_at,
        source=" ".join(source.split()),
        texts=json.dumps(words, ensure_ascii=False),
    )
    db.add(status)
    db.flush()
    write_of_event(db, event_id, officer, "status", now, str(status.id))
    return status.id or 0


def what_is_known(db: Session, event_id: int) -> EventStatus | None:
    """The newest status of an event."""
    told = select(EventStatus).where(EventStatus.event_id == event_id)
    return db.exec(told.order_by(col(EventStatus.id).desc())).first()


def take_batch(
    db: Session, vault: Vault, ticket_id: int, officer: Officer, now: datetime, say: Say = in_indonesian
) -> list[int]:
    """Take a ticket and all that were held out to this officer with it in one batch; what somebody else took stays."""
    _this, *others = batch_of(db, ticket_id, officer.id or 0) or [ticket_id]
    take(db, vault, ticket_id, officer, now, say)
    taken = [ticket_id]
    for number in others:
        with suppress(TooLate, NotNow):
            take(db, vault, number, officer, now, say)
            taken.append(number)
    return taken


def batch_of(db: Session, ticket_id: int, officer_id: int) -> list[int]:
    """The tickets that are held out to this officer together with this one, which comes first; none where it is not."""
    mine = (Offer.officer_id == officer_id, Offer.state == "open")
    until = db.exec(select(Offer.expires_at).where(Offer.ticket_id == ticket_id, *mine)).first()
    if until is None:
        return []
    together = select(Offer.ticket_id).where(*mine, Offer.expires_at == until, Offer.ticket_id != ticket_id)
    return [ticket_id, *db.exec(together.where(Offer.reason == BATCH).order_by(col(Offer.id)))]


def touching(db: Session, ticket: Ticket) -> list[Event]:
    """The events that run and that this ticket belongs to."""
    near = {ticket.country, ticket.province, ticket.regency, *ticket.places.split()}
    return [event for event in running(db) if not near.isdisjoint(event.places.split())]


def is_for_a_look(db: Session, ticket_id: int, officer_id: int) -> bool:
    """Is this ticket held out to this officer for a first look?"""
    wanted = select(Offer.id).where(Offer.ticket_id == ticket_id, *looks_of(officer_id))
    return db.exec(wanted).first() is not None


def next_look(db: Session, officer_id: int) -> str:
    """The code of the ticket that waits longest for this officer's first look; empty where none does."""
    waiting = select(Ticket.code).join(Offer, col(Offer.ticket_id) == col(Ticket.id))
    return db.exec(waiting.where(*looks_of(officer_id)).order_by(col(Offer.id))).first() or ""


def looks_of(officer_id: int) -> tuple[ColumnElement[bool], ...]:
    """Offers of a first look that are open for this officer."""
    return col(Offer.officer_id) == officer_id, col(Offer.state) == "open", col(Offer.reason) == FIRST_LOOK


@dataclass(frozen=True, slots=True)
class Looks:
    """How the first looks stand: how many should do nothing else, how many do, and what waits for a look."""

    needed: int
    have: int
    waiting: int


LOOKED_BACK: Final = timedelta(minutes=10)


def looks(db: Session, now: datetime) -> Looks:
    """How many should do nothing but first looks now (`policy.lookers_needed`), for whoever leads a surge."""
    roster = roster_of(read_roster(db.connection()).officers, now)
    waits = select(func.count()).where(col(Ticket.surge), col(Ticket.status).in_(("new", "offered")))
    waiting = db.exec(waits.where(col(Ticket.looked_at).is_(None))).one()
    came = db.exec(select(func.count()).where(col(Ticket.surge), Ticket.opened_at > now - LOOKED_BACK)).one()
    told = select(Entry.detail).where(Entry.kind == "looked", Entry.at > now - LOOKED_BACK)
    pairs = [detail.split(">") for detail in db.exec(told)]
    wrong = sum(before != right for before, right in pairs)
    on_duty, a_minute = roster.present.bit_count(), came / (LOOKED_BACK / timedelta(minutes=1))
    needed = lookers_needed(a_minute, waiting, on_duty, len(pairs), wrong) if waiting or came else 0
    return Looks(needed, roster.lookers.bit_count(), waiting)


def first_look(db: Session, vault: Vault, ticket_id: int, officer: Officer, right: Corrected, now: datetime) -> None:
    """Twenty seconds that set the urgency right, without taking the ticket: it goes on to whoever answers.

    Lowering needs a reason (SAFETY R31), which is sealed. Raises NotNow where it was not held out to this officer.
    """
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.look", ticket)
    if ticket.owner_id is not None or not was_offered(db, ticket, officer, ("open",)):
        raise NotNow
    before = Urgency(ticket.urgency)
    ticket.urgency = int(corrected(before, right.urgency, by_officer=True, reason=right.reason))
    ticket.looked_at, ticket.status = now, "new"
    mine = col(Offer.ticket_id) == ticket_id, col(Offer.state) == "open"
    db.execute(update(Offer).where(*mine).values(state="withdrawn"))
    entry = write_down(db, ticket, officer, "looked", now, f"{before.priority}>{right.urgency.priority}")
    keep_words(db, vault, ticket, entry, right.reason)
