"""The care pages in a real browser: warnings while somebody types, small screens, keys, and what axe finds."""

import pytest
from playwright.async_api import Browser, Page, expect

from flows.words import Kind
from tests.care.conftest import give_file
from tests.desk.test_browser import HELP, broken_rules, log_in, ticket_of
from tests.world import Helpline


async def taken(page: Page, address: str, helpline: Helpline) -> None:
    """A ticket that Ani holds, open before her."""
    helpline.hears(HELP)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await expect(page.get_by_label("Orang ini akan membacanya")).to_be_visible()


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


async def test_axe_finds_nothing_beside_a_ticket(browser: Browser, address: str, helpline: Helpline) -> None:
    window = await browser.new_context(locale="id-ID", viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = await window.new_page()
    await taken(page, address, helpline)
    give_file(helpline, "image/jpeg", b"foto")
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}/care")
    await page.get_by_role("button", name="Segel").click()
    await expect(page.locator("#file-1")).to_contain_text("Disegel")
    found = await broken_rules(page)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    await window.close()
    assert (found, wide) == ([], 360)


async def test_an_invented_ticket_is_answered_by_keyboard_alone(page: Page, address: str, helpline: Helpline) -> None:
    await log_in(page, address)
    await page.goto(f"{address}/desk/training/tidak-kuat")
    await page.get_by_role("radio", name="P3 Ringan").focus()
    press = page.keyboard.press
    await press("Space")
    for _group in ("service", "reply", "step"):
        await press("Tab")
        await press("Space")
    await press("Tab")
    await press("Enter")
    await expect(page.locator("#about-urgency")).to_contain_text("Terlalu rendah")
    await expect(page.get_by_role("radio", name="P3 Ringan")).to_be_checked()


# A loudspeaker that only counts.
COUNTING = """
window.rang = 0;
const part = () => ({
  frequency: {}, gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} },
  connect: (next) => next, start() {}, stop() {},
});
window.AudioContext = class {
  constructor() { window.rang += 1; this.currentTime = 0; }
  createOscillator() { return part(); }
  createGain() { return part(); }
};
localStorage.setItem("desk:alarm", "on");
"""


async def rung(page: Page, wanted: int) -> int:
    """How often it rang, a moment after the row is there: the row and the sound come by two ways."""
    for _look in range(50):
        if await page.evaluate("window.rang") >= wanted > 0:
            break
        await page.wait_for_timeout(100)
    return int(await page.evaluate("window.rang"))


@pytest.mark.parametrize(("quiet", "rings"), [("00:00-23:59", 0), ("", 1)])
async def test_in_quiet_hours_p1_is_silent_and_p0_never_is(
    page: Page, address: str, helpline: Helpline, quiet: str, rings: int
) -> None:
    await page.add_init_script(COUNTING)
    await log_in(page, address)
    starts, _, ends = quiet.partition("-")
    await page.goto(f"{address}/desk/wishes")
    await page.locator("#from").fill(starts)
    await page.locator("#until").fill(ends)
    await page.get_by_role("button", name="Simpan").click()
    await expect(page.locator(".flash")).to_be_visible()
    await page.goto(f"{address}/desk/")
    # Only what comes while the desk listens is rung.
    await expect(page.locator("#line-state[data-known='1']")).to_be_attached()
    helpline.hears(kind=Kind.VOICE, who="suara")
    await expect(page.locator(f"#row-{helpline.tickets('suara')[0].code}")).to_be_visible()
    assert await rung(page, rings) == rings
    helpline.hears(HELP, who="gawat")
    await expect(page.locator(f"#row-{helpline.tickets('gawat')[0].code}")).to_be_visible()
    assert await rung(page, rings + 1) == rings + 1
