"""What many tests share: databases of both kinds and a browser. None of it is ever skipped."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import wraps
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Keyboard, Page, async_playwright, expect

from bot.store.database import make_engine
from bot.store.migrate import migrate
from house import browser as chromium
from tests.postgres import Cluster, running_cluster

pytest_plugins = ["pytester", "tests.privacy", "tests.side_by_side"]

# Milliseconds; a browser on a busy machine may take its time.
expect.set_options(timeout=20_000)
# Seconds; what a key does is seen on the page, not by its answer.
KEY_ANSWERS_WITHIN = 5
ENGINES = ["sqlite", "postgresql"]
# No word leaves the machine while pages are tested, and nothing but our page speaks.
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of pages run on the one loop on which the browser lives."""
    for item in items:
        if isinstance(item, pytest.Function) and "browser" in item.fixturenames:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """The PostgreSQL of this session."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def empty_postgres_url(postgres: Cluster) -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL database of this test's own, without tables."""
    name = f"kentongan_{uuid4().hex}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The SQLAlchemy URL of an SQLite file of this test's own, without tables."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Cluster) -> Iterator[str]:
    """The name of a PostgreSQL database with every migration, from which tests' own ones are copied."""
    name = f"kentongan_{uuid4().hex}"
    bring_up_to_date(postgres.create(name))
    yield name
    postgres.drop(name)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every migration, from which tests' own ones are copied."""
    path = tmp_path_factory.mktemp("migrated") / "kentongan.db"
    bring_up_to_date(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(postgres: Cluster, migrated_postgres: str) -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL database of this test's own, with every table."""
    name = f"kentongan_{uuid4().hex}"
    yield postgres.create(name, template=migrated_postgres)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The SQLAlchemy URL of an SQLite file of this test's own, with every table."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'kentongan.db')}"


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn, with every table: for what must hold on both."""
    url: str = request.getfixturevalue(f"{request.param}_url".replace("postgresql", "postgres"))
    return url


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn, without tables: for the migrations' own tests."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url".replace("postgresql", "postgres"))
    return url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the browser is; `make test` gets one when there is none."""
    if path := chromium.find():
        return path
    raise chromium.NoBrowser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """A Chromium without a window, for async tests with Playwright's async API."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium_path, args=BROWSER_ARGUMENTS)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Keyboard, "press", waiting_no_longer(Keyboard.press))
            yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor of this test's own, without cookies; `new_page` opens their next page."""
    context = await browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta")
    context.set_default_timeout(20_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(window: BrowserContext) -> Page:
    """An empty page of a new visitor."""
    return await window.new_page()


def waiting_no_longer(press: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Keys that let a test go on where Chromium never answers: it may forget to when a key leads off the page."""

    @wraps(press)
    async def pressed(keyboard: Keyboard, key: str, **more: float) -> None:
        pressing = asyncio.ensure_future(press(keyboard, key, **more))
        pressing.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.wait({pressing}, timeout=KEY_ANSWERS_WITHIN)
        if pressing.done():
            pressing.result()

    return pressed


def bring_up_to_date(url: str) -> None:
    """Give a database every migration, and let go of it so that it can be copied."""
    engine = make_engine(url, writes=True)
    migrate(engine)
    engine.dispose()
