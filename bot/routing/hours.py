"""Working hours: several spans a day, nights, holidays, exceptions, any IANA zone, clocks that change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.errors import HelplineError
from bot.routing.values import Calendar

# Past this no calendar is searched: whoever is closed for longer is never open.
HORIZON = timedelta(days=400)
Stretch = tuple[datetime, datetime]


class NeverOpen(HelplineError):
    """This calendar has no open hours within a year. Give the office hours, or close it."""


def is_open(calendar: Calendar, now: datetime) -> bool:
    """Do these hours run at this instant?"""
    return any(starts <= now < ends for starts, ends in _near(calendar, now))


def next_change(calendar: Calendar, now: datetime) -> datetime:
    """When open turns to closed or back, or an instant up to a day ahead after which to ask again."""
    edges = [edge for stretch in _near(calendar, now) for edge in stretch if edge > now]
    return min(edges, default=now + timedelta(days=1))


def opens_ever(calendar: Calendar, now: datetime) -> bool:
    """Does this calendar have usual hours that come within a year? By any other no target can be counted."""
    return bool(calendar.spans) and next(open_stretches(calendar, now), None) is not None


def open_stretches(calendar: Calendar, start: datetime) -> Iterator[Stretch]:
    """The open stretches from `start` on, in UTC, in order, never overlapping; ends at the horizon."""
    done = start
    day = _local_day(calendar, start) - timedelta(days=1)
    while day <= _local_day(calendar, start + HORIZON):
        for starts, ends in _on_day(calendar, day):
            if ends > done:
                yield max(starts, done), ends
                done = ends
        day += timedelta(days=1)


def working_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How long the calendar was open between two instants."""
    total = timedelta()
    for starts, ends in open_stretches(calendar, start):
        if starts >= end:
            break
        total += min(ends, end) - starts
    return total


def add_working_time(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The instant at which this much open time has passed since `start`. Raises NeverOpen."""
    left = amount
    for starts, ends in open_stretches(calendar, start):
        if ends - starts >= left:
            return starts + left
        left -= ends - starts
    raise NeverOpen


def working_day(calendar: Calendar) -> timedelta:
    """How long this calendar's usual working day is: the week's hours over its working days."""
    days = {span.weekday for span in calendar.spans}
    if not days:
        raise NeverOpen
    return sum((_length(span.starts, span.ends) for span in calendar.spans), timedelta()) / len(days)


def _length(starts: time, ends: time) -> timedelta:
    noon = date(2001, 1, 1)
    length = datetime.combine(noon, ends) - datetime.combine(noon, starts)
    return length if length > timedelta() else length + timedelta(days=1)


def _near(calendar: Calendar, now: datetime) -> list[Stretch]:
    """The stretches of yesterday (a night may reach into today), today and tomorrow."""
    today = _local_day(calendar, now)
    return [one for shift in (-1, 0, 1) for one in _on_day(calendar, today + timedelta(days=shift))]


def _local_day(calendar: Calendar, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(calendar.zone)).date()


@lru_cache(maxsize=20_000)
def _on_day(calendar: Calendar, day: date) -> tuple[Stretch, ...]:
    """What starts on this local date, as UTC stretches in order."""
    changed = [change.hours for change in calendar.changes if change.day == day]
    usual = tuple((span.starts, span.ends) for span in calendar.spans if span.weekday == day.weekday())
    hours = changed[0] if changed else usual
    return tuple(sorted(_stretch(calendar, day, starts, ends) for starts, ends in hours))


def _stretch(calendar: Calendar, day: date, starts: time, ends: time) -> Stretch:
    """Wall clock to UTC: where an hour comes twice, a shift starts in the first and ends in the second."""
    zone = ZoneInfo(calendar.zone)
    last = day if ends > starts else day + timedelta(days=1)
    begin = datetime.combine(day, starts, zone).replace(fold=0)
    finish = datetime.combine(last, ends, zone).replace(fold=1)
    return begin.astimezone(UTC), finish.astimezone(UTC)
