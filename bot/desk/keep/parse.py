"""From what people type to values, and back. What cannot be read raises ValueError with the code of the reason."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from bot.desk.hands import KNOWN_LANGUAGES
from bot.desk.keep.words import DAYS
from bot.desk.screen import OFFICE_ZONE
from bot.directory import reading
from bot.directory.countries import country_name
from bot.directory.offices import calendar
from bot.directory.reading import BadDirectory
from bot.directory.regions import named, province_of
from bot.routing.values import Calendar, Span

T = TypeVar("T")
KEY: Final = re.compile(r"[a-z0-9][a-z0-9._]{1,60}")
SHORT_NUMBER: Final = re.compile(r"\d{2,8}")
A_DAY_SHORT: Final = dict(zip(DAYS, reading.DAYS, strict=True))


def words(text: str) -> list[str]:
    """Words with blanks, commas or lines between them."""
    return [word for word in re.split(r"[\s,;]+", text) if word]


def lines(text: str) -> list[str]:
    """Lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def key(text: str) -> str:
    """A key of small letters, digits, dots and underscores."""
    if not KEY.fullmatch(text):
        raise ValueError("key")
    return text


def zone(text: str) -> str:
    """An IANA zone."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("zone") from None
    return text


def hours(text: str) -> list[str]:
    """Opening hours as the directory writes them: `mon-fri 08:00-12:00`, one stretch a line."""
    found = []
    for line in lines(text.lower()):
        days, _blank, times = line.partition(" ")
        found += [f"{in_english(days)} {clocks(one)}" for one in re.split(r"\s*,\s*", times.strip())]
    return found


def in_english(days: str) -> str:
    """`sen-jum` as the directory writes it."""
    return "-".join(A_DAY_SHORT.get(day, day) for day in days.split("-"))


def clocks(stretch: str) -> str:
    """`8.00 - 16.00` as 08:00-16:00."""
    begin, _dash, end = re.sub(r"\s", "", stretch).replace(".", ":").partition("-")
    return "-".join(f"0{clock}" if re.match(r"\d:", clock) else clock for clock in (begin, end))


def calendar_of(zone_text: str, hours_text: str, holidays: str, changes: str) -> Calendar:
    """A calendar of what was typed. Raises Misfit naming the field."""
    known = attempt("zone", lambda: zone(zone_text), "zone")
    spans = attempt("hours", lambda: calendar({"zone": known, "hours": hours(hours_text)}, ""), "hours")
    free = attempt("holidays", lambda: [day(one).isoformat() for one in lines(holidays)], "dates")
    other = [f"{line.partition(' ')[0]} {clocks(line.partition(' ')[2])}" for line in lines(changes)]
    row: dict[str, object] = {"zone": known, "holidays": free, "changes": other}
    changed = attempt("changes", lambda: calendar(row, ""), "changes")
    return Calendar(known, spans.spans, changed.changes)


class Misfit(ValueError):
    """One of several fields cannot be read."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def attempt(field: str, read: Callable[[], T], why: str) -> T:
    """What `read` gives; where it fails, whose fault it is."""
    try:
        return read()
    except (BadDirectory, ValueError):
        raise Misfit(field, why) from None


def written_hours(found: Calendar, language: str) -> str:
    """Opening hours for people: days with the same hours together."""
    names = DAYS if language == "id" else reading.DAYS
    by_day: dict[int, list[str]] = {}
    for span in found.spans:
        by_day.setdefault(span.weekday, []).append(stretch(span))
    told: list[str] = []
    days = sorted(by_day)
    while days:
        first = last = days.pop(0)
        while days and days[0] == last + 1 and by_day[days[0]] == by_day[first]:
            last = days.pop(0)
        name = names[first] if first == last else f"{names[first]}-{names[last]}"
        told.append(f"{name} {', '.join(by_day[first])}")
    return "\n".join(told)


def stretch(span: Span) -> str:
    """08:00-16:00."""
    return f"{span.starts:%H:%M}-{span.ends:%H:%M}"


def written_holidays(found: Calendar) -> str:
    """The days without hours, one a line."""
    return "\n".join(change.day.isoformat() for change in found.changes if not change.hours)


def written_changes(found: Calendar) -> str:
    """The days with other hours, one stretch a line."""
    return "\n".join(
        f"{change.day} {starts:%H:%M}-{ends:%H:%M}" for change in found.changes for starts, ends in change.hours
    )


def countries(text: str) -> frozenset[str]:
    """ISO codes that are countries."""
    found = frozenset(code.upper() for code in words(text))
    if any(country_name(code) == code for code in found):
        raise ValueError("countries")
    return found


def provinces(text: str) -> frozenset[str]:
    """Kemendagri codes of provinces, from codes or names, one a line."""
    found = frozenset(one_province(line) for line in re.split(r"[\n,;]+", text) if line.strip())
    return found


def one_province(text: str) -> str:
    """The code of one province. Raises ValueError."""
    wanted = text.strip()
    codes = [wanted] if province_of(wanted) == wanted else [code for code in named(wanted) if "." not in code]
    if len(codes) != 1:
        raise ValueError("provinces")
    return codes[0]


def regencies(text: str) -> frozenset[str]:
    """Kemendagri codes of regencies."""
    found = frozenset(words(text))
    if any("." not in code or not province_of(code) for code in found):
        raise ValueError("regencies")
    return found


def languages(text: str) -> tuple[str, ...]:
    """Codes of languages that the helpline knows, in their order."""
    found = tuple(dict.fromkeys(words(text.lower())))
    if not found or not set(found) <= set(KNOWN_LANGUAGES):
        raise ValueError("languages")
    return found


def day(text: str) -> date:
    """A date, the year first or last."""
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError("date")


def perhaps_day(text: str) -> date | None:
    """A date, or none."""
    return day(text) if text else None


def moment(text: str) -> datetime:
    """An instant by the office's clock, as a browser's field writes it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)
    except ValueError:
        raise ValueError("moment") from None


def whole(text: str, least: int, most: int, why: str) -> int:
    """A whole number between two bounds."""
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ValueError(why)
    return int(text)


def number(text: str) -> str:
    """A telephone number with its country's code, or a short one as dialled there."""
    plain = re.sub(r"[\s()./-]", "", text)
    if SHORT_NUMBER.fullmatch(plain) or (plain.startswith("0800") and plain.isdigit()):
        return plain
    try:
        known = phonenumbers.parse(plain, None)
    except phonenumbers.NumberParseException:
        raise ValueError("number") from None
    if not phonenumbers.is_possible_number(known):
        raise ValueError("number")
    return phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.E164)


def together(codes: Iterable[str]) -> str:
    """Codes with blanks between them."""
    return " ".join(sorted(codes))
