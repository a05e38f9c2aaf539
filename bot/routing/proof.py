"""The proof that no case is left without an office, and which would find nobody on duty at some hour of the week."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product

from bot.routing.boundary import may_cross, may_read
from bot.routing.duty import on_duty, stands_in
from bot.routing.office import NoOffice, linked_by, office_for
from bot.routing.values import Case, Office, Officer, Presence, Rules
from flows.words import Service, Urgency

HOURS_OF_A_WEEK = 24 * 7
MOST_NAMED = 7
"""So many stretches without anybody are named; what follows is the same on other days."""
# These have to find somebody at every hour; for the others one hour a week is enough to prove that they are served.
AROUND_THE_CLOCK = frozenset({Urgency.CRITICAL, Urgency.HIGH})


@dataclass(frozen=True, slots=True)
class Hole:
    """What is missing: `no_office`, or `nobody_on_duty` at these hours (0 is the first hour of the week looked at)."""

    kind: str
    office: str
    cases: tuple[tuple[Service, str, Urgency], ...]
    hours: tuple[int, ...] = ()
    week: datetime | None = None

    def __str__(self) -> str:
        """One line for `check`."""
        service, country, urgency = self.cases[0]
        first = f"{service} {country or 'unknown country'} {urgency.priority}"
        more = f" and {len(self.cases) - 1} more" if len(self.cases) > 1 else ""
        if self.kind == "no_office":
            return f"no office receives {first}{more}"
        return (
            f"{self.office}: nobody is on duty in {len(self.hours)} hours of the week{self._when()}, for {first}{more}"
        )

    def _when(self) -> str:
        """The first stretches of these hours, by their weekday and the clock of UTC."""
        if self.week is None or len(self.hours) == HOURS_OF_A_WEEK:
            return ""
        starts = [hour for hour in self.hours if hour - 1 not in self.hours]
        ends = [hour + 1 for hour in self.hours if hour + 1 not in self.hours]
        told = [
            f"{self.week + timedelta(hours=start):%a %H.%M}-{self.week + timedelta(hours=end):%H.%M}"
            for start, end in list(zip(starts, ends, strict=True))[:MOST_NAMED]
        ]
        rest = ", …" if len(starts) > MOST_NAMED else ""
        return f" ({', '.join(told)}{rest} UTC)"


def holes(
    offices: Iterable[Office], rules: Rules, officers: Sequence[Officer], week: datetime, places: Iterable[str] = ()
) -> tuple[Hole, ...]:
    """Every hole over service × country × urgency, and over the hours of the week that begins at `week`.

    Countries are those that an office serves, one that nobody serves (XX), unknown, and `places`. A case finds
    somebody where an officer of its ladder, whom the contact's silence about readers lets in, is on duty.
    """
    listed = linked_by(offices, officers)
    countries = {"", "ID", "XX", *places, *(country for office in listed for country in office.countries)}
    missing, routed = _routes(listed, rules, sorted(countries))
    duty = _duty_by_hour(officers, week)
    found = [Hole("no_office", "", tuple(missing))] if missing else []
    return (*found, *(replace(hole, week=week) for hole in _unmanned(routed, officers, duty)))


Route = tuple[str, Service, Urgency]


def _routes(
    offices: Sequence[Office], rules: Rules, countries: Iterable[str]
) -> tuple[list[tuple[Service, str, Urgency]], dict[Route, tuple[Case, list[str]]]]:
    missing: list[tuple[Service, str, Urgency]] = []
    routed: dict[Route, tuple[Case, list[str]]] = {}
    for service, country, urgency in product(Service, countries, Urgency):
        case = Case(service, urgency, country=country)
        try:
            placed = office_for(case, offices, rules).on(case)
        except NoOffice:
            missing.append((service, country, urgency))
            continue
        routed.setdefault((placed.office, service, urgency), (placed, []))[1].append(country)
    return missing, routed


def _unmanned(
    routed: dict[Route, tuple[Case, list[str]]], officers: Sequence[Officer], duty: list[frozenset[int]]
) -> Iterator[Hole]:
    for (office, service, urgency), (case, countries) in routed.items():
        ladder = frozenset(officer.id for officer in officers if _on_the_ladder(officer, case))
        empty = tuple(hour for hour, there in enumerate(duty) if not ladder & there)
        if (urgency in AROUND_THE_CLOCK and empty) or len(empty) == HOURS_OF_A_WEEK:
            yield Hole("nobody_on_duty", office, tuple((service, country, urgency) for country in countries), empty)


def _on_the_ladder(officer: Officer, case: Case) -> bool:
    serves = case.service in officer.services or officer.lead
    reads = may_read(case, officer.organisation) or may_cross(case, officer.organisation)
    return serves and reads and officer.capacity > 0 and not officer.first_look


def _duty_by_hour(officers: Sequence[Officer], week: datetime) -> list[frozenset[int]]:
    by_id = {officer.id: officer for officer in officers}
    hours = []
    for hour in range(HOURS_OF_A_WEEK):
        now = week + timedelta(hours=hour)
        there = {officer.id for officer in officers if _planned(officer, now)}
        for officer in officers:
            if officer.away and (substitute := stands_in(officer, by_id, now)) is not None:
                there.add(substitute.id)
        hours.append(frozenset(there))
    return hours


def _planned(officer: Officer, now: datetime) -> bool:
    """On duty by plan: whoever has shifts will declare themselves present; whoever has none is only there when on."""
    return on_duty(replace(officer, presence=Presence.ON) if officer.shifts else officer, now)
