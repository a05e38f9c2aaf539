"""The officers' guide: its pictures are taken here, and everything that it names is on the screen.

`KENTONGAN_PICTURES=1 pytest tests/desk/test_guide.py` takes the pictures anew.
"""

import os
import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot.desk.app import PAGES
from tests.care.conftest import give_file
from tests.care.test_links import SAFE, SOUGHT, record
from tests.desk.test_browser import broken_rules, hears_keys, log_in
from tests.desk.test_pages import HELP, code_of
from tests.world import Helpline

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "officer.md"


async def picture(page: Page, name: str) -> None:
    """Take a picture for the guide, when it is asked for."""
    if os.environ.get("KENTONGAN_PICTURES"):
        await page.screenshot(path=GUIDE.parent / "officer" / name)


def test_every_picture_of_the_guide_is_there() -> None:
    named = re.findall(r"\]\(officer/([\w.]+)\)", GUIDE.read_text("utf-8"))
    assert named
    assert [name for name in named if not (GUIDE.parent / "officer" / name).is_file()] == []


def test_the_guide_names_each_thing_that_an_officer_can_do_by_key() -> None:
    text = GUIDE.read_text("utf-8")
    assert [key for key in ("c", "r", "n", "a", "t", "e", "s", "x", "?") if f"`{key}`" not in text] == []


async def test_what_the_guide_shows_is_on_the_screen(
    browser: Browser, page: Page, address: str, helpline: Helpline
) -> None:
    for who, words in (("siti", "gaji saya tidak dibayar tiga bulan"), ("rini", "petugas"), ("budi", HELP)):
        helpline.hears(words, who=who)
    code = code_of(helpline)
    await page.set_viewport_size({"width": 1280, "height": 800})
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{code}?queue=office")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await page.get_by_label("Orang ini akan membacanya").fill("Terima kasih sudah menulis. Anda aman sekarang?")
    await expect(page.locator("#context")).to_contain_text("Kekerasan")
    await picture(page, "ticket.png")
    helpline.hears("jangan balas")
    await page.goto(f"{address}/desk/t/{code}?queue=office")
    await expect(page.locator("#head")).to_contain_text("Sengaja sunyi.")
    await picture(page, "silent.png")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{address}/desk/t/{code}")
    await expect(page.locator(".signs-short")).to_be_visible()
    await picture(page, "phone.png")


async def test_the_other_rooms_of_the_guide_are_on_the_screen(
    browser: Browser, page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    give_file(helpline, "image/jpeg", b"foto")
    await page.set_viewport_size({"width": 1280, "height": 800})
    await log_in(page, address)
    await page.goto(f"{address}/desk/training/tidak-kuat")
    for name in ("P1 Mendesak", "Dukungan jiwa", "Jangan menyerah. Pikirkan keluarga di rumah."):
        await page.get_by_role("radio", name=name).check()
    await page.get_by_role("radio", name="Panggil penanggung jawab psikososial").check()
    await page.get_by_role("button", name="Periksa").click()
    await expect(page.locator("#about-reply")).to_contain_text("Ini bisa melukai.")
    await picture(page, "training.png")
    await page.goto(f"{address}/desk/digest")
    await expect(page.get_by_role("heading", name="Untuk saya")).to_be_visible()
    await picture(page, "digest.png")
    await page.goto(f"{address}/desk/t/{code_of(helpline)}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await expect(page.locator("#reply-text")).to_be_visible()
    await page.goto(f"{address}/desk/t/{code_of(helpline)}/care")
    await expect(page.get_by_role("heading", name="Gambar dan berkas")).to_be_visible()
    await picture(page, "care.png")


async def test_the_family_links_room_of_the_guide_is_on_the_screen(
    browser: Browser, page: Page, address: str, helpline: Helpline
) -> None:
    request = record(helpline, "karto", "seek", SOUGHT)
    other = record(helpline, "sumarni", "safe", SAFE)
    await page.set_viewport_size({"width": 1280, "height": 800})
    await log_in(page, address, "peragaan-eka")
    await page.goto(f"{address}/desk/links")
    await page.locator(f"input[value='{request}']").check()
    await page.locator(f"input[value='{other}']").check()
    await picture(page, "links.png")
    await page.get_by_role("button", name="Letakkan bersebelahan").click()
    await expect(page.locator(".compared")).to_contain_text("tahun lahir atau umurnya berdekatan")


async def test_axe_finds_nothing_on_the_leads_page_and_in_english(
    browser: Browser, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    window = await browser.new_context(locale="id-ID", bypass_csp=True)
    page = await window.new_page()
    await log_in(page, address, "peragaan-dewi")
    await page.goto(f"{address}/desk/oversee")
    found = await broken_rules(page)
    await page.goto(f"{address}/desk/t/{code_of(helpline)}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await expect(page.locator("#reply-text")).to_be_visible()
    await hears_keys(page)
    await page.locator("#more summary").click()
    found += await broken_rules(page)
    await page.locator("#more summary").click()
    await page.locator(".account summary").click()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("navigation", name="Queues")).to_be_visible()
    found += await broken_rules(page)
    await window.close()
    assert found == []


def test_the_guide_is_for_a_desk_that_has_these_addresses() -> None:
    paths = {page.path for page in PAGES}
    assert {"/t/{code}/transfer", "/t/{code}/escalate", "/t/{code}/snooze", "/oversee"} <= paths
