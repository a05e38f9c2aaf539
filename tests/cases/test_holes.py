"""`check` finds a hole that is planted in the roster or in the directory."""

import json

from bot.check.command import as_text, unsigned_cards
from bot.check.desks import NOBODY_PRACTISED, live_roster, nobody_practised, of_database, shipped
from bot.check.subject import Subject
from bot.desk.cards import cards
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


def test_check_says_that_nobody_who_works_here_may_be_offered_a_real_persons_ticket(sqlite_url: str) -> None:
    helpline = Helpline(sqlite_url)
    helpline.roster()
    assert [one.told for one in nobody_practised(sqlite_url)] == [NOBODY_PRACTISED]
    enrol(helpline, "gita", "kp2mi.centre")
    assert nobody_practised(sqlite_url) == []
    everybody(helpline, lambda officer: setattr(officer, "trained_at", None))
    assert [one.told for one in nobody_practised(sqlite_url)] == [NOBODY_PRACTISED]
    helpline.close()


def test_r30_check_lists_each_card_that_no_professional_has_signed() -> None:
    waiting = unsigned_cards()
    assert waiting == [f"cards.{card.key}" for card in cards("id") if not card.signed]
    assert as_text([], waiting).startswith("".join(f"unsigned: {one}\n" for one in waiting))
