"""One page of a queue, with the places at which its neighbours begin and how far into the queue it lies."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from bot.store.filters import Filter
from bot.store.places import AFTER, BEFORE, EPOCH, START, Place
from bot.store.queues import PAGE, Reader, Row, count, rows

# Beyond this a page says "more than": nobody turns so many pages, and counting never reads a whole queue.
MOST_PLACED: Final = 999


@dataclass(frozen=True, slots=True)
class Paged:
    """A page's rows. `place` is where it begins; `earlier` and `later` are its neighbours', None where there is none.

    `first` is the number of its first row in the queue, or nought where that is beyond counting.
    """

    rows: tuple[Row, ...]
    place: Place
    earlier: Place | None
    later: Place | None
    first: int

    @property
    def turns(self) -> bool:
        """Is there more than this page?"""
        return self.earlier is not None or self.later is not None

    @property
    def last(self) -> int:
        """The number of its last row, or nought."""
        return self.first + len(self.rows) - 1 if self.first else 0


def page(db: Session, reader: Reader, queue: str, narrowed: Filter, place: Place) -> Paged:
    """The page beside a place. Going back to less than a whole page shows the first one, whole."""
    some = rows(db, reader, queue, narrowed, place, PAGE + 1)
    if place.side == BEFORE:
        if len(some) <= PAGE:
            return page(db, reader, queue, narrowed, START)
        some, more = some[-PAGE:], True
    else:
        some, more = some[:PAGE], len(some) > PAGE
    before = counted_before(db, reader, queue, narrowed, place, some)
    return Paged(
        rows=some,
        place=place,
        earlier=(beside(BEFORE, queue, some[0]) if some else START) if place.side and before != 0 else None,
        later=beside(AFTER, queue, some[-1]) if some and more else None,
        first=0 if before is None else before + 1,
    )


def counted_before(
    db: Session, reader: Reader, queue: str, narrowed: Filter, place: Place, some: tuple[Row, ...]
) -> int | None:
    """How many rows lie before these; None where that is beyond counting."""
    if not place.side:
        return 0
    if not some:
        return None
    number = count(db, reader, queue, narrowed, beside(BEFORE, queue, some[0]), MOST_PLACED)
    return number if number <= MOST_PLACED else None


def beside(side: str, queue: str, row: Row) -> Place:
    """The place on this side of a row."""
    at = row.closed_at if queue == "closed" else row.queued_at
    return Place(side, int(row.urgency), at or EPOCH, row.code)
