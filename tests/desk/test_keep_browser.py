"""Administrators' and events' pages in a real browser: for everybody, on a small screen, by keyboard alone."""

from playwright.async_api import Browser, Page, expect

from tests.desk.conftest import PASSWORD
from tests.desk.test_browser import hears_keys
from tests.world import Helpline

GITA = "peragaan-gita"


async def go_in(page: Page, address: str, name: str) -> None:
    """Through the door."""
    await page.goto(f"{address}/desk/login")
    await page.get_by_label("Nama masuk").fill(name)
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.locator(".account")).to_be_visible()


async def test_an_office_is_changed_by_keyboard_alone(page: Page, address: str, helpline: Helpline) -> None:
    await go_in(page, address, GITA)
    await page.goto(f"{address}/desk/keep/offices/kp2mi.centre")
    await page.get_by_label("Hari libur").focus()
    await page.keyboard.type("kapan-kapan")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Tulis satu tanggal per baris")
    await hears_keys(page)
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
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.goto(f"{address}/desk/keep/explain")
    await page.get_by_label("Country").fill("SA")
    await page.get_by_role("button", name="Ask").click()
    await expect(page.locator("#why + p")).to_contain_text("To this office:")
    await page.goto(f"{address}/desk/keep/retention")
    await page.get_by_label("Helped").fill("400")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".flash")).to_have_text("Saved.")
    await window.close()
