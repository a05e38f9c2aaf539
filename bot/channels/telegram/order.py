"""Lets updates through in the order of their numbers, although requests overtake each other."""

import asyncio
from heapq import heappop, heappush

SHORT_WAIT = 0.3
"""Seconds that an update waits for one with a lower number. One that comes later still is taken as it comes."""
GATHERING = 0.1
"""Seconds that the very first updates are gathered for; longer, and those that Telegram holds back behind them miss it.

Telegram sends a chat's words one at a time, and its presses beside them."""
LONG_SILENCE = 6 * 24 * 3600.0
"""After a week without updates Telegram counts on from anywhere (Bot API, `Update`), so numbers begin anew."""


class InOrder:
    """A queue at the door: `turn` returns when it is this number's turn, after `patience` seconds at the latest.

    Between its return and the caller's next `await`, nobody else is let through.
    """

    def __init__(self, patience: float = SHORT_WAIT, gathering: float = GATHERING) -> None:
        self.patience = patience
        self._gathering = gathering
        self._last: int | None = None
        self._seen_at = 0.0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrivals = 0
        self._leaving = 0

    async def turn(self, number: int) -> None:
        """Wait until every lower number has passed, or long enough. A number that has passed, passes again at once."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._seen_at > LONG_SILENCE:
            self._last = None
        self._seen_at = loop.time()
        its_turn = self._last is not None and number <= self._last + 1
        if its_turn and not self._leaving:
            self._passed(number)
            return
        await self._wait(number, its_turn)

    async def _wait(self, number: int, its_turn: bool) -> None:
        loop = asyncio.get_running_loop()
        if self._last is None and not self._waiting:
            loop.call_later(self._gathering, self._open)
        place: asyncio.Future[None] = loop.create_future()
        self._arrivals += 1
        heappush(self._waiting, (number, self._arrivals, place))
        enough = loop.call_later(self.patience, self._passed, number)
        if its_turn:
            # Others were let through who have not left yet; this one goes behind them.
            loop.call_soon(self._passed, number)
        try:
            await place
        finally:
            enough.cancel()
            if place.done() and not place.cancelled():
                self._leaving -= 1

    def _open(self) -> None:
        """Begin with the lowest number that has come."""
        if self._last is None and self._waiting:
            self._passed(self._waiting[0][0])

    def _passed(self, number: int) -> None:
        """Everything up to this number may go, and whatever follows it without a gap."""
        self._last = number if self._last is None else max(self._last, number)
        while self._waiting and self._waiting[0][0] <= self._last + 1:
            follower, _, place = heappop(self._waiting)
            self._last = max(self._last, follower)
            if not place.done():
                self._leaving += 1
                place.set_result(None)
