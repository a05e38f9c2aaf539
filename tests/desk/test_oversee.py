"""What a lead sees of the work as it stands: who waits, who works, what failed; and that it ends at R25's bounds."""

from datetime import timedelta

from sqlmodel import Session, col, select

from bot import deadlines
from bot.desk.answers import answers
from bot.language.caution import tells_of_death, warnings
from bot.permits import Role
from bot.store.overview import Overview, overview
from bot.store.queues import Reader
from bot.store.tables import Line, Officer, Ticket
from flows.words import Urgency
from tests.desk.conftest import Desk, enter
from tests.desk.test_pages import ANI, CITRA, DEWI, HELP, code_of, reader
from tests.load.test_indexes import listening
from tests.world import Helpline


def seen(helpline: Helpline, login: str = DEWI) -> Overview:
    """What this officer would see as a lead."""
    officer = reader(helpline, login)
    lead = Reader(officer.officer_id, officer.office_id, officer.organisation, Role.LEAD)
    with helpline.reading() as db:
        return overview(db, lead, helpline.now)


async def test_supervision_is_for_leads(desk: Desk) -> None:
    pages = ("/desk/oversee", "/desk/figures", "/desk/figures.csv", "/desk/figures/map.svg")
    async with desk.client() as ani, desk.client() as dewi:
        enter(desk, ani, ANI)
        enter(desk, dewi, DEWI)
        refused = [(await ani.get(page)).status_code for page in pages]
        answers = [(await dewi.get(page)).status_code for page in pages]
    assert (refused, answers) == ([403] * 4, [200, 200, 200, 404])


async def test_a_lead_sees_who_waits_and_for_how_long(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    helpline.now += timedelta(minutes=7)
    async with desk.client() as client:
        enter(desk, client, DEWI)
        page = await client.get("/desk/oversee")
    assert code_of(helpline) in page.text
    assert "<td>7 mnt</td>" in page.text
    assert "lewat batas" in page.text
    assert "dipukul" not in page.text


def test_r25_supervision_ends_at_the_organisation(helpline: Helpline) -> None:
    helpline.hears(HELP)
    ours, theirs = seen(helpline), seen(helpline, CITRA)
    assert (sum(one.number for one in ours.waiting), sum(one.number for one in theirs.waiting)) == (1, 0)
    assert {one.name for one in ours.officers} & {one.name for one in theirs.officers} == set()


def test_who_waits_is_told_by_priority_and_age(helpline: Helpline) -> None:
    helpline.hears(HELP, who="satu")
    helpline.now += timedelta(minutes=6)
    helpline.hears(HELP, who="dua")
    grave = next(one for one in seen(helpline).waiting if one.urgency is Urgency.CRITICAL)
    assert (grave.number, grave.ages) == (2, (1, 1, 0, 0, 0, 0))


def test_whoever_is_on_duty_stands_first_with_their_load(helpline: Helpline) -> None:
    def go_home(db: Session) -> None:
        db.exec(select(Officer).where(Officer.login == "peragaan-budi")).one().presence = "off"

    helpline.database.write_now(go_home)
    staff = seen(helpline).officers
    assert [one.on_duty for one in staff] == sorted((one.on_duty for one in staff), reverse=True)
    budi = next(one for one in staff if one.name.startswith("Budi"))
    assert (budi.on_duty, staff[0].on_duty, staff[0].capacity) == (False, True, 5)
    # An interpreter takes no tickets: theirs is no load.
    assert not [one for one in staff if one.name.startswith("Hana")]


def test_a_missed_target_stands_among_the_late_until_it_is_answered(helpline: Helpline) -> None:
    helpline.hears(HELP)
    helpline.now += timedelta(minutes=6)
    helpline.database.write_now(lambda db: deadlines.keep_targets(db, helpline.now))
    assert [row.code for row in seen(helpline).late] == [code_of(helpline)]

    def answer(db: Session) -> None:
        ticket = db.exec(select(Ticket)).one()
        ticket.answered_at, ticket.waits_since = helpline.now, None

    helpline.database.write_now(answer)
    assert (seen(helpline).late, seen(helpline).late_number) == ((), 0)


def test_a_line_that_failed_is_shown_with_its_reason(helpline: Helpline) -> None:
    helpline.hears(HELP)

    def fail(db: Session) -> None:
        line = db.exec(select(Line).where(Line.state == "due", col(Line.ticket_id).is_not(None))).first()
        assert line is not None
        line.state, line.failure = "failed", "blocked"

    helpline.database.write_now(fail)
    assert [(code, failure) for code, failure, _at in seen(helpline).failed] == [(code_of(helpline), "blocked")]


async def test_what_costs_much_is_read_seldom(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    ticks = iter(range(1000))
    slow = timedelta(milliseconds=30)
    object.__setattr__(desk.frame, "clock", lambda: helpline.now + next(ticks) * slow)
    async with desk.client() as client:
        enter(desk, client, DEWI)
        await client.get("/desk/oversee")
        with listening(desk.frame.database.readers) as said:
            await client.get("/desk/oversee")
    assert [one for one in said if "FROM ticket" in one] == []
    assert said != []


def test_prepared_answers_say_none_of_the_words_that_we_do_not_say() -> None:
    assert [warned for one in answers("id") for warned in warnings(one.text) if warned.kind == "words"] == []
    assert not any(tells_of_death(one.text) for one in answers("id"))


def test_a_prepared_answer_comes_in_the_persons_language_with_its_indonesian() -> None:
    first = answers("en")[0]
    assert (first.text[:9], first.source[:12]) == ("Thank you", "Terima kasih")
    assert [one.text for one in answers("jv")] == [one.source for one in answers("id")]
