"""Working days of Indonesia: Monday to Friday but for public holidays and days of collective leave, by Jakarta's clock.

The days stand in `data/holidays.csv`, each with its source and its state: announced by the ministers' joint decree,
fixed by law, or computed from the sky and the church's calendar, with how many days it may be off: an announced Idul
Fitri or Idul Adha by one, for the minister of religion still fixes the day. Of a year that was not announced the days
of collective leave are missing, and a computed feast may fall a day beside: what waits for working days may then come
early, or a day late. `kentongan check` says so until the decree's list stands here.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.directory.reading import shipped, table

JAKARTA: Final = ZoneInfo("Asia/Jakarta")
SATURDAY: Final = 5
AHEAD: Final = timedelta(days=45)
"""Ten working days, with feasts and leave between, may reach so far."""


@cache
def listed() -> tuple[Mapping[str, str], ...]:
    """The days as the data keeps them."""
    return table(shipped("holidays.csv"), "holidays.csv")


@cache
def holidays() -> frozenset[date]:
    """The days on which offices are closed though it is no weekend."""
    return frozenset(date.fromisoformat(row["day"]) for row in listed())


def unconfirmed(today: date | None) -> Iterator[str]:
    """What is not certain of the years that working days are counted in, as a sentence for each.

    Without a day of today it is every year of the list; with it also one that the list does not have yet.
    """
    years = {today.year, (today + AHEAD).year} if today else {int(row["day"][:4]) for row in listed()}
    for year in sorted(years):
        states = [row["state"] for row in listed() if row["day"].startswith(f"{year}-")]
        if "announced" not in states:
            computed = states.count("computed")
            yield (
                f"holidays of {year} are not confirmed: {computed} computed, none announced, no collective leave; "
                "enter the joint decree's list in bot/directory/data/holidays.csv"
            )


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
