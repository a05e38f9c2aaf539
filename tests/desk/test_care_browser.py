"""The care pages in a real browser: warnings while somebody types, small screens, keys, and what axe finds."""

import pytest
from playwright.async_api import Page, expect

from tests.desk.test_browser import HELP, log_in, ticket_of
from tests.world import Helpline


async def taken(page: Page, address: str, helpline: Helpline) -> None:
    """A ticket that Ani holds, open before her."""
    helpline.hears(HELP)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        ("Sabar ya, kami janji", "sebaiknya tidak dipakai: Sabar, kami janji."),
        ("Buka www.contoh.test", "Ada tautan."),
        ("Bayar Rp 200.000", "Ada jumlah uang."),
        ("Apakah Pak Karto di rumah?", "Ada nama orang lain. Perlukah dia membacanya? Ada: Pak Karto."),
    ],
)
async def test_the_composer_warns_and_never_blocks(
    page: Page, address: str, helpline: Helpline, typed: str, warned: str
) -> None:
    await taken(page, address, helpline)
    reply = page.get_by_label("Orang ini akan membacanya")
    await reply.fill("Anda di mana?")
    await expect(page.locator("[data-care]")).to_be_hidden()
    await reply.fill(typed)
    await expect(page.locator("[data-care]")).to_contain_text(warned)
    await page.get_by_role("button", name="Kirim balasan").click()
    await expect(page.locator("#lines")).to_contain_text(typed)
