"""Our own fetching, against the stand-in: what is not stored is not confirmed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.door import ENOUGH_ATTEMPTS, Door
from bot.channels.telegram.heard import ALLOWED_UPDATES
from bot.channels.telegram.polling import Polling
from flows.words import Kind
from tests.channels.ears import Ears
from tests.peers.telegram import TelegramPeer

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def peer() -> Iterator[TelegramPeer]:
    with TelegramPeer() as peer:
        yield peer


async def always() -> bool:
    return True


@asynccontextmanager
async def polling(
    peer: TelegramPeer, ears: Ears, lease: Callable[[], object] | None = None
) -> AsyncIterator[asyncio.Event]:
    """Our polling beside the test, told to stop at its end."""

    async def leased() -> bool:
        return bool(lease()) if lease else True

    telegram, stop = Telegram(peer.token, peer.url), asyncio.Event()
    door = Door(telegram, ears.receive, ears.lost)
    running = asyncio.create_task(Polling(telegram, door, leased, lambda: NOON, pause=0.02).run(stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)
        await door.close()
        await telegram.close()


async def until(true: Callable[[], bool], seconds: float = 8.0) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < end, "it did not become so in time"
        await asyncio.sleep(0.01)


async def test_what_people_write_is_heard_and_only_then_confirmed(peer: TelegramPeer) -> None:
    ears = Ears()
    siti = peer.person(71)
    siti.writes("tolong")
    async with polling(peer, ears):
        siti.writes("saya dipukul")
        await until(lambda: peer.waiting() == 0)
    assert ears.texts() == ["tolong", "saya dipukul"]


async def test_what_could_not_be_stored_is_fetched_again_and_heard_once(peer: TelegramPeer) -> None:
    ears = Ears()
    ears.failing = 3
    people = [peer.person(number) for number in range(1, 6)]
    for person in people:
        person.writes("tolong")
        person.writes("saya di Jeddah")
    async with polling(peer, ears):
        await until(lambda: peer.waiting() == 0)
    assert [ears.texts(str(number)) for number in range(1, 6)] == [["tolong", "saya di Jeddah"]] * 5


async def test_nothing_is_confirmed_while_the_database_is_away(peer: TelegramPeer) -> None:
    ears = Ears()
    ears.failing = 1000
    peer.person(71).writes("tolong")
    async with polling(peer, ears):
        await until(lambda: ears.failing < 998)
    assert (peer.waiting(), ears.heard) == (1, [])


async def test_a_process_that_dies_between_fetching_and_storing_loses_nothing(peer: TelegramPeer) -> None:
    fetched = asyncio.Event()

    class Dying(Ears):
        async def receive(self, heard: object) -> object:  # type: ignore[override]
            fetched.set()
            await asyncio.Event().wait()
            return None

    telegram = Telegram(peer.token, peer.url)
    door = Door(telegram, Dying().receive, Ears().lost)  # type: ignore[arg-type]
    for number in range(20):
        peer.person(71).writes(f"{number}")
    process = asyncio.create_task(Polling(telegram, door, always, lambda: NOON).run(asyncio.Event()))
    await asyncio.wait_for(fetched.wait(), 5)
    process.cancel()
    await asyncio.wait([process])
    await telegram.close()
    ears = Ears()
    async with polling(peer, ears):
        await until(lambda: peer.waiting() == 0)
    assert ears.texts() == [str(number) for number in range(20)]


async def test_a_message_that_always_fails_is_kept_raw_and_holds_nobody_up(
    peer: TelegramPeer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ears = Ears()
    ears.poison = "racun sekali"
    siti, budi = peer.person(71), peer.person(72)
    siti.writes("racun sekali")
    async with polling(peer, ears):
        for number in range(ENOUGH_ATTEMPTS + 1):
            budi.writes(f"{number}")
            await until(lambda: len(ears.texts("72")) == number + 1)  # noqa: B023
        await until(lambda: peer.waiting() == 0)
    kept = [heard for heard in ears.heard if heard.address == "71"]
    assert [heard.kind for heard in kept] == [Kind.UNREADABLE]
    assert b"racun sekali" in kept[0].raw
    assert "racun" not in caplog.text


async def test_the_next_updates_are_asked_for_by_type_and_none_is_ever_dropped(peer: TelegramPeer) -> None:
    ears = Ears()
    peer.person(71).writes("tolong")
    async with polling(peer, ears):
        await until(lambda: peer.waiting() == 0)
    asked = peer.called("getUpdates")[-1].given
    assert asked["allowed_updates"] == '["' + '", "'.join(ALLOWED_UPDATES) + '"]'
    assert not any("drop_pending_updates" in call.given for call in peer.calls)


async def test_a_webhook_that_is_set_gives_way_to_polling_and_loses_nothing(peer: TelegramPeer) -> None:
    other = Telegram(peer.token, peer.url)
    await other.listen_at("http://127.0.0.1:9/telegram", "secret")
    peer.person(71).writes("tolong")
    ears = Ears()
    async with polling(peer, ears):
        await until(lambda: ears.texts() == ["tolong"])
        await other.listen_at("http://127.0.0.1:9/telegram", "secret")
        peer.person(71).writes("masih di sini")
        await until(lambda: ears.texts() == ["tolong", "masih di sini"])
    await other.close()
    assert peer.api.dropped == 0


async def test_two_processes_that_poll_both_go_on_and_hear_everything_once(peer: TelegramPeer) -> None:
    ears = Ears()
    async with polling(peer, ears), polling(peer, ears):
        await until(lambda: 409 in {call.status for call in peer.calls})
        for number in range(10):
            peer.person(71).writes(f"{number}")
            await asyncio.sleep(0.02)
        await until(lambda: peer.waiting() == 0)
    assert sorted(ears.texts(), key=int) == [str(number) for number in range(10)]


async def test_without_the_lease_nothing_is_fetched(peer: TelegramPeer) -> None:
    asked: list[int] = []
    peer.person(71).writes("tolong")
    async with polling(peer, Ears(), lambda: asked.append(1)):
        await until(lambda: bool(asked))
    assert peer.called("getUpdates") == []


@pytest.mark.parametrize("fault", ["429", "502", "gone"])
async def test_an_outage_of_telegrams_is_outlasted(peer: TelegramPeer, fault: str) -> None:
    if fault == "429":
        peer.busy(retry_after=1)
    else:
        peer.fails(502 if fault == "502" else 500, times=3)
    ears = Ears()
    peer.person(71).writes("tolong")
    async with polling(peer, ears):
        await until(lambda: ears.texts() == ["tolong"])


async def test_a_database_that_cannot_tell_who_holds_the_lease_is_asked_again(peer: TelegramPeer) -> None:
    faults = [RuntimeError("database"), RuntimeError("database")]

    def lease() -> bool:
        if faults:
            raise faults.pop()
        return True

    ears = Ears()
    peer.person(71).writes("tolong")
    async with polling(peer, ears, lease):
        await until(lambda: ears.texts() == ["tolong"])


async def test_the_order_to_stop_does_not_wait_for_the_long_poll(peer: TelegramPeer) -> None:
    async with polling(peer, Ears()) as stop:
        await until(lambda: len(peer.called("deleteWebhook")) == 1)
        started = asyncio.get_running_loop().time()
        stop.set()
    assert asyncio.get_running_loop().time() - started < 2


async def test_the_spinner_stops_only_after_the_press_is_stored(peer: TelegramPeer) -> None:
    ears = Ears()
    siti = peer.person(71)
    siti.writes("tolong")
    async with polling(peer, ears):
        await until(lambda: ears.texts() == ["tolong"])
        shown = peer.run(lambda: peer.world.show(71, "?", [[{"text": "1 Bisa", "callback_data": "t1:0"}]]))
        ears.failing = 3
        siti.presses("Bisa")
        await until(lambda: ears.failing == 1)
        assert not any(peer.world.presses.values())
        await until(lambda: all(peer.world.presses.values()))
    assert [heard.press and heard.press.label for heard in ears.heard] == [None, "Bisa"]
    assert shown.buttons == ["1 Bisa"]


async def test_a_person_who_blocks_us_is_reported_and_a_group_is_left_without_a_word(peer: TelegramPeer) -> None:
    ears = Ears()
    siti, group = peer.person(71), peer.person(-100)
    siti.writes("tolong")
    siti.blocks()
    group.adds_the_bot()
    group.writes("halo bot")
    async with polling(peer, ears):
        await until(lambda: ears.blocked == ["71"] and len(peer.api.left) == 2)
    assert ([heard.text for heard in ears.heard], group.reads()) == (["tolong"], [])
