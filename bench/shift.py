"""A shift of thirty tickets at the desk in a real browser: `python -m bench.shift`. Counts what an officer's hand does.

From the moment that the ticket's row is on the screen until the officer's words stand in the talk: presses (clicks and
taps), keys beside the words themselves, and seconds of the desk alone, without reading and thinking. `--each` tells
every ticket, `--pictures` keeps what was seen. The people are the invented ones of the training; nobody wrote these
words.
"""

import argparse
import asyncio
import json
import os
import secrets
import statistics
import time
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, async_playwright, expect
from sqlmodel import Session, col, select

from bot.desk.sessions import begin
from bot.settings import Settings
from bot.store.tables import Officer, Ticket
from flows.words import Heard, Kind
from house import browser as chromium
from tests.desk.conftest import Desk, furnish, serving
from tests.world import Helpline

WINDOWS = {"laptop": (1366, 768), "telephone": (360, 740)}
WAYS = ("hand", "keys")
REPLY = "Terima kasih sudah menulis. Apakah Anda aman sekarang?"
KINDS = {"text": Kind.TEXT, "voice": Kind.VOICE, "forwarded": Kind.TEXT}


@dataclass
class Walk:
    """One ticket from its row to its answer."""

    name: str
    presses: int = 0
    keys: int = 0
    seconds: float = 0.0
    steps: list[str] = field(default_factory=list)


class Hand:
    """An officer's hand on one page: every press and key is counted."""

    def __init__(self, page: Page, walk: Walk) -> None:
        self.page = page
        self.walk = walk

    async def press(self, where: str) -> None:
        """Click or tap."""
        await self.page.locator(where).first.click()
        self.walk.presses += 1
        self.walk.steps.append(f"press {where}")

    async def key(self, name: str) -> None:
        """One key, or two together."""
        await self.page.keyboard.press(name)
        self.walk.keys += 1
        self.walk.steps.append(f"key {name}")


def openings() -> list[tuple[str, Kind, str]]:
    """The thirty: a name, in which way it comes, and the words."""
    told = tomllib.loads((files("bot.training") / "exercises.toml").read_text("utf-8"))["exercise"]
    return [(one["name"], KINDS.get(one["how"], Kind.TEXT), one["opening"]["id"]) for one in told]


def write(helpline: Helpline, name: str, kind: Kind, words: str) -> str:
    """Somebody writes; the code of their ticket, or nothing where none opened at once."""
    helpline.inbox.receive_now(
        Heard("simulator", name, f"shift-{name}", helpline.now, kind=kind, text="" if kind is Kind.VOICE else words)
    )
    tickets = helpline.tickets(name)
    if not tickets:
        # What is no danger is asked about first; asking for a person opens the ticket.
        helpline.hears("petugas", who=name)
        tickets = helpline.tickets(name)
    return tickets[0].code if tickets else ""


async def by_hand(hand: Hand, code: str, prepared: bool) -> None:
    """With the pointer, or a finger."""
    await hand.press(f"#row-{code}")
    await hand.press("button[data-key=c]")
    reply = hand.page.locator("#reply-text")
    await expect(reply).to_be_visible()
    if prepared:
        await hand.press("#answers summary")
        await hand.press("#answers .answer")
        # Its first blank lies marked: the officer's name goes there.
        await hand.page.keyboard.insert_text("Ani")
    else:
        if not await reply.evaluate("(box) => box === document.activeElement"):
            await hand.press("#reply-text")
        await hand.page.keyboard.insert_text(REPLY)
    await hand.press("form.reply .send button")


async def by_keys(hand: Hand, code: str, prepared: bool) -> None:
    """With the keyboard alone, from the top of the list."""
    for _row in range(60):
        if await hand.page.locator(f"#row-{code}").evaluate("(row) => row === document.activeElement"):
            break
        await hand.key("j")
    await hand.key("Enter")
    await expect(hand.page.locator("button[data-key=c]")).to_be_visible()
    await hand.key("c")
    await expect(hand.page.locator("#reply-text")).to_be_visible()
    if prepared:
        await hand.key("a")
        await hand.key("Enter")
        await hand.page.keyboard.insert_text("Ani")
    else:
        await hand.key("r")
        await hand.page.keyboard.insert_text(REPLY)
    await hand.key("Control+Enter")


