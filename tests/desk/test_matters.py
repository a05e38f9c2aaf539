"""Beside the talk: calls to offices, other institutions, the ministry's book, many seekers as one file, raising."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot import events, lists
from bot.deadlines import ask_institutions
from bot.store.tables import Entry, Ticket
from bot.store.work_tables import MinistryRow
from tests.cases.desk import enrol, entries, take, ticket
from tests.cases.test_seekers import SITI, seeks
from tests.desk.conftest import KEPT, Desk, enter, press
from tests.desk.test_pages import ANI, BUDI, DEWI, HELP
from tests.world import Helpline

MISSION = "mission.kbri_kuala_lumpur"


@pytest.fixture
def abroad(helpline: Helpline) -> str:
    """Somebody in danger in Malaysia, whose ticket Ani holds; the code."""
    helpline.hears(HELP)
    number = helpline.tickets()[0].id or 0

    def move(db: Session) -> None:
        db.get_one(Ticket, number).country = "MY"
        db.add(Entry(ticket_id=number, at=helpline.now, kind="telephone", detail=MISSION))

    helpline.database.write_now(move)
    take(helpline, ANI, number)
    return helpline.tickets()[0].code


async def test_r25_an_officer_rings_a_mission_up_and_writes_what_was_said(
    desk: Desk, helpline: Helpline, abroad: str
) -> None:
    page = f"/desk/t/{abroad}/matters"
    async with desk.client() as client:
        enter(desk, client, ANI)
        before = await client.get(page)
        said = "Diangkat Pak Rudi, akan menjemput."
        done = await press(client, page, f"/desk/t/{abroad}/telephoned", office=MISSION, ended="reached", text=said)
        after = await client.get(page)
    assert "KBRI Kuala Lumpur" in before.text
    assert "sumber: " in before.text
    assert "belum dipastikan; jangan diberikan kepada orangnya" in before.text
    assert "Malaysian Red Crescent Society" in before.text
    assert "dibaca 2026-11-29" in before.text
    assert done.headers["location"].startswith(f"/desk/t/{abroad}/matters")
    assert said in after.text
    assert entries(helpline, helpline.tickets()[0].id or 0, "telephoned")[0][0] == f"{MISSION} reached"
    assert not any("Rudi" in words for words in helpline.said())


async def test_r25_who_lets_only_the_red_cross_read_is_not_telephoned_about(
    desk: Desk, helpline: Helpline, abroad: str
) -> None:
    def choose(db: Session) -> None:
        row = db.exec(select(Ticket)).one()
        row.readers, row.urgency = "palang_merah", 2

    helpline.database.write_now(choose)
    async with desk.client() as client:
        enter(desk, client, ANI)
        page = await client.get(f"/desk/t/{abroad}/matters")
        await press(
            client,
            f"/desk/t/{abroad}/matters",
            f"/desk/t/{abroad}/telephoned",
            office=MISSION,
            ended="reached",
            text="x",
        )
    assert "Jangan ditelepon." in page.text
    assert 'name="office"' not in page.text
    assert entries(helpline, helpline.tickets()[0].id or 0, "telephoned") == []


async def test_r23_another_institution_has_it_until_its_day_and_the_ministrys_book_closes_no_ticket(
    desk: Desk, helpline: Helpline, abroad: str
) -> None:
    page, number = f"/desk/t/{abroad}/matters", helpline.tickets()[0].id or 0
    day = f"{helpline.now + timedelta(days=7):%Y-%m-%d}"
    async with desk.client() as client:
        enter(desk, client, ANI)
        await press(client, page, f"/desk/t/{abroad}/ministry-book", what="register")
        await press(client, page, f"/desk/t/{abroad}/ministry-book", what="asked_for_clarity")
        await press(client, page, f"/desk/t/{abroad}/wait-for-office", institution=MISSION, ask_on=day)
        waits = await client.get(page)
        assert (ticket(helpline, number).status, "Ditanya lagi" in waits.text) == ("waiting_for_office", True)
        helpline.now += timedelta(days=8)
        helpline.database.write_now(lambda db: ask_institutions(db, helpline.now))
        assert ("monitor", helpline.officer(ANI).id) in entries(helpline, number, "rung_up")
        enter(desk, client, ANI)
        await press(client, page, f"/desk/t/{abroad}/office-answered")
    assert ticket(helpline, number).status == "taken"
    with helpline.reading() as db:
        book = db.exec(select(MinistryRow)).one()
        assert (book.state, book.asked_for_clarity is not None) == ("handed_over", True)


async def test_anybody_who_reads_a_ticket_raises_it_and_nobody_lowers_it_so(desk: Desk, helpline: Helpline) -> None:
    helpline.hears("petugas")
    code, number = helpline.tickets()[0].code, helpline.tickets()[0].id or 0
    async with desk.client() as client:
        enter(desk, client, BUDI)
        await press(client, f"/desk/t/{code}", f"/desk/t/{code}/raise", urgency="3")
        assert (ticket(helpline, number).urgency, ticket(helpline, number).status) == (3, "new")
        await press(client, f"/desk/t/{code}", f"/desk/t/{code}/raise", urgency="1")
    assert ticket(helpline, number).urgency == 3
    assert entries(helpline, number, "raised") == [("P0", helpline.officer(BUDI).id)]


async def test_a_lead_reads_why_a_first_look_set_a_priority_right(desk: Desk, helpline: Helpline, abroad: str) -> None:
    page = f"/desk/t/{abroad}/matters"
    async with desk.client() as client:
        enter(desk, client, ANI)
        await press(
            client, f"/desk/t/{abroad}", f"/desk/t/{abroad}/urgency", urgency="2", reason="Sudah di rumah kakaknya."
        )
        officers = await client.get(page)
        enter(desk, client, DEWI)
        leads = await client.get(page)
    assert "Sudah di rumah kakaknya." in leads.text
    assert "Sudah di rumah kakaknya." not in officers.text


async def test_r27_many_seekers_of_one_person_become_one_file_at_the_desk(desk: Desk, helpline: Helpline) -> None:
    rahma = enrol(helpline, "rahma", "palang_merah.family_links")
    mother, brother = (seeks(helpline, who, **SITI) for who in ("ani", "joko"))
    take(helpline, "rahma", mother)
    rows = [{"name": "Siti Aminah", "sex": "perempuan", "birth": "1990"}]

    def listed(db: Session) -> None:
        officer = helpline.officer("rahma")
        officer.password_hash = KEPT
        event = events.declare(db, helpline.officer(DEWI), "flood", ("32",), helpline.now)
        lists.enter(db, helpline.vault, event, officer, rows, helpline.now)

    helpline.database.write_now(listed)
    code, other = ticket(helpline, mother).code, ticket(helpline, brother).code
    page = f"/desk/t/{code}/matters"
    async with desk.client() as client:
        enter(desk, client, "rahma")
        found = await press(client, page, f"/desk/t/{code}/look-for")
        await press(client, page, f"/desk/t/{code}/gather", other=other)
        file = await client.get(page)
        await press(client, page, f"/desk/t/{code}/answer-all", text="Kami masih mencari.")
    assert (other in found.text, "baris 1" in found.text) == (True, True)
    assert f'href="/desk/t/{other}"' in file.text
    assert ticket(helpline, brother).owner_id == rahma
    assert all(helpline.said(who)[-1] == "Kami masih mencari." for who in ("ani", "joko"))


async def test_r30_a_prepared_answer_that_no_professional_signed_is_shown_as_a_draft(
    desk: Desk, helpline: Helpline, abroad: str
) -> None:
    async with desk.client() as client:
        enter(desk, client, ANI)
        page = await client.get(f"/desk/t/{abroad}")
    assert page.text.count("draf, belum ditandatangani") == page.text.count('class="answer"') > 0
