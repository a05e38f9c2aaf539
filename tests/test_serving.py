"""Running it: nothing that goes wrong for a while ends it, and a stop loses nothing."""

import asyncio
import logging
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import update
from sqlmodel import select
from starlette.applications import Starlette

from bot.app import App, build, settle_in
from bot.errors import CannotStart, TryLater
from bot.messages import Parcel, Traits
from bot.serving import SECONDS_TO_STOP, guarded, open_door, periods, running, timetable
from bot.settings import Settings
from bot.store.keeping_tables import Forgotten
from bot.store.tables import Line, TalkRow
from flows.opening import ARRIVED
from flows.words import Heard
from tests.journeys.officer import Officer
from tests.journeys.process import LOGIN, Helpdesk
from tests.peers.telegram import TelegramPeer
from tests.privacy import Canary, Watch

PATIENCE = 20.0
A_FEW_SECONDS = 6.0
HELD_FOR = 1.5


class Post:
    """A channel of the test: keeps what it is handed, as slowly as it is told."""

    name = "simulator"
    traits = Traits(text_limit=4096, label_limit=64, buttons=10, reads_turn=True, vendor=False)

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, parcel: Parcel) -> str:
        """Keep the parcel."""
        self.parcels.append(parcel)
        await self.open.wait()
        return f"v{len(self.parcels)}"


@pytest_asyncio.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    """A helpline that runs in this process; its writer waits a moment for others, not ten seconds."""
    app = build(Settings.model_validate({"var_dir": tmp_path}))
    settle_in(app)
    with app.database.writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=100")
    async with running(app):
        yield app


@pytest.fixture
def post(app: App) -> Post:
    made = Post()
    app.channels["simulator"] = made
    return made


async def hears(app: App, text: str, key: str) -> None:
    """Somebody writes."""
    await app.inbox.receive(Heard(channel="simulator", address=key, key=key, at=app.clock(), text=text))


async def until(true: Callable[[], bool], what: str) -> None:
    """Wait until this is so."""
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends, what
        await asyncio.sleep(0.05)


def states(app: App) -> list[str]:
    """What became of each line that we said."""
    with app.database.reading() as db:
        return [line.state for line in db.exec(select(Line)) if line.state != "heard"]


@contextmanager
def elsewhere(app: App) -> Iterator[sqlite3.Connection]:
    """The same database, held by somebody else."""
    file = app.settings.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, timeout=PATIENCE)) as other:
        yield other


@asynccontextmanager
async def without(app: App, table: str) -> AsyncIterator[None]:
    """As if a table were gone for a while."""
    with elsewhere(app) as other:
        other.execute("PRAGMA legacy_alter_table=ON")
        other.execute(f"ALTER TABLE {table} RENAME TO away")
        yield
        other.execute(f"ALTER TABLE away RENAME TO {table}")


async def test_delivery_goes_on_after_another_process_held_the_database(app: App, post: Post) -> None:
    with elsewhere(app) as other:
        await hears(app, "tolong saya dipukul majikan", "a")
        await until(lambda: bool(post.parcels), "the first line left")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TryLater):
            await hears(app, "halo", "b")
        await asyncio.sleep(HELD_FOR)
        other.execute("COMMIT")
    await hears(app, "halo", "b")
    await until(lambda: {parcel.address for parcel in post.parcels} == {"a", "b"}, "the second person was answered")


async def test_a_line_sent_while_the_database_was_held_is_marked_and_does_not_leave_twice(app: App, post: Post) -> None:
    post.open.clear()
    await hears(app, "halo", "a")
    await until(lambda: bool(post.parcels), "the line is on its way")
    with elsewhere(app) as other:
        other.execute("BEGIN IMMEDIATE")
        post.open.set()
        await asyncio.sleep(HELD_FOR)
        assert "sending" in states(app)
        other.execute("COMMIT")
    await until(lambda: set(states(app)) == {"sent"}, "every line was marked")
    numbers = [parcel.line_id for parcel in post.parcels]
    assert len(numbers) == len(set(numbers))


