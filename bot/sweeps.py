"""What time does. Every sweep takes the session and the instant; rows are claimed, so several may run them."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from bot import tickets
from bot.routing.policy import unanswered
from bot.store.roster import Roster, case_of, read_all_offices, read_roster
from bot.store.tables import DeskSession, Entry, LoginAttempt, Offer, TalkRow, Ticket
from bot.store.vault import Vault
from flows.script import _
from flows.words import Urgency, Writing

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
    offices = read_all_offices(db.connection()) if waiting else None
    for ticket in waiting:
        # The officers are read anew each time: every offer makes one of them busier.
        held_out += hold_out(db, read_roster(db.connection(), offices), ticket, now)
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
    ticket.office_id = roster.offices.ids[routed.office.key]
    for offer in choice.offers:
        reasons = " ".join(offer.reasons)
        row = Offer(ticket_id=number, officer_id=offer.officer, at=now, expires_at=offer.expires_at, reason=reasons)
        db.add(row)
    if choice.offers:
        ticket.status, ticket.offered_at, ticket.changed_at = "offered", ticket.offered_at or now, now
        db.add(Entry(ticket_id=number, at=now, kind="offered", detail=routed.office.key))
    db.flush()
    return bool(choice.offers)


SILENT_FOR = timedelta(seconds=60)
"""Without a sign of life of the owner for so long after new danger, office and lead are called (R12)."""
UNREAD_FOR = {Urgency.CRITICAL: timedelta(minutes=3), Urgency.HIGH: timedelta(minutes=15)}
"""After so long a person who said that writing is safe hears that their last words are unread (R12)."""
STILL_UNREAD = _("Pesan terakhir Anda belum dibaca. Kami terus memanggil petugas.")
HELD = ("taken", "waiting_for_contact", "waiting_for_office")


def call_past_silent_owner(db: Session, now: datetime) -> int:
    """New danger that the owner has not looked at for a minute is held out to the office and its lead as well."""
    silent = db.exec(
        select(Ticket)
        .where(col(Ticket.status).in_(HELD), col(Ticket.alarm_at) <= now - SILENT_FOR)
        .order_by(col(Ticket.alarm_at))
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for ticket in silent:
        ticket.alarm_at = None
        case = replace(case_of(ticket.model_dump()), tried=frozenset({ticket.owner_id or 0}), stage=1)
        roster = read_roster(db.connection())
        routed = roster.desk_for(case)
        choice = roster.offers_for(routed.on(case), now) if routed else None
        for offer in choice.offers if choice else ():
            number = ticket.id or 0
            held = Offer(ticket_id=number, officer_id=offer.officer, at=now, expires_at=offer.expires_at)
            held.reason = "owner_silent"
            db.add(held)
        db.add(Entry(ticket_id=ticket.id or 0, officer_id=ticket.owner_id, at=now, kind="owner_silent"))
        ticket.changed_at = now
    db.flush()
    return len(silent)


def tell_unread(db: Session, vault: Vault, now: datetime, say: tickets.Say = tickets.in_indonesian) -> int:
    """Who said that writing is safe hears, once, that their last words are unread: an owner's silence mutes nobody."""
    told = 0
    for urgency, patience in UNREAD_FOR.items():
        waiting = select(Ticket, TalkRow).join(TalkRow, col(TalkRow.contact_id) == Ticket.contact_id)
        waiting = waiting.where(col(Ticket.status).in_(HELD), Ticket.urgency == int(urgency), Ticket.unread > 0)
        waiting = waiting.where(col(Ticket.heard_at) <= now - patience, TalkRow.writing == Writing.SAFE.value)
        waiting = waiting.where(or_(col(Ticket.told_at).is_(None), col(Ticket.told_at) < col(Ticket.heard_at)))
        for ticket, talk in db.exec(waiting.limit(MOST_AT_ONCE)).all():
            tickets.add_line(db, vault, ticket, say(talk.language, STILL_UNREAD), now, rank=0, turn=talk.turn)
            ticket.told_at = ticket.changed_at = now
            db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="told_unread"))
            told += 1
    return told


def forget_logins(db: Session, idle: datetime, attempts: datetime) -> None:
    """Sessions that nobody used since `idle` and login attempts from before `attempts` are forgotten."""
    db.execute(delete(DeskSession).where(col(DeskSession.seen_at) < idle))
    db.execute(delete(LoginAttempt).where(col(LoginAttempt.at) < attempts))
