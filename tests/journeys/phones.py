"""Telephones of people who write to us, alike whatever vendor carries their words."""

import asyncio
import time
from typing import Protocol

from tests.peers.telegram_person import Person as OnTelegram
from tests.peers.twilio import Person as OnWhatsApp

PATIENCE = 15.0


class Phone(Protocol):
    """What a person does in our chat, and reads there."""

    channel: str
    address: str

    async def writes(self, words: str) -> None:
        """Write words."""

    async def speaks(self) -> None:
        """Send a voice note."""

    async def chooses(self, label: str) -> None:
        """Choose one of the answers that stand under our newest question."""

    def reads(self) -> list[str]:
        """Everything that we said, in order."""


class TelegramPhone:
    """A telephone with Telegram."""

    channel = "telegram"

    def __init__(self, person: OnTelegram, number: str) -> None:
        self.person, self.address = person, number

    async def writes(self, words: str) -> None:
        """Write words."""
        self.person.writes(words)

    async def speaks(self) -> None:
        """Send a voice note."""
        self.person.sends("voice", "suara", mime_type="audio/ogg", duration=3)

    async def chooses(self, label: str) -> None:
        """Press the button."""
        self.person.presses(label)

    def reads(self) -> list[str]:
        """Everything that we said, in order, with the buttons beneath."""
        return ["\n".join((shown.text, *shown.buttons)) for shown in self.person.sees()]


class WhatsAppPhone:
    """A telephone with WhatsApp, where choices are numbers in the text."""

    channel = "whatsapp"

    def __init__(self, person: OnWhatsApp) -> None:
        self.person, self.address = person, person.address

    async def writes(self, words: str) -> None:
        """Write words."""
        await self.person.writes(words)

    async def speaks(self) -> None:
        """Send a voice note."""
        await self.person.sends_voice()

    async def chooses(self, label: str) -> None:
        """Answer by the number that stands before the label."""
        newest = next(said for said in reversed(self.reads()) if label in said)
        await self.person.writes(next(line.split()[0] for line in newest.splitlines() if line.endswith(label)))

    def reads(self) -> list[str]:
        """Everything that we said, in order."""
        return self.person.texts


async def hears(phone: Phone, words: str, count: int = 1) -> str:
    """Wait until so many of our lines hold these words; the last of them."""
    ends = time.monotonic() + PATIENCE
    while len(found := [said for said in phone.reads() if words in said]) < count:
        assert time.monotonic() < ends, f"{words!r} never came; on the screen: {phone.reads()}"
        await asyncio.sleep(0.05)
    return found[-1]
