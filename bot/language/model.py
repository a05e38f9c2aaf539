"""The trained weights that ship with the project, read once: languages, urgency, service, common words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import as_file, files
from struct import Struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.language.features import MASK, TURN, code, placed
from bot.language.letters import unstretched

FILE: Final = "model.npz"
# Added to every weight, so that none is below nothing and a whole row is one number: a lane of 16 bits for each class.
LIFT: Final = 128
# So many rows can be added before a lane overflows; a word has fewer.
MOST_ROWS: Final = 256
# Words whose sums are kept: more than the everyday words of a language, in 12 MB at most.
MOST_REMEMBERED: Final = 40_000
# One list of weights for each length of a text: a piece of 1,200 letters has fewer rows.
MOST_LENGTHS: Final = 4_000
ORDER: Final = "little"

# The sum of a word's rows in lanes of 32 bits, how many rows, the word's code, and that code turned to lead a pair.
Kept = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """Both linear models, one after the other: a row for every place of the table, a lane for every class.

    "language" has the larger table; "hunch" (urgency and service) has a smaller one that repeats beneath it. A row is
    one whole number, for Python adds such numbers more quickly than numpy adds a few short rows.
    """

    languages: tuple[str, ...]
    hunches: tuple[str, ...]
    rows: list[int]
    bias: list[float]
    scaled: Callable[[int], list[float]]
    lanes: Struct
    wide: Struct
    remembered: dict[str, Kept] = field(default_factory=dict)

    def scores(self, words: Sequence[str]) -> tuple[list[float], list[float]]:
        """One score for every class of both models: the mean weight grows with the root of the text's length."""
        many = len(self.languages)
        if not words:
            return self.bias[:many], self.bias[many:]
        known = self.remembered.get
        sums, counts, codes, turned = zip(*[known(word) or self._learn(word) for word in words], strict=True)
        pairs = [((one + two) >> 7) & MASK for one, two in zip(turned, codes[1:], strict=False)]
        counted = sum(counts) + len(pairs)
        lifted = counted * LIFT
        alone = self.wide.unpack(sum(sums).to_bytes(self.wide.size, ORDER))
        each = zip(alone, self._together(pairs), self.scaled(counted), self.bias, strict=True)
        whole = [(word + pair - lifted) * scale + bias for word, pair, scale, bias in each]
        return whole[:many], whole[many:]

    def _together(self, places: list[int]) -> Sequence[int]:
        """What the rows at these places add up to, class by class."""
        if len(places) > MOST_ROWS:
            first, rest = self._together(places[:MOST_ROWS]), self._together(places[MOST_ROWS:])
            return [one + other for one, other in zip(first, rest, strict=True)]
        rows = self.rows
        added: tuple[int, ...] = self.lanes.unpack(
            sum([rows[place] for place in places]).to_bytes(self.lanes.size, ORDER)
        )
        return added

    def _learn(self, word: str) -> Kept:
        """Sum the rows of a word that was not seen lately; a flood of invented words must not fill the memory."""
        short = unstretched(word)
        coded = code(short)
        places: list[int] = placed(short, coded).tolist()
        sums = int.from_bytes(self.wide.pack(*self._together(places)), ORDER)
        if len(self.remembered) >= MOST_REMEMBERED:
            self.remembered.clear()
        kept = self.remembered[word] = (sums, len(places), coded, coded * TURN)
        return kept


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
    scale = np.concatenate([kept["language_scale"], kept["hunch_scale"]]).astype(np.float32)
    bias = np.concatenate([kept["language_bias"], kept["hunch_bias"]]).astype(np.float32)

    def scaled(counted: int) -> list[float]:
        """What a weight counts for in a text of so many rows."""
        each: list[float] = (scale / np.float32(counted**0.5)).tolist()
        return each

    return Weights(
        tuple(str(label) for label in kept["language_classes"]),
        tuple(str(label) for label in kept["hunch_classes"]),
        _in_lanes(languages, hunches),
        bias.tolist(),
        lru_cache(MOST_LENGTHS)(scaled),
        Struct(f"<{len(scale)}H"),
        Struct(f"<{len(scale)}I"),
    )


def _in_lanes(languages: NDArray[np.generic], hunches: NDArray[np.generic]) -> list[int]:
    """The rows of both tables side by side, each as one whole number."""
    rows = np.empty((len(languages), languages.shape[1] + hunches.shape[1]), dtype="<i2")
    rows[:, : languages.shape[1]] = languages
    rows.reshape(-1, len(hunches), rows.shape[1])[:, :, languages.shape[1] :] = hunches
    rows += LIFT
    size, written = rows.shape[1] * rows.itemsize, rows.tobytes()
    return [int.from_bytes(written[at : at + size], ORDER) for at in range(0, len(written), size)]


@cache
def calibration() -> NDArray[np.float32]:
    """By how much confidence is stretched, for texts of one to three, four to seven and more words."""
    return stored()["calibration"].astype(np.float32, copy=False)


@cache
def known_words() -> frozenset[int]:
    """Check sums of common words of all our languages: these are no slips of the finger."""
    return frozenset(stored()["known_words"].astype(np.int64).tolist())
