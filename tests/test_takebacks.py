"""The quick exit, whole: what we said is deleted where the channel can, and then only the public face shows."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import tickets
from bot.channels.simulator import Simulator
from bot.channels.simulator.telephones import Line as SimulatorLine
from bot.channels.telegram import Telegram
from bot.messages import Channel, Receipt
from bot.outbox import Outbox
from bot.store.safety_tables import SafeContact, TakeBack
from bot.store.tables import Line
from bot.takebacks import TakeBacks
from flows.words import Heard
from tests.peers.telegram import TelegramPeer
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"
FACE = "Halo. Ini layanan informasi kerja ke luar negeri."
SITI = 71


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


@pytest.fixture
def peer() -> Iterator[TelegramPeer]:
    with TelegramPeer() as made:
        yield made


@pytest.fixture
async def telegram(peer: TelegramPeer) -> AsyncIterator[Telegram]:
    made = Telegram(peer.token, peer.url)
    yield made
    await made.close()


class Phone:
    """Siti's telephone on a channel, with everything behind it that delivers and deletes."""

    def __init__(self, helpline: Helpline, channel: Channel, name: str, who: str) -> None:
        channels = {name: channel}
        self.helpline, self.name, self.who = helpline, name, who
        self.outbox = Outbox(helpline.database, channels, lambda: helpline.now)
        self.takebacks = TakeBacks(helpline.database, channels, lambda: helpline.now)

    async def writes(self, text: str) -> None:
        """She writes, and everything that it causes happens."""
        self.helpline.hears(text, who=self.who, channel=self.name)
        await self.settles()

    async def settles(self) -> None:
        self.helpline.now += timedelta(seconds=3)
        while await self.outbox.deliver():
            await self.outbox.settle()
        while await self.takebacks.take_due():
            pass


def on_screen(peer: TelegramPeer) -> list[str]:
    return peer.run(lambda: [shown.text for shown in peer.world.on_screen(SITI)])


@pytest.fixture
def phone(helpline: Helpline, telegram: Telegram, peer: TelegramPeer) -> Phone:
    peer.person(SITI).writes("/start")
    peer.run(lambda: setattr(peer.world, "clock", lambda: helpline.now.timestamp()))
    return Phone(helpline, telegram, "telegram", str(SITI))


async def test_r7_on_telegram_everything_of_ours_is_deleted_at_once(phone: Phone, peer: TelegramPeer) -> None:
    await phone.writes(DANGER)
    await phone.writes("bisa")
    assert len(on_screen(peer)) == 2
    await phone.writes("tutup cepat")
    assert on_screen(peer) == []
    assert len(peer.called("deleteMessages")) == 1
    with phone.helpline.reading() as db:
        assert {row.state for row in db.exec(select(TakeBack))} == {"done"}


async def test_r7_then_only_the_public_face_shows_and_danger_reaches_the_ticket_unanswered(
    phone: Phone, peer: TelegramPeer
) -> None:
    await phone.writes(DANGER)
    await phone.writes("tutup cepat")
    await phone.writes("ini siapa")
    assert on_screen(peer) == [FACE]
    await phone.writes("dia memukul saya lagi dengan sapu")
    assert on_screen(peer) == [FACE]
    ticket = phone.helpline.tickets(phone.who, "telegram")[0]
    assert "violence" in ticket.kinds
    assert "dia memukul saya lagi" in str(phone.helpline.answers(phone.who, "telegram")["said"])


async def test_r7_what_telegram_no_longer_deletes_is_named_and_the_rest_is_deleted(
    phone: Phone, peer: TelegramPeer
) -> None:
    await phone.writes(DANGER)
    phone.helpline.now += timedelta(hours=47, minutes=59)
    await phone.writes("apakah ada yang membaca")
    # The peer's clock is a little ahead of ours, as Telegram's may be.
    peer.run(lambda: setattr(peer.world, "clock", lambda: phone.helpline.now.timestamp() + 120))
    before = len(on_screen(peer))
    await phone.writes("tutup cepat")
    with phone.helpline.reading() as db:
        states = [row.state for row in db.exec(select(TakeBack).order_by(TakeBack.line_id))]  # type: ignore[arg-type]
    assert states[0] == "too_late"
    assert set(states[1:]) == {"done"}
    assert len(on_screen(peer)) == before - len(states) + 1


async def test_r7_a_busy_telegram_is_asked_again(phone: Phone, peer: TelegramPeer) -> None:
    await phone.writes(DANGER)
    peer.busy(times=1, retry_after=2)
    phone.helpline.hears("tutup cepat", who=phone.who, channel="telegram")
    await phone.takebacks.take_due()
    assert len(on_screen(peer)) == 1
    phone.helpline.now += timedelta(seconds=3)
    await phone.takebacks.take_due()
    assert on_screen(peer) == []


