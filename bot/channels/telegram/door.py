"""What is done with one update, however it came: its message handed in first, everything else only afterwards."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict, replace

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.heard import Arrival
from bot.errors import HelplineError
from bot.messages import Receive
from flows.words import Heard, Kind

log = logging.getLogger(__name__)

Blocked = Callable[[str], Awaitable[None]]
"""The person at this address has blocked us: nothing that we send reaches them. May raise TryLater."""

ENOUGH_ATTEMPTS = 5
MOST_REMEMBERED = 10_000


class Door:
    """Where updates come in. `take` returns once the update is stored, and only then may it be acknowledged."""

    def __init__(self, telegram: Telegram, receive: Receive, blocked: Blocked) -> None:
        self._telegram = telegram
        self._receive = receive
        self._blocked = blocked
        self._errands: set[asyncio.Task[None]] = set()
        self._failed: dict[str, tuple[int, int]] = {}
        self._stored = 0

    async def take(self, arrival: Arrival) -> None:
        """Store what came. Raises whatever `receive` raises: then it is to come again."""
        if arrival.heard:
            await self._hand_in(arrival.heard)
        if arrival.gone:
            await self._blocked(arrival.gone)
        if arrival.spinner:
            self._go(self._telegram.stop_spinner(arrival.spinner))
        if arrival.leave is not None:
            self._go(self._telegram.leave(arrival.leave))

    async def close(self) -> None:
        """Finish the errands that are under way."""
        await asyncio.gather(*self._errands, return_exceptions=True)

    async def _hand_in(self, heard: Heard) -> None:
        failures, stored_then = self._failed.get(heard.key, (0, self._stored))
        # While others are stored, the fault lies in this message: kept raw, it no longer holds up those behind it.
        hopeless = failures >= ENOUGH_ATTEMPTS and self._stored > stored_then
        try:
            await self._receive(kept_raw(heard) if hopeless else heard)
        except Exception:
            if len(self._failed) >= MOST_REMEMBERED:
                self._failed.clear()
            self._failed[heard.key] = (failures + 1, stored_then)
            raise
        self._failed.pop(heard.key, None)
        self._stored += 1

    def _go(self, errand: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(_run(errand))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def kept_raw(heard: Heard) -> Heard:
    """The same message with nothing in it that a database could refuse, everything that it said kept as it is."""
    raw = heard.raw or json.dumps(asdict(heard), default=str).encode()
    plain = Heard(heard.channel, heard.address, heard.key, heard.at, Kind.UNREADABLE, order=heard.order)
    return replace(plain, raw=raw)


async def _run(errand: Coroutine[object, object, None]) -> None:
    # A spinner that turns a little longer harms nobody; a group that we could not leave is left at its next word.
    with suppress(HelplineError):
        await errand
