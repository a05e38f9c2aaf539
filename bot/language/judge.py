"""A second ear beside the phrases: a small linear model that only raises urgency, or asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.language.model import stored, weights
from bot.language.phrases import Found
from flows.words import Sign

TABLE: Final = 1 << 15


@dataclass(frozen=True, slots=True)
class Hunch:
    """How likely a text is critical, at least high; and how likely each service is what it asks for."""

    critical: float
    high: float
    services: dict[str, float]


def notions(found: Iterable[Found], signs: Iterable[Sign]) -> frozenset[str]:
    """What the phrases of a text are about, and which signs they added up to."""
    about = {each.meaning.means for each in found}
    about |= {f"{sign.kind} {sign.urgency.name}{'?' if sign.doubtful else ''}" for sign in signs}
    about |= {f"urgency {sign.urgency.name}" for sign in signs}
    return frozenset(about)


@cache
def _notion_rows(name: str) -> dict[str, NDArray[np.float32]]:
    rows = stored()[f"{name}_notion_rows"].astype(np.float32)
    return dict(zip((str(notion) for notion in stored()["notions"]), rows, strict=True))


def hunch(spots: NDArray[np.int64], about: frozenset[str]) -> Hunch:
    """What the weights say of a text whose features stand at `spots` and that is about these notions."""
    urgency = _chances("urgency", spots, about)
    return Hunch(urgency["CRITICAL"], urgency["CRITICAL"] + urgency["HIGH"], _chances("service", spots, about))


def _chances(name: str, spots: NDArray[np.int64], about: frozenset[str]) -> dict[str, float]:
    known = _notion_rows(name)
    scores = weights(name).scores(spots % TABLE)
    for notion in about:
        if notion in known:
            scores = scores + known[notion]
    raised = np.exp(scores - scores.max())
    return dict(zip(weights(name).classes, (raised / raised.sum()).tolist(), strict=True))
