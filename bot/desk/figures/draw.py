"""Figures as SVG: Vega-Lite draws them, from values that anybody may see. Only the child process comes here.

The land is Natural Earth's (public domain), as the package world-atlas 2.0.2 (ISC; the licence stands beside it) ships
it at 1:110m; the places of countries are the middles of their largest parts, worked out from the same package.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Final

from bot.desk.figures.labels import Say, said
from bot.desk.figures.tables import BY_NAME, Cell, Numbers, Row, Shape

Spec = dict[str, object]
BLUE, AMBER, GREEN, GREY, LAND = "#1d5bb8", "#b07100", "#1c6b3a", "#8a93a3", "#d9dde3"
WIDTH: Final = 560
CONFIG: Final[Spec] = {
    "background": "#ffffff",
    # Metrics that the drawing measures with; whoever lacks all of them still has room at the left.
    "font": "Arial, Helvetica, Liberation Sans, sans-serif",
    "padding": {"left": 40, "top": 5, "right": 10, "bottom": 5},
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 260, "gridColor": "#e6e8ec", "domain": False},
    "legend": {"labelFontSize": 12, "titleFontSize": 12},
}
Told = Callable[[str, Cell, Row], str]


def drawn(numbers: Numbers, say: Say, language: str) -> dict[str, str]:
    """Every figure that has something to show, as SVG, by its name."""
    from vl_convert import vegalite_to_svg

    tell = partial(tell_cell, say, language)
    found = {}
    for name, rows in numbers.items():
        spec = specification(BY_NAME[name], rows, tell) if BY_NAME[name].drawn and rows else None
        if spec is not None:
            found[name] = vegalite_to_svg({"$schema": SCHEMA, "config": CONFIG, **spec})
    return found


SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"


def tell_cell(say: Say, language: str, kind: str, cell: Cell, row: Row) -> str:
    """A cell in words."""
    return said(kind, cell, say, language, row)


def specification(shape: Shape, rows: Sequence[Row], tell: Told) -> Spec | None:
    """How a figure is drawn; None where nothing of it may be told."""
    match shape.name:
        case "map":
            return world(rows, tell)
        case "intake":
            return stretches(shape, rows, tell)
        case "backlog":
            return course(shape, rows, tell)
        case "first_word":
            return waits(shape, rows, tell)
        case "in_time_country" | "in_time_category":
            return shares(shape, rows, tell, 2)
        case "still_there":
            return shares(shape, rows, tell, 2)
        case "fairness":
            return fair(rows, tell)
        case _:
            return bars(shape, rows, tell)


def bars(shape: Shape, rows: Sequence[Row], tell: Told) -> Spec:
    """Groups and how many, the number written beside each bar."""
    values = [{"group": tell(shape.columns[0].kind, row[0], row), "number": row[1]} for row in rows]
    x: Spec = {
        "field": "number",
        "type": "quantitative",
        "title": tell("column", "number", []),
        "axis": {"tickMinStep": 1},
    }
    bar: Spec = {"mark": {"type": "bar", "color": BLUE}, "encoding": {"x": x}}
    text: Spec = {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"x": x, "text": {"field": "number"}}}
    return layered(values, {"y": {"field": "group", "type": "nominal", "sort": None, "title": None}}, bar, text)


def layered(values: Sequence[Mapping[str, object]], encoding: Spec, *layers: Spec) -> Spec:
    """Layers over the same values."""
    height: object = {"step": 22} if "y" in encoding else 180
    return {
        "width": WIDTH,
        "height": height,
        "data": {"values": list(values)},
        "encoding": encoding,
        "layer": list(layers),
    }


def shares(shape: Shape, rows: Sequence[Row], tell: Told, place: int) -> Spec | None:
    """Groups and a share of each; the paler part shows where the share is only known to lie between two bounds."""
    kind = shape.columns[0].kind
    return bounded([(tell(kind, row[0], row), row[place], tell("share", row[place], row)) for row in rows])


def bounded(rows: Sequence[tuple[str, Cell, str]]) -> Spec | None:
    """Bars of shares between two bounds, with the words beside them."""
    values = [
        {"group": group, "low": part[0], "high": part[1], "said": words}
        for group, part, words in rows
        if isinstance(part, list)
    ]
    if not values:
        return None
    axis: Spec = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
    whole: Spec = {"type": "quantitative", "title": None, "scale": {"domain": [0, 1.15]}, "axis": axis}
    x = {"field": "low", **whole}
    sure: Spec = {"mark": {"type": "bar", "color": BLUE}, "encoding": {"x": x}}
    perhaps: Spec = {
        "mark": {"type": "bar", "color": BLUE, "opacity": 0.35},
        "encoding": {"x": x, "x2": {"field": "high"}},
    }
    text: Spec = {
        "mark": {"type": "text", "align": "left", "dx": 4},
        "encoding": {"x": {"field": "high", **whole}, "text": {"field": "said"}},
    }
    y: Spec = {"y": {"field": "group", "type": "nominal", "sort": None, "title": None}}
    return layered(values, y, sure, perhaps, text)


def fair(rows: Sequence[Row], tell: Told) -> Spec | None:
    """For each group of people in danger, what share heard a human word in time."""
    names = [f"{tell('dimension', row[0], row)}: {tell('group', row[1], row)}" for row in rows]
    return bounded([(name, row[5], tell("share", row[5], row)) for name, row in zip(names, rows, strict=True)])


def waits(shape: Shape, rows: Sequence[Row], tell: Told) -> Spec | None:
    """Median, 95th and 99th of each priority on a scale of powers, because seconds and days stand side by side."""
    colours = {"median": BLUE, "p95": AMBER, "p99": GREY}
    names = [column.code for column in shape.columns[2:]]
    values = [
        {
            "group": tell("priority", row[0], row),
            "which": tell("column", name, row),
            "minutes": max(cell / 60, 0.1),
            "said": tell("wait", cell, row),
        }
        for row in rows
        for name, cell in zip(names, row[2:], strict=True)
        if isinstance(cell, int)
    ]
    if not values:
        return None
    x: Spec = {
        "field": "minutes",
        "type": "quantitative",
        "title": None,
        "scale": {"type": "log", "domainMin": 0.1},
        "axis": MINUTES,
    }
    scale: Spec = {"domain": [tell("column", name, []) for name in names], "range": [colours[name] for name in names]}
    which: Spec = {"field": "which", "sort": None}
    encoding: Spec = {
        "y": {"field": "group", "type": "nominal", "sort": None, "title": None},
        "yOffset": which,
        "x": x,
    }
    bar: Spec = {
        "mark": "bar",
        "encoding": {
            "x2": {"datum": 0.1},
            "color": {**which, "scale": scale, "title": None, "legend": {"orient": "top"}},
        },
    }
    text: Spec = {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "said"}}}
    spec = layered(values, encoding, bar, text)
    return {**spec, "height": {"step": 16}}


MINUTES: Final[Spec] = {"values": [1, 5, 30, 60, 480, 1440], "labels": False, "ticks": False}


def stretches(shape: Shape, rows: Sequence[Row], tell: Told) -> Spec:
    """Stretches of hours, as high as so many an hour."""
    values = [{"from": str(row[0])[:19], "until": str(row[1])[:19], "number": each_hour(row)} for row in rows]
    x: Spec = {"field": "from", "type": "temporal", "title": None, "axis": {"format": "%d/%m %H.%M", "tickCount": 8}}
    title = tell("column", "each_hour", [])
    y: Spec = {"field": "number", "type": "quantitative", "title": title}
    bar: Spec = {
        "mark": {"type": "rect", "color": BLUE, "stroke": "#ffffff"},
        "encoding": {"x": x, "x2": {"field": "until"}, "y": y, "y2": {"datum": 0}},
    }
    return layered(values, {}, bar)


def each_hour(row: Row) -> float:
    """How many an hour came in a stretch."""
    from datetime import datetime, timedelta

    lasts = datetime.fromisoformat(str(row[1])) - datetime.fromisoformat(str(row[0]))
    number = row[2] if isinstance(row[2], int) else 0
    return number / max(1.0, lasts / timedelta(hours=1))


def course(shape: Shape, rows: Sequence[Row], tell: Told) -> Spec | None:
    """How many over time; a gap where it is not told."""
    values = [{"at": str(row[0])[:19], "number": row[1]} for row in rows]
    if all(one["number"] is None for one in values):
        return None
    x: Spec = {"field": "at", "type": "temporal", "title": None, "axis": {"format": "%d/%m", "tickCount": 8}}
    y: Spec = {
        "field": "number",
        "type": "quantitative",
        "title": tell("column", "number", []),
        "scale": {"zero": True},
    }
    mark: Spec = {
        "type": "line",
        "color": BLUE,
        "point": {"color": BLUE, "size": 18},
        "invalid": "break-paths-show-domains",
    }
    return layered(values, {}, {"mark": mark, "encoding": {"x": x, "y": y}})


def world(rows: Sequence[Row], tell: Told) -> Spec:
    """The world with a circle on each country, as large as many tickets are open there."""
    values = [{"number": row[1], **places()[str(row[0])]} for row in rows if str(row[0]) in places()]
    land: Spec = {
        "data": {"values": outlines(), "format": {"type": "topojson", "feature": "land"}},
        "mark": {"type": "geoshape", "fill": LAND},
    }
    where: Spec = {
        "longitude": {"field": "lon", "type": "quantitative"},
        "latitude": {"field": "lat", "type": "quantitative"},
    }
    size: Spec = {"field": "number", "type": "quantitative", "legend": None, "scale": {"type": "sqrt", "rangeMax": 700}}
    circle: Spec = {
        "data": {"values": values},
        "mark": {"type": "circle", "color": "#b3261e", "opacity": 0.6, "stroke": "#7d1a14"},
        "encoding": {**where, "size": size},
    }
    text: Spec = {
        "data": {"values": [one for place, one in enumerate(values) if apart(one, values[:place])]},
        "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold"},
        "encoding": {**where, "text": {"field": "number"}},
    }
    layers = [land, circle, text] if values else [land]
    # Nobody works in Antarctica; without it the rest is larger.
    projection: Spec = {"type": "naturalEarth1", "scale": 160, "translate": [360, 220]}
    return {"width": 780, "height": 380, "view": {"clip": True}, "projection": projection, "layer": layers}


def apart(one: Mapping[str, object], larger: Sequence[Mapping[str, object]]) -> bool:
    """Does this circle stand far enough from every larger one for its number to be read? The table has them all."""
    return all(distance(one, other) > ROOM for other in larger)


ROOM: Final = 6.0


def distance(one: Mapping[str, object], other: Mapping[str, object]) -> float:
    """How far two places are from each other, in degrees as the map shows them."""
    return max(abs(float(str(one[name])) - float(str(other[name]))) for name in ("lat", "lon"))


@cache
def outlines() -> Spec:
    """The land of the world."""
    read: Spec = json.loads(files("bot.desk.figures").joinpath("data/land-110m.json").read_text("utf-8"))
    return read


@cache
def places() -> dict[str, dict[str, float]]:
    """Where a country's circle stands."""
    text = files("bot.desk.figures").joinpath("data/centroids.csv").read_text("utf-8")
    return {
        row["code"]: {"lat": float(row["latitude"]), "lon": float(row["longitude"])}
        for row in csv.DictReader(io.StringIO(text))
    }
