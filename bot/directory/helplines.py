"""Workers' hotlines of host countries, and their Red Cross or Red Crescent society: all to be verified by a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.directory.reading import BadDirectory, Row, day_of, shipped, table


@dataclass(frozen=True, slots=True)
class Hotline:
    """A line for workers in one country. It may be shown once a named person verified it (SAFETY R14)."""

    country: str
    name: str
    numbers: tuple[str, ...]
    hours: str
    languages: tuple[str, ...]
    source: str
    source_date: date | None
    read_on: date
    verified_by: str
    verified_on: date | None

    @property
    def shown(self) -> bool:
        """Did a named person verify it?"""
        return bool(self.verified_by) and self.verified_on is not None


@dataclass(frozen=True, slots=True)
class Society:
    """The national Red Cross or Red Crescent society of a country, with who says so.

    `source_date` is the source's own date, where it bears one; `read_on` the day on which we read it.
    """

    country: str
    name: str
    source: str
    source_date: date | None
    read_on: date
    verified_by: str


@cache
def hotlines(country: str) -> tuple[Hotline, ...]:
    """All lines on file for a country, verified or not: for the officer's eyes."""
    rows = table(shipped("hotlines.csv"), "hotlines.csv")
    return tuple(_hotline(row) for row in rows if row["country"] == country.upper())


@cache
def society(country: str) -> Society | None:
    """The national society of a country; none where no source carries it: a name that one only knows stays off."""
    on_file = sourced(table(shipped("societies.csv"), "societies.csv"))
    return next((one for one in on_file if one.country == country.upper()), None)


def sourced(rows: Iterable[Row]) -> list[Society]:
    """The societies that a source carries. Raises BadDirectory where nobody says when they read it."""
    return [_society(row) for row in rows if row["source"]]


def _society(row: Row) -> Society:
    told, read = _dates(row)
    return Society(str(row["country"]), str(row["name"]), str(row["source"]), told, read, str(row["verified_by"]))


def _hotline(row: Row) -> Hotline:
    told, read = _dates(row)
    return Hotline(
        country=str(row["country"]),
        name=str(row["name"]),
        numbers=tuple(str(row["numbers"]).split()),
        hours=str(row["hours"]),
        languages=tuple(str(row["languages"]).split()),
        source=str(row["source"]),
        source_date=told,
        read_on=read,
        verified_by=str(row["verified_by"]),
        verified_on=day_of(row, "verified_on", f"hotlines.csv, {row['name']}"),
    )


def _dates(row: Row) -> tuple[date | None, date]:
    where = str(row["name"])
    read = day_of(row, "read_on", where)
    if read is None:
        raise BadDirectory(where, "read_on is missing: when did somebody read the source?")
    return day_of(row, "source_date", where), read
