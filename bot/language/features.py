"""Words and runs of one to five letters as places in a table: what the language model counts."""

from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BITS: Final = 17
SHIFT: Final = np.uint64(64 - BITS)
LONGEST_RUN: Final = 5
STEP: Final = 257
# Fibonacci hashing: the golden ratio in 64 bits spreads neighbouring codes over the table.
SPREAD: Final = 0x9E3779B97F4A7C15
SEEDS: Final = tuple(0x9E37 * order + 0x51ED for order in range(LONGEST_RUN))
MASK: Final = (1 << BITS) - 1
WRAPS: Final = (1 << 64) - 1
PADDING: Final = bytes(LONGEST_RUN - 1)
# A run's code is its letters in base 257, plus a seed for its length, times the spread: all lengths in one product.
TURNS: Final = np.array(
    [
        [(STEP ** (length - at) * SPREAD) & WRAPS if at <= length else 0 for at in range(LONGEST_RUN)]
        for length in range(LONGEST_RUN)
    ],
    dtype=np.uint64,
)
STARTS: Final = np.array([[(seed * SPREAD) & WRAPS] for seed in SEEDS], dtype=np.uint64)


def places(letters: str) -> NDArray[np.int64]:
    """Where in the table the words, word pairs and letter runs of a text stand; the same place may come twice."""
    raw = f" {letters} ".encode("ascii")
    length = len(raw)
    codes = np.frombuffer(raw + PADDING, dtype=np.uint8).astype(np.uint64)
    windows: NDArray[np.uint64] = np.ndarray((LONGEST_RUN, length), np.uint64, codes, 0, (8, 8))
    runs = TURNS @ windows
    runs += STARTS
    runs >>= SHIFT
    spots = runs.view(np.int64)
    return np.concatenate([spots[0], *[spots[at, :-at] for at in range(1, min(length, LONGEST_RUN))], _words(raw)])


def _words(raw: bytes) -> NDArray[np.int64]:
    """The places of the words and of each word with the next."""
    words = raw.split()
    whole = [crc32(word) for word in words]
    # The check sum of "one two" goes on from that of "one".
    pairs = [crc32(word, crc32(b" ", before)) for word, before in zip(words[1:], whole, strict=False)]
    return np.array([code & MASK for code in whole + pairs], dtype=np.int64)
