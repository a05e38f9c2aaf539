"""Administrators' and events' pages in a real browser: for everybody, on a small screen, by keyboard alone."""

import pytest
from playwright.async_api import Browser, Page, expect

from bot import broadcasts, events
from bot.audience import Audience
from tests.desk.conftest import PASSWORD, Desk
from tests.desk.test_browser import HELP, broken_rules
from tests.desk.test_keep_pages import GET
from tests.desk.test_pages import DEWI
from tests.world import Helpline

GITA = "peragaan-gita"
MORE = ("/keep/offices/kp2mi.centre", "/keep/offices/kp2mi.centre/number?at=0", "/keep/officers/1", "/keep/rule?at=0")


async def go_in(page: Page, address: str, name: str) -> None:
    """Through the door."""
    await page.goto(f"{address}/desk/login")
    await page.get_by_label("Nama masuk").fill(name)
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.locator(".account")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
async def test_axe_finds_nothing_and_nothing_is_wider_than_its_window(
    browser: Browser, address: str, desk: Desk, helpline: Helpline, width: int, scheme: str
) -> None:
    helpline.hears(HELP)
    dewi = helpline.officer(DEWI)
    helpline.database.write_now(lambda db: events.declare(db, dewi, "flood", ("MY",), helpline.now))
    words, audience = {"id": "Halo. Jalan sudah dibuka."}, Audience(frozenset({"MY"}))
    code = helpline.database.write_now(lambda db: broadcasts.draft(db, dewi, words, audience, helpline.now))
    window = await browser.new_context(
        locale="id-ID",
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 740},
        bypass_csp=True,
    )
    found: list[str] = []
    for name, paths in ((GITA, [*GET, *MORE]), (DEWI, ["/events", "/events/1", "/broadcasts", f"/broadcasts/{code}"])):
        await window.clear_cookies()
        page = await window.new_page()
        await go_in(page, address, name)
        for path in paths:
            await page.goto(f"{address}/desk{path}")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            found += [f"{path} {rule}" for rule in await broken_rules(page)]
    await window.close()
    assert found == []


async def test_an_office_is_changed_by_keyboard_alone(page: Page, address: str, helpline: Helpline) -> None:
    await go_in(page, address, GITA)
    await page.goto(f"{address}/desk/keep/offices/kp2mi.centre")
    await page.get_by_label("Hari libur").focus()
    await page.keyboard.type("kapan-kapan")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Tulis satu tanggal per baris")
    await expect(page.get_by_label("Hari libur")).to_have_value("kapan-kapan")
    await page.get_by_role("link", name="Hari libur").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Hari libur").focus()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("2026-12-25")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".flash.right")).to_have_text("Sudah disimpan.")
    await expect(page.get_by_label("Hari libur")).to_have_value("2026-12-25")


async def test_an_administrator_works_in_english_without_a_script(
    browser: Browser, address: str, helpline: Helpline
) -> None:
    window = await browser.new_context(java_script_enabled=False, locale="en")
    page = await window.new_page()
    await go_in(page, address, GITA)
    await page.locator(".account summary").click()
    await page.get_by_role("button", name="English").click()
    await page.goto(f"{address}/desk/keep/explain")
    await page.get_by_label("Country").fill("SA")
    await page.get_by_role("button", name="Ask").click()
    await expect(page.locator("#why + p")).to_contain_text("To this office:")
    await page.goto(f"{address}/desk/keep/retention")
    await page.get_by_label("Helped").fill("400")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".flash")).to_have_text("Saved.")
    await window.close()
