"""What stands beside a ticket: where answers came from, what is not answered, the place, and what belongs together."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.desk.place_map import clipped, place
from bot.store.safety_tables import SafeContact
from bot.store.tables import Ticket
from bot.store.work_tables import TicketLink
from flows.words import Heard, Kind, Point
from tests.desk.conftest import Desk, enter, press
from tests.desk.test_pages import HELP, code_of
from tests.world import Helpline


async def page_of(desk: Desk, code: str) -> str:
    """The ticket as Ani sees it."""
    async with desk.client() as client:
        enter(desk, client)
        return (await client.get(f"/desk/t/{code}")).text


async def test_each_answer_says_from_which_message_it_came(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    page = await page_of(desk, code_of(helpline))
    [line] = re.findall(r'<a class="origin" href="#(line-\d+)">dari pesannya', page)
    assert f'id="{line}"' in page
    assert HELP in page.split(f'id="{line}"', 1)[1].split("</li>", 1)[0]


async def test_what_nobody_answered_yet_is_named(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    page = await page_of(desk, code_of(helpline))
    unanswered = page.split('class="unanswered"', 1)[1].split("</p>", 1)[0]
    assert "Aman sekarang?" in unanswered
    assert "Apa yang terjadi" not in unanswered


async def test_a_place_that_was_sent_is_drawn_here_and_no_host_is_asked(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    helpline.inbox.receive_now(
        Heard("simulator", "budi", "m-here", helpline.now, kind=Kind.LOCATION, point=Point(3.139, 101.6869))
    )
    page = await page_of(desk, code_of(helpline))
    drawing = page.split('<svg class="map"', 1)[1].split("</svg>", 1)[0]
    assert 'class="mark"' in drawing
    assert "3.1390, 101.6869" in page
    assert "http" not in drawing


@pytest.mark.parametrize("country", ["MY", "SA", "HK", "TW", "NZ", "FJ"])
def test_every_country_where_people_work_has_a_map(country: str) -> None:
    drawn = place(None, country)
    assert drawn is not None
    assert drawn.coast.startswith("M")


def test_a_shape_is_cut_at_the_edges_of_the_map() -> None:
    assert sorted(clipped(((-5, -5), (5, -5), (5, 5), (-5, 5)), 0, 10, 0, 10)) == [(0, 0), (0, 5), (5, 0), (5, 5)]


async def test_two_tickets_are_linked_by_code_and_each_shows_the_other(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP, who="siti")
    helpline.hears("petugas", who="rini")
    one, other = code_of(helpline, "siti"), code_of(helpline, "rini")
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{one}/link", other=other.lower(), kind="same_employer")
        pages = [(await client.get(f"/desk/t/{code}?queue=mine")).text for code in (one, other)]
    assert [there in page for there, page in zip((other, one), pages, strict=True)] == [True, True]
    assert all("majikan yang sama" in page for page in pages)


async def test_a_ticket_of_another_office_is_not_linked(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP, who="siti")
    async with desk.client() as client:
        enter(desk, client)
        code = code_of(helpline, "siti")
        answer = await press(client, "/desk/", f"/desk/t/{code}/link", other="ZZZZZZ", kind="same_person")
    assert answer.headers["location"].endswith("said=not_now")
    with helpline.reading() as db:
        assert db.exec(select(TicketLink)).all() == []


async def test_a_persons_duplicate_becomes_one_with_the_ticket_that_stays(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    helpline.hears("saya mau cari kakak saya yang hilang kontak", who="budi2")
    first, second = helpline.tickets()[0], helpline.tickets("budi2")[0]

    def of_one_contact(db: Session) -> None:
        db.get_one(Ticket, second.id).contact_id = first.contact_id
        db.get_one(Ticket, second.id).office_id = first.office_id

    helpline.database.write_now(of_one_contact)
    async with desk.client() as client:
        enter(desk, client)
        before = await client.get(f"/desk/t/{second.code}")
        answer = await press(client, "/desk/", f"/desk/t/{second.code}/merge", into=first.code)
    assert f'<option value="{first.code}">' in before.text
    assert answer.headers["location"] == f"/desk/t/{first.code}?said=merged"
    with helpline.reading() as db:
        gone = db.get_one(Ticket, second.id)
        assert (gone.status, gone.merged_into) == ("merged", first.id)


async def test_r25_a_yes_to_an_organisation_is_taken_down_and_shown(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/allow", organisation="palang_merah", given="yes")
        page = await client.get(f"/desk/t/{code}")
    assert re.search(r"Dibaca Palang Merah: <strong>ya</strong>", page.text)


async def test_r25_a_yes_to_a_partner_names_the_partner(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        form = (await client.get(f"/desk/t/{code}")).text
        partner, name = re.findall(r'<option value="(partner:[^"]+)">([^<]+)<', form)[0]
        await press(client, "/desk/", f"/desk/t/{code}/allow", organisation=partner, given="yes")
        page = await client.get(f"/desk/t/{code}")
    assert f"Dibaca {name}: <strong>ya</strong>" in page.text
    assert f"read:{partner}" not in page.text


async def test_r25_a_consent_is_shown_with_its_words_and_taken_back_at_the_desk(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    there = f"/desk/t/{code_of(helpline)}"
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"{there}/take")
        await press(client, "/desk/", f"{there}/allow", organisation="palang_merah", given="yes")
        page = (await client.get(there)).text
        assert "ditanya petugas" in page
        [number] = re.findall(r'name="consent" value="(\d+)"', page)
        answer = await press(client, there, f"{there}/consent-back", consent=number)
        assert "said=consent_back" in str(answer.headers.get("location", answer.url))
        again = (await client.get(there)).text
    assert re.search(r"Dibaca Palang Merah: <strong>ya</strong>.*?<strong>ditarik ", again)
    assert 'name="consent"' not in again


async def test_r6_outside_the_safe_hours_the_composer_says_so_and_until_when(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    # Noon in UTC is eight in the evening in Malaysia; from nine until ten they may be written to.
    helpline.database.write_now(lambda db: db.add(evening(db, helpline)))
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/take")
        fresh = (await client.get(f"/desk/t/{code}")).text
        helpline.now += timedelta(minutes=20)
        later = (await client.get(f"/desk/t/{code}")).text
        helpline.now += timedelta(minutes=50)
        enter(desk, client)
        safe = (await client.get(f"/desk/t/{code}")).text
    assert "Di luar jam aman orang ini." not in fresh
    assert "Di luar jam aman orang ini." in later
    assert "Jam aman berikutnya 39 mnt lagi." in later
    assert "Sekarang jam aman." in safe


def evening(db: Session, helpline: Helpline) -> SafeContact:
    """Somebody in Malaysia who is safe from nine to ten in the evening."""
    contact = helpline.contact(db)
    return SafeContact(contact_id=contact.id or 0, changed_at=helpline.now, hours="0123456 1260-1320", country="MY")


async def test_a_panel_without_consent_says_that_nothing_was_asked(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    panel = (await page_of(desk, code_of(helpline))).split("Persetujuan</h2>", 1)[1].split("</section>", 1)[0]
    assert "Belum ada yang ditanyakan." in panel
