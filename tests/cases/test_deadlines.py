"""Nothing waits unseen: warnings before a breach, one escalation a stage, and no ticket held by somebody who left."""

import json
import re
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlmodel import Session

from bot import deadlines, tickets
from bot.routing.targets import due
from bot.routing.values import Calendar, Span
from bot.store.clocks import clock_of, due_at
from bot.store.tables import Office, Ticket
from tests.cases.desk import DANGER, asked, enrol, entries, everybody, send_home, sweep_offers, take, ticket
from tests.world import Helpline


def sweep(helpline: Helpline, **after: float) -> int:
    """Some time passes, and the sweep of targets runs."""
    helpline.now += timedelta(**after)
    return helpline.database.write_now(lambda db: deadlines.keep_targets(db, helpline.now))


def told(helpline: Helpline, number: int) -> list[str]:
    """The stages that were told."""
    return [detail for detail, _ in entries(helpline, number, "target")]


def set_right(helpline: Helpline, number: int, **columns: object) -> None:
    """Put a ticket into a state that a test needs."""

    def change(row: Ticket) -> None:
        for name, value in columns.items():
            setattr(row, name, value)

    helpline.database.write_now(lambda db: change(db.get_one(Ticket, number)))


@pytest.fixture
def number(helpline: Helpline) -> int:
    helpline.hears(DANGER)
    found = helpline.tickets()[0].id or 0
    set_right(helpline, found, urgency=3)
    return found


def test_a_warning_comes_before_the_breach_and_each_stage_speaks_once(helpline: Helpline, number: int) -> None:
    sweep(helpline, minutes=3)
    assert told(helpline, number) == []
    sweep(helpline, minutes=1)
    sweep(helpline, seconds=20)
    assert told(helpline, number) == ["first_word warning"]
    assert ticket(helpline, number).escalated_at is None
    sweep(helpline, minutes=1)
    sweep(helpline, minutes=1)
    assert told(helpline, number) == ["first_word warning", "first_word breach"]
    assert ticket(helpline, number).escalated_at is not None
    for _minute in range(30):
        sweep(helpline, minutes=1)
    assert told(helpline, number) == ["first_word warning", "first_word breach", "first_word long_breach"]


def test_of_several_missed_stages_only_the_gravest_speaks(helpline: Helpline, number: int) -> None:
    sweep(helpline, hours=5)
    sweep(helpline, minutes=10)
    assert told(helpline, number) == ["first_word long_breach"]


def test_leads_are_rung_up_once_a_stage(helpline: Helpline, number: int) -> None:
    dewi = helpline.officer("peragaan-dewi").id
    for _step in range(8):
        sweep(helpline, minutes=2)
    rung = [detail for detail, officer in entries(helpline, number, "rung_up") if officer == dewi]
    assert len(rung) == len(set(rung))
    assert "first_word breach" in rung


def test_waiting_for_the_contact_stops_the_clock(helpline: Helpline, number: int) -> None:
    take(helpline, "peragaan-budi", number)
    budi = helpline.officer("peragaan-budi")
    helpline.database.write_now(
        lambda db: tickets.reply(db, helpline.vault, number, budi, "Saya di sini.", helpline.now)
    )
    for _hour in range(10):
        sweep(helpline, hours=1)
    assert told(helpline, number) == []
    assert ticket(helpline, number).owner_id == budi.id
    helpline.hears("halo, saya kembali")
    sweep(helpline, minutes=4)
    assert told(helpline, number) == ["next_reply warning"]


def test_what_an_idle_owner_does_not_look_at_goes_back_to_the_queue_and_to_somebody_else(
    helpline: Helpline, number: int
) -> None:
    take(helpline, "peragaan-budi", number)
    budi = helpline.officer("peragaan-budi").id
    sweep(helpline, minutes=4)
    assert ticket(helpline, number).owner_id == budi
    sweep(helpline, minutes=1)
    assert (ticket(helpline, number).owner_id, ticket(helpline, number).status) == (None, "new")
    assert entries(helpline, number, "returned") == [("idle_owner", budi)]
    assert helpline.talk().holder == "flow"
    sweep_offers(helpline)
    assert asked(helpline, number)
    assert budi not in asked(helpline, number)


def test_an_owner_who_types_keeps_the_ticket(helpline: Helpline, number: int) -> None:
    take(helpline, "peragaan-budi", number)
    budi = helpline.officer("peragaan-budi")
    for _minute in range(4):
        helpline.now += timedelta(minutes=2)
        helpline.database.write_now(lambda db: tickets.seen(db, number, budi, helpline.now))
        sweep(helpline)
    assert ticket(helpline, number).owner_id == budi.id


def test_an_officer_who_goes_off_shift_leaves_no_urgent_ticket_behind(helpline: Helpline, number: int) -> None:
    take(helpline, "peragaan-budi", number)
    send_home(helpline)
    sweep(helpline, minutes=1)
    assert (ticket(helpline, number).owner_id, ticket(helpline, number).status) == (None, "new")
    assert [why for why, _ in entries(helpline, number, "returned")] == ["left_behind"]


def test_what_an_officer_who_works_here_no_more_held_goes_back_to_the_queue(helpline: Helpline, number: int) -> None:
    take(helpline, "peragaan-budi", number)
    set_right(helpline, number, urgency=0, status="waiting_for_contact", waits_since=None)
    everybody(helpline, lambda officer: setattr(officer, "active", officer.login != "peragaan-budi"))
    sweep(helpline, minutes=2)
    assert (ticket(helpline, number).owner_id, ticket(helpline, number).status) == (None, "new")
    assert [why for why, _ in entries(helpline, number, "returned")] == ["owner_gone"]


