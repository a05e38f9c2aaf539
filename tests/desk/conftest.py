"""A desk in a test: the real store, invented officers, people who wrote, and a server where a browser needs one."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.bell import Bell
from bot.desk.app import desk_routes, make_desk
from bot.desk.frame import Desk as Frame
from bot.desk.passwords import quickly_hashed
from bot.desk.sessions import begin
from bot.language.catalogue import translate
from bot.settings import Settings
from bot.store.tables import Officer
from tests.world import Helpline

PASSWORD = "hujan-di-bulan-juni"
KEPT = quickly_hashed(PASSWORD)


@dataclass
class Desk:
    """The desk's application over a helpline with the invented roster."""

    helpline: Helpline
    settings: Settings
    bell: Bell = field(default_factory=Bell)
    frame: Frame = field(init=False)
    app: Starlette = field(init=False)

    def __post_init__(self) -> None:
        self.frame = make_desk(
            self.helpline.database, self.bell, self.settings, self.clock, secrets.token_bytes, translate
        )
        self.app = Starlette(routes=[Mount("/desk", routes=desk_routes(self.frame))])
        self.helpline.database.committed = self.bell.ring

    def clock(self) -> datetime:
        """The helpline's clock, which the test moves."""
        return self.helpline.now

    def client(self) -> httpx.AsyncClient:
        """A browser without windows: cookies, but no page."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://desk.test")


def furnish(helpline: Helpline) -> None:
    """Invented officers, all with one password."""
    helpline.roster()

    def give(db: Session) -> None:
        for officer in db.exec(select(Officer)):
            officer.password_hash = KEPT
            db.add(officer)

    helpline.database.write_now(give)


@pytest.fixture
def helpline(tmp_path: Path) -> Iterator[Helpline]:
    """An empty helpline with officers on duty."""
    made = Helpline(f"sqlite:///{tmp_path / 'desk.db'}")
    furnish(made)
    yield made
    made.close()


@pytest.fixture
def settings() -> Settings:
    """Demonstration mode, whatever the environment says."""
    return Settings(public_url="", telegram_token="", twilio_auth_token="")


@pytest.fixture
def desk(helpline: Helpline, settings: Settings) -> Desk:
    """The desk's application."""
    return Desk(helpline, settings)


async def log_in(client: httpx.AsyncClient, name: str = "peragaan-ani", password: str = PASSWORD) -> httpx.Response:
    """Fill in the form as a browser would."""
    page = await client.get("/desk/login")
    return await client.post(
        "/desk/login", data={"csrf": csrf_in(page.text), "name": name, "password": password, "next": ""}
    )


def enter(desk: Desk, client: httpx.AsyncClient, name: str = "peragaan-ani") -> None:
    """Be logged in, without the second that a password takes."""
    helpline, token = desk.helpline, secrets.token_hex(16)
    officer_id = helpline.officer(name).id or 0
    helpline.database.write_now(lambda db: begin(db, helpline.vault, officer_id, token, "known", helpline.now))
    client.cookies.set("desk", token, path="/desk")


def csrf_in(html: str) -> str:
    """The token of the first form on a page."""
    return html.split('name="csrf" value="', 1)[1].split('"', 1)[0]


async def press(client: httpx.AsyncClient, page: str, action: str, **fields: str) -> httpx.Response:
    """Open a page and post one of its forms."""
    shown = await client.get(page)
    return await client.post(action, data={"csrf": csrf_in(shown.text), **fields})


@asynccontextmanager
async def serving(desk: Desk) -> AsyncIterator[str]:
    """The desk on a free port of loopback; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(desk.app, log_level="error", lifespan="off"))
    desk.bell.hang()
    task = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await desk.frame.watch.close()
    await task


@pytest_asyncio.fixture(loop_scope="session")
async def address(desk: Desk) -> AsyncIterator[str]:
    """Where a browser finds the desk."""
    async with serving(desk) as url:
        yield url
