"""What a whole office sees alike, read once for all of it until somebody writes something: counts, and a first page."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from bot.bell import Bell
from bot.permits import Role
from bot.store.arrivals import height
from bot.store.filters import Filter
from bot.store.paging import MOST_PLACED, Paged, page
from bot.store.places import START, Place
from bot.store.queues import Reader, count, counts, lent

OWN: Final = ("mine", "asleep", "offered", "called", "mentions")
SHARED: Final = ("unassigned", "office", "waiting", "escalated")
IN_ORDER: Final = (
    *("mine", "asleep", "offered", "called", "unassigned", "office", "waiting", "escalated", "mentions", "closed"),
)
ANYBODYS: Final = "unassigned"
NOBODY: Final = 0
# Another process may have written without ringing our bell.
MOST_KEPT: Final = 256
KEPT_FOR: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, when, and before which ring of the bell."""

    rung: asyncio.Event
    at: datetime
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Front:
    """The first page of what nobody has taken, as an office sees it, and how far the store was written before."""

    rung: asyncio.Event
    at: datetime
    mark: str
    paged: Paged


@dataclass(slots=True)
class Tally:
    """The counts of each office's queues, and the first pages of what lies there for anybody."""

    bell: Bell
    kept: dict[tuple[int, Role], Counted] = field(default_factory=dict)
    totals: dict[tuple[int, Role, str, Filter], Counted] = field(default_factory=dict)
    fronts: dict[tuple[int, Filter], Front] = field(default_factory=dict)

    def counts(self, db: Session, reader: Reader, now: datetime) -> dict[str, int]:
        """The number of tickets in each queue of this reader; nobody counts what is closed."""
        numbers = counts(db, reader, OWN) | self._shared(db, reader, now)
        return {name: numbers.get(name, 0) for name in IN_ORDER}

    def total(self, db: Session, reader: Reader, queue: str, narrowed: Filter, now: datetime) -> int:
        """How many tickets a queue holds as it is narrowed, so far as anybody counts; for a page's foot."""
        rung, place = self.bell.listen(), (reader.office_id, reader.role, queue, narrowed)
        before = self.totals.get(place) if queue in SHARED else None
        if before is None or before.rung is not rung or now - before.at > KEPT_FOR:
            before = Counted(rung, now, {queue: count(db, reader, queue, narrowed, most=MOST_PLACED)})
            if len(self.totals) >= MOST_KEPT:
                self.totals.clear()
            self.totals[place] = before
        return before.numbers[queue]

    def page(
        self, db: Session, reader: Reader, queue: str, narrowed: Filter, place: Place, now: datetime
    ) -> tuple[Paged, str]:
        """One page of a queue, and up to where the store had been looked at before. First of all that a session reads.

        What nobody has taken is the same for every officer of an office, but for what is held out to one of them:
        that is marked in their copy, and who may see more than their office reads for themselves.
        """
        rung = self.bell.listen()
        if self.bell.hung and reader.role is Role.OFFICER and queue == ANYBODYS and place == START:
            more = lent(db, reader)
            if all(office == reader.office_id for _ticket, office, _offered in more):
                front = self._front(db, reader, narrowed, now, rung)
                return marked(front.paged, {ticket for ticket, _office, offered in more if offered}), front.mark
        mark = height(db)
        return page(db, reader, queue, narrowed, place), mark

    def _front(self, db: Session, reader: Reader, narrowed: Filter, now: datetime, rung: asyncio.Event) -> Front:
        before = self.fronts.get((reader.office_id, narrowed))
        if before is None or before.rung is not rung or now - before.at > KEPT_FOR:
            mark = height(db)
            before = Front(rung, now, mark, page(db, replace(reader, officer_id=NOBODY), ANYBODYS, narrowed, START))
            if len(self.fronts) >= MOST_KEPT:
                self.fronts.clear()
            self.fronts[reader.office_id, narrowed] = before
        return before

    def _shared(self, db: Session, reader: Reader, now: datetime) -> dict[str, int]:
        rung, place = self.bell.listen(), (reader.office_id, reader.role)
        before = self.kept.get(place)
        if before is None or before.rung is not rung or now - before.at > KEPT_FOR:
            before = Counted(rung, now, counts(db, reader, SHARED))
            self.kept[place] = before
        return before.numbers


def marked(paged: Paged, offered: set[int]) -> Paged:
    """The page as somebody sees it to whom these tickets are held out."""
    if not offered:
        return paged
    rows = (replace(row, offered=True) if row.ticket_id in offered else row for row in paged.rows)
    return replace(paged, rows=tuple(rows))
