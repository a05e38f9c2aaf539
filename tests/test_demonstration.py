"""Invented officers: there at once, plainly marked, with new passwords at every start."""

from collections.abc import Iterator

import pytest

from bot import demonstration
from bot.desk.passwords import matches, quickly_hashed
from bot.directory.offices import shipped_offices
from bot.staff import add_officer, list_officers, load_directory
from tests.world import NOON, Helpline

LOGINS = [login for login, *_rest in demonstration.OFFICERS]


@pytest.fixture
def helpline(sqlite_url: str) -> Iterator[Helpline]:
    helpline = Helpline(sqlite_url)
    helpline.database.write_now(lambda db: load_directory(db, shipped_offices()))
    yield helpline
    helpline.close()


def settle(helpline: Helpline) -> None:
    """As at a start, and not as other tests have their officers, which is quicker."""
    helpline.database.write_now(lambda db: demonstration.settle_in(db, helpline.now))


def listed(helpline: Helpline) -> list[dict[str, object]]:
    """Every officer."""
    with helpline.reading() as db:
        return list_officers(db)


def test_r13_invented_officers_are_marked_as_such_by_flag_login_and_name(helpline: Helpline) -> None:
    settle(helpline)
    officers = listed(helpline)
    assert sorted(str(officer["login"]) for officer in officers) == sorted(LOGINS)
    assert all(officer["demonstration"] for officer in officers)
    assert all(login.startswith("peragaan-") for login in LOGINS)
    assert all("(peragaan)" in name for _login, name, *_rest in demonstration.OFFICERS)


def test_they_come_once_and_only_where_no_officer_is_known(helpline: Helpline) -> None:
    settle(helpline)
    settle(helpline)
    assert len(listed(helpline)) == len(LOGINS)


def test_a_roster_of_real_people_is_left_alone(helpline: Helpline) -> None:
    helpline.database.write_now(
        lambda db: add_officer(db, "petugas-siti", "Siti", "kp2mi.centre", "officer", "id", "hash", NOON)
    )
    settle(helpline)
    assert [officer["login"] for officer in listed(helpline)] == ["petugas-siti"]
    assert helpline.database.write_now(lambda db: demonstration.draw_passwords(db, quickly_hashed)) == {}
    assert helpline.officer("petugas-siti").password_hash == "hash"


def test_every_start_draws_other_passwords_and_the_old_ones_open_nothing(helpline: Helpline) -> None:
    settle(helpline)
    first = helpline.database.write_now(lambda db: demonstration.draw_passwords(db, quickly_hashed))
    second = helpline.database.write_now(lambda db: demonstration.draw_passwords(db, quickly_hashed))
    assert sorted(first) == sorted(second) == sorted(LOGINS)
    assert len({*first.values(), *second.values()}) == 2 * len(LOGINS)
    for login in LOGINS:
        kept = helpline.officer(login).password_hash
        assert matches(kept, second[login])
        assert not matches(kept, first[login])


def test_r13_before_a_password_was_drawn_none_opens(helpline: Helpline) -> None:
    settle(helpline)
    kept = {login: helpline.officer(login).password_hash for login in LOGINS}
    assert not [login for login in LOGINS for word in ("", login) if matches(kept[login], word)]


def test_each_office_that_a_first_message_needs_has_somebody_on_shift(helpline: Helpline) -> None:
    settle(helpline)
    on_shift = {officer["office"] for officer in listed(helpline) if officer["presence"] == "on"}
    assert {"kp2mi.centre", "palang_merah.psychosocial", "palang_merah.family_links"} <= on_shift
    helpline.hears("tolong saya dipukul majikan")
    assert [ticket.status for ticket in helpline.tickets()] == ["offered"]
