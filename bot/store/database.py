"""One database: one writer that commits together what waits together, and readers of their own."""

import asyncio
import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlmodel import Session

from bot.errors import Busy, Full, TryLater
from bot.store.quiet_errors import quiet_errors
from bot.store.vault import Vault

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741
R = TypeVar("R")

INBOUND, OFFICER, SWEEP = 0, 1, 2
"""Who goes first at the writer: people who write to us (and P0), officers, what time does."""
MOST_TOGETHER = 32
PATIENCE = 8
"""After so many groups of the first rank, one job of a lower rank has its turn, so that nobody starves."""
WAIT_SECONDS = 10
DISK_FULL = "53100"
"""PostgreSQL's code for it."""
A_BLINK = 0.3
"""Seconds; a commit of a helpline that serves takes a few thousandths."""


@dataclass(slots=True)
class Group(Generic[I, R]):
    """Work that is done for many at once: `run` gives one result an item, or an exception in its place."""

    name: str
    run: Callable[[Connection, Sequence[I]], Sequence[R | Exception]]
    most: int = MOST_TOGETHER


@dataclass(slots=True)
class Job:
    """One thing that waits for the writer."""

    work: Callable[[Session], object] | None
    group: Group | None = None  # type: ignore[type-arg]
    item: object = None
    loop: asyncio.AbstractEventLoop | None = None
    done: "Future[object] | asyncio.Future[object] | None" = None


