"""The last lines that reached each telephone, and who is looking at it now."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field

from flows.words import Outgoing

TELEPHONES_KEPT = 1_000
LINES_KEPT = 200
"""A demonstration keeps this much in memory; a page keeps its own history."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it reached the telephone; `number` counts the lines since the start of this process.

    A line with `gone` says nothing: it takes lines of these numbers off the telephone.
    """

    number: int
    text: str
    choices: tuple[str, ...]
    asks: bool
    turn: int
    files: tuple[str, ...] = ()
    """Files that came with it, each as a data URL."""
    gone: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    """The names of the choices, which a press of one gives back."""


@dataclass(slots=True)
class Telephone:
    """One telephone: its last lines, and a bell for each page that shows it."""

    lines: deque[Line] = field(default_factory=lambda: deque(maxlen=LINES_KEPT))
    bells: set[asyncio.Event] = field(default_factory=set)


class Telephones:
    """All telephones by address, the one that was used last at the end."""

    def __init__(self, kept: int = TELEPHONES_KEPT) -> None:
        self._kept = kept
        self._by_address: OrderedDict[str, Telephone] = OrderedDict()
        self._bells: set[asyncio.Event] = set()
        self._count = 0
        self._hung_up = False

    def put(self, address: str, words: Outgoing, turn: int, files: tuple[str, ...] = ()) -> int:
        """Put a line on a telephone and ring it; gives back the line's number."""
        self._count += 1
        telephone = self._find(address)
        labels, names = (tuple(getattr(choice, what) for choice in words.choices) for what in ("label", "name"))
        telephone.lines.append(Line(self._count, words.text, labels, words.asks, turn, files, names=names))
        ring(telephone.bells)
        return self._count

    def take_back(self, address: str, numbers: Collection[int]) -> None:
        """Take these lines off a telephone, and off every page that shows it."""
        self._count += 1
        telephone = self._find(address)
        kept = [line for line in telephone.lines if line.number not in numbers]
        telephone.lines = deque(kept, maxlen=LINES_KEPT)
        telephone.lines.append(Line(self._count, "", (), False, 0, gone=tuple(sorted(numbers))))
        ring(telephone.bells)

    async def follow(self, address: str, after: int, every: float) -> AsyncIterator[Line | None]:
        """Each line later than `after`, as it comes; None after each `every` seconds without one."""
        telephone, bell = self._find(address), asyncio.Event()
        telephone.bells.add(bell)
        self._bells.add(bell)
        try:
            while not self._hung_up:
                for line in [line for line in telephone.lines if line.number > after]:
                    after = line.number
                    yield line
                if not await rings(bell, every):
                    yield None
        finally:
            telephone.bells.discard(bell)
            self._bells.discard(bell)

    def hang_up(self) -> None:
        """End every call of `follow`, so that a server that stops need not wait for pages that listen."""
        self._hung_up = True
        ring(self._bells)

    def _find(self, address: str) -> Telephone:
        telephone = self._by_address.setdefault(address, Telephone())
        self._by_address.move_to_end(address)
        if len(self._by_address) > self._kept:
            self._forget_one()
        return telephone

    def _forget_one(self) -> None:
        """Forget the telephone that was used longest ago, one that nobody looks at if there is one."""
        idle = (address for address, telephone in self._by_address.items() if not telephone.bells)
        del self._by_address[next(idle, next(iter(self._by_address)))]


def ring(bells: set[asyncio.Event]) -> None:
    """Wake everybody who waits for one of these bells."""
    for bell in bells:
        bell.set()


async def rings(bell: asyncio.Event, seconds: float) -> bool:
    """Does the bell ring within so many seconds?"""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return False
    bell.clear()
    return True
