"""Every act on a ticket by keyboard alone, in a real browser: what the desk promises of work, sentence by sentence."""

import json
from datetime import timedelta

from playwright.async_api import Page, expect
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.handover import wake
from bot.store.tables import Line, Officer, TalkRow, Ticket
from bot.store.work_tables import Lesson
from flows.words import Writing
from tests.desk.conftest import Desk
from tests.desk.test_browser import HELP, held_back, log_in, ticket_of
from tests.desk.test_work_browser import take as take_in_any_window
from tests.world import Helpline


async def take(page: Page, address: str, helpline: Helpline) -> None:
    """Take a ticket in a wide window, in which whoever takes with the pointer writes next: only then keys are heard."""
    await take_in_any_window(page, address, helpline)
    await expect(page.locator("#reply-text")).to_be_focused()


async def palette(page: Page, words: str) -> None:
    """Leave what is typed in, and ask for a command by its name."""
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette-words")).to_be_focused()
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")


async def choose(page: Page, *values: str) -> None:
    """Choose in the list that has the focus and in those after it; then send the form by key."""
    await choose_only(page, *values)
    async with page.expect_navigation():
        await page.keyboard.press("Control+Enter")


async def choose_only(page: Page, *values: str) -> None:
    """Choose in the list that has the focus and in those after it, and send nothing yet."""
    for place, value in enumerate(values):
        if place:
            await page.keyboard.press("Tab")
        await page.locator("select:focus").select_option(value)


async def test_a_failed_line_says_why_and_really_leaves_again(page: Page, address: str, helpline: Helpline) -> None:
    await take(page, address, helpline)
    await page.keyboard.type("Anda di mana?")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.officer .state")).to_contain_text("Menunggu dikirim")

    def fail(db: Session) -> None:
        db.exec(update(Line).where(col(Line.officer_id).is_not(None)).values(state="failed", failure="busy"))

    helpline.database.write_now(fail)
    await expect(page.locator(".line.officer.failed")).to_be_visible()
    await page.locator(".line.failed button").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".flash")).to_have_text("Pesan akan dikirim lagi.")
    await expect(page.locator(".line.failed")).to_have_count(0)
    helpline.shows()
    await expect(page.locator(".line.officer .state")).to_contain_text("Terkirim")
    assert helpline.said().count("Anda di mana?") == 1


async def test_a_ticket_sleeps_by_key_and_wakes_at_its_time_or_at_the_persons_word(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    code = ticket_of(helpline).code
    await page.keyboard.press("Escape")
    await page.keyboard.press("s")
    await choose(page, "hour")
    await expect(page.locator(".flash")).to_contain_text("Tiket tidur.")
    await page.goto(f"{address}/desk/?queue=mine")
    await expect(page.locator(f"#row-{code}")).to_have_count(0)
    slept = helpline.now + timedelta(hours=2)
    helpline.database.write_now(lambda db: wake(db, slept))
    await expect(page.locator(f"#row-{code}")).to_be_visible()
    await page.goto(f"{address}/desk/t/{code}?queue=mine")
    await page.keyboard.press("s")
    await choose(page, "day")
    await page.goto(f"{address}/desk/?queue=mine")
    await expect(page.locator(f"#row-{code}")).to_have_count(0)
    helpline.hears("dia datang lagi")
    await expect(page.locator(f"#row-{code}")).to_be_visible()


async def test_service_urgency_and_language_are_set_right_by_key_and_kept_as_a_lesson(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    await palette(page, "prioritas")
    await choose_only(page, "2", "complaint", "jv")
    await page.keyboard.press("Tab")
    await page.keyboard.type("sudah aman, soal gaji")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".flash")).to_contain_text("Sudah dibetulkan")
    ticket = ticket_of(helpline)
    assert (ticket.urgency, ticket.service, ticket.language) == (2, "complaint", "jv")
    with helpline.reading() as db:
        lessons = db.exec(select(Lesson)).all()
    assert all((one.service, one.language) == ("complaint", "jv") for one in lessons)
    await expect(page.locator("#reply-meaning")).to_be_visible()


