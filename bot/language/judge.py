"""A second ear beside the phrases: a small linear model that only raises urgency, or asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.language.model import stored, weights
from bot.language.phrases import Found
from flows.words import Sign

TABLE: Final = 1 << 15
URGENCIES: Final = frozenset({"CRITICAL", "HIGH", "NORMAL"})


@dataclass(frozen=True, slots=True)
class Hunch:
    """How likely a text is critical, at least high; and how likely each service is what it asks for."""

    critical: float
    high: float
    services: dict[str, float]


def notions(found: Iterable[Found], signs: Iterable[Sign], denied: bool) -> frozenset[str]:
    """What the phrases of a text are about, and which signs they added up to."""
    about = {each.meaning.means for each in found}
    about |= {f"{sign.kind} {sign.urgency.name}{'?' if sign.doubtful else ''}" for sign in signs}
    about |= {"denied"} if denied else set()
    about |= {f"urgency {sign.urgency.name}" for sign in signs}
    return frozenset(about)


@cache
def _notion_rows(name: str) -> dict[str, NDArray[np.float32]]:
    rows = stored()[f"{name}_notion_rows"].astype(np.float32)
    return dict(zip((str(notion) for notion in stored()["notions"]), rows, strict=True))


def hunch(spots: NDArray[np.int64], about: frozenset[str]) -> Hunch:
    """What the weights say of a text whose features stand at `spots` and that is about these notions."""
    known = _notion_rows("hunch")
    scores = weights("hunch").scores(spots % TABLE)
    heard = [known[notion] for notion in about if notion in known]
    if heard:
        scores = scores + np.add.reduce(heard)
    named = list(zip(weights("hunch").classes, scores.tolist(), strict=True))
    urgency = _chances([(name, score) for name, score in named if name in URGENCIES])
    services = _chances([(name, score) for name, score in named if name not in URGENCIES])
    return Hunch(urgency["CRITICAL"], urgency["CRITICAL"] + urgency["HIGH"], services)


def _chances(scores: list[tuple[str, float]]) -> dict[str, float]:
    top = max(score for _, score in scores)
    raised = {name: exp(score - top) for name, score in scores}
    whole = sum(raised.values())
    return {name: chance / whole for name, chance in raised.items()}
