"""The main journey on Telegram: real HTTP, the real inbox and outbox on each database, Telegram's stand-in."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from bot.app import LEASE_SECONDS, blocked_on
from bot.channels.telegram import PATH, Door, Polling, Telegram, keep_webhook, routes
from bot.messages import Receipt
from bot.outbox import Outbox
from bot.store import leases
from flows.words import Heard, Writing
from tests.peers.serving import serving
from tests.peers.telegram import TelegramPeer
from tests.peers.telegram_person import Person
from tests.privacy import Canary
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"
SECRET = "rahasia-kita"


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Journey:
    """A helpline on Telegram, with officers on duty."""

    helpline: Helpline
    peer: TelegramPeer
    telegram: Telegram
    outbox: Outbox
    url: str = ""
    receipts: list[Receipt] = field(default_factory=list)

    async def receive(self, heard: Heard) -> Receipt:
        receipt = await self.helpline.inbox.receive(heard)
        self.receipts.append(receipt)
        return receipt

    async def lease(self) -> bool:
        now = clock()
        return await self.helpline.database.write(
            lambda db: leases.take(db, "telegram", "this process", now, LEASE_SECONDS)
        )

    async def until(self, true: Callable[[], bool]) -> None:
        """Deliver until this is so."""
        async with asyncio.timeout(30):
            while not true():
                await self.outbox.deliver()
                await self.outbox.settle()
                await asyncio.sleep(0.02)

    async def all_heard(self) -> None:
        """Wait until Telegram has nothing more for us; nothing is delivered meanwhile."""
        end = asyncio.get_running_loop().time() + 60
        while self.peer.waiting():
            assert asyncio.get_running_loop().time() < end, "Telegram still has something for us"
            await asyncio.sleep(0.02)

    async def reads(self, person: Person, count: int) -> list[str]:
        await self.until(lambda: len(person.reads()) >= count)
        return person.reads()

    def heard(self, who: str = "71") -> list[str]:
        """What a person said, as the transcript has it."""
        return [words for state, words in self.helpline.transcript(who, "telegram") if state == "heard"]

    async def post(self, body: bytes, secret: str = SECRET) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            return (await client.post(f"{self.url}/telegram", content=body, headers=headers)).status_code


@asynccontextmanager
async def journey(
    database_url: str, mode: str = "webhook", token: str = "42:TEST", secret: str = SECRET
) -> AsyncIterator[Journey]:
    """The helpline on this database, reached by Telegram's stand-in, until the block ends."""
    helpline = Helpline(database_url)
    helpline.now = clock()
    helpline.roster()
    app, stop = Starlette(), asyncio.Event()
    with TelegramPeer(token) as peer:
        telegram = Telegram(peer.token, peer.url)
        here = Journey(helpline, peer, telegram, Outbox(helpline.database, {"telegram": telegram}, clock))
        async with serving(app) as here.url:
            door = Door(telegram, here.receive, blocked_on(helpline.database, "telegram"))
            if mode == "polling":
                work = Polling(telegram, door, here.lease, clock).run(stop)
            else:
                app.routes.extend(routes(door, secret, clock))
                work = keep_webhook(telegram, here.url + PATH, secret, stop)
            running = asyncio.create_task(work)
            try:
                yield here
            finally:
                stop.set()
                await running
                await door.close()
                await telegram.close()
    helpline.close()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_first_words_of_danger_open_a_ticket_and_are_answered_in_the_chat(
    empty_database_url: str, mode: str
) -> None:
    async with journey(empty_database_url, mode) as here:
        siti = here.peer.person(71)
        siti.writes(DANGER)
        await here.reads(siti, 1)
        [ticket] = here.helpline.tickets("71", "telegram")
        assert (ticket.service, ticket.urgency) == ("emergency", 3)
        assert siti.buttons()[0].startswith("1 ")
        siti.presses(0)
        await here.reads(siti, 2)
        await here.until(lambda: all(here.peer.world.presses.values()))
        assert here.helpline.talk("71", "telegram").writing == Writing.SAFE.value


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_r5_after_do_not_reply_nothing_more_leaves(empty_sqlite_url: str, mode: str) -> None:
    async with journey(empty_sqlite_url, mode) as here:
        siti = here.peer.person(71)
        siti.writes(DANGER)
        before = await here.reads(siti, 1)
        siti.presses("Jangan balas")
        await here.until(lambda: all(here.peer.world.presses.values()))
        for _ in range(5):
            await here.outbox.deliver()
            await here.outbox.settle()
        assert siti.reads() == before
        assert [ticket.silence != "" for ticket in here.helpline.tickets("71", "telegram")] == [True]


