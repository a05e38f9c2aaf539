"""Reading the directory's data files with errors that say which file, which row and what to write instead."""

import csv
import io
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import HelplineError

Row = Mapping[str, object]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BadDirectory(HelplineError):
    """A directory file does not hold. The message says which file, which entry and what is wrong."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__()
        self.where = where
        self.what = what

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def shipped(name: str) -> str:
    """The text of a data file that ships with the program."""
    return files("bot.directory").joinpath(f"data/{name}").read_text("utf-8")


def table(text: str, where: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a CSV text. Raises BadDirectory where a row has more or fewer cells than the heading."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise BadDirectory(f"{where}, line {number}", "not as many cells as the heading has")
    return tuple(rows)


def toml(text: str, where: str) -> Mapping[str, object]:
    """A TOML text. Raises BadDirectory with the line where it breaks."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise BadDirectory(where, f"not TOML: {broken}") from None


def rows(document: Mapping[str, object], name: str, where: str) -> tuple[Row, ...]:
    """The entries `[[name]]` of a TOML document."""
    found = document.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BadDirectory(where, f"write every entry under [[{name}]]")
    return tuple(found)


def known(row: Row, fields: frozenset[str], where: str) -> None:
    """Raises BadDirectory for a field that nobody reads: usually a slip of the pen."""
    strange = sorted(set(row) - fields)
    if strange:
        raise BadDirectory(where, f"nobody reads {', '.join(strange)}; it may be misspelt")


def text_of(row: Row, name: str, where: str, default: str | None = None) -> str:
    """A text field; without a default it has to be there."""
    value = row.get(name, default)
    if not isinstance(value, str) or (default is None and not value):
        raise BadDirectory(where, f"{name} has to be a text")
    return value


def texts_of(row: Row, name: str, where: str) -> tuple[str, ...]:
    """A list of texts; absent means none."""
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadDirectory(where, f"{name} has to be a list of texts")
    return tuple(value)


def flag_of(row: Row, name: str, where: str, default: bool) -> bool:
    """True or false."""
    value = row.get(name, default)
    if not isinstance(value, bool):
        raise BadDirectory(where, f"{name} is true or false")
    return value


def day_of(row: Row, name: str, where: str) -> date | None:
    """A date, written as such in TOML or as 2026-11-23 in CSV; None where it is empty."""
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadDirectory(where, f"{name} is a date, such as 2026-11-23") from None


def zone_of(row: Row, where: str) -> str:
    """An IANA zone that this machine knows."""
    name = text_of(row, "zone", where)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadDirectory(where, f"{name} is no IANA zone, such as Asia/Jakarta") from None
    return name


def weekdays(text: str, where: str) -> tuple[int, ...]:
    """`mon-thu` or `sat`, as numbers from 0 for Monday."""
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise BadDirectory(where, f"{text} is no day of the week: write mon, tue … sun, or mon-fri")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return tuple(range(begin, end + 1)) if begin <= end else (*range(begin, 7), *range(end + 1))


def clock(text: str, where: str) -> tuple[time, time]:
    """`08:00-16:00`, or `22:00-06:00` over midnight, or `00:00-24:00` (also `00:00-00:00`) for the whole day."""
    begin, _, end = text.partition("-")
    try:
        return time.fromisoformat(begin), time.fromisoformat("00:00" if end == "24:00" else end)
    except ValueError:
        raise BadDirectory(where, f"{text} are no hours: write 08:00-16:00") from None