class Database:
    """The engine of the writer, the engine of the readers, the vault, and the writer's thread."""

    def __init__(
        self, url: str, vault: Vault, committed: Callable[[], None] = lambda: None, patience: float = WAIT_SECONDS
    ) -> None:
        self.url = url
        self.vault = vault
        self.committed = committed
        self.sqlite = url.startswith("sqlite")
        self.writing = make_engine(url, writes=True, patience=patience)
        self.readers = make_engine(url, writes=False)
        self._queues: tuple[deque[Job], ...] = (deque(), deque(), deque())
        self._waiting = threading.Condition()
        self._closing = False
        self._streak = 0
        self._kept: Connection | None = None
        """The writer's connection while people wait."""
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, on a connection of its own. Not on the event loop."""
        with Session(self.readers) as session:
            yield session

    async def write(self, work: Callable[[Session], T], rank: int = OFFICER) -> T:
        """Have the writer do this in one transaction; its result, after the commit."""
        return await self._answer(Job(work), rank)  # type: ignore[return-value]

    def write_now(self, work: Callable[[Session], T], rank: int = OFFICER) -> T:
        """The same for callers without an event loop: the command line and tests."""
        return self._wait(Job(work), rank)  # type: ignore[return-value]

    async def join(self, group: Group[I, R], item: I, rank: int = INBOUND) -> R:
        """Be done together with others of the same group; this item's own result, after the commit."""
        return await self._answer(Job(None, group, item), rank)  # type: ignore[return-value]

    def join_now(self, group: Group[I, R], item: I, rank: int = INBOUND) -> R:
        """The same for callers without an event loop."""
        return self._wait(Job(None, group, item), rank)  # type: ignore[return-value]

    async def _answer(self, job: Job, rank: int) -> object:
        job.loop = asyncio.get_running_loop()
        job.done = job.loop.create_future()
        self._put(job, rank)
        return await job.done

    def _wait(self, job: Job, rank: int) -> object:
        job.done = Future()
        self._put(job, rank)
        return job.done.result()

    def _put(self, job: Job, rank: int) -> None:
        with self._waiting:
            if self._closing:
                raise TryLater(code="closing")
            self._queues[rank].append(job)
            self._waiting.notify()

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._waiting:
            self._closing = True
            self._waiting.notify()
        self._thread.join()
        self.writing.dispose()
        self.readers.dispose()

    def _next(self) -> list[Job]:
        with self._waiting:
            while not any(self._queues) and not self._closing:
                self._waiting.wait()
            if not any(self._queues):
                return []
            return gathered(self._pick())

    def _pick(self) -> deque[Job]:
        lower = [queue for queue in self._queues[1:] if queue]
        self._streak += 1
        if lower and (not self._queues[0] or self._streak > PATIENCE):
            self._streak = 0
            return lower[0]
        return self._queues[0]

    def _serve(self) -> None:
        while jobs := self._next():
            group = jobs[0].group
            answers = self._together(group, jobs) if group else [self._alone(jobs[0])]
            if len(answers) != len(jobs):
                answers = [LookupError("a group gives one answer for each of its items")] * len(jobs)
            self.committed()
            tell(jobs, answers)
            if not self._queues[INBOUND]:
                self._let_go()
        self._let_go()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """A transaction on a connection that is kept while people wait: to fetch it anew for each group costs."""
        if self._kept is None:
            self._kept = self.writing.connect()
        try:
            with self._kept.begin():
                yield self._kept
        except BaseException:
            self._let_go()
            raise

    def _let_go(self) -> None:
        """Give the writer's connection back."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _alone(self, job: Job) -> object:
        if job.work is None:
            raise ValueError("a job without work belongs to a group")
        try:
            self._let_go()
            with Session(self.writing) as session, session.begin():
                return job.work(session)
        except OperationalError as error:
            return Full() if is_full(error) else Busy()
        except Exception as error:
            return error

    def _together(self, group: Group, jobs: list[Job]) -> Sequence[object]:  # type: ignore[type-arg]
        items = [job.item for job in jobs]
        try:
            with self._transaction() as connection:
                return group.run(connection, items)
        except OperationalError as error:
            return [TryLater(code="disk_full" if is_full(error) else "database") for _job in jobs]
        except Exception as error:
            if len(jobs) == 1:
                return [TryLater(code="database") if isinstance(error, DBAPIError) else error]
            # One bad row costs only itself: the rest of the group is taken one at a time.
            return [self._together(group, [job])[0] for job in jobs]


def is_full(error: OperationalError) -> bool:
    """Is the disk full?"""
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    return code in ("SQLITE_FULL", DISK_FULL)


def gathered(queue: deque[Job]) -> list[Job]:
    """The job that waits longest and, where it belongs to a group, others of that group in their order."""
    first = queue.popleft()
    group = first.group
    if group is None:
        return [first]
    jobs: list[Job] = [first]
    others: list[Job] = []
    while queue and len(jobs) < group.most:
        job = queue.popleft()
        (jobs if job.group is group else others).append(job)
    queue.extendleft(reversed(others))
    return jobs


def tell(jobs: Sequence[Job], answers: Sequence[object]) -> None:
    """Give every caller its result; each event loop is woken once for all of its callers."""
    loops: dict[asyncio.AbstractEventLoop | None, list[tuple[Job, object]]] = {}
    for job, answer in zip(jobs, answers, strict=True):
        loops.setdefault(job.loop, []).append((job, answer))
    for loop, told in loops.items():
        if loop is None:
            settle(told)
        elif not loop.is_closed():
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, told)


def settle(told: Sequence[tuple[Job, object]]) -> None:
    """Give these callers their results, unless they have gone away."""
    for job, answer in told:
        if job.done is None or job.done.done():
            continue
        if isinstance(answer, Exception):
            job.done.set_exception(answer)
        else:
            job.done.set_result(answer)


def make_engine(url: str, writes: bool, patience: float = WAIT_SECONDS) -> Engine:
    """An engine whose errors never show a value. SQLite: WAL, FULL, and our own BEGIN."""
    if not url.startswith("sqlite"):
        pool_size = 1 if writes else 8
        return quiet_errors(create_engine(url, hide_parameters=True, pool_size=pool_size, pool_pre_ping=not writes))
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1 if writes else 8,
        max_overflow=0 if writes else 8,
        connect_args={"check_same_thread": False, "timeout": patience},
    )
    event.listen(engine, "connect", prepare_sqlite if writes else prepare_sqlite_reader)
    # The standard driver begins by itself, too late for us: IMMEDIATE takes the write lock before the first read.
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return quiet_errors(engine)


def held_elsewhere(url: str) -> bool:
    """Is another process in the middle of writing to this SQLite file? Only looks, for a blink."""
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not file.is_file():
        return False
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=A_BLINK, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        return error.sqlite_errorname.startswith("SQLITE_BUSY")
    return False


def prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """A writer's connection: committed means on the disk."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def prepare_sqlite_reader(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """A reader's connection cannot write."""
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON")