async def test_a_person_who_blocks_us_is_shown_as_out_of_reach(empty_sqlite_url: str) -> None:
    async with journey(empty_sqlite_url) as here:
        siti = here.peer.person(71)
        siti.writes(DANGER)
        await here.reads(siti, 1)
        siti.blocks()
        await here.until(lambda: here.peer.waiting() == 0)
        assert here.helpline.talk("71", "telegram").unreachable == "blocked"


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_no_word_name_token_or_secret_is_told_to_anybody(
    empty_sqlite_url: str, mode: str, canary: Canary, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with journey(empty_sqlite_url, mode, canary.token, canary.secret) as here:
        siti = here.peer.person(int(canary.telegram), canary.name, canary.family)
        siti.writes(canary.danger)
        here.peer.fails(502)
        await here.reads(siti, 1)
        here.peer.busy()
        siti.shares_card(canary.phone, canary.employer)
        siti.sends("document", file_name=canary.place)
        siti.blocks()
        await here.until(lambda: here.peer.waiting() == 0)
        await here.post(canary.word.encode(), "wrong")
        assert len(here.heard(canary.telegram)) == 3


BAD = {
    "malformed JSON": b'{"update_id": 1',
    "5 MB": b"x" * 5_000_000,
    "NUL bytes": b"\0\0\0",
    "an unknown update type": b'{"update_id": 5, "hologram": {"from": {"id": 71}}}',
    "a location outside the globe": b'{"update_id": 5, "message": {"chat": {"id": 71, "type": "private"}, '
    b'"location": {"latitude": 91.5, "longitude": 0}}}',
    "10,000 characters": b'{"update_id": 5, "message": {"chat": {"id": 71, "type": "private"}, "text": "'
    + b"a" * 10_000
    + b'"}}',
    "NUL and right-to-left marks": b'{"update_id": 5, "message": {"chat": {"id": 71, "type": "private"}, '
    b'"from": {"id": 71, "first_name": "S\\u0000", "language_code": "i\\u0000d"}, '
    b'"text": "\\u202etolong\\u0000\\u202c \\ud800"}}',
    "a file whose type and size are nonsense": b'{"update_id": 5, "message": {"chat": {"id": 71, "type": "private"}, '
    b'"document": {"file_id": "F\\u0000", "mime_type": "a\\u0000/b", "file_size": 99999999999999}}}',
    "huge numbers": b'{"update_id": 5, "message": {"chat": {"id": 99999999999999999999999999, "type": "private"}, '
    b'"date": 99999999999999, "message_id": 99999999999999999999, "edit_date": 1, "text": "halo"}}',
}


async def test_whatever_arrives_with_the_secret_is_stored_once_and_answered_200(empty_database_url: str) -> None:
    async with journey(empty_database_url) as here:
        for place, body in enumerate(BAD.values()):
            numbered = body.replace(b'"update_id": 5', b'"update_id": %d' % (50 + place))
            assert [await here.post(numbered), await here.post(numbered)] == [200, 200]
        assert here.receipts == [Receipt.TAKEN, Receipt.AGAIN] * len(BAD)


async def test_a_stranger_leaves_no_trace(empty_database_url: str) -> None:
    async with journey(empty_database_url) as here:
        assert await here.post(BAD["10,000 characters"], "wrong") == 403
        with here.helpline.reading() as db:
            lines, contacts = (
                db.connection().exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in ("line", "contact")
            )
        assert (lines, contacts, here.receipts) == (0, 0, [])


@pytest.mark.parametrize("mode", ["polling", "webhook", "all requests at once"])
async def test_people_who_send_five_answers_at_once_are_each_taken_once_in_the_order_of_update_id(
    empty_sqlite_url: str, mode: str
) -> None:
    async with journey(empty_sqlite_url, mode.replace("all requests at once", "webhook")) as here:
        here.peer.delivery.in_order = mode != "all requests at once"
        here.peer.run(
            lambda: [here.peer.person(who).writes(f"kata {turn}") for turn in range(5) for who in range(1, 201)]
        )
        await here.all_heard()
        expected = [f"kata {turn}" for turn in range(5)]
        assert [who for who in range(1, 201) if here.heard(str(who)) != expected] == []
