"""The offices: read from files, checked, and written back to files."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from functools import cache

from bot.directory import reading
from bot.directory.reading import BadDirectory, Row
from bot.directory.regions import province_of, provinces
from bot.routing.office import NEED_OFFICERS
from bot.routing.values import Calendar, DayChange, Office, OfficeNumber, Span
from flows.words import Service

OFFICE_FIELDS = frozenset({field.name for field in fields(Office)} | {"zone", "holidays", "changes"})
NUMBER_FIELDS = frozenset(field.name for field in fields(OfficeNumber))
ABROAD = frozenset({Service.EMERGENCY, Service.COMPLAINT, Service.INFORMATION})
AT_HOME = frozenset({Service.COMPLAINT, Service.INFORMATION, Service.EMERGENCY})


@cache
def shipped_offices() -> tuple[Office, ...]:
    """The offices that ship with the program: centre, regional offices, missions, partners."""
    desks = read_offices(reading.shipped("offices.toml"), "offices.toml")
    return checked((*desks, *_regional(), *_missions()), "the shipped directory")


def read_offices(text: str, where: str) -> tuple[Office, ...]:
    """The offices of a TOML text. Raises BadDirectory."""
    entries = reading.rows(reading.toml(text, where), "office", where)
    return tuple(_office(row, f"{where}, office {row.get('key', number)}") for number, row in enumerate(entries, 1))


def checked(offices: Iterable[Office], where: str) -> tuple[Office, ...]:
    """The same offices, once they fit together: keys once, parents that exist, regions that exist."""
    listed = tuple(offices)
    keys = [office.key for office in listed]
    for office in listed:
        here = f"{where}, office {office.key}"
        if keys.count(office.key) > 1:
            raise BadDirectory(here, "the key stands twice")
        if office.parent and office.parent not in keys:
            raise BadDirectory(here, f"its parent {office.parent} is not in the directory")
        unknown = [code for code in office.provinces if code not in provinces()]
        unknown += [code for code in office.regencies if not province_of(code)]
        if unknown:
            raise BadDirectory(here, f"no such region: {', '.join(sorted(unknown))}")
    return listed


def calendar(row: Row, where: str) -> Calendar:
    """`zone`, `hours` (mon-fri 08:00-12:00), `holidays` (dates) and `changes` (2026-12-24 08:00-12:00)."""
    spans = []
    for text in reading.texts_of(row, "hours", where):
        days, _, times = text.partition(" ")
        starts, ends = reading.clock(times, where)
        spans += [Span(day, starts, ends) for day in reading.weekdays(days, where)]
    return Calendar(reading.zone_of(row, where), tuple(spans), _changes(row, where))


def _changes(row: Row, where: str) -> tuple[DayChange, ...]:
    holidays = row.get("holidays", [])
    if not isinstance(holidays, list):
        raise BadDirectory(where, "holidays is a list of dates")
    days = [reading.day_of({"holidays": day}, "holidays", where) for day in holidays]
    found: dict[date, list[str]] = {day: [] for day in days if day is not None}
    for text in reading.texts_of(row, "changes", where):
        day, _, times = text.partition(" ")
        on = reading.day_of({"changes": day}, "changes", where)
        if on is None:
            raise BadDirectory(where, f"{text}: write 2026-12-24 08:00-12:00")
        found.setdefault(on, []).append(times)
    return tuple(
        DayChange(day, tuple(reading.clock(times, where) for times in hours)) for day, hours in sorted(found.items())
    )


def _office(row: Row, where: str) -> Office:
    reading.known(row, OFFICE_FIELDS, where)
    return Office(
        key=reading.text_of(row, "key", where),
        organisation=reading.text_of(row, "organisation", where),
        name=reading.text_of(row, "name", where),
        kind=reading.text_of(row, "kind", where),
        services=services(row, where),
        categories=frozenset(reading.texts_of(row, "categories", where)),
        countries=frozenset(reading.texts_of(row, "countries", where)),
        provinces=frozenset(reading.texts_of(row, "provinces", where)),
        regencies=frozenset(reading.texts_of(row, "regencies", where)),
        hours=calendar(row, where),
        languages=reading.texts_of(row, "languages", where) or ("id",),
        numbers=tuple(_number(number, where) for number in reading.rows(row, "numbers", where)),
        parent=reading.text_of(row, "parent", where, ""),
        linked=reading.flag_of(row, "linked", where, row.get("kind") not in NEED_OFFICERS),
        active=reading.flag_of(row, "active", where, True),
        source=reading.text_of(row, "source", where),
        source_date=_told(row, where),
    )


def _number(row: Row, where: str) -> OfficeNumber:
    reading.known(row, NUMBER_FIELDS, where)
    return OfficeNumber(
        number=reading.text_of(row, "number", where),
        use=reading.text_of(row, "use", where, ""),
        source=reading.text_of(row, "source", where),
        source_date=_told(row, where),
        verified_by=reading.text_of(row, "verified_by", where, ""),
        verified_on=reading.day_of(row, "verified_on", where),
        expires=reading.day_of(row, "expires", where),
    )


def _told(row: Row, where: str) -> date:
    told = reading.day_of(row, "source_date", where)
    if told is None:
        raise BadDirectory(where, "source_date is missing: when did the source say so?")
    return told


def services(row: Row, where: str) -> frozenset[Service]:
    """The services named in a row. Raises BadDirectory for one that the helpline does not have."""
    names = reading.texts_of(row, "services", where)
    unknown = sorted(set(names) - {service.value for service in Service})
    if unknown:
        raise BadDirectory(where, f"no such service: {', '.join(unknown)}")
    return frozenset(Service(name) for name in names)


def _regional() -> list[Office]:
    found = []
    for row in reading.table(reading.shipped("bp3mi.csv"), "bp3mi.csv"):
        where = f"bp3mi.csv, office {row['key']}"
        hours = calendar({**row, "hours": ["mon-fri 08:00-16:00"]}, where)
        found.append(
            Office(
                key=row["key"],
                organisation="kp2mi",
                name=f"BP3MI {row['city']}",
                kind="bp3mi",
                services=AT_HOME,
                countries=frozenset({"ID"}),
                provinces=frozenset(row["provinces"].split()),
                hours=hours,
                parent="kp2mi.centre",
                linked=False,
                source=row["source"],
                source_date=_told(row, where),
            )
        )
    return found


def _missions() -> list[Office]:
    return [_mission(row) for row in reading.table(reading.shipped("missions.csv"), "missions.csv")]


def _mission(row: Row) -> Office:
    where = f"missions.csv, mission {row['key']}"
    told, key = _told(row, where), str(row["key"])
    verified = (str(row["verified_by"]), reading.day_of(row, "verified_on", where))
    pairs = [pair.partition("=") for pair in str(row["numbers"]).split()]
    return Office(
        key=key,
        organisation=key.replace("mission.", "mission:"),
        name=f"{row['kind']} {row['city']}",
        kind="mission",
        services=ABROAD,
        countries=frozenset({str(row["country"]), *str(row["also_serves"]).split()}),
        hours=calendar({**row, "hours": ["mon-fri 09:00-16:00"]}, where),
        numbers=tuple(OfficeNumber(number, use, str(row["source"]), told, *verified) for use, _, number in pairs),
        linked=False,
        # Missions to international organisations do not receive workers.
        active=row["kind"] != "PTRI",
        source=str(row["source"]),
        source_date=told,
    )
