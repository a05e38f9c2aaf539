"""Which language a text is written in, with a probability that means what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import exp
from operator import itemgetter
from typing import Final, NamedTuple

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
# A few words are often in many languages: most who write so little write Indonesian.
HARDLY_ANY, USUALLY = 4, ("id", 1.0)
# "a" or "ya" is nobody's language.
FEW_LETTERS, MANY = 2, 99
HARDLY: Final = 0.25
# Below this a language's own short words are not listened for.
LIKELY: Final = 0.03


class Tongue(NamedTuple):
    """The likeliest language (or "und"), how sure, the two to offer, and every language that is not unlikely."""

    language: str
    confidence: float
    candidates: tuple[str, ...]
    likely: frozenset[str]


NOBODYS: Final = Tongue("und", 0.0, (), frozenset())


@dataclass(frozen=True, slots=True)
class Classes:
    """The trained classes: what each counts as, the strangers' handicap, and which are added to which."""

    ours: tuple[str, ...]
    of_ours: Callable[[list[float]], tuple[float, ...]]
    handicaps: tuple[float, ...]
    added: tuple[tuple[int, int], ...]


@cache
def _classes() -> Classes:
    """What each trained class counts as, one of ours or "und"; and the strangers' handicap."""
    trained = weights().languages
    counts_as = tuple("und" if name in STRANGERS else READS.get(name, name) for name in trained)
    handicaps = tuple(STRANGERS_ARE_RARE if name in STRANGERS else 0.0 for name in trained)
    firsts = {name: counts_as.index(name) for name in counts_as}
    added = tuple((firsts[name], at) for at, name in enumerate(counts_as) if firsts[name] != at)
    # Backwards, as equal chances have always been offered.
    ours = tuple(dict.fromkeys(reversed(counts_as)))
    return Classes(ours, itemgetter(*[firsts[name] for name in ours]), handicaps, added)


def identify(scores: list[float], words: int, *, letters: int = MANY, address: str = "", hint: str = "") -> Tongue:
    """The language of a text of so many words, to which the weights give these scores."""
    if not words:
        return NOBODYS
    sure = _certainty()[0 if words <= SHORT else 1 if words <= MIDDLING else 2]
    if letters <= FEW_LETTERS:
        sure *= HARDLY
    classes = _classes()
    raised = [(score + handicap) * sure for score, handicap in zip(scores, classes.handicaps, strict=True)]
    top = max(raised)
    each = [exp(score - top) for score in raised]
    for to, other in classes.added:
        each[to] += each[other]
    chances = dict(zip(classes.ours, classes.of_ours(each), strict=True))
    for language, odds in _helped(address, hint) if address or hint else ():
        chances[language] *= exp(odds)
    if words <= HARDLY_ANY:
        chances[USUALLY[0]] *= exp(USUALLY[1])
    return _tongue(chances)


@cache
def _certainty() -> tuple[float, ...]:
    return tuple(calibration().tolist())


def _helped(address: str, hint: str) -> list[tuple[str, float]]:
    helped = []
    if (said := hint.casefold().replace("_", "-").split("-")[0]) in _classes().ours:
        helped.append((said, HINTED))
    _, _, number = address.partition("+")
    helped.extend((language, DIALLED) for code, language in COUNTRY_CODES.items() if number.startswith(code))
    return helped


def _tongue(chances: dict[str, float]) -> Tongue:
    whole = sum(chances.values())
    order = sorted(chances, key=chances.__getitem__, reverse=True)
    first = order[0]
    offered = order[:3] if "und" not in order[:3] else [name for name in order[:4] if name != "und"]
    least = LIKELY * whole
    likely = [name for name in order[1:6] if chances[name] >= least] if chances[order[1]] >= least else ()
    return Tongue(first, round(chances[first] / whole, 3), tuple(offered), frozenset((first, *likely)))
