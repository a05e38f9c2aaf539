"""Offices and officers go to files and come back the same; a file that does not hold changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot import exchange
from bot.__main__ import main
from bot.app import open_database
from bot.directory.offices import shipped_offices
from bot.directory.reading import BadDirectory
from bot.directory.writing import write_offices
from bot.errors import NotPermitted
from bot.keeping import loading, trail
from bot.settings import Settings
from bot.staff import load_directory
from bot.store.keeping_tables import Change
from bot.store.tables import Office, Officer
from tests.cases.desk import enrol
from tests.world import Helpline

VERIFIED = """
[[office.numbers]]
number = "+62 21 000 0000"
use = "office"
source = "the office's page"
source_date = 2026-11-01
verified_by = "Dewi"
verified_on = 2026-11-20
expires = 2027-11-20
"""
GITA = """
[[officer]]
login = "gita"
name = "Gita"
office = "kp2mi.centre"
role = "lead"
languages = ["id", "jv"]
gender = "female"
training = ["suicide"]
capacity = 3
telegram = "123456789"
agrees_to_call_ins = true
shifts = { zone = "Asia/Jakarta", hours = ["mon-fri 22:00-06:00"], changes = ["2026-12-24 08:00-12:00"] }
away = [{ starts = "2026-12-01T00:00+07:00", ends = "2026-12-03T00:00+07:00", substitute = "rahma" }]

