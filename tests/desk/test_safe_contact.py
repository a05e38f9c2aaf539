"""What an officer sees of safe contact: why a line is held and until when, and a lead's hand that lets one go."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, select

from bot import tickets
from bot.outbox import claim
from bot.store.safety_tables import SafeContact
from bot.store.tables import Line, Officer
from tests.desk.conftest import Desk, enter, press
from tests.desk.test_pages import HELP, code_of
from tests.world import Helpline

EVENING = "0123456 1200-1320"


def held(helpline: Helpline) -> None:
    """Ani has Budi's ticket, it is none of his hours, and what she wrote an hour after his words waits."""
    helpline.hears(HELP)
    vault = helpline.vault
    ani = helpline.officer("peragaan-ani")

    def agree(db: Session) -> None:
        contact = helpline.contact(db).id or 0
        db.add(SafeContact(contact_id=contact, changed_at=helpline.now, hours=EVENING, country="SA"))
        ticket = helpline.tickets()[0].id or 0
        tickets.take(db, vault, ticket, ani, helpline.now)
        tickets.reply(db, vault, ticket, ani, "Kami menunggu kabar Anda.", helpline.now + timedelta(hours=1))

    helpline.database.write_now(agree)
    helpline.now += timedelta(hours=1)
    helpline.database.write_now(lambda db: claim(db, vault.person, ("simulator",), helpline.now, 10))


def lead(helpline: Helpline, login: str) -> None:
    """Make somebody of the ticket's office its lead."""
    office = helpline.tickets()[0].office_id

    def promote(db: Session) -> None:
        db.execute(update(Officer).where(Officer.login == login).values(role="lead", office_id=office))  # type: ignore[arg-type]

    helpline.database.write_now(promote)


async def test_r6_the_desk_says_why_a_line_is_held_and_until_when(desk: Desk, helpline: Helpline) -> None:
    held(helpline)
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get(f"/desk/t/{code_of(helpline)}")
    assert "Ada pesan yang ditahan." in page.text
    assert "Di luar jam aman orang ini." in page.text
    assert "Setiap hari jam 8 malam sampai 10 malam, waktu di Arab Saudi." in page.text
    # Eight in the evening in Riyadh is midnight at the offices in Jakarta.
    assert 'datetime="2026-11-24T17:00:00+00:00">25 Nov 00.00<' in page.text
    assert "Lepas sekarang" not in page.text


async def test_r6_a_lead_lets_one_line_go_with_a_reason_at_the_desk(desk: Desk, helpline: Helpline) -> None:
    held(helpline)
    lead(helpline, "peragaan-budi")
    with helpline.reading() as db:
        line = db.exec(select(Line.id).where(Line.state == "held")).one()
    async with desk.client() as client:
        enter(desk, client, "peragaan-budi")
        there = f"/desk/t/{code_of(helpline)}"
        page = await client.get(there)
        assert "Lepas sekarang" in page.text
        answer = await press(client, there, f"{there}/release", line=str(line), reason="dia menunggu di pintu")
        assert "said=released" in str(answer.headers.get("location", answer.url))
    leaves = helpline.database.write_now(lambda db: claim(db, helpline.vault.person, ("simulator",), helpline.now, 10))
    assert [one.parcel.words.text for one in leaves] == ["Kami menunggu kabar Anda."]


def never_opening(helpline: Helpline) -> None:
    """As `held`, but she is in a country of several clocks and nobody knows in which city."""
    held(helpline)
    change = update(SafeContact).values(country="ID")
    helpline.database.write_now(lambda db: db.execute(change))
    free = update(Line).where(Line.failure == "hours").values(state="due", due_at=helpline.now)  # type: ignore[arg-type]
    helpline.database.write_now(lambda db: db.execute(free))
    helpline.database.write_now(lambda db: claim(db, helpline.vault.person, ("simulator",), helpline.now, 10))


async def test_r6_the_desk_says_why_hours_never_open_and_a_city_opens_them(desk: Desk, helpline: Helpline) -> None:
    never_opening(helpline)
    there = f"/desk/t/{code_of(helpline)}"
    async with desk.client() as client:
        enter(desk, client)
        page = (await client.get(there)).text
        assert "Jam ini tidak pernah terbuka: di negara itu ada beberapa waktu" in page
        assert "Tulis kotanya kalau Anda tahu. Penanggung jawab bisa melepas satu pesan." in page
        wrong = await press(client, there, f"{there}/city", city="Riyadh")
        assert "said=city_unknown" in str(wrong.headers.get("location", wrong.url))
        answer = await press(client, there, f"{there}/city", city="Jayapura")
        assert "said=city" in str(answer.headers.get("location", answer.url))
        again = (await client.get(there)).text
    assert "tidak pernah terbuka" not in again
    helpline.database.write_now(lambda db: claim(db, helpline.vault.person, ("simulator",), helpline.now, 10))
    with helpline.reading() as db:
        line = db.exec(select(Line).where(Line.state == "held")).one()
        assert line.due_at is not None
        assert line.due_at.hour == 11, "eight in the evening in Jayapura"


async def test_r6_without_a_country_the_desk_says_so_and_a_city_names_both(desk: Desk, helpline: Helpline) -> None:
    never_opening(helpline)
    helpline.database.write_now(lambda db: db.execute(update(SafeContact).values(country="")))
    there = f"/desk/t/{code_of(helpline)}"
    async with desk.client() as client:
        enter(desk, client)
        assert "negaranya belum kita ketahui" in (await client.get(there)).text
        await press(client, there, f"{there}/city", city="Riyadh")
    with helpline.reading() as db:
        row = db.exec(select(SafeContact)).one()
        assert (row.country, row.zone) == ("SA", "Asia/Riyadh")
