"""What an officer's row keeps: read, checked, and written back as it was."""

import json
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given

from bot.directory.profiles import profile_of, with_profile
from bot.directory.reading import BadDirectory
from bot.routing import Officer
from bot.routing.values import Calendar, DayChange, Span
from tests.routing.people import officers, patient

PLAIN = Officer(1, "a", "kp2mi")


@patient
@given(officers())
def test_what_is_written_is_read_back_as_it_was(everybody: list[Officer]) -> None:
    for officer in everybody:
        bare = Officer(
            officer.id,
            officer.office,
            officer.organisation,
            lead=officer.lead,
            presence=officer.presence,
            open_tickets=officer.open_tickets,
            open_offers=officer.open_offers,
            taken_today=officer.taken_today,
            demonstration=officer.demonstration,
        )
        assert with_profile(bare, json.loads(json.dumps(profile_of(officer))), "row") == officer


def test_an_empty_profile_changes_nothing() -> None:
    assert with_profile(PLAIN, {}, "row") == PLAIN


def test_shifts_are_written_like_an_offices_hours() -> None:
    shifts = {"zone": "Asia/Jakarta", "hours": ["sat 22:00-06:00"], "holidays": ["2026-12-25"]}
    told = with_profile(PLAIN, {"shifts": shifts, "rests_until": "2026-11-23T08:00+00:00"}, "row")
    assert told.shifts == Calendar("Asia/Jakarta", (Span(5, time(22), time(6)),), (DayChange(date(2026, 12, 25)),))
    assert told.rests_until == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("profile", "complaint"),
    [
        ({"training": ["karate"]}, "training does not know karate"),
        ({"gender": "woman"}, "gender is female, male or empty"),
        ({"capacity": "many"}, "capacity is a whole number"),
        ({"rests_until": "noon"}, "rests_until is an instant"),
        ({"rests_until": "2026-11-23T08:00"}, "rests_until needs its zone"),
        ({"away": [{"starts": "2026-11-24T08:00Z", "ends": "2026-11-23T08:00Z"}]}, "starts before it ends"),
        ({"shifts": ["mon"]}, "shifts has to hold zone and hours"),
        ({"shift": {}}, "nobody reads shift"),
        ({"on_call": "yes"}, "on_call is true or false"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(profile: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadDirectory, match=complaint):
        with_profile(PLAIN, profile, "row 7")
