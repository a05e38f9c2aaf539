"""From matters to figures: pure counting, with small groups hidden. Nobody's words, names or numbers come this far."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.desk.figures.hiding import SMALLEST, Share, gathered, share, spans, together, told
from flows.words import Urgency

A_DAY: Final = timedelta(days=1)
A_MONTH: Final = timedelta(days=30)
HORIZONS: Final = (timedelta(hours=24), timedelta(days=7), timedelta(days=30))
DAYS_OF_INTAKE: Final = 3
DAYS_OF_BACKLOG: Final = 14
BACKLOG_EVERY: Final = timedelta(hours=6)
DIMENSIONS: Final = ("language", "sex", "papers", "device")
UNKNOWN: Final = "unknown"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Matter:
    """One ticket as the figures see it: codes and instants.

    `target_at` is when a first human word was due. `spoke` says whether whoever wrote the first human word speaks
    the person's language. `safe_at` is when an officer last knew the person to be safe.
    """

    urgency: Urgency
    opened_at: datetime
    target_at: datetime
    heard_at: datetime
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    safe_at: datetime | None = None
    danger: bool = False
    spoke: bool = False
    country: str = ""
    category: str = ""
    language: str = ""
    outcome: str = ""
    sex: str = ""
    papers: str = ""
    device: str = ""

    def is_open(self, at: datetime) -> bool:
        """Was work still to be done on it at this instant?"""
        return self.opened_at <= at and (self.closed_at is None or self.closed_at > at)

    def in_time(self, now: datetime) -> bool | None:
        """Did the first human word come in time? None while it still may."""
        if self.answered_at is not None:
            return self.answered_at <= self.target_at
        over = self.closed_at is not None or self.target_at <= now
        return False if over else None


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody's talk with the bot: where it stands, in which language, on what, and whether a question hangs there."""

    scene: str
    language: str
    channel: str
    voice: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """How long people waited; None where too few did to be told."""

    number: int | None
    median: timedelta | None
    ninety_fifth: timedelta | None
    ninety_ninth: timedelta | None


@dataclass(frozen=True, slots=True)
class Served:
    """How one group of people in danger was served: how many they are, and what share of them."""

    dimension: str
    group: str
    number: int
    heard: Share | None
    median: timedelta | None
    in_time: Share | None
    safe: Share | None


