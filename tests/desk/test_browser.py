"""The desk in a real browser: live without a reload, by keyboard alone, on a small screen, for everybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from bot.store.tables import Ticket
from tests.desk.conftest import PASSWORD, Desk
from tests.world import Helpline

HELP = "tolong saya dipukul majikan, paspor saya ditahan"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


async def log_in(page: Page, address: str, name: str = "peragaan-ani") -> None:
    """Through the door, as an officer does."""
    await page.goto(f"{address}/desk/")
    await page.get_by_label("Nama masuk").fill(name)
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.get_by_role("navigation", name="Antrean")).to_be_visible()


async def hears_keys(page: Page) -> None:
    """Wait until the scripts of this page have come: without one, the desk works by links and forms alone."""
    await expect(page.locator("html.js")).to_be_attached()


@asynccontextmanager
async def held_back(page: Page, address: str) -> AsyncIterator[None]:
    """What is fetched next from this address is on its way as long as this lasts."""
    done = asyncio.Event()

    async def late(route: Route) -> None:
        await done.wait()
        await route.continue_()

    await page.route(address, late, times=1)
    yield
    done.set()


def ticket_of(helpline: Helpline, who: str = "budi") -> Ticket:
    """Somebody's first ticket."""
    return helpline.tickets(who)[0]


async def test_a_ticket_appears_is_taken_answered_and_closed_without_a_reload(
    page: Page, address: str, helpline: Helpline
) -> None:
    await log_in(page, address)
    helpline.hears(HELP)
    row = page.locator(f"#row-{ticket_of(helpline).code}")
    await expect(row).to_be_visible()
    await row.click()
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await page.get_by_label("Orang ini akan membacanya").fill("Kami membaca. Anda di mana?")
    await page.get_by_role("button", name="Kirim balasan").click()
    await expect(page.locator("#lines")).to_contain_text("Kami membaca. Anda di mana?")
    helpline.hears("di kamar mandi")
    await expect(page.locator("#lines")).to_contain_text("di kamar mandi")
    await page.get_by_text("Tutup tiket").first.click()
    await page.get_by_label("Hasil").select_option("helped")
    await page.get_by_label("Catatan penutup").fill("Sudah dijemput.")
    await page.get_by_role("button", name="Tutup tiket").click()
    await expect(page.locator("#composer")).to_contain_text("Tiket ini sudah ditutup.")
    assert ticket_of(helpline).outcome == "helped"


async def test_words_that_arrive_on_an_open_ticket_count_as_read(page: Page, address: str, helpline: Helpline) -> None:
    helpline.hears(HELP)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await expect(page.get_by_label("Orang ini akan membacanya")).to_be_visible()
    helpline.hears("dia datang lagi")
    await expect(page.locator("#lines")).to_contain_text("dia datang lagi")
    await expect(page.locator("#head")).to_be_visible()
    async with asyncio.timeout(20):
        while ticket_of(helpline).unread:
            await page.wait_for_timeout(100)
    assert ticket_of(helpline).unread == 0


