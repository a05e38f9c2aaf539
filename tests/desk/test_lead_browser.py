"""The lead's pages in a real browser: for everybody, on a small screen, by keyboard, with the policy kept."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.desk.figures import sweep
from bot.desk.figures.__main__ import answer
from bot.routing.values import KP2MI
from tests.cases.desk import everybody
from tests.desk.conftest import KEPT, Desk
from tests.desk.test_browser import HELP, broken_rules, log_in
from tests.desk.test_events_pages import crowd
from tests.world import Helpline

PAGES = ("/desk/oversee", "/desk/figures")


@pytest_asyncio.fixture(loop_scope="session")
async def busy(helpline: Helpline) -> AsyncIterator[Helpline]:
    """Twelve people in danger, and figures that were drawn."""
    for who in range(12):
        helpline.hears(HELP, who=f"orang{who}")
    helpline.now += timedelta(hours=1)
    helpline.database.write_now(lambda db: sweep.wish(db, KP2MI, helpline.now))
    with helpline.reading() as db:
        said = answer(db, {KP2MI: ""}, helpline.now)
    helpline.database.write_now(lambda db: sweep.keep(db, said, helpline.now))
    yield helpline


async def open_all(page: Page) -> None:
    """Open every table that is folded away."""
    await page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
async def test_axe_finds_nothing_and_nothing_is_wider_than_its_window(
    browser: Browser, address: str, desk: Desk, busy: Helpline, scheme: str, width: int
) -> None:
    window = await browser.new_context(
        locale="id-ID",
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 740},
        bypass_csp=True,
    )
    page = await window.new_page()
    await log_in(page, address, "peragaan-dewi")
    found: list[str] = []
    for path in PAGES:
        await page.goto(address + path)
        await open_all(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        found += await broken_rules(page)
    await window.close()
    assert found == []


async def test_the_policy_lets_every_drawing_through_and_complains_of_nothing(
    page: Page, address: str, busy: Helpline
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await log_in(page, address, "peragaan-dewi")
    await page.goto(f"{address}/desk/figures")
    pictures = page.locator(".figure img")
    assert await pictures.count() >= 5
    for number in range(await pictures.count()):
        await pictures.nth(number).scroll_into_view_if_needed()
        await expect(pictures.nth(number)).to_have_js_property("complete", True)
    widths = await page.evaluate("[...document.querySelectorAll('.figure img')].map((one) => one.naturalWidth)")
    assert (min(widths) > 100, said) == (True, [])


async def test_a_lead_comes_to_the_numbers_by_keyboard_alone(page: Page, address: str, busy: Helpline) -> None:
    await log_in(page, address, "peragaan-dewi")
    await page.get_by_role("link", name="Pengawasan").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Pengawasan")).to_be_visible()
    await page.get_by_role("link", name="Angka", exact=True).focus()
    await page.keyboard.press("Enter")
    table = page.locator("#table-heard summary")
    await table.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#table-heard")).to_contain_text("Belum dijawab")


async def test_a_lead_reads_the_figures_in_english(page: Page, address: str, busy: Helpline) -> None:
    await log_in(page, address, "peragaan-dewi")
    await page.locator(".account summary").click()
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.goto(f"{address}/desk/figures")
    await expect(page.locator("#heard h2")).to_have_text("Heard")
    await expect(page.locator("#heard")).to_contain_text("Table")


async def test_r31_a_first_look_is_four_buttons_in_place_of_taking(
    page: Page, address: str, helpline: Helpline
) -> None:
    code = crowd(helpline, "hadi", urgency=2, first_look=True)[-1]
    everybody(helpline, lambda officer: setattr(officer, "password_hash", KEPT))
    await log_in(page, address, "hadi")
    await page.goto(f"{address}/desk/t/{code}")
    await expect(page.get_by_role("button", name="Ambil tiket ini")).to_have_count(0)
    await page.get_by_role("button", name="P0 Gawat").click()
    await expect(page.locator(".flash")).to_contain_text("Prioritasnya ditetapkan")
    assert helpline.tickets("p4")[0].urgency == 3
