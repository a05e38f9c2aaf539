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
import struct
import sys
from collections import deque
from dataclasses import dataclass, fields
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
READY = b"ready"


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


class Aside:
    """The reader beside this process."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self._more = asyncio.Event()
        self._child: asyncio.subprocess.Process | None = None
        self._batch = 0
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
        waiting = Waiting(heard, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._more.set()
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
            except (OSError, EOFError, TimeoutError, pickle.PickleError, asyncio.IncompleteReadError) as error:
                log.warning("the reader ended, reading goes on here: %s", type(error).__name__)
            finally:
                self.there.clear()
                self._read_what_waits()
                await self._end()
            await asyncio.sleep(BEGIN_AGAIN_AFTER)

    async def _serve(self) -> None:
        # It needs none of our keys and settings, and so gets none.
        self._child = child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
            env={"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        if child.stdin is None or child.stdout is None:
            raise EOFError
        if await child.stdout.readexactly(len(READY)) != READY:
            raise EOFError
        self.there.set()
        watch = asyncio.create_task(self._watch(child), name="reader's watch")
        try:
            await self._ask(child.stdin, child.stdout)
        finally:
            watch.cancel()

    async def _ask(self, asked: asyncio.StreamWriter, answered: asyncio.StreamReader) -> None:
        while True:
            await self._more.wait()
            batch = list(self._waiting)[:MOST_AT_ONCE]
            asked.write(framed([words_of(one.heard) for one in batch]))
            head = await answered.readexactly(LENGTH.size)
            answers = pickle.loads(await answered.readexactly(*LENGTH.unpack(head)))  # noqa: S301
            self._batch += 1
            for one, answer in zip(batch, answers, strict=True):
                self._waiting.popleft()
                tell(one, answer)
            if not self._waiting:
                self._more.clear()

    async def _watch(self, child: asyncio.subprocess.Process) -> None:
        """End a reader that hangs. Looked at now and then: a limit of its own for each batch would cost too much."""
        batch, asked_for = self._batch, 0.0
        while asked_for < LONGEST:
            await asyncio.sleep(LONGEST / LOOKS)
            asked_for = asked_for + LONGEST / LOOKS if self._waiting and batch == self._batch else 0.0
            batch = self._batch
        log.warning("the reader took too long")
        with contextlib.suppress(ProcessLookupError):
            child.kill()

    def _read_what_waits(self) -> None:
        while self._waiting:
            one = self._waiting.popleft()
            tell(one, read_here(*words_of(one.heard)))
        self._more.clear()

    async def _end(self) -> None:
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
    answered.write(READY)
    answered.flush()
    while len(head := asked.read(LENGTH.size)) == LENGTH.size:
        batch = pickle.loads(asked.read(*LENGTH.unpack(head)))  # noqa: S301
        answered.write(framed([read_here(*words) for words in batch]))
        answered.flush()


if __name__ == "__main__":
    read_for(sys.stdin.buffer, sys.stdout.buffer)
