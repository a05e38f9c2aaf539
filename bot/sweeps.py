"""What time does. Every sweep takes the session and the instant; rows are claimed, so several may run them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from bot import tickets
from bot.routing.policy import queue_order, unanswered
from bot.store.roster import Roster, case_of, read_roster, told_of, with_instant
from bot.store.saving import CALLED_IN
from bot.store.tables import DeskSession, Entry, LoginAttempt, Offer, Officer, TalkRow, Ticket
from bot.store.vault import Vault
from flows.script import _
from flows.words import Urgency, Writing

MOST_AT_ONCE = 200
LET_PASS = ("expired", "declined")
TOLD: Final = ("crossed", "unmet", "telephone", "rung_up")
SEALED: Final = {"sealed_answers", "sealed_signs"}


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
    waiting = longest_waiting(db, now)
    held_out = 0
    roster = read_roster(db.connection()) if waiting else None
    before = told_before(db, waiting)
    for ticket in waiting:
        if roster is not None and hold_out(db, roster, ticket, before, now):
            held_out += 1
            # Every offer makes somebody busier; until the next one the officers stay as they were read.
            roster = read_roster(db.connection(), roster.offices)
    return held_out


def longest_waiting(db: Session, now: datetime) -> list[Ticket]:
    """The queue's first tickets, locked: by urgency and wait together, so that the least urgent get their turn too."""
    first: list[Ticket] = []
    for urgency in Urgency:
        # Of one urgency the oldest come first, so the queue's first are among the first of each.
        waits = select(Ticket).where(Ticket.status == "new", Ticket.urgency == int(urgency))
        waits = waits.order_by(col(Ticket.opened_at)).limit(MOST_AT_ONCE)
        first += db.exec(waits.with_for_update(skip_locked=True)).all()
    first.sort(key=lambda ticket: queue_order(case_of(ticket.model_dump()), now))
    return first[:MOST_AT_ONCE]


@dataclass(frozen=True, slots=True)
class Before:
    """What came of waiting tickets so far, read at once for all: who let them pass, and what was written down."""

    let_pass: Mapping[int, frozenset[int]]
    said: Mapping[int, frozenset[tuple[str, str, int | None]]]


def told_before(db: Session, waiting: Iterable[Ticket]) -> Before:
    """What came of these tickets so far."""
    numbers = [ticket.id or 0 for ticket in waiting]
    passed: dict[int, set[int]] = {}
    said: dict[int, set[tuple[str, str, int | None]]] = {}
    offers = select(Offer.ticket_id, Offer.officer_id).where(col(Offer.ticket_id).in_(numbers))
    for number, officer in db.exec(offers.where(col(Offer.state).in_(LET_PASS))):
        passed.setdefault(number, set()).add(officer)
    entries = select(Entry.ticket_id, Entry.kind, Entry.detail, Entry.officer_id)
    told = col(Entry.ticket_id).in_(numbers), col(Entry.kind).in_(TOLD)
    for number, kind, detail, by in db.exec(entries.where(*told)):
        said.setdefault(number, set()).add((kind, detail, by))
    return Before(
        {number: frozenset(officers) for number, officers in passed.items()},
        {number: frozenset(words) for number, words in said.items()},
    )


def hold_out(db: Session, roster: Roster, ticket: Ticket, before: Before, now: datetime) -> bool:
    """Hold one ticket out to the officers who are there, or call others in; whether anybody was asked."""
    number = ticket.id or 0
    case = case_of(ticket.model_dump(exclude=SEALED), before.let_pass.get(number, frozenset()))
    routed = roster.desk_for(case)
    if routed is None:
        return False
    choice = roster.offers_for(routed.on(case), now)
    if not choice.offers and case.tried:
        # Everybody who is there has let it pass: ask them again rather than nobody.
        choice = roster.offers_for(routed.on(replace(case, tried=frozenset())), now)
    ticket.office_id = roster.offices.ids[routed.office.key]
    write_once(db, ticket, told_of(routed, choice), before.said.get(number, frozenset()), now)
    called = call_in(db, ticket, choice.call_ins, now)
    for offer in choice.offers:
        reasons = " ".join(offer.reasons)
        row = Offer(ticket_id=number, officer_id=offer.officer, at=now, expires_at=offer.expires_at, reason=reasons)
        db.add(row)
    if choice.offers:
        ticket.status, ticket.offered_at, ticket.changed_at = "offered", ticket.offered_at or now, now
        db.add(Entry(ticket_id=number, at=now, kind="offered", detail=routed.office.key))
    if choice.offers or called:
        db.flush()
    return bool(choice.offers) or called


def write_once(
    db: Session,
    ticket: Ticket,
    told: Iterable[tuple[str, str, int | None]],
    said: frozenset[tuple[str, str, int | None]],
    now: datetime,
) -> None:
    """Write down what was not written before: nobody is rung up twice about the same."""
    for kind, detail, officer in dict.fromkeys(told):
        if (kind, detail, officer) not in said:
            db.add(Entry(ticket_id=ticket.id or 0, officer_id=officer, at=now, kind=kind, detail=detail))


CALL_IN_LASTS: Final = timedelta(minutes=5)


def call_in(db: Session, ticket: Ticket, officers: Iterable[int], now: datetime) -> bool:
    """Ring up officers who are off shift and agreed to it, each at most once a day; they may take this ticket."""
    called = list(officers)
    if not called:
        return False
    here = Offer.ticket_id == ticket.id, Offer.state == "open", Offer.reason == CALLED_IN
    if db.exec(select(Offer.id).where(*here)).first() is not None:
        return False
    for number in called:
        officer = db.get_one(Officer, number)
        officer.profile = with_instant(officer.profile, "called_in_at", now)
        ends = now + CALL_IN_LASTS
        db.add(Offer(ticket_id=ticket.id or 0, officer_id=number, at=now, expires_at=ends, reason=CALLED_IN))
        db.add(Entry(ticket_id=ticket.id or 0, officer_id=number, at=now, kind="rung_up", detail=CALLED_IN))
    return True


def rung_up(db: Session, officer_id: int, since: datetime) -> list[int]:
    """The open tickets to which this officer was called since then and which they have not opened yet."""
    called = select(Entry.ticket_id).where(Entry.kind == "rung_up", Entry.officer_id == officer_id, Entry.at >= since)
    opened = select(Entry.ticket_id).where(
        col(Entry.kind).in_(("opened_by", "taken")), Entry.officer_id == officer_id, Entry.at >= since
    )
    wanted = select(Ticket.id).where(col(Ticket.id).in_(called), col(Ticket.id).not_in(opened))
    return [number for number in db.exec(wanted.where(col(Ticket.closed_at).is_(None))) if number]


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
