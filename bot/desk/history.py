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


def passages(history: Iterable[Happened]) -> list[Passage]:
    """The history in its order, with offers that follow each other, and readings, held together."""
    found: list[Passage] = []
    for kind, some in groupby(history, lambda one: ALIKE.get(one.kind, "")):
        run = tuple(some)
        whole = kind and len(run) >= FROM
        found += [Passage(kind, run)] if whole else [Passage("", (one,)) for one in run]
    return found
