"""What an officer prints: a complaint's summary, a referral for one partner, the ministry's number on it."""

import pytest
from sqlmodel import Session, col, select

from bot import tickets
from bot.directory.offices import shipped_offices
from bot.store.tables import Entry, Officer, Ticket
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline

PARTNER = next(office for office in shipped_offices() if office.organisation.startswith("partner"))


@pytest.fixture
def held(helpline: Helpline) -> tuple[str, str]:
    """The code of a complaint, and the login of the officer who holds it."""
    helpline.hears("masalah kerja")
    for words in ("bisa", "gaji", "saya sendiri"):
        helpline.shows()
        helpline.hears(words)

    def take(db: Session) -> tuple[str, str]:
        ticket = db.exec(select(Ticket)).one()
        officers = select(Officer).where(Officer.office_id == ticket.office_id, Officer.role == "officer")
        officer = db.exec(officers.order_by(col(Officer.id))).first()
        assert officer
        assert ticket.id
        tickets.take(db, helpline.vault, ticket.id, officer, helpline.now)
        return ticket.code, officer.login

    return helpline.database.write_now(take)


def happened(helpline: Helpline, kind: str) -> list[str]:
    """The details of what happened, of one kind."""
    with helpline.reading() as db:
        return [entry.detail for entry in db.exec(select(Entry).where(Entry.kind == kind))]


async def test_a_complaint_is_printed_as_pdf_and_as_text_by_who_holds_it(
    desk: Desk, helpline: Helpline, held: tuple[str, str]
) -> None:
    code, login = held
    async with desk.client() as client:
        enter(desk, client, login)
        page = await client.get(f"/desk/t/{code}")
        assert "Belum terjawab:" in page.text
        pdf, text = [await client.get(f"/desk/t/{code}/summary.{kind}") for kind in ("pdf", "txt")]
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-disposition"] == f'attachment; filename="ringkasan-{code}.pdf"'
    assert "Pokok masalah: Gaji" in text.text
    assert happened(helpline, "printed") == ["", ""]


async def test_nobody_else_prints_it(desk: Desk, helpline: Helpline, held: tuple[str, str]) -> None:
    code, login = held
    with helpline.reading() as db:
        others = [one.login for one in db.exec(select(Officer)) if one.login != login and one.role == "officer"]
    async with desk.client() as client:
        for other in others:
            enter(desk, client, other)
            answer = await client.get(f"/desk/t/{code}/summary.pdf")
            assert not answer.content.startswith(b"%PDF-")
    assert happened(helpline, "printed") == []


async def test_the_ministrys_number_is_written_at_the_desk(desk: Desk, held: tuple[str, str]) -> None:
    code, login = held
    async with desk.client() as client:
        enter(desk, client, login)
        await press(client, f"/desk/t/{code}", f"/desk/t/{code}/ministry", number="PM-2026-0012")
        text = await client.get(f"/desk/t/{code}/summary.txt")
        page = await client.get(f"/desk/t/{code}")
    assert "Nomor perkara di kementerian: PM-2026-0012" in text.text
    assert 'value="PM-2026-0012"' in page.text


async def test_r25_a_referral_leaves_only_after_the_person_was_asked_about_that_partner(
    desk: Desk, helpline: Helpline, held: tuple[str, str]
) -> None:
    code, login = held
    asked = {"partner": PARTNER.key, "field": "matter"}
    async with desk.client() as client:
        enter(desk, client, login)
        refused = await press(client, f"/desk/t/{code}", f"/desk/t/{code}/referral.pdf", **asked)
        form = (await client.get(f"/desk/t/{code}")).text
        printed = await press(client, f"/desk/t/{code}", f"/desk/t/{code}/referral.pdf", **asked, agreed="yes")
        after = (await client.get(f"/desk/t/{code}")).text
    assert refused.headers["location"].endswith("said=not_referred")
    # A browser asks for the box before anything is sent, so nothing that was chosen is lost.
    assert 'name="agreed" value="yes" required>' in form
    assert 'name="agreed" value="yes">' in after
    assert printed.content.startswith(b"%PDF-")
    assert happened(helpline, "may_read") == [f"{PARTNER.organisation} yes"]
    assert happened(helpline, "referred") == [f"{PARTNER.key} matter"]


async def test_what_nobody_has_answered_is_shown_until_it_is(
    desk: Desk, helpline: Helpline, held: tuple[str, str]
) -> None:
    code, login = held
    async with desk.client() as client:
        enter(desk, client, login)
        page = await client.get(f"/desk/t/{code}")
    unanswered = page.text.split("Belum terjawab:")[1].split("</p>")[0]
    assert "Keinginannya" in unanswered
    assert "Urusannya" not in unanswered
