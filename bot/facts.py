"""What a person's answers tell routing, as codes: place, employer, readers, wishes, whom a complaint is about."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from bot.directory import regions
from bot.language.mentions import places
from bot.routing.values import KP2MI, MISSION, PALANG_MERAH, Readers
from bot.store.safekeeping import NARROWED

EMPLOYERS: Final[Mapping[str, str]] = MappingProxyType({"household": "household", "company": "company"})
READERS: Final[Mapping[str, Readers]] = MappingProxyType(
    {
        "palang_merah": Readers.PALANG_MERAH,
        "kp2mi_and_missions": Readers.KP2MI_AND_MISSIONS,
        "all": Readers.ANYONE,
    }
)
A_WOMAN, ANYBODY = "Ya, perempuan", "Siapa saja"
WISHES: Final[Mapping[str, str]] = MappingProxyType({A_WOMAN: "female", ANYBODY: ""})
PLACES: Final = ("where", "regency", "home")
NAME_PLACES: Final = ("last_place", "what", "said", "more")
WORD: Final = re.compile(r"[^\W\d_]+")
LONGEST: Final = 1000
LONGEST_NAME: Final = 3
HOME: Final = "ID"
ALSO_WORDS: Final = frozenset(["agam", "batu", "bone", "buru", "malang", "metro", "serang", "siak", "toba"])
"""Regencies whose name is an everyday word, too: they are meant where the word before says that it is a place."""
BEFORE_A_PLACE: Final = frozenset({"di", "ke", "dari", "asal", "kota", "kab", "kabupaten", "daerah", "gempa", "banjir"})
# The words by which people call an organisation; a complaint that names one never reaches it (SAFETY R25, R26).
CALLED: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        PALANG_MERAH: re.compile(r"\bpalang\s*merah\b", re.IGNORECASE),
        KP2MI: re.compile(r"\b(kp2mi|bp2mi|bp3mi|kementerian)\b", re.IGNORECASE),
        MISSION: re.compile(r"\b(kbri|kjri|kdei|kri|kedutaan|konsulat|konjen|perwakilan)\b", re.IGNORECASE),
    }
)
Facts = dict[str, object]


def told_by(name: str, value: str) -> Facts:
    """The ticket's columns that this answer fills; none for an answer that says nothing to routing."""
    match name:
        case "employer" if value in EMPLOYERS:
            return {"employer_kind": EMPLOYERS[value]}
        case "readers" if value in READERS:
            return {"readers": READERS[value].value}
        case "woman" if value in WISHES:
            # Whatever else was written to that question, such as words sent before it was read, takes no wish back.
            return {"wish_gender": WISHES[value]}
        case name if name in PLACES:
            return region_in(value) | asks_about(value)
        case name if name in NAME_PLACES:
            return asks_about(value)
    return {}


def after_withdrawal(readers: str) -> str:
    """Routing's copy of a choice of readers, once that was taken back."""
    return NARROWED.get(readers, readers)


def asks_about(words: str) -> Facts:
    """Every country, province and regency that the words name: where somebody is, comes from or asks about."""
    codes = sorted(places_in(words))
    return {"places": " ".join(codes)} if codes else {}


def places_in(words: str) -> frozenset[str]:
    """Their codes. A name of up to three words counts wherever it stands; of a regency its province counts, too."""
    plain = WORD.findall(words[:LONGEST].casefold())
    abroad, regions_named, begins = places(), regions.by_name(), first_words()
    found: set[str] = set()
    if begins.isdisjoint(plain):
        return frozenset()
    for start in (place for place, word in enumerate(plain) if word in begins):
        for size in range(1, min(LONGEST_NAME, len(plain) - start) + 1):
            name = " ".join(plain[start : start + size])
            if name in abroad and abroad[name][0] != HOME:
                found.add(abroad[name][0])
            meant = name not in ALSO_WORDS or (start > 0 and plain[start - 1] in BEFORE_A_PLACE)
            for code in regions_named.get(name, ()) if meant else ():
                found |= {code, regions.province_of(code)}
    return frozenset(found)


@cache
def first_words() -> frozenset[str]:
    """The words with which the name of a place begins."""
    return frozenset(name.split(" ", 1)[0] for named in (places(), regions.by_name()) for name in named)


def complained_of(words: str) -> tuple[str, ...]:
    """The organisations that somebody complains of."""
    return tuple(organisation for organisation, pattern in CALLED.items() if pattern.search(words))


def region_in(words: str) -> Facts:
    """Province and regency, where the words name one and no other."""
    codes = [code for part in re.split(r"[,;\n]", words) for code in regions.named(part.strip()) if part.strip()]
    provinces = {regions.province_of(code) for code in codes}
    if len(provinces) != 1:
        return {}
    [province] = provinces
    found = {code for code in codes if code != province}
    return {"province": province, "regency": found.pop() if len(found) == 1 else ""}
