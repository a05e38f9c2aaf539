"""The main journey on WhatsApp: real HTTP, the real inbox and outbox on each database, Twilio's stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette

from bot.channels.whatsapp import WhatsApp
from bot.outbox import Outbox
from bot.outlet import PAUSE
from bot.store.loading import already_claimed
from flows.words import Writing
from tests.channels.whatsapp_house import settings_for
from tests.peers.serving import serving
from tests.peers.twilio import Person, TwilioPeer
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"
WAYAN = "whatsapp:ID.9f8E7dWayan"
NOWHERE = "http://127.0.0.1:9/whatsapp"


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Journey:
    """A helpline on WhatsApp, with officers on duty."""

    helpline: Helpline
    peer: TwilioPeer
    whatsapp: WhatsApp
    outbox: Outbox

    async def answered(self, person: Person, count: int) -> list[str]:
        """Deliver until so many lines are on the person's telephone."""
        async with asyncio.timeout(20):
            while len(person.texts) < count:
                await self.outbox.deliver()
                await self.outbox.settle()
                await asyncio.sleep(0.02)
        await self.peer.settles()
        return person.texts

    async def claimed(self, keys: list[str]) -> set[str]:
        """Which of Twilio's ids are stored already."""
        with self.helpline.reading() as db:
            return {key for _channel, key in already_claimed(db.connection(), (("whatsapp", key) for key in keys))}

    async def catch_up(self) -> int:
        """Everything that Twilio has for us."""
        return await self.whatsapp.catch_up(clock(), self.helpline.inbox.receive, self.claimed, settled=timedelta())

    def transcript(self, person: Person) -> list[tuple[str, str]]:
        """(state, words) of every line of a person's talk."""
        return self.helpline.transcript(person.address, "whatsapp")


@asynccontextmanager
async def journey(url: str) -> AsyncIterator[Journey]:
    """The helpline on this database, reached by Twilio's stand-in, until the block ends."""
    helpline = Helpline(url)
    helpline.now = clock()
    helpline.roster()
    app = Starlette()
    async with TwilioPeer().running() as peer, serving(app) as ours:
        whatsapp = WhatsApp(settings_for(peer, ours))
        outbox = Outbox(helpline.database, {"whatsapp": whatsapp}, clock)
        app.routes.extend(whatsapp.routes(helpline.inbox.receive, outbox.status, clock))
        peer.webhook = f"{ours}/whatsapp"
        yield Journey(helpline, peer, whatsapp, outbox)
        await peer.settles()
        await whatsapp.close()
    helpline.close()


async def test_first_words_of_danger_open_a_ticket_and_are_answered_in_the_chat(empty_database_url: str) -> None:
    async with journey(empty_database_url) as here:
        wayan = here.peer.person(WAYAN, "Wayan")
        assert (await wayan.writes(DANGER)).arrived
        [ticket] = here.helpline.tickets(WAYAN, "whatsapp")
        assert (ticket.service, ticket.urgency, ticket.country) == ("emergency", 3, "ID")
        [question] = await here.answered(wayan, 1)
        assert "\n1 " in question
        assert [state for state, _ in here.transcript(wayan)] == ["heard", "delivered"]
        await wayan.writes("1")
        assert here.helpline.talk(WAYAN, "whatsapp").writing == Writing.SAFE.value


async def test_a_line_that_whatsapp_refuses_later_is_seen_as_failed_with_its_code(empty_database_url: str) -> None:
    async with journey(empty_database_url) as here:
        wayan = here.peer.person(WAYAN)
        await wayan.writes(DANGER)
        here.peer.fails_next(63016)
        await asyncio.sleep(PAUSE.total_seconds())
        await here.outbox.deliver()
        await here.outbox.settle()
        await here.peer.settles()
        assert here.transcript(wayan)[-1][0] == "failed"


async def test_what_could_not_be_delivered_is_caught_up_with_and_answered_once(empty_database_url: str) -> None:
    async with journey(empty_database_url) as here:
        wayan = here.peer.person(WAYAN)
        webhook, here.peer.webhook = here.peer.webhook, NOWHERE
        assert not (await wayan.writes(DANGER)).arrived
        here.peer.webhook = webhook
        assert (await here.catch_up(), await here.catch_up()) == (1, 0)
        assert len(await here.answered(wayan, 1)) == 1
        assert [words for state, words in here.transcript(wayan) if state == "heard"] == [DANGER]
        assert len(here.helpline.tickets(WAYAN, "whatsapp")) == 1


async def test_people_who_send_five_answers_at_once_are_each_taken_once_in_one_order(empty_sqlite_url: str) -> None:
    async with journey(empty_sqlite_url) as here:
        people = [here.peer.person(f"whatsapp:+6281{place:08}") for place in range(200)]
        missed = people[::4]
        await asyncio.gather(*(one.writes(f"kata {turn}") for one in people for turn in range(5)))
        webhook, here.peer.webhook = here.peer.webhook, NOWHERE
        await asyncio.gather(*(one.writes("yang hilang") for one in missed))
        here.peer.webhook = webhook
        assert await here.catch_up() == len(missed)
        for person in people:
            heard = [words for state, words in here.transcript(person) if state == "heard"]
            assert sorted(heard[:5]) == [f"kata {turn}" for turn in range(5)]
            assert heard[5:] == (["yang hilang"] if person in missed else [])
            assert here.helpline.talk(person.address, "whatsapp").turn == len(heard)
