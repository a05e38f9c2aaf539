"""Offices written back to TOML, so that a directory can be saved, compared and loaded again."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, time

from bot.directory.reading import DAYS
from bot.routing.values import Calendar, Office, OfficeNumber


def write_offices(offices: Iterable[Office]) -> str:
    """A TOML text that `read_offices` reads as the same offices."""
    return "\n\n".join("\n".join(_office(office)) for office in offices) + "\n"


def _office(office: Office) -> Iterator[str]:
    yield "[[office]]"
    for name in ("key", "organisation", "name", "kind"):
        yield _line(name, getattr(office, name))
    for name in ("services", "categories", "countries", "provinces", "regencies"):
        if chosen := getattr(office, name):
            yield _line(name, sorted(chosen))
    yield from _hours(office.hours)
    yield _line("languages", list(office.languages))
    if office.parent:
        yield _line("parent", office.parent)
    yield _line("linked", office.linked)
    yield _line("active", office.active)
    yield _line("source", office.source)
    if office.source_date:
        yield _line("source_date", office.source_date)
    for number in office.numbers:
        yield from _number(number)


def _hours(calendar: Calendar) -> Iterator[str]:
    yield _line("zone", calendar.zone)
    yield _line("hours", [f"{DAYS[span.weekday]} {_clock(span.starts, span.ends)}" for span in calendar.spans])
    holidays = [change.day for change in calendar.changes if not change.hours]
    if holidays:
        yield f"holidays = [{', '.join(day.isoformat() for day in holidays)}]"
    other = [f"{change.day} {_clock(*hours)}" for change in calendar.changes for hours in change.hours]
    if other:
        yield _line("changes", other)


def _number(number: OfficeNumber) -> Iterator[str]:
    yield "\n[[office.numbers]]"
    for name in ("number", "use", "source", "source_date", "verified_by", "verified_on", "expires"):
        if (value := getattr(number, name)) not in ("", None):
            yield _line(name, value)


def _clock(starts: time, ends: time) -> str:
    return f"{starts:%H:%M}-{ends:%H:%M}"


def _line(name: str, value: str | bool | date | list[str]) -> str:
    # A JSON text, list or truth value is also a TOML one; a date is written bare.
    written = value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
    return f"{name} = {written}"
