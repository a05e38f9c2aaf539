"""Offices and officers as the command line keeps them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.directory.offices import shipped_offices
from bot.staff import (
    NotLikeThat,
    add_office,
    add_officer,
    declare,
    list_officers,
    list_offices,
    load_directory,
    new_password,
    offices_missing,
)
from bot.store.roster import read_roster
from flows.words import Service
from tests.world import NOON, Helpline

TODAY = NOON.date()
KP2MI, PARTNER = "kp2mi", "partner:teman"
Office = tuple[str, str, str, list[str], list[str]]
Officer = tuple[str, str, str, str, str]
SITI: Officer = ("petugas-siti", "Siti", "kp2mi.centre", "officer", "id, jv")
TEMAN: Office = ("teman", "Rumah Teman", PARTNER, ["emergency", "complaint"], ["MY", "SG"])


@pytest.fixture
def helpline(sqlite_url: str) -> Iterator[Helpline]:
    """A helpline with the directory's offices and nobody in them."""
    helpline = Helpline(sqlite_url)
    helpline.database.write_now(lambda db: load_directory(db, shipped_offices()))
    yield helpline
    helpline.close()


def adds(helpline: Helpline, office: Office) -> dict[str, object]:
    """Add an office."""
    return helpline.database.write_now(lambda db: add_office(db, *office, TODAY))


def employs(helpline: Helpline, officer: Officer) -> dict[str, object]:
    """Add an officer."""
    return helpline.database.write_now(lambda db: add_officer(db, *officer, "hash", NOON))


def test_an_added_office_is_read_by_whoever_looks_for_one(helpline: Helpline) -> None:
    assert adds(helpline, TEMAN) == {"key": "teman", "added": True}
    with helpline.reading() as db:
        offices = {office.key: office for office in read_roster(db.connection()).offices.by_id.values()}
    added = offices["teman"]
    assert (added.kind, added.services) == ("partner", frozenset({Service.EMERGENCY, Service.COMPLAINT}))
    assert (added.countries, added.source_date) == (frozenset({"MY", "SG"}), TODAY)
    assert helpline.hears("tolong saya dipukul majikan").value == "taken"
    assert len(helpline.tickets()) == 1


@pytest.mark.parametrize(
    ("office", "says"),
    [
        # nothing where something has to be
        (("", "B", KP2MI, ["emergency"], []), "needs a key"),
        (("b", "", KP2MI, ["emergency"], []), "needs a key"),
        (("b", "B", KP2MI, [], []), "--services out of: emergency"),
        # a service that nobody offers, an organisation that is none
        (("b", "B", KP2MI, ["emergency", "sihir"], []), "--services out of: emergency"),
        (("b", "B", "x", ["emergency"], []), "partner:NAME"),
        # words that the directory could not read back
        (("b\x7f", "B", KP2MI, ["emergency"], []), "nobody can see"),
        # a key that is taken
        (("kp2mi.centre", "B", KP2MI, ["emergency"], []), "an office with that key"),
    ],
)
def test_an_office_that_could_not_be_read_back_is_refused(helpline: Helpline, office: Office, says: str) -> None:
    with helpline.reading() as db:
        before = list_offices(db)
    with pytest.raises(NotLikeThat, match=says):
        adds(helpline, office)
    with helpline.reading() as db:
        assert list_offices(db) == before


def test_the_directory_is_loaded_once_and_leaves_what_was_added(helpline: Helpline) -> None:
    adds(helpline, TEMAN)
    with helpline.reading() as db:
        assert offices_missing(db, shipped_offices()) == []
    assert helpline.database.write_now(lambda db: load_directory(db, shipped_offices())) == 0
    with helpline.reading() as db:
        assert "teman" in {office["key"] for office in list_offices(db)}


def test_an_officer_begins_off_shift_and_says_when_it_begins(helpline: Helpline) -> None:
    assert employs(helpline, SITI) == {"login": "petugas-siti", "added": True}
    assert helpline.officer("petugas-siti").presence == "off"
    helpline.database.write_now(lambda db: declare(db, "petugas-siti", "on"))
    assert helpline.officer("petugas-siti").presence == "on"
    helpline.database.write_now(lambda db: new_password(db, "petugas-siti", "another hash"))
    assert helpline.officer("petugas-siti").password_hash == "another hash"
    with helpline.reading() as db:
        listed = list_officers(db)
    assert [row["login"] for row in listed] == ["petugas-siti"]
    assert not {"password_hash", "name"} & set(listed[0])


def test_an_added_officer_with_their_languages_is_asked_first(helpline: Helpline) -> None:
    employs(helpline, SITI)
    with helpline.reading() as db:
        officers = read_roster(db.connection()).officers
    assert [(one.office, one.languages) for one in officers] == [("kp2mi.centre", frozenset({"id", "jv"}))]


@pytest.mark.parametrize(
    ("officer", "says"),
    [
        # no such office, no name, and logins that the desk's form would not take
        (("siti", "Siti", "tidak.ada", "officer", "id"), "no office with that key"),
        (("siti", "", "kp2mi.centre", "officer", "id"), "--name"),
        (("", "Siti", "kp2mi.centre", "officer", "id"), "a login without spaces"),
        (("dua kata", "Siti", "kp2mi.centre", "officer", "id"), "a login without spaces"),
        ((" siti", "Siti", "kp2mi.centre", "officer", "id"), "a login without spaces"),
        (("s" * 101, "Siti", "kp2mi.centre", "officer", "id"), "100 letters at most"),
    ],
)
def test_an_officer_who_could_not_log_in_is_refused(helpline: Helpline, officer: Officer, says: str) -> None:
    with pytest.raises(NotLikeThat, match=says):
        employs(helpline, officer)
    with helpline.reading() as db:
        assert list_officers(db) == []


def test_a_login_belongs_to_one_officer(helpline: Helpline) -> None:
    employs(helpline, SITI)
    with pytest.raises(NotLikeThat, match="an officer with that login"):
        employs(helpline, SITI)
    for change in (lambda db: declare(db, "budi", "on"), lambda db: new_password(db, "budi", "hash")):
        with pytest.raises(NotLikeThat, match="no officer with that login"):
            helpline.database.write_now(change)


def test_nothing_that_a_refusal_names_is_on_the_disk(helpline: Helpline, tmp_path: Path) -> None:
    with pytest.raises(NotLikeThat):
        employs(helpline, ("kanarigelatik", "Siti", "tidak.ada", "officer", "id"))
    assert not any(b"kanarigelatik" in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
