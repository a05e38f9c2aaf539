"""Words of names and places as they can be compared: without titles, in today's spelling, however they were written."""

import re
import unicodedata
from typing import Final

from rapidfuzz.distance import JaroWinkler


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Pak, Bu, Haji, bin: how somebody is called or whose child they are, not what their name is.
CALLED: Final = listed("bapak pak ibu bu mas mbak bang abang kak kakak adik tuan nyonya ny nona mr mrs ms")
PIOUS: Final = listed("haji hajjah hj h ustaz ustad almarhum almarhumah alm")
WHOSE: Final = listed("bin binti binte ayah ayahnya ibunya bapaknya mak emak inaq amaq anak dari")
ABOUT: Final = listed("nama namanya dan panggilan alias dipanggil saya")
TITLES: Final = CALLED | PIOUS | WHOSE | ABOUT
PLACES: Final = listed("desa dusun kampung kelurahan kecamatan kec kabupaten kab kota provinsi rt rw di jl")
# The spelling before 1972, and sounds that are written both ways.
OLD_SPELLING: Final = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "sy"),
    ("nj", "ny"),
    ("ch", "kh"),
    ("kh", "h"),
    ("dh", "d"),
    ("th", "t"),
    ("sy", "s"),
    ("v", "f"),
    ("z", "s"),
)
MUHAMMAD: Final = listed("muh muhamad mohamad mohammad muhammad mochamad moh moch mohd md m muchamad")
ABDUL: Final = frozenset(("abd", "abdul", "abdoel"))
NEAR: Final = 0.9
SHORTEST_NEAR: Final = 4


def words(text: str, without: frozenset[str] = TITLES) -> tuple[str, ...]:
    """The words of a name or place, lower case, without titles and signs."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return tuple(word for word in re.findall(r"[a-z']+", plain.replace(".", " ")) if word not in without)


def today(word: str) -> str:
    """A word in today's spelling: Soedjatmoko is Sujatmoko, Moh. is Muhammad, letters stand once."""
    if word in MUHAMMAD:
        return "muhamad"
    if word in ABDUL:
        return "abdul"
    for old, new in OLD_SPELLING:
        word = word.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", word)


def near(left: str, right: str) -> bool:
    """Are two words in today's spelling a slip apart?"""
    if min(len(left), len(right)) < SHORTEST_NEAR:
        return False
    return JaroWinkler.similarity(left, right) >= NEAR
