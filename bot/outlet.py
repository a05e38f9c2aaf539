"""The one outlet: by its cause, each line leaves, waits, or is dropped (SAFETY R4 to R7, R10). Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.language.caution import TELLING
from bot.safe_hours import are_open, next_opening
from flows.hours import opened
from flows.words import Outgoing, Writing

FRESH = timedelta(minutes=10)
"""She holds the telephone now: so long after her own words an answer may leave (SAFETY R6)."""
PAUSE = timedelta(seconds=1)
"""A question waits so long for a person who writes in several short messages.

A whole second, because Telegram tells no more than the second in which something was written: whatever was written in
the same one as the words that this question answers was then certainly written before it could be read.
"""
LONGEST_PAUSE = timedelta(seconds=10)
"""A question leaves so long after the words that it answers, at the latest, however much is being written."""
MOST_TEXT_TOGETHER = 1000


class Cause(StrEnum):
    """Why a line leaves."""

    ANSWER = "answer"
    """The conversation answers the person's own words."""
    OFFICER = "officer"
    """An officer wrote it."""
    READ = "read"
    """Somebody has read what the person wrote (R11)."""
    BY_ITSELF = "by_itself"
    """Time said it: a wait that is regretted, something unread (R12)."""
    PROMISED = "promised"
    """The day by which an answer was to come has passed, and there is none yet."""
    FAREWELL = "farewell"
    """The kind line at the end of a ticket."""
    CHECK_IN = "check_in"
    """The greeting that the person chose, at the time that they chose (R4)."""
    BROADCAST = "broadcast"
    """One message to many, approved by two officers (R4)."""
    GREETING = "greeting"
    """The neutral first words of one, as an approved template: the person wrote more than a day ago."""
    TEMPLATE = "template"
    """An approved message to somebody who wrote more than a day ago (R4)."""
    PUBLIC_FACE = "public_face"
    """What a chat shows after a quick exit (R7)."""


NOBODY_ASKED = frozenset({Cause.READ, Cause.BY_ITSELF, Cause.PROMISED, Cause.FAREWELL, Cause.CHECK_IN, Cause.TEMPLATE})
"""What would reach somebody who did not just write and to whom no officer writes: the lines of R4."""
GONE_STALE = frozenset({Cause.READ, Cause.BY_ITSELF, Cause.PROMISED})
"""What is no longer true later, so that it is dropped where another line would wait."""
TO_MANY = frozenset({Cause.BROADCAST, Cause.GREETING})


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of the person when a line wants to leave. `endangered`: a ticket of danger is open.

    `closed`: their channel takes free words no more until they write again.
    """

    writing: Writing
    heard_at: datetime
    endangered: bool = False
    exited: bool = False
    stranger: bool = False
    may_write_until: datetime | None = None
    hours: str = ""
    country: str = ""
    closed: bool = False
    zone: str = ""

    def may_be_written_to_first(self, now: datetime) -> bool:
        """Did they permit it, and does the permission still run (R4)?"""
        return self.may_write_until is not None and now < self.may_write_until


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a line: "leave", "hold" (until when, if known) or "drop", and why in a code."""

    does: str
    why: str = ""
    until: datetime | None = None


LEAVE = Verdict("leave")


def verdict(cause: Cause, released: bool, words: Callable[[], str], person: Person, now: datetime) -> Verdict:
    """What becomes of this line now; `words` is asked only where they matter."""
    if person.stranger:
        return Verdict("drop", "stranger")
    if person.exited:
        return LEAVE if cause is Cause.PUBLIC_FACE else kept(cause, "quick_exit")
    if person.writing is Writing.QUIET:
        return kept(cause, "asked")
    if cause in TO_MANY and (person.endangered or not person.may_be_written_to_first(now)):
        return Verdict("drop", "never_first" if person.endangered else "no_permission")
    if cause is Cause.BROADCAST and person.closed:
        return Verdict("drop", "outside_window")
    holds_it_now = now - person.heard_at <= FRESH
    if cause in NOBODY_ASKED and not person.may_be_written_to_first(now):
        if cause is Cause.CHECK_IN:
            return Verdict("drop", "no_permission")
        # R12 lets somebody who said "it is safe" hear that nobody has read yet: while she holds the telephone.
        if person.endangered and not (holds_it_now and person.writing is Writing.SAFE):
            return Verdict("drop", "never_first")
    return by_the_clock(cause, released, words, person, now)


def freed(released: bool, life: bool, person: Person, now: datetime) -> bool:
    """Need it not wait for the safe hours: a lead let it go, or a life is at stake while she holds the telephone?

    R3 lets the number of whom to call stand in the first reply then, and what keeps her alive goes before R6.
    """
    return released or (life and now - person.heard_at <= FRESH)


def by_the_clock(cause: Cause, released: bool, words: Callable[[], str], person: Person, now: datetime) -> Verdict:
    """R6: outside the safe hours only a neutral answer to words of the last ten minutes leaves.

    What goes to many answers nobody, however lately they wrote.
    """
    hours = opened(person.hours)
    if hours is None or released or are_open(hours, person.country, now, person.zone):
        return LEAVE
    answers = now - person.heard_at <= FRESH and cause not in NOBODY_ASKED | TO_MANY
    if answers and not TELLING.search(words()):
        return LEAVE
    return kept(cause, "hours", next_opening(hours, person.country, now, person.zone))


def kept(cause: Cause, why: str, until: datetime | None = None) -> Verdict:
    """It waits; what would no longer be true later is dropped instead."""
    return Verdict("drop", why) if cause in GONE_STALE else Verdict("hold", why, until)


def together(lines: Sequence[Outgoing], apart: bool = False) -> list[Outgoing]:
    """Short lines of one turn travel as one message; life lines stand alone and go first.

    Outside the safe hours what tells a stranger something stands `apart`, because it waits (R6).
    """
    life = [line for line in lines if line.life]
    joined: list[Outgoing] = []
    for line in (line for line in lines if not line.life):
        last = joined[-1] if joined else None
        alike = last is not None and not (apart and bool(TELLING.search(last.text)) != bool(TELLING.search(line.text)))
        if last and alike and not last.asks and len(last.text) + len(line.text) < MOST_TEXT_TOGETHER:
            joined[-1] = line.worded(f"{last.text}\n\n{line.text}") if last.text != line.text else line
        else:
            joined.append(line)
    return life + joined
