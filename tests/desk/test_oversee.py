"""What a lead sees of the work: who waits, who works, what failed, and no cell that shows a person."""

import csv
import io
from datetime import timedelta

from sqlmodel import Session, col, select

from bot.desk.answers import answers
from bot.desk.oversee import safe, table
from bot.language.caution import tells_of_death, warnings
from bot.permits import Role
from bot.store.overview import Overview, at, overview
from bot.store.queues import Reader
from bot.store.tables import Office, Ticket
from flows.words import Urgency
from tests.desk.conftest import Desk, enter
from tests.desk.test_pages import ANI, CITRA, DEWI, HELP, code_of, reader
from tests.world import Helpline


def seen(helpline: Helpline, login: str = DEWI) -> Overview:
    """What this officer would see as a lead."""
    officer = reader(helpline, login)
    lead = Reader(officer.officer_id, officer.office_id, officer.organisation, Role.LEAD)
    with helpline.reading() as db:
        return overview(db, lead, helpline.now)


async def test_supervision_is_for_leads(desk: Desk) -> None:
    async with desk.client() as ani, desk.client() as dewi:
        enter(desk, ani, ANI)
        enter(desk, dewi, DEWI)
        answers = [(await one.get("/desk/oversee")).status_code for one in (ani, dewi)]
    assert answers == [403, 200]


async def test_a_lead_sees_who_waits_and_for_how_long(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    helpline.now += timedelta(minutes=7)
    async with desk.client() as client:
        enter(desk, client, DEWI)
        page = await client.get("/desk/oversee")
    assert code_of(helpline) in page.text
    assert "paling lama 7 mnt" in page.text
    assert "lewat batas" in page.text
    assert "dipukul" not in page.text


def test_r25_supervision_ends_at_the_organisation(helpline: Helpline) -> None:
    helpline.hears(HELP)
    ours, theirs = seen(helpline), seen(helpline, CITRA)
    assert (sum(one.number for one in ours.waiting), sum(one.number for one in theirs.waiting)) == (1, 0)
    assert {one.name for one in ours.officers} & {one.name for one in theirs.officers} == set()


def test_how_soon_people_heard_a_human_word(helpline: Helpline) -> None:
    answer_after(helpline, [60, 120, 180, 240, 600])
    first = next(one for one in seen(helpline).first_words if one.urgency is Urgency.CRITICAL)
    assert (first.median, first.ninety_fifth) == (timedelta(minutes=3), timedelta(minutes=10))
    assert first.share == 0.8


def test_fewer_than_five_people_are_not_told(helpline: Helpline) -> None:
    answer_after(helpline, [60, 120, 180, 240])
    first = next(one for one in seen(helpline).first_words if one.urgency is Urgency.CRITICAL)
    assert (first.number, first.median, first.share) == (4, None, None)


def test_the_share_is_by_nearest_rank() -> None:
    waits = [timedelta(seconds=number) for number in range(1, 101)]
    assert [at(waits, share).seconds for share in (0.5, 0.95, 0.99)] == [50, 95, 99]


def test_intake_is_told_for_each_of_the_last_24_hours(helpline: Helpline) -> None:
    helpline.hears(HELP)
    intake = seen(helpline).intake
    assert (len(intake), intake[-1][1], sum(number for _hour, number in intake)) == (24, 1, 1)


async def test_the_figures_leave_as_csv_that_no_spreadsheet_runs(desk: Desk, helpline: Helpline) -> None:
    def rename(db: Session) -> None:
        officer = db.get_one(Office, helpline.officer(ANI).office_id)
        officer.name = "Kantor"

    helpline.database.write_now(rename)
    async with desk.client() as client:
        enter(desk, client, DEWI)
        answer = await client.get("/desk/oversee.csv")
    lines = list(csv.reader(io.StringIO(answer.text)))
    assert lines[0] == ["figure", "group", "value"]
    assert ["waiting", "P0", "0"] in lines
    assert [safe(cell) for cell in ("=1+1", "@x", "-2", "Ani")] == ["'=1+1", "'@x", "'-2", "Ani"]
    assert table(seen(helpline)) == answer.text.replace("\r\n", "\r\n")


def test_prepared_answers_say_none_of_the_words_that_we_do_not_say() -> None:
    assert [warned for one in answers("id") for warned in warnings(one.text) if warned.kind == "words"] == []
    assert not any(tells_of_death(one.text) for one in answers("id"))


def test_a_prepared_answer_comes_in_the_persons_language_with_its_indonesian() -> None:
    first = answers("en")[0]
    assert (first.text[:9], first.source[:12]) == ("Thank you", "Terima kasih")
    assert [one.text for one in answers("jv")] == [one.source for one in answers("id")]


def answer_after(helpline: Helpline, waits: list[int]) -> None:
    """Tickets in danger that were answered after so many seconds."""
    for number, _wait in enumerate(waits):
        helpline.hears(HELP, who=f"orang{number}")

    def answer(db: Session) -> None:
        for ticket, wait in zip(db.exec(select(Ticket).order_by(col(Ticket.id))), waits, strict=True):
            ticket.answered_at = ticket.opened_at + timedelta(seconds=wait)

    helpline.database.write_now(answer)
