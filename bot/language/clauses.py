"""What single clauses of a text ask of us: in a long text a clause is easily drowned by what is told beside it."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from bot.language import letters
from bot.language.judge import NO_WISH, hunch, shape
from bot.language.model import weights

CLAUSE: Final = re.compile(r"[.!?;,\n]+")
WINDOW, STRIDE, WHOLE = 7, 3, 9
# So many clauses or pieces of a text are heard by themselves.
MOST: Final = 16
SHORTEST: Final = 2


class Apart(NamedTuple):
    """How likely the likeliest piece wants no answer; what the one that surest asks something asks, and how likely."""

    quiet: float
    asks: str
    asking: float


NOTHING: Final = Apart(0.0, NO_WISH, 0.0)


def pieces(text: str) -> Iterator[list[str]]:
    """The clauses of a text; of a long one, several pieces that overlap."""
    for clause in CLAUSE.split(text):
        words = letters.letters_of(clause).split()
        if len(words) <= WHOLE:
            if words:
                yield words
        else:
            yield from (words[start : start + WINDOW] for start in range(0, len(words) - STRIDE, STRIDE))


def apart(text: str) -> Apart:
    """What the pieces of a plain text ask, each heard by itself."""
    heard = [
        hunch(weights().scores(words)[1], frozenset(shape(len(words), "")))
        for words in islice(pieces(text), MOST)
        if len(words) >= SHORTEST
    ]
    if not heard:
        return NOTHING
    surest = max(heard, key=lambda guess: guess.asking)
    return Apart(max(guess.quiet for guess in heard), surest.asks, surest.asking)