async def test_delivery_survives_a_fault_that_nobody_foresaw(
    app: App, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    async with without(app, "line"):
        await until(lambda: "delivery has to wait" in caplog.text, "delivery fell over")
    await hears(app, "halo", "a")
    await until(lambda: bool(post.parcels), "delivery went on")


async def test_a_sweep_that_fails_is_called_again_and_people_are_answered_meanwhile(
    app: App, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    def failures() -> int:
        return caplog.text.count("a sweep failed and will run again")

    async with without(app, "offer"):
        await until(lambda: failures() >= 2, "the sweep failed twice")
        await hears(app, "halo", "a")
        await until(lambda: bool(post.parcels), "the person was answered")
        door = httpx.ASGITransport(Starlette(routes=app.routes))
        async with httpx.AsyncClient(transport=door, base_url="http://127.0.0.1") as browser:
            assert (await browser.get("/desk/login")).status_code == 200
    await hears(app, "tolong saya dipukul majikan", "b")
    await until(lambda: {parcel.address for parcel in post.parcels} == {"a", "b"}, "everything works again")


async def test_what_is_past_its_period_goes_while_the_helpline_runs_whether_or_not_anybody_presses(app: App) -> None:
    await hears(app, "halo", "lama")
    long_ago = app.clock() - timedelta(days=5 * 365 + 1)
    await app.database.write(lambda db: db.execute(update(TalkRow).values(heard_at=long_ago)))
    await periods(app)
    with app.database.reading() as db:
        assert [(row.outcome, row.whole) for row in db.exec(select(Forgotten))] == [("no_ticket", True)]


async def test_a_failed_sweep_says_what_kind_of_fault_it_was_and_no_word_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work() -> None:
        raise LookupError("Siti dari Kampung Wetan")

    with caplog.at_level(logging.WARNING):
        await guarded(work)()
    assert "LookupError" in caplog.text
    assert "Siti" not in caplog.text


def test_a_door_that_is_taken_or_is_none_is_refused_with_a_sentence() -> None:
    with closing(open_door(Settings.model_validate({"port": 0}))) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match="Address already in use"):
            open_door(Settings.model_validate({"port": port}))
    for nowhere in ({"port": 70000}, {"host": "host.invalid."}, {"host": "192.0.2.1"}):
        with pytest.raises(CannotStart, match="HOST and PORT cannot be served at"):
            open_door(Settings.model_validate(nowhere))


PEOPLE = 20
TELEPHONE = "0123456789abcdef" * 2


async def test_a_stop_in_the_middle_of_everything_is_quick_and_loses_nothing(
    tmp_path: Path, privacy: Watch, canary: Canary
) -> None:
    async with AsyncExitStack() as open_pages:
        peer = open_pages.enter_context(TelegramPeer(canary.token))
        desk = open_pages.enter_context(Helpdesk(tmp_path, f"sqlite:///{tmp_path / 'k.db'}", privacy).open())
        desk.on_telegram(peer, "polling")
        desk.employ(canary.password)
        await desk.start()
        await listen_everywhere(open_pages, desk, canary)
        people = [peer.person(int(canary.telegram) + number, canary.name) for number in range(PEOPLE)]
        peer.slow(0.3)
        for person in people:
            person.writes(canary.danger)
        await until(lambda: any(person.reads() for person in people), "the first line left")

        took, status = await stopped(desk)
        assert status in (0, -signal.SIGTERM)
        assert took < A_FEW_SECONDS < SECONDS_TO_STOP
        assert "Traceback" not in desk.said()

        peer.slow(0)
        await desk.start()
        for person in people:
            await until(lambda person=person: told(person.reads()) > 0, "everybody was told")  # type: ignore[misc]
        assert [told(person.reads()) for person in people] == [1] * PEOPLE
        await desk.stop()


async def listen_everywhere(open_pages: AsyncExitStack, desk: Helpdesk, canary: Canary) -> None:
    """An officer's page and a telephone of the simulator, which listen until the server ends."""
    officer = await open_pages.enter_async_context(Officer(desk.url, LOGIN, canary.password))
    await open_pages.enter_async_context(officer.watching())
    browser = await open_pages.enter_async_context(httpx.AsyncClient(base_url=desk.url, timeout=PATIENCE))
    page = await open_pages.enter_async_context(
        browser.stream("GET", "/simulator/lines", headers={"x-telephone": TELEPHONE})
    )
    assert page.status_code == 200


async def stopped(desk: Helpdesk) -> tuple[float, int]:
    """Stop it as an operator does: how long it took, in seconds, and the exit status."""
    process, begun = desk.process, time.monotonic()
    assert process is not None
    await desk.stop()
    return time.monotonic() - begun, process.returncode


def told(read: list[str]) -> int:
    """How often somebody read that their message arrived."""
    return sum(ARRIVED in line for line in read)


async def test_twilio_is_asked_what_we_missed_at_the_start_and_every_few_minutes(app: App) -> None:
    scheduler, begun = timetable(app), app.clock()
    scheduler.start(paused=True)
    first_again = {
        job.next_run_time: job.trigger.get_next_fire_time(begun, begun) - begun for job in scheduler.get_jobs()
    }
    scheduler.shutdown(wait=False)
    at_once = [again for first, again in first_again.items() if first < begun + timedelta(seconds=0.5)]
    assert [again <= timedelta(minutes=5) for again in at_once] == [True]


def test_a_start_loads_nothing_that_only_others_need() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, bot.app, bot.serving; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    assert "bot.serving" in loaded
    # Each of these costs a start on SQLite, with a reader beside it, a twentieth of its time or more.
    assert not {"alembic", "bot.language.read", "sqlalchemy.dialects.postgresql", "telegram", "twilio"} & set(loaded)
