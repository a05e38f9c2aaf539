"""Two records side by side: each field is exact, similar, different or unknown, with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.family import Compared, Verdict, compare
from bot.family.compare import SIDES


def row(field: str, left: str, right: str, kind: str = "safe") -> Compared:
    """One field of a request beside what a registration says of it."""
    there = SIDES[kind][field][0]
    [found] = [one for one in compare({field: left}, {there: right}, kind) if one.field == field]
    return found


@pytest.mark.parametrize(
    ("left", "right", "verdict", "why"),
    [
        ("Siti Aminah", "siti aminah", "exact", "same_words"),
        ("Aminah Siti", "Siti Aminah", "exact", "same_words"),
        ("Ibu Siti Aminah", "Hj. Siti Aminah", "exact", "same_words"),
        ("Soedjatmoko", "Sujatmoko", "similar", "spelled_otherwise"),
        ("Moh. Tjahjo", "Muhammad Cahyo", "similar", "some_words"),
        ("Abd. Rochman", "Abdul Rohman", "similar", "spelled_otherwise"),
        ("Siti Aminah", "Siti Rahma", "similar", "some_words"),
        ("Sumarni", "Sumarmi", "similar", "a_slip_apart"),
        ("Sumarni", "Budi Hartono", "different", "no_word_shared"),
        ("Sumarni", "", "unknown", "nothing_said"),
        ("", "Sumarni", "unknown", "nothing_said"),
        ("Bapak", "Sumarni", "unknown", "nothing_said"),
    ],
)
def test_names_are_compared_by_their_words_in_todays_spelling(left: str, right: str, verdict: str, why: str) -> None:
    found = row("name", left, right)
    assert (found.verdict, found.why) == (verdict, why)


@pytest.mark.parametrize(
    ("left", "right", "verdict", "why"),
    [
        ("Perempuan, 1990", "perempuan lahir 1990", "exact", "same_year"),
        ("1990", "lahir 1992", "similar", "years_near"),
        ("1990", "lahir 1999", "different", "years_apart"),
        ("Laki-laki, 1990", "perempuan 1990", "different", "other_sex"),
        ("perempuan", "perempuan", "unknown", "only_sex_said"),
        ("perempuan", "1990", "unknown", "nothing_said"),
    ],
)
def test_sex_and_year_of_birth(left: str, right: str, verdict: str, why: str) -> None:
    found = row("sex_age", left, right)
    assert (found.verdict, found.why) == (verdict, why)


def test_a_free_text_that_says_more_speaks_against_nothing() -> None:
    other = {"name": "Sumarni, anaknya Pak Karto, desa Sukamaju", "more": "kecamatan Praya"}
    found = {one.field: one for one in compare({"parents": "Karto", "home": "Sukamaju, Praya"}, other, "safe")}
    assert (found["parents"].verdict, found["home"].verdict) == (Verdict.EXACT, Verdict.EXACT)


def test_who_writes_news_is_laid_beside_who_is_sought_and_the_addressee_beside_the_enquirer() -> None:
    found = compare({"name": "Sumarni", "enquirer": "Karto"}, {"enquirer": "Sumarni", "name": "Karto"}, "news")
    assert {one.field: one.verdict.value for one in found if one.left} == {"name": "exact", "enquirer": "exact"}


@given(st.dictionaries(st.sampled_from(sorted(SIDES["safe"])), st.text()), st.dictionaries(st.text(), st.text()))
def test_whatever_was_written_each_field_gets_a_verdict(left: dict[str, str], right: dict[str, str]) -> None:
    for kind, fields in SIDES.items():
        assert [one.field for one in compare(left, right, kind)] == list(fields)


@given(st.text(min_size=1))
def test_a_record_beside_itself_is_never_different(text: str) -> None:
    assert all(one.verdict is not Verdict.DIFFERENT for one in compare({"name": text}, {"name": text}, "safe"))
