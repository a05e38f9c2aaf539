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
    assert "Setiap hari jam 20.00 sampai 22.00, waktu di Arab Saudi." in page.text
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
