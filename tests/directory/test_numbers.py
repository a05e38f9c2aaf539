"""Emergency numbers: a rule decides which are shown, and each one says who told us."""

from dataclasses import replace
from datetime import date

import phonenumbers
import pytest

from bot.directory import country_name, emergency_numbers
from bot.directory.countries import CAUTION_KINDS, caution
from bot.directory.numbers import ROLES, Source, all_numbers, countries, may_be_shown

PAGE = Source("Hong Kong Police Force", "https://police.gov.hk", True, date(2026, 11, 23))
TRAVEL = Source("Australia, Department of Foreign Affairs and Trade", "https://x.gov.au", True, date(2026, 11, 23))

# Dialled and published, but absent from the phonenumbers package's emergency patterns.
NOT_IN_THE_PACKAGE = {("SA", "998")}


def test_r14_a_number_needs_two_official_sources_of_different_authorities() -> None:
    assert may_be_shown((PAGE, TRAVEL))
    assert not may_be_shown((PAGE,))
    assert not may_be_shown((PAGE, replace(PAGE, address="https://police.gov.hk/other")))
    assert not may_be_shown((PAGE, replace(TRAVEL, official=False)))


def test_r14_the_ambulance_stands_before_the_police() -> None:
    assert [n.role for n in emergency_numbers("HK")] == ["ambulance", "police", "fire"]


def test_only_the_roles_asked_for_come_back_in_the_order_asked() -> None:
    assert [n.role for n in emergency_numbers("HK", ("police", "ambulance"))] == ["police", "ambulance"]


def test_r14_no_country_shows_a_number_that_only_one_authority_publishes() -> None:
    for country in countries():
        for number in emergency_numbers(country):
            assert len({s.issuer for s in number.sources if s.official}) >= 2, number


def test_an_unknown_country_has_no_number_rather_than_a_guess() -> None:
    assert emergency_numbers("ZZ") == ()
    assert emergency_numbers("") == ()


def test_a_number_that_nobody_read_again_for_a_year_is_no_longer_shown() -> None:
    assert emergency_numbers("HK", today=date(2026, 12, 1))
    assert not emergency_numbers("HK", today=date(2028, 1, 1))


@pytest.mark.parametrize("country", countries())
def test_every_shown_number_is_an_emergency_number_to_the_phonenumbers_package(country: str) -> None:
    for number in emergency_numbers(country):
        known = phonenumbers.is_emergency_number(number.number, country)
        assert known or (country, number.number) in NOT_IN_THE_PACKAGE, number


@pytest.mark.parametrize("country", countries())
def test_every_number_on_file_says_who_told_it_and_where(country: str) -> None:
    assert all_numbers(country)
    for number in all_numbers(country):
        assert number.role in ROLES
        assert number.number.isdigit()
        assert all(source.address.startswith(("https://", "http://")) for source in number.sources)
        assert number.shown == (number.verified_on is not None)


def test_a_country_is_called_as_people_call_it() -> None:
    assert country_name("HK") == "Hong Kong"
    assert country_name("SA", "jv") == "Arab Saudi"
    assert country_name("SA", "en") == "Saudi Arabia"
    assert country_name("ZZ") in {"ZZ", "Wilayah Tidak Dikenal"}


def test_r14_a_caution_says_of_what_kind_it_is_and_where_it_was_read() -> None:
    told = caution("MY")
    assert told is not None
    assert told.kinds == ("no_papers",)
    for country in ("SA", "QA", "AE", "KW", "OM", "BH", "BN"):
        found = caution(country)
        assert found is not None
        assert found.sources
        assert set(found.kinds) <= CAUTION_KINDS


def test_a_country_without_a_caution_on_file_has_none() -> None:
    assert caution("ZZ") is None


@pytest.mark.parametrize("country", ["MY", "HK", "TW", "JP", "KW", "SG", "SA"])
def test_the_destinations_for_which_two_authorities_agree_have_an_ambulance_number(country: str) -> None:
    assert [n.role for n in emergency_numbers(country, ("ambulance",))] == ["ambulance"]


@pytest.mark.parametrize("country", countries())
def test_r14_no_country_shows_the_police_without_an_ambulance(country: str) -> None:
    roles = [number.role for number in emergency_numbers(country)]
    assert "ambulance" in roles or "police" not in roles
