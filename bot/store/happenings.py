"""The events that run, as whoever answers a message sees them: their places, and what is known by whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import RowMapping

from bot.store.event_tables import EventStatus
from bot.store.tables import table
from bot.store.work_tables import Event

EVENT, STATUS = table(str(Event.__tablename__)), table(str(EventStatus.__tablename__))


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of an event: the words by language, who says so, and as of when."""

    id: int
    texts: Mapping[str, str]
    source: str
    known_at: datetime

    def words(self, language: str) -> str:
        """In this language, else in Indonesian."""
        return self.texts.get(language) or self.texts["id"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event that runs."""

    places: frozenset[str]
    status: Status | None = None

    def touches(self, row: Mapping[str, object] | RowMapping) -> bool:
        """Is this ticket's person there, from there, or asking about there?"""
        near = {str(row["country"]), str(row["province"]), str(row["regency"]), *str(row["places"]).split()}
        return not self.places.isdisjoint(near)


NEWEST = select(func.max(STATUS.c.id)).group_by(STATUS.c.event_id)
RUNNING = (
    select(EVENT.c.places, STATUS.c.id, STATUS.c.texts, STATUS.c.source, STATUS.c.known_at)
    .join(STATUS, (STATUS.c.event_id == EVENT.c.id) & STATUS.c.id.in_(NEWEST), isouter=True)
    .where(EVENT.c.ended_at.is_(None))
    .order_by(EVENT.c.id)
)


def read_happenings(connection: Connection) -> tuple[Happening, ...]:
    """The events that run, each with the newest of what is known, the oldest first."""
    return tuple(
        Happening(
            frozenset(row.places.split()),
            Status(row.id, json.loads(row.texts), row.source, row.known_at) if row.id is not None else None,
        )
        for row in connection.execute(RUNNING)
    )