def whose(helpline: Helpline, code: str) -> int:
    """An officer of the ticket's office. Where nobody works, the ticket moves to where somebody does."""

    def found(db: Session) -> int:
        ticket = db.exec(select(Ticket).where(Ticket.code == code)).one()
        works = select(Officer).where(Officer.role == "officer", col(Officer.active)).order_by(col(Officer.id))
        officers = db.exec(works).all()
        one = next((one for one in officers if one.office_id == ticket.office_id), officers[0])
        ticket.office_id = one.office_id
        return one.id or 0

    return helpline.database.write_now(found)


def key_to_the_desk(helpline: Helpline, officer_id: int) -> str:
    """The cookie of an officer who has logged in."""
    token = secrets.token_hex(16)
    helpline.database.write_now(lambda db: begin(db, helpline.vault, officer_id, token, "known", helpline.now))
    return token


async def walked(page: Page, address: str, helpline: Helpline, way: str, number: int, pictures: Path | None) -> Walk:
    """One ticket, from its row to its answer."""
    name, kind, words = openings()[number]
    walk = Walk(name)
    code = await asyncio.to_thread(write, helpline, name, kind, words)
    token = key_to_the_desk(helpline, whose(helpline, code))
    await page.context.add_cookies([{"name": "desk", "value": token, "url": f"{address}/desk"}])
    await page.goto(f"{address}/desk/?queue=unassigned")
    row = page.locator(f"#row-{code}")
    await expect(row).to_be_visible(timeout=15_000)
    hand, begun = Hand(page, walk), time.perf_counter()
    # Every third ticket is answered with a prepared answer, the others in words of one's own.
    await (by_hand if way == "hand" else by_keys)(hand, code, number % 3 == 0)
    await expect(page.locator("#lines .line.officer")).to_be_visible(timeout=15_000)
    await expect(page.locator("#reply-text")).to_have_value("")
    walk.seconds = time.perf_counter() - begun
    if pictures:
        await page.screenshot(path=pictures / f"{number:02}-{name}.png")
    return walk


@asynccontextmanager
async def desk_open(folder: Path) -> AsyncIterator[tuple[str, Helpline]]:
    """A helpline with its desk, on loopback."""
    helpline = Helpline(f"sqlite:///{folder / 'shift.db'}")
    furnish(helpline)
    async with serving(Desk(helpline, Settings(public_url="", telegram_token="", twilio_auth_token=""))) as address:
        yield address, helpline
    helpline.close()


async def shift(window: str, way: str, many: int, pictures: Path | None) -> list[Walk]:
    """All of them, one after the other, in one window."""
    width, height = WINDOWS[window]
    with TemporaryDirectory() as folder:
        async with desk_open(Path(folder)) as (address, helpline), async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
            page = await browser.new_page(viewport={"width": width, "height": height}, locale="id-ID")
            walks = [await walked(page, address, helpline, way, number, pictures) for number in range(many)]
            await browser.close()
    return walks


def tell(window: str, way: str, walks: list[Walk]) -> None:
    """The middle and the worst."""
    presses, keys = [one.presses for one in walks], [one.keys for one in walks]
    seconds = [one.seconds for one in walks]
    figures = {
        "tickets": len(walks),
        "presses": [statistics.median(presses), max(presses)],
        "keys": [statistics.median(keys), max(keys)],
        "seconds": [round(statistics.median(seconds), 2), round(max(seconds), 2)],
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps({"figure": "shift", "window": window, "way": way, **figures}), flush=True)


def tell_each(walks: list[Walk]) -> None:
    """A line for each ticket, as a table of a page: its name, presses, keys, seconds."""
    for number, one in enumerate(walks, 1):
        print(f"| {number} | {one.name} | {one.presses} | {one.keys} | {one.seconds:.1f} |", flush=True)


def main() -> None:
    """Work the shift and print the figures."""
    asked = argparse.ArgumentParser(prog="python -m bench.shift", description=__doc__)
    asked.add_argument("--many", type=int, default=30, help="tickets of the shift")
    asked.add_argument("--window", choices=[*WINDOWS], action="append", help="only in this window")
    asked.add_argument("--way", choices=WAYS, action="append", help="only in this way")
    asked.add_argument("--each", action="store_true", help="tell every ticket, too")
    asked.add_argument("--pictures", type=Path, help="keep what was seen in this folder")
    told = asked.parse_args()
    for window in told.window or WINDOWS:
        for way in told.way or (WAYS if window == "laptop" else ("hand",)):
            folder = told.pictures / f"{window}-{way}" if told.pictures else None
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
            walks = asyncio.run(shift(window, way, told.many, folder))
            tell(window, way, walks)
            if told.each:
                tell_each(walks)


if __name__ == "__main__":
    main()
