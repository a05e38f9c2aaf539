"""What a lead must see of an organisation's work, in a few grouped reads. Counts and times, nobody's words."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from bot.routing.targets import FIRST_WORD
from bot.store.queues import OVER, Reader, Row, row_of, still_open, within
from bot.store.tables import Line, Offer, Office, Officer, Ticket
from bot.store.work_tables import Transfer
from flows.words import Urgency

A_WEEK: Final = timedelta(days=7)
HOURS: Final = 24
SMALLEST_CELL: Final = 5
OLDEST_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """Tickets of one urgency that nobody has taken, and since when the oldest waits."""

    urgency: Urgency
    number: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class AtWork:
    """An officer with their declared presence and what they hold."""

    name: str
    office: str
    presence: str
    holds: int
    offers: int


@dataclass(frozen=True, slots=True)
class FirstWord:
    """How long people waited for a human word; `share` within the target, None where too few to tell."""

    urgency: Urgency
    number: int
    median: timedelta | None
    ninety_fifth: timedelta | None
    ninety_ninth: timedelta | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    waiting: tuple[Waiting, ...]
    officers: tuple[AtWork, ...]
    oldest: tuple[Row, ...]
    failed: tuple[tuple[str, str, datetime], ...]
    transfers: tuple[tuple[str, str, datetime], ...]
    first_words: tuple[FirstWord, ...]
    intake: tuple[tuple[datetime, int], ...]
    outcomes: tuple[tuple[str, int | None], ...]


def overview(db: Session, reader: Reader, now: datetime) -> Overview:
    """What this lead sees of their organisation, now."""
    return Overview(
        waiting=_waiting(db, reader),
        officers=_officers(db, reader),
        oldest=_oldest(db, reader),
        failed=_failed(db, reader, now),
        transfers=_transfers(db, reader),
        first_words=_first_words(db, reader, now),
        intake=_intake(db, reader, now),
        outcomes=_outcomes(db, reader, now),
    )


def _waiting(db: Session, reader: Reader) -> tuple[Waiting, ...]:
    counted = (
        select(Ticket.urgency, func.count(), func.min(Ticket.opened_at))
        .where(within(reader), still_open(), col(Ticket.owner_id).is_(None))
        .group_by(col(Ticket.urgency))
    )
    found = {urgency: (number, oldest) for urgency, number, oldest in db.exec(counted)}
    return tuple(Waiting(level, *found.get(int(level), (0, None))) for level in sorted(Urgency, reverse=True))


def _officers(db: Session, reader: Reader) -> tuple[AtWork, ...]:
    holds = select(Ticket.owner_id, func.count()).where(within(reader), still_open()).group_by(col(Ticket.owner_id))
    asks = select(Offer.officer_id, func.count()).where(Offer.state == "open").group_by(col(Offer.officer_id))
    held, offered = dict(db.exec(holds).all()), dict(db.exec(asks).all())
    there = (
        select(Officer, Office.name)
        .join(Office, col(Office.id) == col(Officer.office_id))
        .where(Office.organisation == reader.organisation, col(Officer.active), Officer.role != "admin")
        .order_by(Office.name, Officer.name)
    )
    return tuple(
        AtWork(one.name, office, one.presence, held.get(one.id, 0), offered.get(one.id or 0, 0))
        for one, office in db.exec(there)
    )


def _oldest(db: Session, reader: Reader) -> tuple[Row, ...]:
    found = (
        select(Ticket)
        .where(within(reader), still_open(), col(Ticket.answered_at).is_(None))
        .order_by(col(Ticket.opened_at))
        .limit(OLDEST_SHOWN)
    )
    return tuple(row_of(ticket, None, False, reader) for ticket in db.exec(found))


def _failed(db: Session, reader: Reader, now: datetime) -> tuple[tuple[str, str, datetime], ...]:
    found = (
        select(Ticket.code, Line.failure, Line.at)
        .join(Line, col(Line.ticket_id) == col(Ticket.id))
        .where(within(reader), Line.state == "failed", col(Line.at) > now - A_WEEK)
        .order_by(col(Line.id).desc())
        .limit(OLDEST_SHOWN)
    )
    return tuple(db.exec(found))


def _transfers(db: Session, reader: Reader) -> tuple[tuple[str, str, datetime], ...]:
    found = (
        select(Ticket.code, Office.name, Transfer.at)
        .join(Transfer, col(Transfer.ticket_id) == col(Ticket.id))
        .join(Office, col(Office.id) == col(Transfer.to_office_id))
        .where(within(reader), Transfer.state == "proposed")
        .order_by(col(Transfer.id))
    )
    return tuple(db.exec(found))


def _first_words(db: Session, reader: Reader, now: datetime) -> tuple[FirstWord, ...]:
    found = select(Ticket.urgency, Ticket.opened_at, Ticket.answered_at).where(
        within(reader), col(Ticket.opened_at) > now - A_WEEK, col(Ticket.answered_at).is_not(None)
    )
    waits: dict[int, list[timedelta]] = {int(level): [] for level in Urgency}
    for urgency, opened, answered in db.exec(found):
        if answered is not None:
            waits[urgency].append(answered - opened)
    return tuple(_first_word(level, sorted(waits[level])) for level in sorted(Urgency, reverse=True))


def _first_word(urgency: Urgency, waits: list[timedelta]) -> FirstWord:
    if len(waits) < SMALLEST_CELL:
        return FirstWord(urgency, len(waits), None, None, None, None)
    target = FIRST_WORD[urgency]
    within_target = sum(wait <= target.time for wait in waits) / len(waits) if target.around_the_clock else None
    return FirstWord(urgency, len(waits), at(waits, 0.5), at(waits, 0.95), at(waits, 0.99), within_target)


def at(waits: list[timedelta], share: float) -> timedelta:
    """The wait that this share of people did not exceed, by nearest rank."""
    return waits[max(0, -(-len(waits) * int(share * 100) // 100) - 1)]


def _intake(db: Session, reader: Reader, now: datetime) -> tuple[tuple[datetime, int], ...]:
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    first = this_hour - timedelta(hours=HOURS - 1)
    opened = db.exec(select(Ticket.opened_at).where(within(reader), col(Ticket.opened_at) >= first))
    counted = Counter((instant - first) // timedelta(hours=1) for instant in opened)
    return tuple((first + timedelta(hours=hour), counted.get(hour, 0)) for hour in range(HOURS))


def _outcomes(db: Session, reader: Reader, now: datetime) -> tuple[tuple[str, int | None], ...]:
    """Outcomes of a week; a cell under five is not told, so that nobody is recognised in it."""
    counted = (
        select(Ticket.outcome, func.count())
        .where(within(reader), col(Ticket.status).in_(OVER), col(Ticket.closed_at) > now - A_WEEK)
        .group_by(Ticket.outcome)
        .order_by(func.count().desc())
    )
    return tuple((outcome, number if number >= SMALLEST_CELL else None) for outcome, number in db.exec(counted))
