"""The whole application through real HTTP: `python -m bot run` in one process, the people in another."""

import asyncio
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bench.path import INDEX, MASTER, WORDS, Rate

TOKEN, SECRET, AUTH, ACCOUNT = "42:BENCH", "bench-secret", "bench-auth", "AC" + "0" * 32
SENDER = "whatsapp:+14155238886"
LONGEST_START = 60.0
TICKS = os.sysconf("SC_CLK_TCK")


def on_vendors(who: int) -> tuple[str, str]:
    """The channel and address of the person with this number: every other one on Telegram."""
    return ("telegram", str(10_000 + who)) if who % 2 else ("whatsapp", f"whatsapp:+6281{who:08}")


@dataclass(frozen=True)
class Wish:
    """What the people in the other process are asked to do."""

    port: int
    contacts: int
    people: int
    seconds: float
    seed: int


class Door:
    """A helpline that serves from one filled database, for as long as the block lasts."""

    def __init__(self, folder: Path, vendors: str) -> None:
        self.folder, self.vendors = folder, vendors
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def settings(self) -> dict[str, str]:
        """Both webhooks, with the vendors' part played by the other process."""
        return {
            "PORT": str(self.port),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "DATABASE_URL": f"sqlite:///{self.folder / 'bench.db'}",
            "VAR_DIR": str(self.folder),
            "MASTER_KEY": b64encode(MASTER).decode(),
            "INDEX_KEY": b64encode(INDEX).decode(),
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": self.vendors,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": AUTH,
            "TWILIO_FROM": SENDER,
            "TWILIO_API_URL": self.vendors,
            "LOG_LEVEL": "ERROR",
        }

    @contextmanager
    def open(self) -> Iterator["Door"]:
        """Start it, and stop it."""
        environment = {**os.environ, "PYTHONPATH": os.getcwd(), **self.settings()}
        with (self.folder / "run.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], env=environment, cwd=self.folder, stdout=log, stderr=log
            )
        try:
            self._wait()
            yield self
        finally:
            self.process.terminate()
            self.process.wait()

    def _wait(self) -> None:
        ends = time.monotonic() + LONGEST_START
        while time.monotonic() < ends and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"the helpline did not start:\n{(self.folder / 'run.log').read_text()}")

    def worked(self) -> float:
        """Seconds of processor time that the process has used so far."""
        used = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(used[11]) + int(used[12])) / TICKS


class People:
    """The other process: people who write, and the vendors' addresses to which our answers go."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=live, args=(there,), daemon=True)
        self._process.start()
        self.vendors = f"http://127.0.0.1:{self._here.recv()}"

    def write(self, door: Door, wish: Wish) -> Rate:
        """Have them write; how many messages were answered with 200 a second."""
        worked = door.worked()
        self._here.send(wish)
        taken, wall = self._here.recv()
        return Rate(taken, wall, door.worked() - worked)

    def close(self) -> None:
        """Let them go."""
        self._here.send(None)
        self._process.join()


def live(pipe: Connection) -> None:
    """What the other process does."""
    asyncio.run(_live(pipe))


async def _live(pipe: Connection) -> None:
    server = await asyncio.start_server(vendor, "127.0.0.1", 0)
    async with server:
        pipe.send(server.sockets[0].getsockname()[1])
        # Telegram counts its updates without a gap; the door waits a moment for a number that it misses.
        keys = {"telegram": count(int(time.time())), "whatsapp": count(int(time.time()) * 1000)}
        while wish := await asyncio.to_thread(pipe.recv):
            begun = time.perf_counter()
            draws = [Random(wish.seed * 1000 + place) for place in range(wish.people)]  # noqa: S311
            taken = await asyncio.gather(*(person(wish, draw, keys) for draw in draws))
            pipe.send((sum(taken), time.perf_counter() - begun))


async def person(wish: Wish, draw: Random, keys: Mapping[str, Iterator[int]]) -> int:
    """Somebody who writes, waits for the 200 and writes again, as another contact each time, on either channel."""
    reader, writer = await asyncio.open_connection("127.0.0.1", wish.port)
    validator = RequestValidator(AUTH)
    taken, ends = 0, time.perf_counter() + wish.seconds
    while time.perf_counter() < ends:
        channel, address = on_vendors(draw.randrange(wish.contacts))
        make = on_telegram if channel == "telegram" else on_whatsapp
        writer.write(make(wish, validator, address, draw.choice(WORDS), next(keys[channel])))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0
        )
        await reader.readexactly(length)
        taken += head.startswith(b"HTTP/1.1 200")
    writer.close()
    return taken


def on_telegram(wish: Wish, _validator: RequestValidator, address: str, words: str, key: int) -> bytes:
    """An update as Telegram posts it."""
    who = {"id": int(address), "is_bot": False, "first_name": "Siti", "language_code": "id"}
    chat = {"id": int(address), "type": "private", "first_name": "Siti"}
    said = {"message_id": key, "date": int(time.time()), "from": who, "chat": chat, "text": words}
    body = json.dumps({"update_id": key, "message": said}).encode()
    return request(wish, "/telegram", "application/json", f"X-Telegram-Bot-Api-Secret-Token: {SECRET}", body)


def on_whatsapp(wish: Wish, validator: RequestValidator, address: str, words: str, key: int) -> bytes:
    """A signed form as Twilio posts it."""
    fields = {
        "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "Body": words, "From": address, "To": SENDER,
        "MessageSid": f"SM{key:032}", "SmsStatus": "received", "NumMedia": "0",
        "NumSegments": "1", "MessageType": "text", "ProfileName": "Siti", "WaId": address.removeprefix("whatsapp:+"),
    }  # fmt: skip
    signature = validator.compute_signature(f"http://127.0.0.1:{wish.port}/whatsapp", fields)
    form = "application/x-www-form-urlencoded"
    return request(wish, "/whatsapp", form, f"X-Twilio-Signature: {signature}", urlencode(fields).encode())


def request(wish: Wish, path: str, kind: str, proof: str, body: bytes) -> bytes:
    """The bytes of one request on a connection that stays open."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{wish.port}\r\nContent-Type: {kind}\r\n{proof}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def length_of(head: bytes) -> int:
    """How many bytes follow on a head."""
    lines = head.lower().split(b"\r\n")
    return next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)


NUMBERS = count(1)


async def vendor(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Either vendor, as short as can be: takes whatever we send and says yes."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            await reader.readexactly(length_of(head))
            body = answer(head)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def answer(head: bytes) -> bytes:
    """What the vendor says to this request."""
    path = head.split(b" ")[1]
    if b"/Messages" in path:
        listed = head.startswith(b"GET")
        return b'{"messages": [], "next_page_uri": null}' if listed else b'{"sid": "SM%032d"}' % next(NUMBERS)
    if path.lower().endswith(b"/sendmessage"):
        chat = b'{"id": 1, "type": "private"}'
        return b'{"ok": true, "result": {"message_id": %d, "date": 1, "chat": %s}}' % (next(NUMBERS), chat)
    return b'{"ok": true, "result": true}'