async def test_the_second_officer_sees_who_took_it(
    browser: Browser, page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    code = ticket_of(helpline).code
    other = await browser.new_context(locale="id-ID")
    second = await other.new_page()
    await log_in(page, address)
    await log_in(second, address, "peragaan-budi")
    await page.goto(f"{address}/desk/t/{code}")
    await second.goto(f"{address}/desk/t/{code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await expect(second.locator("#head")).to_contain_text("Dipegang Ani (peragaan)")
    await expect(second.get_by_role("button", name="Ambil tiket ini")).to_have_count(0)
    await other.close()


async def test_nothing_typed_is_lost_on_a_reload_or_a_broken_line(
    page: Page, window: BrowserContext, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    reply = page.get_by_label("Orang ini akan membacanya")
    await hears_keys(page)
    await reply.fill("Tunggu sebentar")
    await page.reload()
    await expect(reply).to_have_value("Tunggu sebentar")
    await window.set_offline(True)
    await reply.press("Control+Enter")
    await expect(page.locator("#composer")).to_contain_text("sambungan terputus")
    await expect(reply).to_have_value("Tunggu sebentar")
    await window.set_offline(False)
    await reply.press("Control+Enter")
    await expect(page.locator("#lines")).to_contain_text("Tunggu sebentar")
    await expect(reply).to_have_value("")
    assert helpline.said().count("Tunggu sebentar") == 1


async def test_a_whole_ticket_by_keyboard_alone(page: Page, address: str, helpline: Helpline) -> None:
    helpline.hears(HELP)
    await log_in(page, address)
    press = page.keyboard.press
    await press("j")
    await expect(page.locator(f"#row-{ticket_of(helpline).code}")).to_be_focused()
    await press("Enter")
    await expect(page.locator("#head h1")).to_have_text(ticket_of(helpline).code)
    await press("c")
    await expect(page.get_by_label("Orang ini akan membacanya")).to_be_visible()
    await press("r")
    await expect(page.locator("#reply-text")).to_be_focused()
    await page.keyboard.type("Anda aman?")
    await press("Control+Enter")
    await expect(page.locator("#lines")).to_contain_text("Anda aman?")
    await press("Escape")
    await press("n")
    await expect(page.locator("#note-text")).to_be_focused()
    await page.keyboard.type("tanya lagi nanti")
    await press("Control+Enter")
    await expect(page.locator(".line.note")).to_contain_text("tanya lagi nanti")
    await press("Escape")
    await press("x")
    await expect(page.get_by_label("Hasil")).to_be_focused()
    await page.get_by_label("Hasil").select_option("other")
    await press("Tab")
    await page.keyboard.type("selesai")
    await press("Control+Enter")
    await expect(page.locator("#composer")).to_contain_text("Tiket ini sudah ditutup.")


async def test_the_desk_works_without_javascript(browser: Browser, address: str, helpline: Helpline) -> None:
    helpline.hears(HELP)
    window = await browser.new_context(java_script_enabled=False, locale="id-ID")
    page = await window.new_page()
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await page.get_by_label("Orang ini akan membacanya").fill("Tanpa skrip")
    await page.get_by_role("button", name="Kirim balasan").click()
    await expect(page.locator("#lines")).to_contain_text("Tanpa skrip")
    await window.close()


@pytest.mark.parametrize("width", [360, 820, 1280])
async def test_no_page_is_wider_than_its_window(page: Page, address: str, helpline: Helpline, width: int) -> None:
    helpline.hears(HELP + " " + "sangatpanjangsekali" * 12)
    await page.set_viewport_size({"width": width, "height": 740})
    await log_in(page, address)
    for path in ("/desk/", f"/desk/t/{ticket_of(helpline).code}"):
        await page.goto(address + path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_on_any_page(
    browser: Browser, address: str, desk: Desk, helpline: Helpline, scheme: str, width: int
) -> None:
    helpline.hears(HELP)
    helpline.hears("jangan balas")
    window = await browser.new_context(
        locale="id-ID",
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 740},
        bypass_csp=True,
    )
    page = await window.new_page()
    await page.goto(f"{address}/desk/login")
    found = await broken_rules(page)
    await log_in(page, address)
    found += await broken_rules(page)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    found += await broken_rules(page)
    await page.get_by_role("button", name="Ambil tiket ini").click()
    for mode in ("mode-reply", "mode-note", "mode-close"):
        await page.locator(f"label[for={mode}]").click()
        found += await broken_rules(page)
    await page.goto(f"{address}/desk/t/NONE")
    found += await broken_rules(page)
    await window.close()
    assert found == []


async def broken_rules(page: Page) -> list[str]:
    """What axe-core finds on the page, by rule and by element."""
    await page.evaluate(AXE)
    violations = await page.evaluate("axe.run({resultTypes: ['violations']}).then((found) => found.violations)")
    return [f"{one['id']}: {node['target']}" for one in violations for node in one["nodes"]]
