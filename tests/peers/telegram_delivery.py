"""Posts updates to the bot's webhook as Telegram does: queue by queue, again and again until it answers 2xx."""

import asyncio

import aiohttp

from tests.peers.telegram_api import BotApi
from tests.peers.telegram_world import Update

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0
MOST_ATTEMPTS = 100
PATIENCE = aiohttp.ClientTimeout(total=20)


class Delivery:
    """One worker a queue, so that a chat's words stay in order, while presses and other chats overtake them.

    `in_order` false posts every update at once, whatever its chat: harsher than Telegram is.
    `twice` makes each update come once more although it was acknowledged.
    """

    def __init__(self, api: BotApi) -> None:
        self.in_order = True
        self.twice = False
        self.given_up: list[int] = []
        self._api = api
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._line: asyncio.Semaphore | None = None

    async def run(self) -> None:
        """Deliver for ever."""
        # The connections are limited by the webhook's own wish; aiohttp keeps up with a thousand people, httpx doesn't.
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=PATIENCE) as client:
            while True:
                await self._api.world.until(lambda: bool(self._api.hook.url and self._ready()))
                for queue in self._ready():
                    self._busy.add(queue)
                    task = asyncio.create_task(self._empty(queue, client))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    def _queue(self, update: Update) -> str:
        return update.queue if self.in_order else str(update.number)

    def _ready(self) -> list[str]:
        return list(dict.fromkeys(q for u in self._api.world.waiting if (q := self._queue(u)) not in self._busy))

    def _next(self, queue: str) -> Update | None:
        return next((update for update in self._api.world.waiting if self._queue(update) == queue), None)

    async def _empty(self, queue: str, client: aiohttp.ClientSession) -> None:
        while self._api.hook.url and (update := self._next(queue)):
            taken = await self._post(update, client)
            if taken and self.twice:
                await self._post(update, client)
            if taken or update.attempts >= MOST_ATTEMPTS:
                self._done(update, taken)
            else:
                await asyncio.sleep(min(FIRST_PAUSE * 2**update.attempts, LONGEST_PAUSE))
        self._busy.discard(queue)

    def _done(self, update: Update, taken: bool) -> None:
        if update in self._api.world.waiting:
            self._api.world.waiting.remove(update)
        if not taken:
            self.given_up.append(update.number)

    async def _post(self, update: Update, client: aiohttp.ClientSession) -> bool:
        hook = self._api.hook
        update.attempts += 1
        headers: dict[str, str] = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with (
                self._connections(),
                client.post(hook.url, json=update.body, headers=headers) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as fault:
            hook.last_error = type(fault).__name__
            return False
        if status >= 300:
            hook.last_error = f"Wrong response from the webhook: {status}"
        return status < 300

    def _connections(self) -> asyncio.Semaphore:
        if self._line is None:
            self._line = asyncio.Semaphore(self._api.hook.connections)
        return self._line
