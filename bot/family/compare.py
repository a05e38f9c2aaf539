"""A request beside a registration or news: each field exact, similar, different or unknown, and why.

The rows are what an officer reads. No field decides, no sum is made, and who is who is for people to say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.family.names import PLACES, TITLES, near, today, words

YEARS_APART: Final = 2
MALE: Final = frozenset(["male", "laki", "lelaki", "pria", "cowok", "putra"])
FEMALE: Final = frozenset(["female", "perempuan", "wanita", "cewek", "putri"])


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


Sides = tuple[tuple[str, ...], tuple[str, ...]]
# For each row: the request's fields, and those of the other record that speak of the same. A safe registration holds
# much in two free texts.
SIDES: Final[Mapping[str, Mapping[str, Sides]]] = {
    "safe": {
        "name": (("name", "nickname", "other_names"), ("name",)),
        "father": (("father", "parents"), ("father", "parents", "name", "more")),
        "mother": (("mother", "parents"), ("mother", "parents", "name", "more")),
        "sex": (("sex",), ("sex", "more")),
        "birth": (("birth",), ("birth", "more")),
        "home": (("home",), ("home", "more", "name")),
        "last_place": (("last_place",), ("where", "more", "made_by")),
        "employer": (("employer", "agency"), ("employer", "agency", "more")),
    },
    "news": {
        "name": (("name", "nickname", "other_names"), ("enquirer",)),
        "birth": (("birth",), ("birth", "more")),
        "last_place": (("last_place",), ("where", "more")),
        "enquirer": (("enquirer",), ("name",)),
        "home": (("home",), ("home",)),
    },
    # Two requests of different people that may look for the same person.
    "seek": {
        "name": (("name", "nickname", "other_names"), ("name", "nickname", "other_names")),
        "father": (("father", "parents"), ("father", "parents")),
        "mother": (("mother", "parents"), ("mother", "parents")),
        "sex": (("sex",), ("sex",)),
        "birth": (("birth",), ("birth",)),
        "home": (("home",), ("home",)),
        "last_place": (("last_place",), ("last_place",)),
    },
    # A line of a list that volunteers wrote in an event.
    "list": {
        "name": (("name", "nickname", "other_names"), ("name",)),
        "father": (("father", "parents"), ("parents", "note")),
        "mother": (("mother", "parents"), ("parents", "note")),
        "sex": (("sex",), ("sex",)),
        "birth": (("birth",), ("birth_year",)),
        "home": (("home",), ("home",)),
        "last_place": (("last_place",), ("found_at",)),
    },
}
# Rows in which the other record may say more than was asked: its further words speak against nothing.
WITHIN_MORE: Final = frozenset({"father", "mother", "home", "last_place", "employer"})
FREE: Final = frozenset({"name", "more", "made_by"})
BEST_FIRST: Final = (Verdict.EXACT, Verdict.SIMILAR, Verdict.DIFFERENT, Verdict.UNKNOWN)


def compare(request: Mapping[str, str], other: Mapping[str, str], kind: str) -> tuple[Compared, ...]:
    """The request's rows beside those of another record; `kind` is safe, news, seek (a request) or list."""
    return tuple(_row(row, request, other, sides) for row, sides in SIDES[kind].items())


def _row(row: str, request: Mapping[str, str], other: Mapping[str, str], sides: Sides) -> Compared:
    """Of several names that somebody goes by, the one that fits best counts."""
    asked = [request[field] for field in sides[0] if request.get(field)] or [""]
    right = _joined(other, sides[1])
    best = min((_field(row, left, right) for left in asked), key=lambda one: BEST_FIRST.index(one.verdict))
    best = replace(best, left=" · ".join(dict.fromkeys(asked)))
    told_by_itself = any(other.get(field) for field in sides[1] if field not in FREE)
    if best.verdict is Verdict.DIFFERENT and row in WITHIN_MORE and not told_by_itself:
        # A free text that does not name the mother says nothing against her.
        return replace(best, verdict=Verdict.UNKNOWN, why="not_mentioned")
    return best


def _joined(record: Mapping[str, str], fields: tuple[str, ...]) -> str:
    return " · ".join(dict.fromkeys(record[field] for field in fields if record.get(field)))


def _field(row: str, left: str, right: str) -> Compared:
    if not left or not right:
        return Compared(row, left, right, Verdict.UNKNOWN, "nothing_said")
    match row:
        case "sex":
            return _sexes(left, right)
        case "birth":
            return _births(left, right)
    without = TITLES | PLACES if row in ("home", "last_place") else TITLES
    return _words(row, left, right, without, row in WITHIN_MORE)


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


def _sexes(left: str, right: str) -> Compared:
    sexes = _sex(left), _sex(right)
    if not all(sexes):
        return Compared("sex", left, right, Verdict.UNKNOWN, "nothing_said")
    same = sexes[0] == sexes[1]
    return Compared(
        "sex", left, right, Verdict.EXACT if same else Verdict.DIFFERENT, "same_sex" if same else "other_sex"
    )


def _births(left: str, right: str) -> Compared:
    """Years of birth, or ages. Up to two years apart is similar: many papers say the first of January."""
    told = (_year(left), _year(right)), (_age(left), _age(right))
    both = next((pair for pair in told if all(pair)), None)
    if both is None:
        return Compared("birth", left, right, Verdict.UNKNOWN, "nothing_said")
    apart = abs(both[0] - both[1])
    if apart == 0:
        return Compared("birth", left, right, Verdict.EXACT, "same_year")
    if apart <= YEARS_APART:
        return Compared("birth", left, right, Verdict.SIMILAR, "years_near")
    return Compared("birth", left, right, Verdict.DIFFERENT, "years_apart")


def _sex(text: str) -> str:
    said = set(re.findall(r"[a-z]+", text.casefold()))
    if said & FEMALE:
        return "female"
    return "male" if said & MALE else ""


def _year(text: str) -> int:
    found = re.search(r"\b(19[2-9]\d|20[0-2]\d)\b", text)
    return int(found[1]) if found else 0


def _age(text: str) -> int:
    found = re.search(r"(?<!\d)(\d{1,2})\s*(?:th|thn|tahun)?(?![\d.])", text)
    return int(found[1]) if found else 0