async def test_r7_a_deletion_whose_process_died_is_done_by_another_when_its_lease_ends(
    phone: Phone, peer: TelegramPeer
) -> None:
    await phone.writes(DANGER)
    phone.helpline.hears("tutup cepat", who=phone.who, channel="telegram")
    phone.helpline.database.write_now(lambda db: phone.takebacks.claim(db, phone.helpline.now))
    assert await phone.takebacks.take_due() == 0
    phone.helpline.now += timedelta(seconds=60)
    assert await phone.takebacks.take_due() == 1
    assert on_screen(peer) == []


async def test_r7_an_officers_lines_are_deleted_too_and_what_they_write_then_is_held(
    phone: Phone, peer: TelegramPeer
) -> None:
    await phone.writes(DANGER)
    officer, vault = phone.helpline.officer("peragaan-budi"), phone.helpline.vault
    # Demonstration officers never hold a vendor's ticket (R13): here the row is an officer like any other.
    officer.demonstration, officer.trained_at = False, phone.helpline.now
    ticket = phone.helpline.tickets(phone.who, "telegram")[0].id or 0
    now = phone.helpline.now
    phone.helpline.database.write_now(lambda db: take(db, vault, ticket, officer, now))
    await phone.settles()
    assert "Saya di sini." in on_screen(peer)
    await phone.writes("tutup cepat")
    assert on_screen(peer) == []
    phone.helpline.database.write_now(
        lambda db: tickets.reply(db, vault, ticket, officer, "Masih di sana?", phone.helpline.now)
    )
    await phone.settles()
    assert on_screen(peer) == []
    with phone.helpline.reading() as db:
        held = db.exec(select(Line).where(Line.state == "held")).one()
        assert held.failure == "quick_exit"


def take(db: object, vault: object, ticket: int, officer: object, now: object) -> None:
    """An officer takes the ticket and writes."""
    tickets.take(db, vault, ticket, officer, now)  # type: ignore[arg-type]
    tickets.reply(db, vault, ticket, officer, "Saya di sini.", now)  # type: ignore[arg-type]


async def test_r7_a_line_that_was_on_its_way_when_she_left_is_deleted_when_it_arrives(
    phone: Phone, peer: TelegramPeer
) -> None:
    await phone.writes("halo")
    phone.helpline.hears(DANGER, who=phone.who, channel="telegram")
    phone.helpline.now += timedelta(seconds=3)
    peer.slow(0.5)
    await phone.outbox.deliver()
    phone.helpline.hears("tutup cepat", who=phone.who, channel="telegram")
    await phone.outbox.settle()
    assert len(on_screen(peer)) == 2
    await phone.settles()
    assert on_screen(peer) == []


async def test_r7_the_simulator_deletes_too(helpline: Helpline) -> None:
    async def receive(_heard: Heard) -> Receipt:
        return Receipt.TAKEN

    simulator = Simulator(receive)
    phone = Phone(helpline, simulator, "simulator", "telepon-siti-0001")
    await phone.writes(DANGER)
    await phone.writes("tutup cepat")
    lines = await following(simulator, phone.who)
    assert [line.text for line in lines if line.text] == []
    assert [line.gone for line in lines] == [(1,)]


async def following(simulator: Simulator, who: str) -> list[SimulatorLine]:
    """What a page that opens now would be shown."""
    shown: list[SimulatorLine] = []
    async for line in simulator._telephones.follow(who, 0, 0.05):
        if line is None:
            break
        shown.append(line)
    return shown


async def test_r7_the_check_phrase_leads_back_and_a_forgotten_word_never_bars_from_help(
    phone: Phone, peer: TelegramPeer
) -> None:
    for said in ("profil aman", "bisa", "Tidak", "Arab Saudi", "kapan saja", "Betul", "Milik saya"):
        await phone.writes(said)
    await phone.writes("kunci biru")
    await phone.writes("kunci merah")
    await phone.writes("tutup cepat")
    await phone.writes("boleh balas")
    await phone.writes("petugas")
    assert set(on_screen(peer)) == {FACE}
    with phone.helpline.reading() as db:
        contact = phone.helpline.contact(db, phone.who, "telegram")
        assert db.get_one(SafeContact, contact.id).exited_at is not None
    reasons = [ticket.reason for ticket in phone.helpline.tickets(phone.who, "telegram")]
    assert reasons
    await phone.writes("Kunci  biru")
    assert on_screen(peer)[-1] != FACE
    kept = [words for _state, words in phone.helpline.transcript(phone.who, "telegram")]
    assert not any("kunci" in words.lower() for words in kept)
