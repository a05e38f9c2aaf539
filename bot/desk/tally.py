"""How many tickets lie in each queue: counted once for a whole office, until somebody writes something."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from bot.bell import Bell
from bot.permits import Role
from bot.store.filters import Filter
from bot.store.paging import MOST_PLACED
from bot.store.queues import Reader, count, counts

OWN: Final = ("mine", "asleep", "offered", "called", "mentions")
SHARED: Final = ("unassigned", "office", "waiting", "escalated")
IN_ORDER: Final = (
    *("mine", "asleep", "offered", "called", "unassigned", "office", "waiting", "escalated", "mentions", "closed"),
)
# Another process may have written without ringing our bell.
MOST_KEPT: Final = 256
KEPT_FOR: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, when, and before which ring of the bell."""

    rung: asyncio.Event
    at: datetime
    numbers: dict[str, int]


@dataclass(slots=True)
class Tally:
    """The counts of each office's queues."""

    bell: Bell
    kept: dict[tuple[int, Role], Counted] = field(default_factory=dict)
    totals: dict[tuple[int, Role, str, Filter], Counted] = field(default_factory=dict)

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

    def _shared(self, db: Session, reader: Reader, now: datetime) -> dict[str, int]:
        rung, place = self.bell.listen(), (reader.office_id, reader.role)
        before = self.kept.get(place)
        if before is None or before.rung is not rung or now - before.at > KEPT_FOR:
            before = Counted(rung, now, counts(db, reader, SHARED))
            self.kept[place] = before
        return before.numbers
