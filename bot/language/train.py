"""Train the shipped weights from a folder of text and the project's own messages: `python -m bot.language.train`."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.language import letters
from bot.language.features import BITS, code, pair_places, word_places
from bot.language.messages import messages
from bot.language.words import table

TABLE: Final = 1 << BITS
MOST_SENTENCES: Final = 6_000
MOST_OF_STRANGERS: Final = 3_000
STRANGERS: Final = ("bbc", "mak", "x-mui", "x-abs", "x-nij", "x-rej")
OWN_MESSAGES_COUNT: Final = 8
# Words that workers of every language write: they must not tell one language from another.
EVERYBODYS: Final = (
    "majikan bos paspor gaji agen tolong hp hongkong taiwan malaysia saudi arab kontrak polisi kbri pak bu mbak madam"
    " singapura agensi johor jeddah tuan visa dokter hape bank kerja"
).split()
COMMON: Final = 5
ROUNDS: Final = 5
BATCH: Final = 1024
START: Final = 0.5
PACE: Final = 0.2
DROPPED: Final = 0.3
# What the languages' half of the training stores.
LANGUAGES_ARRAYS: Final = frozenset(
    {"known_words", "language_classes", "language_rows", "language_scale", "language_bias", "calibration"}
)
Example = tuple[str, str]
Thing = TypeVar("Thing")


def sentences(folder: Path) -> list[Example]:
    """Language and letters of every sentence of the folder's `sentences.tsv`."""
    rows = []
    with (folder / "sentences.tsv").open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            language, _, text = line.rstrip("\n").split("\t", 2)
            if said := letters.only_letters(text):
                rows.append((language, said))
    return rows


def kept_apart(text: str) -> bool:
    """One sentence in ten is never trained on: figures and calibration come from it."""
    return crc32(text.encode()) % 10 == 0


def vocabulary(folder: Path, language: str) -> Iterator[tuple[str, int]]:
    """The words of one language and how often each was seen."""
    path = folder / language / "words.tsv"
    for line in path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else ():
        word, count, *_ = line.split("\t")
        if said := letters.only_letters(word):
            yield said, int(count or 0)


def examples(folder: Path, chance: np.random.Generator) -> Iterator[Example]:
    """What the language model learns from: whole sentences, their beginnings, pieces, and our own messages."""
    taken: Counter[str] = Counter()
    rows = [row for row in sentences(folder) if not kept_apart(row[1])]
    for language, text in _some(rows, len(rows), chance):
        taken[language] += 1
        if taken[language] <= (MOST_OF_STRANGERS if language in STRANGERS else MOST_SENTENCES):
            yield from _pieces(language, text, chance)
    sasak = [word for word, _ in vocabulary(folder, "sas")]
    for _ in range(2_000 if sasak else 0):
        yield "sas", _mixed(_some(sasak, int(chance.integers(1, 7)), chance), chance)
    for language, text in own(chance):
        yield from _pieces(language, text, chance)


def own(chance: np.random.Generator) -> Iterator[Example]:
    """Our own messages and phrases, several times, so that chats weigh beside reviews and news."""
    folder = Path(str(files("bot.language").joinpath("data/messages")))
    for message in messages(folder):
        if message.situation != "command" and (said := letters.only_letters(message.text)):
            yield from ((message.language, said) for _ in range(OWN_MESSAGES_COUNT))
    for path in sorted((folder.parent / "phrases").glob("*.tsv")):
        phrases = [row[0] for row in table(f"phrases/{path.name}") if not row[3]]
        for _ in range(1_000 if path.stem not in ("id", "ms", "en") else 300):
            yield path.stem, " ".join(_some(phrases, 2, chance))


def _pieces(language: str, text: str, chance: np.random.Generator) -> Iterator[Example]:
    words = text.split()
    yield language, text[:250]
    yield language, " ".join(words[:3])
    if len(words) > 3:
        length = int(chance.integers(3, 10))
        start = int(chance.integers(0, max(1, len(words) - length + 1)))
        yield language, _mixed(words[start : start + length], chance)
        short = int(chance.integers(0, len(words) - 2))
        yield language, " ".join(words[short : short + 3])


def some_words(folder: Path, language: str, chance: np.random.Generator) -> list[str]:
    """A handful of words of one language, where it has no sentences."""
    return _some([word for word, _ in vocabulary(folder, language)], int(chance.integers(3, 10)), chance)


def _some(things: list[Thing], many: int, chance: np.random.Generator) -> list[Thing]:
    """So many of these things, drawn once each."""
    return [things[at] for at in chance.permutation(len(things))[:many]]


def _mixed(words: list[str], chance: np.random.Generator) -> str:
    words = list(words)
    if chance.random() < 0.4:
        for _ in range(int(chance.choice((1, 1, 2)))):
            words.insert(int(chance.integers(0, len(words) + 1)), EVERYBODYS[chance.integers(len(EVERYBODYS))])
    return " ".join(words)


def matrix(texts: Iterable[str], width: int = TABLE) -> csr_matrix:
    """One row a text, its features counted and shortened by the root of their number."""
    rows, starts, weights = [], [0], []
    known: dict[str, list[int]] = {}
    for text in texts:
        words = text.split()
        known.update((word, word_places(word)) for word in words if word not in known)
        counted = [place for word in words for place in known[word]] + pair_places([code(word) for word in words])
        spots = np.array(counted, dtype=np.int64) % width
        rows.append(spots.astype(np.int32))
        starts.append(starts[-1] + len(spots))
        weights.append(np.full(len(spots), max(1, len(spots)) ** -0.5, dtype=np.float32))
    made = csr_matrix((np.concatenate(weights), np.concatenate(rows), np.array(starts)), shape=(len(starts) - 1, width))
    made.sum_duplicates()
    return made


