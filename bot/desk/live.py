"""What open desks hear without a reload: one look at the store a change, told to everybody who listens."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, cast

from anyio import move_on_after, sleep, to_thread
from sqlalchemy import Row as SomeRow
from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from bot.bell import Bell
from bot.desk.listener import Change, Listener
from bot.permits import Role
from bot.store import looking
from bot.store.arrivals import NOTHING, Seen, seen_now
from bot.store.database import SWEEP, Database
from bot.store.queues import COLUMNS, Reader, row_of
from bot.store.tables import Entry, Line, Offer, Office, Ticket
from bot.store.work_tables import Mention

log = logging.getLogger(__name__)

# Another process may have written; its bell does not ring here, and a P0 shows everywhere within a second.
LOOK_EVERY: Final = 0.75
# Beside an SQLite file only the command line writes.
LOOK_EVERY_AT_A_FILE: Final = 2.0
PAUSE: Final = 0.15
TELLS_WITHIN: Final = 1.0
MOST_AT_ONCE: Final = 200
READ: Final = "opened_by"
# A row as it looks to everybody, before any one reader is thought of.
NOBODY: Final = Reader(0, 0, "", Role.STRANGER)


@dataclass(slots=True)
class Mark:
    """Up to where the store has been looked at."""

    lines: Seen = NOTHING
    entries: Seen = NOTHING
    mentions: Seen = NOTHING
    offers: Seen = NOTHING
    looks: dict[looking.Look, str] = field(default_factory=dict)
    states: dict[int, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def go_back(self, before: "Mark") -> None:
        """Be as before a look that came to nothing."""
        self.lines, self.entries = before.lines, before.entries
        self.mentions, self.offers = before.mentions, before.offers
        self.looks, self.states = before.looks, before.states


Tell = Callable[[Change], dict[str, str]]
"""A change in the words of the open pages: language to JSON."""


def in_codes(_change: Change) -> dict[str, str]:
    """No words at all."""
    return {}


class Watch:
    """Looks while anybody listens, and only then; what it tells is put into words once for all of them."""

    def __init__(
        self, database: Database, bell: Bell, clock: Callable[[], datetime], process: str, tell: Tell = in_codes
    ) -> None:
        self.database = database
        self.bell = bell
        self.clock = clock
        self.process = process
        self.tell = tell
        self.listeners: set[Listener] = set()
        self.elsewhere: dict[looking.Look, str] = {}
        self._told: tuple[frozenset[looking.Look], datetime] | None = None
        self._moved: set[int] = set()
        """The tickets that somebody opened or left here since the last look, even if both happened in between."""
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        self._closing = False

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Be told of changes inside this block."""
        self.listeners.add(listener)
        self._note_move(listener)
        if self._task is None or self._task.done():
            self._begun = asyncio.Event()
            self._task = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self.listeners.discard(listener)
            self._note_move(listener)

    def _note_move(self, listener: Listener) -> None:
        if listener.looking_at is not None:
            self._moved.add(listener.looking_at)

    async def begun(self) -> None:
        """Wait until everything that is written from now on will be told."""
        if not self._closing:
            await self._begun.wait()

    def looking_at(self, ticket_id: int, but: int) -> tuple[str, ...]:
        """The names of other officers on whose screens this ticket lies open, in any process."""
        return self.everybody_looking(but).get(ticket_id, ())

    def everybody_looking(self, but: int) -> dict[int, tuple[str, ...]]:
        """The same for every ticket that lies open somewhere: one look, for a whole list."""
        names: dict[int, set[str]] = {}
        for (officer, ticket), name in (self.elsewhere | self.here()).items():
            if officer != but:
                names.setdefault(ticket, set()).add(name)
        return {ticket: tuple(sorted(found)) for ticket, found in names.items()}

    def here(self) -> dict[looking.Look, str]:
        """What lies open on the pages that listen in this process."""
        # All at once, as worker threads look, too, while pages come and go on the event loop.
        open_here = (one for one in tuple(self.listeners) if one.looking_at is not None)
        return {(one.reader.officer_id, one.looking_at or 0): one.name for one in open_here}

    def let_go(self) -> None:
        """Let every open page go, so that the server can stop at once."""
        self._closing = True
        self._begun.set()
        for listener in self.listeners:
            listener.woken.set()

    async def close(self) -> None:
        """Let every open page go and look no more."""
        self.let_go()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self.listeners.clear()
        await self._tell_others()

    @property
    def closing(self) -> bool:
        """Is the server about to stop?"""
        return self._closing

    async def _look(self) -> None:
        mark = await self._first_look()
        self._begun.set()
        every = LOOK_EVERY_AT_A_FILE if self.database.sqlite else LOOK_EVERY
        gone = False
        # Whoever comes while the others are told that the last one went is looked for, too: nothing is awaited between
        # the last glance at the listeners and the end of this task, after which the next one begins another.
        while self.listeners or not gone:
            rung = self.bell.listen()
            gone = not self.listeners
            await self._tell_others()
            if gone:
                continue
            for change in await self._seen(mark):
                for listener in self.listeners:
                    listener.tell(change)
            # However much is written, the store is looked at a few times a second.
            await sleep(PAUSE)
            with move_on_after(every):
                await rung.wait()

    async def _first_look(self) -> Mark:
        while True:
            try:
                return await to_thread.run_sync(self._start)
            except Exception as error:
                # Whatever it was: pages wait for us, and who does not begin to look hears nothing for ever.
                log.warning("the desk could not begin to look for changes: %s", type(error).__name__)
                await sleep(LOOK_EVERY)

    async def _tell_others(self) -> None:
        """Tell the other processes what lies open here: when it changes, and now and then that it still does."""
        now, here = self.clock(), frozenset(self.here())
        told, at = self._told or (frozenset(), now)
        if here == told and (not here or now - at < looking.RENEWED_EVERY):
            return
        try:
            # Nor does anybody wait for it to hear what happened: a writer that is busy for long would make desks deaf.
            with move_on_after(TELLS_WITHIN):
                await self.database.write(lambda db: looking.tell(db, self.process, here, now), SWEEP)
                self._told = (here, now)
        except Exception as error:
            # Who looks is a courtesy: what was told ends by itself, and the next round tells anew.
            log.warning("the desk could not tell who looks at what: %s", type(error).__name__)

    async def _seen(self, mark: Mark) -> list[Change]:
        viewed = {one.looking_at for one in self.listeners if one.looking_at}
        moved, self._moved = self._moved, set()
        try:
            return await to_thread.run_sync(self._changes, mark, viewed, moved)
        except Exception as error:
            # The database is away for a moment; the mark stays, so the next look tells what this one could not.
            log.warning("the desk could not look for changes: %s", type(error).__name__)
            self._moved |= moved
            return []

    def _start(self) -> Mark:
        with self.database.reading() as db:
            self.elsewhere = looking.elsewhere(db, self.process, self.clock())
            lines, entries, mentions, offers = (seen_now(db, kind) for kind in (Line, Entry, Mention, Offer))
            return Mark(lines, entries, mentions, offers, self.elsewhere | self.here())

    def _changes(self, mark: Mark, viewed: set[int], moved: set[int]) -> list[Change]:
        before = replace(mark)
        try:
            with self.database.reading() as db:
                self.elsewhere = looking.elsewhere(db, self.process, self.clock())
                found = changes(db, mark, viewed, self.elsewhere | self.here(), moved)
            for change in found:
                if not change.looks_only:
                    change.told.update(self.tell(change))
                if change.to_newly is not None:
                    change.to_newly.told.update(self.tell(change.to_newly))
        except Exception:
            mark.go_back(before)
            raise
        return found


