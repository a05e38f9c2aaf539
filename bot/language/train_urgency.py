"""Train the second ear from the project's own messages: urgency and service, over letters, words and notions."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

from bot.language import letters
from bot.language.judge import TABLE, URGENCIES, notions, shape
from bot.language.messages import Message, messages, strangers
from bot.language.phrases import LANGUAGES, phrases
from bot.language.signs import signs
from bot.language.train import kept_apart, matrix, sentences, small, some_words
from bot.language.train_patience import second_look
from bot.language.train_wishes import NOTHING, QUIET, asking, pieces, silent, weights_of
from bot.language.words import split

# How much a notion weighs beside the whole of a text's letters; and how freely the weights may grow.
NOTION: Final = 0.35
FREEDOM: Final = {"urgency": 1.0, "service": 3.0}
FREEDOM_OF_WISHES: Final = 10.0
# What strangers wrote weighs more than what one hand wrote.
STRANGERS_WEIGH: Final = 3.0
ROUNDS: Final = 120
NEAR: Final = 1e-3
# Everyday sentences of each language, so that mere strangeness does not sound like danger; and what they weigh
# together beside one answer's own messages in that language.
EVERYDAY: Final = 300
EVERYDAY_WEIGHS: Final = 0.5
LONGEST_SENTENCE: Final = 160
# So many texts that ask something of the bot itself, which are no danger either.
ASKED: Final = 1_500
# In how many parts the messages are cut, each judged by what was learnt from the others.
FOLDS: Final = 3


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
    counted: dict[str, int] = {}
    for message in given:
        for name in about(message):
            counted[name] = counted.get(name, 0) + 1
    return sorted(name for name, times in counted.items() if times > 1)


def answers(given: list[Message]) -> dict[str, list[str]]:
    """What each message should be judged as."""
    return {
        "urgency": [message.urgency.name for message in given],
        "service": [message.services[0] if message.services else NOTHING for message in given],
    }


def fitted(seen: csr_matrix, right: list[str], weight: NDArray[np.float64], freedom: float) -> LogisticRegression:
    """The linear model."""
    return LogisticRegression(C=freedom, max_iter=ROUNDS, tol=NEAR).fit(seen, right, sample_weight=weight)


def fair(given: list[Message], right: list[str]) -> NDArray[np.float64]:
    """Within each language every answer counts alike, so that no language by itself sounds like danger."""
    cells = [(message.language, answer) for message, answer in zip(given, right, strict=True)]
    counted = Counter(cells)
    languages = Counter(language for language, _ in cells)
    answered = Counter(language for language, _ in counted)
    alike = [languages[cell[0]] / answered[cell[0]] / counted[cell] for cell in cells]
    strange = [STRANGERS_WEIGH if message.author else 1.0 for message in given]
    return np.array(alike, dtype=np.float64) * np.array(strange, dtype=np.float64)


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


def urgencies(folder: Path, without: frozenset[str] = frozenset()) -> dict[str, NDArray[np.generic]]:
    """The arrays to store: for urgency, for service, and for what is asked of the bot."""
    all_messages = training_messages(without)
    given = [message for message in all_messages if _tells(message)]
    names = names_of(given)
    unasked = everyday(folder)
    written = [message for message in all_messages if message.situation == "command" and message.language]
    calm = [*unasked, *asked_calmly(told_by=given), *written]
    # Once with and once without what the phrases found, so that the letters must carry what no list foresees.
    parts = [features(given, names), features(given, names, heard=False), features(calm, names)]
    seen = csr_matrix(vstack(parts))
    models = []
    for which, right in answers(given).items():
        weight = fair(given, right)
        weighed = np.concatenate([weight, weight, beside(given, calm, right)])
        models.append(fitted(seen, right * 2 + answers(calm)[which], weighed, FREEDOM[which]))
    apart = [unseen(given, names, parts, calm, which) for which in ("urgency", "service")]
    models.append(wishes(all_messages, unasked, names))
    rows = np.concatenate([np.asarray(model.coef_, dtype=np.float32).T for model in models], axis=1)
    whole, unit = small(rows[:TABLE])
    learnt = {
        "notions": np.array(names),
        "hunch_classes": np.array([str(name) for model in models for name in model.classes_]),
        "wish_classes": np.array([str(name) for name in models[-1].classes_]),
        "hunch_rows": whole,
        "hunch_scale": unit,
        "hunch_bias": np.concatenate([np.asarray(model.intercept_, dtype=np.float32) for model in models]),
        "hunch_notion_rows": rows[TABLE:] * np.float32(NOTION),
    }
    return learnt | second_look(given, [about(message) for message in given], *apart)


def _tells(message: Message) -> bool:
    """Does it tell how things stand? Of "do not reply" only what a stranger wrote says so."""
    return message.situation != "command" and (message.situation != "quiet" or bool(message.author))


def asked_calmly(told_by: list[Message]) -> list[Message]:
    """Texts that ask something of the bot itself, as messages of no danger; "do not reply" may well stand beside it."""
    every = [message for message in asking(told_by) if message.command != QUIET and message.language]
    chosen = np.random.default_rng(12).permutation(len(every))[:ASKED]
    return [Message(every[at].language, "normal", (), "", every[at].text) for at in chosen]


def folds(given: list[Message]) -> NDArray[np.int64]:
    """Which part each message falls into: all of one stranger's into the same, for no stranger is known beforehand."""
    parts = np.random.default_rng(13).integers(FOLDS, size=len(given))
    authors = sorted({message.author for message in given})
    for at, message in enumerate(given):
        if message.author:
            parts[at] = authors.index(message.author) % FOLDS
    return parts


