"""To which office a case goes: the first rule that fits, from the specific to the general, and never nowhere."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from bot.errors import HelplineError
from bot.routing.boundary import complained_about, may_cross, may_read
from bot.routing.values import (
    MISSION,
    Case,
    Office,
    Officer,
    Readers,
    Routed,
    Rule,
    Rules,
    Telephone,
    organisation_kind,
)
from flows.words import Service

KIND = "kind:"
FOCAL_POINT = "safeguarding"
# Without officers of their own, these cannot receive a ticket; every other desk belongs to the helpline itself.
NEED_OFFICERS = frozenset({"mission", "bp3mi", "partner"})
# How much a field narrows a rule down: a place or a sign says more than a service.
WEIGHTS: Mapping[str, int] = {
    "services": 1,
    "urgencies": 2,
    "languages": 3,
    "not_countries": 3,
    "countries": 4,
    "employer_kinds": 5,
    "provinces": 6,
    "categories": 7,
    "signs": 7,
    "not_signs": 1,
}
ABROAD_SERVICES = frozenset({Service.EMERGENCY, Service.COMPLAINT})


class NoOffice(HelplineError):
    """No active office can receive this case. Give the rules a fallback desk that is active."""


def linked_by(offices: Iterable[Office], officers: Iterable[Officer]) -> tuple[Office, ...]:
    """Missions, regional offices and partners are linked where an officer of theirs is on the books."""
    staffed = {officer.office for officer in officers}
    return tuple(
        replace(office, linked=office.key in staffed) if office.kind in NEED_OFFICERS else office for office in offices
    )


def stays_at(case: Case, key: str, offices: Iterable[Office]) -> Routed | None:
    """The office of this key that accepted the case, while it works, has officers and is not complained about."""
    by_key = {office.key: office for office in offices if office.active}
    office = by_key.get(key)
    if office is None or not office.linked or complained_about(case, office.key, office.organisation):
        return None
    return _routed(case, office, "it was accepted there", by_key, (f"{office.key}: it was accepted there",))


def office_for(case: Case, offices: Iterable[Office], rules: Rules) -> Routed:
    """The office for this case, with the reason and everything that was considered. Raises NoOffice.

    Rules are tried from the most to the least specific, equals in their order. A rule is passed over when its
    office is closed down, has nobody linked, is complained about, or may not read the case. At the end stand the
    fallback desks: the service's, the default, any office that serves it at all, a desk of the readers whom the person
    chose, and for a complaint about both organisations their safeguarding focal points, unless named themselves.
    """
    by_key = {office.key: office for office in offices if office.active}
    considered: list[str] = []
    for name, office in _candidates(case, by_key, rules):
        if office is None:
            considered.append(f"{name}: no office of that kind covers this place, or nobody there is linked")
            continue
        obstacle = _obstacle(case, office)
        considered.append(f"{name}: {office.key}: {obstacle or 'goes there'}")
        if not obstacle:
            return _routed(case, office, name, by_key, considered)
    focal = _focal_point(case, by_key.values())
    if focal is None:
        raise NoOffice
    return _routed(case, focal, "focal point, because every other desk is complained about", by_key, considered)


def explain(case: Case, offices: Iterable[Office], rules: Rules) -> tuple[str, ...]:
    """Why a case goes where it goes, line by line, for `kentongan route --explain`."""
    routed = office_for(case, offices, rules)
    lines = [*routed.considered, f"=> {routed.office.key} ({routed.office.name}), because of: {routed.reason}"]
    lines += [f"above it: {parent}" for parent in routed.parents]
    lines += [f"to telephone: {task.office}, {len(task.numbers)} numbers on file" for task in routed.telephone]
    return tuple(lines)


def parents_of(office: Office, by_key: Mapping[str, Office]) -> tuple[str, ...]:
    """The offices above this one, nearest first; a loop in the data ends the climb."""
    above: list[str] = []
    parent = office.parent
    while parent in by_key and parent not in above and parent != office.key:
        above.append(parent)
        parent = by_key[parent].parent
    return tuple(above)


def telephone_tasks(case: Case, offices: Iterable[Office]) -> tuple[Telephone, ...]:
    """Missions of the person's country without linked officers: an officer rings them up (SAFETY R25)."""
    if case.service not in ABROAD_SERVICES or not case.country:
        return ()
    unlinked = (o for o in offices if organisation_kind(o.organisation) == MISSION and not o.linked)
    return tuple(
        Telephone(office.key, office.numbers)
        for office in unlinked
        if case.country in office.countries
        and not complained_about(case, office.key, office.organisation)
        and (may_read(case, office.organisation) or may_cross(case, office.organisation))
    )


