"""What a channel needs of the program behind it: something that stores, knows what it stored, and can fail."""

import time
from collections import Counter
from collections.abc import Callable

from bot.errors import TryLater
from bot.messages import Receipt
from flows.words import Heard


class Ears:
    """Takes messages in memory; `failing` so many calls as the database did not commit, `poison` every time."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.blocked: list[str] = []
        self.failing = 0
        self.poison = ""
        self.attempts: Counter[str] = Counter()

    async def receive(self, heard: Heard) -> Receipt:
        self.attempts[heard.key] += 1
        if self.failing:
            self.failing -= 1
            raise TryLater(code="database")
        if self.poison and heard.text == self.poison:
            raise RuntimeError(heard.text)
        if any(known.key == heard.key for known in self.heard):
            return Receipt.AGAIN
        self.heard.append(heard)
        return Receipt.TAKEN

    async def lost(self, address: str) -> None:
        self.blocked.append(address)

    def texts(self, address: str = "71") -> list[str]:
        return [heard.text for heard in self.heard if heard.address == address]


def until(true: Callable[[], bool], seconds: float = 8.0) -> None:
    """Wait until this is so, for tests whose other side runs in a thread of its own."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become so in time"
        time.sleep(0.01)
