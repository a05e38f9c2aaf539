"""How each language makes "was beaten" and "beats" from a stem, so that one entry is heard in all its forms."""

from collections.abc import Iterator
from typing import Final

# {} is the stem, N{} the stem with its nasal; what is done to somebody, then what somebody does.
DONE_TO: Final = {
    "jv": ("di{}", "di{}i", "di{}a", "di{}ake", "di{}ne", "di{}no", "dipun{}", "dipun{}i", "ke{}", "tak{}", "kok{}"),
    "su": ("di{}", "di{}an", "di{}keun", "ka{}", "ka{}an", "di{}na"),
    "sas": ("te{}", "te{}ang", "te{}in", "te{}q", "ke{}", "{}ne", "{}n", "{}ku"),
    "mad": ("e{}", "e{}e", "e{}i", "e{}a", "e{}aghi", "e{}agi", "e{}an", "ka{}", "ta{}"),
    "ban": ("ka{}", "ka{}in", "ka{}ang", "{}a", "{}ina", "{}anga", "ke{}"),
    "min": ("di{}", "di{}i", "di{}an", "di{}nyo", "ta{}", "ba{}"),
    "ace": ("ji{}", "geu{}", "neu{}", "di{}", "teu{}", "ji{}keuh", "jipeu{}"),
    "bug": ("na{}", "na{}ka", "na{}i", "na{}ngi", "na{}ngnga", "ri{}", "ri{}ka", "ta{}", "mu{}ka", "u{}", "na{}ki"),
    "bjn": ("di{}", "di{}i", "di{}akan", "ta{}", "di{}nya", "ka{}"),
    "mkn": ("di{}", "dapa {}", "kena {}", "dong {}", "{} beta", "{} katong", "dia {}"),
}
DOES: Final = {
    "jv": ("N{}", "N{}i", "N{}ake", "{}i"),
    "su": ("N{}", "N{}an", "N{}keun"),
    "sas": ("N{}", "be{}", "N{}ang", "N{}in"),
    "mad": ("N{}", "N{}e", "a{}", "N{}i"),
    "ban": ("N{}", "N{}in", "N{}ang", "ma{}"),
    "min": ("maN{}", "maN{}i", "maN{}an"),
    "ace": ("meu{}", "N{}"),
    "bug": ("ma{}", "map{}", "mp{}", "ma{}i", "pa{}"),
    "bjn": ("maN{}", "maN{}i", "maN{}akan"),
    "mkn": (),
}
# A nasal takes the place of these first letters, and stands before the others.
MELTS: Final = {"p": "m", "t": "n", "k": "ng", "s": "ny", "c": "ny", "w": "m"}
STANDS_BEFORE: Final = {"b": "m", "d": "n", "j": "n", "g": "ng"}


def nasal(stem: str) -> str:
    """The stem as an active verb begins it: pukul gives mukul, gebug gives nggebug, antem gives ngantem."""
    if stem[0] in MELTS:
        return MELTS[stem[0]] + stem[1:]
    if stem[0] in STANDS_BEFORE:
        return STANDS_BEFORE[stem[0]] + stem
    return f"ng{stem}" if stem[0] in "aeioulr" else stem


def forms(language: str, stem: str) -> Iterator[tuple[str, bool]]:
    """Every form of a stem, and whether it is done to somebody."""
    for pattern in DONE_TO[language]:
        yield pattern.format(stem), True
    for pattern in DOES[language]:
        yield pattern.replace("N{}", nasal(stem)).replace("{}", stem), False
