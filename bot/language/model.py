"""The trained weights that ship with the project, read once: languages, urgency, service, common words."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = "model.npz"


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: a row of weights for every place of the table, a column for every class."""

    classes: tuple[str, ...]
    rows: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """One score for every class: the mean weight grows with the root of the text's length."""
        if not len(places):
            return self.bias
        total = np.add.reduce(self.rows.take(places, axis=0), axis=0, dtype=np.int32)
        return np.asarray(total * (self.scale / np.float32(len(places) ** 0.5)) + self.bias, dtype=np.float32)


@cache
def stored() -> dict[str, NDArray[np.generic]]:
    """Every array of the shipped file."""
    with as_file(files("bot.language").joinpath("data").joinpath(FILE)) as path, np.load(path) as kept:
        return {name: kept[name] for name in kept.files}


@cache
def weights(name: str) -> Weights:
    """The weights of one model: "language", "urgency" or "service"."""
    kept = stored()
    return Weights(
        tuple(str(label) for label in kept[f"{name}_classes"]),
        kept[f"{name}_rows"].astype(np.int8, copy=False),
        kept[f"{name}_scale"].astype(np.float32, copy=False),
        kept[f"{name}_bias"].astype(np.float32, copy=False),
    )


@cache
def calibration() -> NDArray[np.float32]:
    """By how much confidence is stretched, for texts of one to three, four to seven and more words."""
    return stored()["calibration"].astype(np.float32, copy=False)


@cache
def known_words() -> frozenset[int]:
    """Check sums of common words of all our languages: these are no slips of the finger."""
    return frozenset(stored()["known_words"].astype(np.int64).tolist())
