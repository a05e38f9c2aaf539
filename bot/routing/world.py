"""An invented world for the simulation: officers on shifts, a normal week, and a surge from one country."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import log
from typing import Final, Protocol, TypeVar

from bot.routing.values import KP2MI, PALANG_MERAH, Calendar, Case, Officer, Span
from flows.words import Service, Urgency

START: Final = datetime(2026, 11, 23, tzinfo=UTC)
# Home languages of those who leave: the project's estimate for 2025; the rest speak Indonesian.
LANGUAGES: Final = (
    ("jv", 0.60),
    ("sas", 0.10),
    ("su", 0.10),
    ("ban", 0.03),
    ("mad", 0.02),
    ("bug", 0.02),
    ("id", 0.13),
)
# Officers: everybody speaks Indonesian, most also a language of home.
OFFICERS_SPEAK: Final = (
    ("jv", 0.45),
    ("su", 0.18),
    ("sas", 0.08),
    ("mad", 0.05),
    ("ban", 0.04),
    ("bug", 0.03),
    ("", 0.17),
)
# Median minutes of an officer's attention by true urgency, and the spread (sigma of the logarithm).
ATTENTION: Final = {Urgency.CRITICAL: 8.0, Urgency.HIGH: 6.0, Urgency.NORMAL: 4.0, Urgency.LOW: 2.5}
SPREAD: Final = 0.5
# Seconds until somebody who is asked reacts, and seconds of reading before the first word.
REACTION: Final = (7.0, 0.5)
READING: Final = (22.0, 0.4)
# One time in thirty nobody is at the screen: three minutes pass before the officer sees it.
NOT_AT_THE_SCREEN: Final = 1 / 30
BACK_AFTER: Final = 180.0


Thing = TypeVar("Thing")


class Chance(Protocol):
    """A seeded random.Random, handed in: nothing here draws by itself."""

    def random(self) -> float:
        """From 0 up to 1."""
        ...

    def lognormvariate(self, mu: float, sigma: float, /) -> float:
        """Log-normal."""
        ...

    def randrange(self, stop: int, /) -> int:
        """From 0 up to stop."""
        ...

    def choice(self, things: Sequence[Thing], /) -> Thing:
        """Any of them."""
        ...

    def choices(self, things: Sequence[Thing], weights: Sequence[float], /) -> list[Thing]:
        """One of them by weight, in a list."""
        ...


@dataclass(slots=True, eq=False)
class Request:
    """One ticket of the simulation: what it looks like, what it truly is, and when a human first wrote."""

    number: int
    at: float
    case: Case
    truly: Urgency
    labelled: Urgency
    attention: float
    reading: float
    first_word: float | None = None
    language_met: bool = False
    looked: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """What comes in and who is there. Times are seconds after `START`."""

    name: str
    officers: tuple[Officer, ...]
    requests: tuple[Request, ...]
    lasts: float
    surge_from: float | None = None
    surge_until: float = 0.0


def normal_week(chance: Chance, tickets: int = 3000, staff: int = 48, wrong: float = 0.0) -> Scenario:
    """Seven days, day and night shifts, quiet nights and busy evenings."""
    hourly = [2, 1, 1, 1, 2, 3, 4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 9, 9, 8, 6, 4]
    moments = sorted(_hour(chance, hourly) for _ in range(tickets))
    shares = (0.02, 0.13, 0.45, 0.40)
    services = (0.25, 0.15, 0.10, 0.30, 0.20)
    requests = tuple(_request(chance, n, at, shares, services, wrong, "") for n, at in enumerate(moments, 1))
    return Scenario("normal week", _staff(chance, staff), requests, 7 * 86_400.0)


def surge(
    chance: Chance, messages: int = 20_000, a_person: float = 2.5, staff: int = 200, wrong: float = 0.0
) -> Scenario:
    """Messages from one country within one hour; several from one person are one ticket (SAFETY R16)."""
    tickets = round(messages / a_person)
    moments = sorted(3600 * chance.random() ** 1.15 for _ in range(tickets))
    shares = (0.025, 0.12, 0.35, 0.505)
    services = (0.35, 0.30, 0.03, 0.20, 0.12)
    requests = tuple(_request(chance, n, at, shares, services, wrong, "KH") for n, at in enumerate(moments, 1))
    return Scenario("surge", _staff(chance, staff, 0.7), requests, 24 * 3600.0, surge_from=120.0, surge_until=3600.0)


def lognormal(chance: Chance, median: float, sigma: float) -> float:
    """A time with this median; long ones are not rare."""
    return chance.lognormvariate(log(median), sigma)


def drawn(chance: Chance, shares: Sequence[tuple[str, float]]) -> str:
    """One of these by its share; what is left over falls to the last."""
    left = chance.random()
    for value, share in shares:
        left -= share
        if left < 0:
            return value
    return shares[-1][0]


def _hour(chance: Chance, weights: Sequence[int]) -> float:
    hour = chance.choices(range(24), weights)[0]
    return chance.randrange(7) * 86_400 + hour * 3600 + chance.random() * 3600


def _request(
    chance: Chance,
    number: int,
    at: float,
    shares: tuple[float, ...],
    services: tuple[float, ...],
    wrong: float,
    country: str,
) -> Request:
    truly = chance.choices((Urgency.CRITICAL, Urgency.HIGH, Urgency.NORMAL, Urgency.LOW), shares)[0]
    label = truly
    if chance.random() < wrong:
        label = chance.choice([urgency for urgency in Urgency if urgency is not truly])
    kinds = (Service.EMERGENCY, Service.FAMILY_LINKS, Service.PSYCHOSOCIAL, Service.COMPLAINT, Service.INFORMATION)
    service = chance.choices(kinds, services)[0]
    ours = service in (Service.FAMILY_LINKS, Service.PSYCHOSOCIAL) or (
        service is Service.EMERGENCY and chance.random() < 0.4
    )
    case = Case(
        service,
        label,
        id=number,
        country=country,
        language=drawn(chance, LANGUAGES),
        office="palang_merah.health" if ours else "kp2mi.centre",
        organisation=PALANG_MERAH if ours else KP2MI,
        opened_at=START + timedelta(seconds=at),
    )
    attention = 60 * lognormal(chance, ATTENTION[truly], SPREAD)
    return Request(number, at, case, truly, label, attention, lognormal(chance, *READING))


def _staff(chance: Chance, staff: int, called_in: float = 0.0) -> tuple[Officer, ...]:
    """Half and half of both organisations; three shifts, or, called in, that share of all at once."""
    shifts = [
        Calendar("Asia/Jakarta", tuple(Span(day, time(begin), time((begin + 8) % 24)) for day in range(7)))
        for begin in (6, 14, 22)
    ]
    officers = []
    for number in range(1, staff + 1):
        ours = number % 2 == 0
        on = called_in == 0.0 or number <= called_in * staff
        officers.append(
            Officer(
                number,
                "palang_merah.health" if ours else "kp2mi.centre",
                PALANG_MERAH if ours else KP2MI,
                languages=frozenset({"id", drawn(chance, OFFICERS_SPEAK)} - {""}),
                gender=chance.choice(["female", "male"]),
                shifts=None if called_in else shifts[chance.choices(range(3), (4, 5, 2))[0]],
                capacity=1 if on else 0,
            )
        )
    return tuple(officers)
