"""Figures, counted by hand: each expected number below can be worked out from the few lines above it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.figures import count, labels
from bot.desk.figures.count import Matter, Way
from bot.desk.figures.hiding import OTHERS, SMALLEST, Share, Span, gathered, share, spans, together
from bot.desk.figures.tables import numbers, shared_numbers
from flows.words import Urgency

NOW = datetime(2026, 11, 28, 10, 30, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def matter(ago: timedelta = HOUR, answered: timedelta | None = None, **more: object) -> Matter:
    """A ticket in danger that was opened so long ago and answered so long after."""
    opened = NOW - ago
    told: dict[str, object] = {
        "urgency": Urgency.CRITICAL,
        "opened_at": opened,
        "target_at": opened + 5 * MINUTE,
        "heard_at": opened,
        "answered_at": None if answered is None else opened + answered,
        "danger": True,
        "language": "id",
    }
    return Matter(**(told | more))  # type: ignore[arg-type]


# Groups as they are, then as they are told.
@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"MY": 12, "SA": 5}, [("MY", 12), ("SA", 5)]),
        ({"MY": 12, "SA": 3, "HK": 2}, [("MY", 12), (OTHERS, 5)]),
        # One small group would be what is left of the total, so the smallest large one goes with it.
        ({"MY": 12, "SA": 6, "HK": 2}, [("MY", 12), (OTHERS, 8)]),
        ({"MY": 3, "SA": 1}, []),
        ({"MY": 6, "SA": 1}, [(OTHERS, 7)]),
        ({"MY": 6, "SA": 0}, [("MY", 6)]),
        ({}, []),
    ],
)
def test_small_groups_are_told_together(cells: dict[str, int], told: list[tuple[str, int]]) -> None:
    assert list(gathered(cells)) == told


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 20)))
def test_nothing_is_left_to_be_found_by_subtraction(cells: dict[str, int]) -> None:
    told = gathered(cells)
    assert all(number >= SMALLEST for _name, number in told)
    assert not told or sum(number for _name, number in told) == sum(cells.values())
    assert all(cells[name] == number for name, number in told if name != OTHERS)
    assert set(together(cells)) in ({name for name in cells if cells[name]}, set())


# Part, whole, and the share that is told: a side of one to four is never told apart from none.
@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (5, 10, Share(0.5, 0.5)),
        (4, 9, None),
        (97, 100, Share(0.96, 1.0)),
        (100, 100, Share(0.96, 1.0)),
        (2, 100, Share(0.0, 0.04)),
        (0, 100, Share(0.0, 0.04)),
        (95, 100, Share(0.95, 0.95)),
    ],
)
def test_a_share_shows_no_small_side(part: int, whole: int, told: Share | None) -> None:
    assert share(part, whole) == told


def test_quiet_hours_are_put_together() -> None:
    assert spans([0, 0, 3, 0, 4, 5, 2]) == (Span(0, 1, 0), Span(2, 4, 7), Span(5, 5, 5))


@given(st.lists(st.integers(0, 9), max_size=24))
def test_a_stretch_that_was_told_never_changes_while_the_day_goes_on(hours: list[int]) -> None:
    tellings = [[one for one in spans(hours[:until]) if one.number] for until in range(len(hours) + 1)]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(tellings))
    assert all(one.number >= SMALLEST for one in tellings[-1])


def test_the_wait_is_by_nearest_rank() -> None:
    told = count.wait(timedelta(seconds=number) for number in range(1, 101))
    assert [one.seconds for one in (told.median, told.ninety_fifth, told.ninety_ninth) if one] == [50, 95, 99]


def test_four_people_are_too_few_for_a_wait() -> None:
    assert count.wait([MINUTE] * 4).median is None
    assert count.wait([MINUTE] * 5).median == MINUTE


def test_a_few_people_are_never_told_as_nobody() -> None:
    assert [count.wait([MINUTE] * many).number for many in (0, 1, 4, 5)] == [0, None, None, 5]
    day_old = count.still_there([matter(ago=2 * DAY)] * 4, NOW)
    assert [number for _horizon, number, _safe, _wrote in day_old] == [None, 0, 0]
    assert labels.said("number", None, str, "id", []) == "kurang dari 5"


def test_first_words_are_told_by_urgency() -> None:
    grave = [matter(answered=number * MINUTE) for number in (1, 2, 3, 4, 10)]
    told = count.first_words([*grave, matter(urgency=Urgency.LOW, answered=HOUR)])
    assert (told[Urgency.CRITICAL].median, told[Urgency.CRITICAL].ninety_fifth) == (3 * MINUTE, 10 * MINUTE)
    assert told[Urgency.LOW].median is None


def test_a_ticket_whose_time_still_runs_is_neither_in_time_nor_late() -> None:
    assert matter(ago=2 * MINUTE).in_time(NOW) is None
    assert matter(ago=HOUR).in_time(NOW) is False
    assert matter(ago=HOUR, answered=5 * MINUTE).in_time(NOW) is True
    assert matter(ago=2 * MINUTE, closed_at=NOW).in_time(NOW) is False


def test_the_share_in_time_by_country() -> None:
    found = [matter(country="MY", answered=(1 if number < 6 else 9) * MINUTE) for number in range(12)]
    found += [matter(ago=MINUTE, country="MY")] * 3
    assert count.in_time(found, NOW, lambda one: one.country) == {"MY": (12, Share(0.5, 0.5))}


def test_intake_by_the_offices_clock() -> None:
    # NOW is 17.30 in Jakarta: the hour from 17.00 is not over and is not told.
    at_nine = datetime(2026, 11, 28, 9, 10, tzinfo=JAKARTA)
    found = [matter(opened_at=at_nine)] * 6 + [matter(opened_at=NOW - 10 * MINUTE)] * 9
    today = [one for one in count.intake(found, NOW, JAKARTA) if one[0].date() == at_nine.date()]
    told = [(start.hour, end.hour, number) for start, end, number in today]
    assert told == [(0, 9, 0), (9, 10, 6), (10, 17, 0)]


def test_the_backlog_counts_what_was_open_then() -> None:
    morning = datetime(2026, 11, 28, 0, 0, tzinfo=JAKARTA)
    found = [matter(opened_at=morning - HOUR, closed_at=morning + 7 * HOUR)] * 6 + [matter(opened_at=morning)] * 4
    told = {at.hour: number for at, number in count.backlog(found, NOW, JAKARTA) if at >= morning}
    assert told == {0: 10, 6: 10, 12: None}


def test_who_was_heard_and_in_whose_language() -> None:
    found = [matter(answered=MINUTE, spoke=True)] * 7 + [matter(answered=MINUTE)] * 6
    found += [matter()] * 5 + [matter(danger=False)] * 9
    assert count.heard(found) == (("own_language", 7), ("other_language", 6), ("not_yet", 5))


def test_closing_without_a_word_is_never_hearing() -> None:
    assert count.heard([matter(closed_at=NOW)] * 5) == (("never", 5),)


def test_still_there_counts_who_is_past_each_horizon() -> None:
    week_old = [matter(ago=8 * DAY, safe_at=NOW - DAY)] * 6 + [matter(ago=8 * DAY, safe_at=NOW - 7.5 * DAY)] * 5
    told = count.still_there([*week_old, *[matter(ago=HOUR)] * 9], NOW)
    assert [(horizon.days, number) for horizon, number, _safe, _wrote in told] == [(1, 11), (7, 11), (30, 0)]
    # After 24 hours only the six were known safe; the five were last known so after twelve hours.
    assert [safe for _horizon, _number, safe, _wrote in told] == [Share(6 / 11, 6 / 11), Share(6 / 11, 6 / 11), None]


def test_who_wrote_again_after_a_day() -> None:
    found = [matter(ago=3 * DAY, heard_at=NOW - DAY)] * 5 + [matter(ago=3 * DAY)] * 5
    first = count.still_there(found, NOW)[0]
    assert (first[1], first[3]) == (10, Share(0.5, 0.5))


def test_fairness_compares_groups_of_people_in_danger() -> None:
    found = [matter(sex="female", answered=MINUTE)] * 10 + [matter(sex="male", answered=9 * MINUTE)] * 10
    told = {one.group: one for one in count.fairness(found, NOW) if one.dimension == "sex"}
    assert (told["female"].in_time, told["male"].in_time) == (Share(0.6, 1.0), Share(0.0, 0.4))
    assert (told["female"].median, told["male"].median) == (MINUTE, 9 * MINUTE)


def way(scene: str = "emergency.where", stopped: bool = True, **more: object) -> Way:
    """A talk that stopped at a question, on Telegram, in Indonesian, in writing."""
    return Way(**({"language": "id", "channel": "telegram", "voice": False} | more), scene=scene, stopped=stopped)  # type: ignore[arg-type]


def test_the_question_after_which_people_stop() -> None:
    ways = [way()] * 7 + [way("welcome.hello")] * 5 + [way("complaint.who", stopped=False)] * 20
    assert count.lost_at(ways) == (("emergency.where", 7), ("welcome.hello", 5))


def test_who_is_lost_on_the_way_by_voice_or_writing() -> None:
    ways = [way(voice=True)] * 10 + [way(voice=True, stopped=False)] * 10 + [way(stopped=False)] * 20
    assert shared_numbers(ways)["lost_manner"] == [["text", 20, [0.0, 0.2]], ["voice", 20, [0.5, 0.5]]]


def test_r5_a_line_that_left_in_silence_is_counted() -> None:
    silences = {1: [(NOW, True), (NOW + HOUR, False)], 2: [(NOW, True)]}
    sent = [(1, NOW), (1, NOW + MINUTE), (1, NOW + 2 * HOUR), (2, NOW + DAY), (3, NOW + MINUTE)]
    assert count.unsafe_sends(sent, silences) == 2


def test_what_must_never_happen_is_told_exactly() -> None:
    assert numbers([], NOW, JAKARTA, {"after_silence": 1})["unsafe"] == [["after_silence", 1]]
