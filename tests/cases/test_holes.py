"""`check` finds a hole that is planted in the roster or in the directory."""

import json

from bot.check.desks import live_roster, of_database, shipped
from bot.check.subject import Subject
from tests.cases.desk import enrol, everybody
from tests.world import Helpline


def test_the_shipped_directory_leaves_no_case_without_an_office() -> None:
    assert list(shipped(Subject())) == []


def test_check_names_the_hours_at_which_nobody_is_on_duty(helpline: Helpline) -> None:
    night = {"shifts": {"zone": "Asia/Jakarta", "hours": ["mon-fri 08:00-16:00"]}}
    everybody(helpline, lambda officer: setattr(officer, "demonstration", False))
    with helpline.reading() as db:
        before = [one.told for one in of_database(db.connection())]
    everybody(helpline, lambda officer: setattr(officer, "profile", json.dumps(night)))
    with helpline.reading() as db:
        planted = [one.told for one in of_database(db.connection())]
    assert any("128 hours of the week" in told for told in planted)
    assert not any("128 hours of the week" in told for told in before)


def test_check_looks_at_a_closed_desk_of_a_database(sqlite_url: str) -> None:
    assert live_roster(sqlite_url) == []
    helpline = Helpline(sqlite_url)
    helpline.roster()
    assert live_roster(sqlite_url) == []
    enrol(helpline, "gita", "kp2mi.centre", "lead", "off")
    everybody(helpline, lambda officer: setattr(officer, "presence", "off"))
    helpline.close()
    assert any("nobody is on duty in 168 hours" in one.told for one in live_roster(sqlite_url))
