"""What time does. Every sweep takes the session and the instant; rows are claimed, so several may run them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, and_, delete, exists, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from bot import tickets
from bot.events import BATCH
from bot.outlet import FRESH, Cause, Person, verdict
from bot.routing import Case, Choice, Routed
from bot.routing.policy import batch_size, look_order, queue_order, unanswered
from bot.store.danger import STRANGER, of_danger
from bot.store.loading import ENDED
from bot.store.queues import SERVICE_WINDOW
from bot.store.roster import CASE_COLUMNS, Roster, case_of, read_roster, told_of, with_instant
from bot.store.safety_tables import SafeContact
from bot.store.saving import CALLED_IN
from bot.store.tables import IN_EVENT, DeskSession, Entry, LoginAttempt, Offer, Officer, TalkRow, Ticket, table
from bot.store.vault import Vault
from bot.unmet import untold
from flows.script import _
from flows.words import Urgency, Writing

TICKET = table("ticket")
MOST_AT_ONCE = 200
FIRST_OF_QUEUE = BEHIND_THEM = 100
"""So many of the queue's first are looked at in every turn, and so many of those behind them."""
NEWEST = 25
TURN_LASTS = 2
"""Seconds, as long as the sweep of offers sleeps: then others of those behind have their turn."""
IN_ONE_STATEMENT = 100
LET_PASS = ("expired", "declined")
SEALED: Final = {"sealed_answers", "sealed_signs"}
BESIDE_OFFERS: Final = ("crossed", "unmet", "telephone", "rung_up")


def expire_offers(db: Session, now: datetime) -> int:
    """Offers that nobody took in time end; their tickets go one rung up the ladder, to people not asked yet."""
    past = Offer.state == "open", Offer.expires_at <= now
    due = set(db.exec(select(Offer.ticket_id).where(*past).order_by(col(Offer.id)).limit(MOST_AT_ONCE)))
    # The ticket first and then its offers, as whoever takes it does: so nobody waits for each other for ever.
    theirs = select(Ticket).where(col(Ticket.id).in_(due)).order_by(col(Ticket.id))
    waiting = db.exec(theirs.with_for_update(skip_locked=True)).all() if due else []
    here = col(Offer.ticket_id).in_([ticket.id for ticket in waiting])
    ended = db.exec(select(Offer).where(*past, here).order_by(col(Offer.id)).with_for_update()).all()
    for offer in ended:
        offer.state = "expired"
        db.add(Entry(ticket_id=offer.ticket_id, officer_id=offer.officer_id, at=now, kind="offer_expired"))
    db.flush()
    for ticket in waiting:
        if ticket.status == "offered" and not with_offer(db, ticket.id or 0, ("open",)):
            ticket.status = "new"
            ticket.stage = unanswered(case_of(ticket.model_dump(exclude=SEALED)), frozenset()).stage
    return len(ended)


def with_offer(db: Session, ticket_id: int, states: tuple[str, ...]) -> frozenset[int]:
    """The officers to whom the ticket was held out, and what came of it is one of these states."""
    asked = select(Offer.officer_id).where(Offer.ticket_id == ticket_id, col(Offer.state).in_(states))
    return frozenset(db.exec(asked).all())


@dataclass(frozen=True, slots=True)
class Before:
    """What became of these tickets' offers so far, read once for all of them."""

    passed: Mapping[int, frozenset[int]]
    """The officers who let an offer pass or declined."""
    called_in: frozenset[int]
    """The tickets to which somebody is being called in."""
    told: Mapping[int, frozenset[tuple[str, str, int | None]]]
    """(kind, code, officer) of what a choice wrote beside its offers."""


