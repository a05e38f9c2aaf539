"""Our side of WhatsApp for these tests: the real routes behind real HTTP, and a door that remembers what came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette

from bot.channels.whatsapp import WhatsApp
from bot.errors import TryLater
from bot.messages import Parcel, Receipt
from bot.settings import Settings
from flows.words import Choice, Heard, Outgoing
from tests.peers.serving import serving
from tests.peers.twilio import TwilioPeer


@dataclass
class Door:
    """Receives as the inbox does: each key once, only `TryLater` when it cannot."""

    heard: list[Heard] = field(default_factory=list)
    became: list[tuple[str, str, str]] = field(default_factory=list)
    closed: bool = False
    slow: float = 0
    not_saved_yet: int = 0

    async def receive(self, heard: Heard) -> Receipt:
        """Keep one message in the order in which it was handed over."""
        if self.closed:
            raise TryLater()
        again = heard.key in {one.key for one in self.heard}
        if not again:
            self.heard.append(heard)
        await asyncio.sleep(self.slow)
        return Receipt.AGAIN if again else Receipt.TAKEN

    async def status(self, vendor_id: str, state: str, code: str) -> bool:
        """Keep what became of a line, once its id is saved."""
        if self.closed:
            raise TryLater()
        if self.not_saved_yet:
            self.not_saved_yet -= 1
            return False
        self.became.append((vendor_id, state, code))
        return True

    async def claimed(self, keys: list[str]) -> set[str]:
        """Which of these are here already?"""
        return {one.key for one in self.heard} & set(keys)

    @property
    def texts(self) -> list[str]:
        """What was said, in order."""
        return [one.text for one in self.heard]


@dataclass
class House:
    """The peer, our channel and our door, joined."""

    peer: TwilioPeer
    whatsapp: WhatsApp
    door: Door
    url: str

    async def catch_up(self, settled: timedelta = timedelta()) -> int:
        """Ask Twilio for what we missed, the latest seconds included."""
        return await self.whatsapp.catch_up(self.peer.now(), self.door.receive, self.door.claimed, settled=settled)


def settings_for(peer: TwilioPeer, public_url: str = "") -> Settings:
    """Settings that point at the peer."""
    return Settings(
        public_url=public_url,
        twilio_account_sid=peer.account,
        twilio_auth_token=peer.token,
        twilio_from=peer.number,
        twilio_api_url=peer.url,
    )


@asynccontextmanager
async def house(public_url: str = "", fragment: str = "") -> AsyncIterator[House]:
    """Twilio's stand-in calling our webhook, until the block ends. `public_url` may differ from where we listen."""
    async with TwilioPeer().running() as peer:
        app = Starlette()
        async with serving(app) as url:
            whatsapp, door = WhatsApp(settings_for(peer, public_url or url)), Door()
            app.routes.extend(whatsapp.routes(door.receive, door.status, lambda: datetime.now(UTC)))
            peer.webhook = f"{url}/whatsapp{fragment}"
            try:
                yield House(peer, whatsapp, door, url)
            finally:
                await peer.settles()
                await whatsapp.close()


def parcel(text: str, to: str, *labels: str, line_id: int = 1) -> Parcel:
    """A line on its way."""
    return Parcel(line_id, to, Outgoing(text, tuple(Choice(label) for label in labels)), turn=1)
