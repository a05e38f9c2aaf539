"""Taking a talk apart in a real browser: by keys alone, without a script, in two languages, on a telephone."""

from playwright.async_api import Browser, Page, expect
from sqlmodel import select

from bot.store.tables import Line
from tests.desk.test_browser import HELP, broken_rules, hears_keys, log_in, ticket_of
from tests.world import Helpline

FRIEND = "teman saya Wayan juga dipukul, dia di Taiwan"


async def taken(page: Page, address: str, helpline: Helpline) -> None:
    """Somebody writes of themselves and of a friend, and the officer has taken it."""
    helpline.hears(HELP)
    helpline.hears(FRIEND)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await expect(page.locator("#reply-text")).to_be_visible()


async def test_r16_two_persons_become_two_tickets_by_keys_alone(page: Page, address: str, helpline: Helpline) -> None:
    await taken(page, address, helpline)
    await hears_keys(page)
    # Whoever took it with the pointer stands in the reply; Escape leaves it, and keys are keys again.
    await page.keyboard.press("Escape")
    await page.keyboard.press("p")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Pecah tiket")
    box = page.locator('input[name="line"]').last
    await box.focus()
    await page.keyboard.press("Space")
    await expect(box).to_be_checked()
    reached = False
    for _step in range(40):
        await page.keyboard.press("Tab")
        reached = await page.evaluate("document.activeElement.matches('form.split button')")
        if reached:
            break
    assert reached
    await page.keyboard.press("Enter")
    await expect(page.locator(".flash")).to_contain_text("Tiket dipecah")
    await expect(page.locator("#lines")).not_to_contain_text("Wayan")
    await expect(page.locator("#context")).not_to_contain_text("Wayan")
    old, new = helpline.tickets()
    assert (old.person, new.person, new.status in ("new", "offered")) == (1, 2, True)
    await page.locator("#history summary").click()
    await expect(page.locator("#history")).to_contain_text(f"Sebagian dipecah ke tiket lain: {new.code}")
    # Wherever it was routed: another office's officers read it now.
    with helpline.reading() as db:
        moved = db.exec(select(Line.state).where(Line.ticket_id == new.id)).all()
    assert list(moved) == ["heard"]


async def test_the_page_breaks_no_rule_of_access_and_fits_a_telephone(
    page: Page, address: str, helpline: Helpline
) -> None:
    await taken(page, address, helpline)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}/split")
    assert await broken_rules(page) == []
    await page.get_by_role("button", name="Pecah tiket").click()
    await expect(page.get_by_role("alert")).to_contain_text("Centang dulu paling sedikit satu pesan.")
    assert await broken_rules(page) == []
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_without_a_script_in_english_what_was_ticked_stays_when_something_is_missing(
    browser: Browser, address: str, helpline: Helpline
) -> None:
    window = await browser.new_context(java_script_enabled=False, locale="id-ID")
    page = await window.new_page()
    await taken(page, address, helpline)
    await page.locator(".account summary").click()
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}/split")
    box = page.locator('input[name="line"]').last
    await box.check()
    await page.get_by_label("Priority", exact=True).select_option("1")
    await page.get_by_role("button", name="Split the ticket").click()
    await expect(page.get_by_role("alert")).to_contain_text("Write the reason")
    await expect(box).to_be_checked()
    await page.get_by_label("Reason").fill("asks only for her friend")
    await page.get_by_role("button", name="Split the ticket").click()
    await expect(page.locator(".flash")).to_contain_text("The ticket was split")
    assert [one.urgency for one in helpline.tickets()] == [3, 1]
    await window.close()
