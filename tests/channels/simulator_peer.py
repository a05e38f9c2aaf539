"""A simulator at a real socket, and what it handed to the inbox."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import uvicorn
from starlette.applications import Starlette

from bot.channels.simulator import Simulator
from bot.messages import Parcel, Receipt
from flows.words import Choice, Heard, Outgoing

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SITI = "telepon-siti-0001"
HERE = "http://127.0.0.1"


class Inbox:
    """Keeps what it receives and answers with what the test wants."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answer: Receipt | Exception = Receipt.TAKEN
        self.came = asyncio.Condition()
        self.may_commit = asyncio.Event()
        self.may_commit.set()

    async def receive(self, heard: Heard) -> Receipt:
        """As the real one: only after the commit."""
        await self.may_commit.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        async with self.came:
            self.heard.append(heard)
            self.came.notify_all()
        return self.answer

    async def has(self, many: int) -> list[Heard]:
        """What was heard, once it is so many messages."""
        async with self.came:
            await self.came.wait_for(lambda: len(self.heard) >= many)
        return self.heard


class Peer:
    """A simulator, its inbox and its address."""

    def __init__(self, *, demonstration: bool = True) -> None:
        self.inbox = Inbox()
        self.simulator = Simulator(self.inbox.receive, demonstration=demonstration, clock=lambda: NOON)
        self.app = Starlette(routes=self.simulator.routes())

    def client(
        self, base_url: str = HERE, client: str = "127.0.0.1", headers: Mapping[str, str] | None = None
    ) -> httpx.AsyncClient:
        """A client at its door, without a socket."""
        door = httpx.ASGITransport(self.app, client=(client, 1234))
        return httpx.AsyncClient(transport=door, base_url=base_url, headers=headers)

    async def says(self, text: str, *choices: str, to: str = SITI, turn: int = 1, asks: bool = False) -> str:
        """A line from the outbox."""
        words = Outgoing(text, tuple(map(Choice, choices)), asks=asks)
        return await self.simulator.send(Parcel(1, to, words, turn))


@asynccontextmanager
async def served(peer: Peer) -> AsyncIterator[str]:
    """The peer at a free port of this machine; gives its address."""
    config = uvicorn.Config(peer.app, log_level="warning", timeout_graceful_shutdown=2)
    server, door = uvicorn.Server(config), socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen()
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        peer.simulator.hang_up()
        server.should_exit = True
        await serving


def message(**parts: object) -> bytes:
    """A message as the page sends it."""
    return json.dumps({"address": SITI, "key": "kunci-0001", **parts}).encode()


def file(content: bytes, mime: str, name: str = "") -> dict[str, str]:
    """A file as the page sends it."""
    return {"content": base64.b64encode(content).decode(), "mime": mime, "name": name}