def test_an_office_that_never_opens_stops_nobodys_clock(helpline: Helpline, number: int) -> None:
    helpline.hears(DANGER, who="siti")
    other = helpline.tickets("siti")[0].id or 0

    def close_for_good(db: Session) -> None:
        here = db.get_one(Office, db.get_one(Ticket, number).office_id)
        here.profile = re.sub(r"hours = \[.*?\]", "hours = []", here.profile, flags=re.DOTALL)

    helpline.database.write_now(close_for_good)
    set_right(helpline, number, urgency=1)
    sweep(helpline, hours=7)
    assert told(helpline, number) == ["first_word warning"]
    assert told(helpline, other) == ["first_word long_breach"]
    with helpline.reading() as db:
        row = db.get_one(Ticket, number)
        assert due_at(row, db.get_one(Office, row.office_id).profile) == row.opened_at + timedelta(hours=8)


def test_what_can_wait_until_the_owners_next_shift_stays_theirs(helpline: Helpline, number: int) -> None:
    shifts = {"shifts": {"zone": "Asia/Jakarta", "hours": ["mon-fri 07:00-19:30"]}}
    everybody(helpline, lambda officer: setattr(officer, "profile", json.dumps(shifts)))
    take(helpline, "peragaan-budi", number)
    set_right(helpline, number, urgency=0)
    # 12:40 UTC is 19:40 in Jakarta: the shift ended ten minutes ago, and the target is two working days.
    sweep(helpline, minutes=40)
    assert ticket(helpline, number).owner_id == helpline.officer("peragaan-budi").id


def test_working_hours_run_by_the_offices_zone_over_a_change_of_clocks(helpline: Helpline) -> None:
    # In Berlin clocks go back on 25 October 2026; in Jakarta they never do.
    helpline.now = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
    helpline.hears("halo, saya mau tanya pelatihan", who="rini")
    helpline.hears("petugas", who="rini")
    number = helpline.tickets("rini")[0].id or 0
    shown = {}
    for zone in ("Europe/Berlin", "Asia/Jakarta"):
        hours = Calendar(zone, working_week())
        set_right(helpline, number, urgency=1, opened_at=helpline.now, waits_since=helpline.now, answered_at=None)
        clock = clock_of(ticket(helpline, number), hours)
        assert clock is not None
        shown[zone] = due(clock.target, clock.hours, clock.since)
    # Friday 11:00 in Berlin: six hours that day, two on Monday from 09:00, which is now 08:00 UTC.
    assert shown["Europe/Berlin"] == helpline.now.replace(day=26, hour=10, minute=0, second=helpline.now.second)
    # Friday 16:00 in Jakarta: one hour that day, seven on Monday from 09:00, which is 02:00 UTC.
    assert shown["Asia/Jakarta"] == helpline.now.replace(day=26, hour=9, minute=0, second=helpline.now.second)


def working_week() -> tuple[Span, ...]:
    """Monday to Friday, nine to five."""
    return tuple(Span(day, time(9), time(17)) for day in range(5))


def test_r23_the_ministrys_timers_move_its_own_book_and_never_the_ticket(helpline: Helpline, number: int) -> None:
    take(helpline, "peragaan-budi", number)
    budi = helpline.officer("peragaan-budi")
    helpline.database.write_now(lambda db: deadlines.register(db, number, budi, helpline.now))
    before = ticket(helpline, number).model_dump()
    helpline.now += timedelta(days=31)
    assert helpline.database.write_now(lambda db: deadlines.keep_ministrys_book(db, helpline.now)) == 1
    assert helpline.database.write_now(lambda db: deadlines.keep_ministrys_book(db, helpline.now)) == 0
    assert ticket(helpline, number).model_dump() == before
    assert ("may_be_closed", None) in entries(helpline, number, "ministry")


def test_r23_a_case_that_another_institution_has_is_asked_about_on_its_day(helpline: Helpline, number: int) -> None:
    take(helpline, "peragaan-budi", number)
    budi = helpline.officer("peragaan-budi")
    day = helpline.now + timedelta(days=30)
    helpline.database.write_now(
        lambda db: deadlines.wait_for_institution(db, number, budi, "kp2mi.return", day, helpline.now)
    )
    assert ticket(helpline, number).status == "waiting_for_office"
    assert sweep(helpline, days=29) == 1
    assert helpline.database.write_now(lambda db: deadlines.ask_institutions(db, helpline.now)) == 0
    helpline.now = day
    assert helpline.database.write_now(lambda db: deadlines.ask_institutions(db, day)) == 1
    assert ("monitor", budi.id) in entries(helpline, number, "rung_up")
    assert ticket(helpline, number).status == "waiting_for_office"


def test_a_lead_who_is_complained_of_is_never_rung_up(helpline: Helpline, number: int) -> None:
    lead = enrol(helpline, "lina", "palang_merah.health", "lead")
    set_right(helpline, number, service="safeguarding", complaint_about="kp2mi")
    for _step in range(8):
        sweep(helpline, minutes=2)
    rung = {officer for _, officer in entries(helpline, number, "rung_up")}
    assert helpline.officer("peragaan-dewi").id not in rung
    assert rung <= {lead, helpline.officer("peragaan-joko").id}
