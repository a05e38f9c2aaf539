"""The whole helpline as its own process, started as an operator starts it, with a browser beside it."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import BrowserContext, Locator, Page, expect

from house.prepare import ROOT
from tests.side_by_side import free_port

STARTS_WITHIN = 60
STOPS_WITHIN = 20
PASSWORD = re.compile(r"^\s+(peragaan-\w+)\s+(\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Served:
    """A running helpline: its address, and the passwords that it printed."""

    url: str
    passwords: dict[str, str]


@asynccontextmanager
async def running_helpline(var: Path) -> AsyncIterator[Served]:
    """A helpline with a database of its own. When it has stopped, it has stopped well and said nobody's words."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run", "--port", str(port)),
        cwd=var,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "VAR_DIR": str(var)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = bytearray()
    listening = asyncio.create_task(note(process, said))
    url = f"http://127.0.0.1:{port}"
    try:
        await answers(port, process)
        yield Served(url, dict(PASSWORD.findall(said.decode())))
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOPS_WITHIN):
            await process.wait()
            await listening
    assert process.returncode in (0, -signal.SIGTERM), said.decode()
    assert "Traceback" not in said.decode()


async def note(process: asyncio.subprocess.Process, said: bytearray) -> None:
    """Keep what the process prints."""
    assert process.stdout is not None
    while part := await process.stdout.read(4096):
        said += part


async def answers(port: int, process: asyncio.subprocess.Process) -> None:
    """Wait until somebody answers at this port."""
    async with asyncio.timeout(STARTS_WITHIN):
        while process.returncode is None:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
                continue
            writer.close()
            return
    raise AssertionError("the helpline ended before it served")


class Telephone:
    """The simulator in a person's hand."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")

    async def writes(self, text: str) -> None:
        """Write and send, and see that it has arrived."""
        await self.page.get_by_label("Tulis pesan").fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator(".mine").last).to_contain_text(text)
        await expect(self.page.locator(".mine").last.get_by_role("img", name="Sampai")).to_be_visible()

    async def reads(self, text: str) -> None:
        """A line of ours with these words comes."""
        await expect(self.page.locator(".theirs", has_text=text).last).to_be_visible()

    async def taps(self, label: str) -> None:
        """Tap the newest choice of this name."""
        await self.page.locator(".choices").get_by_role("button", name=label, exact=True).last.click()

    async def heard_from_us(self) -> list[str]:
        """Every line that came, in order."""
        return await self.page.locator(".theirs > p").all_inner_texts()


class Desk:
    """An officer's desk in a window of its own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.known: list[str] = []

    async def log_in(self, served: Served, login: str) -> None:
        """Come in with the password of this start."""
        await self.page.goto(f"{served.url}/desk/login")
        await self.page.get_by_label("Nama masuk").fill(login)
        await self.page.get_by_label("Kata sandi").fill(served.passwords[login])
        await self.page.get_by_role("button", name="Masuk").click()
        await expect(self.page.locator("#list")).to_be_visible()
        self.known = await self.page.locator("#list .row").evaluate_all("rows => rows.map(row => row.dataset.code)")

    def new_ticket(self, priority: str) -> Locator:
        """The row of a ticket of this priority that was not there when the officer came in."""
        old = "".join(f":not([data-code='{code}'])" for code in self.known)
        return self.page.locator(f"#list .row.{priority}{old}")

    async def stays_on_its_page(self) -> None:
        """Leave a mark that a reload would wipe away."""
        await self.page.evaluate("window.sameDocument = true")

    async def was_not_reloaded(self) -> bool:
        """Is the mark still there?"""
        return bool(await self.page.evaluate("window.sameDocument === true"))

    async def opens(self, priority: str) -> None:
        """Open the new ticket of this priority."""
        await self.new_ticket(priority).click()
        await expect(self.page.locator("#head")).to_be_visible()

    async def takes(self) -> None:
        """Take the ticket that is open."""
        await self.page.get_by_role("button", name="Ambil tiket ini").click()
        await expect(self.page.locator("#reply-text")).to_be_visible()
        await expect(self.page.locator("html.js")).to_be_attached()

    async def replies(self, text: str) -> None:
        """Write to the person."""
        await self.page.locator("#reply-text").fill(text)
        await self.page.get_by_role("button", name="Kirim balasan").click()

    async def closes(self, outcome: str, note_text: str) -> None:
        """Close the ticket with an outcome and a note for officers."""
        await self.page.locator("label[for=mode-close]").click()
        await self.page.get_by_label("Hasil").select_option(outcome)
        await self.page.locator("#close-text").fill(note_text)
        await self.page.get_by_role("button", name="Tutup tiket").click()


async def telephone(window: BrowserContext, served: Served, slot: str = "1") -> Telephone:
    """A telephone that is connected."""
    page = await window.new_page()
    await page.goto(f"{served.url}/?phone={slot}")
    await expect(page.locator("#state")).to_have_text("tersambung")
    return Telephone(page)
