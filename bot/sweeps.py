"""What time does. Every sweep takes the session and the instant; rows are claimed, so several may run them."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.roster import Roster, expires, read_roster
from bot.store.tables import DeskSession, Entry, LoginAttempt, Offer, Ticket
from flows.words import Service, Urgency

MOST_AT_ONCE = 200


def expire_offers(db: Session, now: datetime) -> int:
    """Offers that nobody took in time end; their tickets are held out anew, to others if there are any."""
    ended = db.exec(
        select(Offer)
        .where(Offer.state == "open", Offer.expires_at <= now)
        .order_by(col(Offer.id))
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for offer in ended:
        offer.state = "expired"
        db.add(Entry(ticket_id=offer.ticket_id, officer_id=offer.officer_id, at=now, kind="offer_expired"))
    db.flush()
    for ticket_id in {offer.ticket_id for offer in ended}:
        ticket = db.get(Ticket, ticket_id)
        if ticket and ticket.status == "offered" and not open_offers(db, ticket_id):
            ticket.status = "new"
    return len(ended)


def open_offers(db: Session, ticket_id: int) -> int:
    """How many officers the ticket is held out to now."""
    return len(db.exec(select(Offer.id).where(Offer.ticket_id == ticket_id, Offer.state == "open")).all())


def offer_waiting(db: Session, now: datetime) -> int:
    """Hold out every ticket that nobody is being asked to take, as soon as somebody is there."""
    waiting = db.exec(
        select(Ticket)
        .where(Ticket.status == "new")
        .order_by(col(Ticket.urgency).desc(), col(Ticket.opened_at))
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    roster = read_roster(db.connection()) if waiting else Roster((), ())
    return sum(hold_out(db, roster, ticket, now) for ticket in waiting)


def hold_out(db: Session, roster: Roster, ticket: Ticket, now: datetime) -> bool:
    """Hold one ticket out to the officers who are there; whether anybody was."""
    urgency = Urgency(ticket.urgency)
    desk = roster.desk_for(Service(ticket.service), ticket.country)
    if desk is None:
        return False
    ticket.office_id = desk.id
    there = roster.officers_for(desk, ticket.language, urgency, ticket.channel != "simulator")
    for officer in there:
        offer = Offer(ticket_id=ticket.id or 0, officer_id=officer.id, at=now, expires_at=expires(urgency, now))
        offer.reason = "on duty"
        db.add(offer)
    if there:
        ticket.status, ticket.offered_at, ticket.changed_at = "offered", ticket.offered_at or now, now
        db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="offered", detail=desk.key))
    return bool(there)


def forget_logins(db: Session, idle: datetime, attempts: datetime) -> None:
    """Sessions that nobody used since `idle` and login attempts from before `attempts` are forgotten."""
    db.execute(delete(DeskSession).where(col(DeskSession.seen_at) < idle))
    db.execute(delete(LoginAttempt).where(col(LoginAttempt.at) < attempts))
