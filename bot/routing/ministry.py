"""The ministry's own case state and its closing timers. They never touch the ticket (SAFETY R23).

Source: Perban BP2MI 6/2024, article 30, read on 22 November 2026. Permen P2MI 23/2025 presumably replaced it and has
not been read in full: a person of the ministry confirms these before they are used in earnest.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.routing.hours import add_working_time, working_day
from bot.routing.values import Calendar


class MinistryState(StrEnum):
    """What the ministry's book says of a case."""

    REGISTERED = "registered"
    HANDED_OVER = "handed_over"
    """Another institution has it; it is still monitored and so never an end."""
    SOLVED = "solved"
    MAY_BE_CLOSED = "may_be_closed"


class Ground(StrEnum):
    """Why the ministry may close its own case."""

    PAPERS_MISSING = "papers_missing"
    NO_CLARITY = "no_clarity"
    UNREACHABLE = "unreachable"
    CANNOT_BE_SOLVED = "cannot_be_solved"


PAPERS: Final = timedelta(days=30)
CLARITY_WORKING_DAYS: Final = 15
UNREACHABLE: Final = timedelta(days=60)
CANNOT_BE_SOLVED: Final = timedelta(days=182)
MONITOR_AGAIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MinistryCase:
    """The instants from which the ministry counts; None where a count does not run."""

    registered: datetime
    state: MinistryState = MinistryState.REGISTERED
    papers_complete: bool = False
    asked_for_clarity: datetime | None = None
    unreachable_since: datetime | None = None
    called_unsolvable: datetime | None = None
    monitor_on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """A timer of the ministry: the ground, and when it is reached."""

    ground: Ground
    at: datetime


def timers(case: MinistryCase, calendar: Calendar) -> tuple[Closing, ...]:
    """Every closing timer that runs, soonest first; none once the case is handed over or solved."""
    if case.state is not MinistryState.REGISTERED:
        return ()
    found = []
    if not case.papers_complete:
        found.append(Closing(Ground.PAPERS_MISSING, case.registered + PAPERS))
    if case.asked_for_clarity is not None:
        allowed = CLARITY_WORKING_DAYS * working_day(calendar)
        found.append(Closing(Ground.NO_CLARITY, add_working_time(calendar, case.asked_for_clarity, allowed)))
    if case.unreachable_since is not None:
        found.append(Closing(Ground.UNREACHABLE, case.unreachable_since + UNREACHABLE))
    if case.called_unsolvable is not None:
        found.append(Closing(Ground.CANNOT_BE_SOLVED, case.called_unsolvable + CANNOT_BE_SOLVED))
    return tuple(sorted(found, key=lambda closing: closing.at))


def moved(case: MinistryCase, calendar: Calendar, now: datetime) -> MinistryCase:
    """The case after time passed: the ministry may close its book on it. A person of the ministry does so, or not."""
    if any(closing.at <= now for closing in timers(case, calendar)):
        return replace(case, state=MinistryState.MAY_BE_CLOSED)
    return case


def handed_over(case: MinistryCase, now: datetime) -> MinistryCase:
    """Another institution has it: no timer closes it, and it is looked at again in thirty days."""
    return replace(case, state=MinistryState.HANDED_OVER, monitor_on=now + MONITOR_AGAIN)


def to_monitor(case: MinistryCase, now: datetime) -> bool:
    """Is a case that another institution has due to be asked about?"""
    handed = case.state is MinistryState.HANDED_OVER
    return handed and case.monitor_on is not None and case.monitor_on <= now
