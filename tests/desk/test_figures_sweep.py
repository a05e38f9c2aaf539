"""Figures are counted and drawn by a child process, kept with their time, for whoever may see them and nobody else."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot import learnt, tickets
from bot.desk.figures import read, sweep
from bot.desk.figures.__main__ import answer, counted
from bot.desk.figures.tables import BY_NAME
from bot.desk.oversee import safe, table
from bot.routing.values import KP2MI, PALANG_MERAH
from bot.store.keeping_tables import Drawing, FigureSet
from bot.store.tables import Line, Office, TalkRow, Ticket
from tests.desk.conftest import Desk, enter
from tests.desk.test_pages import ANI, DEWI, HELP, code_of
from tests.world import Helpline

# Whatever a strict policy refuses in a picture, or would take the browser elsewhere.
UNWANTED = re.compile(r"style=|<style|<script|\son\w+=|javascript:|href=\"http|<foreignObject", re.IGNORECASE)


@pytest.fixture
def both(database_url: str) -> Iterator[Helpline]:
    """A helpline with officers, on each kind of database."""
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


def ask(helpline: Helpline, organisation: str = KP2MI, ago: timedelta = timedelta()) -> None:
    """A lead looks at the figures."""
    helpline.database.write_now(lambda db: sweep.wish(db, organisation, helpline.now - ago))


async def swept(helpline: Helpline, holder: str = "one") -> int:
    """For how many organisations the sweep counted."""
    return await sweep.sweep(helpline.database, holder, helpline.now)


def kept(helpline: Helpline, organisation: str = KP2MI) -> FigureSet:
    """What is kept for an organisation."""
    with helpline.reading() as db:
        return db.get_one(FigureSet, organisation)


def number(helpline: Helpline, name: str, organisation: str = KP2MI) -> list[list[object]]:
    """A figure's rows, counted here and now."""
    with helpline.reading() as db:
        rows: list[list[object]] = json.loads(json.dumps(counted(db, organisation, helpline.now)))[name]
    return rows


async def test_a_child_process_counts_and_draws_what_somebody_looks_at(both: Helpline) -> None:
    for who in range(6):
        both.hears(HELP, who=f"orang{who}")
    ask(both)
    both.now += timedelta(hours=1)
    ask(both)
    assert await swept(both) == 1
    row = kept(both)
    assert (row.counted_at, json.loads(row.numbers)["heard"]) == (both.now, [["not_yet", 6]])
    with both.reading() as db:
        drawn = db.exec(select(Drawing)).all()
    assert {(one.name, one.language) for one in drawn} >= {("map", "id"), ("map", "en"), ("heard", "en")}
    assert [one.name for one in drawn if UNWANTED.search(one.svg) or not one.svg.startswith("<svg")] == []


async def test_figures_are_counted_at_most_once_a_minute_whoever_asks(helpline: Helpline) -> None:
    ask(helpline)
    assert [await swept(helpline), await swept(helpline), await swept(helpline, "two")] == [1, 0, 0]
    helpline.now += timedelta(seconds=59)
    ask(helpline, PALANG_MERAH)
    assert await swept(helpline, "two") == 0
    helpline.now += timedelta(seconds=2)
    assert await swept(helpline, "two") == 2


async def test_nobody_looks_and_nothing_is_counted(helpline: Helpline) -> None:
    ask(helpline, ago=timedelta(minutes=16))
    assert await swept(helpline) == 0


async def test_a_child_that_fails_keeps_what_was_there(helpline: Helpline, caplog: pytest.LogCaptureFixture) -> None:
    ask(helpline)
    await swept(helpline)
    before = kept(helpline).counted_at
    assert await sweep.child({"database": "sqlite:////no/such/place.db", "now": "never", "organisations": {}}) is None
    assert (kept(helpline).counted_at, "no/such" in caplog.text) == (before, False)


