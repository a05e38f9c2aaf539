"""Which clock holds where: the time zones of a country, and the one of a province or city that somebody names. Pure.

The zones of a country are CLDR's, as Babel carries them. Which Indonesian province has which of the three times stands
in Keputusan Presiden 41/1987; provinces that were made since have the time of the one that they came from.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot.directory import regions

WEST, MIDDLE, EAST = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
HOME: Final = "ID"
TIMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        WEST: "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
        MIDDLE: "51 52 53 63 64 65 71 72 73 74 75 76",
        EAST: "81 82 91 92 93 94 95 96",
    }
)
"""The provinces of each time, by the first two digits of their codes."""
PROVINCES: Final = MappingProxyType({code: zone for zone, codes in TIMES.items() for code in codes.split()})
ONE_TIME: Final[Mapping[str, str]] = MappingProxyType({"CN": "Asia/Shanghai"})
"""By law the whole country has one time, whatever CLDR lists."""
NAMED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        HOME: {"wib": WEST, "wita": MIDDLE, "wit": EAST, "jawa": WEST, "sumatra": WEST, "sumatera": WEST}
        | {"sulawesi": MIDDLE, "papua": EAST, "maluku": EAST, "timika": EAST, "makasar": MIDDLE},
        "AU": {"canberra": "Australia/Sydney", "victoria": "Australia/Melbourne", "queensland": "Australia/Brisbane"}
        | {"cairns": "Australia/Brisbane", "gold coast": "Australia/Brisbane", "western australia": "Australia/Perth"}
        | {"new south wales": "Australia/Sydney", "tasmania": "Australia/Hobart"},
        "US": {"california": "America/Los_Angeles", "san francisco": "America/Los_Angeles"}
        | {"las vegas": "America/Los_Angeles", "seattle": "America/Los_Angeles", "hawaii": "Pacific/Honolulu"}
        | {"houston": "America/Chicago", "dallas": "America/Chicago", "texas": "America/Chicago"}
        | {"washington dc": "America/New_York", "philadelphia": "America/New_York", "boston": "America/New_York"}
        | {"miami": "America/New_York", "atlanta": "America/New_York", "new jersey": "America/New_York"},
        "CA": {"montreal": "America/Toronto", "ottawa": "America/Toronto", "calgary": "America/Edmonton"},
        "RU": {"moskwa": "Europe/Moscow", "moskow": "Europe/Moscow", "saint petersburg": "Europe/Moscow"},
        "BR": {"rio de janeiro": "America/Sao_Paulo", "brasilia": "America/Sao_Paulo"},
        "NZ": {"wellington": "Pacific/Auckland", "christchurch": "Pacific/Auckland"},
        "ES": {"barcelona": "Europe/Madrid", "valencia": "Europe/Madrid"},
        "PT": {"lisboa": "Europe/Lisbon", "porto": "Europe/Lisbon"},
    }
)
"""What people call a place beside the name that its zone bears."""
WORD: Final = re.compile(r"[^\W\d_]+")
LONGEST: Final = 300
MOST_WORDS: Final = 3


@cache
def zones(country: str) -> tuple[ZoneInfo, ...]:
    """The time zones of an ISO country; none where it is unknown."""
    code = country.upper()
    names = (ONE_TIME[code],) if code in ONE_TIME else get_global("territory_zones").get(code, ())
    return tuple(ZoneInfo(name) for name in sorted(names) if not name.startswith(("Antarctica/", "Etc/")))


def zone_named(country: str, words: str) -> str:
    """The zone of this country in which the place that these words name lies; empty where they name none, or two.

    A telephone's prefix is no help: it tells where a number was bought, and a wrong clock is worse than none.
    """
    known = {zone.key for zone in zones(country)}
    found = {zone for zone in named(country.upper(), words) if zone in known}
    return found.pop() if len(found) == 1 else ""


def named(country: str, words: str) -> Iterator[str]:
    """The zones of all places that the words name."""
    plain = WORD.findall(words[:LONGEST].casefold())
    for size in range(1, MOST_WORDS + 1):
        for start in range(len(plain) - size + 1):
            name = " ".join(plain[start : start + size])
            if name in names_of(country):
                yield names_of(country)[name]
            if country == HOME:
                yield from {PROVINCES[code[:2]] for code in regions.by_name().get(name, ()) if code[:2] in PROVINCES}


@cache
def names_of(country: str) -> Mapping[str, str]:
    """Plain names of places to their zone: the zone's own city, and what else people call it."""
    own = {zone.key.rsplit("/", 1)[-1].replace("_", " ").casefold(): zone.key for zone in zones(country)}
    return {**own, **NAMED.get(country, {})}


def city_of(zone: str) -> str:
    """The city that a zone is named for, as officers read it."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
