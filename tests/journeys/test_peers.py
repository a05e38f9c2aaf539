"""The main journey through the vendors' stand-ins: the whole application, real HTTP, an officer at the desk."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count

import pytest
import pytest_asyncio

from bot.tickets import ANSWERED_KINDLY
from flows.anywhere import STATES
from flows.emergency import WHERE_ARE_YOU
from flows.opening import ARRIVED
from tests.journeys.officer import Officer
from tests.journeys.phones import Phone, TelegramPhone, WhatsAppPhone, hears
from tests.journeys.process import LOGIN, Helpdesk
from tests.peers.telegram import TelegramPeer
from tests.peers.twilio import TwilioPeer
from tests.postgres import Cluster
from tests.privacy import CANARY, Canary, Watch

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"
WAYS = (
    "telegram polling sqlite",
    "telegram webhook sqlite",
    "whatsapp webhook sqlite",
    "telegram polling postgresql",
    "whatsapp webhook postgresql",
)
TOLD_AT_A_LOCK_SCREEN = ("petugas", "darurat", "polisi", "laporan", "kasus", "palang merah", "kp2mi", "kbri", "bahaya")
QUIET_FOR = 2.5
"""Seconds in which whatever was to leave would have left: delivery looks again every second."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Service:
    """A helpline that runs, and how a new person comes to write to it."""

    desk: Helpdesk
    somebody: Callable[[int], Phone]


@dataclass
class Journey:
    """One person with a telephone, and an officer on shift."""

    desk: Helpdesk
    phone: Phone

    def officer(self) -> Officer:
        """The officer, at the desk."""
        return Officer(self.desk.url, LOGIN, CANARY.password)

    async def begins(self, say: Callable[[], Awaitable[None]]) -> str:
        """Have the person begin; the code of their ticket, as an open desk shows it without being loaded anew."""
        async with self.officer() as officer, officer.watching() as page:
            appears = asyncio.create_task(page.new_ticket())
            await say()
            return await appears


def on_telegram(peer: TelegramPeer) -> Callable[[int], Phone]:
    """People with Telegram."""

    def somebody(number: int) -> Phone:
        who = int(CANARY.telegram) + number
        return TelegramPhone(peer.person(who, CANARY.name), str(who))

    return somebody


def on_whatsapp(peer: TwilioPeer) -> Callable[[int], Phone]:
    """People with WhatsApp, every other one without a visible number."""

    def somebody(number: int) -> Phone:
        address = f"{CANARY.whatsapp_id}{number}" if number % 2 else f"{CANARY.whatsapp[:-2]}{number % 10}"
        return WhatsAppPhone(peer.person(address, CANARY.name))

    return somebody


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=WAYS)
async def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    channel, mode, engine = request.param.split()
    folder = tmp_path_factory.mktemp("journey")
    url = f"sqlite:///{folder / 'kentongan.db'}"
    async with AsyncExitStack() as stack:
        if engine == "postgresql":
            cluster: Cluster = request.getfixturevalue("postgres")
            url = cluster.create(folder.name.replace("-", "_"))
        desk = stack.enter_context(Helpdesk(folder, url, Watch()).open())
        if channel == "telegram":
            telegram = stack.enter_context(TelegramPeer(CANARY.token))
            desk.on_telegram(telegram, mode)
            somebody = on_telegram(telegram)
        else:
            twilio = await stack.enter_async_context(TwilioPeer(token=CANARY.auth).running())
            desk.on_whatsapp(twilio)
            somebody = on_whatsapp(twilio)
        desk.employ(CANARY.password)
        await desk.start()
        yield Service(desk, somebody)
        await desk.stop()


PEOPLE = count(1)


@pytest.fixture
def journey(service: Service, privacy: Watch) -> Iterator[Journey]:
    yield Journey(service.desk, service.somebody(next(PEOPLE)))
    privacy.look("the helpline's log", service.desk.said())


async def test_a_worker_in_danger_reaches_an_officer_and_hears_from_them(journey: Journey, canary: Canary) -> None:
    phone = journey.phone
    code = await journey.begins(lambda: phone.writes(DANGER))
    first = await hears(phone, ARRIVED)
    assert len(phone.reads()) == 1
    assert [word for word in TOLD_AT_A_LOCK_SCREEN if word in first.lower()] == []
    async with journey.officer() as officer:
        await officer.sees(code, DANGER)
        await phone.chooses("Bisa")
        await hears(phone, STATES["called"])
        await hears(phone, WHERE_ARE_YOU)
        await phone.writes(f"Malaysia, dekat {canary.place}")
        await officer.sees(code, canary.place)
        await hears(phone, "Mana yang terjadi")
        await phone.writes("1 2")
        await hears(phone, "Siapa yang biasa membuka HP ini")
        await phone.chooses("Hanya saya")
        await hears(phone, "bilang dari adik")
        await phone.writes(f"WA jam 9 malam, panggil {canary.family}")
        await hears(phone, "Semua sudah kami terima")
        await officer.sees(code, canary.family)
        await officer.does(code, "take")
        await officer.does(code, "reply", text=canary.reply)
        await hears(phone, canary.reply)
        said = len(phone.reads())
        await phone.writes(f"baik {canary.word}")
        await officer.sees(code, canary.word)
        await asyncio.sleep(QUIET_FOR)
        assert len(phone.reads()) == said
        await officer.does(code, "close", outcome="helped", text=canary.note)
        await hears(phone, ANSWERED_KINDLY)
    await phone.writes("halo")
    await hears(phone, "Kentongan")
    assert journey.desk.store().tickets(phone.address, phone.channel)[0].status == "closed"
    assert not any(canary.note in line for line in phone.reads())


async def test_r05_after_do_not_reply_nothing_leaves_and_the_officer_sees_why(journey: Journey, canary: Canary) -> None:
    phone = journey.phone
    code = await journey.begins(lambda: phone.writes(DANGER))
    await hears(phone, ARRIVED)
    said = len(phone.reads())
    await phone.chooses("Jangan balas")
    async with journey.officer() as officer:
        await officer.sees(code, "Sengaja sunyi")
        await officer.does(code, "take")
        await officer.does(code, "reply", text=canary.reply)
        await officer.sees(code, "menunggu: orang ini minta jangan dibalas")
        await asyncio.sleep(QUIET_FOR)
        assert len(phone.reads()) == said
        await phone.writes("boleh balas")
        await hears(phone, canary.reply)


async def test_r05_do_not_reply_in_the_very_first_message_is_obeyed(journey: Journey) -> None:
    phone = journey.phone
    code = await journey.begins(lambda: phone.writes(f"{DANGER}, jangan balas"))
    async with journey.officer() as officer:
        await officer.sees(code, "Sengaja sunyi")
    await asyncio.sleep(QUIET_FOR)
    assert phone.reads() == []


async def test_r17_a_voice_note_as_first_message_opens_a_ticket(journey: Journey) -> None:
    phone = journey.phone
    code = await journey.begins(phone.speaks)
    await hears(phone, "Suara Anda sudah masuk")
    [ticket] = journey.desk.store().tickets(phone.address, phone.channel)
    assert (ticket.code, ticket.urgency, ticket.category) == (code, 2, "voice")
