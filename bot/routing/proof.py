"""The proof that no case is left without an office, and which would find nobody on duty at some hour of the week."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product, takewhile

from bot.routing.boundary import may_cross, may_read
from bot.routing.duty import on_duty, stands_in, would_work
from bot.routing.hours import open_stretches
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
    """What is missing: `no_office`, or `nobody_on_duty` in these hours or a part of them (0 is the week's first)."""

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
    duty = tuple(_duty(officers, week))
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
    routed: dict[Route, tuple[Case, list[str]]], officers: Sequence[Officer], duty: Sequence[tuple[int, frozenset[int]]]
) -> Iterator[Hole]:
    for (office, service, urgency), (case, countries) in routed.items():
        ladder = frozenset(officer.id for officer in officers if _on_the_ladder(officer, case))
        empty = tuple(sorted({hour for hour, there in duty if not ladder & there}))
        if empty and (urgency in AROUND_THE_CLOCK or not any(ladder & there for _hour, there in duty)):
            yield Hole("nobody_on_duty", office, tuple((service, country, urgency) for country in countries), empty)


def _on_the_ladder(officer: Officer, case: Case) -> bool:
    serves = case.service in officer.services or officer.lead
    reads = may_read(case, officer.organisation) or may_cross(case, officer.organisation)
    return serves and reads and officer.capacity > 0 and not officer.first_look


def _duty(officers: Sequence[Officer], week: datetime) -> Iterator[tuple[int, frozenset[int]]]:
    """(hour, whose place is filled by plan) at every instant of the week at which that may change."""
    planned = {officer.id: _as_planned(officer) for officer in officers}
    absent = [officer for officer in planned.values() if officer.away]
    for now in _changes(officers, week):
        there = {number for number, officer in planned.items() if on_duty(officer, now)}
        for officer in absent:
            substitute = stands_in(officer, planned, now)
            if substitute is not None and substitute is not officer and would_work(officer, now):
                there |= {officer.id, substitute.id}
        yield (now - week) // timedelta(hours=1), frozenset(there)


def _changes(officers: Sequence[Officer], week: datetime) -> Sequence[datetime]:
    """Every full hour, and every instant between at which a shift or an absence begins or ends."""
    ends = week + timedelta(hours=HOURS_OF_A_WEEK)
    edges = {week + timedelta(hours=hour) for hour in range(HOURS_OF_A_WEEK)}
    for shifts in {officer.shifts for officer in officers if officer.shifts}:
        for stretch in takewhile(lambda one: one[0] < ends, open_stretches(shifts, week)):
            edges.update(stretch)
    edges.update(edge for officer in officers for away in officer.away for edge in (away.starts, away.ends))
    return sorted(edge for edge in edges if week <= edge < ends)


def _as_planned(officer: Officer) -> Officer:
    """Whoever has shifts will declare themselves present; whoever has none is only there when on."""
    return replace(officer, presence=Presence.ON) if officer.shifts else officer