def unseen(
    given: list[Message], names: list[str], parts: list[csr_matrix], calm: list[Message], which: str
) -> NDArray[np.float64]:
    """For each message its chances, from a model that has learnt neither it nor its author: from the other parts."""
    right, nothing = answers(given)[which], answers(calm)[which]
    weight, calmly = fair(given, right), beside(given, calm, right)
    heard, unheard, everywhere = parts
    third = folds(given)
    classes = URGENCIES if which == "urgency" else tuple(sorted({*right, *nothing}))
    chances = np.zeros((len(given), len(classes)))
    for fold in range(FOLDS):
        learnt, apart = np.flatnonzero(third != fold), np.flatnonzero(third == fold)
        known = [right[at] for at in learnt]
        seen = csr_matrix(vstack([heard[learnt], unheard[learnt], everywhere]))
        model = fitted(
            seen, known * 2 + nothing, np.concatenate([weight[learnt], weight[learnt], calmly]), FREEDOM[which]
        )
        chances[apart] = model.predict_proba(heard[apart])
    return chances


def wishes(all_messages: list[Message], calm: list[Message], names: list[str]) -> LogisticRegression:
    """What is asked of the bot itself, if anything."""
    told = [message for message in all_messages if message.situation not in ("command", "quiet")]
    given = [*all_messages, *pieces(told), *silent(), *calm, *asking(told)]
    right = [QUIET if message.situation == "quiet" else message.command or NOTHING for message in given]
    seen = csr_matrix(vstack([features(given, names), features(given, names, heard=False)]))
    weight = weights_of(given, right, len(all_messages))
    return fitted(seen, right * 2, np.concatenate([weight, weight]), FREEDOM_OF_WISHES)


def beside(given: list[Message], calm: list[Message], right: list[str]) -> NDArray[np.float64]:
    """What each everyday sentence weighs: together a share of what one answer weighs in its language."""
    cells = Counter(message.language for message in given)
    kinds = Counter(language for language, _ in {(m.language, answer) for m, answer in zip(given, right, strict=True)})
    many = Counter(message.language for message in calm)
    return np.array(
        [EVERYDAY_WEIGHS * 2 * cells[m.language] / kinds[m.language] / many[m.language] for m in calm], dtype=np.float64
    )