def changes(
    db: Session,
    mark: Mark,
    viewed: set[int],
    looks: dict[looking.Look, str] | None = None,
    opened_or_left: Collection[int] = (),
) -> list[Change]:
    """The tickets with new lines or entries since the mark, those viewed whose lines changed state, and those that
    somebody opened or left: a page may have shown them in between.
    """
    spoken, written = lines_since(db, mark)
    moved = moved_on(db, mark, viewed)
    happened, rung, only_read = happened_since(db, mark)
    named, newly = called_since(db, mark), asked_since(db, mark)
    called = together(named, rung)
    eyes = came_or_went(mark, looks or {}, opened_or_left)
    more = written | moved | set(called) | set(newly)
    touched = more | happened
    plain = [_change(row, spoken) for row in rows_of(db, touched | set(eyes), viewed)]
    asked, newly = together(held_out(db, touched), rung), together(newly, rung)
    nobody: frozenset[int] = frozenset()
    return [
        to_all(
            replace(
                one,
                called=called.get(one.ticket_id, nobody),
                asked=asked.get(one.ticket_id, nobody),
                newly=newly.get(one.ticket_id, nobody),
                viewers=eyes.get(one.ticket_id),
                looks_only=one.ticket_id not in touched,
                only_read_by=nobody if one.ticket_id in more else unseen_in_lists(one, only_read),
            )
        )
        for one in plain
    ]


def unseen_in_lists(change: Change, only_read: Mapping[int, frozenset[int]]) -> frozenset[int]:
    """Who did no more than read this ticket, unless it is theirs: then its new words count as read."""
    read_by = only_read.get(change.ticket_id, frozenset())
    return frozenset() if change.owner_id in read_by else read_by


def to_all(change: Change) -> Change:
    """The change, with what those hear who are asked for the first time."""
    return replace(change, to_newly=replace(change, fresh=True, told={})) if change.newly else change


