"""What a country is called, and what may go wrong there when somebody is sent to its police or hospitals."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale, UnknownLocaleError

# CLDR's names carry constitutional additions that nobody says.
PLAIN: Final = {
    "id": {
        "HK": "Hong Kong",
        "MO": "Makau",
        "MM": "Myanmar",
        "PS": "Palestina",
        "CD": "Republik Demokratik Kongo",
    },
    "ms": {"HK": "Hong Kong", "MO": "Makau", "MM": "Myanmar", "PS": "Palestin"},
    "en": {"HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar", "PS": "Palestine"},
}
SOURCE_LANGUAGE: Final = "id"
# The languages whose country names we trust; every other language borrows the Indonesian ones.
NAMED_IN: Final = ("id", "ms", "en")


@dataclass(frozen=True, slots=True)
class Caution:
    """Why calling the police or going to a hospital may harm somebody in this country (SAFETY R14).

    `kinds` are of: no_papers (police may hold people without papers or reported as run away),
    pregnancy_reported (a hospital may report pregnancy or sexual violence), suicide_punishable.
    """

    country: str
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    source_date: date
    verified_by: str = ""


CAUTION_KINDS: Final = frozenset({"no_papers", "pregnancy_reported", "suicide_punishable"})


def caution(country: str) -> Caution | None:
    """The caution on file for an ISO country. None means that none is on file, not that there is no risk."""
    return _cautions().get(country.upper())


def country_name(code: str, language: str = SOURCE_LANGUAGE) -> str:
    """What people call this ISO country in this language; else Indonesian, else the code."""
    chosen = language if language in NAMED_IN else SOURCE_LANGUAGE
    plain = PLAIN[chosen].get(code.upper())
    return plain or _names(chosen).get(code.upper()) or code


def country_of_name(name: str) -> str:
    """The ISO code of the country that is called so in any of our languages; empty where none is."""
    return _codes().get(name.strip().casefold(), "")


@cache
def _codes() -> dict[str, str]:
    """Every country's names, without case, to its code."""
    called = [*(_names(language) for language in NAMED_IN), *PLAIN.values()]
    return {
        name.casefold(): code for names in called for code, name in names.items() if code.isalpha() and len(code) == 2
    }


@cache
def _names(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except UnknownLocaleError:
        return {}


@cache
def _cautions() -> dict[str, Caution]:
    text = files("bot.directory").joinpath("data/cautions.toml").read_text("utf-8")
    return {row["country"]: _caution(row) for row in tomllib.loads(text)["caution"]}


def _caution(row: dict[str, object]) -> Caution:
    kinds, sources, told = row["kinds"], row["sources"], row["source_date"]
    assert isinstance(kinds, list)
    assert isinstance(sources, list)
    assert isinstance(told, date)
    return Caution(str(row["country"]), tuple(map(str, kinds)), tuple(map(str, sources)), told)