def learn(
    seen: csr_matrix,
    answers: NDArray[np.int64],
    classes: int,
    *,
    rounds: int = ROUNDS,
    start: float = START,
    weigh: NDArray[np.float32] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A softmax that starts from naive Bayes and is refined by AdaGrad with dropped features."""
    rows = _naive_bayes(seen, answers, classes) * start
    bias = np.zeros(classes, dtype=np.float32)
    moved = np.full_like(rows, 1e-8)
    chance = np.random.default_rng(1)
    counts = np.bincount(answers, minlength=classes).clip(1)
    fair = np.sqrt(len(answers) / classes / counts).astype(np.float32)
    heavy = fair[answers] * (weigh if weigh is not None else 1)
    for _ in range(rounds):
        order = chance.permutation(len(answers))
        for begin in range(0, len(order), BATCH):
            chosen = order[begin : begin + BATCH]
            batch = seen[chosen]
            batch.data *= (chance.random(len(batch.data)) > DROPPED) / np.float32(1 - DROPPED)
            guess = softmax(batch @ rows + bias)
            guess[np.arange(len(chosen)), answers[chosen]] -= 1
            guess *= heavy[chosen][:, None] / len(chosen)
            touched = np.unique(batch.indices)
            slope = np.asarray(batch.T @ guess)[touched]
            moved[touched] += slope * slope
            rows[touched] -= PACE * slope / np.sqrt(moved[touched])
            bias -= 0.05 * guess.sum(axis=0)
    return rows, bias


def _naive_bayes(seen: csr_matrix, answers: NDArray[np.int64], classes: int) -> NDArray[np.float32]:
    counted = seen.copy()
    counted.data[:] = 1
    totals = np.stack([np.asarray(counted[answers == each].sum(axis=0)).ravel() for each in range(classes)], axis=1)
    chances = np.log((totals + 0.1) / (totals.sum(axis=0) + 0.1 * totals.shape[0]))
    chances -= chances.mean(axis=1, keepdims=True)
    chances[totals.sum(axis=1) == 0] = 0
    return np.asarray(chances, dtype=np.float32)


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores as chances that add up to one, row by row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def small(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights as whole numbers from -127 to 127, and what each column's unit is worth."""
    unit = (np.quantile(np.abs(rows), 0.9999, axis=0) / 127).clip(1e-9).astype(np.float32)
    return np.clip(np.round(rows / unit), -127, 127).astype(np.int8), unit


def languages(folder: Path, chance: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    """The language model and its calibration."""
    learned = list(examples(folder, chance))
    names = sorted({language for language, _ in learned})
    answers = np.array([names.index(language) for language, _ in learned])
    rows, bias = learn(matrix(text for _, text in learned), answers, len(names))
    whole, unit = small(rows)
    apart = [row for row in sentences(folder) if kept_apart(row[1]) and row[0] in names]
    return {
        "language_classes": np.array(names),
        "language_rows": whole,
        "language_scale": unit,
        "language_bias": bias,
        "calibration": _calibrated(apart, names, whole * unit, bias),
    }


def _calibrated(
    apart: list[Example], names: list[str], rows: NDArray[np.float32], bias: NDArray[np.float32]
) -> NDArray[np.float32]:
    """For short, middling and long texts: the factor under which the held-out answers are likeliest."""
    best = []
    for length in (3, 6, 14):
        cut = [(language, " ".join(text.split()[:length])) for language, text in apart]
        scores = np.asarray(matrix(text for _, text in cut) @ rows + bias, dtype=np.float32)
        answers = np.array([names.index(language) for language, _ in cut])
        tried = [0.5 + 0.05 * step for step in range(40)]
        losses = [-np.log(softmax(scores * by)[np.arange(len(cut)), answers] + 1e-9).mean() for by in tried]
        best.append(tried[int(np.argmin(losses))])
    return np.array(best, dtype=np.float32)


def common_words(folder: Path) -> NDArray[np.uint32]:
    """Check sums of words seen often enough to be no slip of the finger."""
    sums = {
        crc32(word.encode())
        for path in folder.iterdir()
        if path.is_dir()
        for word, count in vocabulary(folder, path.name)
        if count >= COMMON and len(word) >= 5
    }
    return np.array(sorted(sums), dtype=np.uint32)


def main(arguments: list[str] | None = None) -> int:
    """Read the folder, train, write the weights."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--from", dest="folder", type=Path, required=True, help="sentences.tsv and <language>/words.tsv")
    asked.add_argument("--to", type=Path, default=Path(str(files("bot.language").joinpath("data/model.npz"))))
    asked.add_argument("--only", choices=("language", "urgency"), help="keep the other weights as they are")
    asked.add_argument("--without", nargs="*", default=(), help="strangers' sets not to learn, to be measured with")
    asked.add_argument(
        "--folds-to", type=Path, help="a folder for weights that know none of the authors they are named by"
    )
    given = asked.parse_args(arguments)
    stored: dict[str, NDArray[np.generic]] = dict(np.load(given.to)) if given.to.exists() else {}
    if given.only != "urgency":
        stored |= {"known_words": common_words(given.folder)} | languages(given.folder, np.random.default_rng(7))
        np.savez_compressed(given.to, allow_pickle=False, **stored)
    if given.only != "language":
        from bot.language.train_urgency import urgencies

        kept = {name: array for name, array in stored.items() if name in LANGUAGES_ARRAYS}
        stored = kept | urgencies(given.folder, kept, frozenset(given.without), given.folds_to)
        np.savez_compressed(given.to, allow_pickle=False, **stored)
    return 0


if __name__ == "__main__":
    sys.exit(main())
