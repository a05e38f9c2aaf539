"""What a text mentions that helps an officer: country and city, numbers to call, months, people, a year of birth."""

import re
from functools import cache
from itertools import pairwise
from typing import Final

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from bot.language.numbers import NUMBERS
from bot.language.words import Word, table
from flows.words import Mentions

MONTHS: Final = frozenset("bulan wulan sasi bln uleng sasih buleun month months bolan olan".split())
YEARS: Final = frozenset("tahun taun thn year years thon tiban taon".split())
UNPAID: Final = frozenset({"unpaid", "wages_withheld"})
PEOPLE: Final = frozenset(
    "orang org wong tiyang jalma oreng urang ureueng tau jlema people dengan kru crew abk".split()
)
WE: Final = frozenset({"ber", "kami"})
BORN: Final = re.compile(r"\b(?:lahir|kelahiran|born|lair|tahun lahir)\D{0,20}((?:19[4-9]|20[0-2])\d)\b")
SPELLED_YEAR: Final = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.]((?:19[4-9]|200|201)\d)\b")
DIGITS: Final = re.compile(r"\d[\d\s().-]{6,}\d")
GLUED: Final = re.compile(r"(\d{1,3})(\D+)$")
HAS_DIGIT: Final = re.compile(r"\d")
NOTHING: Final = Mentions()
LONGEST: Final = 600
# A page of digits must not cost more than a sentence.
TRIES: Final = 6


@cache
def places() -> dict[str, tuple[str, str]]:
    """Names and nicknames of countries and cities."""
    return {name: (country, rest[0] if rest else "") for name, country, *rest in table("places.tsv")}


def mentions(text: str, words: list[Word], means: frozenset[str]) -> Mentions:
    """Everything of that kind in one text; `means` is what its phrases and signs are about."""
    written = [word.written for word in words]
    digits = HAS_DIGIT.search(text) is not None
    country, city = ("", "") if _first_words().isdisjoint(written) else _place(words)
    months = None if means.isdisjoint(UNPAID) else _months(words)
    counted = digits or not PEOPLE.isdisjoint([word.known for word in words])
    people = _people(words, counted) if counted or not WE.isdisjoint(written) else None
    if not digits:
        some = country or months or people
        return Mentions(country, city, months_unpaid=months, people=people) if some else NOTHING
    lower = text[:LONGEST].casefold() if "1" in text or "2" in text else ""
    born = BORN.search(lower) or SPELLED_YEAR.search(lower)
    return Mentions(
        country=country,
        city=city,
        phones=_phones(text[:LONGEST], country) if DIGITS.search(text[:LONGEST]) else (),
        months_unpaid=months,
        people=people,
        birth_year=int(born.group(born.re.groups)) if born else None,
    )


def place_named(text: str) -> str:
    """The country that a short text names, itself or by one of its cities; empty where it names none."""
    plain = [Word(word, word) for word in text[:LONGEST].casefold().split()]
    return _place(plain)[0]


def _place(words: list[Word]) -> tuple[str, str]:
    """Where somebody is: the first country abroad, else Indonesia where it is named; the city beside it."""
    home, country, city = ("", ""), "", ""
    for at, word in enumerate(words):
        if word.written not in _first_words() or (there := _named(words[at : at + 3])) is None:
            continue
        if there[0] == "ID":
            home = home if home[0] else there
        elif not country or (there[0] == country and not city):
            country, city = there[0], there[1] or city
    return (country, city) if country else home


def _named(words: list[Word]) -> tuple[str, str] | None:
    """The place that these words begin with, the longest name first."""
    plain = [word.written for word in words]
    names = (" ".join(plain[:size]) for size in range(len(plain), 0, -1))
    return next((places()[name] for name in names if name in places()), None)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in places())


def _phones(text: str, country: str) -> tuple[str, ...]:
    """Numbers as +62…, read as numbers of the country mentioned, else of Indonesia."""
    found = list(PhoneNumberMatcher(text, country or "ID", leniency=Leniency.VALID, max_tries=TRIES))
    if not found and country != "ID":
        found = list(PhoneNumberMatcher(text, "ID", leniency=Leniency.VALID, max_tries=TRIES))
    return tuple(format_number(match.number, PhoneNumberFormat.E164) for match in found)[:3]


def _count(word: str) -> int | None:
    if word.isdigit() and len(word) <= 3:
        return int(word)
    return NUMBERS.get(word)


def _before(words: list[Word], units: frozenset[str]) -> int | None:
    for first, second in pairwise(words):
        if second.known in units and (count := _count(first.known)):
            return count
    for word in words:
        if word.written[:1].isdigit() and (number := GLUED.match(word.written)) and number.group(2) in units:
            return int(number.group(1))
    return None


def _months(words: list[Word]) -> int | None:
    months = _before(words, MONTHS)
    if months is not None:
        return months if months <= 240 else None
    if any(word.known == "setahun" for word in words):
        return 12
    years = _before(words, YEARS)
    return years * 12 if years is not None and years <= 20 else None


def _people(words: list[Word], counted: bool) -> int | None:
    people = _before(words, PEOPLE) if counted else None
    if people is None:
        for first, second in pairwise(words):
            if first.written in WE and (count := _count(second.known)) and count > 1:
                return count
    return people
