"""Train the second ear over letters, words and notions: urgency, service, wishes; and the looks at what it heard."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from bot.language.judge import TABLE, URGENCIES
from bot.language.lessons import NOTION, Lesson, Lessons, about, lessons
from bot.language.messages import Message
from bot.language.train import small
from bot.language.train_looks import Heard, heard_with, looks
from bot.language.train_patience import second_look
from bot.language.train_wishes import NOTHING, QUIET, weights_of

# How freely the weights may grow, and how many rounds each is looked for.
FREEDOM: Final = {"urgency": 1.0, "service": 1.0, "wish": 3.0}
ROUNDS: Final = {"urgency": 120, "service": 20, "wish": 15}
NEAR: Final = {"urgency": 1e-3, "service": 0.1, "wish": 0.1}
# What strangers wrote weighs more than what one hand wrote.
STRANGERS_WEIGH: Final = 3.0
# What everyday sentences weigh together beside one answer's own messages in their language.
EVERYDAY_WEIGHS: Final = 0.5
# In how many parts the messages are cut, each judged by what was learnt from the others; all that one stranger wrote
# falls into the same, for no stranger is known beforehand.
FOLDS: Final = 3
SERVICES: Final = ("emergency", "family_links", "information", "none", "psychosocial")
Arrays = dict[str, NDArray[np.generic]]


class Model(NamedTuple):
    """A linear model: its classes, a row of weights for each, and where each begins."""

    classes: tuple[str, ...]
    rows: NDArray[np.float32]
    first: NDArray[np.float32]

    def chances(self, seen: csr_matrix) -> NDArray[np.float64]:
        """Each text's scores as chances that add up to one."""
        scores = np.asarray(seen @ self.rows.T + self.first, dtype=np.float64)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def fair(given: list[Message], right: list[str]) -> NDArray[np.float64]:
    """Within each language every answer counts alike, so that no language by itself sounds like danger."""
    cells = [(message.language, answer) for message, answer in zip(given, right, strict=True)]
    counted = Counter(cells)
    languages = Counter(language for language, _ in cells)
    answered = Counter(language for language, _ in counted)
    alike = [languages[cell[0]] / answered[cell[0]] / counted[cell] for cell in cells]
    strange = [STRANGERS_WEIGH if message.author else 1.0 for message in given]
    return np.array(alike, dtype=np.float64) * np.array(strange, dtype=np.float64)


def beside(given: list[Message], calm: list[Message], right: list[str]) -> NDArray[np.float64]:
    """What each everyday sentence weighs: together a share of what one answer weighs in its language."""
    cells = Counter(message.language for message in given)
    kinds = Counter(language for language, _ in {(m.language, answer) for m, answer in zip(given, right, strict=True)})
    many = Counter(message.language for message in calm)
    return np.array(
        [EVERYDAY_WEIGHS * 2 * cells[m.language] / kinds[m.language] / many[m.language] for m in calm], dtype=np.float64
    )


def fitted(every: Lessons) -> dict[str, Model]:
    """All three models."""
    return {"urgency": _urgency(every), "service": _service(every), "wish": _wishes(every)}


def _urgency(every: Lessons) -> Model:
    """How urgent a text is: one choice of three."""
    told, calm = every.told, every.calm
    right = [message.urgency.name for message in told.given]
    weight = fair(told.given, right)
    seen, weighed = _seen(told, calm), np.concatenate([weight, weight, beside(told.given, calm.given, right)])
    every_right = right * 2 + [message.urgency.name for message in calm.given]
    made = LogisticRegression(C=FREEDOM["urgency"], max_iter=ROUNDS["urgency"], tol=NEAR["urgency"])
    made.fit(seen, every_right, sample_weight=weighed)
    return Model(
        tuple(str(name) for name in made.classes_), made.coef_.astype(np.float32), made.intercept_.astype(np.float32)
    )


def _seen(told: Lesson, calm: Lesson) -> csr_matrix:
    """Once with and once without what the phrases found, so that the letters must carry what no list foresees."""
    return csr_matrix(vstack([told.heard, told.unheard, calm.heard]))


