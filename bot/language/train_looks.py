"""What decides over what the ears heard: a choice of desks, and looks at commands and silence.

They are learnt from what was heard of strangers by models that had learnt nothing of them: what a model has learnt it
hears too well.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.language import commands, desk, judge, model, read, silence
from bot.language.clauses import Apart, apart
from bot.language.judge import Hunch
from bot.language.messages import Message
from bot.language.words import Word
from flows.words import Command, Service, Sign

FREEDOM: Final = {"desk": 0.1, "quiet_look": 0.3, "wish_look": 0.3}
ROUNDS: Final = 3
LEAST: Final = 1e-3
CACHES: Final = (
    *(model.stored, model.weights, model.calibration, judge._second_look, judge.patience, judge._ear, judge._look),
    desk.chosen_by,
)
Arrays = dict[str, NDArray[np.generic]]


class Heard(NamedTuple):
    """What was heard of some messages, as clues, and what was right."""

    desks: list[tuple[list[float], tuple[str, ...]]]
    quiet: list[tuple[list[float], bool]]
    wishes: list[tuple[list[float], bool]]


@contextmanager
def reading_with(arrays: Mapping[str, NDArray[np.generic]]) -> Iterator[None]:
    """Read with other weights than those that ship."""
    with TemporaryDirectory() as away:
        path = Path(away) / "weights.npz"
        np.savez(path, allow_pickle=False, **arrays)
        with patch.object(model, "FILE", str(path)):
            forget()
            yield
    forget()


def forget() -> None:
    """Forget the weights that were read: others come."""
    for cached in CACHES:
        cached.cache_clear()


def heard_with(arrays: Mapping[str, NDArray[np.generic]], given: list[Message]) -> Heard:
    """What is heard of these messages with these weights."""
    every = Heard([], [], [])
    with reading_with(arrays):
        for message in given:
            _listen(message, every)
    return every


def _listen(message: Message, every: Heard) -> None:
    """Read one message, and note what the decisions go by."""

    def wish(
        listed: Command | None, guess: Hunch, words: list[Word], means: frozenset[str], text: str
    ) -> Command | None:
        hinted = silence.hints_at(guess, means)
        part = apart(text)
        if hinted:
            every.quiet.append((silence.quiet_clues(text, guess, words, means, part), message.situation == "quiet"))
        worth = _asked(guess, part, listed)
        if worth and message.situation != "quiet":
            clues = commands.wish_clues(worth, guess, words, means, text, part)
            every.wishes.append((clues, message.command == worth))
        return weighed(listed, guess, words, means, text)

    def at_desk(
        seen: list[Sign], means: frozenset[str], guess: Hunch | None, words: list[Word], *, silent: bool
    ) -> Service | None:
        if guess is not None and message.situation != "command" and not desk.decided(seen, means, words):
            told = desk.told_by(seen, means, guess, words, silent=silent)
            clues = desk.weighing(told, seen, means, guess, words, silent=silent)
            every.desks.append((clues, message.services or ("none",)))
        return sat(seen, means, guess, words, silent=silent)

    weighed, sat = commands.weighed_wish, desk.desk
    with patch.object(read, "weighed_wish", wish), patch.object(read, "desk", at_desk):
        read.read(message.text)


def _asked(guess: Hunch, part: Apart, listed: Command | None) -> str:
    """What is likeliest asked, if it is worth a look."""
    worth = guess.asking >= commands.HINTED_AT or listed is not None
    return commands.likeliest(guess, part) if worth else ""


def looks(heard: list[Heard]) -> Arrays:
    """The choice of desks and the two looks, as the reader stores them."""
    classes, rows = _desk([each for one in heard for each in one.desks])
    return {
        "desk_classes": np.array(classes),
        "desk": rows,
        "quiet_look": _look("quiet_look", [each for one in heard for each in one.quiet]),
        "wish_look": _look("wish_look", [each for one in heard for each in one.wishes]),
    }


def _look(which: str, seen: list[tuple[list[float], bool]]) -> NDArray[np.float32]:
    made = LogisticRegression(C=FREEDOM[which], max_iter=2_000).fit(
        [clues for clues, _ in seen], [right for _, right in seen]
    )
    return np.concatenate([made.intercept_, made.coef_[0]]).astype(np.float32)


def _desk(seen: list[tuple[list[float], tuple[str, ...]]]) -> tuple[list[str], NDArray[np.float32]]:
    """A choice among services: of several that serve, each message teaches what the choice itself finds likeliest."""
    pairs = [(at, clues, name) for at, (clues, serves) in enumerate(seen) for name in serves]
    places = np.array([at for at, _, _ in pairs])
    clues, names = np.array([clues for _, clues, _ in pairs]), [name for _, _, name in pairs]
    share = 1 / np.bincount(places)[places]
    for _ in range(ROUNDS):
        made = LogisticRegression(C=FREEDOM["desk"], max_iter=2_000).fit(clues, names, sample_weight=share)
        columns = [list(made.classes_).index(name) for name in names]
        likely = made.predict_proba(clues)[np.arange(len(names)), columns] + LEAST
        share = likely / np.bincount(places, weights=likely)[places]
    rows = np.concatenate([made.intercept_[:, None], made.coef_], axis=1).astype(np.float32)
    return [str(name) for name in made.classes_], rows
