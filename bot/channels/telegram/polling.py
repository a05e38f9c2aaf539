"""Our own fetching of updates: the next are asked for only when every one of the last is stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.door import Door
from bot.channels.telegram.heard import Arrival, Json, arrival
from bot.channels.telegram.pauses import Pauses, sleep
from bot.errors import TryLater

log = logging.getLogger(__name__)

LONG_POLL = 20
"""Seconds that Telegram holds the line while there is nothing; the lease has to outlast it."""
LEASE_SECONDS = 60
LEASE_PAUSE = 5.0

Lease = Callable[[], Awaitable[bool]]
"""May this process fetch for the next `LEASE_SECONDS`? Asked before every fetch, which renews it."""


class Polling:
    """One process at a time fetches. Whatever was not stored when it stops or dies, Telegram gives again."""

    def __init__(
        self, telegram: Telegram, door: Door, lease: Lease, clock: Callable[[], datetime], pause: float = 0.5
    ) -> None:
        self._telegram = telegram
        self._door = door
        self._lease = lease
        self._clock = clock
        self._pause = pause
        self._offset: int | None = None
        self._webhook_forgotten = False

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until told to stop; the batch in hand is stored first."""
        pauses = Pauses(stop, self._pause)
        while not stop.is_set():
            try:
                if not await self._lease():
                    await sleep(stop, LEASE_PAUSE)
                    continue
                updates = await self._fetch(stop)
            except Exception as fault:  # whatever it was, people still write: we go on
                await self._trouble(fault, pauses)
                continue
            if await self._store(updates):
                pauses.over()
            else:
                await pauses.wait()

    async def _fetch(self, stop: asyncio.Event) -> Sequence[Json]:
        if not self._webhook_forgotten:
            await self._telegram.forget_webhook()
            self._webhook_forgotten = True
        fetching = asyncio.ensure_future(self._telegram.updates(self._offset, LONG_POLL))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait((fetching, stopping), return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else ()
        finally:
            fetching.cancel()
            stopping.cancel()

    async def _trouble(self, fault: Exception, pauses: Pauses) -> None:
        code = getattr(fault, "code", "")
        log.warning("telegram: updates could not be fetched (%s)", code or type(fault).__name__)
        if code == "conflict":
            # Somebody set a webhook, or another process polls; either way it is ours to set right or to wait for.
            self._webhook_forgotten = False
        await pauses.wait(fault.after or 0.0 if isinstance(fault, TryLater) else 0.0)

    async def _store(self, updates: Sequence[Json]) -> bool:
        """Hand in a batch: people beside each other, one person's words one after the other. True if all is stored."""
        now = self._clock()
        people: dict[str, list[Arrival]] = {}
        for one in sorted((arrival(update, now) for update in updates), key=lambda each: each.order or 0):
            people.setdefault(one.heard.address if one.heard else "", []).append(one)
        outcomes = await asyncio.gather(*map(self._hand_in, people.values()))
        failed = [one for one in outcomes if one is not None]
        if failed:
            self._offset = min((one.order for one in failed if one.order is not None), default=self._offset)
        else:
            numbers = [one.order for several in people.values() for one in several if one.order is not None]
            self._offset = max(numbers) + 1 if numbers else self._offset
        return not failed

    async def _hand_in(self, arrivals: Sequence[Arrival]) -> Arrival | None:
        """Store one person's updates in order; gives the first that could not be stored, those after it wait."""
        for one in arrivals:
            try:
                await self._door.take(one)
            except Exception as error:  # its text may hold words of the person, so the log gets its type alone
                log.warning("telegram: update %s was not stored (%s)", one.order, type(error).__name__)
                return one
        return None
