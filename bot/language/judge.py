"""A second ear beside the phrases: a small linear model that only raises urgency, or asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import Final

import numpy as np

from bot.language.model import stored, weights
from flows.words import Sign, Urgency

TABLE: Final = 1 << 15
# The weights' first classes are urgencies, in the order of the alphabet as training makes them; then come services.
URGENCIES: Final = ("CRITICAL", "HIGH", "NORMAL")


@dataclass(frozen=True, slots=True)
class Hunch:
    """How likely a text is critical, at least high; and how likely each service is what it asks for."""

    critical: float
    high: float
    services: dict[str, float]


def notions(means: Iterable[str], signs: Iterable[Sign], denied: bool) -> frozenset[str]:
    """What the phrases of a text are about, and which signs they added up to."""
    about = set(means)
    for sign in signs:
        about.update(_told(sign.kind, sign.urgency, sign.doubtful))
    if denied:
        about.add("denied")
    return frozenset(about)


@cache
def _told(kind: str, urgency: Urgency, doubtful: bool) -> tuple[str, str]:
    """A sign as two notions: which and how sure, and how urgent."""
    return f"{kind} {urgency.name}{'?' if doubtful else ''}", f"urgency {urgency.name}"


@cache
def _notion_rows() -> dict[str, list[float]]:
    rows = stored()["hunch_notion_rows"].astype(np.float32).tolist()
    return dict(zip((str(notion) for notion in stored()["notions"]), rows, strict=True))


def hunch(scores: list[float], about: frozenset[str]) -> Hunch:
    """What the weights say of a text to which they give these scores and that is about these notions."""
    known = _notion_rows()
    rows = [known[notion] for notion in about if notion in known]
    whole: list[float] = list(map(sum, zip(scores, *rows, strict=True)))
    names, many = weights().hunches, len(URGENCIES)
    critical, high, _ = _chances(whole[:many])
    return Hunch(critical, critical + high, dict(zip(names[many:], _chances(whole[many:]), strict=True)))


def _chances(scores: list[float]) -> list[float]:
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    whole = sum(raised)
    return [chance / whole for chance in raised]
