"""The telephone at `/` in a real browser, with a stand-in for the inbox behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from bot.errors import TryLater
from bot.messages import Receipt
from flows.words import Heard, Kind, Point, Press
from tests.channels.simulator_peer import Peer, served

NARROW = ViewportSize(width=360, height=640)


@pytest_asyncio.fixture(loop_scope="session")
async def peer() -> Peer:
    return Peer()


@pytest_asyncio.fixture(loop_scope="session")
async def url(peer: Peer) -> AsyncIterator[str]:
    async with served(peer) as address:
        yield address


class Complaints(list[str]):
    """What the browser complains of: a policy that was broken, a script that failed."""

    def note(self, message: ConsoleMessage) -> None:
        """A refused request is said by the page itself; all else is a fault."""
        if message.type == "error" and "status of" not in message.text and "ERR_" not in message.text:
            self.append(message.text)


@pytest_asyncio.fixture(loop_scope="session")
async def siti(window: BrowserContext, url: str) -> AsyncIterator[Page]:
    """A telephone in Siti's hand. Whatever a test does, the browser has nothing to complain of."""
    complaints = Complaints()
    page = await opened(window, url, complaints)
    yield page
    assert complaints == []


async def opened(window: BrowserContext, url: str, complaints: Complaints | None = None) -> Page:
    """A page at this address, once it is connected."""
    page = await window.new_page()
    if complaints is not None:
        page.on("console", complaints.note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(url)
    await expect(page.locator("#state")).to_have_text("tersambung")
    return page


async def writes(page: Page, text: str) -> None:
    """Siti writes and sends."""
    await page.get_by_label("Tulis pesan").fill(text)
    await page.keyboard.press("Enter")


async def heard(peer: Peer, many: int = 1) -> list[Heard]:
    """What the inbox has received, once it is so many messages."""
    async with asyncio.timeout(20):
        return await peer.inbox.has(many)


async def says(peer: Peer, text: str, *choices: str, turn: int = 1) -> None:
    """The helpline says this to whoever wrote last."""
    await peer.says(text, *choices, to=peer.inbox.heard[-1].address, turn=turn)


async def greeted(peer: Peer, page: Page) -> None:
    """Siti has written once, so that the helpline knows her address."""
    await writes(page, "halo")
    await heard(peer)


async def test_a_message_is_marked_as_received_only_when_it_is_stored(peer: Peer, siti: Page) -> None:
    peer.inbox.may_commit.clear()
    await writes(siti, "tolong saya dipukul majikan, paspor saya ditahan")
    await expect(siti.get_by_role("img", name="Dikirim")).to_be_visible()
    peer.inbox.may_commit.set()
    await expect(siti.get_by_role("img", name="Sampai")).to_be_visible()
    assert [message.text for message in await heard(peer)] == ["tolong saya dipukul majikan, paspor saya ditahan"]


async def test_an_answer_appears_without_a_reload_and_on_the_lock_screen(peer: Peer, siti: Page) -> None:
    await greeted(peer, siti)
    await says(peer, "Pesan Anda sudah masuk.")
    await expect(siti.get_by_role("log").get_by_text("Pesan Anda sudah masuk.")).to_be_visible()
    await expect(siti.get_by_label("Pemberitahuan di layar kunci")).to_contain_text("Pesan Anda sudah masuk.")


async def test_r3_words_that_tell_a_stranger_are_marked_on_the_lock_screen(peer: Peer, siti: Page) -> None:
    await greeted(peer, siti)
    await says(peer, "Pesan Anda sudah masuk.")
    await expect(siti.locator("#notifications li")).to_have_count(1)
    await expect(siti.locator("#told")).to_be_hidden()
    await says(peer, "Petugas sudah membaca. Pelaporan.")
    await expect(siti.locator("mark")).to_have_text(["Petugas"])
    await expect(siti.locator("#told")).to_be_visible()


async def test_a_tapped_choice_carries_the_turn_that_offered_it_even_when_it_is_old(peer: Peer, siti: Page) -> None:
    await greeted(peer, siti)
    await says(peer, "Bisa bicara?", "Bisa", "Nanti", turn=1)
    await siti.get_by_role("button", name="Bisa").click()
    await heard(peer, 2)
    await says(peer, "Di mana?", "Di rumah", turn=2)
    await expect(siti.get_by_role("button", name="Di rumah")).to_be_visible()
    await siti.get_by_role("button", name="Nanti").click()
    assert [message.press for message in (await heard(peer, 3))[1:]] == [Press(1, 0, "Bisa"), Press(1, 1, "Nanti")]


async def test_choices_can_be_shown_as_numbers_and_answered_by_number(peer: Peer, siti: Page) -> None:
    await greeted(peer, siti)
    await siti.get_by_label("Pilihan sebagai angka").check()
    await says(peer, "Bisa bicara?", "Bisa", "Nanti")
    await expect(siti.get_by_role("log")).to_contain_text("Bisa bicara?\n1. Bisa\n2. Nanti", use_inner_text=True)
    await expect(siti.get_by_role("button", name="Nanti")).to_have_count(0)
    await writes(siti, "2")
    assert (await heard(peer, 2))[-1].text == "2"


async def test_the_history_and_the_address_outlive_a_reload(peer: Peer, siti: Page) -> None:
    await greeted(peer, siti)
    await says(peer, "Pesan Anda sudah masuk.")
    await expect(siti.get_by_role("log")).to_contain_text("Pesan Anda sudah masuk.")
    await siti.reload()
    await expect(siti.get_by_role("log").get_by_text("Pesan Anda sudah masuk.")).to_have_count(1)
    await writes(siti, "saya lagi")
    first, second = await heard(peer, 2)
    assert first.address == second.address


async def test_two_telephones_are_two_people(peer: Peer, siti: Page, window: BrowserContext, url: str) -> None:
    budi = await opened(window, f"{url}/?phone=2")
    await writes(siti, "saya Siti")
    await heard(peer)
    await writes(budi, "saya Budi")
    first, second = await heard(peer, 2)
    await says(peer, "Untuk Budi saja")
    await expect(budi.get_by_role("log")).to_contain_text("Untuk Budi saja")
    await expect(siti.get_by_role("log")).not_to_contain_text("Untuk Budi saja")
    assert (first.name, second.name) == ("Siti", "Budi")
    assert first.address != second.address
    assert first.address not in siti.url


async def test_another_sim_card_is_another_person(peer: Peer, siti: Page) -> None:
    await greeted(peer, siti)
    await siti.get_by_role("button", name="Ganti kartu SIM").click()
    await expect(siti.get_by_role("log")).not_to_contain_text("halo")
    await writes(siti, "halo lagi")
    first, second = await heard(peer, 2)
    assert first.address != second.address


async def test_without_signal_words_wait_and_leave_in_order(peer: Peer, siti: Page) -> None:
    await siti.get_by_label("Ada sinyal").uncheck()
    await writes(siti, "satu")
    await writes(siti, "dua")
    await expect(siti.locator("#state")).to_have_text("sinyal dimatikan")
    await expect(siti.get_by_role("img", name="Menunggu sinyal")).to_have_count(2)
    assert peer.inbox.heard == []
    await siti.get_by_label("Ada sinyal").check()
    assert [message.text for message in await heard(peer, 2)] == ["satu", "dua"]


async def test_what_could_not_be_stored_is_sent_again_by_itself(peer: Peer, siti: Page) -> None:
    peer.inbox.answer = TryLater()
    await writes(siti, "tolong")
    await expect(siti.get_by_role("img", name="Menunggu sinyal")).to_be_visible()
    peer.inbox.answer = Receipt.TAKEN
    await expect(siti.get_by_role("img", name="Sampai")).to_be_visible()
    assert [message.text for message in peer.inbox.heard] == ["tolong"]


async def test_the_last_message_is_sent_again_with_its_key(peer: Peer, siti: Page) -> None:
    await greeted(peer, siti)
    await siti.get_by_role("button", name="Kirim ulang pesan terakhir").click()
    first, second = await heard(peer, 2)
    assert first.key == second.key


async def test_the_last_words_can_be_changed(peer: Peer, siti: Page) -> None:
    await writes(siti, "saya di kaula lumpur")
    await siti.get_by_role("button", name="Ubah").click()
    await writes(siti, "saya di Kuala Lumpur")
    first, second = await heard(peer, 2)
    await expect(siti.get_by_role("log")).to_contain_text("diubah")
    assert (second.text, second.edits) == ("saya di Kuala Lumpur", first.key)
    assert second.key != first.key


# What is picked behind the plus, with the button that sends it, and what the inbox hears.
@pytest.mark.parametrize(
    ("picks", "shows"),
    [
        (["Suara contoh"], lambda one: one.kind is Kind.VOICE and one.files[0].content[:4] == b"RIFF"),
        (["Foto contoh"], lambda one: one.kind is Kind.PHOTO and one.files[0].mime == "image/jpeg"),
        (["Lokasi", "Kirim lokasi"], lambda one: one.point == Point(3.14, 101.69, "Kuala Lumpur")),
        (["Stiker"], lambda one: one.kind is Kind.STICKER),
        (["Kiriman aneh"], lambda one: one.kind is Kind.UNREADABLE),
    ],
)
async def test_the_plus_sends_other_things(
    peer: Peer, siti: Page, picks: list[str], shows: Callable[[Heard], bool]
) -> None:
    for name in ["Kirim yang lain", *picks]:
        await siti.get_by_role("button", name=name, exact=True).click()
    [message] = await heard(peer)
    await expect(siti.get_by_role("img", name="Sampai")).to_be_visible()
    assert shows(message)


async def test_a_contact_card_and_a_forwarded_message_are_written(peer: Peer, siti: Page) -> None:
    await siti.get_by_role("button", name="Kirim yang lain").click()
    await siti.get_by_role("button", name="Kontak").click()
    await siti.get_by_label("Nama", exact=True).fill("Bu Sri")
    await siti.get_by_label("Nomor telepon").fill("+62 811")
    await siti.get_by_role("button", name="Kirim kontak").click()
    await siti.get_by_role("button", name="Kirim yang lain").click()
    await siti.get_by_role("button", name="Terusan").click()
    await siti.get_by_label("Pesan orang lain yang diteruskan").fill("teman saya dikurung")
    await siti.get_by_role("button", name="Teruskan").click()
    card, forwarded = await heard(peer, 2)
    assert (card.kind, card.text, card.phone) == (Kind.CONTACT, "Bu Sri", "+62 811")
    assert (forwarded.text, forwarded.forwarded, forwarded.often_forwarded) == ("teman saya dikurung", True, False)


async def test_a_file_too_large_is_said_to_be_so(peer: Peer, siti: Page, tmp_path: Path) -> None:
    large = tmp_path / "besar.pdf"
    large.write_bytes(b"%PDF" + bytes(5_000_000))
    await siti.locator("#any-file").set_input_files(large)
    await expect(siti.get_by_role("log")).to_contain_text("Terlalu besar untuk dikirim")
    await writes(siti, "sesudahnya")
    assert [message.text for message in await heard(peer)] == ["sesudahnya"]


async def test_without_a_microphone_the_page_says_what_to_do(siti: Page) -> None:
    await siti.get_by_role("button", name="Rekam suara").click()
    await expect(siti.locator("#notice")).to_contain_text("Kirim suara contoh dari menu +")


async def test_words_are_shown_and_never_run(peer: Peer, siti: Page) -> None:
    attack = "<img src=x onerror=alert(1)><b>tebal</b>"
    await writes(siti, attack)
    await heard(peer)
    await says(peer, attack, attack)
    await expect(siti.get_by_role("log").get_by_text(attack)).to_have_count(3)


async def test_a_reader_of_old_lines_is_told_of_a_new_one(peer: Peer, siti: Page) -> None:
    await greeted(peer, siti)
    for number in range(30):
        await says(peer, f"baris {number}")
    await expect(siti.get_by_text("baris 29").first).to_be_in_viewport()
    await siti.get_by_role("log").evaluate("log => { log.scrollTop = 0 }")
    await says(peer, "yang terakhir")
    await siti.get_by_role("button", name="Pesan baru").click()
    await expect(siti.get_by_role("log").get_by_text("yang terakhir")).to_be_in_viewport()


async def test_everything_is_reached_without_a_mouse(peer: Peer, siti: Page) -> None:
    await expect(siti.get_by_label("Tulis pesan")).to_be_focused()
    await siti.keyboard.type("halo")
    await siti.keyboard.press("Enter")
    await heard(peer)
    await says(peer, "Bisa bicara?", "Bisa", "Nanti")
    await expect(siti.get_by_role("button", name="Nanti")).to_be_visible()
    for _step in range(2):  # the plus, then the choice nearest to the words
        await siti.keyboard.press("Shift+Tab")
    await expect(siti.get_by_role("button", name="Nanti")).to_be_focused()
    await siti.keyboard.press("Enter")
    assert (await heard(peer, 2))[-1].press == Press(1, 1, "Nanti")


@pytest.mark.parametrize("view", ["Obrolan", "Layar kunci", "Alat"])
async def test_a_small_screen_shows_one_view_that_fits_it(peer: Peer, siti: Page, view: str) -> None:
    await greeted(peer, siti)
    await says(peer, "panjang" * 60, "sebuah pilihan yang sangat panjang sekali untuk telepon kecil")
    await siti.set_viewport_size(NARROW)
    await siti.get_by_role("button", name=view, exact=True).click()
    log, page = "document.getElementById('log').scrollWidth", "document.documentElement"
    wide, high = await siti.evaluate(f"[Math.max({page}.scrollWidth, {log}), {page}.scrollHeight]")
    assert (wide <= NARROW["width"], high <= NARROW["height"]) == (True, True)
    await expect(siti.locator("main > :visible")).to_have_count(1)
