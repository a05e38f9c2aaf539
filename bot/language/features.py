"""Words, word pairs and runs of letters within a word as places in a table: what the models count."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from zlib import crc32

BITS: Final = 17
SHIFT: Final = 64 - BITS
SHORTEST_RUN, LONGEST_RUN = 2, 5
# Nobody's word is longer; what is, counts by its beginning.
LONGEST_WORD: Final = 30
STEP: Final = 257
# Fibonacci hashing: the golden ratio in 64 bits spreads neighbouring codes over the table.
SPREAD: Final = 0x9E3779B97F4A7C15
WRAPS: Final = (1 << 64) - 1
MASK: Final = (1 << BITS) - 1
TURN: Final = 0x9E3779B1
# Runs of different length begin from different seeds.
SEEDS: Final = tuple(((0x9E37 * length + 0x51ED) * SPREAD) & WRAPS for length in range(SHORTEST_RUN, LONGEST_RUN + 1))


def word_places(word: str) -> list[int]:
    """Where in the table one word and its runs of letters stand, its beginning and its end marked by a blank."""
    raw = f" {word[:LONGEST_WORD]} ".encode("ascii")
    places = [code(word) & MASK]
    for start in range(len(raw) - 1):
        run = raw[start]
        for letter, seed in zip(raw[start + 1 : start + LONGEST_RUN], SEEDS, strict=False):
            run = run * STEP + letter
            places.append(((run * SPREAD + seed) & WRAPS) >> SHIFT)
    return places


def code(word: str) -> int:
    """A number for a whole word."""
    return crc32(word.encode("ascii"))


def pair_places(codes: Sequence[int]) -> list[int]:
    """The place of each word with the next, of words with these codes."""
    return [((one * TURN + two) >> 7) & MASK for one, two in pairwise(codes)]
