"""The directory's files: they hold, what is wrong is named, and what is saved is loaded again."""

from datetime import date, time

import phonenumbers
import pytest

from bot.directory.helplines import hotlines, society, sourced
from bot.directory.offices import checked, read_offices, shipped_offices
from bot.directory.reading import BadDirectory, clock, shipped, table
from bot.directory.regions import named, province_of, provinces, regencies
from bot.directory.rules import read_rules, shipped_rules
from bot.directory.writing import write_offices
from bot.routing.office import linked_by

TODAY = date(2026, 11, 23)
DESK = """
[[office]]
key = "a"
organisation = "kp2mi"
name = "A"
kind = "centre"
zone = "Asia/Jakarta"
hours = ["mon-fri 08:00-12:00", "fri 22:00-06:00"]
holidays = [2026-12-25]
changes = ["2026-12-24 08:00-10:00"]
source = "a page"
source_date = 2026-01-01
"""


def test_r14_no_office_number_is_shown_before_a_named_person_verified_it() -> None:
    numbers = [number for office in shipped_offices() for number in office.numbers]
    assert len(numbers) > 150
    assert not any(number.may_be_shown(TODAY) for number in numbers)
    assert not any(line.shown for line in hotlines("TW"))


def test_every_number_on_file_says_where_it_comes_from() -> None:
    for office in shipped_offices():
        assert office.source, office.key
        for number in office.numbers:
            assert number.source, office.key
            assert number.source_date <= TODAY


def test_every_missions_number_is_one_that_can_exist() -> None:
    for office in shipped_offices():
        if office.kind == "mission":
            for number in office.numbers:
                assert phonenumbers.is_possible_number(phonenumbers.parse(number.number)), office.key


def test_the_directory_holds_what_the_sources_carry() -> None:
    kinds = [office.kind for office in shipped_offices()]
    assert kinds.count("bp3mi") == 23
    assert kinds.count("mission") == 134
    assert {"kp2mi.complaints_household", "kp2mi.complaints_company", "kp2mi.return", "kp2mi.cyber"} <= {
        office.key for office in shipped_offices()
    }


def test_each_province_belongs_to_at_most_one_regional_office_and_seven_to_none() -> None:
    covered = [code for office in shipped_offices() if office.kind == "bp3mi" for code in office.provinces]
    assert len(covered) == len(set(covered))
    none = {provinces()[code] for code in set(provinces()) - set(covered)}
    assert none == {
        "Jambi",
        "Bengkulu",
        "Kepulauan Bangka Belitung",
        "Kalimantan Timur",
        "Gorontalo",
        "Maluku",
        "Maluku Utara",
    }


def test_indonesia_has_38_provinces_and_514_regencies() -> None:
    assert (len(provinces()), len(regencies())) == (38, 514)
    assert all(regency.province == code[:2] for code, regency in regencies().items())


def test_a_region_is_found_by_its_code_or_its_name() -> None:
    assert province_of("35.02") == "35"
    assert province_of("99.99") == ""
    assert regencies()[named("ponorogo")[0]].name == "Kabupaten Ponorogo"
    assert named("Jawa Timur") == ("35",)
    assert len(named("Malang")) == 2


def test_what_is_saved_is_loaded_again_as_it_was() -> None:
    offices = shipped_offices()
    assert read_offices(write_offices(offices), "saved") == offices
    (desk,) = read_offices(DESK, "desk")
    assert read_offices(write_offices((desk,)), "saved") == (desk,)


def test_hours_may_have_several_spans_nights_holidays_and_exceptions() -> None:
    (desk,) = read_offices(DESK, "desk")
    assert len(desk.hours.spans) == 6
    assert {change.day.day: len(change.hours) for change in desk.hours.changes} == {24: 1, 25: 0}


