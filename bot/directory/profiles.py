"""What an officer's row keeps as JSON, beyond name and office: skills, shifts, absences, what they agreed to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.directory import reading
from bot.directory.offices import calendar, services
from bot.directory.reading import DAYS, BadDirectory, Row
from bot.routing.values import TRAININGS, Away, Calendar, Officer

INSTANTS: Final = ("works_until", "rests_until", "called_in_at")
FLAGS: Final = ("agrees_to_call_ins", "on_call", "first_look", "junior")
FIELDS: Final = frozenset(
    {"services", "languages", "gender", "training", "capacity", "shifts", "away", "telegram", *INSTANTS, *FLAGS}
)
LONGEST_ID: Final = 15
GENDERS: Final = ("", "female", "male")


def with_profile(officer: Officer, profile: Row, where: str) -> Officer:
    """The officer with what their profile says; what it leaves out stays as it is. Raises BadDirectory.

    `shifts` is written like an office's hours: `{"zone": "Asia/Jakarta", "hours": ["mon-fri 22:00-06:00"],
    "changes": ["2026-12-24 08:00-12:00"]}`; `away` is a list of `{"starts": …, "ends": …, "substitute": 7}`.
    """
    reading.known(profile, FIELDS, where)
    training = frozenset(reading.texts_of(profile, "training", where)) if "training" in profile else officer.training
    if not training <= set(TRAININGS):
        raise BadDirectory(where, f"training does not know {', '.join(sorted(training - set(TRAININGS)))}")
    gender = reading.text_of(profile, "gender", where, officer.gender)
    if gender not in GENDERS:
        raise BadDirectory(where, "gender is female, male or empty")
    shifts = profile.get("shifts")
    if shifts is not None and not isinstance(shifts, dict):
        raise BadDirectory(where, "shifts has to hold zone and hours")
    languages = frozenset(reading.texts_of(profile, "languages", where)) or officer.languages
    return replace(
        officer,
        services=services(profile, where) or officer.services,
        languages=languages,
        gender=gender,
        training=training,
        capacity=_count(profile, "capacity", where, officer.capacity),
        shifts=calendar(shifts, where) if shifts else officer.shifts,
        away=tuple(_away(row, where) for row in reading.rows(profile, "away", where)) or officer.away,
        works_until=_instant(profile, "works_until", where, officer.works_until),
        rests_until=_instant(profile, "rests_until", where, officer.rests_until),
        called_in_at=_instant(profile, "called_in_at", where, officer.called_in_at),
        agrees_to_call_ins=reading.flag_of(profile, "agrees_to_call_ins", where, officer.agrees_to_call_ins),
        on_call=reading.flag_of(profile, "on_call", where, officer.on_call),
        first_look=reading.flag_of(profile, "first_look", where, officer.first_look),
        junior=reading.flag_of(profile, "junior", where, officer.junior),
        telegram=_telegram(profile, where, officer.telegram),
    )


def profile_of(officer: Officer) -> Mapping[str, object]:
    """What `with_profile` reads back as the same officer; texts, numbers and lists only, so it can be JSON."""
    profile: dict[str, object] = {
        "services": sorted(officer.services),
        "languages": sorted(officer.languages),
        "gender": officer.gender,
        "training": sorted(officer.training),
        "capacity": officer.capacity,
        "away": [_written_away(away) for away in officer.away],
    }
    profile |= {name: getattr(officer, name) for name in FLAGS}
    instants = {name: getattr(officer, name) for name in INSTANTS}
    profile |= {name: at.isoformat() for name, at in instants.items() if at is not None}
    if officer.telegram:
        profile["telegram"] = officer.telegram
    if officer.shifts is not None:
        profile["shifts"] = _written_shifts(officer.shifts)
    return profile


def _away(row: Row, where: str) -> Away:
    reading.known(row, frozenset({"starts", "ends", "substitute"}), where)
    starts, ends = _instant(row, "starts", where), _instant(row, "ends", where)
    if starts is None or ends is None or starts >= ends:
        raise BadDirectory(where, "an absence starts before it ends")
    return Away(starts, ends, _count(row, "substitute", where, 0))


def _instant(row: Row, name: str, where: str, default: datetime | None = None) -> datetime | None:
    value = row.get(name)
    if value in (None, ""):
        return default
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise BadDirectory(where, f"{name} is an instant, such as 2026-11-23T08:00+07:00") from None
    if at.tzinfo is None:
        raise BadDirectory(where, f"{name} needs its zone, such as +07:00")
    return at


def _telegram(row: Row, where: str, default: str) -> str:
    """Telegram's own number of an officer: digits alone, never a telephone number."""
    value = reading.text_of(row, "telegram", where, default)
    if value and not (value.isascii() and value.isdigit() and len(value) <= LONGEST_ID):
        raise BadDirectory(where, "telegram is the officer's numeric id there, such as 123456789")
    return value


def _count(row: Row, name: str, where: str, default: int) -> int:
    value = row.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadDirectory(where, f"{name} is a whole number")
    return value


def _written_away(away: Away) -> dict[str, object]:
    return {"starts": away.starts.isoformat(), "ends": away.ends.isoformat(), "substitute": away.substitute}


def _written_shifts(shifts: Calendar) -> dict[str, object]:
    hours = [f"{DAYS[span.weekday]} {span.starts:%H:%M}-{span.ends:%H:%M}" for span in shifts.spans]
    other = [f"{c.day} {starts:%H:%M}-{ends:%H:%M}" for c in shifts.changes for starts, ends in c.hours]
    off = [change.day for change in shifts.changes if not change.hours]
    return {"zone": shifts.zone, "hours": hours, "changes": other, "holidays": [day.isoformat() for day in off]}
