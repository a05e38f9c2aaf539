"""By when a person hears a human word, and who is told before that fails. Waiting for the contact stops the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.routing.hours import add_working_time, working_day, working_time
from bot.routing.values import AROUND_THE_CLOCK, Calendar
from flows.words import Urgency


@dataclass(frozen=True, slots=True)
class Target:
    """So much time, or so many working days; `around_the_clock` ignores the office's hours."""

    time: timedelta = timedelta()
    working_days: int = 0
    around_the_clock: bool = False

    def amount(self, calendar: Calendar) -> timedelta:
        """How much open time of this calendar the target allows."""
        return self.working_days * working_day(calendar) if self.working_days else self.time


FIRST_WORD: Final[Mapping[Urgency, Target]] = MappingProxyType(
    {
        Urgency.CRITICAL: Target(timedelta(minutes=5), around_the_clock=True),
        Urgency.HIGH: Target(timedelta(minutes=30), around_the_clock=True),
        Urgency.NORMAL: Target(timedelta(hours=8)),
        Urgency.LOW: Target(working_days=2),
    }
)
NEXT_REPLY: Final[Mapping[Urgency, Target]] = MappingProxyType(
    {
        Urgency.CRITICAL: Target(timedelta(minutes=5), around_the_clock=True),
        Urgency.HIGH: Target(timedelta(minutes=60), around_the_clock=True),
        Urgency.NORMAL: Target(timedelta(hours=8)),
        Urgency.LOW: Target(working_days=2),
    }
)
# An owner who gives no sign of life for so long loses the ticket to the queue.
IDLE_OWNER: Final[Mapping[Urgency, Target]] = MappingProxyType(
    {
        Urgency.CRITICAL: Target(timedelta(minutes=5), around_the_clock=True),
        Urgency.HIGH: Target(timedelta(minutes=60), around_the_clock=True),
        Urgency.NORMAL: Target(working_days=1),
        Urgency.LOW: Target(working_days=3),
    }
)
# SAFETY R12: new danger words alert the owner; without a sign of life the office and its lead.
OWNER_SILENT_AFTER: Final = timedelta(seconds=60)
# SAFETY R12: a contact who said that writing is safe hears that the last message is unread.
UNREAD_IS_SAID_AFTER: Final[Mapping[Urgency, timedelta]] = MappingProxyType(
    {Urgency.CRITICAL: timedelta(minutes=3), Urgency.HIGH: timedelta(minutes=15)}
)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still: we waited for the contact. `ends` is None while we still wait."""

    starts: datetime
    ends: datetime | None = None


class Stage(StrEnum):
    """The escalations of one target, each at most once."""

    WARNING = "warning"
    BREACH = "breach"
    LONG_BREACH = "long_breach"


# At which share of the target each stage comes, and who hears of it.
STAGES: Final[Mapping[Stage, tuple[float, tuple[str, ...]]]] = MappingProxyType(
    {
        Stage.WARNING: (0.75, ("owner",)),
        Stage.BREACH: (1.0, ("owner", "office_lead")),
        Stage.LONG_BREACH: (2.0, ("parent_lead", "leads_of_both")),
    }
)


@dataclass(frozen=True, slots=True)
class Escalation:
    """Tell these people, once, that this stage was reached at that instant."""

    stage: Stage
    at: datetime
    tell: tuple[str, ...]


def due(target: Target, calendar: Calendar, since: datetime, pauses: Sequence[Pause] = ()) -> datetime | None:
    """When the target is due; None while the clock stands still."""
    return reached(1.0, target, calendar, since, pauses)


def reached(
    share: float, target: Target, calendar: Calendar, since: datetime, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When this share of the target is used up; None while the clock stands still before that."""
    clock = AROUND_THE_CLOCK if target.around_the_clock else calendar
    left = target.amount(clock) * share
    start = since
    for pause in sorted(pauses, key=lambda one: one.starts):
        ran = working_time(clock, start, pause.starts) if pause.starts > start else timedelta()
        if ran >= left:
            break
        left -= ran
        if pause.ends is None:
            return None
        start = max(start, pause.ends)
    return add_working_time(clock, start, left)


def escalations(
    target: Target,
    calendar: Calendar,
    since: datetime,
    now: datetime,
    pauses: Sequence[Pause] = (),
    done: frozenset[Stage] = frozenset(),
) -> tuple[Escalation, ...]:
    """What has to be told now and was not told yet. Of several at once only the gravest speaks: never a flood."""
    found = [
        Escalation(stage, at, tell)
        for stage, (share, tell) in STAGES.items()
        if stage not in done
        and (at := reached(share, target, calendar, since, pauses)) is not None
        and at <= now
        and not _graver_done(stage, done)
    ]
    return tuple(found[-1:])


def _graver_done(stage: Stage, done: frozenset[Stage]) -> bool:
    order = list(Stage)
    return any(order.index(other) > order.index(stage) for other in done)
