"""Two processes serve one PostgreSQL: an officer at either sees what is done at the other, without a reload."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update
from sqlmodel import col, select

from bot.desk.sessions import GUESSES_A_NAME
from bot.store.tables import Officer, Ticket
from tests.desk.conftest import KEPT, csrf_in
from tests.desk.test_browser import log_in
from tests.journeys.process import Helpdesk
from tests.postgres import Cluster
from tests.privacy import Watch

pytestmark = pytest.mark.asyncio(loop_scope="session")

Two = tuple[Helpdesk, Helpdesk]
ANI, BUDI, NURSE = "peragaan-ani", "peragaan-budi", "peragaan-dewi"
HELP = "tolong saya dipukul majikan, paspor saya ditahan"
A_SECOND = 1500
"""Milliseconds until what another process wrote stands on an open page, and a little for a busy machine."""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def two(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster) -> AsyncIterator[Two]:
    """Two servers on two ports, with one database and the same keys."""
    url = postgres.create(f"two_{uuid4().hex}")
    async with AsyncExitStack() as stack:
        first, second = (
            stack.enter_context(Helpdesk(tmp_path_factory.mktemp(name), url, Watch()).open()) for name in ("one", "two")
        )
        await first.start()
        await second.start()
        first.store().database.write_now(lambda db: db.execute(update(Officer).values(password_hash=KEPT)))
        yield first, second
        await second.stop()
        await first.stop()


@asynccontextmanager
async def at(browser: Browser, desk: Helpdesk, name: str) -> AsyncIterator[Page]:
    """An officer's browser at one of the two."""
    window = await browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta")
    page = await window.new_page()
    await log_in(page, desk.url, name)
    yield page
    await window.close()


async def writes(desk: Helpdesk, who: str, text: str, key: str) -> None:
    """A person writes to the simulator of this process."""
    said = {"address": f"telepon-{who}", "key": f"{who}-{key}-pesan", "text": text}
    async with httpx.AsyncClient(base_url=desk.url) as client:
        assert (await client.post("/simulator/messages", json=said)).status_code == 200


def ticket(desk: Helpdesk) -> Ticket:
    """The newest ticket."""
    with desk.store().reading() as db:
        return db.exec(select(Ticket).order_by(col(Ticket.id).desc()).limit(1)).one()


async def test_who_looks_who_takes_and_what_is_written_is_seen_at_both_desks(browser: Browser, two: Two) -> None:
    first, second = two
    async with at(browser, first, ANI) as ani, at(browser, second, BUDI) as budi:
        for page in (ani, budi):
            await expect(page.locator("#line-state[data-known='1']")).to_be_attached()
        await writes(second, "siti", HELP, "1")
        row = f"#row-{ticket(first).code}"
        await expect(ani.locator(row)).to_be_visible(timeout=A_SECOND)
        await expect(budi.locator(row)).to_be_visible(timeout=A_SECOND)
        await ani.locator(row).click()
        await expect(budi.locator(f"{row} .looks")).to_have_text("dilihat Ani (peragaan)", timeout=2 * A_SECOND)
        await budi.locator(row).click()
        await expect(budi.locator("#others")).to_have_text("Sedang melihat juga: Ani (peragaan)")
        await expect(ani.locator("#others")).to_have_text("Sedang melihat juga: Budi (peragaan)", timeout=2 * A_SECOND)
        await budi.get_by_role("button", name="Ambil tiket ini").click()
        await expect(ani.locator("#head")).to_contain_text("Dipegang Budi (peragaan)", timeout=2 * A_SECOND)
        await expect(ani.get_by_role("button", name="Ambil tiket ini")).to_have_count(0)
        await budi.get_by_label("Orang ini akan membacanya").fill("Kami membaca. Anda di mana?")
        await budi.get_by_role("button", name="Kirim balasan").click()
        await expect(ani.locator("#lines")).to_contain_text("Anda di mana?", timeout=2 * A_SECOND)
        await writes(first, "siti", "di kamar mandi", "2")
        await expect(budi.locator("#lines")).to_contain_text("di kamar mandi", timeout=2 * A_SECOND)
        await expect(ani.locator("#lines")).to_contain_text("di kamar mandi", timeout=2 * A_SECOND)
        await budi.keyboard.press("Escape")
        await budi.keyboard.press("n")
        await budi.locator("#note-text").fill(f"Tolong dilihat, @{ANI}")
        await ani.goto(f"{first.url}/desk/?queue=mine")
        await budi.get_by_role("button", name="Simpan catatan").click()
        await expect(ani.locator("#called")).to_contain_text(ticket(first).code, timeout=2 * A_SECOND)


async def test_a_login_and_its_end_and_the_count_of_guesses_hold_at_both_desks(two: Two) -> None:
    first, second = two
    async with httpx.AsyncClient(base_url=first.url) as one, httpx.AsyncClient(base_url=second.url) as other:
        await tries(one, ANI, "hujan-di-bulan-juni")
        other.cookies = one.cookies
        page = await other.get("/desk/")
        assert page.status_code == 200
        await other.post("/desk/logout", data={"csrf": csrf_in(page.text)})
        assert (await one.get("/desk/")).headers["location"].startswith("/desk/login")
        guesses = [await tries((one, other)[turn % 2], NURSE, "salah") for turn in range(GUESSES_A_NAME)]
        assert guesses == [403] * GUESSES_A_NAME
        assert [await tries(client, NURSE, "hujan-di-bulan-juni") for client in (one, other)] == [429, 429]


async def tries(client: httpx.AsyncClient, name: str, password: str) -> int:
    """Fill in the login's form; what the desk answers."""
    page = await client.get("/desk/login")
    form = {"csrf": csrf_in(page.text), "name": name, "password": password, "next": ""}
    return (await client.post("/desk/login", data=form)).status_code


async def test_two_officers_take_one_ticket_at_two_desks_and_one_of_them_holds_it(two: Two) -> None:
    first, second = two
    await writes(first, "rini", HELP, "1")
    code = ticket(first).code
    async with httpx.AsyncClient(base_url=first.url) as ani, httpx.AsyncClient(base_url=second.url) as budi:
        for client, name in ((ani, ANI), (budi, BUDI)):
            await tries(client, name, "hujan-di-bulan-juni")
        pages = [await client.get(f"/desk/t/{code}") for client in (ani, budi)]
        pressed = [
            client.post(f"/desk/t/{code}/take", data={"csrf": csrf_in(page.text)}, follow_redirects=True)
            for client, page in zip((ani, budi), pages, strict=True)
        ]
        ends = await asyncio.gather(*pressed)
    holders = {match[1] for end in ends if (match := re.search(r"Dipegang (\w+ \(peragaan\))", end.text))}
    assert len(holders) <= 1
    with first.store().reading() as db:
        owner = db.get_one(Officer, ticket(first).owner_id)
    assert owner.login in (ANI, BUDI)