def before(db: Session, numbers: Sequence[int]) -> Before:
    """The same, in two statements however many tickets wait."""
    passed, told = defaultdict[int, set[int]](set), defaultdict[int, set[tuple[str, str, int | None]]](set)
    called_in = set()
    for some in batches(numbers):
        offers = select(Offer.ticket_id, Offer.officer_id, Offer.state, Offer.reason)
        ended = col(Offer.state).in_((*LET_PASS, "open"))
        for ticket, asked, state, reason in db.exec(offers.where(col(Offer.ticket_id).in_(some), ended)):
            if state in LET_PASS:
                passed[ticket].add(asked)
            elif reason == CALLED_IN:
                called_in.add(ticket)
        entries = select(Entry.ticket_id, Entry.kind, Entry.detail, Entry.officer_id)
        beside = col(Entry.kind).in_(BESIDE_OFFERS)
        for ticket, kind, detail, who in db.exec(entries.where(col(Entry.ticket_id).in_(some), beside)):
            told[ticket].add((kind, detail, who))
    return Before(
        {ticket: frozenset(officers) for ticket, officers in passed.items()},
        frozenset(called_in),
        {ticket: frozenset(entries) for ticket, entries in told.items()},
    )


def batches(numbers: Sequence[int], most: int = IN_ONE_STATEMENT) -> Iterator[Sequence[int]]:
    """The ids in handfuls: as many as any database takes as parameters, or fewer."""
    for start in range(0, len(numbers), most):
        yield numbers[start : start + most]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket that nobody is being asked to take, as the queue sees it."""

    id: int
    case: Case
    office_id: int | None


def offer_waiting(db: Session, now: datetime, these: Sequence[int] | None = None) -> int:
    """Hold out the tickets that nobody is being asked to take, as soon as somebody is there.

    `these` were found worth it by `worth_a_try`, which only reads: without anybody to ask, nothing is locked here.
    """
    numbers = worth_a_try(db, now) if these is None else these
    if not numbers:
        return 0
    wanted = select(Ticket).where(col(Ticket.id).in_(numbers), Ticket.status == "new")
    waiting = list(db.exec(wanted.with_for_update(skip_locked=True)).all())
    cases = {ticket.id or 0: case_of(ticket.model_dump(exclude=SEALED)) for ticket in waiting}
    known, batches_begun = before(db, list(cases)), dict[Case, Batch]()
    held_out = 0
    roster = read_roster(db.connection())
    for ticket, looks_only in in_turn(waiting, cases, now):
        if ticket.status != "new":
            continue
        case = replace(cases[ticket.id or 0], tried=known.passed.get(ticket.id or 0, frozenset()))
        if looks_only and not a_look_is_free(roster, case, now):
            continue
        joined = join_batch(db, roster, ticket, case, batches_begun, now)
        if joined or hold_out(db, roster, ticket, case, known, batches_begun, now):
            held_out += 1
            # Every offer makes somebody busier; until the next one the officers stay as they were read.
            roster = read_roster(db.connection(), roster.offices)
    return held_out


def in_turn(waiting: Sequence[Ticket], cases: Mapping[int, Case], now: datetime) -> list[tuple[Ticket, bool]]:
    """In the queue's order; before what can wait, in a surge, those that only need a first look, the newest first.

    True with a ticket: ask only somebody who does nothing but looks. It stands in the queue all the same.
    """
    ordered = sorted(waiting, key=lambda ticket: queue_order(cases[ticket.id or 0], now))
    unlooked = [ticket for ticket in ordered if wants_a_look(cases[ticket.id or 0])]
    unlooked.sort(key=lambda ticket: look_order(cases[ticket.id or 0], now))
    lives = [(ticket, False) for ticket in ordered if ticket.urgency == Urgency.CRITICAL]
    return [*lives, *((ticket, True) for ticket in unlooked), *((ticket, False) for ticket in ordered)]


def a_look_is_free(roster: Roster, case: Case, now: datetime) -> bool:
    """Is there somebody who does nothing but looks, free for this one?"""
    decided = decide(roster, case, now)
    return decided is not None and any(offer.look for offer in decided[1].offers)


def wants_a_look(case: Case) -> bool:
    """Does somebody who does only first looks come before whoever answers?"""
    return case.surge and not case.looked and case.urgency < Urgency.CRITICAL


@dataclass(slots=True)
class Batch:
    """In a surge what is least urgent is held out in batches: to whom, until when, and how many more may join."""

    officer: int
    expires_at: datetime
    left: int
    unmet: tuple[str, ...] = ()


def join_batch(
    db: Session, roster: Roster, ticket: Ticket, case: Case, begun: Mapping[Case, Batch], now: datetime
) -> bool:
    """Hold the ticket out to whoever was just offered others that agree with it in all that routing asks."""
    batch = begun.get(replace(case, id=0, opened_at=None))
    officer = next((one for one in roster.officers if batch and one.id == batch.officer), None)
    if batch is None or officer is None or not batch.left:
        return False
    if officer.open_tickets + officer.open_offers >= officer.capacity:
        return False
    batch.left -= 1
    number = ticket.id or 0
    db.add(Offer(ticket_id=number, officer_id=officer.id, at=now, expires_at=batch.expires_at, reason=BATCH))
    ticket.unmet = untold(batch.unmet, case, ticket.unmet_told)
    offered(db, ticket, BATCH, now)
    return True


def offered(db: Session, ticket: Ticket, detail: str, now: datetime) -> None:
    """Somebody is being asked to take it."""
    ticket.status, ticket.offered_at, ticket.changed_at = "offered", ticket.offered_at or now, now
    db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="offered", detail=detail))
    db.flush()


def worth_a_try(db: Session, now: datetime) -> list[int]:
    """Of the tickets whose turn it is, those for which there is somebody to ask or to ring up. Only reads."""
    waiting = longest_waiting(db, now)
    if not waiting:
        return []
    roster, known = read_roster(db.connection()), before(db, [one.id for one in waiting])
    nobody: dict[Case, tuple[Routed, Choice] | None] = {}
    found = []
    for one in waiting:
        case = replace(one.case, id=0, opened_at=None, tried=known.passed.get(one.id, frozenset()))
        # Where nobody can be asked, the answer is the same for all tickets that agree in what routing asks.
        wanted = nobody[case] if case in nobody else decide(roster, case, now)
        if wanted is None or not wanted[1].offers:
            nobody[case] = wanted
        if wanted is not None and changes(one, *wanted, roster, known):
            found.append(one.id)
    return found


def decide(roster: Roster, case: Case, now: datetime) -> tuple[Routed, Choice] | None:
    """Which office, and whom to ask there now; None where no office can have it."""
    routed = roster.desk_for(case)
    if routed is None:
        return None
    choice = roster.offers_for(routed.on(case), now)
    if not choice.offers and case.tried:
        # Everybody who is there has let it pass: ask them again rather than nobody.
        choice = roster.offers_for(routed.on(replace(case, tried=frozenset())), now)
    return routed, choice


def changes(one: Waiting, routed: Routed, choice: Choice, roster: Roster, known: Before) -> bool:
    """Is there anything to write: an offer, a call-in, somebody to ring up, another office?"""
    calls = bool(choice.call_ins) and one.id not in known.called_in
    untold = set(told_of(routed, choice)) - known.told.get(one.id, frozenset())
    return bool(choice.offers) or calls or bool(untold) or one.office_id != roster.offices.ids[routed.office.key]


def longest_waiting(db: Session, now: datetime) -> list[Waiting]:
    """The tickets of this turn in the queue's order: its first always, and of those behind whoever is due a turn.

    By urgency and wait together, so that the least urgent get their turn too.
    """
    first: list[Waiting] = []
    for urgency in Urgency:
        # Of one urgency the oldest come first, so the queue's first are among the first of each.
        waits = new_tickets().where(TICKET.c.urgency == int(urgency)).order_by(TICKET.c.opened_at)
        first += read_waiting(db, waits.limit(FIRST_OF_QUEUE))
    first.sort(key=lambda one: queue_order(one.case, now))
    if len(first) <= FIRST_OF_QUEUE:
        return first
    some = [*first[:FIRST_OF_QUEUE], *behind(db, now), *just_come(db)]
    return list({one.id: one for one in some}.values())


def just_come(db: Session) -> list[Waiting]:
    """In a surge the newest that nobody has looked at: whoever wrote a minute ago can still be found in time."""
    # Not the bare status: its index would lead to every ticket that waits.
    unlooked = case_columns().where(IN_EVENT, TICKET.c.closed_at.is_(None), TICKET.c.looked_at.is_(None))
    unlooked = unlooked.where(func.coalesce(TICKET.c.status, "") == "new")
    newest = unlooked.order_by(TICKET.c.id.desc()).limit(NEWEST)
    return read_waiting(db, newest)


def behind(db: Session, now: datetime) -> list[Waiting]:
    """Some of those behind the queue's first: a few seconds these, a few seconds those, until all had their turn."""
    waiting = db.execute(sql_select(func.count()).where(TICKET.c.status == "new")).scalar_one()
    turns = max(1, -(-waiting // BEHIND_THEM))
    turn = int(now.timestamp()) // TURN_LASTS % turns
    of_turn = sql_select(TICKET.c.id).where(TICKET.c.status == "new").order_by(TICKET.c.id)
    of_turn = of_turn.offset(turn * BEHIND_THEM).limit(BEHIND_THEM)
    # First their numbers, from an index alone: whole rows would be sorted only to be passed over.
    some = new_tickets().where(TICKET.c.id.in_(db.execute(of_turn).scalars().all()))
    return sorted(read_waiting(db, some), key=lambda one: queue_order(one.case, now))


def new_tickets() -> Select[tuple[object, ...]]:
    """What routing asks of every ticket that nobody is being asked to take."""
    return case_columns().where(TICKET.c.status == "new")


def case_columns() -> Select[tuple[object, ...]]:
    """What routing asks of tickets."""
    return sql_select(*(TICKET.c[name] for name in (*CASE_COLUMNS, "office_id")))


def read_waiting(db: Session, which: Select[tuple[object, ...]]) -> list[Waiting]:
    """These tickets, in the order in which they are read."""
    return [Waiting(row["id"], case_of(row), row["office_id"]) for row in db.execute(which).mappings()]


def hold_out(
    db: Session,
    roster: Roster,
    ticket: Ticket,
    case: Case,
    known: Before,
    begun: dict[Case, Batch],
    now: datetime,
) -> bool:
    """Hold one ticket out to the officers who are there, or call others in; whether anybody was asked."""
    number = ticket.id or 0
    decided = decide(roster, case, now)
    if decided is None:
        return False
    routed, choice = decided
    office = roster.offices.ids[routed.office.key]
    if ticket.office_id != office:
        ticket.office_id = office
    write_once(db, ticket, told_of(routed, choice), known, now)
    called = number not in known.called_in and call_in(db, ticket, choice.call_ins, now)
    for offer in choice.offers:
        reasons = " ".join(offer.reasons)
        row = Offer(ticket_id=number, officer_id=offer.officer, at=now, expires_at=offer.expires_at, reason=reasons)
        db.add(row)
    ticket.unmet = untold(choice.unmet, case, ticket.unmet_told)
    if choice.offers:
        offered(db, ticket, routed.office.key, now)
        first, more = choice.offers[0], batch_size(case) - 1
        if more and not first.look:
            begun[replace(case, id=0, opened_at=None)] = Batch(first.officer, first.expires_at, more, choice.unmet)
    elif called:
        db.flush()
    return bool(choice.offers) or called


def write_once(
    db: Session, ticket: Ticket, told: Iterable[tuple[str, str, int | None]], known: Before, now: datetime
) -> None:
    """Write down what was not written before: nobody is rung up twice about the same."""
    said = known.told.get(ticket.id or 0, frozenset())
    for kind, detail, officer in dict.fromkeys(told):
        if (kind, detail, officer) not in said:
            db.add(Entry(ticket_id=ticket.id or 0, officer_id=officer, at=now, kind=kind, detail=detail))


CALL_IN_LASTS: Final = timedelta(minutes=5)


def call_in(db: Session, ticket: Ticket, officers: Iterable[int], now: datetime) -> bool:
    """Ring up officers who are off shift and agreed to it, each at most once a day; they may take this ticket."""
    called = list(officers)
    for number in called:
        officer = db.get_one(Officer, number)
        officer.profile = with_instant(officer.profile, "called_in_at", now)
        ends = now + CALL_IN_LASTS
        db.add(Offer(ticket_id=ticket.id or 0, officer_id=number, at=now, expires_at=ends, reason=CALLED_IN))
        db.add(Entry(ticket_id=ticket.id or 0, officer_id=number, at=now, kind="rung_up", detail=CALLED_IN))
    return bool(called)


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
    """New danger that the owner has not looked at for a minute is held out to the office and its lead as well.

    Until somebody looks it is held out anew: where nobody was free a minute later, else as soon as nobody took it.
    """
    silent = db.exec(
        select(Ticket)
        .where(col(Ticket.status).in_(HELD), col(Ticket.alarm_at) <= now - SILENT_FOR)
        .order_by(col(Ticket.alarm_at))
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for ticket in silent:
        case = replace(case_of(ticket.model_dump(exclude=SEALED)), stage=1)
        roster = read_roster(db.connection())
        roster.officers = tuple(officer for officer in roster.officers if officer.id != ticket.owner_id)
        routed = roster.desk_for(case)
        choice = roster.offers_for(routed.on(case), now) if routed else None
        offers = choice.offers if choice else ()
        ticket.alarm_at = max((offer.expires_at - SILENT_FOR for offer in offers), default=now)
        for offer in offers:
            number = ticket.id or 0
            held = Offer(ticket_id=number, officer_id=offer.officer, at=now, expires_at=offer.expires_at)
            held.reason = "owner_silent"
            db.add(held)
        if routed and choice and not choice.offers:
            # Nobody else is there: who agreed to it is called in, and whoever is on call is rung up.
            write_once(db, ticket, told_of(routed, choice), before(db, [ticket.id or 0]), now)
            call_in(db, ticket, choice.call_ins, now)
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


def tell_unmet(db: Session, vault: Vault, now: datetime) -> int:
    """Say that nobody fits a wish to who may be written to first, or wrote just now and said it is safe (R4). A sweep.

    Everybody else hears it as the next thing that is said when they write again, or along with a human's words.
    """
    told = 0
    for ticket, talk, safe, endangered in db.execute(to_be_told(now)):
        closed = ticket.channel == "whatsapp" and now - talk.heard_at > SERVICE_WINDOW
        who = person_of(talk, safe, endangered)
        if not closed and verdict(Cause.BY_ITSELF, released=False, words=str, person=who, now=now).does == "leave":
            told += tickets.tell_unmet(db, vault, ticket, talk, now, Cause.BY_ITSELF)
    return told


def to_be_told(now: datetime) -> "Select[Ticket, TalkRow, SafeContact, bool]":
    """The newest tickets with a wish that nobody fits, of people whom such a line could reach by itself."""
    danger = exists().where(TICKET.c.contact_id == TalkRow.contact_id, of_danger(), TICKET.c.status.not_in(ENDED))
    danger = danger.correlate(table("talk"))
    safe_now = and_(col(TalkRow.writing) == Writing.SAFE.value, col(TalkRow.heard_at) >= now - FRESH)
    allowed = or_(~danger, safe_now, col(SafeContact.may_write_until) > now)
    asked = sql_select(Ticket, TalkRow, SafeContact, danger.label("endangered"))
    talks = asked.join(TalkRow, col(TalkRow.contact_id) == Ticket.contact_id)
    talks = talks.outerjoin(SafeContact, col(SafeContact.contact_id) == Ticket.contact_id)
    open_ones = col(Ticket.unmet) != "", col(Ticket.closed_at).is_(None), col(TalkRow.writing) != Writing.QUIET.value
    wanted = talks.where(*open_ones, allowed).order_by(col(Ticket.id).desc()).limit(MOST_AT_ONCE)
    return wanted.with_for_update(of=Ticket, skip_locked=True)


def person_of(talk: TalkRow, safe: SafeContact | None, endangered: bool) -> Person:
    """What the outlet must know of the person."""
    who = Person(Writing(talk.writing), talk.heard_at, endangered, stranger=talk.unreachable == STRANGER)
    if safe is None:
        return who
    kept = {"may_write_until": safe.may_write_until, "hours": safe.hours, "country": safe.country, "zone": safe.zone}
    return replace(who, exited=safe.exited_at is not None, **kept)  # type: ignore[arg-type]


def forget_logins(db: Session, idle: datetime, attempts: datetime) -> None:
    """Sessions that nobody used since `idle` and login attempts from before `attempts` are forgotten."""
    db.execute(delete(DeskSession).where(col(DeskSession.seen_at) < idle))
    db.execute(delete(LoginAttempt).where(col(LoginAttempt.at) < attempts))
