"""The whole helpline as a process of its own, started as an operator starts it, which a test may kill."""

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.peers.telegram import TelegramPeer
from tests.peers.twilio import TwilioPeer
from tests.privacy import Watch
from tests.side_by_side import free_port
from tests.world import INDEX, MASTER, Helpline

LONGEST_START = 30.0
LONGEST_STOP = 20.0
RUN = ("-m", "bot", "run")
OFFICE = "kp2mi.centre"
LOGIN = "petugas-siti"


class Helpdesk:
    """`python -m bot run` with these settings, on one port and one database, however often it is started."""

    def __init__(self, folder: Path, database_url: str, watch: Watch, **settings: str) -> None:
        self.folder = folder
        self.watch = watch
        self.database_url = database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": database_url,
            "MASTER_KEY": base64.b64encode(MASTER).decode(),
            "INDEX_KEY": base64.b64encode(INDEX).decode(),
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self._read: Helpline | None = None

    def on_telegram(self, peer: TelegramPeer, mode: str) -> None:
        """Speak to this stand-in of Telegram's, by polling or by webhook."""
        self.settings |= {"TELEGRAM_TOKEN": peer.token, "TELEGRAM_API_URL": peer.url, "TELEGRAM_MODE": mode}
        if mode == "webhook":
            self.settings["PUBLIC_URL"] = self.url

    def on_whatsapp(self, peer: TwilioPeer, fragment: str = "#rc=5&rp=all") -> None:
        """Speak to this stand-in of Twilio's, which calls our webhook."""
        peer.webhook = f"{self.url}/whatsapp{fragment}"
        self.settings |= {
            "PUBLIC_URL": self.url,
            "TWILIO_ACCOUNT_SID": peer.account,
            "TWILIO_AUTH_TOKEN": peer.token,
            "TWILIO_FROM": peer.number,
            "TWILIO_API_URL": peer.url,
        }

    def environment(self) -> dict[str, str]:
        """The settings, and nothing of ours that a settings file of the machine could change."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        # The folder in which it runs has no .env; Python finds the code by its path.
        return {**kept, "PYTHONPATH": os.getcwd(), **self.settings}

    def command(self, *words: str, typed: str = "") -> list[dict[str, object]]:
        """One command of the command line; the JSON lines that it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=typed.encode(),
            capture_output=True,
            env=self.environment(),
            cwd=self.folder,
            timeout=LONGEST_START,
            check=False,
        )
        self.watch.look(f"stderr of {words[0]}", done.stderr.decode())
        if done.returncode:
            raise RuntimeError(f"kentongan {words[0]} {words[1]}: {done.stderr.decode()}")
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def employ(self, password: str) -> None:
        """One officer, real as far as the helpline knows, and on shift."""
        self.command("officer", "add", LOGIN, "--name", "Siti", "--office", OFFICE, typed=password + "\n")
        self.command("officer", "exempt", LOGIN, "--reason", "the journeys begin after the training")
        self.command("officer", "on", LOGIN)

    async def start(self, run: Sequence[str] = RUN) -> None:
        """Start, and wait until it answers."""
        self.starts += 1
        with (self.folder / f"start-{self.starts}.log").open("wb") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220
                [sys.executable, *run], env=self.environment(), cwd=self.folder, stdout=log, stderr=log
            )
        async with httpx.AsyncClient() as client, asyncio.timeout(LONGEST_START):
            while not await answers(client, f"{self.url}/desk/login"):
                if self.process.poll() is not None:
                    raise RuntimeError(f"it ended by itself:\n{self.said()}")
                await asyncio.sleep(0.05)

    async def idle(self) -> None:
        """Wait until it has read whatever was sent to it so far: it answers quickly again, a few times over."""
        async with httpx.AsyncClient(timeout=LONGEST_START) as client:
            for _time in range(10):
                await answers(client, f"{self.url}/desk/login")
                await asyncio.sleep(0.1)

    def kill(self) -> None:
        """kill -9: no goodbye, nothing flushed, nothing finished."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(LONGEST_START)
            self.process = None

    async def stop(self) -> None:
        """Stop as an operator stops it."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(self.process.wait, LONGEST_STOP)
            self.process = None

    def said(self) -> str:
        """What every start so far has printed and logged."""
        return "\n".join(log.read_text() for log in sorted(self.folder.glob("start-*.log")))

    def store(self) -> Helpline:
        """The same database, read beside it."""
        if self._read is None:
            self._read = Helpline(self.database_url)
        return self._read

    @contextmanager
    def open(self) -> Iterator["Helpdesk"]:
        """Whatever is left of it ends with the block."""
        try:
            yield self
        finally:
            self.close()

    def close(self) -> None:
        """End whatever still runs, and look at what was said."""
        self.kill()
        if self._read is not None:
            self._read.close()
        self.watch.look("the helpline's log", self.said())


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    """Does somebody answer at this address?"""
    try:
        return (await client.get(url)).status_code == 200
    except httpx.TransportError:
        return False
