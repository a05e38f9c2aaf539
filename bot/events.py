"""A disaster or a crowd: declared by a lead for a place; it marks the tickets of that place, and first looks begin."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, false, or_, update
from sqlmodel import Session, col, select

from bot import permits
from bot.directory.countries import country_name
from bot.directory.regions import province_of
from bot.errors import NotNow
from bot.handover import Corrected, known
from bot.routing.priority import corrected
from bot.store.tables import Entry, Offer, Officer, Ticket
from bot.store.work_tables import Event
from bot.tickets import found, may, was_offered, write_down
from flows.words import Urgency

KINDS: Final = ("earthquake", "flood", "fire", "war", "mass_return", "outbreak", "ship", "other")
ENDED: Final = ("closed", "merged")


def declare(db: Session, officer: Officer, kind: str, places: tuple[str, ...], now: datetime) -> int:
    """Declare an event in a country (HK), provinces (35) or regencies (35.02); its number.

    Raises NotPermitted for who is no lead, and NotNow for an unknown kind or place.
    """
    permits.require(officer, "event.declare")
    known(kind, KINDS)
    named = (province_of(place) or (place.isupper() and country_name(place) != place) for place in places)
    if not places or not all(named):
        raise NotNow
    event = Event(kind=kind, places=" ".join(sorted(places)), declared_by=officer.id or 0, at=now)
    db.add(event)
    db.flush()
    mark(db, now)
    return event.id or 0


def end(db: Session, event_id: int, officer: Officer, now: datetime) -> None:
    """The event is over; tickets that no other event touches are ordinary ones again."""
    permits.require(officer, "event.declare")
    event = db.get_one(Event, event_id)
    if event.ended_at is not None:
        raise NotNow
    event.ended_at, event.ended_by = now, officer.id
    db.flush()
    mark(db, now)


def running(db: Session) -> list[Event]:
    """The events that run, oldest first."""
    return list(db.exec(select(Event).where(col(Event.ended_at).is_(None)).order_by(col(Event.id))))


def mark(db: Session, now: datetime) -> int:
    """Mark the open tickets of those who are in a place of an event, come from it or ask about it. A sweep."""
    places = {place for event in running(db) for place in event.places.split()}
    touched = touches(places)
    still_open = col(Ticket.status).not_in(ENDED)
    wrong = or_(touched & ~col(Ticket.surge), ~touched & col(Ticket.surge)) if places else col(Ticket.surge)
    changed = db.exec(select(Ticket).where(still_open, wrong).with_for_update(skip_locked=True)).all()
    for ticket in changed:
        ticket.surge = not ticket.surge
        ticket.changed_at = now
        db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="surge", detail="yes" if ticket.surge else "no"))
    db.flush()
    return len(changed)


def touches(places: set[str]) -> ColumnElement[bool]:
    """Is one of these places the ticket's country, province or regency?"""
    if not places:
        return false()
    return or_(*(col(column).in_(places) for column in (Ticket.country, Ticket.province, Ticket.regency)))


def first_look(db: Session, ticket_id: int, officer: Officer, right: Corrected, now: datetime) -> None:
    """Twenty seconds that set the urgency right, without taking the ticket: it goes on to whoever answers.

    Lowering needs a reason (SAFETY R31). Raises NotNow where the ticket was not held out to this officer.
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
    write_down(db, ticket, officer, "looked", now, f"{before.priority}>{right.urgency.priority}")
