"""Open desks that could grow deaf without a word: too many of them, and a line that died in silence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import BrowserContext, Page, expect
from sqlmodel import Session, select

from bot import interpreters, tickets
from bot.store.tables import Offer, Ticket
from tests.desk.conftest import PASSWORD
from tests.desk.test_browser import HELP, log_in, ticket_of
from tests.desk.test_safe_contact import never_opening
from tests.world import Helpline

HIDDEN = """
window.shown = false;
Object.defineProperty(document, "visibilityState", { get: () => (window.shown ? "visible" : "hidden") });
"""
COMES_FORWARD = "window.shown = true; document.dispatchEvent(new Event('visibilitychange'))"


async def test_more_pages_than_a_browser_has_lines_are_served_and_hear_once_they_are_looked_at(
    page: Page, window: BrowserContext, address: str, helpline: Helpline
) -> None:
    await log_in(page, address)
    behind = [await window.new_page() for _page in range(8)]
    for one in behind:
        await one.add_init_script(HIDDEN)
        await one.goto(f"{address}/desk/?queue=unassigned")
        await expect(one.locator("#list")).to_be_visible()
    helpline.hears(HELP)
    row = f"#row-{ticket_of(helpline).code}"
    await expect(page.locator(row)).to_be_visible()
    await expect(behind[-1].locator(row)).to_have_count(0)
    await behind[-1].evaluate(COMES_FORWARD)
    await expect(behind[-1].locator(row)).to_be_visible()
    helpline.hears(HELP, who="siti")
    await expect(behind[-1].locator(f"#row-{ticket_of(helpline, 'siti').code}")).to_be_visible()


async def test_a_line_that_died_in_silence_is_taken_up_again(page: Page, address: str, helpline: Helpline) -> None:
    await page.clock.install()
    async with page.expect_response("**/desk/live*"):
        await log_in(page, address)
    await expect(page.locator("#line-state")).to_be_hidden()
    # The server's next sign of life is due after 15 seconds of its clock; on this page's none came in 50.
    async with page.expect_response("**/desk/live*"):
        await page.clock.fast_forward(50_000)
    helpline.hears(HELP)
    await page.clock.run_for(2000)
    await expect(page.locator(f"#row-{ticket_of(helpline).code}")).to_be_visible()


async def test_r26_a_ticket_that_leaves_an_officers_sight_leaves_their_screen(
    page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    code = ticket_of(helpline).code
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{code}")
    await expect(page.locator("#lines")).to_contain_text("dipukul")

    def leaves(db: Session) -> None:
        ticket = db.exec(select(Ticket).where(Ticket.code == code)).one()
        ticket.service, ticket.office_id, ticket.status = "safeguarding", None, "new"
        for offer in db.exec(select(Offer)):
            offer.state = "withdrawn"

    helpline.database.write_now(leaves)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator("body")).not_to_contain_text("dipukul")
    await expect(page.locator("[data-refused=no_ticket]")).to_be_visible()


async def test_what_an_officer_chose_typed_or_stands_on_outlives_every_renewal(
    page: Page, address: str, helpline: Helpline
) -> None:
    await log_in(page, address)
    await page.locator("#narrow summary").click()
    country, summary = page.locator("#f-country"), page.locator("#narrow summary")
    await country.select_option("MY")
    await country.focus()
    helpline.hears(HELP)
    await expect(page.locator(f"#row-{ticket_of(helpline).code}")).to_be_visible()
    await expect(country).to_be_focused()
    await page.locator("#narrow [name=unread]").check()
    await summary.focus()
    async with renewed(page, "#list"):
        helpline.hears(HELP, who="siti")
    await expect(summary).to_be_focused()
    await expect(country).to_have_value("MY")
    await expect(page.locator("#narrow [name=unread]")).to_be_checked()
    queue = page.locator("#queues a[href$='queue=office']")
    await queue.focus()
    await expect(queue).to_contain_text("2")
    helpline.hears(HELP, who="rini")
    await expect(queue).to_contain_text("3")
    await expect(queue).to_be_focused()
    rows = page.locator("#list .row")
    await rows.nth(1).focus()
    gone, after = [str(await rows.nth(place).get_attribute("data-code")) for place in (1, 2)]
    budi = helpline.officer("peragaan-budi")

    def takes(db: Session) -> None:
        ticket = db.exec(select(Ticket.id).where(Ticket.code == gone)).one() or 0
        tickets.take(db, helpline.vault, ticket, db.merge(budi), helpline.now)

    helpline.database.write_now(takes)
    await expect(page.locator(f"#row-{gone}")).to_have_count(0)
    # The row on which the officer stood is gone, not the place.
    await page.keyboard.press("j")
    await expect(page.locator(f"#row-{after}")).to_be_focused()


async def test_a_city_half_typed_and_the_button_beside_it_outlive_every_renewal(
    page: Page, address: str, helpline: Helpline
) -> None:
    never_opening(helpline)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    city = page.locator("#safe-city")
    await city.focus()
    await page.keyboard.type("Jaya")
    async with renewed(page, "#context"):
        helpline.hears("dia datang lagi, saya takut dibunuh")
    await page.keyboard.type("pura")
    await expect(city).to_have_value("Jayapura")
    await page.keyboard.press("Tab")
    button = city.locator("xpath=following-sibling::button")
    await expect(button).to_be_focused()
    async with renewed(page, "#context"):
        helpline.hears("pintunya dikunci, saya mau mati saja")
    await expect(button).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".flash")).to_contain_text("Kota dicatat.")


@asynccontextmanager
async def renewed(page: Page, part: str) -> AsyncIterator[None]:
    """What happens here has this part of the page renewed."""
    await page.locator(part).evaluate("part => { part.dataset.then = 'yes'; }")
    yield
    await expect(page.locator(part)).not_to_have_attribute("data-then", "yes")


async def test_an_interpreters_page_hears_of_its_ticket_and_keeps_what_is_being_typed(
    page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    ticket = ticket_of(helpline)

    def add(db: Session) -> None:
        ani, hana = (helpline.officer(f"peragaan-{name}") for name in ("ani", "hana"))
        tickets.take(db, helpline.vault, ticket.id or 0, db.merge(ani), helpline.now)
        interpreters.add(db, ticket.id or 0, db.merge(ani), hana.id or 0, helpline.now)

    helpline.database.write_now(add)
    await page.goto(f"{address}/desk/")
    await page.get_by_label("Nama masuk").fill("peragaan-hana")
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.get_by_role("link", name=ticket.code)).to_be_visible()
    async with page.expect_response("**/interpret/live"):
        await page.goto(f"{address}/desk/t/{ticket.code}/interpret")
    await page.locator("#note").fill("Dia bilang")
    helpline.hears("Kula wonten kamar")
    await expect(page.locator("#lines")).to_contain_text("Kula wonten kamar")
    await expect(page.locator("#note")).to_have_value("Dia bilang")
    await expect(page.locator("#say")).to_contain_text(ticket.code)
