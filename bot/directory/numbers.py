"""Emergency numbers of host countries, each with who says so; a rule, never a hand, decides what is shown."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final, NotRequired, TypedDict

ROLES: Final = ("ambulance", "police", "fire")
OFFICIAL_SOURCES_NEEDED: Final = 2
# How long we trust what we read before a person must read it again.
LOOK_AGAIN_AFTER: Final = timedelta(days=365)


class Says(TypedDict):
    """One page and what it says, as the data file writes it."""

    country: str
    issuer: str
    official: bool
    address: str
    seen: date
    dated: NotRequired[date]
    ambulance: NotRequired[list[str]]
    police: NotRequired[list[str]]
    fire: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it, where, and when: `dated` is the page's own date, `seen` the day on which we read it."""

    issuer: str
    address: str
    official: bool
    seen: date
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """One emergency number of one country for one role (ambulance, police, fire), as dialled there.

    `shown` follows from the sources (SAFETY R14). `source_date` is the newest date that a source bears,
    `verified_on` the day on which the latest source that it needs was read, `expires` when to read again.
    """

    country: str
    role: str
    number: str
    sources: tuple[Source, ...]
    source_date: date | None
    verified_by: str
    verified_on: date | None
    expires: date | None
    shown: bool


def emergency_numbers(country: str, roles: tuple[str, ...] = (), today: date | None = None) -> tuple[Number, ...]:
    """The numbers of this ISO country that SAFETY R14 lets us show, in the order of `roles`.

    Without `roles`: ambulance, police, fire (R14 puts the ambulance first). With `today`, numbers whose
    sources must be read again are left out. An unknown country has none: the caller then says so honestly.
    """
    wanted = roles or ROLES
    shown = [n for n in all_numbers(country) if n.shown and not _stale(n, today)]
    return tuple(number for role in wanted for number in shown if number.role == role)


@cache
def all_numbers(country: str) -> tuple[Number, ...]:
    """Every number on file for a country, switched on or off, with its sources: for the desk."""
    found: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for says in _file():
        if says["country"] == country.upper():
            for role, number in _claims(says):
                found[role, number].append(_source(says))
    return tuple(_number(country.upper(), role, number, told) for (role, number), told in found.items())


@cache
def countries() -> tuple[str, ...]:
    """The countries of which the file knows at least one number, shown or not."""
    return tuple(sorted({says["country"] for says in _file()}))


def may_be_shown(sources: tuple[Source, ...]) -> bool:
    """Do two official sources of different authorities agree? (SAFETY R14)"""
    return len({source.issuer for source in sources if source.official}) >= OFFICIAL_SOURCES_NEEDED


def _claims(says: Says) -> list[tuple[str, str]]:
    told = {"ambulance": says.get("ambulance"), "police": says.get("police"), "fire": says.get("fire")}
    return [(role, number) for role, numbers in told.items() for number in numbers or ()]


def _source(says: Says) -> Source:
    return Source(says["issuer"], says["address"], says["official"], says["seen"], says.get("dated"))


def _number(country: str, role: str, number: str, told: list[Source]) -> Number:
    sources = tuple(told)
    shown = may_be_shown(sources)
    dates = [source.dated for source in sources if source.dated]
    agreed = _agreed_on(sources) if shown else None
    return Number(
        country=country,
        role=role,
        number=number,
        sources=sources,
        source_date=max(dates, default=None),
        verified_by="; ".join(sorted({s.issuer for s in sources if s.official})) if shown else "",
        verified_on=agreed,
        expires=agreed + LOOK_AGAIN_AFTER if agreed else None,
        shown=shown,
    )


def _agreed_on(sources: tuple[Source, ...]) -> date:
    """Since when enough authorities agree: the second newest reading, one per authority."""
    newest: dict[str, date] = {}
    for source in sources:
        if source.official:
            newest[source.issuer] = max(source.seen, newest.get(source.issuer, source.seen))
    return sorted(newest.values(), reverse=True)[OFFICIAL_SOURCES_NEEDED - 1]


def _stale(number: Number, today: date | None) -> bool:
    return today is not None and number.expires is not None and number.expires < today


@cache
def _file() -> tuple[Says, ...]:
    text = files("bot.directory").joinpath("data/emergency.toml").read_text("utf-8")
    told: list[Says] = tomllib.loads(text)["says"]
    return tuple(told)
