"""The hours in which somebody may be written to: read from their own words, kept as a short code, shown back."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flows.script import _

DAY = 24 * 60
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?\s*(?P<part>subuh|pagi|siang|sore|petang|malam|malem|am|pm)?\b"
)
PARTS = {
    "subuh": (4 * 60, 6 * 60),
    "pagi": (6 * 60, 10 * 60),
    "siang": (11 * 60, 14 * 60),
    "sore": (15 * 60, 18 * 60),
    "petang": (15 * 60, 18 * 60),
    "malam": (19 * 60, 22 * 60),
    "malem": (19 * 60, 22 * 60),
    "morning": (6 * 60, 10 * 60),
    "afternoon": (13 * 60, 17 * 60),
    "evening": (18 * 60, 21 * 60),
    "night": (19 * 60, 22 * 60),
}
WEEKDAYS = (
    ("senin", "senen", "monday"),
    ("selasa", "tuesday"),
    ("rabu", "rebo", "wednesday"),
    ("kamis", "thursday"),
    ("jumat", "jum'at", "friday"),
    ("sabtu", "saturday"),
    ("minggu", "ahad", "sunday"),
)
DAYS_SAID = (_("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu"))
ANY_TIME = re.compile(r"\b(kapan saja|kapan aja|kapanpun|bebas|24 jam|anytime|any time|always)\b")
UNTIL = re.compile(r"\b(?:sampai|sampe|hingga|s/d|sd|to|until)\b|-|–")
EVERY_DAY_SAID = _("Setiap hari jam {start} sampai {end}, waktu di {country}.")
SOME_DAYS_SAID = _("Hari {days} jam {start} sampai {end}, waktu di {country}.")
WHOLE_DAY_SAID = _("Kapan saja.")
WHERE_YOU_ARE = _("tempat Anda")
PARTS_SAID = (
    (4, _("{hour} malam")),
    (11, _("{hour} pagi")),
    (15, _("{hour} siang")),
    (18, _("{hour} sore")),
    (24, _("{hour} malam")),
)
"""The parts of the day, each with the hour at which the next begins."""
SENTENCES = (
    *dict.fromkeys(said for _until, said in PARTS_SAID),
    *DAYS_SAID,
    EVERY_DAY_SAID,
    SOME_DAYS_SAID,
    WHOLE_DAY_SAID,
    WHERE_YOU_ARE,
)


@dataclass(frozen=True, slots=True)
class Hours:
    """Local hours: weekdays (Monday is 0), and minutes of the day from `start` to `end`; a night passes midnight."""

    days: tuple[int, ...]
    start: int
    end: int

    @property
    def code(self) -> str:
        """As it is kept: "0123456 1200-1320"."""
        return f"{''.join(map(str, self.days))} {self.start}-{self.end}"


def opened(code: str) -> Hours | None:
    """The hours of a code; None where none are kept."""
    days, _space, span = code.partition(" ")
    start, _dash, end = span.partition("-")
    return Hours(tuple(map(int, days)), int(start), int(end)) if end else None


def heard(words: str) -> Hours | None:
    """The hours that these words mean, as people say them: "minggu jam 8 malam sampai 10"; None where it is unclear."""
    said = words.casefold()
    if ANY_TIME.search(said):
        return Hours(EVERY_DAY, 0, DAY)
    times = list(TIME.finditer(said))
    days = weekdays(said)
    if not times:
        part = next((span for word, span in PARTS.items() if re.search(rf"\b{word}\b", said)), None)
        return Hours(days, *part) if part else None
    if len(times) > 2 or any(int(one["hour"]) > 24 or int(one["minute"] or 0) > 59 for one in times):
        return None
    first, last = times[0], times[-1]
    start = minutes(first, first["part"] or "")
    if first is last:
        return Hours(days, start % DAY, (start + 60) % DAY or DAY)
    end = minutes(last, last["part"] or "")
    if last["part"] and not first["part"]:
        # "8 sampai 10 malam" begins in the evening, too; "9 sampai 12 siang" does not begin at nine in the evening.
        alike = minutes(first, last["part"])
        start = alike if alike < end or last["part"] in ("malam", "malem", "pm") else start
    if not last["part"] and first["part"]:
        # "Jam 8 malam sampai 10": the nearest ten o'clock after eight in the evening.
        end = next(later for later in (end, end + 12 * 60, end + DAY) if later > start) % DAY or DAY
    return Hours(days, start % DAY, end) if start != end else None


def minutes(time: "re.Match[str]", part: str) -> int:
    """Minutes of the day of a time with its part of the day."""
    hour, minute = int(time["hour"]), int(time["minute"] or 0)
    match part:
        case "pm" | "siang" | "sore" | "petang" if hour < 12 and not (part == "siang" and hour >= 10):
            hour += 12
        case "malam" | "malem" if 5 <= hour < 12:
            hour += 12
        case "malam" | "malem" | "am" if hour == 12:
            hour = 24 if part != "am" else 0
    return hour * 60 + minute


def weekdays(said: str) -> tuple[int, ...]:
    """The weekdays that are named, "senin sampai jumat" as all between; every day where none is."""
    found = sorted(
        (match.start(), number)
        for number, names in enumerate(WEEKDAYS)
        for name in names
        for match in re.finditer(rf"\b{name}\b", said)
    )
    if not found:
        return EVERY_DAY
    between = said[found[0][0] : found[-1][0]]
    if len(found) == 2 and UNTIL.search(between) and not TIME.search(between):
        first, last = found[0][1], found[1][1]
        return tuple(sorted((first + step) % 7 for step in range((last - first) % 7 + 1)))
    return tuple(sorted({number for _place, number in found}))


def part_of_day(minute: int) -> str:
    """In which part of the day a time is, as a sentence with a blank for its hour."""
    hour = minute // 60 % 24
    return next(said for until, said in PARTS_SAID if hour < until)


def clock(minute: int, say: Callable[[str], str]) -> str:
    """A time as people say it: eight in the evening, and not twenty."""
    hour, rest = minute // 60 % 12 or 12, minute % 60
    return say(part_of_day(minute)).format(hour=f"{hour}.{rest:02}" if rest else f"{hour}")


def shown(hours: Hours, country: str, say: Callable[[str], str]) -> str:
    """The hours as a sentence, to be confirmed."""
    if hours == Hours(EVERY_DAY, 0, DAY):
        return say(WHOLE_DAY_SAID)
    start, end = clock(hours.start, say), clock(hours.end, say)
    if hours.days == EVERY_DAY:
        return say(EVERY_DAY_SAID).format(start=start, end=end, country=country)
    days = ", ".join(say(DAYS_SAID[day]) for day in hours.days)
    return say(SOME_DAYS_SAID).format(days=days, start=start, end=end, country=country)