[[officer]]
login = "rahma"
name = "Rahma"
office = "kp2mi.centre"
"""

ADI = '[[officer]]\nlogin = "adi"\nname = "Adi"\noffice = "kp2mi.centre"\nrole = "admin"\n'


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.database.write_now(lambda db: load_directory(db, shipped_offices()))
    yield made
    made.close()


def load(helpline: Helpline, text: str) -> list[tuple[object, object]]:
    """(login, what was done) of every officer of the file."""
    done = helpline.database.write_now(lambda db: exchange.load_roster(db, text, "roster.toml", helpline.now))
    return [(row["officer"], row["did"]) for row in done]


def test_the_directory_goes_to_a_file_and_comes_back_the_same(helpline: Helpline) -> None:
    with helpline.reading() as db:
        saved = exchange.save_offices(db)
    done = helpline.database.write_now(lambda db: exchange.load_offices(db, saved, "offices.toml"))
    assert {row["did"] for row in done} == {"same"}
    assert len(done) == len(shipped_offices())
    with helpline.reading() as db:
        assert exchange.save_offices(db) == saved


def test_a_verified_number_is_loaded_with_who_verified_it_when_and_until_when(helpline: Helpline) -> None:
    centre = next(office for office in shipped_offices() if office.key == "kp2mi.centre")
    text = write_offices([centre]) + VERIFIED
    done = helpline.database.write_now(lambda db: exchange.load_offices(db, text, "offices.toml"))
    assert done == [{"office": "kp2mi.centre", "did": "changed"}]
    with helpline.reading() as db:
        row = db.exec(select(Office).where(Office.key == "kp2mi.centre")).one()
    number = exchange.office_of(row).numbers[-1]
    assert (number.verified_by, str(number.verified_on), str(number.expires)) == ("Dewi", "2026-11-20", "2027-11-20")
    assert number.may_be_shown(helpline.now.date())


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("+62 21 000 0000", "+62 21 000 0001"),  # another number
        ('use = "office"', 'use = "hotline"'),  # what it is for
        ("the office's page", "a neighbour"),  # who says so
    ],
)
def test_r14_what_a_file_changes_at_a_number_is_checked_anew_before_anybody_sees_it(
    helpline: Helpline, written: str, instead: str
) -> None:
    centre = next(office for office in shipped_offices() if office.key == "kp2mi.centre")
    text = write_offices([centre]) + VERIFIED
    helpline.database.write_now(lambda db: exchange.load_offices(db, text, "offices.toml"))
    edited = text.replace(written, instead)
    assert edited != text
    done = helpline.database.write_now(lambda db: exchange.load_offices(db, edited, "offices.toml"))
    with helpline.reading() as db:
        number = exchange.office_of(db.exec(select(Office).where(Office.key == "kp2mi.centre")).one()).numbers[-1]
    assert (number.verified_by, number.verified_on) == ("", None)
    assert not number.may_be_shown(helpline.now.date())
    assert done == [{"office": "kp2mi.centre", "did": "changed", "check_anew": [number.number]}]


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ('zone = "Asia/Jakarta"', 'zone = "Mars/Base"', "no IANA zone"),
        ('parent = "', 'parent = "nowhere.', "is not in the directory"),
        ('organisation = "kp2mi"', 'organisation = "immigration"', "an organisation is"),
    ],
)
def test_a_faulty_directory_is_refused_by_its_place_and_changes_nothing(
    helpline: Helpline, written: str, instead: str, says: str
) -> None:
    with helpline.reading() as db:
        before = exchange.save_offices(db)
    desks = [office for office in shipped_offices() if office.organisation == "kp2mi" and office.parent]
    text = write_offices(desks[:1]).replace(written, instead)
    assert instead in text
    with pytest.raises(BadDirectory, match=says):
        helpline.database.write_now(lambda db: exchange.load_offices(db, text, "offices.toml"))
    with helpline.reading() as db:
        assert exchange.save_offices(db) == before


def test_a_row_that_nobody_can_read_is_mended_by_a_file(helpline: Helpline) -> None:
    with helpline.reading() as db:
        saved = exchange.save_offices(db)

    def spoil(db: Session) -> None:
        db.exec(select(Office).where(Office.key == "kp2mi.centre")).one().profile = "[["

    helpline.database.write_now(spoil)
    with helpline.reading() as db, pytest.raises(BadDirectory, match=r"kp2mi\.centre"):
        exchange.save_offices(db)
    helpline.database.write_now(lambda db: exchange.load_offices(db, saved, "offices.toml"))
    with helpline.reading() as db:
        assert exchange.save_offices(db) == saved


def test_a_roster_is_loaded_saved_and_loaded_again_without_a_change(helpline: Helpline) -> None:
    assert load(helpline, GITA) == [("gita", "added"), ("rahma", "added")]
    gita = helpline.officer("gita")
    assert (gita.role, gita.presence, gita.password_hash) == ("lead", "off", "")
    assert json.loads(gita.profile)["away"][0]["substitute"] == helpline.officer("rahma").id
    with helpline.reading() as db:
        saved = exchange.save_roster(db)
    assert 'substitute = "rahma"' in saved
    assert "password" not in saved
    load(helpline, saved)
    with helpline.reading() as db:
        assert exchange.save_roster(db) == saved
    assert load(helpline, GITA.replace("capacity = 3", "capacity = 4"))[0] == ("gita", "changed")


def test_loading_a_roster_leaves_what_the_service_itself_wrote(helpline: Helpline) -> None:
    load(helpline, GITA)

    def rests(db: Session) -> None:
        row = db.exec(select(Officer).where(Officer.login == "gita")).one()
        row.profile = json.dumps(json.loads(row.profile) | {"rests_until": "2026-11-24T12:10:00+00:00"})

    helpline.database.write_now(rests)
    with helpline.reading() as db:
        assert "rests_until" not in exchange.save_roster(db)
    load(helpline, GITA)
    assert json.loads(helpline.officer("gita").profile)["rests_until"] == "2026-11-24T12:10:00+00:00"


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("kp2mi.centre", "kp2mi.nowhere", "there is no such office"),
        ('role = "lead"', 'role = "boss"', "a role is one of"),
        ("capacity = 3", "capacity = -3", "capacity is a whole number"),
        ("capacity = 3", "capasity = 3", "nobody reads capasity"),
        ('substitute = "rahma"', 'substitute = "budi"', "there is no officer budi"),
        ('login = "gita"', 'login = "gita gita"', "a login has no spaces"),
        ("Asia/Jakarta", "Asia/Nowhere", "no IANA zone"),
        ("capacity = 3", "called_in_at = 2026-11-24", "the service's own"),
        ("[[officer]]", "[[officer", "not TOML"),
    ],
)
def test_a_faulty_roster_is_refused_by_its_place_and_changes_nothing(
    helpline: Helpline, written: str, instead: str, says: str
) -> None:
    enrol(helpline, "dian", "kp2mi.centre")
    with pytest.raises(BadDirectory, match=says):
        load(helpline, GITA.replace(written, instead))
    with helpline.reading() as db:
        assert [one.login for one in db.exec(select(Officer))] == ["dian"]


def test_the_command_line_saves_and_loads_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kentongan.db'}")
    offices, officers = tmp_path / "offices.toml", tmp_path / "officers.toml"
    officers.write_text(GITA)
    assert main(["directory", "save", "offices", str(offices)]) == 0
    assert main(["directory", "load", "offices", str(offices)]) == 0
    assert main(["directory", "load", "officers", str(officers)]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"officer": "gita", "did": "added"} in said
    assert main(["directory", "save", "officers", "-"]) == 0
    assert "[[officer]]" in capsys.readouterr().out
    assert main(["directory", "load", "officers", str(tmp_path / "none.toml")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_an_administrator_answers_for_a_file_and_its_changes_stand_in_the_trail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kentongan.db'}")
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    people, offices = tmp_path / "people.toml", tmp_path / "offices.toml"
    people.write_text(GITA + ADI, "utf-8")
    assert main(["directory", "load", "officers", str(people)]) == 0
    assert main(["directory", "save", "offices", str(offices)]) == 0
    assert main(["directory", "load", "offices", str(offices)]) == 0
    people.write_text(GITA.replace("capacity = 3", "capacity = 4"), "utf-8")
    offices.write_text(offices.read_text("utf-8").replace("08001000", "08001001"), "utf-8")
    for what, file in (("officers", people), ("offices", offices)):
        assert main(["directory", "load", what, str(file)]) == 1
        assert "add --by" in capsys.readouterr().err
        assert main(["directory", "load", what, str(file), "--by", "gita"]) == 1
        assert main(["directory", "load", what, str(file), "--by", "adi"]) == 0
    database = open_database(Settings())
    with database.reading() as db:
        adi = db.exec(select(Officer).where(Officer.login == "adi")).one()
        office, officer = trail.changes(db, adi)
    database.close()
    assert (office.officer, office.what, office.which) == ("Adi", "office", "kp2mi.centre")
    assert [name for name, _before, _after in office.fields] == ["numbers"]
    assert "08001001" in office.fields[0][2]
    assert (officer.which, officer.fields) == ("gita", (("capacity", "3", "4"),))


def test_an_administrator_answers_by_a_file_for_their_own_organisation_alone(helpline: Helpline) -> None:
    def red_cross(to: str) -> str:
        return f'[[officer]]\nlogin = "cici"\nname = "Cici"\noffice = "palang_merah.health"\ncapacity = {to}\n'

    def by(login: str, text: str) -> None:
        helpline.database.write_now(lambda db: loading.load_roster(db, text, "roster.toml", login, helpline.now))

    by("", ADI + red_cross("3"))
    with pytest.raises(NotPermitted):
        by("adi", red_cross("4"))
    assert json.loads(helpline.officer("cici").profile)["capacity"] == 3
    with helpline.reading() as db:
        assert db.exec(select(Change)).all() == []


def test_the_routing_rules_go_to_a_file_and_an_administrator_answers_for_other_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'rules.db'}")
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    file = tmp_path / "rules.toml"
    assert main(["directory", "save", "rules", str(file)]) == 0
    assert main(["directory", "load", "rules", str(file)]) == 0
    assert '"did": "same"' in capsys.readouterr().out
    text = file.read_text("utf-8")
    file.write_text(text.replace('to = "kind:bp3mi"', 'to = "kp2mi.centre"'), "utf-8")
    assert main(["directory", "load", "rules", str(file)]) == 1
    assert "There is no officer with that login." in capsys.readouterr().err
    people = tmp_path / "people.toml"
    people.write_text('[[officer]]\nlogin = "adi"\nname = "Adi"\noffice = "kp2mi.centre"\nrole = "admin"\n', "utf-8")
    assert main(["directory", "load", "officers", str(people)]) == 0
    assert main(["directory", "load", "rules", str(file), "--by", "adi"]) == 0
    file.write_text(text.replace('to = "kind:bp3mi"', 'to = "nowhere.at_all"'), "utf-8")
    assert main(["directory", "load", "rules", str(file), "--by", "adi"]) == 1
    assert "nowhere.at_all" in capsys.readouterr().err
    assert main(["route", "--service", "complaint", "--country", "ID", "--province", "35"]) == 0
    assert "kp2mi.centre" in capsys.readouterr().out