def at_share(waits: Sequence[timedelta], percent: int) -> timedelta:
    """The wait that so many in a hundred did not exceed, by nearest rank; `waits` are sorted and not empty."""
    return waits[max(0, -(-len(waits) * percent // 100) - 1)]


def wait(waits: Iterable[timedelta]) -> Wait:
    """Median, 95th and 99th of these waits."""
    known = sorted(waits)
    if len(known) < SMALLEST:
        return Wait(told(len(known)), None, None, None)
    return Wait(len(known), at_share(known, 50), at_share(known, 95), at_share(known, 99))


def waits_of(matters: Iterable[Matter]) -> list[timedelta]:
    """How long each of those who heard a human word waited for it."""
    return [one.answered_at - one.opened_at for one in matters if one.answered_at is not None]


def recent(matters: Iterable[Matter], now: datetime) -> list[Matter]:
    """What was opened in the last thirty days."""
    return [one for one in matters if one.opened_at > now - A_MONTH]


def first_words(matters: Iterable[Matter]) -> dict[Urgency, Wait]:
    """How long people waited for a human word, by urgency, the gravest first."""
    grouped = grouped_by(matters, lambda one: one.urgency)
    return {urgency: wait(waits_of(grouped.get(urgency, []))) for urgency in sorted(Urgency, reverse=True)}


def grouped_by(matters: Iterable[Matter], key: Callable[[Matter], T]) -> dict[T, list[Matter]]:
    """The matters, put together by what `key` says of each."""
    found: dict[T, list[Matter]] = {}
    for one in matters:
        found.setdefault(key(one), []).append(one)
    return found


def in_groups(matters: Iterable[Matter], key: Callable[[Matter], str]) -> dict[str, list[Matter]]:
    """The matters in groups that may be told, the largest first, small ones together."""
    grouped = grouped_by(matters, lambda one: key(one) or UNKNOWN)
    names = together({name: len(members) for name, members in grouped.items()})
    order = gathered({name: len(members) for name, members in grouped.items()})
    return {under: [one for name in names if names[name] == under for one in grouped[name]] for under, _n in order}


Timely = dict[str, tuple[int, Share | None]]


def in_time(matters: Iterable[Matter], now: datetime, key: Callable[[Matter], str]) -> Timely:
    """For each group, of how many it is known whether the first human word came in time, and what share did."""
    known = [one for one in matters if one.in_time(now) is not None]
    return {name: (len(them), share(timely(them, now), len(them))) for name, them in in_groups(known, key).items()}


def timely(matters: Iterable[Matter], now: datetime) -> int:
    """How many heard a human word in time."""
    return sum(one.in_time(now) is True for one in matters)


def intake(matters: Iterable[Matter], now: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime, int]]:
    """(from, until, how many were opened), over the whole hours of today and the days before, midnight to midnight."""
    ends = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    today = ends.replace(hour=0)
    opened = Counter(one.opened_at.astimezone(zone).replace(minute=0, second=0, microsecond=0) for one in matters)
    found = []
    for back in range(DAYS_OF_INTAKE - 1, -1, -1):
        day = today - back * A_DAY
        hours = [day + timedelta(hours=hour) for hour in range(24)]
        whole = [hour for hour in hours if hour < ends]
        stretches = spans([opened[hour] for hour in whole])
        found += [(whole[one.first], whole[one.last] + timedelta(hours=1), one.number) for one in stretches]
    return found


def backlog(matters: Sequence[Matter], now: datetime, zone: ZoneInfo) -> list[tuple[datetime, int | None]]:
    """How many tickets were open at four hours of each of the last days; a few are not told."""
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    steps = int(A_DAY * (DAYS_OF_BACKLOG + 1) / BACKLOG_EVERY)
    instants = [today - DAYS_OF_BACKLOG * A_DAY + number * BACKLOG_EVERY for number in range(steps)]
    changes = sorted(
        [(one.opened_at, 1) for one in matters] + [(one.closed_at, -1) for one in matters if one.closed_at]
    )
    found, place, number = [], 0, 0
    for instant in instants:
        while place < len(changes) and changes[place][0] <= instant:
            number += changes[place][1]
            place += 1
        if instant <= now:
            found.append((instant, told(number)))
    return found


def heard(matters: Iterable[Matter]) -> tuple[tuple[str, int], ...]:
    """Of tickets that began in danger: a human word in the person's own language, in another, or none yet, or never."""
    return gathered(Counter(heard_as(one) for one in matters if one.danger))


def heard_as(matter: Matter) -> str:
    """Whether a human word came, and in whose language."""
    if matter.answered_at is not None:
        return "own_language" if matter.spoke else "other_language"
    return "not_yet" if matter.closed_at is None else "never"


Past = tuple[timedelta, int | None, Share | None, Share | None]


def still_there(matters: Iterable[Matter], now: datetime) -> list[Past]:
    """For each horizon: how many in danger are past it, what share an officer knew safe then or later, who wrote then.

    A matter is past a horizon when it was opened at least so long ago, and at most thirty days longer.
    """
    in_danger = [one for one in matters if one.danger]
    found = []
    for horizon in HORIZONS:
        past = [one for one in in_danger if now - horizon - A_MONTH < one.opened_at <= now - horizon]
        safe = sum(known_safe(one, horizon) for one in past)
        wrote = sum(one.heard_at >= one.opened_at + horizon for one in past)
        found.append((horizon, told(len(past)), share(safe, len(past)), share(wrote, len(past))))
    return found


def known_safe(matter: Matter, horizon: timedelta) -> bool:
    """Did an officer know this person safe so long after the first words, or later?"""
    return matter.safe_at is not None and matter.safe_at >= matter.opened_at + horizon


def fairness(matters: Iterable[Matter], now: datetime) -> list[Served]:
    """Whether people in danger are served alike, whatever their language, sex, papers, and whoever's the telephone."""
    in_danger = [one for one in matters if one.danger]
    return [
        served(dimension, group, them, now)
        for dimension in DIMENSIONS
        for group, them in in_groups(in_danger, lambda one, name=dimension: str(getattr(one, name))).items()  # type: ignore[misc]
    ]


def served(dimension: str, group: str, matters: Sequence[Matter], now: datetime) -> Served:
    """How this group was served."""
    known = [one.in_time(now) for one in matters if one.in_time(now) is not None]
    week = HORIZONS[1]
    past = [one for one in matters if one.opened_at <= now - week]
    return Served(
        dimension,
        group,
        len(matters),
        share(sum(one.answered_at is not None for one in matters), len(matters)),
        wait(waits_of(matters)).median,
        share(timely(matters, now), len(known)),
        share(sum(known_safe(one, week) for one in past), len(past)),
    )


def lost(ways: Sequence[Way], by: Callable[[Way], str]) -> list[tuple[str, int, Share | None]]:
    """For each group of those who came: how many came, and what share stopped at a question."""
    grouped: dict[str, list[Way]] = {}
    for way in ways:
        grouped.setdefault(by(way) or UNKNOWN, []).append(way)
    names = together({name: len(them) for name, them in grouped.items()})
    told_groups = gathered({name: len(them) for name, them in grouped.items()})
    found = []
    for under, number in told_groups:
        them = [way for name in names if names[name] == under for way in grouped[name]]
        found.append((under, number, share(sum(way.stopped for way in them), number)))
    return found


def lost_at(ways: Iterable[Way]) -> tuple[tuple[str, int], ...]:
    """The questions after which people stop, and how many stopped there."""
    return gathered(Counter(way.scene for way in ways if way.stopped))


def unsafe_sends(sent: Iterable[tuple[int, datetime]], silences: Mapping[int, Sequence[tuple[datetime, bool]]]) -> int:
    """How many lines left while their ticket was to be silent (SAFETY R5).

    `sent` is (ticket, instant); `silences` is for each ticket, in order, when silence began (True) or ended (False).
    """
    return sum(silent_at(silences.get(ticket, ()), at) for ticket, at in sent)


def silent_at(changes: Sequence[tuple[datetime, bool]], at: datetime) -> bool:
    """Was there silence at this instant? What left in the very instant that it began is not counted."""
    before = [began for instant, began in changes if instant < at]
    return bool(before) and before[-1]