async def test_words_that_arrive_under_the_open_palette_leave_its_commands_alive(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    await page.keyboard.press("Control+k")
    await page.keyboard.type("prioritas")
    helpline.hears("saya di Johor, pintu dikunci dari luar")
    await expect(page.locator("#lines")).to_contain_text("pintu dikunci")
    await page.keyboard.press("Enter")
    await expect(page.locator("#urgency")).to_be_focused()


async def test_two_tickets_of_one_person_are_linked_and_merged_by_key(
    page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears("petugas", who="rini")
    await take(page, address, helpline)
    first, rini = ticket_of(helpline), helpline.tickets("rini")[0]
    await palette(page, "kaitkan")
    await page.keyboard.type(rini.code.lower())
    await page.keyboard.press("Tab")
    await choose(page, "same_employer")
    await expect(page.locator("#context")).to_contain_text(rini.code)

    def of_one_contact(db: Session) -> None:
        duplicate = db.get_one(Ticket, rini.id)
        duplicate.contact_id, duplicate.office_id = first.contact_id, first.office_id
        # Her words lie under her own key, and she is another person after all.
        db.exec(update(Line).where(col(Line.ticket_id) == rini.id).values(ticket_id=None))

    helpline.database.write_now(of_one_contact)
    await page.goto(f"{address}/desk/t/{rini.code}")
    await palette(page, "gabungkan")
    await choose(page, first.code)
    await expect(page.locator(".flash")).to_contain_text("Tiket digabung.")
    await expect(page.locator("#head h1")).to_have_text(first.code)


async def test_over_up_back_and_open_again_by_key(page: Page, address: str, helpline: Helpline) -> None:
    await take(page, address, helpline)
    await page.keyboard.press("Escape")
    await page.keyboard.press("t")
    office = page.locator("#office optgroup[label='lembaga kita'] option").nth(1)
    await choose(page, str(await office.get_attribute("value")), "other_service")
    await expect(page.locator("#head")).to_contain_text("Diusulkan ke")
    async with held_back(page, "**/desk.js*"):
        await page.get_by_role("button", name="Tarik kembali").press("Enter", no_wait_after=True)
        await expect(page.locator(".flash")).to_contain_text("Usulan ditarik kembali.")
        await page.keyboard.press("e")
    await expect(page.locator("#up-why")).to_be_focused()
    # Between the key and the choice the page is renewed.
    helpline.hears("pintu dikunci dari luar")
    await expect(page.locator("#lines")).to_contain_text("pintu dikunci")
    await expect(page.locator("#up-why")).to_be_focused()
    await choose(page, "unsure")
    await expect(page.locator("#head")).to_contain_text("Dinaikkan.")
    await page.keyboard.press("x")
    await choose_only(page, "helped")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Sudah dijemput.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#composer")).to_contain_text("Tiket ini sudah ditutup.")
    await page.get_by_role("button", name="Buka lagi").first.press("Enter")
    await expect(page.locator(".flash")).to_contain_text("Tiket dibuka lagi.")
    await page.keyboard.press("c")
    await expect(page.locator("#reply-text")).to_be_visible()
    await palette(page, "kembalikan ke antrean")
    await choose(page, "cannot_now")
    await expect(page.locator(".flash")).to_contain_text("Tiket kembali ke antrean.")
    assert ticket_of(helpline).owner_id is None


async def test_the_composer_says_why_it_is_shut_and_what_can_go_without_a_reload(
    page: Page, address: str, desk: Desk, helpline: Helpline
) -> None:
    desk.settings.__dict__["templates"] = {"halo_balas": "HX1"}
    await take(page, address, helpline)
    await page.locator("#reply-text").fill("Anda masih di sana?")
    real = {"demonstration": False, "profile": json.dumps({"exempt": "percobaan"})}
    helpline.database.write_now(lambda db: db.execute(update(Officer).values(**real)))
    helpline.database.write_now(lambda db: db.execute(update(Ticket).values(channel="whatsapp")))
    helpline.database.write_now(lambda db: db.execute(update(TalkRow).values(writing=Writing.SAFE.value)))
    # The login ends with the hours that pass: a page that lay open would load itself anew while another is asked for.
    await page.goto("about:blank")
    helpline.now += timedelta(hours=25)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await expect(page.locator(".shut")).to_contain_text("lebih dari 24 jam")
    await expect(page.locator(".shut button")).to_have_text("Kirim ini")
    helpline.hears("saya di sini", channel="whatsapp", who="lain")
    helpline.database.write_now(lambda db: db.execute(update(Ticket).values(heard_at=helpline.now)))
    helpline.hears("petugas", who="tari")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator("#reply-text")).to_have_value("Anda masih di sana?")


async def test_a_wish_for_silence_is_said_in_the_composer_as_it_is_typed_in(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    await page.locator("#reply-text").fill("Anda aman?")
    helpline.hears("jangan balas")
    await expect(page.locator("#whys")).to_contain_text("minta jangan dibalas")
    await expect(page.locator("#reply-text")).to_have_value("Anda aman?")


async def test_whoever_does_not_hold_a_ticket_is_told_why_they_cannot_write(
    page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await expect(page.locator("#composer .gate")).to_contain_text("Ambil dulu, baru Anda bisa membalas.")
    budi = helpline.officer("peragaan-budi").id
    helpline.database.write_now(lambda db: db.execute(update(Ticket).values(owner_id=budi, status="taken")))
    await page.reload()
    await expect(page.locator("#composer .gate")).to_contain_text("dipegang Budi (peragaan)")
    await expect(page.locator("#reply-text")).to_have_count(0)


async def test_the_help_names_every_key_and_each_does_what_it_says(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.locator("#help")).to_be_visible()
    await page.keyboard.press("Escape")
    for key, there in (("a", "answer-search"), ("f", "within"), ("/", "search"), ("s", "until"), ("e", "up-why")):
        await page.keyboard.press(key)
        await expect(page.locator(f"#{there}")).to_be_focused()
        await page.keyboard.press("Escape")
    await expect(page.locator("details.more[open], details.answers[open]")).to_have_count(0)
    await a_sheet_is_put_away_unless_something_is_filled_in(page)


async def a_sheet_is_put_away_unless_something_is_filled_in(page: Page) -> None:
    """By Escape, by a press beside it; what somebody began to fill in stays open."""
    sheet = page.locator("#more[open]")
    await page.locator("#more summary").click()
    await expect(sheet).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    await expect(page.locator("#more summary")).to_be_focused()
    await page.locator("#more summary").click()
    await page.locator("#context").click(position={"x": 5, "y": 5})
    await expect(sheet).to_have_count(0)
    await page.locator("#more summary").click()
    await page.locator("#urgency-why").fill("sudah aman")
    await page.locator("#context").click(position={"x": 5, "y": 5})
    await expect(sheet).to_have_count(1)


async def test_a_blank_that_nobody_filled_in_is_said_once_and_then_sent(
    page: Page, address: str, helpline: Helpline
) -> None:
    await take(page, address, helpline)
    await page.keyboard.press("Escape")
    await page.keyboard.press("a")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#answers .answer").first).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.type("kata pertama")
    # Enter takes the first that is left.
    await page.keyboard.press("Enter")
    await expect(page.locator("#answers[open]")).to_have_count(0)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("form.reply .trouble")).to_contain_text("Masih ada yang belum diisi: [nama].")
    assert not [line for line in helpline.said() if "[nama]" in line]
    await page.keyboard.type("Ani")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#lines")).to_contain_text("Saya Ani. Saya sudah membaca")
    # Another page's news may show the line before the reply's own answer has come and emptied the box.
    await expect(page.locator("#reply-text")).to_have_value("")
    await page.locator("#reply-text").fill("Per [jam] kami kabari.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("form.reply .trouble")).to_contain_text("[jam]")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#lines")).to_contain_text("Per [jam] kami kabari.")


async def test_r25_a_proposal_without_the_persons_yes_says_why_it_did_not_go(
    page: Page, address: str, helpline: Helpline
) -> None:
    helpline.hears("petugas")
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{ticket_of(helpline).code}")
    await page.keyboard.press("c")
    await expect(page.locator("#reply-text")).to_be_visible()
    await page.keyboard.press("t")
    office = page.locator("#office optgroup[label='lembaga lain'] option").first
    await choose(page, str(await office.get_attribute("value")), "other_service")
    await expect(page.locator(".flash")).to_contain_text("orangnya belum setuju")
    await expect(page.locator("#head")).not_to_contain_text("Diusulkan ke")
