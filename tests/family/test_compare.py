"""Two records side by side: each field is exact, similar, different or unknown, with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.family import Compared, Verdict, compare
from bot.family.compare import SIDES


def row(field: str, left: str, right: str, kind: str = "safe") -> Compared:
    """One field of a request beside what a registration says of it."""
    asked, there = (fields[0] for fields in SIDES[kind][field])
    [found] = [one for one in compare({asked: left}, {there: right}, kind) if one.field == field]
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
    ("field", "left", "right", "verdict", "why"),
    [
        ("birth", "1990", "lahir 1990", "exact", "same_year"),
        ("birth", "1990", "lahir 1992", "similar", "years_near"),
        ("birth", "1990", "lahir 1999", "different", "years_apart"),
        ("birth", "34 tahun", "umur 35", "similar", "years_near"),
        ("birth", "1990", "umur 35", "unknown", "nothing_said"),
        ("sex", "male", "perempuan", "different", "other_sex"),
        ("sex", "female", "perempuan, 1990", "exact", "same_sex"),
        ("sex", "female", "1990", "unknown", "nothing_said"),
    ],
)
def test_sex_and_year_of_birth_or_age(field: str, left: str, right: str, verdict: str, why: str) -> None:
    found = row(field, left, right)
    assert (found.verdict, found.why) == (verdict, why)


def test_a_free_text_that_does_not_name_somebody_says_nothing_against_them() -> None:
    free = compare({"mother": "Tumini"}, {"name": "Sumarni", "more": "Sukamaju"}, "safe")[2]
    asked = compare({"mother": "Tumini"}, {"mother": "Ratna"}, "safe")[2]
    assert (free.verdict, free.why) == (Verdict.UNKNOWN, "not_mentioned")
    assert (asked.verdict, asked.why) == (Verdict.DIFFERENT, "no_word_shared")


def test_of_several_names_the_one_that_fits_best_counts() -> None:
    found = compare(
        {"name": "Sri Wahyuni", "nickname": "Yuni", "other_names": "Wahyu Ningsih"}, {"name": "Yuni"}, "safe"
    )
    assert (found[0].verdict, found[0].left) == (Verdict.EXACT, "Sri Wahyuni · Yuni · Wahyu Ningsih")


def test_a_free_text_that_says_more_speaks_against_nothing() -> None:
    other = {"name": "Sumarni, anaknya Pak Karto, desa Sukamaju", "more": "kecamatan Praya"}
    found = {one.field: one for one in compare({"father": "Karto", "home": "Sukamaju, Praya"}, other, "safe")}
    assert (found["father"].verdict, found["home"].verdict) == (Verdict.EXACT, Verdict.EXACT)


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