def test_the_same_numbers_are_not_drawn_twice(helpline: Helpline) -> None:
    with helpline.reading() as db:
        first = answer(db, {KP2MI: ""}, helpline.now)[KP2MI]
        again = answer(db, {KP2MI: str(first["digest"])}, helpline.now)[KP2MI]
    assert (first["drawings"] is None, again["drawings"]) == (False, None)


def test_r25_figures_are_of_one_organisation_alone(both: Helpline) -> None:
    for who in range(6):
        both.hears(HELP, who=f"orang{who}")
    assert number(both, "heard") == [["not_yet", 6]]
    assert number(both, "heard", PALANG_MERAH) == []
    with both.reading() as db:
        assert "lost_at" not in counted(db, "mission:kbri_riyadh", both.now)


def test_r26_complaints_about_us_are_in_no_figure(both: Helpline) -> None:
    for who in range(6):
        both.hears(HELP, who=f"orang{who}")

    def complain(db: Session) -> None:
        for ticket in db.exec(select(Ticket)):
            ticket.service = "safeguarding"

    both.database.write_now(complain)
    assert number(both, "heard") == []


def test_a_human_word_in_the_persons_language_is_told_apart(both: Helpline) -> None:
    for who in range(12):
        both.hears(HELP, who=f"orang{who}")
    ani = both.officer(ANI)

    def reply(db: Session) -> None:
        for place, ticket in enumerate(db.exec(select(Ticket).order_by(col(Ticket.id)))):
            ticket.language = "su" if place < 6 else "ms"
            tickets.take(db, both.vault, ticket.id or 0, ani, both.now)
            tickets.reply(db, both.vault, ticket.id or 0, ani, "Kami membaca.", both.now)

    both.database.write_now(reply)
    assert sorted(number(both, "heard")) == [["other_language", 6], ["own_language", 6]]


def test_who_was_last_known_safe_and_what_was_learnt(both: Helpline) -> None:
    both.hears(HELP)
    ani, code = both.officer(ANI), both.tickets()[0].id or 0
    both.now += timedelta(hours=30)

    def write(db: Session) -> None:
        learnt.known_safe(db, code, ani, "voice", both.now)
        learnt.about(db, code, ani, "female", "incomplete", both.now)

    both.database.write_now(write)
    with both.reading() as db:
        [one] = read.matters(db, KP2MI, both.now)
    assert (one.safe_at, one.sex, one.papers) == (both.now, "female", "incomplete")


def test_r5_what_left_after_do_not_reply_is_seen(both: Helpline) -> None:
    both.hears(HELP)
    both.hears("jangan balas")
    both.now += timedelta(minutes=1)

    def leave(db: Session) -> None:
        line = db.exec(select(Line).where(Line.kind == "said").order_by(col(Line.id))).first()
        assert line is not None
        line.state, line.sent_at, line.ticket_id = "sent", both.now, both.tickets()[0].id

    assert number(both, "unsafe")[0] == ["after_silence", 0]
    both.database.write_now(leave)
    assert number(both, "unsafe")[0] == ["after_silence", 1]


def test_r4_what_left_by_itself_to_somebody_in_danger_is_seen(both: Helpline) -> None:
    both.hears(HELP)
    both.now += timedelta(minutes=30)

    def leave(db: Session) -> None:
        ticket = db.exec(select(Ticket)).one()
        tickets.add_line(db, both.vault, ticket, "Apa kabar?", both.now)
        for line in db.exec(select(Line).where(Line.state == "due")):
            line.state, line.sent_at = "sent", both.now

    both.database.write_now(leave)
    assert number(both, "unsafe")[1][1] != 0

    def allow(db: Session) -> None:
        db.exec(select(TalkRow)).one().writing = "safe"

    both.database.write_now(allow)
    assert number(both, "unsafe")[1] == ["unasked", 0]


def test_who_stopped_at_a_question_a_day_ago_is_lost(both: Helpline) -> None:
    for who in range(7):
        both.hears("halo", who=f"orang{who}")
    assert number(both, "lost_at") == []
    both.now += timedelta(hours=25)
    lost = number(both, "lost_at")
    assert sum(int(str(row[1])) for row in lost) == 7
    assert number(both, "lost_channel") == [["simulator", 7, None]]


