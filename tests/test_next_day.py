"""A day and more of the whole helpline on a clock that the test moves: every sweep runs, every line that may leaves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
from sqlmodel import col, select

from bot.app import App, build, settle_in
from bot.messages import Parcel, Traits
from bot.serving import timetable
from bot.settings import Settings
from bot.store.tables import Ticket
from flows.words import Heard

MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TOLD_AT = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
"""The end in Jakarta of the tenth working day after that morning."""


class Post:
    """A channel of the test: keeps what it is handed."""

    name = "simulator"
    traits = Traits(text_limit=4096, label_limit=64, buttons=10, reads_turn=True, vendor=False)

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []

    async def send(self, parcel: Parcel) -> str:
        """Keep the parcel."""
        self.parcels.append(parcel)
        return f"v{len(self.parcels)}"


@dataclass
class Day:
    """One helpline and one person, at an hour that the test moves."""

    post: Post = field(default_factory=Post)
    now: datetime = MORNING
    written: int = 0
    app: App = field(init=False)

    def hour(self) -> datetime:
        """The clock that the whole helpline reads."""
        return self.now

    async def writes(self, text: str) -> str:
        """The person writes; what comes of it within a minute."""
        self.written += 1
        self.now += timedelta(seconds=20)
        key = f"m{self.written}"
        await self.app.inbox.receive(Heard("simulator", "siti", key, self.now, text=text))
        return await self.comes()

    async def comes(self) -> str:
        """Every sweep of the timetable runs once, and what may leave now leaves."""
        before = len(self.post.parcels)
        for job in timetable(self.app).get_jobs():
            await job.func()
        self.now += timedelta(seconds=5)
        while await self.app.outbox.deliver():
            await self.app.outbox.settle()
        self.now += timedelta(seconds=5)
        return "\n".join(parcel.words.text for parcel in self.post.parcels[before:])

    async def passes(self, hours: int) -> str:
        """Hours go by, the sweeps running in every second; what left by itself."""
        left = []
        for _two in range(0, hours, 2):
            self.now += timedelta(hours=2)
            left.append(await self.comes())
        return "\n".join(words for words in left if words)

    def tickets(self) -> list[tuple[str, str]]:
        """Service and state of every ticket."""
        with self.app.database.reading() as db:
            return [(one.service, one.status) for one in db.exec(select(Ticket).order_by(col(Ticket.id)))]


@pytest_asyncio.fixture
async def day(tmp_path: Path) -> AsyncIterator[Day]:
    """A helpline that is built as it runs, with its own database."""
    made = Day()
    made.app = build(Settings.model_validate({"var_dir": tmp_path}), made.hour)
    settle_in(made.app)
    made.app.channels["simulator"] = made.post
    yield made
    await made.app.close()


async def test_r2_r4_who_comes_back_the_next_day_was_left_in_peace_and_is_greeted_like_new(day: Day) -> None:
    assert "Bisa menulis sekarang?" in await day.writes("tolong, saya dipukul majikan")
    assert "Anda di mana?" in await day.writes("bisa")
    # Nobody answers for a day: officers are called, and nothing of ours leaves by itself.
    assert await day.passes(26) == ""
    greeted = await day.writes("halo")
    assert "Halo, ini Kentongan." in greeted
    assert "dipukul" not in greeted
    # Whether writing is safe is asked anew (R3), and what is told joins the ticket that is still open.
    assert "Bisa menulis sekarang?" in await day.writes("saya dipukul lagi, dikunci")
    assert "Anda di mana?" in await day.writes("bisa")
    assert [service for service, _state in day.tickets()] == ["emergency"]


async def test_r5_silence_that_was_asked_for_lasts_over_the_night(day: Day) -> None:
    await day.writes("tolong, saya dipukul majikan")
    assert await day.writes("jangan balas") == ""
    assert await day.passes(26) == ""
    assert await day.writes("halo") == ""
    assert await day.writes("dia pergi, saya dikunci") == ""
    assert "Anda di mana?" in await day.writes("boleh balas")


async def test_the_truth_about_a_programme_comes_once_after_ten_working_days(day: Day) -> None:
    for said in ("tanya info", "bisa", "6", "4", "saya berminat", "Indramayu", "menjahit"):
        await day.writes(said)
    day.now = TOLD_AT - timedelta(hours=1, minutes=1)
    assert await day.comes() == ""
    told = await day.passes(4)
    assert told.count("belum ada jawaban untuk Anda") == 1
    assert await day.passes(24) == ""
