"""How long to wait after a fault before asking Telegram again."""

import asyncio

LONGEST = 30.0


class Pauses:
    """Each pause is twice as long as the one before, up to half a minute; success makes the next one short again."""

    def __init__(self, stop: asyncio.Event, first: float = 0.5) -> None:
        self._stop = stop
        self._first = first
        self._next = first

    def over(self) -> None:
        """Things go well again."""
        self._next = self._first

    async def wait(self, at_least: float = 0.0) -> None:
        """Wait, but not beyond the order to stop."""
        await sleep(self._stop, max(self._next, at_least))
        self._next = min(self._next * 2, LONGEST)


async def sleep(stop: asyncio.Event, seconds: float) -> None:
    """Sleep until the order to stop, at most so long."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
