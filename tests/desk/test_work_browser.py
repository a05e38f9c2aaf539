"""The officer's work in a real browser: files, the palette, words in a talk, drafts that outlive a login, names."""

import asyncio

import pytest
from playwright.async_api import Browser, BrowserContext, Dialog, Page, Route, expect
from sqlmodel import Session, col, delete, select

from bot.store.care_tables import OfficerWish
from bot.store.tables import DeskSession
from bot.store.work_tables import Mention
from tests.desk.conftest import PASSWORD
from tests.desk.test_browser import HELP, broken_rules, hears_keys, held_back, log_in, ticket_of
from tests.desk.test_hands import give_file
from tests.pictures import plain_png
from tests.world import Helpline

PNG = plain_png()


async def take(page: Page, address: str, helpline: Helpline) -> None:
    """Open the ticket of somebody in danger, and take it."""
    helpline.hears(HELP)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await expect(page.locator("#reply-text")).to_be_visible()
    await hears_keys(page)


def set_quiet(db: Session, officer_id: int, starts: str, ends: str) -> None:
    """Let this officer have quiet hours."""
    db.merge(OfficerWish(officer_id=officer_id, quiet_from=starts, quiet_until=ends))


async def listens(page: Page) -> None:
    """Wait until this page is told what happens."""
    await expect(page.locator("#line-state[data-known='1']")).to_be_attached()


async def yes(dialog: Dialog) -> None:
    """Press yes."""
    await dialog.accept()


async def test_a_file_leaves_and_lies_in_the_talk(page: Page, address: str, helpline: Helpline) -> None:
    await take(page, address, helpline)
    page.on("dialog", yes)
    picked = {"name": "Siti Aminah.png", "mimeType": "image/png", "buffer": PNG}
    await page.locator("#file").set_input_files(picked)  # type: ignore[arg-type]
    await expect(page.locator(".line.officer .file")).to_contain_text("Buka foto")
    assert helpline.files() == [("image/png", "kept", PNG)]
    assert "Siti Aminah" not in await page.content()