def test_a_day_that_ends_at_24_ends_at_midnight() -> None:
    assert clock("12:00-24:00", "desk") == clock("12:00-00:00", "desk") == (time(12), time(0))


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ('zone = "Asia/Jakarta"', 'zone = "Java"', "Java is no IANA zone"),
        ("08:00-12:00", "8-12", "8-12 are no hours"),
        ("mon-fri", "mon-fry", "mon-fry is no day of the week"),
        ('kind = "centre"', 'kind = "centre"\nservices = ["rescue"]', "no such service: rescue"),
        ('kind = "centre"', 'kind = "centre"\nservicez = []', "nobody reads servicez"),
        ("source_date = 2026-01-01", "", "source_date is missing"),
        ('source = "a page"', "", "source has to be a text"),
        ('key = "a"', 'key = "a', "not TOML"),
        ("2026-12-24 08:00-10:00", "Christmas", "changes is a date"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(written: str, instead: str, complaint: str) -> None:
    assert written in DESK
    with pytest.raises(BadDirectory) as told:
        read_offices(DESK.replace(written, instead), "my.toml")
    assert str(told.value).startswith("my.toml")
    assert complaint in str(told.value)


def test_offices_have_to_fit_together() -> None:
    (desk,) = read_offices(DESK, "my.toml")
    with pytest.raises(BadDirectory, match="stands twice"):
        checked((desk, desk), "my.toml")
    (orphan,) = read_offices(DESK.replace('kind = "centre"', 'kind = "centre"\nparent = "gone"'), "my.toml")
    with pytest.raises(BadDirectory, match="gone is not in the directory"):
        checked((orphan,), "my.toml")
    (lost,) = read_offices(DESK.replace('kind = "centre"', 'kind = "centre"\nprovinces = ["99"]'), "my.toml")
    with pytest.raises(BadDirectory, match="no such region: 99"):
        checked((lost,), "my.toml")


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ('to = "kp2mi.cyber"', 'to = "kp2mi.cibber"', "there is no office kp2mi.cibber"),
        ('to = "kind:bp3mi"', 'to = "kind:bp4mi"', "no office is of the kind in kind:bp4mi"),
        ('signs = ["suicide", "self_harm_done"]', 'signs = ["sadness"]', "signs does not know sadness"),
        ('employer_kinds = ["household"]', 'employer_kinds = ["ship"]', "employer_kinds does not know ship"),
        ('psychosocial = "palang_merah.psychosocial"', "", "names no desk for psychosocial"),
        ('default = "kp2mi.centre"', "", "default has to be a text"),
        ('name = "giving blood"', 'name = "employed by a company"', "two rules are called"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(written: str, instead: str, complaint: str) -> None:
    text = shipped("rules.toml")
    assert written in text
    with pytest.raises(BadDirectory) as told:
        read_rules(text.replace(written, instead, 1), "rules.toml", shipped_offices())
    assert complaint in str(told.value)


def test_the_shipped_rules_name_a_desk_for_every_service() -> None:
    assert len(shipped_rules().fallback) == 6


def test_a_table_with_a_missing_cell_is_refused() -> None:
    with pytest.raises(BadDirectory, match="line 3"):
        table("a,b\n1,2\n3\n", "x.csv")


def test_an_office_of_a_mission_is_linked_once_somebody_works_there() -> None:
    assert not any(office.linked for office in linked_by(shipped_offices(), ()) if office.kind == "mission")
    assert all(office.linked for office in shipped_offices() if office.kind == "centre")


def test_a_national_society_that_no_source_carries_is_named_to_nobody() -> None:
    (first, *_others) = table(shipped("societies.csv"), "societies.csv")
    named = {**first, "country": "MY", "source": "its own page", "source_date": "2026-11-01"}
    assert [(one.country, one.source) for one in sourced([named, {**first, "source": ""}])] == [("MY", "its own page")]
    with pytest.raises(BadDirectory, match="read_on is missing"):
        sourced([{**named, "read_on": ""}])


def test_every_national_society_says_who_names_it_and_when_that_was_read() -> None:
    on_file = table(shipped("societies.csv"), "societies.csv")
    assert [society(row["country"]) for row in on_file] == sourced(on_file)
    assert all(one.name and one.source and one.read_on >= (one.source_date or one.read_on) for one in sourced(on_file))
    assert len({row["country"] for row in on_file}) == len(on_file)


def test_the_host_countries_of_our_missions_have_a_society_but_for_those_that_have_none() -> None:
    served = {country for office in shipped_offices() if office.kind == "mission" for country in office.countries}
    without = {country for country in served if society(country) is None}
    # Oman, Niue, Nauru, New Caledonia and the Vatican have none of their own, Eritrea's is not recognised.
    assert without == {"ID", "OM", "NU", "NR", "NC", "VA", "ER"}


def test_every_workers_line_says_where_it_comes_from_and_when_that_was_read() -> None:
    for row in table(shipped("hotlines.csv"), "hotlines.csv"):
        for line in hotlines(row["country"]):
            assert line.source, line.name
            assert line.read_on >= (line.source_date or line.read_on), line.name
            assert line.shown == bool(line.verified_by), line.name
