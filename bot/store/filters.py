"""A way of looking at the tickets: by service, priority, country, language, channel, and whether words lie unread."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy import Row as SomeRow
from sqlalchemy import select as select_columns
from sqlmodel import Session, and_, col, or_, select

from bot.store.tables import Ticket
from bot.store.work_tables import SavedFilter
from flows.words import Service, Urgency

CHANNELS: Final = ("telegram", "whatsapp", "simulator")
CODE: Final = re.compile(r"[A-Za-z]{2,3}")
LONGEST_NAME: Final = 40
MOST_SAVED: Final = 30
"""So many ways of looking an officer may keep: more would be a list to search in."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the tickets of a queue are narrowed to; an empty field narrows nothing. Codes only, never words."""

    service: str = ""
    urgency: str = ""
    country: str = ""
    language: str = ""
    channel: str = ""
    unread: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    @property
    def query(self) -> str:
        """The filter as it stands in an address, beginning with an ampersand; empty where it narrows nothing."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}
        return f"&{urlencode(told)}" if told else ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a ticket must fulfil."""
        plain = [one for one in ("service", "country", "language", "channel") if getattr(self, one)]
        wanted: list[ColumnElement[bool]] = [col(getattr(Ticket, one)) == getattr(self, one) for one in plain]
        if self.urgency:
            wanted.append(col(Ticket.urgency) == int(self.urgency))
        if self.unread:
            wanted.append(col(Ticket.unread) > 0)
        return wanted


ANY: Final = Filter()


def filter_from(asked: Mapping[str, str]) -> Filter:
    """The filter that an address asks for; what is none of the known codes narrows nothing."""
    known = {
        "service": asked.get("service", "") in set(Service),
        "urgency": asked.get("urgency", "") in {str(int(one)) for one in Urgency},
        "country": CODE.fullmatch(asked.get("country", "")) is not None,
        "language": CODE.fullmatch(asked.get("language", "")) is not None,
        "channel": asked.get("channel", "") in CHANNELS,
        "unread": asked.get("unread", "") == "1",
    }
    return Filter(**{name: asked[name] for name, fits in known.items() if fits})


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter with a name, and the queue that it narrows; `mine` can be forgotten by its owner."""

    id: int
    name: str
    queue: str
    narrowed: Filter
    shared: bool
    mine: bool


def saved(db: Session, officer_id: int, office_id: int) -> tuple[Saved, ...]:
    """The officer's own filters and those that their office shares, by name."""
    rows = db.connection().execute(KEPT, {"officer_id": officer_id, "office_id": office_id})
    return tuple(_saved(row, officer_id) for row in rows)


KEPT: Final = (
    select_columns(*(getattr(SavedFilter, name) for name in ("id", "name", "query", "shared", "officer_id")))
    .where(
        or_(
            col(SavedFilter.officer_id) == bindparam("officer_id"),
            and_(col(SavedFilter.office_id) == bindparam("office_id"), col(SavedFilter.shared)),
        )
    )
    .order_by(col(SavedFilter.name), col(SavedFilter.id))
)


def _saved(row: SomeRow[Any], officer_id: int) -> Saved:
    asked = dict(parse_qsl(row.query))
    queue = asked.get("queue", "")
    return Saved(row.id or 0, row.name, queue, filter_from(asked), row.shared, row.officer_id == officer_id)


def save(db: Session, officer_id: int, office_id: int, name: str, query: str, shared: bool) -> bool:
    """Keep a way of looking under a name; the same name anew takes the place of the old. False: there are too many."""
    mine = db.exec(select(SavedFilter).where(SavedFilter.officer_id == officer_id)).all()
    row = next((one for one in mine if one.name == name), None)
    if row is None and len(mine) >= MOST_SAVED:
        return False
    if row is None:
        row = SavedFilter(officer_id=officer_id, office_id=office_id, name=name, query=query)
    row.office_id, row.query, row.shared = office_id, query, shared
    db.add(row)
    return True


def forget(db: Session, officer_id: int, number: int) -> bool:
    """Drop one of the officer's own filters."""
    row = db.get(SavedFilter, number)
    if row is None or row.officer_id != officer_id:
        return False
    db.delete(row)
    return True
