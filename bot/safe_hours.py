"""When somebody's safe hours are open, in the local time of the country that they said (SAFETY R6). Pure."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from flows.hours import DAY, EVERY_DAY, Hours

LOOK_AHEAD = 9
"""Days: one more than a week, so that the next opening of a weekday is always among them."""


@cache
def zones(country: str) -> tuple[ZoneInfo, ...]:
    """The time zones of an ISO country, by CLDR; none where it is unknown."""
    return tuple(ZoneInfo(name) for name in get_global("territory_zones").get(country.upper(), ()))


def are_open(hours: Hours, country: str, now: datetime) -> bool:
    """Is it a safe hour there? Where a country has several zones, only when it is one in each of them."""
    if hours == Hours(EVERY_DAY, 0, DAY):
        return True
    return bool(zones(country)) and all(open_in(hours, zone, now) for zone in zones(country))


def open_in(hours: Hours, zone: ZoneInfo, now: datetime) -> bool:
    """Is it a safe hour in this zone? What begins before midnight may last beyond it."""
    here = now.astimezone(zone)
    minute = here.hour * 60 + here.minute
    if hours.start < hours.end:
        return here.weekday() in hours.days and hours.start <= minute < hours.end
    begins_today = here.weekday() in hours.days and minute >= hours.start
    began_yesterday = (here.weekday() - 1) % 7 in hours.days and minute < hours.end
    return begins_today or began_yesterday


def next_opening(hours: Hours, country: str, now: datetime) -> datetime | None:
    """The next instant at which they open; None where that never happens, or nobody said in which country."""
    starts = sorted(
        start
        for zone in zones(country)
        for day in range(-1, LOOK_AHEAD)
        if (start := begins(hours, zone, now, day)) > now
    )
    return next((start for start in starts if are_open(hours, country, start)), None)


def begins(hours: Hours, zone: ZoneInfo, now: datetime, day: int) -> datetime:
    """When the hours begin so many days from today in this zone, as an instant."""
    here = now.astimezone(zone) + timedelta(days=day)
    local = here.replace(hour=hours.start // 60 % 24, minute=hours.start % 60, second=0, microsecond=0)
    return local.astimezone(now.tzinfo)
