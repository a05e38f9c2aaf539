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
SEEDS_OF_RUNS: Final = np.array(SEEDS, dtype=np.uint64)
STEP_OF_RUNS, SPREAD_OF_RUNS, SHIFT_OF_RUNS = np.uint64(STEP), np.uint64(SPREAD), np.uint64(SHIFT)


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
def _fitting(length: int) -> NDArray[np.int64]:
    """Which of a word's runs end within it, the word with its two blanks being so long."""
    many = len(SEEDS)
    return np.array([start * many + at for start in range(length) for at in range(min(many, length - 1 - start))])


def runs_of(words: Sequence[str]) -> tuple[NDArray[np.int64], list[int]]:
    """The places of all runs of letters of several words, one word after the other, and how many each word has."""
    shown = [f" {word[:LONGEST_WORD]} " for word in words]
    spelled = "".join(shown)
    letters = np.frombuffer(f"{spelled}{' ' * LONGEST_RUN}".encode("ascii"), dtype=np.uint8)
    many = len(spelled)
    spread = letters * SPREAD_OF_RUNS
    runs = np.empty((many, len(SEEDS)), dtype=np.uint64)
    before = spread[:many]
    for at in range(len(SEEDS)):
        before = before * STEP_OF_RUNS + spread[at + 1 : at + 1 + many]
        runs[:, at] = before
    places = ((runs + SEEDS_OF_RUNS) >> SHIFT_OF_RUNS).ravel()
    fitting, begin = [], 0
    for each in shown:
        fitting.append(_fitting(len(each)) + begin)
        begin += len(each) * len(SEEDS)
    chosen = np.concatenate(fitting)
    return places.take(chosen).view(np.int64), [len(each) for each in fitting]


def code(word: str) -> int:
    """A number for a whole word."""
    return crc32(word.encode("ascii"))


def pair_places(codes: Sequence[int]) -> list[int]:
    """The place of each word with the next, of words with these codes."""
    return [((one * TURN + two) >> 7) & MASK for one, two in pairwise(codes)]
