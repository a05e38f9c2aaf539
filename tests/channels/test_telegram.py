"""Telegram as a channel, against the stand-in, over real HTTP on loopback."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.channel import LARGEST_FILE, Telegram
from bot.channels.telegram.heard import arrival
from bot.channels.telegram.text import LIMIT
from bot.errors import CannotReach, HelplineError, Refused, TryLater
from bot.messages import Channel, Enclosed, Parcel
from flows.words import Choice, Outgoing, Press
from tests.peers.loopback import Loopback
from tests.peers.telegram import TelegramPeer

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[TelegramPeer]:
    with TelegramPeer() as peer:
        yield peer


@pytest.fixture
def peer(running: TelegramPeer) -> TelegramPeer:
    running.calls.clear()
    running.world.people.clear()
    running.world.shown.clear()
    running.world.waiting.clear()
    running.slow(0)
    return running


@pytest_asyncio.fixture
async def telegram(peer: TelegramPeer) -> AsyncIterator[Telegram]:
    channel = Telegram(peer.token, peer.url)
    yield channel
    await channel.close()


def parcel(text: str, *labels: str, to: str = "71", turn: int = 12) -> Parcel:
    return Parcel(1, to, Outgoing(text, tuple(Choice(label) for label in labels)), turn)


async def test_a_line_reaches_the_person_and_its_id_comes_back(peer: TelegramPeer, telegram: Telegram) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    channel: Channel = telegram
    sent = await channel.send(parcel("Pesan Anda sudah masuk."))
    assert siti.reads() == ["Pesan Anda sudah masuk."]
    assert sent == str(siti.sees()[0].number)


async def test_signs_of_markup_arrive_as_they_were_written(peer: TelegramPeer, telegram: Telegram) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    await telegram.send(parcel("*Bisa* <b>bicara</b> [sekarang](x)?_"))
    assert siti.reads() == ["*Bisa* <b>bicara</b> [sekarang](x)?_"]


async def test_choices_stand_as_numbered_buttons_and_a_press_carries_its_turn(
    peer: TelegramPeer, telegram: Telegram
) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    await telegram.send(parcel("Bisa bicara sekarang?", "Bisa", "Jangan balas", "Nanti"))
    assert siti.buttons() == ["1 Bisa", "2 Jangan balas", "3 Nanti"]
    siti.presses("Jangan balas")
    heard = arrival(peer.world.waiting[-1].body, NOON).heard
    assert heard
    assert (heard.press, heard.address) == (Press(12, 1, "Jangan balas"), "71")


async def test_more_choices_than_a_telephone_shows_become_numbered_text(peer: TelegramPeer, telegram: Telegram) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    await telegram.send(parcel("Di mana?", *(f"Kota {n}" for n in range(1, 12))))
    assert siti.buttons() == []
    assert siti.reads()[0].startswith("Di mana?\n1 Kota 1\n2 Kota 2\n")
    assert siti.reads()[0].endswith("\n11 Kota 11")


async def test_a_long_line_arrives_in_order_with_the_buttons_under_its_end(
    peer: TelegramPeer, telegram: Telegram
) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    text = "\n".join(f"Kalimat nomor {n}." for n in range(600))
    sent = await telegram.send(parcel(text, "Bisa"))
    assert "\n".join(siti.reads()) == text
    assert [len(shown.text) <= LIMIT for shown in siti.sees()] == [True] * 3
    assert [shown.buttons for shown in siti.sees()] == [[], [], ["1 Bisa"]]
    assert sent.split(",") == [str(shown.number) for shown in siti.sees()]
    await telegram.take_back("71", [sent])
    assert siti.reads() == []


async def test_half_of_a_surrogate_pair_stops_no_line(peer: TelegramPeer, telegram: Telegram) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    await telegram.send(parcel("aman\ud83d", "ya\udd98"))
    assert (siti.reads(), siti.buttons()) == (["aman\ufffd"], ["1 ya\ufffd"])


def outcome(error: HelplineError) -> tuple[type[HelplineError], str]:
    assert isinstance(error, TryLater | CannotReach | Refused)
    return type(error), error.code


async def refused(telegram: Telegram, line: Parcel) -> HelplineError:
    with pytest.raises(HelplineError) as caught:
        await telegram.send(line)
    assert caught.value.__cause__ is None
    return caught.value


async def test_429_says_when_to_try_again(peer: TelegramPeer, telegram: Telegram) -> None:
    peer.busy(retry_after=17)
    error = await refused(telegram, parcel("Halo"))
    assert outcome(error) == (TryLater, "flood")
    assert isinstance(error, TryLater)
    assert error.after == 17


async def test_a_person_who_blocked_us_cannot_be_reached(peer: TelegramPeer, telegram: Telegram) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    siti.blocks()
    assert outcome(await refused(telegram, parcel("Halo"))) == (CannotReach, "blocked")


async def test_a_person_who_never_wrote_cannot_be_reached(peer: TelegramPeer, telegram: Telegram) -> None:
    peer.person(71)
    assert outcome(await refused(telegram, parcel("Halo"))) == (CannotReach, "not_started")
    assert outcome(await refused(telegram, parcel("Halo", to="72"))) == (CannotReach, "chat_not_found")
    assert outcome(await refused(telegram, parcel("Halo", to=""))) == (CannotReach, "no_address")


async def test_a_line_without_words_is_refused(peer: TelegramPeer, telegram: Telegram) -> None:
    assert outcome(await refused(telegram, parcel(" \n"))) == (Refused, "empty")


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_an_outage_of_telegrams_is_tried_again(peer: TelegramPeer, telegram: Telegram, status: int) -> None:
    peer.fails(status)
    assert outcome(await refused(telegram, parcel("Halo"))) == (TryLater, "network")


async def test_nobody_at_the_other_end_is_tried_again() -> None:
    telegram = Telegram("42:TEST", "http://127.0.0.1:9")
    assert outcome(await refused(telegram, parcel("Halo"))) == (TryLater, "network")
    await telegram.close()


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"ok": true}', b'{"ok": true, "result": 7}'])
async def test_an_answer_that_nobody_can_read_is_tried_again_and_told_to_no_log(
    answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async def answers(request: Request) -> Response:
        return Response(answer, media_type="application/json")

    caplog.set_level(logging.DEBUG)
    with Loopback(Starlette(routes=[Route("/{path:path}", answers, methods=["POST"])])) as server:
        telegram = Telegram("42:TEST", server.url)
        error = await refused(telegram, parcel("Halo"))
        await telegram.close()
    assert isinstance(error, TryLater)
    assert "html" not in caplog.text


async def test_a_wrong_token_gives_no_line_up(peer: TelegramPeer) -> None:
    telegram = Telegram("42:WRONG", peer.url)
    assert outcome(await refused(telegram, parcel("Halo"))) == (TryLater, "token_refused")
    await telegram.close()


async def test_what_is_two_days_old_cannot_be_taken_back_and_what_is_gone_counts_as_taken_back(
    peer: TelegramPeer, telegram: Telegram
) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    sent = await telegram.send(parcel("Halo"))
    siti.sees()[0].at -= 48 * 3600
    with pytest.raises(Refused) as caught:
        await telegram.take_back("71", [sent])
    assert caught.value.code == "too_late_to_delete"
    await telegram.take_back("71", ["999999"])
    assert siti.reads() == ["Halo"]


async def test_a_file_is_fetched_whole(peer: TelegramPeer, telegram: Telegram) -> None:
    peer.person(71).sends("voice", content="suara", size=300_000)
    heard = arrival(peer.world.waiting[-1].body, NOON).heard
    assert heard
    content = await telegram.fetch(heard.files[0].reference)
    assert (content[:5], len(content), heard.files[0].size) == (b"suara", 300_000, 300_000)


async def test_a_file_that_is_gone_or_too_big_is_refused(peer: TelegramPeer, telegram: Telegram) -> None:
    peer.run(lambda: peer.world.files.update(big=bytes(LARGEST_FILE + 1)))
    codes = []
    for reference in ("nothing", "big"):
        with pytest.raises(Refused) as caught:
            await telegram.fetch(reference)
        codes.append(caught.value.code)
    assert codes == ["file_gone", "file_too_big"]


async def test_no_logger_hears_the_token_or_a_word(
    peer: TelegramPeer, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    peer.person(71).writes("tolong")
    await telegram.send(parcel("kata rahasia"))
    peer.fails(502)
    error = await refused(telegram, parcel("kata rahasia"))
    told = caplog.text + str(error) + repr(error)
    assert not any(secret in told for secret in ("42:TEST", "42%3ATEST", "kata rahasia", "sendMessage"))


async def test_a_picture_leaves_as_a_picture_and_a_paper_as_a_document(peer: TelegramPeer, telegram: Telegram) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    files = (Enclosed(5, "image/png", b"png"), Enclosed(6, "application/pdf", b"pdf"))
    sent = await telegram.send(Parcel(1, "71", Outgoing(""), 12, files))
    assert siti.reads() == ["[attach://berkas-5.png]", "[attach://berkas-6.pdf]"]
    assert sent.count(",") == 1
    assert [call.method for call in peer.calls][-2:] == ["sendPhoto", "sendDocument"]


async def test_words_leave_before_the_pictures_that_go_with_them(peer: TelegramPeer, telegram: Telegram) -> None:
    siti = peer.person(71)
    siti.writes("tolong")
    words = Outgoing("Ini peta jalan ke sana.", (Choice("Sudah"),))
    await telegram.send(Parcel(1, "71", words, 12, (Enclosed(5, "image/png", b"png"),)))
    assert siti.reads() == ["Ini peta jalan ke sana.", "[attach://berkas-5.png]"]
    assert siti.sees()[0].buttons == ["1 Sudah"]
