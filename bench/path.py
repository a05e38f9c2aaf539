"""The whole path in process: receive, engine, commit, outgoing lines; so many people who each wait for an answer."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection

from bot.aside import Aside
from bot.demonstration import settle_in
from bot.directory.offices import shipped_offices
from bot.inbox import Arrival, Inbox
from bot.intake import Desk, new_ticket
from bot.messages import Receipt
from bot.serving import settle_memory
from bot.staff import load_directory
from bot.store.database import Database
from bot.store.dossiers import Dossier, LineDraft, TicketDraft, new_code
from bot.store.loading import load, new_dossier
from bot.store.migrate import migrate
from bot.store.saving import save
from bot.store.vault import Vault
from bot.world import build_world, read_heard
from flows.book import BOOK
from flows.words import Heard

MASTER, INDEX = b"m" * 32, b"i" * 32
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
MODELS = 64
"""So many people write for themselves when a crowd is filled; everybody else's file is made like one of theirs."""
SO_FAR = 30
"""So many messages each of them has written: what a talk has opened by then lies open."""
AT_ONCE = 2000


@dataclass(frozen=True)
class Rate:
    """What one span of measuring gave: messages taken, seconds that passed, seconds that our processor worked."""

    taken: int
    wall: float
    cpu: float

    @property
    def a_second(self) -> float:
        """Messages a second."""
        return self.taken / self.wall

    @property
    def cpu_us(self) -> float:
        """Microseconds of processor time a message."""
        return self.cpu / self.taken * 1e6


def on_simulator(who: int) -> tuple[str, str]:
    """The channel and address of the person with this number, in process."""
    return "simulator", f"kontak-{who}"


def ticket_like(model: TicketDraft, dossier: Dossier) -> TicketDraft:
    """A new ticket that says what another says, to be sealed under its own person's key."""
    fresh = new_ticket(dossier, model.service, model.urgency, "danger", "", dossier.heard_at)
    made = TicketDraft({**fresh.row, **model.row, "code": new_code()}, is_new=True)
    for name, value in model.answers.items():
        made.answer(name, value)
    for sign in model.signs:
        made.show(sign)
    return made


class Answered(Inbox):
    """An inbox whose answers are read as soon as they are written: who waits for an answer has seen the question."""

    def think(self, dossier: Dossier, arrival: Arrival, desk: Desk) -> Receipt:
        """One message of somebody who has seen what was asked."""
        dossier.shown_at = dossier.shown_at or dossier.heard_at
        return super().think(dossier, arrival, desk)


class Crowd:
    """Contacts who write, each after the answer to their last message."""

    def __init__(
        self,
        folder: Path,
        contacts: int,
        seed: int = 1,
        address: Callable[[int], tuple[str, str]] = on_simulator,
    ) -> None:
        self.database = Database(f"sqlite:///{folder / 'bench.db'}", Vault(MASTER, INDEX))
        migrate(self.database.writing)
        self.database.write_now(lambda db: load_directory(db, shipped_offices()))
        self.database.write_now(lambda db: settle_in(db, datetime.now(UTC)))
        self.reader = Aside()
        self.inbox = Answered(self.database, BOOK, build_world(), read_heard, self.reader.read)
        self.contacts = contacts
        self.address = address
        self.keys = count(1)
        self.writers: Sequence[int] = range(contacts)
        """Whoever writes: everybody, until `let_write` says otherwise."""
        self.draw = random.Random(seed)  # noqa: S311
        settle_memory()

    def heard(self, who: int) -> Heard:
        """One message of one contact."""
        channel, address = self.address(who)
        return Heard(channel, address, f"b{next(self.keys)}", datetime.now(UTC), text=self.draw.choice(WORDS))

    async def begin(self) -> None:
        """Have the reader beside us, as a helpline on more than one processor has it."""
        self.reader.start()
        await self.reader.there.wait()

    async def end(self) -> None:
        """Let go of the reader."""
        await self.reader.close()

    async def fill(self) -> None:
        """Everybody is in the middle of a talk, with open tickets: some by the inbox, the others as copies of those."""
        some = min(MODELS, self.contacts)
        for _message in range(SO_FAR):
            await asyncio.gather(*(self.inbox.receive(self.heard(who)) for who in range(some)))
        for start in range(some, self.contacts, AT_ONCE):
            people = range(start, min(start + AT_ONCE, self.contacts))
            await asyncio.to_thread(self.copy, people)

    def copy(self, people: range) -> None:
        """Add these people in one transaction."""
        with self.database.writing.begin() as connection:
            models = self.models(connection)
            save(connection, self.database.vault, [self.like(self.draw.choice(models), who) for who in people])

    def models(self, connection: Connection) -> list[Dossier]:
        """The files of those who wrote for themselves."""
        vault = self.database.vault
        writers = [self.heard(who) for who in range(min(MODELS, self.contacts))]
        hashes = {vault.hash(heard.channel, heard.address): heard for heard in writers}
        return list(load(connection, vault, hashes).values())

    def like(self, model: Dossier, who: int) -> Dossier:
        """A new file with the talk and the tickets of another, with a line heard and a line said that has left."""
        heard = self.heard(who)
        made = new_dossier(self.database.vault.hash(heard.channel, heard.address), heard)
        made.talk, made.shown_at = replace(model.talk), heard.at
        made.tickets = [ticket_like(ticket, made) for ticket in model.tickets]
        common = {"channel": heard.channel, "at": heard.at, "turn": made.talk.turn}
        took = {**common, "key": heard.key, "kind": "text", "state": "heard", "forwarded": 0, "edits": None}
        left = {**common, "kind": "said", "state": "sent", "asks": True, "life": False, "rank": 1, "due_at": None}
        made.lines = [LineDraft(took, {"text": heard.text}), LineDraft(left, {"text": heard.text, "choices": []})]
        return made

    async def person(self, until: float) -> int:
        """Somebody who writes, waits for the commit and writes again, as another contact each time."""
        taken = 0
        while time.perf_counter() < until:
            await self.inbox.receive(self.heard(self.draw.choice(self.writers)))
            taken += 1
        return taken

    def let_write(self, some: int) -> None:
        """From now on only so many contacts write, drawn from all over the file; the others are kept and silent."""
        self.writers = self.draw.sample(range(self.contacts), min(some, self.contacts))

    async def rate(self, people: int, seconds: float) -> Rate:
        """What is taken from so many people at once."""
        begun, worked = time.perf_counter(), time.process_time()
        taken = await asyncio.gather(*(self.person(begun + seconds) for _person in range(people)))
        return Rate(sum(taken), time.perf_counter() - begun, time.process_time() - worked)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
