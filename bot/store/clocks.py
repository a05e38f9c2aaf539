"""Which target runs on a ticket now, and by when its next human word is due."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from bot.errors import HelplineError
from bot.routing.hours import NeverOpen
from bot.routing.targets import FIRST_WORD, NEXT_REPLY, Target, due
from bot.routing.values import AROUND_THE_CLOCK, Calendar
from bot.store.roster import office_from
from bot.store.tables import Ticket
from flows.words import Urgency

OVER: Final = ("closed", "merged")


@dataclass(frozen=True, slots=True)
class Clock:
    """A target that runs on a ticket: its name, how long, since when, and by which hours."""

    name: str
    target: Target
    since: datetime
    hours: Calendar


def clock_of(ticket: Ticket, hours: Calendar) -> Clock | None:
    """The target that runs now; None while we wait for the contact, whose silence is never counted against us."""
    urgency = Urgency(ticket.urgency)
    if ticket.status == "waiting_for_contact" or ticket.waits_since is None:
        return None
    if ticket.answered_at is None:
        return Clock("first_word", FIRST_WORD[urgency], ticket.opened_at, hours)
    return Clock("next_reply", NEXT_REPLY[urgency], ticket.waits_since, hours)


def due_at(ticket: Ticket, office_profile: str | None) -> datetime | None:
    """By when the next human word is due, by the office's hours (around the clock for one that never opens)."""
    clock = None if ticket.status in OVER else clock_of(ticket, AROUND_THE_CLOCK)
    return due_by(clock.target, clock.since, office_profile) if clock else None


@lru_cache(maxsize=20_000)
def due_by(target: Target, since: datetime, office_profile: str | None) -> datetime | None:
    """The same, worked out once for each instant and office: a list asks it again and again."""
    try:
        return due(target, hours_of(office_profile), since)
    except NeverOpen:
        return due(target, AROUND_THE_CLOCK, since)


@lru_cache(maxsize=2048)
def hours_of(office_profile: str | None) -> Calendar:
    """The office's hours; around the clock where there is no office, or none whose profile can be read."""
    try:
        return office_from(office_profile).hours if office_profile else AROUND_THE_CLOCK
    except HelplineError:
        return AROUND_THE_CLOCK
