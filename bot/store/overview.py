"""What a lead must see of an organisation's work as it stands, in a few grouped reads: counts and times, no words.

It reads every open ticket: whoever shows it keeps it a while (`bot.desk.oversee`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, literal
from sqlalchemy.orm import Mapped
from sqlmodel import Session, and_, col, func, or_, select

from bot.directory.reading import BadDirectory
from bot.routing.duty import on_duty
from bot.store.queues import Reader, Row, row_of, still_open, within
from bot.store.roster import WORKED_ON, office_from, officer_from
from bot.store.tables import Line, Offer, Office, Officer, Ticket
from bot.store.work_tables import Transfer
from flows.words import Urgency

A_WEEK: Final = timedelta(days=7)
OLDEST_SHOWN: Final = 10
AGES: Final = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""A ticket is younger than the first of these, or the second …, or older than all."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Tickets of one urgency that nobody has taken: how many of each age, and since when the oldest waits."""

    urgency: Urgency
    ages: tuple[int, ...]
    oldest: datetime | None

    @property
    def number(self) -> int:
        """All of them."""
        return sum(self.ages)


@dataclass(frozen=True, slots=True)
class AtWork:
    """An officer with their declared presence, whether they are on duty now, what they hold and how much they can."""

    name: str
    office: str
    presence: str
    on_duty: bool
    holds: int
    works_on: int
    capacity: int
    offers: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    at: datetime
    waiting: tuple[Waiting, ...]
    officers: tuple[AtWork, ...]
    oldest: tuple[Row, ...]
    late: tuple[Row, ...]
    late_number: int
    failed: tuple[tuple[str, str, datetime], ...]
    transfers: tuple[tuple[str, str, datetime], ...]


def overview(db: Session, reader: Reader, now: datetime) -> Overview:
    """What this lead sees of their organisation, now."""
    return Overview(
        at=now,
        waiting=_waiting(db, reader, now),
        officers=_officers(db, reader, now),
        oldest=_rows(db, reader, col(Ticket.answered_at).is_(None), col(Ticket.opened_at)),
        late=_rows(db, reader, missed(), col(Ticket.waits_since)),
        late_number=db.exec(select(func.count()).select_from(Ticket).where(within(reader), missed())).one(),
        failed=_failed(db, reader, now),
        transfers=_transfers(db, reader),
    )


def missed() -> ColumnElement[bool]:
    """Tickets whose running target was missed, as the sweep of targets has written down."""
    first = and_(col(Ticket.answered_at).is_(None), col(Ticket.targets).like("%first_word:%breach%"))
    later = and_(col(Ticket.answered_at).is_not(None), col(Ticket.targets).like("%next_reply:%breach%"))
    runs = and_(still_open(), col(Ticket.waits_since).is_not(None), Ticket.status != "waiting_for_contact")
    return and_(runs, or_(first, later))


def _waiting(db: Session, reader: Reader, now: datetime) -> tuple[Waiting, ...]:
    bands = [(col(Ticket.opened_at) > now - age, literal(number)) for number, age in enumerate(AGES)]
    band = case(*bands, else_=literal(len(AGES)))
    counted = (
        select(Ticket.urgency, band, func.count(), func.min(Ticket.opened_at))
        .where(within(reader), still_open(), col(Ticket.owner_id).is_(None))
        .group_by(col(Ticket.urgency), band)
    )
    found: dict[int, list[tuple[int, int, datetime]]] = {int(level): [] for level in Urgency}
    for urgency, place, number, oldest in db.exec(counted):
        found[urgency].append((place, number, oldest))
    return tuple(_one_urgency(level, found[int(level)]) for level in sorted(Urgency, reverse=True))


def _one_urgency(urgency: Urgency, found: Sequence[tuple[int, int, datetime]]) -> Waiting:
    ages = [0] * (len(AGES) + 1)
    for place, number, _oldest in found:
        ages[place] = number
    return Waiting(urgency, tuple(ages), min((oldest for _place, _number, oldest in found), default=None))


def _officers(db: Session, reader: Reader, now: datetime) -> tuple[AtWork, ...]:
    """Those who are on duty first, and of these the busiest."""
    owned = within(reader), still_open(), col(Ticket.owner_id).is_not(None)
    mine = select(Ticket.owner_id, Ticket.status, func.count()).where(*owned)
    held: dict[int, int] = {}
    works: dict[int, int] = {}
    for owner, status, number in db.exec(mine.group_by(col(Ticket.owner_id), col(Ticket.status))):
        held[owner or 0] = held.get(owner or 0, 0) + number
        if status in WORKED_ON:
            works[owner or 0] = works.get(owner or 0, 0) + number
    asks = select(Offer.officer_id, func.count()).where(Offer.state == "open").group_by(col(Offer.officer_id))
    offered = dict(db.exec(asks).all())
    there = (
        select(Officer, Office)
        .join(Office, col(Office.id) == col(Officer.office_id))
        .where(Office.organisation == reader.organisation, col(Officer.active), Officer.role != "admin")
        .where(~col(Officer.interpreter))
    )
    found = [
        _at_work(one, office, (held, works, offered), now) for one, office in db.exec(there.order_by(Officer.name))
    ]
    return tuple(sorted(found, key=lambda one: (not one.on_duty, one.presence == "off", -one.holds)))


def _at_work(
    one: Officer, office: Office, counted: tuple[dict[int, int], dict[int, int], dict[int, int]], now: datetime
) -> AtWork:
    number = one.id or 0
    held, works, offered = (of.get(number, 0) for of in counted)
    try:
        known = officer_from(one.model_dump(), office_from(office.profile), offered, works)
        capacity, there = known.capacity, on_duty(known, now)
    except BadDirectory:
        capacity, there = 0, False
    return AtWork(one.name, office.name, one.presence, there, held, works, capacity, offered)


def _rows(
    db: Session, reader: Reader, which: ColumnElement[bool], oldest_by: Mapped[datetime] | Mapped[datetime | None]
) -> tuple[Row, ...]:
    found = select(Ticket).where(within(reader), still_open(), which)
    gravest = (col(Ticket.urgency) + 0).desc()
    first = found.order_by(gravest, oldest_by, col(Ticket.id)).limit(OLDEST_SHOWN)
    return tuple(row_of(ticket, None, False, reader) for ticket in db.exec(first))


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
