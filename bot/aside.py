"""Reading in a process of its own: while one message is saved, the next is read on the other processor.

Python gives one process one processor's worth of thought. The reader is only ever a help: while it starts, where it
ends, or where it takes too long, this process reads by itself, in the same order. It gets words, keeps none, and says
nothing but what they tell us; `python -m bot.aside` is what it runs.
"""

import asyncio
import contextlib
import copyreg
import logging
import os
import pickle
import socket
import struct
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from bot.world import read_words, words_of
from flows.words import Heard, Mentions, Reading, Sign

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
LENGTH = struct.Struct(">I")
MOST_AT_ONCE = 8
"""Few, so that the writer begins with the first while the next are read."""
LONGEST = 10.0
"""Seconds for one batch, within a quarter; ten thousand characters take a twentieth of one."""
LOOKS = 4
BEGIN_AGAIN_AFTER = 5.0
READY = "ready"


def plainly(kind: type[Reading | Sign | Mentions]) -> None:
    """Let its values travel by position: as dataclasses with slots do it, it would take several times as long."""
    values = attrgetter(*(one.name for one in fields(kind)))
    copyreg.pickle(kind, lambda one: (kind, values(one)))


for _kind in (Reading, Sign, Mentions):
    plainly(_kind)


def processors() -> int:
    """How many processors this process may use; with one, a reader beside it would only be in its way."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(slots=True)
class Waiting:
    """One message that waits to be read."""

    heard: Heard
    done: "asyncio.Future[Reading | None]"


class Line(asyncio.Protocol):
    """The line to the reader: each answer is taken as soon as its last byte has come."""

    def __init__(self, answered: Callable[[object], None]) -> None:
        self.lost = asyncio.get_running_loop().create_future()
        self._answered = answered
        self._came = bytearray()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        came = self._came
        came += data
        while len(came) >= LENGTH.size and len(came) >= LENGTH.size + (size := LENGTH.unpack_from(came)[0]):
            answer = bytes(came[LENGTH.size : LENGTH.size + size])
            del came[: LENGTH.size + size]
            self._answered(pickle.loads(answer))  # noqa: S301

    def connection_lost(self, _error: Exception | None) -> None:
        """The line has ended."""
        if not self.lost.done():
            self.lost.set_result(None)


class Aside:
    """The reader beside this process."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self._asked = 0
        """How many of those who wait the reader is reading for now."""
        self._batches = 0
        self._line: asyncio.Transport | None = None
        self._child: asyncio.subprocess.Process | None = None
        self.there = asyncio.Event()
        """Set while it is there, so that reading costs this process nothing."""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to have it; until it is there this process reads by itself."""
        self._task = asyncio.create_task(self._keep(), name="reader")

    async def read(self, heard: Heard) -> Reading | None:
        """What a message tells us, in the order in which it was asked; None where reading failed."""
        if not self.there.is_set():
            return read_here(*words_of(heard))
        loop = asyncio.get_running_loop()
        waiting = Waiting(heard, loop.create_future())
        if not self._waiting:
            # A moment later, so that what comes at once is asked about at once.
            loop.call_soon(self._ask)
        self._waiting.append(waiting)
        return await waiting.done

    async def close(self) -> None:
        """Let it go; whatever still waits is read here."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._end()

    async def _keep(self) -> None:
        while True:
            try:
                await self._serve()
                log.warning("the reader ended, reading goes on here")
            except OSError as error:
                log.warning("the reader could not begin, reading goes on here: %s", type(error).__name__)
            finally:
                self.there.clear()
                self._read_what_waits()
                await self._end()
            await asyncio.sleep(BEGIN_AGAIN_AFTER)

    async def _serve(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # It needs none of our keys and settings, and so gets none.
            self._child = child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__, stdin=theirs.fileno(), stdout=theirs.fileno(), start_new_session=True,
                env={"PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        loop = asyncio.get_running_loop()
        self._line, line = await loop.create_unix_connection(lambda: Line(self._told), sock=ours)
        watch = asyncio.create_task(self._watch(child), name="reader's watch")
        try:
            await line.lost
        finally:
            watch.cancel()

    def _told(self, answers: object) -> None:
        """The first that it says is that it is there; then what it has read."""
        if not isinstance(answers, list):
            self.there.set()
            return
        self._batches += 1
        self._asked = 0
        for answer in answers:
            tell(self._waiting.popleft(), answer)
        if self._waiting:
            self._ask()

    def _ask(self) -> None:
        if self._line is None or self._asked or not self._waiting:
            return
        batch = list(islice(self._waiting, MOST_AT_ONCE))
        self._asked = len(batch)
        self._line.write(framed([words_of(one.heard) for one in batch]))

    async def _watch(self, child: asyncio.subprocess.Process) -> None:
        """End a reader that hangs. Looked at now and then: a limit of its own for each batch would cost too much."""
        batches, asked_for = self._batches, 0.0
        while asked_for < LONGEST:
            await asyncio.sleep(LONGEST / LOOKS)
            asked_for = asked_for + LONGEST / LOOKS if self._waiting and batches == self._batches else 0.0
            batches = self._batches
        log.warning("the reader took too long")
        with contextlib.suppress(ProcessLookupError):
            child.kill()

    def _read_what_waits(self) -> None:
        while self._waiting:
            one = self._waiting.popleft()
            tell(one, read_here(*words_of(one.heard)))

    async def _end(self) -> None:
        self._asked = 0
        if self._line is not None:
            self._line.abort()
            self._line = None
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()
            await self._child.wait()
            self._child = None


def tell(one: Waiting, answer: Reading | None) -> None:
    """Give the answer, unless whoever asked has gone."""
    if not one.done.done():
        one.done.set_result(answer)


def read_here(words: str, address: str, language_hint: str) -> Reading | None:
    """Read in this process; None, and the fault's name in the log, where our own code fails."""
    try:
        return read_words(words, address, language_hint)
    except Exception as error:
        log.error("reading a text failed: %s", type(error).__name__)
        return None


def framed(value: object) -> bytes:
    """A value on its way, with its length before it."""
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(content)) + content


def read_for(asked: BinaryIO, answered: BinaryIO) -> None:
    """What the reader does until nobody asks any more."""
    read_words("halo", "", "")
    answered.write(framed(READY))
    answered.flush()
    while len(head := asked.read(LENGTH.size)) == LENGTH.size:
        batch = pickle.loads(asked.read(*LENGTH.unpack(head)))  # noqa: S301
        answered.write(framed([read_here(*words) for words in batch]))
        answered.flush()


if __name__ == "__main__":
    read_for(sys.stdin.buffer, sys.stdout.buffer)
