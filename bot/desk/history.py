"""A ticket's history as an officer reads it: what repeats itself through a long night lies folded, and all is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bot.store.reading import Happened

FROM: Final = 3
"""So many of a kind, one after the other, are folded."""
ALIKE: Final = {"offered": "offers", "offer_expired": "offers", "opened_by": "readings", "interpreter_read": "readings"}


@dataclass(frozen=True, slots=True)
class Passage:
    """What happened in one go: a single entry, or several alike, of one `kind` as a code for words."""

    kind: str
    entries: tuple[Happened, ...]

    @property
    def folded(self) -> bool:
        """Are these so many that only their number is shown at first?"""
        return len(self.entries) >= FROM


def refused_hand_over(history: Iterable[Happened]) -> Happened | None:
    """The last hand-over that was proposed and refused, until the holder has gone on with the ticket."""
    steps = [one for one in history if one.kind == "replied" or one.kind.startswith("transfer_")]
    return steps[-1] if steps and steps[-1].kind == "transfer_rejected" else None


def passages(history: Iterable[Happened]) -> list[Passage]:
    """The history in its order, with offers that follow each other, and readings, held together."""
    found: list[Passage] = []
    for kind, some in groupby(history, lambda one: ALIKE.get(one.kind, "")):
        run = tuple(some)
        whole = kind and len(run) >= FROM
        found += [Passage(kind, run)] if whole else [Passage("", (one,)) for one in run]
    return found
