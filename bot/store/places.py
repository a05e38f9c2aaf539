"""Places in a queue's order, at which one page of it ends and the next begins: values, so that nothing shifts them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import and_, col, or_, select

from bot.store.tables import Instant, Ticket

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
WRITTEN: Final = re.compile(r"([0-3])\.(\d{1,16})\.([0-9A-Z]{1,16})")
AFTER: Final = "after"
BEFORE: Final = "before"


@dataclass(frozen=True, slots=True)
class Place:
    """Beside one row of a queue: `side` says on which side of it the page lies; the start of the queue has none.

    A row is known by its urgency, the instant by which its queue is sorted, and its code.
    """

    side: str = ""
    urgency: int = 0
    at: datetime = EPOCH
    code: str = ""

    @property
    def query(self) -> str:
        """The place as it stands in an address, beginning with an ampersand; nothing for the start."""
        micros = (self.at - EPOCH) // timedelta(microseconds=1)
        return f"&{self.side}={self.urgency}.{micros}.{self.code}" if self.side else ""

    @property
    def values(self) -> dict[str, object]:
        """What a statement is told of the place."""
        return {"place_urgency": self.urgency, "place_at": self.at, "place_code": self.code} if self.side else {}


START: Final = Place()


def place_from(asked: Mapping[str, str]) -> Place:
    """The place that an address asks for; what is none is the start."""
    for side in (AFTER, BEFORE):
        written = WRITTEN.fullmatch(asked.get(side, ""))
        if written is not None:
            urgency, micros, code = written.groups()
            return Place(side, int(urgency), EPOCH + timedelta(microseconds=int(micros)), code)
    return START


def order(queue: str, urgency: int | None, back: bool) -> tuple[Any, ...]:
    """A queue's order: the most urgent first, then who has waited longest; of closed ones the newest. Or its reverse.

    The urgency is an expression, so that a short queue is found by what makes it short and then sorted.
    """
    if queue == "closed":
        newest = (col(Ticket.closed_at), col(Ticket.id))
        return newest if back else (newest[0].desc(), newest[1].desc())
    rank, waited = (col(Ticket.urgency) + 0, (col(Ticket.queued_at), col(Ticket.id)))
    if urgency is not None:
        return (waited[0].desc(), waited[1].desc()) if back else waited
    return (rank, waited[0].desc(), waited[1].desc()) if back else (rank.desc(), *waited)


def on_side(queue: str, urgency: int | None, side: str) -> ColumnElement[bool]:
    """The tickets on this side of a place, of one urgency or, where none is given, of all."""
    sorted_by = col(Ticket.closed_at) if queue == "closed" else col(Ticket.queued_at)
    at = bindparam("place_at", type_=Instant())
    # Among equal instants the id decides. A code that is nobody's compares with nothing, and so shows no row twice.
    number = select(Ticket.id).where(col(Ticket.code) == bindparam("place_code")).scalar_subquery()
    later = and_(sorted_by >= at, or_(sorted_by > at, col(Ticket.id) > number))
    earlier = and_(sorted_by <= at, or_(sorted_by < at, col(Ticket.id) < number))
    if queue == "closed":
        return earlier if side == AFTER else later
    beyond = later if side == AFTER else earlier
    if urgency is not None:
        return beyond
    rank: ColumnElement[int] = col(Ticket.urgency) + 0
    here: ColumnElement[int] = bindparam("place_urgency")
    return or_(rank < here if side == AFTER else rank > here, and_(rank == here, beyond))