async def test_a_line_that_breaks_after_the_reply_was_taken_does_not_send_it_twice(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)

    async def swallow(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/reply*", swallow, times=1)
    reply = page.locator("#reply-text")
    await reply.fill("Anda di mana sekarang?")
    await reply.press("Control+Enter")
    await expect(page.locator("form.reply .trouble")).to_contain_text("sambungan terputus")
    await expect(reply).to_have_value("Anda di mana sekarang?")
    await reply.press("Control+Enter")
    await expect(reply).to_have_value("")
    assert helpline.said().count("Anda di mana sekarang?") == 1
    # What is typed while the line is slow is the next reply; whoever goes elsewhere meanwhile is not called back.
    async with held_back(page, "**/reply*"):
        await page.keyboard.type("Kami di sini.")
        await page.keyboard.press("Control+Enter")
        await page.keyboard.type(" Masih aman?")
    await expect(page.locator("#lines")).to_contain_text("Kami di sini.")
    await expect(reply).to_have_value("Masih aman?")
    async with held_back(page, "**/reply*"):
        await page.keyboard.press("Control+Enter")
        await page.keyboard.press("Escape")
        await page.keyboard.press("e")
        await expect(page.locator("#up-why")).to_be_focused()
    await expect(page.locator("#lines")).to_contain_text("Masih aman?")
    await expect(page.locator("#up-why")).to_be_focused()


async def test_two_officers_press_take_in_the_same_moment_and_one_is_told_who_has_it(
    browser: Browser, page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    code = ticket_of(helpline).code
    other = await browser.new_context(locale="id-ID")
    pages = {"peragaan-ani": page, "peragaan-budi": await other.new_page()}
    for name, one in pages.items():
        await log_in(one, address, name)
        await one.goto(f"{address}/desk/t/{code}")
    await asyncio.gather(*(one.get_by_role("button", name="Ambil tiket ini").click() for one in pages.values()))
    for one in pages.values():
        await expect(one.locator("#composer[data-standing=mine], #composer[data-standing=taken]")).to_have_count(1)
    standings = [await one.locator("#composer").get_attribute("data-standing") for one in pages.values()]
    assert sorted(map(str, standings)) == ["mine", "taken"]
    await other.close()


async def test_a_whole_ticket_on_a_telephone_in_english(browser: Browser, address: str, helpline: Helpline) -> None:
    helpline.hears(HELP)
    window = await browser.new_context(locale="id-ID", viewport={"width": 360, "height": 740})
    page = await window.new_page()
    await log_in(page, address)
    await window.add_cookies([{"name": "desk_language", "value": "en", "url": f"{address}/desk"}])
    await page.goto(f"{address}/desk/")
    await page.locator(f"#row-{ticket_of(helpline).code}").click()
    await page.get_by_role("button", name="Take this ticket").click()
    await expect(page.locator("#reply-text")).to_be_visible()
    await hears_keys(page)
    await page.locator("#reply-text").fill("Kami membaca. Anda di mana?")
    await page.get_by_role("button", name="Send reply").click()
    await expect(page.locator("#lines")).to_contain_text("Kami membaca. Anda di mana?")
    await expect(page.locator(".line.officer")).to_be_in_viewport(ratio=0.9)
    helpline.hears("di kamar mandi")
    await expect(page.locator("#lines")).to_contain_text("di kamar mandi")
    await expect(page.locator(".line.contact").last).to_be_in_viewport(ratio=0.9)
    # One sheet at a time: on so small a screen one would lie over the other.
    await page.locator("#more > summary").click()
    await page.locator("#papers > summary").click()
    await expect(page.locator("#more[open]")).to_have_count(0)
    await expect(page.locator("#papers[open]")).to_have_count(1)
    await page.locator("#papers > summary").click()
    await page.get_by_text("Close ticket").first.click()
    await page.locator("#outcome").select_option("helped")
    await page.locator("#close-text").fill("Sudah dijemput.")
    await page.locator("form.closing button").click()
    await expect(page.locator("#composer")).to_contain_text("This ticket is closed.")
    assert ticket_of(helpline).outcome == "helped"
    await window.close()


async def test_what_is_too_large_is_said_before_it_is_sent(page: Page, address: str, helpline: Helpline) -> None:
    await take(page, address, helpline)
    large = {"name": "a.png", "mimeType": "image/png", "buffer": PNG + b"0" * 5_300_000}
    await page.locator("#file").set_input_files(large)  # type: ignore[arg-type]
    await expect(page.locator("form.reply .trouble")).to_have_text("Berkas terlalu besar. Paling besar 5 MB.")
    assert helpline.files() == []


async def test_the_palette_finds_a_queue_and_an_action_by_keyboard_and_escape_closes_it(
    page: Page, address: str, helpline: Helpline
) -> None:
    for number in range(12):
        helpline.hears(HELP, who=f"orang{number}")
    await take(page, address, helpline)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("panggil")
    await page.keyboard.press("Escape")
    await expect(page.locator("#palette")).to_be_hidden()
    # Only the panes scroll, however long the list is.
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("panggil penanggung")
    await page.keyboard.press("Enter")
    await expect(page.locator("#up-why")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("semua terbuka")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#queues [aria-current]")).to_contain_text("Semua terbuka")


async def test_words_are_found_within_the_open_talk_and_asked_of_no_server(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    helpline.hears("saya di dapur")
    await expect(page.locator("#lines")).to_contain_text("saya di dapur")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    await page.locator("#within").fill("dapur")
    await expect(page.locator("#lines .line:visible")).to_have_count(1)
    await page.locator("#within").fill("")
    await expect(page.locator("#lines .line:visible")).not_to_have_count(1)
    assert not any("dapur" in one for one in asked)


async def test_a_draft_is_there_again_after_the_login_has_ended(page: Page, address: str, helpline: Helpline) -> None:
    # The send alone is to meet the end of the login: whatever the page fetches by itself would reload it.
    await page.route("**/desk/now*", lambda route: route.abort())
    await take(page, address, helpline)
    await page.locator("#reply-text").fill("Tunggu, saya sedang")
    helpline.database.write_now(lambda db: db.exec(delete(DeskSession).where(col(DeskSession.id) > 0)))
    await page.locator("#reply-text").press("Control+Enter")
    await expect(page.locator("form.reply .trouble")).to_contain_text("Masuk lagi")
    await page.reload()
    await page.get_by_label("Nama masuk").fill("peragaan-ani")
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.locator("#reply-text")).to_have_value("Tunggu, saya sedang")
    assert "Tunggu, saya sedang" not in helpline.said()


async def test_r17_a_voice_that_was_played_is_told_as_heard_at_once(
    page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    give_file(helpline, "audio/ogg", b"OggS")
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.get_by_role("button", name="Ambil tiket ini").click()
    await expect(page.locator("#lines .file strong")).to_have_text("belum didengar")
    await page.locator("#lines audio").evaluate("voice => voice.dispatchEvent(new Event('playing'))")
    await expect(page.locator("#lines .file .tag")).to_have_text("sudah didengar")
    await expect(page.locator("#lines .file strong")).to_have_count(0)


async def test_a_closing_note_is_there_again_after_a_reload(page: Page, address: str, helpline: Helpline) -> None:
    await take(page, address, helpline)
    await page.locator("label[for=mode-close]").click()
    await page.get_by_label("Hasil").select_option("helped")
    await page.locator("#close-text").fill("Sudah dijemput teman.")
    await page.reload()
    await expect(page.locator("#close-text")).to_have_value("Sudah dijemput teman.")


async def test_an_at_sign_offers_colleagues_and_the_named_one_hears_of_it(
    browser: Browser, page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    other = await browser.new_context(locale="id-ID")
    budi = await other.new_page()
    await log_in(budi, address, "peragaan-budi")
    await listens(budi)
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.type("@bud")
    await expect(page.locator("#call li:visible")).to_have_text(["Budi (peragaan)"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    note = page.locator("#note-text")
    await expect(note).to_have_value("@peragaan-budi ")
    await page.keyboard.type("tolong lihat")
    await note.press("Control+Enter")
    await expect(page.locator(".line.note")).to_contain_text("tolong lihat")
    await expect(budi.locator("#queues a[href$='queue=mentions'] .count")).to_have_text("1")
    await expect(budi.locator("#say")).to_contain_text("Anda dipanggil ke sebuah tiket")
    await other.close()


NOTICES = """
    window.noticed = [];
    window.Notification = class { constructor(title, more) { window.noticed.push([title, more.body || ""]); } };
    Notification.permission = "granted";
    Notification.requestPermission = () => {};
    localStorage.setItem("desk:alarm", "on");
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
"""


@pytest.mark.parametrize("quiet", [False, True])
async def test_whoever_is_named_gets_a_notice_with_the_code_alone_and_none_in_quiet_hours(
    browser: Browser, page: Page, address: str, helpline: Helpline, quiet: bool
) -> None:
    await take(page, address, helpline)
    budi_id = helpline.officer("peragaan-budi").id or 0
    hours = ("00:00", "23:59") if quiet else ("", "")
    helpline.database.write_now(lambda db: set_quiet(db, budi_id, *hours))
    other = await browser.new_context(locale="id-ID")
    await other.add_init_script(NOTICES)
    budi = await other.new_page()
    await log_in(budi, address, "peragaan-budi")
    await listens(budi)
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.type("@peragaan-budi. Siti Aminah takut pulang")
    await page.keyboard.press("Control+Enter")
    await expect(budi.locator("#called a")).to_have_text(ticket_of(helpline).code)
    noticed = await budi.evaluate("window.noticed")
    assert noticed == ([] if quiet else [[f"Anda dipanggil · {ticket_of(helpline).code}", ""]])
    await budi.locator("#called a").click()
    await expect(budi.locator("#lines")).to_contain_text("takut pulang")
    await expect(budi.locator("#queues a[href$='queue=mentions'] .count")).to_have_count(0)
    await expect(page.locator("#others")).to_contain_text("Budi (peragaan)")
    await budi.goto(f"{address}/desk/")
    # He came and went within one look at the store.
    await expect(page.locator("#others")).to_be_hidden()
    await other.close()


async def test_whoever_may_not_read_the_ticket_is_not_called_and_the_writer_is_told(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.type("@peragaan-citra @siapa tolong lihat")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("form.note .trouble")).to_contain_text("tidak bisa dipanggil")
    await expect(page.locator("#note-text")).to_have_value("")
    with helpline.reading() as db:
        assert db.exec(select(Mention)).all() == []


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_on_lists_filters_palette_and_sent_files(
    browser: Browser, address: str, helpline: Helpline, width: int, language: str
) -> None:
    helpline.hears("petugas", who="rini")
    window: BrowserContext = await browser.new_context(
        locale="id-ID", bypass_csp=True, viewport={"width": width, "height": 740}
    )
    page = await window.new_page()
    await take(page, address, helpline)
    await window.add_cookies([{"name": "desk_language", "value": language, "url": f"{address}/desk"}])
    await page.goto(f"{address}/desk/?queue=office&urgency=3")
    await page.locator("#narrow summary").click()
    found = await broken_rules(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette")).to_be_visible()
    found += await broken_rules(page)
    await page.keyboard.press("Escape")
    await page.locator("#more summary").click()
    found += await broken_rules(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await window.close()
    assert found == []


async def test_the_first_view_is_under_a_hundred_kilobytes(page: Page, address: str, helpline: Helpline) -> None:
    for number in range(60):
        helpline.hears(HELP, who=f"siti{number}")
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline, 'siti0').code}?queue=office")
    weighed = "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
    # What the browser had to decode of its kept files counts as if it had been fetched.
    sizes = await page.evaluate(f"{weighed}.map((one) => one.encodedBodySize)")
    assert sum(sizes) < 100_000
