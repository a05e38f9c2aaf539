"""A conversation in the terminal."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import count

import pytest

from bot.errors import TryLater
from bot.messages import Parcel, Receipt
from bot.talk import HELP, NO_SUCH, NOBODY_READS, NOT_STORED, Person, Terminal, lines_typed, talk
from flows.words import Choice, Heard, Kind, Outgoing, Point, Press

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Conversation:
    """A terminal, somebody who types, and what the inbox heard."""

    def __init__(self) -> None:
        self.screen: list[str] = []
        self.heard: list[Heard] = []
        self.busy = False
        self.terminal = Terminal(self.screen.append, prompts=False)
        keys = count(1)
        self.person = Person(self.terminal, "terminal-1", lambda: NOON, lambda: f"kunci-{next(keys)}")

    async def receive(self, heard: Heard) -> Receipt:
        """As the inbox: keeps it, or cannot commit."""
        if self.busy:
            raise TryLater
        self.heard.append(heard)
        return Receipt.TAKEN

    async def types(self, *lines: str) -> list[Heard]:
        """What the inbox hears of these lines."""
        await talk(self.receive, self.person, each(lines), demonstration=True)
        return self.heard

    async def asks(self, turn: int, *labels: str) -> None:
        """A question of ours on the screen."""
        await self.terminal.send(Parcel(turn, "terminal-1", Outgoing("?", tuple(map(Choice, labels)), asks=True), turn))


async def each(lines: tuple[str, ...]) -> AsyncIterator[str]:
    """Lines as they are typed."""
    for line in lines:
        yield line


async def test_words_are_heard_as_they_were_typed() -> None:
    heard = await Conversation().types("tolong saya", "", "  ")
    assert heard == [Heard("terminal", "terminal-1", "kunci-1", NOON, text="tolong saya")]


async def test_the_screen_says_first_that_nobody_reads() -> None:
    conversation = Conversation()
    await conversation.types()
    assert NOBODY_READS in conversation.screen[0]


async def test_choices_are_numbered_on_the_screen() -> None:
    conversation = Conversation()
    await conversation.asks(3, "Bisa", "Nanti")
    assert conversation.screen == ["    ?\n      1. Bisa\n      2. Nanti\n"]


async def test_a_line_cannot_steer_the_terminal() -> None:
    conversation = Conversation()
    await conversation.terminal.send(Parcel(1, "terminal-1", Outgoing("satu\x1b[2J\r\ndua\x9b1m"), 1))
    assert conversation.screen == ["    satu[2J\n    dua1m\n"]


async def test_a_button_is_tapped_by_its_number() -> None:
    conversation = Conversation()
    await conversation.asks(3, "Bisa", "Nanti")
    [tapped] = await conversation.types("/tombol 2")
    assert tapped.press == Press(3, 1, "Nanti")


async def test_an_old_button_belongs_to_the_turn_that_offered_it() -> None:
    conversation = Conversation()
    await conversation.asks(3, "Bisa", "Nanti")
    await conversation.asks(5, "Di rumah")
    [tapped] = await conversation.types("/tombol lama")
    assert tapped.press == Press(3, 0, "Bisa")


# What is typed, and what the message shows of it.
@pytest.mark.parametrize(
    ("typed", "shows"),
    [
        ("/suara", lambda heard: heard.kind is Kind.VOICE and heard.files[0].content.startswith(b"RIFF")),
        ("/foto tangan", lambda heard: heard.kind is Kind.PHOTO and heard.text == "tangan"),
        ("/stiker", lambda heard: heard.kind is Kind.STICKER),
        ("/aneh", lambda heard: heard.kind is Kind.UNREADABLE),
        ("/lokasi riyadh", lambda heard: heard.point == Point(24.71, 46.68, "Riyadh")),
        ("/lokasi -1.5,103", lambda heard: heard.point == Point(-1.5, 103.0)),
        ("/kontak Ibu Sri +62811", lambda heard: (heard.text, heard.phone) == ("Ibu Sri", "+62811")),
        ("/terusan awas razia", lambda heard: heard.forwarded and heard.text == "awas razia"),
    ],
)
async def test_other_things_are_sent_by_a_word(typed: str, shows: Callable[[Heard], bool]) -> None:
    [heard] = await Conversation().types(typed)
    assert shows(heard)


async def test_the_last_message_is_changed_and_sent_again() -> None:
    first, edit, second_edit, again = await Conversation().types("aku", "/ubah saya", "/ubah kami", "/ulang")
    assert [edit.edits, second_edit.edits] == [first.key, first.key]
    assert again == second_edit


# Nothing that could be sent: the screen says so.
@pytest.mark.parametrize("typed", ["/tombol 1", "/tombol lama", "/tombol x", "/ubah x", "/ulang", "/lokasi 99,0", "/x"])
async def test_what_means_nothing_is_said_to_mean_nothing(typed: str) -> None:
    conversation = Conversation()
    assert await conversation.types(typed) == []
    assert NO_SUCH in conversation.screen[-1]


async def test_help_names_every_word_that_acts() -> None:
    conversation = Conversation()
    await conversation.types("/bantuan")
    assert HELP.replace("\n", "\n    ") in conversation.screen[-1]
    assert all(word in HELP for word in conversation.person.acts)


async def test_a_message_that_was_not_stored_can_be_sent_again_with_its_key() -> None:
    conversation = Conversation()
    conversation.busy = True
    await conversation.types("tolong")
    assert NOT_STORED in conversation.screen[-1]
    conversation.busy = False
    assert [heard.key for heard in await conversation.types("/ulang")] == ["kunci-1"]


async def test_the_talk_ends_with_its_last_word() -> None:
    assert [heard.text for heard in await Conversation().types("satu", "/selesai", "dua")] == ["satu"]


async def test_with_a_pipe_each_answer_is_awaited() -> None:
    conversation = Conversation()

    async def receive(heard: Heard) -> Receipt:
        await conversation.receive(heard)
        asyncio.get_running_loop().call_later(0.02, lambda: asyncio.ensure_future(conversation.asks(1, "Bisa")))
        return Receipt.TAKEN

    await talk(receive, conversation.person, each(("tolong", "/tombol 1")), demonstration=False, patience=0.1)
    assert conversation.heard[-1].press == Press(1, 0, "Bisa")


async def test_lines_come_from_a_pipe_whole() -> None:
    reading, writing = os.pipe()
    os.write(writing, "satu\ndúa\n\xfftiga".encode())
    os.close(writing)
    assert [line async for line in lines_typed(reading)] == ["satu", "dúa", "ÿtiga"]
    os.close(reading)
