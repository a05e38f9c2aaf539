"""Working days of Indonesia: Monday to Friday but for public holidays and days of collective leave, by Jakarta's clock.

The days stand in `data/holidays.csv`, each with its source. Of a year whose list was not read only the fixed days are
known: a working day may then be counted too many, and what waits for working days comes a little early, never late.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.directory.reading import shipped, table

JAKARTA: Final = ZoneInfo("Asia/Jakarta")
SATURDAY: Final = 5


@cache
def holidays() -> frozenset[date]:
    """The days on which offices are closed though it is no weekend."""
    return frozenset(date.fromisoformat(row["day"]) for row in table(shipped("holidays.csv"), "holidays.csv"))


def is_working_day(day: date) -> bool:
    """Are offices in Indonesia open on this day?"""
    return day.weekday() < SATURDAY and day not in holidays()


def after_working_days(start: datetime, days: int) -> datetime:
    """The end of the last of so many whole working days after the day of `start`, as an instant."""
    day = start.astimezone(JAKARTA).date()
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return datetime.combine(day + timedelta(days=1), time(), JAKARTA).astimezone(start.tzinfo)
