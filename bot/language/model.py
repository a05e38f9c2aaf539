"""The trained weights that ship with the project, read once: languages, urgency, service, common words."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = "model.npz"
# The columns of both models side by side, and room to spare: a row is half a line of the processor's cache.
WIDTH: Final = 32


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

    def scores(self, places: NDArray[np.int64]) -> tuple[list[float], list[float]]:
        """One score for every class of both models: the mean weight grows with the root of the text's length."""
        many = len(self.languages)
        if not len(places):
            told: list[float] = self.bias.tolist()
            return told[:many], told[many:]
        seen = self.rows.take(places, axis=0).view(np.int8)
        total = np.add.reduce(seen, axis=0, dtype=np.int32)[: len(self.scale)]
        told = (total * (self.scale / np.float32(len(places) ** 0.5)) + self.bias).astype(np.float32).tolist()
        return told[:many], told[many:]


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
    return Weights(
        tuple(str(label) for label in kept["language_classes"]),
        tuple(str(label) for label in kept["hunch_classes"]),
        rows.view(np.uint64),
        np.concatenate([kept["language_scale"], kept["hunch_scale"]]).astype(np.float32),
        np.concatenate([kept["language_bias"], kept["hunch_bias"]]).astype(np.float32),
    )


@cache
def calibration() -> NDArray[np.float32]:
    """By how much confidence is stretched, for texts of one to three, four to seven and more words."""
    return stored()["calibration"].astype(np.float32, copy=False)


@cache
def known_words() -> frozenset[int]:
    """Check sums of common words of all our languages: these are no slips of the finger."""
    return frozenset(stored()["known_words"].astype(np.int64).tolist())
