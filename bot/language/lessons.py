"""What the second ear learns from, with its features: messages, calm texts, and what asks something of us."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.language import letters
from bot.language.judge import TABLE, notions, shape
from bot.language.messages import Message, messages, strangers
from bot.language.phrases import LANGUAGES, phrases
from bot.language.signs import signs
from bot.language.train import kept_apart, matrix, sentences, some_words
from bot.language.train_wishes import QUIET, asking, pieces, silent
from bot.language.words import split

# How much a notion weighs beside the whole of a text's letters.
NOTION: Final = 0.35
# Everyday sentences of each language, so that mere strangeness does not sound like danger.
EVERYDAY: Final = 300
LONGEST_SENTENCE: Final = 160
# So many texts that ask something of the bot itself, which are no danger either.
ASKED: Final = 1_500


@dataclass(frozen=True, slots=True)
class Lesson:
    """Messages to learn from, with their features: with what the phrases found, and without."""

    given: list[Message]
    heard: csr_matrix
    unheard: csr_matrix

    def without(self, authors: frozenset[str]) -> "Lesson":
        """All but these authors' messages."""
        rows = [at for at, message in enumerate(self.given) if message.author not in authors]
        return Lesson([self.given[row] for row in rows], self.heard[rows], self.unheard[rows])


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that is learnt from.

    `told` tells how things stand, `calm` are texts of no danger beside it, `written` are all messages, of which some
    ask something of the bot, and `drawn` is what a grammar and dice made beside those.
    """

    names: list[str]
    told: Lesson
    calm: Lesson
    written: Lesson
    drawn: Lesson

    def without(self, authors: frozenset[str]) -> "Lessons":
        """All but what these authors wrote."""
        parts = [part.without(authors) for part in (self.told, self.calm, self.written, self.drawn)]
        return Lessons(self.names, *parts)


def lessons(folder: Path, without: frozenset[str] = frozenset()) -> Lessons:
    """Everything to learn from, with its features made once, whoever is left out of it afterwards."""
    every = training_messages(without)
    told = [message for message in every if _tells(message)]
    names = names_of(told)
    ours = [message for message in told if not message.author]
    unasked = everyday(folder)
    asked = [message for message in every if message.situation == "command" and message.language]
    beside = [message for message in every if message.situation not in ("command", "quiet")]
    # What a "do not reply" is drawn beside is our own alone: nothing drawn must know an author who is left out.
    drawn = [*pieces(beside), *silent(), *unasked, *asking([one for one in ours if one.situation != "quiet"])]
    return Lessons(
        names,
        _lesson(told, names),
        _lesson([*unasked, *asked_calmly(ours), *asked], names),
        _lesson(every, names),
        _lesson(drawn, names),
    )


def _lesson(given: list[Message], names: list[str]) -> Lesson:
    return Lesson(given, features(given, names), features(given, names, heard=False))


def training_messages(without: frozenset[str] = frozenset()) -> list[Message]:
    """The project's own messages and those of strangers, some of whom may be left out."""
    folder = Path(str(files("bot.language").joinpath("data")))
    return [*messages(folder / "messages"), *strangers(folder / "strangers", without)]


@cache
def about(message: Message) -> frozenset[str]:
    """The notions of one message, its language known."""
    words = split(message.text, phrases().vocabulary)
    found = phrases().found(words, frozenset({"id", message.language}), message.language)
    means = (each.meaning.means for each in found)
    return notions(means, *signs(words, found), shape(len(words), letters.plain(message.text)))


def features(given: list[Message], names: list[str], *, heard: bool = True) -> csr_matrix:
    """One row a message: its letters and words in the table, then its notions if they are heard."""
    place = {name: at for at, name in enumerate(names)}
    rows, columns = [], []
    for at, message in enumerate(given):
        for name in about(message) & place.keys() if heard else ():
            rows.append(at)
            columns.append(place[name])
    shape = (len(given), len(names))
    notion = csr_matrix((np.full(len(rows), NOTION, dtype=np.float32), (rows, columns)), shape=shape)
    spelled = matrix((letters.only_letters(message.text) for message in given), TABLE)
    return csr_matrix(hstack([spelled, notion]))


def names_of(given: Iterable[Message]) -> list[str]:
    """Every notion that occurs in at least two messages."""
    counted = Counter(name for message in given for name in about(message))
    return sorted(name for name, times in counted.items() if times > 1)


def everyday(folder: Path) -> list[Message]:
    """Sentences of every language in which no phrase or rule hears danger, as messages that want nothing."""
    chance = np.random.default_rng(11)
    rows = [row for row in sentences(folder) if row[0] in LANGUAGES and not kept_apart(row[1])]
    rows += [("sas", " ".join(some_words(folder, "sas", chance))) for _ in range(EVERYDAY)]
    taken: Counter[str] = Counter()
    kept = []
    for at in chance.permutation(len(rows)):
        language, text = rows[at][0], rows[at][1][:LONGEST_SENTENCE]
        message = Message(language, "normal", (), "", text)
        if taken[language] < EVERYDAY and not {"urgency HIGH", "urgency CRITICAL"} & about(message):
            taken[language] += 1
            kept.append(message)
    return kept


def _tells(message: Message) -> bool:
    """Does it tell how things stand? Of "do not reply" only what a stranger wrote says so."""
    return message.situation != "command" and (message.situation != "quiet" or bool(message.author))


def asked_calmly(told_by: list[Message]) -> list[Message]:
    """Texts that ask something of the bot itself, as messages of no danger; "do not reply" may well stand beside it."""
    every = [message for message in asking(told_by) if message.command != QUIET and message.language]
    chosen = np.random.default_rng(12).permutation(len(every))[:ASKED]
    return [Message(every[at].language, "normal", (), "", every[at].text) for at in chosen]
