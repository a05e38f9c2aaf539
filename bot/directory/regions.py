"""The 38 provinces and 514 regencies and cities of Indonesia, with their Kemendagri codes.

The codes and names come from the project cahyadsn/wilayah (MIT, Copyright (c) 2017-2025 Cahya DSN; the licence
stands beside the data), which follows Kepmendagri 300.2.2-2430/2025.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.directory.reading import shipped, table


@dataclass(frozen=True, slots=True)
class Regency:
    """A kabupaten or a kota; `code` is like 35.02 and begins with its province's."""

    code: str
    province: str
    name: str
    kind: str


@cache
def provinces() -> Mapping[str, str]:
    """Province code to name."""
    return {row["code"]: row["name"] for row in table(shipped("provinces.csv"), "provinces.csv")}


@cache
def regencies() -> Mapping[str, Regency]:
    """Regency code to regency."""
    found = table(shipped("regencies.csv"), "regencies.csv")
    return {row["code"]: Regency(row["code"], row["province_code"], row["name"], row["kind"]) for row in found}


def province_of(code: str) -> str:
    """The province code of a regency's or province's code; empty where there is no such region."""
    if code in provinces():
        return code
    regency = regencies().get(code)
    return regency.province if regency else ""


def named(name: str) -> tuple[str, ...]:
    """The codes of provinces and regencies of this name, with or without `Kabupaten` or `Kota` before it."""
    return _by_name().get(_plain(name), ())


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    """Every plain name to the codes of the provinces, then of the regencies, that bear it."""
    found: dict[str, tuple[str, ...]] = {}
    for code, called in (*provinces().items(), *((each.code, each.name) for each in regencies().values())):
        found[_plain(called)] = (*found.get(_plain(called), ()), code)
    return found


@cache
def by_name() -> Mapping[str, tuple[str, ...]]:
    """Every name of a province or regency, plain, to its codes."""
    found: dict[str, tuple[str, ...]] = {}
    called = [*provinces().items(), *((one.code, one.name) for one in regencies().values())]
    for code, name in called:
        found[_plain(name)] = (*found.get(_plain(name), ()), code)
    return found


def _plain(name: str) -> str:
    words = name.casefold().split()
    if words and words[0] in {"kabupaten", "kab", "kab.", "kota", "provinsi"}:
        words = words[1:]
    return " ".join(words)
