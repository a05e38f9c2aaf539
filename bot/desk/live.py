"""What open desks hear without a reload: one look at the store a change, told to everybody who listens."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, cast

from anyio import move_on_after, sleep, to_thread
from sqlalchemy import Row as SomeRow
from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from bot.bell import Bell
from bot.permits import Role
from bot.store.database import Database
from bot.store.queues import COLUMNS, Reader, Row, row_of
from bot.store.tables import Entry, Line, Office, Ticket
from flows.words import Service

log = logging.getLogger(__name__)

# Another process may have written; its bell does not ring here.
LOOK_EVERY: Final = 2.0
PAUSE: Final = 0.15
MOST_AT_ONCE: Final = 200
# A row as it looks to everybody, before any one reader is thought of.
NOBODY: Final = Reader(0, 0, "", Role.STRANGER)


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket that changed, as far as an open desk must know."""

    ticket_id: int
    row: Row
    office_id: int | None
    organisation: str
    owner_id: int | None
    fresh: bool
    """Somebody who writes to us wrote."""
    told: dict[str, str] = field(default_factory=dict)
    """What the pages hear of it, as JSON, by their language: made once, however many listen."""

    @property
    def free(self) -> bool:
        """Is it nobody's yet?"""
        return self.owner_id is None and self.row.status in ("new", "offered")

    def concerns(self, reader: Reader) -> bool:
        """May this reader hear the code? The same boundary as the queries (SAFETY R25, R26)."""
        if self.organisation != reader.organisation:
            return False
        if self.office_id == reader.office_id or self.owner_id == reader.officer_id:
            return True
        return reader.role is Role.LEAD and self.row.service != Service.SAFEGUARDING


@dataclass(slots=True, eq=False)
class Listener:
    """One open page: who reads, which ticket lies open there, and what they have not heard yet."""

    reader: Reader
    looking_at: int | None
    name: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    changes: dict[int, Change] = field(default_factory=dict)

    def tell(self, change: Change) -> None:
        """Have the page hear of a change."""
        if change.organisation == self.reader.organisation:
            if change.concerns(self.reader):
                self.changes[change.ticket_id] = change
            self.woken.set()


@dataclass(slots=True)
class Mark:
    """Up to where the store has been looked at."""

    line: int = 0
    entry: int = 0
    states: dict[int, tuple[tuple[str, int], ...]] = field(default_factory=dict)


Tell = Callable[[Change], dict[str, str]]
"""A change in the words of the open pages: language to JSON."""


def in_codes(_change: Change) -> dict[str, str]:
    """No words at all."""
    return {}


