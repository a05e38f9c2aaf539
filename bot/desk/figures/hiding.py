"""Small groups are never told: not as a number, not as a share, and not as what is left of a total.

Instead of leaving holes, which a total would fill in, small groups are told together with others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SMALLEST: Final = 5
OTHERS: Final = "others"


@dataclass(frozen=True, slots=True)
class Share:
    """A share between two bounds; they are equal where neither side of it is a small group."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of hours, [first, last], with how many there were in it."""

    first: int
    last: int
    number: int


def together(cells: Mapping[str, int]) -> dict[str, str]:
    """Under which name each group is told: its own, or OTHERS together with more; left out where all are too few.

    Every name that is used stands for nobody or for five people at least, so what is told adds up to its total and
    still shows no small group.
    """
    named = {name: number for name, number in cells.items() if number >= SMALLEST}
    rest = {name: number for name, number in cells.items() if 0 < number < SMALLEST}
    while rest and sum(rest.values()) < SMALLEST:
        if not named:
            return {}
        least = min(named, key=lambda name: (named[name], name))
        rest[least] = named.pop(least)
    return {name: name for name in named} | dict.fromkeys(rest, OTHERS)


def gathered(cells: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The groups as they may be told, the largest first, OTHERS last."""
    told: dict[str, int] = {}
    for name, under in together(cells).items():
        told[under] = told.get(under, 0) + cells[name]
    return tuple(sorted(told.items(), key=lambda one: (one[0] == OTHERS, -one[1], one[0])))


def share(part: int, whole: int) -> Share | None:
    """Which share `part` is of `whole`; a side of fewer than five is told as "at most four"; None tells nothing."""
    if whole < 2 * SMALLEST:
        return None
    most = SMALLEST - 1
    if part <= most:
        return Share(0.0, most / whole)
    if whole - part <= most:
        return Share((whole - most) / whole, 1.0)
    return Share(part / whole, part / whole)


def spans(hours: Sequence[int]) -> tuple[Span, ...]:
    """One day's hours, put together until each stretch holds nobody or five at least; what is left is not told.

    A stretch that was told once stays as it is while the day goes on, so that no two tellings can be subtracted.
    """
    found: list[Span] = []
    first, number = 0, 0
    for hour, here in enumerate(hours):
        if number == 0 and here:
            if hour > first:
                found.append(Span(first, hour - 1, 0))
            first = hour
        number += here
        if number >= SMALLEST:
            found.append(Span(first, hour, number))
            first, number = hour + 1, 0
    if number == 0 and first < len(hours):
        found.append(Span(first, len(hours) - 1, 0))
    return tuple(found)


def told(number: int) -> int | None:
    """A number that stands alone: nobody, or five at least."""
    return None if 0 < number < SMALLEST else number
