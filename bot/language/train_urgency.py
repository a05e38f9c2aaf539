"""Train the second ear from the project's own messages: urgency and service, over letters, words and notions."""

from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

from bot.language import letters
from bot.language.judge import TABLE, notions
from bot.language.messages import Message, messages
from bot.language.phrases import LANGUAGES, phrases
from bot.language.signs import signs
from bot.language.train import kept_apart, matrix, sentences, small, some_words
from bot.language.train_wishes import NOTHING, QUIET, asking, pieces, silent, weights_of
from bot.language.words import split

# How much a notion weighs beside the whole of a text's letters; and how freely the weights may grow.
NOTION: Final = 0.35
FREEDOM: Final = 10.0
# Everyday sentences of each language, so that mere strangeness does not sound like danger; and what they weigh
# together beside one answer's own messages in that language.
EVERYDAY: Final = 300
EVERYDAY_WEIGHS: Final = 0.5
LONGEST_SENTENCE: Final = 160


def training_messages() -> list[Message]:
    """The project's own messages."""
    return list(messages(Path(str(files("bot.language").joinpath("data/messages")))))


def about(message: Message) -> frozenset[str]:
    """The notions of one message, its language known."""
    words = split(message.text, phrases().vocabulary)
    found = phrases().found(words, frozenset({"id", message.language}), message.language)
    return notions((each.meaning.means for each in found), *signs(words, found))


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


def fitted(seen: csr_matrix, right: list[str], weight: NDArray[np.float64]) -> LogisticRegression:
    """The linear model."""
    return LogisticRegression(C=FREEDOM, max_iter=300).fit(seen, right, sample_weight=weight)


def fair(given: list[Message], right: list[str]) -> NDArray[np.float64]:
    """Within each language every answer counts alike, so that no language by itself sounds like danger."""
    cells = [(message.language, answer) for message, answer in zip(given, right, strict=True)]
    counted = Counter(cells)
    languages = Counter(language for language, _ in cells)
    answered = Counter(language for language, _ in counted)
    return np.array([(languages[cell[0]] / answered[cell[0]] / counted[cell]) for cell in cells])


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


def urgencies(folder: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays to store: for urgency, for service, and for what is asked of the bot."""
    all_messages = training_messages()
    given = [message for message in all_messages if message.situation not in ("command", "quiet")]
    names = names_of(given)
    calm = everyday(folder)
    # Once with and once without what the phrases found, so that the letters must carry what no list foresees.
    parts = [features(given, names), features(given, names, heard=False), features(calm, names)]
    seen = csr_matrix(vstack(parts))
    models = []
    for right, nothing in zip(answers(given).values(), answers(calm).values(), strict=True):
        weight = fair(given, right)
        models.append(fitted(seen, right * 2 + nothing, np.concatenate([weight, weight, beside(given, calm, right)])))
    models.append(wishes(all_messages, calm, names))
    rows = np.concatenate([np.asarray(model.coef_, dtype=np.float32).T for model in models], axis=1)
    whole, unit = small(rows[:TABLE])
    return {
        "notions": np.array(names),
        "hunch_classes": np.array([str(name) for model in models for name in model.classes_]),
        "wish_classes": np.array([str(name) for name in models[-1].classes_]),
        "hunch_rows": whole,
        "hunch_scale": unit,
        "hunch_bias": np.concatenate([np.asarray(model.intercept_, dtype=np.float32) for model in models]),
        "hunch_notion_rows": rows[TABLE:] * np.float32(NOTION),
    }


def wishes(all_messages: list[Message], calm: list[Message], names: list[str]) -> LogisticRegression:
    """What is asked of the bot itself, if anything."""
    told = [message for message in all_messages if message.situation not in ("command", "quiet")]
    given = [*all_messages, *pieces(told), *silent(), *calm, *asking(told)]
    right = [QUIET if message.situation == "quiet" else message.command or NOTHING for message in given]
    seen = csr_matrix(vstack([features(given, names), features(given, names, heard=False)]))
    weight = weights_of(given, right)
    return fitted(seen, right * 2, np.concatenate([weight, weight]))


def beside(given: list[Message], calm: list[Message], right: list[str]) -> NDArray[np.float64]:
    """What each everyday sentence weighs: together a share of what one answer weighs in its language."""
    cells = Counter(message.language for message in given)
    kinds = Counter(language for language, _ in {(m.language, answer) for m, answer in zip(given, right, strict=True)})
    many = Counter(message.language for message in calm)
    return np.array(
        [EVERYDAY_WEIGHS * 2 * cells[m.language] / kinds[m.language] / many[m.language] for m in calm], dtype=np.float64
    )