def by_specificity(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The specific before the general; equally specific ones stay in the order in which they were written."""
    return tuple(sorted(rules, key=specificity, reverse=True))


def specificity(rule: Rule) -> int:
    """The weights of all the fields that a rule fills in."""
    return sum(weight for name, weight in WEIGHTS.items() if getattr(rule, name))


def fits(rule: Rule, case: Case) -> bool:
    """Does every field that the rule fills in hold for this case?"""
    return (
        _in(case.service, rule.services)
        and _in(case.category, rule.categories)
        and _in(case.country, rule.countries)
        and (not rule.not_countries or (bool(case.country) and case.country not in rule.not_countries))
        and _in(case.province, rule.provinces)
        and _in(case.employer_kind, rule.employer_kinds)
        and _in(case.urgency, rule.urgencies)
        and _in(case.language, rule.languages)
        and (not rule.signs or bool(rule.signs & case.signs))
        and not rule.not_signs & case.signs
    )


def covers(office: Office, case: Case) -> bool:
    """Does this office serve the case's service, category and place?"""
    return (
        (not office.services or case.service in office.services)
        and (not office.categories or case.category in office.categories)
        and (not office.countries or case.country in office.countries)
        and (not office.provinces or case.province in office.provinces)
        and (not office.regencies or case.regency in office.regencies)
    )


def _routed(case: Case, office: Office, reason: str, by_key: Mapping[str, Office], considered: Iterable[str]) -> Routed:
    tasks = telephone_tasks(case, by_key.values())
    return Routed(office, reason, parents_of(office, by_key), tuple(considered), tasks)


def _focal_point(case: Case, offices: Iterable[Office]) -> Office | None:
    points = [o for o in offices if o.kind == FOCAL_POINT and o.linked and o.key not in case.complaint_about]
    return min(points, key=lambda office: not may_read(case, office.organisation), default=None)


def _candidates(case: Case, by_key: Mapping[str, Office], rules: Rules) -> Iterator[tuple[str, Office | None]]:
    for rule in by_specificity(rules.rules):
        if fits(rule, case):
            yield rule.name, _named_by(rule, case, by_key)
    yield f"fallback for {case.service}", by_key.get(rules.fallback.get(case.service, ""))
    yield "default fallback", by_key.get(rules.default)
    for office in by_key.values():
        if not office.services or case.service in office.services:
            yield "any office that serves it", office
    if case.readers is not Readers.NOT_ASKED and not case.complaint_about:
        for key in dict.fromkeys(rules.fallback.values()):
            if (desk := by_key.get(key)) is not None and desk.kind != FOCAL_POINT:
                yield "a desk of the readers whom the person chose", desk


def _named_by(rule: Rule, case: Case, by_key: Mapping[str, Office]) -> Office | None:
    """The office of a rule; of a kind, the one that covers the case, the narrowest coverage first."""
    if not rule.to.startswith(KIND):
        return by_key.get(rule.to)
    kind = rule.to.removeprefix(KIND)
    of_kind = [office for office in by_key.values() if office.kind == kind and office.linked and covers(office, case)]
    return min(of_kind, key=_width, default=None)


def _width(office: Office) -> tuple[int, int, int]:
    """How much an office covers; an empty set is everything."""
    everything = 10_000
    places = (office.regencies, office.provinces, office.countries)
    narrow, middle, wide = (len(place) or everything for place in places)
    return narrow, middle, wide


def _obstacle(case: Case, office: Office) -> str:
    if not office.linked:
        return "nobody there is linked"
    if complained_about(case, office.key, office.organisation):
        return "the complaint is about it"
    if not may_read(case, office.organisation):
        return "the contact's choice of readers leaves it out"
    return ""


def _in(value: object, wanted: Collection[object]) -> bool:
    return not wanted or value in wanted
