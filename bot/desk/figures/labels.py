"""What stands in a figure's cells, in the officer's language: used where it is drawn, shown and read aloud."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.desk import lead_words, words
from bot.desk.figures.count import UNKNOWN
from bot.desk.figures.hiding import OTHERS
from bot.desk.figures.tables import Cell, Column, Row
from bot.desk.screen import OFFICE_ZONE, language_name
from bot.directory.countries import country_name
from flows.book import BOOK

Say = Callable[[str], str]
LONGEST_QUESTION: Final = 60
NONE: Final = "–"


def said(kind: str, cell: Cell, say: Say, language: str, row: Row) -> str:
    """One cell in words; `row` gives a group its dimension."""
    match kind, cell:
        case "share", [float(low), float(high)]:
            return share(low, high, say)
        case "number", None:
            return say(lead_words.TOO_FEW)
        case _, None | []:
            return NONE
        case "wait", int():
            return wait(cell, say)
        case "horizon", int():
            return hours(cell, say)
        case "instant", str():
            return instant(cell, say)
        case "group", str():
            return named(str(row[0]), cell, say, language)
        case _, str():
            return named(kind, cell, say, language)
        case _:
            return str(cell)


def named(kind: str, code: str, say: Say, language: str) -> str:
    """A code's name."""
    if code in (OTHERS, UNKNOWN) and not (kind == "device" and code == UNKNOWN):
        return say(lead_words.LEAD_WORDS["group"][code])
    match kind:
        case "country":
            return country_name(code, language)
        case "language":
            return language_name(code, language)
        case "question":
            return question(code, say)
        case "priority":
            return f"{code} {say(words.word('priority', code))}"
        case _:
            return say(words.word(kind, code))


def question(code: str, say: Say) -> str:
    """The question of a scene, shortened, in the officer's language; the scene's name where it asks none."""
    flow, _dot, scene = code.partition(".")
    there = BOOK.flows[flow].scenes.get(scene) if flow in BOOK.flows else None
    asked = getattr(there.then, "question", "") if there else ""
    text = say(asked) if asked else code
    return text if len(text) <= LONGEST_QUESTION else f"{text[: LONGEST_QUESTION - 1]}…"


def share(low: float, high: float, say: Say) -> str:
    """A share in whole percent, or the bound that may be told."""
    if low == high:
        return f"{round(low * 100)}%"
    if low == 0.0:
        return say(lead_words.AT_MOST) % {"n": -int(-high * 100 // 1)}
    return say(lead_words.AT_LEAST) % {"n": int(low * 100)}


def wait(seconds: int, say: Say) -> str:
    """A wait in the largest unit that still tells something."""
    if seconds < 120:
        return say(lead_words.SECONDS) % {"n": seconds}
    minutes = seconds // 60
    return say(words.MINUTES) % {"n": minutes} if minutes < 120 else hours(minutes // 60, say)


def hours(number: int, say: Say) -> str:
    """Hours, or days from two days on."""
    return say(words.HOURS) % {"n": number} if number < 48 else say(words.DAYS) % {"n": number // 24}


def instant(written: str, say: Say) -> str:
    """An instant by the office's clock."""
    here = datetime.fromisoformat(written).astimezone(OFFICE_ZONE)
    return f"{here.day} {say(words.MONTHS[here.month - 1])} {here:%H.%M}"


def sentences(columns: tuple[Column, ...], row: Row, say: Say, language: str) -> list[str]:
    """One row of a figure's table, in words."""
    return [said(column.kind, cell, say, language, row) for column, cell in zip(columns, row, strict=True)]
