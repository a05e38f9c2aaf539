"""Words and runs of one to five letters as places in a table: what the language model counts."""

from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BITS: Final = 17
SHIFT: Final = np.uint64(64 - BITS)
LONGEST_RUN: Final = 5
STEP: Final = np.uint64(257)
# Fibonacci hashing: the golden ratio in 64 bits spreads neighbouring codes over the table.
SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
SEEDS: Final = tuple(np.uint64(0x9E37 * order + 0x51ED) for order in range(LONGEST_RUN + 1))
MASK: Final = (1 << BITS) - 1


def places(letters: str) -> NDArray[np.int64]:
    """Where in the table the words, word pairs and letter runs of a text stand; the same place may come twice."""
    raw = f" {letters} ".encode("ascii")
    codes = np.frombuffer(raw, dtype=np.uint8).astype(np.uint64)
    runs = codes
    found = [(runs + SEEDS[0]) * SPREAD]
    for order in range(1, LONGEST_RUN):
        if len(codes) <= order:
            break
        runs = runs[:-1] * STEP + codes[order:]
        found.append((runs + SEEDS[order]) * SPREAD)
    words = raw.split()
    whole = [crc32(word) & MASK for word in words]
    pairs = [crc32(b"%b %b" % pair) & MASK for pair in pairwise(words)]
    return np.concatenate([(np.concatenate(found) >> SHIFT).astype(np.int64), np.array(whole + pairs, dtype=np.int64)])
