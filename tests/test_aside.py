"""The reader beside the process: the same readings, in the same order, whatever becomes of it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from itertools import product

import pytest
import pytest_asyncio

from bot import aside
from bot.aside import Aside, read_here
from bot.language.read import read
from bot.world import read_words
from flows.words import Command, Heard, Reading
from tests.privacy import Canary, Watch
from tests.world import NOON

TEXTS = (
    "tolong saya dipukul majikan, paspor saya ditahan",
    "kulo nyuwun tulung, mboten saged medal",
    "mau tanya cara perpanjang paspor",
    "jangan balas, hp saya dibaca",
    "",
    "\U0001f64f" * 20,
    "a" * 10_000,
)


def heard(text: str, key: str = "1") -> Heard:
    return Heard("simulator", "kontak-1", key, NOON, text=text)


@pytest_asyncio.fixture
async def reader() -> AsyncIterator[Aside]:
    made = Aside()
    made.start()
    async with asyncio.timeout(30):
        await made.there.wait()
    yield made
    await made.close()


def process_of(reader: Aside) -> asyncio.subprocess.Process:
    """The process in which it reads."""
    child = reader._child
    assert child is not None
    return child


async def test_what_is_read_aside_is_what_would_be_read_here(reader: Aside) -> None:
    there = await asyncio.gather(*(reader.read(heard(text)) for text in TEXTS))
    assert there == [read_here(text, "kontak-1", "") for text in TEXTS]
    assert isinstance(there[3], Reading)
    assert there[3].command is Command.DO_NOT_REPLY


async def test_answers_come_in_the_order_of_the_questions(reader: Aside) -> None:
    came: list[int] = []

    async def ask(number: int) -> None:
        await reader.read(heard("saya takut " * (1 + number % 7) + str(number)))
        came.append(number)

    await asyncio.gather(*(ask(number) for number in range(200)))
    assert came == list(range(200))


async def test_when_the_reader_is_killed_what_waits_is_read_here_and_in_order(
    reader: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "BEGIN_AGAIN_AFTER", 0.0)
    came: list[int] = []

    async def ask(number: int) -> None:
        reading = await reader.read(heard(TEXTS[0]))
        assert reading == read_here(TEXTS[0], "kontak-1", "")
        came.append(number)

    first = process_of(reader)
    first.send_signal(signal.SIGSTOP)
    asked = [asyncio.create_task(ask(number)) for number in range(100)]
    await asyncio.sleep(0)
    first.kill()
    await asyncio.gather(*asked)
    assert came == list(range(100))
    async with asyncio.timeout(30):
        await reader.there.wait()
    assert process_of(reader).pid != first.pid
    assert await reader.read(heard(TEXTS[1])) == read_here(TEXTS[1], "kontak-1", "")


async def test_a_reader_that_says_nothing_is_not_waited_for(reader: Aside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "LONGEST", 0.2)
    process_of(reader).send_signal(signal.SIGSTOP)
    async with asyncio.timeout(10):
        assert await reader.read(heard(TEXTS[0])) == read_here(TEXTS[0], "kontak-1", "")


async def test_before_the_reader_is_there_this_process_reads() -> None:
    assert await Aside().read(heard(TEXTS[0])) == read_here(TEXTS[0], "kontak-1", "")


async def test_a_reader_that_goes_with_its_process_tells_nobody_what_it_read(
    reader: Aside, canary: Canary, privacy: Watch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert await reader.read(heard(canary.danger)) is not None
    child = process_of(reader)
    await reader.close()
    assert child.returncode is not None
    privacy.look("what the reader printed", "".join(capfd.readouterr()))


SHORT = ("bisa", "ya", "tidak", "2", "tolong", "apa khabar", "saye takut", "iya kak", "dipukul", "\U0001f44d", "!!")
ADDRESSES = ("whatsapp:+60123456789", "whatsapp:+6281234567", "whatsapp:ID.ABC", "771", "whatsapp:+6735550123")


@pytest.mark.parametrize("hint", ["", "ms", "jv-ID"])
def test_what_is_remembered_of_a_short_text_is_what_is_read_in_it_anew(hint: str) -> None:
    for words, address in product(SHORT, ADDRESSES):
        anew = read(words, address=address, language_hint=hint)
        assert [read_words(words, address, hint), read_words(words, address, hint)] == [anew, anew], (words, address)
