"""A second ear beside the phrases: a small linear model that only raises urgency, or asks."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from math import exp, log
from operator import itemgetter, mul
from struct import Struct
from typing import Final, NamedTuple

import numpy as np

from bot.language.model import stored, weights
from flows.words import Sign, Urgency

TABLE: Final = 1 << 17
# The weights' first classes are urgencies, in the order of the alphabet as training makes them; then come services.
NO_WISH: Final = "none"
# "Do not reply" acts at once: nobody asks about it.
QUIET: Final = "do_not_reply"
NOT_ASKED: Final = frozenset({NO_WISH, QUIET})
# No chance counts as less likely than this.
UNLIKELY, LEAST = 1e-6, -8.0
SELDOM: Final = exp(LEAST) - UNLIKELY
# A higher score is as good as certain, and its power would overflow.
HIGHEST: Final = 80.0
# The rows of notions are added in steps as fine as their numbers, far from the ends of 64 bits.
STEP: Final = 2.0**-30
LIFT: Final = 1 << 40
URGENCIES: Final = ("CRITICAL", "HIGH", "NORMAL")
# How many words a text of each length has at most.
LONGEST: Final = (1, 2, 3, 5, 8, 12, 18, 30)
LENGTHS: Final = (*tuple(f"shape up to {most}" for most in LONGEST), "shape longer")
LONG: Final = tuple(LENGTHS[bisect_left(LONGEST, words)] for words in range(LONGEST[-1] + 1))
MARKS: Final = {"?": "shape asks", "!": "shape calls", ", ": "shape lists", ". ": "shape goes on"}
MARKED: Final = frozenset("?!,.")


class Hunch(NamedTuple):
    """How likely a text is critical, at least high; each service; and what it likeliest asks of the bot itself.

    `asks` is the likeliest command that is asked about before it acts, and `asking` how likely it is; `quiet` is how
    likely an answer is not wanted.
    """

    critical: float
    high: float
    services: dict[str, float]
    wish: str
    wished: float
    asks: str
    asking: float
    quiet: float = 0.0


def notions(means: Iterable[str], signs: Iterable[Sign], denied: bool, shape: Iterable[str] = ()) -> frozenset[str]:
    """What the phrases of a text are about, which signs they added up to, and how the text is made."""
    about = set(means)
    about.update(shape)
    for sign in signs:
        about.update(_told(sign.kind, sign.urgency, sign.doubtful))
    if denied:
        about.add("denied")
    return frozenset(about)


def shape(words: int, text: str) -> tuple[str, ...]:
    """How a text is made: how long it is, and whether it asks, calls out or tells in several sentences."""
    long = LONG[words] if words < len(LONG) else LENGTHS[-1]
    if MARKED.isdisjoint(text):
        return (long,)
    return (long, *[name for mark, name in MARKS.items() if mark in text])


@cache
def _told(kind: str, urgency: Urgency, doubtful: bool) -> tuple[str, str]:
    """A sign as two notions: which and how sure, and how urgent."""
    return f"{kind} {urgency.name}{'?' if doubtful else ''}", f"urgency {urgency.name}"


@dataclass(frozen=True, slots=True)
class Ear:
    """What the second ear hears with: a row for each notion, and what the classes are called.

    A row is one whole number, a lane of 64 bits for each class: such numbers add up more quickly than short rows of
    numpy. Its weights stand in steps of `STEP`, lifted above nothing.
    """

    rows: dict[str, int]
    lanes: Struct
    services: tuple[str, ...]
    wishes: tuple[str, ...]
    asked_about: tuple[str, ...]
    of_those: Callable[[list[float]], tuple[float, ...]]
    quiet: int


def hunch(scores: list[float], about: frozenset[str]) -> Hunch:
    """What the weights say of a text to which they give these scores and that is about these notions."""
    ear = _ear()
    row = ear.rows.get
    known = [lanes for notion in about if (lanes := row(notion))]
    lifted = LIFT * len(known)
    steps = ear.lanes.unpack(sum(known).to_bytes(ear.lanes.size, "little"))
    added = [score + (step - lifted) * STEP for score, step in zip(scores, steps, strict=True)]
    raised = list(map(exp, added)) if max(added) < HIGHEST else [exp(min(score, HIGHEST)) for score in added]
    many, most = len(URGENCIES), len(URGENCIES) + len(ear.services)
    critical, high, normal = raised[:many]
    served, asked = raised[many:most], raised[most:]
    whole, serving, heard = critical + high + normal, sum(served), sum(asked)
    likeliest, of_those = max(asked), ear.of_those(asked)
    asking = max(of_those)
    return Hunch(
        critical / whole,
        (critical + high) / whole,
        dict(zip(ear.services, [each / serving for each in served], strict=True)),
        ear.wishes[asked.index(likeliest)],
        likeliest / heard,
        ear.asked_about[of_those.index(asking)],
        asking / heard,
        asked[ear.quiet] / heard,
    )


def clues(critical: float, high: float, services: Iterable[float]) -> list[float]:
    """What the second look goes by: all chances together, as odds and likelihoods."""
    likely = [log(chance + UNLIKELY) if chance > SELDOM else LEAST for chance in services]
    return [odds(critical), odds(high), *likely]


def odds(chance: float) -> float:
    """A chance as the logarithm of its odds, within bounds."""
    told = log((chance + UNLIKELY) / (1 - chance + UNLIKELY))
    return told if LEAST < told < -LEAST else LEAST if told < 0 else -LEAST


def worry(guess: Hunch) -> float:
    """How likely a text in which no phrase hears critical danger is critical, everything taken together."""
    first, *weigh = _second_look()
    seen = clues(guess.critical, guess.high, guess.services.values())
    return 1 / (1 + exp(-first - sum(map(mul, weigh, seen))))


def looked(name: str, seen: Iterable[float]) -> float:
    """How likely a look that was trained under this name holds what its clues say; nothing where there is none."""
    first, *weigh = _look(name)
    return 1 / (1 + exp(-first - sum(map(mul, weigh, seen)))) if weigh else 0.0


@cache
def _look(name: str) -> tuple[float, ...]:
    return tuple(float(each) for each in stored()[name]) if name in stored() else (0.0,)


@cache
def _second_look() -> tuple[float, ...]:
    return tuple(float(each) for each in stored()["second_look"])


@cache
def patience() -> float:
    """From which worry on the bot asks."""
    return float(stored()["patience"][0])


@cache
def _ear() -> Ear:
    """The rows of notions, the services and wishes in the order of the weights' classes, and what is asked about."""
    kept, names, many = stored(), weights().hunches, len(URGENCIES)
    steps = np.rint(kept["hunch_notion_rows"].astype(np.float64) / STEP).astype("<i8") + LIFT
    rows = {
        str(name): int.from_bytes(row.tobytes(), "little") for name, row in zip(kept["notions"], steps, strict=True)
    }
    first = len(names) - len(kept["wish_classes"])
    wishes = names[first:]
    places = [at for at, name in enumerate(wishes) if name not in NOT_ASKED]
    asked_about = tuple(wishes[at] for at in places)
    return Ear(
        rows,
        Struct(f"<{steps.shape[1]}q"),
        names[many:first],
        wishes,
        asked_about,
        itemgetter(*places),
        wishes.index(QUIET),
    )
