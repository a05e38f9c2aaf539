"""What all cases of one shape have in common while nobody comes or goes: worked out once, and then only looked up."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from bot.routing.boundary import RED_CROSS_ONLY, life_in_danger
from bot.routing.policy import LAST_RUNG, POLICY, OfferPolicy
from bot.routing.roster import Roster
from bot.routing.values import LADDER, Case, Readers, Rung
from bot.routing.wishes import gender_wished, training_wished

# Everything about a case that a plan depends on. Who is free, who let it pass and who is named is asked each time.
_shape = attrgetter(
    "service",
    "urgency",
    "language",
    "office",
    "organisation",
    "parents",
    "readers",
    "stage",
    "signs",
    "wish_gender",
    "wish_training",
    "placed",
)
MOST_SHAPES: Final = 4096


@dataclass(frozen=True, slots=True)
class Plan:
    """Sets of officers as bits.

    `beyond` may read it only because a life is in danger, and `asks_beyond` says that they are asked without climbing
    the ladder first. `rungs`: how high, which rung, who is present there whatever their load, and how many are asked up
    to it. `asks`: what the case wishes of an officer, and who fits; `wishes`: who fits every wish but the language, the
    training, the gender, and everybody. `why` keeps the reasons of those who were chosen before.
    """

    policy: OfferPolicy
    life: bool
    readers: int
    beyond: int
    serve: int
    rungs: tuple[tuple[int, Rung, int, int], ...]
    speaks: int
    asks: tuple[tuple[str, int], ...]
    wishes: tuple[int, ...]
    asks_beyond: bool
    why: dict[tuple[int, Rung], tuple[str, ...]]


def plan_of(case: Case, roster: Roster) -> Plan:
    """The plan for cases like this one, for as long as the same people are present."""
    shape = _shape(case)
    known = roster.plans.get(shape)
    if known is None:
        if len(roster.plans) >= MOST_SHAPES:
            roster.plans.clear()
        known = roster.plans[shape] = _made(case, roster)
    return known


def _made(case: Case, roster: Roster) -> Plan:
    policy, life = POLICY[case.urgency], life_in_danger(case)
    asked = case.readers is not Readers.NOT_ASKED or case.service in RED_CROSS_ONLY
    return Plan(
        policy=policy,
        life=life,
        readers=roster.readers(case),
        beyond=roster.crossing(case) if life else 0,
        serve=roster.service[case.service],
        rungs=tuple(_rungs(case, roster, policy)),
        speaks=roster.language[case.language],
        asks=tuple(_asks(case, roster)),
        wishes=_wishes(case, roster),
        # Asked for fewer readers, we keep to it while any of them is on duty, until the whole ladder was climbed.
        asks_beyond=not asked or case.stage >= LAST_RUNG,
        why={},
    )


def _rungs(case: Case, roster: Roster, policy: OfferPolicy) -> Iterator[tuple[int, Rung, int, int]]:
    for height, rung in enumerate(LADDER):
        if present := _on_rung(case, roster, rung):
            yield height, rung, present, policy.at_once[min(max(height, case.stage), LAST_RUNG)]


def _on_rung(case: Case, roster: Roster, rung: Rung) -> int:
    """Who stands on this rung and is present."""
    ready = roster.present & ~roster.lookers
    match rung:
        case Rung.OFFICE:
            return roster.office[case.office] & roster.service[case.service] & ~roster.leads & ready
        case Rung.OFFICE_LEAD:
            return roster.office[case.office] & roster.leads & ready
        case Rung.PARENT:
            there = 0
            for parent in case.parents:
                there |= roster.office[parent]
            return there & ready
        case Rung.OTHER_OFFICES:
            # A lead of a mission or partner is on no last rung: they count among the others there.
            return roster.service[case.service] & ~(roster.leads & roster.home) & ready
        case Rung.LEADS:
            return roster.leads & roster.home & roster.present


def _asks(case: Case, roster: Roster) -> Iterator[tuple[str, int]]:
    yield "language", roster.language[case.language]
    if gender := gender_wished(case):
        yield "gender", roster.gender[gender]
    for skill in sorted(training_wished(case)):
        yield f"training:{skill}", roster.training[skill]


def _wishes(case: Case, roster: Roster) -> tuple[int, ...]:
    """Who fits every wish, who fits the training, who fits the gender, everybody."""
    gender, skills = gender_wished(case), training_wished(case)
    if not gender and not skills:
        return (roster.everybody,)
    of_gender = roster.gender[gender] if gender else roster.everybody
    trained = roster.everybody
    for skill in skills:
        trained &= roster.training[skill]
    return of_gender & trained, trained, of_gender, roster.everybody
