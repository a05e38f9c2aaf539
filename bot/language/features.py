"""Words, word pairs and runs of letters within a word as places in a table: what the models count."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

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
SHIFT_OF_RUNS: Final = np.uint64(SHIFT)
BLANK: Final = ord(" ")


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


@cache
def _spelling(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """How the letters of a word of this length make its runs: what each letter counts in each, and what is added.

    A run is a number in base `STEP`; the blanks before and after the word are the same in every word. The first row is
    left for the word itself.
    """
    whole = length + 2
    made = [(start, long) for start in range(whole) for long in range(SHORTEST_RUN, LONGEST_RUN + 1)]
    fitting = [(start, long) for start, long in made if start + long <= whole]
    counts = np.zeros((1 + len(fitting), whole), dtype=np.uint64)
    for at, (start, long) in enumerate(fitting, start=1):
        for letter in range(long):
            counts[at, start + letter] = (STEP ** (long - 1 - letter) * SPREAD) & WRAPS
    blanks = counts[:, [0, -1]] @ np.array([BLANK, BLANK], dtype=np.uint64)
    seeds = np.array([0, *(SEEDS[long - SHORTEST_RUN] for _, long in fitting)], dtype=np.uint64)
    return np.ascontiguousarray(counts[:, 1:-1]), blanks + seeds


def placed(word: str, coded: int) -> NDArray[np.int64]:
    """The places of a word whose code is known, those of `word_places`, by one product."""
    letters = np.frombuffer(word[:LONGEST_WORD].encode("ascii"), dtype=np.uint8)
    counts, added = _spelling(len(letters))
    runs: NDArray[np.uint64] = counts @ letters.astype(np.uint64)
    runs += added
    runs >>= SHIFT_OF_RUNS
    runs[0] = coded & MASK
    return runs.view(np.int64)


def code(word: str) -> int:
    """A number for a whole word."""
    return crc32(word.encode("ascii"))


def pair_places(codes: Sequence[int]) -> list[int]:
    """The place of each word with the next, of words with these codes."""
    return [((one * TURN + two) >> 7) & MASK for one, two in pairwise(codes)]
