"""Working hours: several spans, nights, holidays, zones, and the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.hours import NeverOpen, add_working_time, is_open, next_change, working_day, working_time
from bot.routing.values import AROUND_THE_CLOCK, Calendar, DayChange, Span
from tests.routing.people import patient

OFFICE = Calendar(
    "Asia/Jakarta",
    tuple(Span(day, *hours) for day in range(5) for hours in ((time(8), time(12)), (time(13), time(16)))),
    (DayChange(date(2026, 12, 25)), DayChange(date(2026, 11, 28), ((time(9), time(11)),))),
)
LONDON_NIGHT = Calendar("Europe/London", tuple(Span(day, time(22), time(6)) for day in range(7)))
NEW_YORK = Calendar("America/New_York", tuple(Span(day, time(0), time(8)) for day in range(7)))


def jakarta(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        (jakarta(23, 7, 59), False),  # Monday, before the door opens
        (jakarta(23, 8), True),
        (jakarta(23, 12, 30), False),  # the midday break
        (jakarta(23, 15, 59), True),
        (jakarta(23, 16), False),
        (jakarta(28, 10), True),  # a Saturday with hours of its own
        (jakarta(29, 10), False),  # Sunday
        (jakarta(25, 10, month=12), False),  # a holiday on a Friday
    ],
)
def test_an_office_is_open_within_its_spans_and_on_its_exceptions(at: datetime, open_then: bool) -> None:
    assert is_open(OFFICE, at) is open_then


def test_eight_working_hours_skip_the_break_and_the_night() -> None:
    assert add_working_time(OFFICE, jakarta(23, 11), timedelta(hours=8)) == jakarta(24, 12)


def test_working_hours_skip_the_weekend_and_the_holiday() -> None:
    thursday_late = jakarta(24, 15, 30, month=12)
    assert add_working_time(OFFICE, thursday_late, timedelta(hours=1)) == jakarta(28, 8, 30, month=12)


def test_a_night_shift_reaches_over_midnight() -> None:
    assert is_open(LONDON_NIGHT, datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    assert is_open(LONDON_NIGHT, datetime(2026, 11, 24, 5, 59, tzinfo=UTC))
    assert not is_open(LONDON_NIGHT, datetime(2026, 11, 24, 6, 0, tzinfo=UTC))


def test_the_night_on_which_clocks_go_back_is_an_hour_longer() -> None:
    begin, end = datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)
    assert working_time(LONDON_NIGHT, begin, end) == timedelta(hours=9)


def test_the_night_on_which_clocks_go_forward_is_an_hour_shorter() -> None:
    begin, end = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert working_time(LONDON_NIGHT, begin, end) == timedelta(hours=7)


def test_a_shift_that_ends_in_the_hour_that_comes_twice_ends_in_the_second_and_one_that_begins_there_in_the_first() -> (
    None
):
    # In London 01.30 comes at 00.30 and again at 01.30 of UTC: nobody is left alone in between.
    evening = Calendar("Europe/London", (Span(5, time(20), time(1, 30)),))
    morning = Calendar("Europe/London", (Span(6, time(1, 30), time(6)),))
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert [is_open(evening, at - timedelta(minutes=1)) for at in (first, second)] == [True, True]
    assert not is_open(evening, second)
    assert not is_open(morning, first - timedelta(minutes=1))
    assert [is_open(morning, at) for at in (first, second)] == [True, True]


def test_two_zones_change_their_clocks_on_different_days() -> None:
    for day in (date(2026, 10, 25), date(2026, 11, 1)):
        noon = datetime.combine(day, time(12), UTC)
        london = working_time(LONDON_NIGHT, noon - timedelta(days=1), noon)
        new_york = working_time(NEW_YORK, noon - timedelta(hours=9), noon + timedelta(hours=2))
        assert (london, new_york) in {
            (timedelta(hours=9), timedelta(hours=8)),
            (timedelta(hours=8), timedelta(hours=9)),
        }


def test_around_the_clock_never_closes() -> None:
    assert working_time(AROUND_THE_CLOCK, jakarta(1, 0), jakarta(8, 0)) == timedelta(days=7)


def test_a_calendar_without_hours_is_told_apart_from_a_long_wait() -> None:
    closed = Calendar("Asia/Jakarta")
    with pytest.raises(NeverOpen):
        add_working_time(closed, jakarta(23, 8), timedelta(hours=1))
    with pytest.raises(NeverOpen):
        working_day(closed)


def test_a_working_day_is_the_usual_days_hours() -> None:
    assert working_day(OFFICE) == timedelta(hours=7)
    assert working_day(AROUND_THE_CLOCK) == timedelta(hours=24)


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
calendars = st.sampled_from([OFFICE, LONDON_NIGHT, NEW_YORK])


@patient
@given(calendars, instants, st.integers(1, 60 * 40))
def test_the_time_added_is_the_time_worked(calendar: Calendar, start: datetime, minutes: int) -> None:
    amount = timedelta(minutes=minutes)
    assert working_time(calendar, start, add_working_time(calendar, start, amount)) == amount


@patient
@given(calendars, instants)
def test_nothing_opens_or_closes_before_the_next_change(calendar: Calendar, now: datetime) -> None:
    edge = next_change(calendar, now)
    assert edge > now
    just_before = edge - timedelta(microseconds=1)
    assert is_open(calendar, now) == is_open(calendar, just_before)