async def test_a_lead_sees_the_figures_with_their_time_and_a_table_for_each(desk: Desk, helpline: Helpline) -> None:
    for who in range(6):
        helpline.hears(HELP, who=f"orang{who}")
    async with desk.client() as client:
        enter(desk, client, DEWI)
        empty = await client.get("/desk/figures")
        await swept(helpline)
        page = await client.get("/desk/figures")
        picture = await client.get("/desk/figures/heard.svg")
        nothing = await client.get("/desk/figures/nothing.svg")
    assert "Angka sedang dihitung" in empty.text
    assert page.text.count("<table") >= page.text.count('class="figure"') - page.text.count("Belum cukup orang")
    assert "Belum dijawab" in page.text
    assert (picture.headers["content-type"], "default-src 'none'" in picture.headers["content-security-policy"]) == (
        "image/svg+xml",
        True,
    )
    assert (picture.status_code, nothing.status_code) == (200, 404)
    assert code_of(helpline, "orang0") not in page.text


async def test_the_figures_leave_as_csv_that_no_spreadsheet_runs(desk: Desk, helpline: Helpline) -> None:
    for who in range(6):
        helpline.hears(HELP, who=f"orang{who}")
    ask(helpline)
    await swept(helpline)
    async with desk.client() as client:
        enter(desk, client, DEWI)
        answer = await client.get("/desk/figures.csv")
    lines = list(csv.reader(io.StringIO(answer.text)))
    assert lines[0] == ["figure", "group", "what", "value", "at most"]
    assert ["heard", "not_yet", "number", "6", ""] in lines
    assert [safe(cell) for cell in ("=1+1", "@x", "-2", " =1", "＝1", "\t=1", "Ani", "")] == [
        "'=1+1",
        "'@x",
        "'-2",
        "' =1",
        "'＝1",
        "'\t=1",
        "Ani",
        "",
    ]


def test_a_share_between_two_bounds_leaves_with_both() -> None:
    rows = {"in_time_country": [["MY", 100, [0.96, 1.0]], ["=cmd", 10, [0.5, 0.5]]]}
    lines = list(csv.reader(io.StringIO(table(rows, datetime(2026, 11, 28)))))  # type: ignore[arg-type]  # noqa: DTZ001
    assert ["in_time_country", "MY", "in_time", "0.96", "1.0"] in lines
    assert ["in_time_country", "'=cmd", "in_time", "0.5", ""] in lines


def test_every_figure_has_its_words() -> None:
    from bot.desk.lead_words import FIGURES, LEAD_WORDS

    assert set(FIGURES) == set(BY_NAME)
    assert [c.code for s in BY_NAME.values() for c in s.columns if c.code not in LEAD_WORDS["column"]] == []


async def test_only_who_holds_the_ticket_or_its_office_writes_down_what_they_learnt(
    desk: Desk, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client, desk.client() as other:
        enter(desk, client, ANI)
        enter(desk, other, "peragaan-eka")
        shown = await client.get(f"/desk/t/{code}")
        csrf = shown.text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
        done = await client.post(f"/desk/t/{code}/safe", data={"csrf": csrf, "how": "voice"})
        wrong = await client.post(f"/desk/t/{code}/about", data={"csrf": csrf, "sex": "x", "papers": ""})
        no = await other.post(f"/desk/t/{code}/safe", data={"csrf": "known", "how": "voice"})
    assert (done.headers["location"][-10:], "not_now" in wrong.headers["location"]) == ("known_safe", True)
    assert no.status_code == 404


def test_an_office_that_is_never_open_stops_no_figure(helpline: Helpline) -> None:
    helpline.hears("saya mau tanya gaji")

    def shut(db: Session) -> None:
        for office in db.exec(select(Office)):
            office.profile = re.sub(r"hours = \[.*?\]", "hours = []", office.profile)
        for ticket in db.exec(select(Ticket)):
            ticket.urgency = 1

    helpline.database.write_now(shut)
    assert number(helpline, "in_time_country") == []