def _service(every: Lessons) -> Model:
    """Whether each service would serve: a message may have several that do."""
    told, calm = every.told, every.calm
    right = [message.services[0] if message.services else NOTHING for message in told.given]
    weight = fair(told.given, right)
    weighed = np.concatenate([weight, weight, beside(told.given, calm.given, right)])
    serves = [message.services or (NOTHING,) for message in (*told.given, *told.given, *calm.given)]
    wanted = {name: np.array([name in each for each in serves]) for name in SERVICES}
    return _each_by_itself("service", _seen(told, calm), wanted, weighed)


def _wishes(every: Lessons) -> Model:
    """What is asked of the bot itself, if anything."""
    written, drawn = every.written, every.drawn
    given = [*written.given, *drawn.given]
    right = [QUIET if message.situation == "quiet" else message.command or NOTHING for message in given]
    seen = csr_matrix(vstack([written.heard, drawn.heard, written.unheard, drawn.unheard]))
    weight = weights_of(given, right, len(written.given))
    asked = np.array(right * 2)
    wanted = {name: asked == name for name in sorted({*right})}
    return _each_by_itself("wish", seen, wanted, np.concatenate([weight, weight]))


def _each_by_itself(
    which: str, seen: csr_matrix, wanted: Mapping[str, NDArray[np.bool_]], weight: NDArray[np.float64]
) -> Model:
    """A model for each answer, stopped early: what fits the learnt authors less fits the next one more."""
    rows, first = [], []
    exact = seen.astype(np.float64)
    for right in wanted.values():
        made = LogisticRegression(
            C=FREEDOM[which],
            solver="liblinear",
            dual=True,
            tol=NEAR[which],
            max_iter=ROUNDS[which],
            intercept_scaling=3.0,
            random_state=1,
        ).fit(exact, right, sample_weight=weight)
        rows.append(made.coef_[0].astype(np.float32))
        first.append(made.intercept_[0])
    return Model(tuple(wanted), np.stack(rows), np.array(first, dtype=np.float32))


def stored_form(names: list[str], models: Mapping[str, Model]) -> Arrays:
    """The models as the reader stores them: side by side, their letters' rows as whole numbers."""
    rows = np.concatenate([model.rows.T for model in models.values()], axis=1)
    whole, unit = small(rows[:TABLE])
    return {
        "notions": np.array(names),
        "hunch_classes": np.array([name for model in models.values() for name in model.classes]),
        "wish_classes": np.array(models["wish"].classes),
        "hunch_rows": whole,
        "hunch_scale": unit,
        "hunch_bias": np.concatenate([model.first for model in models.values()]),
        "hunch_notion_rows": rows[TABLE:] * np.float32(NOTION),
    }


def urgencies(folder: Path, kept: Arrays, without: frozenset[str], folds_to: Path | None) -> Arrays:
    """The arrays to store: the models of urgency, service and wishes, and the looks at what they say.

    `kept` are the languages' weights. Into `folds_to` go weights for each part of the authors that know none of them.
    """
    every = lessons(folder, without)
    told, parts = every.told.given, folds(every.told.given)
    authors = [
        frozenset(m.author for m, part in zip(told, parts, strict=True) if m.author and part == each)
        for each in range(FOLDS)
    ]
    urgent, served = np.zeros((len(told), len(URGENCIES))), np.zeros((len(told), len(SERVICES)))
    apart = []
    for number, left in enumerate(authors):
        models = fitted(every.without(left))
        here = parts == number
        urgent[here] = models["urgency"].chances(every.told.heard[here])
        served[here] = models["service"].chances(every.told.heard[here])
        apart.append(stored_form(every.names, models))
    look = second_look(told, [about(message) for message in told], urgent, served)
    heard: list[Heard] = [
        heard_with(kept | form | look, [m for m in every.written.given if m.author in left])
        for form, left in zip(apart, authors, strict=True)
    ]
    if folds_to is not None:
        for number, (form, left) in enumerate(zip(apart, authors, strict=True)):
            others = looks([each for at, each in enumerate(heard) if at != number])
            path = folds_to / f"{'+'.join(sorted(left))}.npz"
            np.savez_compressed(path, allow_pickle=False, **(kept | form | look | others))
    return stored_form(every.names, fitted(every)) | look | looks(heard)


def folds(given: list[Message]) -> NDArray[np.int64]:
    """Which part each message falls into: all of one stranger's into the same."""
    parts = np.random.default_rng(13).integers(FOLDS, size=len(given))
    authors = sorted({message.author for message in given})
    for at, message in enumerate(given):
        if message.author:
            parts[at] = authors.index(message.author) % FOLDS
    return parts
