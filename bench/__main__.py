"""Measure the whole path: `make bench`. One JSON line a figure; ARGS="--quick" looks only briefly."""

import argparse
import asyncio
import json
import os
import statistics
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.door import Door, People, Wish, on_vendors
from bench.path import Crowd, Rate
from bench.yardstick import Yardstick

FEW, MANY = 300, 100_000
PEOPLE = 32
LONG_ENOUGH = 6.0
"""Seconds until the talks of those who write have gone as far in the large helpline as in the small one."""


def main() -> None:
    """Measure and print."""
    asked = arguments()
    tell(figure="machine", processors=os.cpu_count(), load_before=[round(load, 1) for load in os.getloadavg()])
    if asked.path != "http":
        asyncio.run(in_process(asked.many, asked.people, asked.rounds, asked.seconds))
    if asked.path != "process":
        through_http(asked.many, asked.people, asked.rounds, asked.seconds)
    tell(figure="machine", load_after=[round(load, 1) for load in os.getloadavg()])


def arguments() -> argparse.Namespace:
    """How much to measure."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--many", type=int, default=MANY, help="contacts of the large helpline")
    asked.add_argument("--people", type=int, default=PEOPLE, help="people who each wait for their answer")
    asked.add_argument("--rounds", type=int, default=8, help="turns that the small and the large helpline take")
    asked.add_argument("--seconds", type=float, default=3.0, help="how long a turn lasts")
    asked.add_argument("--path", choices=("both", "process", "http"), default="both", help="what to measure")
    asked.add_argument("--quick", action="store_true", help="a short look, not a measure")
    told = asked.parse_args()
    if told.quick:
        told.many, told.rounds, told.seconds = min(told.many, 5000), 3, 1.0
    return told


async def in_process(many: int, people: int, rounds: int, seconds: float) -> None:
    """A small and a large helpline by turns, so that what else the machine does hits both alike."""
    with TemporaryDirectory() as small, TemporaryDirectory() as large, TemporaryDirectory() as bare:
        crowds, yardstick = (Crowd(Path(small), FEW), Crowd(Path(large), many)), Yardstick(Path(bare))
        for crowd in crowds:
            begun = time.perf_counter()
            await crowd.fill()
            tell(figure="fill", contacts=crowd.contacts, seconds=round(time.perf_counter() - begun, 1))
        for crowd in crowds:
            await crowd.begin()
            await crowd.rate(people, 1.0)
        turns: list[list[Rate]] = []
        bare_rates: list[float] = []
        for _round in range(rounds):
            bare_rates.append(yardstick.rate(min(seconds, 1.0)))
            turns.append([await crowd.rate(people, seconds) for crowd in crowds])
        yardstick.close()
        tell_both("in process", many, people, turns)
        tell_beside(bare_rates, turns)
        for crowd in crowds:
            # The same number of talks is going on in both: what differs is how much lies in the file beside them.
            crowd.let_write(FEW)
            await crowd.rate(people, LONG_ENOUGH * seconds / 3)
        alike = [[await crowd.rate(people, seconds) for crowd in crowds] for _round in range(rounds // 2)]
        tell_both(f"in process, {FEW} of them write", many, people, alike)
        for crowd in crowds:
            await crowd.end()
            crowd.close()


def through_http(many: int, people: int, rounds: int, seconds: float) -> None:
    """The same through both webhooks of the whole application, with the people in a process of their own."""
    crowd, wishes = People(), count(1)
    with ExitStack() as stack:
        stack.callback(crowd.close)
        sizes = (FEW, many)
        doors = []
        for contacts in sizes:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            fill(folder, contacts)
            doors.append(stack.enter_context(Door(folder, crowd.vendors).open()))

        def turn(length: float) -> list[Rate]:
            return [
                crowd.write(door, Wish(door.port, contacts, people, length, next(wishes)))
                for door, contacts in zip(doors, sizes, strict=True)
            ]

        turn(1.0)
        tell_both("both webhooks", many, people, [turn(seconds) for _round in range(rounds)])


def fill(folder: Path, contacts: int) -> None:
    """A database in which everybody has written once."""
    crowd = Crowd(folder, contacts, address=on_vendors)
    asyncio.run(crowd.fill())
    crowd.close()


def tell_both(path: str, many: int, people: int, turns: list[list[Rate]]) -> None:
    """What the small and the large helpline reached, and how they compare within each turn."""
    for contacts, rates in zip((FEW, many), zip(*turns, strict=True), strict=True):
        tell_rate(path, contacts, people, rates)
    ratios = [big.a_second / little.a_second for little, big in turns]
    tell(figure="ratio", path=path, contacts=[FEW, many], median=rounded(ratios), wanted=0.75)


def tell_beside(bare: list[float], turns: list[list[Rate]]) -> None:
    """How fast this machine was in the same minutes, and the rate of the small helpline beside it."""
    tell(figure="yardstick", messages_a_second=round(statistics.median(bare)), where_1500_were_asked_for=[5500, 8300])
    beside = [little.a_second / one for one, (little, _big) in zip(bare, turns, strict=True)]
    tell(figure="beside the yardstick", median=rounded(beside))


def tell_rate(path: str, contacts: int, people: int, rates: tuple[Rate, ...]) -> None:
    """The rate with its spread, and the processor time a message, which noise distorts less."""
    wall = [rate.a_second for rate in rates]
    tell(
        figure="rate",
        path=path,
        contacts=contacts,
        people=people,
        messages_a_second=round(statistics.median(wall)),
        best=round(max(wall)),
        worst=round(min(wall)),
        cpu_us_a_message=round(statistics.median(rate.cpu_us for rate in rates)),
    )


def rounded(values: list[float]) -> float:
    """The median, to two places."""
    return round(statistics.median(values), 2)


def tell(**figure: object) -> None:
    """Print one figure as a JSON line."""
    print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()
