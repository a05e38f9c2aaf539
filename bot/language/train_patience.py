"""How much the second ear must suspect before it asks: measured on messages that the judging model has not learnt."""

from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.language.judge import CALM_WISHES
from bot.language.messages import Message
from flows.words import Urgency

# Of a hundred critical messages of strangers in which no phrase or rule hears critical danger, so many may stay
# unheard, and so many more where a calm wish is surely heard.
MISSED: Final = 0.055
MISSED_CALM: Final = 0.005
ASKS_AT: Final = (0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.12, 0.15)
SURE: Final = (0.5, 0.6, 0.7, 0.8, 0.9)
# Never much more: on a stranger's farewell the second ear is often sure of a calm wish.
MORE: Final = (0.0, 0.02, 0.04, 0.06)
NAMES: Final = ("emergency", "family_links", "information", "none", "psychosocial")


def patience(
    given: list[Message], about: list[frozenset[str]], urgent: NDArray[np.float64], served: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Where it asks, and for each calm wish from which chance on how much more must be suspected."""
    grave = np.array(["urgency CRITICAL" in told for told in about])
    strange = np.array([bool(message.author) for message in given]) & ~grave
    critical = np.array([message.urgency is Urgency.CRITICAL for message in given]) & strange
    calm = np.array([message.urgency is Urgency.NORMAL for message in given]) & strange
    chance = urgent[:, 0]
    asks_at = max([at for at in ASKS_AT if _missed(chance < at, critical) <= MISSED], default=ASKS_AT[0])
    rows = [asks_at, _missed(chance < asks_at, critical)]
    for name in CALM_WISHES:
        wish = served[:, NAMES.index(name)]
        rows += _calmest(chance, wish, asks_at, critical, calm)
    return np.array(rows, dtype=np.float32)


def _missed(unheard: NDArray[np.bool_], critical: NDArray[np.bool_]) -> float:
    return float((unheard & critical).sum() / critical.sum())


def _calmest(
    chance: NDArray[np.float64],
    wish: NDArray[np.float64],
    asks_at: float,
    critical: NDArray[np.bool_],
    calm: NDArray[np.bool_],
) -> list[float]:
    """The two numbers that spare the most calm messages a question, and miss few more critical ones."""
    best, spared = [1.0, 0.0], 0
    for sure, more in product(SURE, MORE):
        quiet = (wish >= sure) & (chance >= asks_at) & (chance < asks_at + more)
        if _missed(quiet, critical) <= MISSED_CALM and (kept := int((quiet & calm).sum())) > spared:
            best, spared = [sure, more], kept
    return best
