"""A request beside a registration or news: each field exact, similar, different or unknown, and why.

The rows are what an officer reads. No field decides, no sum is made, and who is who is for people to say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.family.names import PLACES, TITLES, near, today, words

YEARS_APART: Final = 2
MALE: Final = frozenset(["laki", "lelaki", "pria", "cowok", "putra"])
FEMALE: Final = frozenset(["perempuan", "wanita", "cewek", "putri"])


class Verdict(StrEnum):
    """How two values of one field stand to each other."""

    EXACT = "exact"
    SIMILAR = "similar"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both records. `why` is a code; `words` are those that speak for it."""

    field: str
    left: str
    right: str
    verdict: Verdict
    why: str
    words: tuple[str, ...] = ()


# Which fields of the other record speak of what the request asks. Safe registrations hold much in two free texts.
SIDES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "safe": {
        "name": ("name",),
        "parents": ("parents", "name", "more"),
        "sex_age": ("sex_age", "more"),
        "home": ("home", "more", "name"),
        "last_place": ("where", "more", "made_by"),
    },
    "news": {
        "name": ("enquirer",),
        "parents": ("parents", "enquirer"),
        "sex_age": ("sex_age",),
        "home": ("where", "more"),
        "last_place": ("where", "more"),
        "enquirer": ("name",),
    },
    # Two requests of different people that may look for the same person.
    "seek": {
        "name": ("name",),
        "parents": ("parents",),
        "sex_age": ("sex_age",),
        "home": ("home",),
        "last_place": ("last_place",),
    },
    # A line of a list that volunteers wrote in an event.
    "list": {
        "name": ("name",),
        "parents": ("parents", "note"),
        "sex_age": ("sex", "birth_year"),
        "home": ("home",),
        "last_place": ("found_at",),
    },
}
# Fields in which the other record may say more than was asked: its further words speak against nothing.
WITHIN_MORE: Final = frozenset({"parents", "home", "last_place", "sex_age"})


def compare(request: Mapping[str, str], other: Mapping[str, str], kind: str) -> tuple[Compared, ...]:
    """The request's fields beside those of another record; `kind` is safe, news, seek (a request) or list."""
    return tuple(_field(field, request.get(field, ""), _joined(other, names)) for field, names in SIDES[kind].items())


def _joined(record: Mapping[str, str], fields: tuple[str, ...]) -> str:
    return " · ".join(dict.fromkeys(record[field] for field in fields if record.get(field)))


def _field(field: str, left: str, right: str) -> Compared:
    if not left or not right:
        return Compared(field, left, right, Verdict.UNKNOWN, "nothing_said")
    if field == "sex_age":
        return _sex_age(field, left, right)
    without = TITLES | PLACES if field in ("home", "last_place") else TITLES
    return _words(field, left, right, without, field in WITHIN_MORE)


def _words(field: str, left: str, right: str, without: frozenset[str], within: bool) -> Compared:
    """Two texts by their words: the same, the same in today's spelling, some of them, a slip apart, or none."""
    asked, told = words(left, without), words(right, without)
    if not asked or not told:
        return Compared(field, left, right, Verdict.UNKNOWN, "nothing_said")
    if set(asked) == set(told) or (within and set(asked) <= set(told)):
        return Compared(field, left, right, Verdict.EXACT, "same_words", tuple(dict.fromkeys(asked)))
    now_asked, now_told = {today(word) for word in asked}, {today(word) for word in told}
    shared = now_asked & now_told
    if now_asked == now_told or (within and now_asked <= now_told):
        return Compared(field, left, right, Verdict.SIMILAR, "spelled_otherwise", tuple(sorted(shared)))
    if shared:
        return Compared(field, left, right, Verdict.SIMILAR, "some_words", tuple(sorted(shared)))
    slips = {one for one in now_asked for two in now_told if near(one, two)}
    if slips:
        return Compared(field, left, right, Verdict.SIMILAR, "a_slip_apart", tuple(sorted(slips)))
    return Compared(field, left, right, Verdict.DIFFERENT, "no_word_shared")


def _sex_age(field: str, left: str, right: str) -> Compared:
    """Sex and year of birth. Years up to two apart are similar: many papers say the first of January."""
    sexes = _sex(left), _sex(right)
    if all(sexes) and sexes[0] != sexes[1]:
        return Compared(field, left, right, Verdict.DIFFERENT, "other_sex")
    years = _year(left), _year(right)
    if not all(years):
        same_sex = all(sexes)
        return Compared(field, left, right, Verdict.UNKNOWN, "only_sex_said" if same_sex else "nothing_said")
    apart = abs(years[0] - years[1])
    if apart == 0:
        return Compared(field, left, right, Verdict.EXACT, "same_year")
    if apart <= YEARS_APART:
        return Compared(field, left, right, Verdict.SIMILAR, "years_near")
    return Compared(field, left, right, Verdict.DIFFERENT, "years_apart")


def _sex(text: str) -> str:
    said = set(re.findall(r"[a-z]+", text.casefold()))
    if said & FEMALE:
        return "female"
    return "male" if said & MALE else ""


def _year(text: str) -> int:
    found = re.search(r"\b(19[2-9]\d|20[0-2]\d)\b", text)
    return int(found[1]) if found else 0
