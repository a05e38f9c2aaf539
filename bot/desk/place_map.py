"""A place on a map, drawn here from coastlines that lie in this program: no host is asked where somebody is."""

import csv
import json
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

WIDTH, HEIGHT = 280, 170
NEAR, FAR = 3.0, 9.0
"""Degrees of latitude above and below the middle: around a point that was sent, and around a whole country."""
GRID: Final = 2
Spot = tuple[float, float]
Ring = tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What the page draws: the coast as a path, lines of the grid with their degrees, and where the mark stands."""

    coast: str
    across: tuple[tuple[float, str], ...]
    along: tuple[tuple[float, str], ...]
    x: float
    y: float
    exact: bool


def place(point: Spot | None, country: str) -> Place | None:
    """The map around a point (latitude, longitude) that the person sent, else around the middle of the country."""
    if point is not None:
        return drawn(round(point[0], 3), round(point[1], 3), NEAR, True)
    middle = middles().get(country)
    return drawn(*middle, FAR, False) if middle else None


@lru_cache(maxsize=256)
def drawn(latitude: float, longitude: float, half: float, exact: bool) -> Place:
    """A map whose middle is this spot."""
    wide = half * WIDTH / HEIGHT / max(0.2, math.cos(math.radians(latitude)))
    west, east, south, north = longitude - wide, longitude + wide, latitude - half, latitude + half

    def put(spot: Spot) -> Spot:
        return (spot[0] - west) / (east - west) * WIDTH, (north - spot[1]) / (north - south) * HEIGHT

    shapes = [clipped(ring, west, east, south, north) for ring in land()]
    coast = "".join(path([put(spot) for spot in ring]) for ring in shapes if len(ring) > 2)
    step = GRID if half < FAR else 3 * GRID
    across = [
        (put((0, degree))[1], f"{abs(degree)}°{'U' if degree > 0 else 'S'}") for degree in steps(south, north, step)
    ]
    along = [(put((degree, 0))[0], f"{abs(degree)}°{'T' if degree > 0 else 'B'}") for degree in steps(west, east, step)]
    return Place(coast, tuple(across), tuple(along), WIDTH / 2, HEIGHT / 2, exact)


def steps(least: float, most: float, step: int) -> range:
    """The whole degrees between two, in steps."""
    first = math.ceil(least / step) * step
    return range(first, math.floor(most) + 1, step)


def path(ring: list[Spot]) -> str:
    """One closed shape as SVG says it."""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in ring)
    return f"M{points}Z"


def clipped(ring: Ring, west: float, east: float, south: float, north: float) -> list[Spot]:
    """What of a shape lies in the window: cut at one edge after the other (Sutherland and Hodgman, 1974)."""
    kept = list(ring)
    edges: tuple[tuple[int, float, Callable[[float, float], bool]], ...] = (
        (0, west, operator.ge),
        (0, east, operator.le),
        (1, south, operator.ge),
        (1, north, operator.le),
    )
    for axis, edge, inside in edges:
        before, kept = kept, []
        for start, end in zip(before, before[1:] + before[:1], strict=True):
            if inside(start[axis], edge) != inside(end[axis], edge):
                kept.append(crossing(start, end, axis, edge))
            if inside(end[axis], edge):
                kept.append(end)
    return kept


def crossing(start: Spot, end: Spot, axis: int, edge: float) -> Spot:
    """Where the line between two spots meets an edge."""
    share = (edge - start[axis]) / (end[axis] - start[axis])
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


@cache
def land() -> tuple[Ring, ...]:
    """Every coastline as (longitude, latitude), from the TopoJSON beside the figures (Natural Earth, 1:110 million)."""
    told = json.loads(files("bot.desk.figures").joinpath("data/land-110m.json").read_text("utf-8"))
    arcs = [unfolded(arc, told["transform"]) for arc in told["arcs"]]
    shapes = [shape for geometry in told["objects"]["land"]["geometries"] for shape in geometry["arcs"]]
    return tuple(joined(outline, arcs) for shape in shapes for outline in shape)


def unfolded(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Spot]:
    """An arc's spots: TopoJSON tells each as a step from the last, in whole numbers."""
    x = y = 0
    found = []
    (across, up), (left, bottom) = transform["scale"], transform["translate"]
    for step in arc:
        x, y = x + step[0], y + step[1]
        found.append((x * across + left, y * up + bottom))
    return found


def joined(outline: list[int], arcs: list[list[Spot]]) -> Ring:
    """The arcs of an outline, one after the other; a negative number is an arc walked backwards."""
    return tuple(spot for number in outline for spot in (arcs[number] if number >= 0 else arcs[~number][::-1]))


@cache
def middles() -> dict[str, Spot]:
    """The middle of each country, (latitude, longitude)."""
    text = files("bot.desk.figures").joinpath("data/centroids.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}
