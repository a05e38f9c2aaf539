"""The offer policy as data: to how many at once, for how long, and what widens when nobody takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from types import MappingProxyType
from typing import Final

from bot.routing.values import LADDER, Case
from flows.words import Urgency


@dataclass(frozen=True, slots=True)
class OfferPolicy:
    """`at_once` counts officers asked at each rung of the ladder; an offer lapses after `lasts`."""

    at_once: tuple[int, ...]
    lasts: timedelta
    calls_in: bool
    """Are off-shift officers called, and the on-call lead alerted, when nobody on duty can take it?"""


POLICY: Final[Mapping[Urgency, OfferPolicy]] = MappingProxyType(
    {
        Urgency.CRITICAL: OfferPolicy((3, 4, 5, 6, 8), timedelta(seconds=60), calls_in=True),
        Urgency.HIGH: OfferPolicy((2, 2, 3, 3, 4), timedelta(minutes=3), calls_in=True),
        Urgency.NORMAL: OfferPolicy((1, 1, 1, 2, 2), timedelta(minutes=20), calls_in=False),
        Urgency.LOW: OfferPolicy((1, 1, 1, 1, 2), timedelta(minutes=60), calls_in=False),
    }
)

LAST_RUNG: Final = len(LADDER) - 1
REST_AFTER_CRITICAL: Final = timedelta(minutes=10)
LOOK_LASTS: Final = timedelta(seconds=60)
CALL_INS_AT_ONCE: Final = 5

# So many of those on duty are kept free for lives in danger: from P2 and P3 always, from P1 in a declared surge.
KEPT_FOR_LIVES: Final = 0.08
LOOK_TAKES: Final = timedelta(seconds=20)
# From this share of wrong urgencies on, everything is worth a first look.
WORTH_LOOKING: Final = 0.10

# A ticket that has waited this long counts as one step more urgent in the queue, twice as long as two steps. It
# never passes for critical: a life in danger always comes first, and every other ticket's turn comes.
AGES_AFTER: Final[Mapping[Urgency, timedelta]] = MappingProxyType(
    {
        Urgency.HIGH: timedelta(days=365),
        Urgency.NORMAL: timedelta(hours=4),
        Urgency.LOW: timedelta(hours=6),
    }
)


def unanswered(case: Case, asked: frozenset[int]) -> Case:
    """The case after its offers lapsed or were declined: one rung wider, without asking the same people again.

    Past the last rung everybody may be asked again, so that nobody waits for ever.
    """
    if case.stage >= LAST_RUNG:
        return replace(case, stage=LAST_RUNG, tried=frozenset())
    return replace(case, stage=case.stage + 1, tried=case.tried | asked)


def handed_back(case: Case, officer: int) -> Case:
    """The case after an officer gave it back, which needs no reason: it starts anew, without that officer."""
    return replace(case, stage=0, tried=frozenset({officer}))


def standing(case: Case, now: datetime) -> Urgency:
    """The urgency by which the case stands in the queue: it rises with the wait, but never to critical."""
    waits = AGES_AFTER.get(case.urgency)
    if waits is None or case.opened_at is None:
        return case.urgency
    steps = max(0, (now - case.opened_at) // waits)
    return Urgency(min(Urgency.HIGH, case.urgency + steps))


def queue_order(case: Case, now: datetime) -> tuple[int, datetime]:
    """Sort the queue by this, smallest first: standing, then who has waited longest."""
    return -standing(case, now), case.opened_at or now


def look_order(case: Case, now: datetime) -> tuple[int, float]:
    """Sort what waits for a first look by this: the gravest label first, and the newest of them first.

    The newest, because in a surge the looks cannot keep up: whoever wrote a minute ago can still be found in
    time, and old tickets are looked at when the wave is over.
    """
    since = (now - case.opened_at).total_seconds() if case.opened_at else 0.0
    return -case.urgency, since


def batch_size(case: Case) -> int:
    """In a declared surge what is least urgent is offered in batches of this many tickets; otherwise singly."""
    if not case.surge or case.urgency >= Urgency.HIGH:
        return 1
    return 5 if case.urgency is Urgency.LOW else 3


def lookers_needed(tickets_a_minute: float, backlog: int, on_duty: int, looked: int, corrected: int) -> int:
    """How many should do nothing but first looks now; asked anew every minute of a surge.

    Enough for most of what comes in (the newest is looked at first, so the last fifth costs more than it finds) and
    for the backlog within half an hour or so, but at most three in ten of those on duty; and the fewer, the more
    often a look finds the urgency right. Before the first looks we suppose that 15 of 100 are wrong.
    """
    wrong = (corrected + 3) / (looked + 20)
    worth = min(1.0, wrong / WORTH_LOOKING)
    looks_a_minute = 0.8 * tickets_a_minute + min(backlog, max(backlog / 30, 12))
    needed = looks_a_minute * LOOK_TAKES.total_seconds() / 60 * worth
    return min(ceil(needed), on_duty * 3 // 10)
