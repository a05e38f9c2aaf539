"""Twenty thousand decisions a second for 200 officers on one core; counted in this process's own time.

The floor leaves room for a machine whose other work empties the caches; `python -m bench.decisions` tells the figure.
"""

from dataclasses import replace
from datetime import time, timedelta
from itertools import cycle, islice
from time import process_time

import pytest

from bot.routing import Case, Officer, choose
from bot.routing.values import KP2MI, PALANG_MERAH, Calendar, Span
from flows.words import Service, Urgency
from tests.routing.people import NOON

pytestmark = pytest.mark.alone
DECISIONS = 4000
SHIFTS = [
    Calendar("Asia/Jakarta", tuple(Span(day, time(begin), time((begin + 8) % 24)) for day in range(7)))
    for begin in (0, 8, 16)
]


def two_hundred() -> list[Officer]:
    return [
        Officer(
            number,
            f"office.{number % 8}",
            (PALANG_MERAH, KP2MI)[number % 2],
            languages=frozenset({"id", ("jv", "su", "sas")[number % 3]}),
            shifts=SHIFTS[number % 3],
            lead=number % 20 == 0,
        )
        for number in range(200)
    ]


def requests() -> list[Case]:
    services, urgencies, languages = cycle(Service), cycle((*Urgency, Urgency.LOW)), cycle(["jv", "id", "su", "ban"])
    return [
        Case(
            next(services),
            next(urgencies),
            number,
            language=next(languages),
            office=f"office.{number % 8}",
            organisation=(PALANG_MERAH, KP2MI)[number % 2],
        )
        for number in range(500)
    ]


def decisions_a_second(loads_change: bool) -> float:
    """While officers stay as they are, or while each decision changes the load of one."""
    staff = two_hundred()
    busier = {officer.id: [replace(officer, open_tickets=load) for load in range(5)] for officer in staff}
    work = list(islice(cycle(requests()), DECISIONS))
    choose(work[0], staff, NOON)
    began = process_time()
    for number, case in enumerate(work):
        choice = choose(case, staff, NOON + timedelta(milliseconds=number))
        if loads_change and choice.offers:
            chosen = choice.offers[0].officer
            staff[chosen] = busier[chosen][(staff[chosen].open_tickets + 1) % 5]
    return DECISIONS / (process_time() - began)


def test_decisions_are_fast_enough_for_a_surge() -> None:
    assert max(decisions_a_second(loads_change=False) for _ in range(5)) > 14_000
    assert max(decisions_a_second(loads_change=True) for _ in range(5)) > 12_000
