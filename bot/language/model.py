"""The trained weights that ship with the project, read once: languages, urgency, service, common words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.language.features import code, pair_places, placed

FILE: Final = "model.npz"
# The columns of both models side by side, and room to spare.
WIDTH: Final = 48
# Words whose sums are kept: more than the everyday words of a language, in 4 MB at most.
MOST_REMEMBERED: Final = 40_000


@dataclass(frozen=True, slots=True)
class Weights:
    """Both linear models, one after the other: a row for every place of the table, a column for every class.

    "language" has the larger table; "hunch" (urgency and service) has a smaller one that repeats beneath it.
    """

    languages: tuple[str, ...]
    hunches: tuple[str, ...]
    rows: NDArray[np.uint64]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    remembered: "Remembered"

    def scores(self, words: Sequence[str]) -> tuple[list[float], NDArray[np.float32]]:
        """One score for every class of both models: the mean weight grows with the root of the text's length."""
        many = len(self.languages)
        if not words:
            return self.bias[:many].tolist(), self.bias[many:]
        total, counted, codes = self.remembered.sums(words)
        if pairs := pair_places(codes):
            total += np.add.reduce(self.rows.take(pairs, axis=0).view(np.int8), axis=0, dtype=np.int32)
        whole = total[: len(self.scale)] * (self.scale / np.float32((counted + len(pairs)) ** 0.5))
        whole += self.bias
        return whole[:many].tolist(), whole[many:]


# Where a word's sum stands, the sums, of how many rows each is, and each word's code.
Kept = tuple[dict[str, int], NDArray[np.int16], list[int], list[int]]


class Remembered:
    """What the weights say of each word that was seen lately: the sum of its rows, and how many they are.

    Bounded: a flood of invented words must not fill the memory. A reader keeps the table that it began with.
    """

    def __init__(self, rows: NDArray[np.uint64]) -> None:
        """Nothing is remembered yet."""
        self._rows = rows
        self._lock = Lock()
        self._kept = _empty()

    def sums(self, words: Sequence[str]) -> tuple[NDArray[np.int32], int, list[int]]:
        """The sum of all rows of these words, how many they are, and the words' codes."""
        at, table, counts, codes = self._kept
        spots = [at.get(word, -1) for word in words]
        if -1 in spots:
            with self._lock:
                at, table, counts, codes = self._kept
                if len(at) + len(words) > MOST_REMEMBERED:
                    at, table, counts, codes = self._kept = _empty()
                self._learn([word for word in dict.fromkeys(words) if word not in at], self._kept)
                spots = [at[word] for word in words]
        total = np.add.reduce(table.take(spots, axis=0), axis=0, dtype=np.int32)
        return total, sum([counts[spot] for spot in spots]), [codes[spot] for spot in spots]

    def _learn(self, words: Sequence[str], kept: Kept) -> None:
        """Sum the rows of words that were not seen lately."""
        at, table, counts, codes = kept
        for word in words:
            coded, spot = code(word), len(counts)
            places = placed(word, coded)
            np.add.reduce(self._rows.take(places, axis=0).view(np.int8), axis=0, dtype=np.int16, out=table[spot])
            counts.append(len(places))
            codes.append(coded)
            at[word] = spot


def _empty() -> Kept:
    return {}, np.zeros((MOST_REMEMBERED, WIDTH), dtype=np.int16), [], []


@cache
def stored() -> dict[str, NDArray[np.generic]]:
    """Every array of the shipped file."""
    with as_file(files("bot.language").joinpath("data").joinpath(FILE)) as path, np.load(path) as kept:
        return {name: kept[name] for name in kept.files}


@cache
def weights() -> Weights:
    """The weights of both models."""
    kept = stored()
    languages, hunches = kept["language_rows"], kept["hunch_rows"]
    rows = np.zeros((len(languages), WIDTH), dtype=np.int8)
    rows[:, : languages.shape[1]] = languages
    repeated = rows.reshape(-1, len(hunches), WIDTH)
    repeated[:, :, languages.shape[1] : languages.shape[1] + hunches.shape[1]] = hunches
    wide = rows.view(np.uint64)
    return Weights(
        tuple(str(label) for label in kept["language_classes"]),
        tuple(str(label) for label in kept["hunch_classes"]),
        wide,
        np.concatenate([kept["language_scale"], kept["hunch_scale"]]).astype(np.float32),
        np.concatenate([kept["language_bias"], kept["hunch_bias"]]).astype(np.float32),
        Remembered(wide),
    )


@cache
def calibration() -> NDArray[np.float32]:
    """By how much confidence is stretched, for texts of one to three, four to seven and more words."""
    return stored()["calibration"].astype(np.float32, copy=False)


@cache
def known_words() -> frozenset[int]:
    """Check sums of common words of all our languages: these are no slips of the finger."""
    return frozenset(stored()["known_words"].astype(np.int64).tolist())
