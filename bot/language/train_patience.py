"""When the second ear asks: a second look at its chances, learnt from messages whose authors it had not heard."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.language.judge import clues
from bot.language.messages import Message
from flows.words import Urgency

# Of the critical messages of strangers in which no phrase or rule hears critical danger, this share may stay unheard.
MISSED: Final = 0.037
FREEDOM: Final = 0.3
# Strangers to come write what none of these wrote: the bot asks from so much less on.
CAUTION: Final = 0.45


def second_look(
    given: list[Message], about: list[frozenset[str]], urgent: NDArray[np.float64], served: NDArray[np.float64]
) -> dict[str, NDArray[np.generic]]:
    """The weights of the second look, and from which worry on the bot asks.

    Each stranger's messages are judged by a look that was learnt from the others'; those of high urgency teach nothing.
    """
    seen = np.array(
        [clues(chance[0], chance[0] + chance[1], serving) for chance, serving in zip(urgent, served, strict=True)]
    )
    authors = np.array([message.author for message in given])
    grave = np.array([message.urgency is Urgency.CRITICAL for message in given])
    unheard = (authors != "") & np.array(["urgency CRITICAL" not in told for told in about])
    teaches = unheard & np.array([message.urgency is not Urgency.HIGH for message in given])
    judged = np.zeros(len(given))
    for author in sorted({*authors[unheard]}):
        own = authors == author
        judged[own] = _fitted(seen[teaches & ~own], grave[teaches & ~own]).predict_proba(seen[own])[:, 1]
    asks_at = np.quantile(judged[unheard & grave], MISSED)
    look = _fitted(seen[teaches], grave[teaches])
    return {
        "second_look": np.concatenate([look.intercept_, look.coef_[0]]).astype(np.float32),
        "patience": np.array([CAUTION * asks_at], dtype=np.float32),
    }


def _fitted(seen: NDArray[np.float64], grave: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=FREEDOM, max_iter=1_000).fit(seen, grave)