class Watch:
    """Looks while anybody listens, and only then; what it tells is put into words once for all of them."""

    def __init__(self, database: Database, bell: Bell, tell: Tell = in_codes) -> None:
        self.database = database
        self.bell = bell
        self.tell = tell
        self.listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Be told of changes inside this block."""
        self.listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self.listeners.discard(listener)

    def looking_at(self, ticket_id: int, but: int) -> tuple[str, ...]:
        """The names of other officers on whose screens this ticket lies open, in this process."""
        return self.everybody_looking(but).get(ticket_id, ())

    def everybody_looking(self, but: int) -> dict[int, tuple[str, ...]]:
        """The same for every ticket that lies open somewhere: one look, for a whole list."""
        names: dict[int, set[str]] = {}
        for one in self.listeners:
            if one.looking_at is not None and one.reader.officer_id != but:
                names.setdefault(one.looking_at, set()).add(one.name)
        return {ticket: tuple(sorted(found)) for ticket, found in names.items()}

    def let_go(self) -> None:
        """Let every open page go, so that the server can stop at once."""
        self._closing = True
        for listener in self.listeners:
            listener.woken.set()

    async def close(self) -> None:
        """Let every open page go and look no more."""
        self.let_go()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def closing(self) -> bool:
        """Is the server about to stop?"""
        return self._closing

    async def _look(self) -> None:
        mark = await to_thread.run_sync(self._start)
        while self.listeners:
            rung = self.bell.listen()
            for change in await self._seen(mark):
                for listener in self.listeners:
                    listener.tell(change)
            # However much is written, the store is looked at a few times a second.
            await sleep(PAUSE)
            with move_on_after(LOOK_EVERY):
                await rung.wait()

    async def _seen(self, mark: Mark) -> list[Change]:
        viewed = {one.looking_at for one in self.listeners if one.looking_at}
        try:
            return await to_thread.run_sync(self._changes, mark, viewed)
        except SQLAlchemyError as error:
            # The database is away for a moment; the mark stays, so the next look tells what this one could not.
            log.warning("the desk could not look for changes: %s", type(error).__name__)
            return []

    def _start(self) -> Mark:
        with self.database.reading() as db:
            return Mark(newest(db, Line), newest(db, Entry))

    def _changes(self, mark: Mark, viewed: set[int]) -> list[Change]:
        with self.database.reading() as db:
            found = changes(db, mark, viewed)
        for change in found:
            change.told.update(self.tell(change))
        return found


def newest(db: Session, kind: type[Line] | type[Entry]) -> int:
    """The id of the newest row."""
    return db.exec(select(func.max(kind.id))).one() or 0


def changes(db: Session, mark: Mark, viewed: set[int]) -> list[Change]:
    """The tickets with new lines or entries since the mark, and those viewed whose lines changed state."""
    lines, entries = newest(db, Line), newest(db, Entry)
    spoken = set(db.exec(select(Line.ticket_id).where(col(Line.id) > mark.line, Line.state == "heard")))
    written = set(db.exec(select(Line.ticket_id).where(col(Line.id) > mark.line)))
    happened = set(db.exec(select(Entry.ticket_id).where(col(Entry.id) > mark.entry)))
    moved = moved_on(db, mark, viewed)
    mark.line, mark.entry = lines, entries
    touched = {one for one in spoken | written | happened | moved if one is not None}
    wanted = sorted(touched, key=lambda one: (one not in viewed, -one))[:MOST_AT_ONCE]
    found = db.connection().execute(TOUCHED, {"touched": wanted}) if wanted else ()
    return [_change(row, spoken) for row in found]


TOUCHED: Final = (
    select_columns(
        *(getattr(Ticket, name) for name in COLUMNS),
        Ticket.office_id,  # type: ignore[call-overload]
        Office.organisation,
        Office.profile,
    )
    .join_from(Ticket, Office, col(Office.id) == col(Ticket.office_id), isouter=True)
    .where(col(Ticket.id).in_(bindparam("touched", expanding=True)))
)


def moved_on(db: Session, mark: Mark, viewed: set[int]) -> set[int]:
    """Of the tickets that lie open somewhere, those whose lines are no longer in the states they were in."""
    counted = (
        select(Line.ticket_id, Line.state, func.count())
        .where(col(Line.ticket_id).in_(viewed))
        .group_by(col(Line.ticket_id), Line.state)
        .order_by(col(Line.ticket_id), Line.state)
    )
    now: dict[int, tuple[tuple[str, int], ...]] = {}
    for ticket, state, number in db.exec(counted):
        if ticket is not None:
            now[ticket] = (*now.get(ticket, ()), (state, number))
    moved = {ticket for ticket, states in now.items() if mark.states.get(ticket, states) != states}
    mark.states = now
    return moved


def _change(ticket: SomeRow[Any], spoken: set[int | None]) -> Change:
    return Change(
        ticket_id=ticket.id,
        row=row_of(cast(Ticket, ticket), None, False, NOBODY, ticket.profile),
        office_id=ticket.office_id,
        organisation=ticket.organisation or "",
        owner_id=ticket.owner_id,
        fresh=ticket.id in spoken,
    )
