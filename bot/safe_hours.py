"""When somebody's safe hours are open, in the local time of the place that they said (SAFETY R6). Pure.

Where a country has several clocks and nobody knows which is hers, an hour is safe only when it is one by each of them.
Hours too narrow for that never open: she is asked once for her city while she speaks of them, and an officer who knows
it may write it down.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.directory.zones import zones
from flows.hours import DAY, EVERY_DAY, Hours, opened

LOOK_AHEAD = 9
"""Days: one more than a week, so that the next opening of a weekday is always among them."""
NO_COUNTRY, SEVERAL_CLOCKS = "no_country", "several_clocks"


def clocks(country: str, zone: str = "") -> tuple[ZoneInfo, ...]:
    """The clocks that may be hers: the one of her city where it is known, else all of her country."""
    return (ZoneInfo(zone),) if zone else zones(country)


def are_open(hours: Hours, country: str, now: datetime, zone: str = "") -> bool:
    """Is it a safe hour there? Where several clocks may be hers, only when it is one by each of them."""
    if hours == Hours(EVERY_DAY, 0, DAY):
        return True
    may_be_hers = clocks(country, zone)
    return bool(may_be_hers) and all(open_in(hours, one, now) for one in may_be_hers)


def open_in(hours: Hours, zone: ZoneInfo, now: datetime) -> bool:
    """Is it a safe hour in this zone? What begins before midnight may last beyond it."""
    here = now.astimezone(zone)
    minute = here.hour * 60 + here.minute
    if hours.start < hours.end:
        return here.weekday() in hours.days and hours.start <= minute < hours.end
    begins_today = here.weekday() in hours.days and minute >= hours.start
    began_yesterday = (here.weekday() - 1) % 7 in hours.days and minute < hours.end
    return begins_today or began_yesterday


def next_opening(hours: Hours, country: str, now: datetime, zone: str = "") -> datetime | None:
    """The next instant at which they open; None where that never happens, or nobody said in which country."""
    starts = sorted(
        start
        for clock in clocks(country, zone)
        for day in range(-1, LOOK_AHEAD)
        if (start := begins(hours, clock, now, day)) > now
    )
    return next((start for start in starts if are_open(hours, country, start, zone)), None)


def never_open(hours: Hours, country: str, now: datetime, zone: str = "") -> str:
    """Why these hours never open, as a code; empty where they do."""
    if are_open(hours, country, now, zone) or next_opening(hours, country, now, zone) is not None:
        return ""
    return SEVERAL_CLOCKS if country else NO_COUNTRY


def city_wanted(code: str, country: str, now: datetime) -> bool:
    """Do these hours never open there until somebody says in which city?"""
    hours = opened(code)
    return hours is not None and never_open(hours, country, now) == SEVERAL_CLOCKS


def begins(hours: Hours, zone: ZoneInfo, now: datetime, day: int) -> datetime:
    """When the hours begin so many days from today in this zone, as an instant."""
    here = now.astimezone(zone) + timedelta(days=day)
    local = here.replace(hour=hours.start // 60 % 24, minute=hours.start % 60, second=0, microsecond=0)
    return local.astimezone(now.tzinfo)
