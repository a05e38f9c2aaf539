"""Which language a text is written in, with a probability that means what it says."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.language.model import calibration, weights

# At this confidence the bot changes its language by itself; below it asks, with the two likeliest first.
SWITCHES_AT: Final = 0.95
# Neighbours that must not be mistaken for ours: Betawi reads Indonesian, the others are nobody's.
READS: Final = {"bew": "id"}
STRANGERS: Final = frozenset({"bbc", "mak", "x-abs", "x-mui", "x-nij", "x-rej"})
# Strangers are rarer among those who write to us than in the text that the weights come from.
STRANGERS_ARE_RARE: Final = -1.5
COUNTRY_CODES: Final = {"60": "ms", "673": "ms"}
HINTED: Final = 1.0
DIALLED: Final = 0.3
SHORT, MIDDLING = 3, 7


@dataclass(frozen=True, slots=True)
class Tongue:
    """The likeliest language (or "und"), how sure, the two to offer, and every language that is not unlikely."""

    language: str
    confidence: float
    candidates: tuple[str, ...]
    likely: frozenset[str]


NOBODYS: Final = Tongue("und", 0.0, (), frozenset())


@cache
def _classes() -> tuple[tuple[str, ...], NDArray[np.intp], NDArray[np.float32]]:
    """Our languages and "und", the class that each trained one counts for, and the strangers' handicap."""
    trained = weights("language").classes
    means = ["und" if name in STRANGERS else READS.get(name, name) for name in trained]
    ours = tuple(sorted(set(means)))
    handicap = [STRANGERS_ARE_RARE if name in STRANGERS else 0.0 for name in trained]
    return ours, np.array([ours.index(name) for name in means]), np.array(handicap, dtype=np.float32)


def identify(spots: NDArray[np.int64], words: int, *, address: str = "", hint: str = "") -> Tongue:
    """The language of a text whose features stand at `spots` and that has so many words."""
    if not words:
        return NOBODYS
    ours, counts_for, handicap = _classes()
    sure = calibration()[0 if words <= SHORT else 1 if words <= MIDDLING else 2]
    scores = (weights("language").scores(spots) + handicap) * sure
    scores = np.exp(scores - scores.max())
    chances = np.bincount(counts_for, weights=scores, minlength=len(ours)).astype(np.float64)
    for language, odds in _helped(address, hint):
        chances[ours.index(language)] *= np.exp(odds)
    chances /= chances.sum()
    return _tongue(ours, chances)


def _helped(address: str, hint: str) -> list[tuple[str, float]]:
    helped = []
    if (said := hint.casefold().replace("_", "-").split("-")[0]) in _classes()[0]:
        helped.append((said, HINTED))
    _, _, number = address.partition("+")
    helped.extend((language, DIALLED) for code, language in COUNTRY_CODES.items() if number.startswith(code))
    return helped


def _tongue(ours: tuple[str, ...], chances: NDArray[np.float64]) -> Tongue:
    order = [ours[at] for at in np.argsort(-chances)]
    best = order[0]
    offered = tuple(name for name in order if name != "und")[:3]
    likely = frozenset(name for name, chance in zip(ours, chances.tolist(), strict=True) if chance >= 0.03)
    return Tongue(best, round(float(chances[ours.index(best)]), 3), offered, likely | frozenset(offered[:2]))
