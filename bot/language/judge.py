"""A second ear beside the phrases: a small linear model that only raises urgency, or asks."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from math import exp, log
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.language.model import stored, weights
from flows.words import Sign, Urgency

TABLE: Final = 1 << 15
# The weights' first classes are urgencies, in the order of the alphabet as training makes them; then come services.
NO_WISH: Final = "none"
# "Do not reply" acts at once: nobody asks about it.
NOT_ASKED: Final = frozenset({NO_WISH, "do_not_reply"})
# No chance counts as less likely than this.
UNLIKELY, LEAST = 1e-6, -8.0
HIGHEST: Final = np.float32(80)
URGENCIES: Final = ("CRITICAL", "HIGH", "NORMAL")
# How many words a text of each length has at most.
LONGEST: Final = (1, 2, 3, 5, 8, 12, 18, 30)
LENGTHS: Final = (*tuple(f"shape up to {most}" for most in LONGEST), "shape longer")
MARKS: Final = {"?": "shape asks", "!": "shape calls", ", ": "shape lists", ". ": "shape goes on"}


class Hunch(NamedTuple):
    """How likely a text is critical, at least high; each service; and what it likeliest asks of the bot itself.

    `asks` is the likeliest command that is asked about before it acts, and `asking` how likely it is.
    """

    critical: float
    high: float
    services: dict[str, float]
    wish: str
    wished: float
    asks: str
    asking: float


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
    marks = [name for mark, name in MARKS.items() if mark in text]
    return (LENGTHS[min(bisect_left(LONGEST, words), len(LONGEST))], *marks)


@cache
def _told(kind: str, urgency: Urgency, doubtful: bool) -> tuple[str, str]:
    """A sign as two notions: which and how sure, and how urgent."""
    return f"{kind} {urgency.name}{'?' if doubtful else ''}", f"urgency {urgency.name}"


@cache
def _notion_rows() -> tuple[dict[str, int], NDArray[np.float32]]:
    """Where each notion's row stands, and the rows."""
    names = {str(notion): at for at, notion in enumerate(stored()["notions"])}
    return names, stored()["hunch_notion_rows"].astype(np.float32)


def hunch(scores: NDArray[np.float32], about: frozenset[str]) -> Hunch:
    """What the weights say of a text to which they give these scores and that is about these notions."""
    at, rows = _notion_rows()
    if known := [at[notion] for notion in about if notion in at]:
        scores = scores + np.add.reduce(rows.take(known, axis=0), axis=0)
    services, wishes, may_ask = _names()
    many, most = len(URGENCIES), len(URGENCIES) + len(services)
    # No score is large enough to overflow: the weights are bounded, and so are the notions of a text.
    raised = [exp(score) for score in np.minimum(scores, HIGHEST).tolist()]
    urgent, served, asked = raised[:many], raised[many:most], raised[most:]
    whole, serving = sum(urgent), sum(served)
    likeliest, heard = max(asked), sum(asked)
    asking, asks = max([(asked[at], wishes[at]) for at in may_ask])
    return Hunch(
        urgent[0] / whole,
        (urgent[0] + urgent[1]) / whole,
        dict(zip(services, [each / serving for each in served], strict=True)),
        wishes[asked.index(likeliest)],
        likeliest / heard,
        asks,
        asking / heard,
    )


def clues(critical: float, high: float, services: Iterable[float]) -> list[float]:
    """What the second look goes by: all chances together, as odds and likelihoods."""
    return [_odds(critical), _odds(high), *[max(log(chance + UNLIKELY), LEAST) for chance in services]]


def _odds(chance: float) -> float:
    return max(LEAST, min(-LEAST, log((chance + UNLIKELY) / (1 - chance + UNLIKELY))))


def worry(guess: Hunch) -> float:
    """How likely a text in which no phrase hears critical danger is critical, everything taken together."""
    first, *weigh = _second_look()
    seen = clues(guess.critical, guess.high, guess.services.values())
    return 1 / (1 + exp(-first - sum([each * clue for each, clue in zip(weigh, seen, strict=True)])))


@cache
def _second_look() -> tuple[float, ...]:
    return tuple(float(each) for each in stored()["second_look"])


@cache
def patience() -> float:
    """From which worry on the bot asks."""
    return float(stored()["patience"][0])


@cache
def _names() -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]:
    """The services and the wishes, as the weights' columns stand, and which wishes are asked about."""
    names, many = weights().hunches, len(URGENCIES)
    first = len(names) - len(stored()["wish_classes"])
    wishes = names[first:]
    return names[many:first], wishes, tuple(at for at, name in enumerate(wishes) if name not in NOT_ASKED)
