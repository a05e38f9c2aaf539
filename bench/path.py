"""The whole path in process: receive, engine, commit, outgoing lines; so many people who each wait for an answer."""

import asyncio
import json
import random
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demonstration import settle_in
from bot.directory.offices import shipped_offices
from bot.inbox import Inbox
from bot.staff import load_directory
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.vault import Vault
from bot.world import build_world, read_heard
from flows.book import BOOK
from flows.words import Heard

WORDS = (
    "halo",
    "bisa",
    "saya di Riyadh dekat masjid besar",
    "dia memukul saya tadi malam, paspor saya ditahan",
    "tidak ada yang terluka",
    "2",
    "gaji saya belum dibayar tiga bulan",
    "tolong cepat, saya takut sekali",
    "WA jam 9 malam, bilang saja teman sekolah",
    "terima kasih",
)


class Crowd:
    """Contacts who write, each after the answer to their last message."""

    def __init__(self, folder: Path, contacts: int, seed: int = 1) -> None:
        self.database = Database(f"sqlite:///{folder / 'bench.db'}", Vault(b"m" * 32, b"i" * 32))
        migrate(self.database.writing)
        self.database.write_now(lambda db: load_directory(db, shipped_offices()))
        self.database.write_now(lambda db: settle_in(db, datetime.now(UTC)))
        self.inbox = Inbox(self.database, BOOK, build_world(), read_heard)
        self.contacts = contacts
        self.keys = count(1)
        self.draw = random.Random(seed)  # noqa: S311

    def heard(self, who: int) -> Heard:
        """One message of one contact."""
        words = self.draw.choice(WORDS)
        return Heard("simulator", f"kontak-{who}", f"m{next(self.keys)}", datetime.now(UTC), text=words)

    async def fill(self) -> None:
        """Everybody has written once."""
        waiting = [self.inbox.receive(self.heard(who)) for who in range(self.contacts)]
        for start in range(0, len(waiting), 1000):
            await asyncio.gather(*waiting[start : start + 1000])

    async def person(self, until: float) -> int:
        """Somebody who writes, waits for the commit and writes again, as another contact each time."""
        taken = 0
        while time.perf_counter() < until:
            await self.inbox.receive(self.heard(self.draw.randrange(self.contacts)))
            taken += 1
        return taken

    async def rate(self, people: int, seconds: float) -> float:
        """Messages a second taken from so many people at once."""
        begun = time.perf_counter()
        taken = await asyncio.gather(*(self.person(begun + seconds) for _person in range(people)))
        return sum(taken) / (time.perf_counter() - begun)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


async def measure(contacts: int, people: int, seconds: float) -> float:
    """The rate with so many known contacts."""
    with TemporaryDirectory() as folder:
        crowd = Crowd(Path(folder), contacts)
        await crowd.fill()
        rate = await crowd.rate(people, seconds)
        crowd.close()
        return rate


def tell(**figure: object) -> None:
    """Print one figure as a JSON line."""
    print(json.dumps(figure), flush=True)