def together(some: Mapping[int, frozenset[int]], more: Mapping[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """The officers of both, ticket by ticket."""
    return {one: some.get(one, frozenset()) | more.get(one, frozenset()) for one in some.keys() | more.keys()}


def rows_of(db: Session, tickets: Collection[int], first: Collection[int]) -> Iterator[SomeRow[Any]]:
    """The tickets as a list shows them: these first, then the newest, and in the end all of them."""
    wanted = sorted(tickets, key=lambda one: (one not in first, -one))
    for start in range(0, len(wanted), MOST_AT_ONCE):
        yield from db.connection().execute(TOUCHED, {"touched": wanted[start : start + MOST_AT_ONCE]})


def lines_since(db: Session, mark: Mark) -> tuple[set[int], set[int]]:
    """The tickets on which a person wrote since the mark, and those on which anybody did."""
    rows = db.exec(select(Line.id, Line.ticket_id, Line.state).where(mark.lines.new(Line))).all()
    mark.lines = mark.lines.after([number for number, _ticket, _state in rows if number])
    written = {ticket for _number, ticket, _state in rows if ticket is not None}
    return {ticket for _number, ticket, state in rows if ticket is not None and state == "heard"}, written


Officers = dict[int, frozenset[int]]
"""Officers by ticket."""


def happened_since(db: Session, mark: Mark) -> tuple[set[int], Officers, Officers]:
    """The tickets on which something happened since the mark, who was rung up for which of them, and who read those on
    which nothing else happened.
    """
    since = select(Entry.id, Entry.ticket_id, Entry.kind, Entry.officer_id).where(mark.entries.new(Entry))
    rows = db.exec(since).all()
    mark.entries = mark.entries.after([number for number, *_rest in rows if number])
    rung: Officers = {}
    read: Officers = {}
    more = {ticket for _number, ticket, kind, _officer in rows if kind != READ}
    for _number, ticket, kind, officer in rows:
        if kind == "rung_up" and officer is not None:
            rung[ticket] = rung.get(ticket, frozenset()) | {officer}
        if ticket not in more and officer is not None:
            read[ticket] = read.get(ticket, frozenset()) | {officer}
    return {ticket for _number, ticket, *_rest in rows}, rung, read


def asked_since(db: Session, mark: Mark) -> dict[int, frozenset[int]]:
    """The officers to whom tickets were held out since the mark, by ticket."""
    since = select(Offer.id, Offer.ticket_id, Offer.officer_id).where(mark.offers.new(Offer))
    asked: dict[int, frozenset[int]] = {}
    ids = []
    for number, ticket, officer in db.exec(since):
        asked[ticket] = asked.get(ticket, frozenset()) | {officer}
        ids.append(number or 0)
    mark.offers = mark.offers.after(ids)
    return asked


def held_out(db: Session, tickets: Collection[int]) -> dict[int, frozenset[int]]:
    """The officers to whom these tickets are held out now."""
    asked: dict[int, frozenset[int]] = {}
    if not tickets:
        return asked
    still_open = select(Offer.ticket_id, Offer.officer_id).where(Offer.state == "open")
    for ticket, officer in db.exec(still_open):
        if ticket in tickets:
            asked[ticket] = asked.get(ticket, frozenset()) | {officer}
    return asked


def called_since(db: Session, mark: Mark) -> dict[int, frozenset[int]]:
    """The officers who were named in notes since the mark, by ticket."""
    since = select(Mention.id, Mention.ticket_id, Mention.officer_id).where(mark.mentions.new(Mention))
    named: dict[int, frozenset[int]] = {}
    ids = []
    for number, ticket, officer in db.exec(since):
        named[ticket] = named.get(ticket, frozenset()) | {officer}
        ids.append(number or 0)
    mark.mentions = mark.mentions.after(ids)
    return named


def came_or_went(
    mark: Mark, looks: dict[looking.Look, str], opened_or_left: Collection[int]
) -> dict[int, tuple[tuple[int, str], ...]]:
    """The tickets that somebody opened or left since the mark, with who has each of them on the screen now."""
    moved = {ticket for _officer, ticket in looks.keys() ^ mark.looks.keys()}.union(opened_or_left)
    mark.looks = looks
    return {
        ticket: tuple(sorted((officer, name) for (officer, there), name in looks.items() if there == ticket))
        for ticket in moved
    }


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


def _change(ticket: SomeRow[Any], spoken: set[int]) -> Change:
    return Change(
        ticket_id=ticket.id,
        row=row_of(cast(Ticket, ticket), None, False, NOBODY, ticket.profile),
        office_id=ticket.office_id,
        organisation=ticket.organisation or "",
        owner_id=ticket.owner_id,
        fresh=ticket.id in spoken,
    )
