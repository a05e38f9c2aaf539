"""The journey in a real browser: a person in danger on a telephone, an officer at the desk beside it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, expect

from bot.channels.simulator.words import TELLING
from tests.browser.served import Desk, Served, Telephone, running_helpline, telephone

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
FIRST = "tolong saya dipukul majikan, paspor saya ditahan"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with running_helpline(tmp_path_factory.mktemp("var")) as helpline:
        yield helpline


@pytest_asyncio.fixture(loop_scope="session")
async def siti(window: BrowserContext, served: Served) -> Telephone:
    """A person who has never written before."""
    return await telephone(window, served)


@pytest_asyncio.fixture(loop_scope="session")
async def ani(window: BrowserContext, served: Served) -> Desk:
    """The officer on duty, at her desk."""
    desk = Desk(await window.new_page())
    await desk.log_in(served, "peragaan-ani")
    return desk


async def test_the_main_journey(siti: Telephone, ani: Desk) -> None:
    await ani.stays_on_its_page()

    await siti.writes(FIRST)
    await siti.reads("Pesan Anda sudah masuk.")
    await siti.reads("Bisa menulis sekarang?")
    [first] = await siti.heard_from_us()
    assert [word for word in TELLING if word in first.lower()] == []  # R3: a stranger at the lock screen learns nothing

    await expect(ani.new_ticket("P0")).to_be_visible()
    assert await ani.was_not_reloaded()

    await siti.writes("bisa")
    await siti.reads("Kami sedang memanggil petugas; belum ada yang membaca.")
    await siti.reads("Anda di mana?")
    await siti.writes("saya di Kuala Lumpur, Malaysia")
    await siti.reads("Nomor darurat di Malaysia")
    await siti.reads("999")

    await ani.opens("P0")
    await expect(ani.page.locator("#lines")).to_contain_text(FIRST)
    await expect(ani.page.locator("#context")).to_contain_text("Kuala Lumpur")
    await ani.stays_on_its_page()
    await siti.writes("dia memukul pakai sapu")
    await expect(ani.page.locator("#context")).to_contain_text("dia memukul pakai sapu")
    assert await ani.was_not_reloaded()

    await ani.takes()
    await ani.replies("Saya Ani. Saya sudah membaca pesan Anda.")
    await siti.reads("Saya Ani. Saya sudah membaca pesan Anda.")

    before = await siti.heard_from_us()
    await siti.writes("terima kasih, saya di kamar mandi")
    await expect(ani.page.locator("#lines")).to_contain_text("terima kasih, saya di kamar mandi")
    await siti.page.wait_for_timeout(1_500)
    assert await siti.heard_from_us() == before  # the flow is silent while an officer holds the talk

    await ani.closes("helped", "Sudah aman di rumah teman.")
    await siti.reads("Anda boleh menulis lagi kapan saja")
    assert "Sudah aman" not in " ".join(await siti.heard_from_us())


async def test_r5_after_do_not_reply_nothing_leaves_and_the_desk_says_why(siti: Telephone, ani: Desk) -> None:
    await siti.writes("jangan balas. saya dipukul majikan")
    await expect(ani.new_ticket("P0")).to_contain_text("jangan kirim apa pun")
    await ani.opens("P0")
    await expect(ani.page.locator("#head")).to_contain_text("Sengaja sunyi")
    await ani.takes()
    await ani.replies("Kami di sini.")
    await expect(ani.page.locator("#lines .line.officer")).to_contain_text("Kami di sini.")
    await siti.page.wait_for_timeout(1_500)
    assert await siti.heard_from_us() == []

    await siti.writes("boleh balas")
    await siti.reads("Kami di sini.")


async def test_r17_a_voice_note_as_first_message_opens_a_ticket(siti: Telephone, ani: Desk) -> None:
    await siti.page.get_by_role("button", name="Kirim yang lain").click()
    await siti.page.get_by_role("button", name="Suara contoh").click()
    await siti.reads("Suara Anda sudah masuk.")
    await expect(ani.new_ticket("P1")).to_be_visible()


async def test_two_officers_race_for_a_ticket_and_one_is_told(
    siti: Telephone, ani: Desk, served: Served, browser: Browser
) -> None:
    other = await browser.new_context(locale="id-ID")
    budi = Desk(await other.new_page())
    await budi.log_in(served, "peragaan-budi")
    await siti.writes(FIRST)
    await ani.opens("P0")
    await budi.opens("P0")
    await ani.takes()
    await expect(budi.page.locator("#composer")).to_contain_text("dipegang Ani")
    await other.close()


async def test_an_officers_picture_reaches_the_telephone(siti: Telephone, ani: Desk) -> None:
    await siti.writes(FIRST)
    await siti.reads("Bisa menulis sekarang?")
    await siti.writes("bisa")
    await ani.opens("P0")
    await ani.takes()
    ani.page.on("dialog", lambda dialog: dialog.accept())
    picture = {"name": "peta.png", "mimeType": "image/png", "buffer": PICTURE}
    await ani.page.locator("#file").set_input_files(picture)  # type: ignore[arg-type]
    await expect(ani.page.locator("#lines .line.officer .file")).to_contain_text("Buka foto")
    shown = siti.page.locator(".theirs img").last
    await expect(shown).to_be_visible()
    assert str(await shown.get_attribute("src")).startswith("data:image/png;base64,iVBOR")


async def test_an_answer_by_number_and_an_old_button_are_understood(siti: Telephone) -> None:
    await siti.writes(FIRST)
    await siti.reads("Bisa menulis sekarang?")
    await siti.writes("1")
    await siti.reads("Anda di mana?")
    before = len(await siti.heard_from_us())
    await siti.taps("Nanti")
    await expect(siti.page.locator(".theirs")).to_have_count(before + 1)
    last = (await siti.heard_from_us())[-1]
    assert "Anda di mana?" in last  # an old button does not lead the talk astray
