"""What time does. Every sweep takes the session and the instant; rows are claimed, so several may run them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.routing.policy import unanswered
from bot.store.roster import Roster, case_of, read_roster
from bot.store.tables import DeskSession, Entry, LoginAttempt, Offer, Ticket

MOST_AT_ONCE = 200
LET_PASS = ("expired", "declined")


def expire_offers(db: Session, now: datetime) -> int:
    """Offers that nobody took in time end; their tickets go one rung up the ladder, to people not asked yet."""
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
    for ticket_id in sorted({offer.ticket_id for offer in ended}):
        ticket = db.get(Ticket, ticket_id, with_for_update=True)
        if ticket and ticket.status == "offered" and not with_offer(db, ticket_id, ("open",)):
            ticket.status = "new"
            ticket.stage = unanswered(case_of(ticket.model_dump()), frozenset()).stage
    return len(ended)


def with_offer(db: Session, ticket_id: int, states: tuple[str, ...]) -> frozenset[int]:
    """The officers to whom the ticket was held out, and what came of it is one of these states."""
    asked = select(Offer.officer_id).where(Offer.ticket_id == ticket_id, col(Offer.state).in_(states))
    return frozenset(db.exec(asked).all())


def offer_waiting(db: Session, now: datetime) -> int:
    """Hold out every ticket that nobody is being asked to take, as soon as somebody is there."""
    waiting = db.exec(
        select(Ticket)
        .where(Ticket.status == "new")
        .order_by(col(Ticket.urgency).desc(), col(Ticket.opened_at))
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    held_out = 0
    for ticket in waiting:
        # Read anew each time: every offer makes its officer busier.
        held_out += hold_out(db, read_roster(db.connection()), ticket, now)
    return held_out


def hold_out(db: Session, roster: Roster, ticket: Ticket, now: datetime) -> bool:
    """Hold one ticket out to the officers who are there; whether anybody was."""
    number = ticket.id or 0
    case = case_of(ticket.model_dump(), with_offer(db, number, LET_PASS))
    routed = roster.desk_for(case)
    if routed is None:
        return False
    choice = roster.offers_for(routed.on(case), now)
    if not choice.offers and case.tried:
        # Everybody who is there has let it pass: ask them again rather than nobody.
        choice = roster.offers_for(routed.on(replace(case, tried=frozenset())), now)
    ticket.office_id = roster.office_ids[routed.office.key]
    for offer in choice.offers:
        reasons = " ".join(offer.reasons)
        row = Offer(ticket_id=number, officer_id=offer.officer, at=now, expires_at=offer.expires_at, reason=reasons)
        db.add(row)
    if choice.offers:
        ticket.status, ticket.offered_at, ticket.changed_at = "offered", ticket.offered_at or now, now
        db.add(Entry(ticket_id=number, at=now, kind="offered", detail=routed.office.key))
    db.flush()
    return bool(choice.offers)


def forget_logins(db: Session, idle: datetime, attempts: datetime) -> None:
    """Sessions that nobody used since `idle` and login attempts from before `attempts` are forgotten."""
    db.execute(delete(DeskSession).where(col(DeskSession.seen_at) < idle))
    db.execute(delete(LoginAttempt).where(col(LoginAttempt.at) < attempts))
