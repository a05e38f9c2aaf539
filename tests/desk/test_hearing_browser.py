"""Open desks that could grow deaf without a word: too many of them, and a line that died in silence."""

from playwright.async_api import BrowserContext, Page, expect
from sqlmodel import Session, select

from bot import interpreters, tickets
from bot.store.tables import Offer, Ticket
from tests.desk.conftest import PASSWORD
from tests.desk.test_browser import HELP, log_in, ticket_of
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
        await one.goto(f"{address}/desk/?queue=unassigned", timeout=10_000)
        await expect(one.locator("#list")).to_be_visible()
    helpline.hears(HELP)
    row = f"#row-{ticket_of(helpline).code}"
    await expect(page.locator(row)).to_be_visible(timeout=5000)
    await expect(behind[-1].locator(row)).to_have_count(0)
    await behind[-1].evaluate(COMES_FORWARD)
    await expect(behind[-1].locator(row)).to_be_visible(timeout=5000)
    helpline.hears(HELP, who="siti")
    await expect(behind[-1].locator(f"#row-{ticket_of(helpline, 'siti').code}")).to_be_visible(timeout=5000)


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
    await expect(page.locator(f"#row-{ticket_of(helpline).code}")).to_be_visible(timeout=5000)


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
    await expect(page.locator("body")).not_to_contain_text("dipukul", timeout=5000)
    await expect(page.locator("[data-refused=no_ticket]")).to_be_visible()


async def test_a_filter_that_lies_open_is_not_renewed_under_an_officers_fingers(
    page: Page, address: str, helpline: Helpline
) -> None:
    await log_in(page, address)
    await page.locator("#narrow summary").click()
    await page.locator("#narrow select").first.focus()
    await page.evaluate("document.querySelector('#list').dataset.then = 'yes'")
    async with page.expect_response("**/desk/now*"):
        helpline.hears(HELP)
    await page.wait_for_timeout(300)
    await expect(page.locator("#list")).to_have_attribute("data-then", "yes")
    async with page.expect_response("**/desk/now*"):
        await page.locator("#narrow summary").focus()
    await expect(page.locator("#list")).not_to_have_attribute("data-then", "yes")
    await expect(page.locator(f"#row-{ticket_of(helpline).code}")).to_be_visible()


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
    await expect(page.locator("#lines")).to_contain_text("Kula wonten kamar", timeout=5000)
    await expect(page.locator("#note")).to_have_value("Dia bilang")
    await expect(page.locator("#say")).to_contain_text(ticket.code)
