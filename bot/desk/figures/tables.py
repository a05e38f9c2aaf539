"""Every figure as a table of plain values, which JSON can carry: what is drawn, shown, read aloud and exported."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk.figures import count
from bot.desk.figures.count import Matter, Way
from bot.desk.figures.hiding import Share, gathered

Cell = str | int | None | list[float]
Row = list[Cell]
Numbers = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a figure's table: its code, and what kind of value stands in it."""

    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A figure: its name and columns. Whose organisation is not one of the two home ones sees no `shared` figure."""

    name: str
    columns: tuple[Column, ...]
    drawn: bool = True
    shared: bool = False


NUMBER: Final = Column("number", "number")
IN_TIME: Final = Column("in_time", "share")
CAME: Final = (Column("came", "number"), Column("stopped", "share"))

SHAPES: Final = (
    Shape("map", (Column("country", "country"), NUMBER)),
    Shape("intake", (Column("from", "instant"), Column("until", "instant"), NUMBER)),
    Shape(
        "first_word",
        (Column("priority", "priority"), NUMBER, *(Column(name, "wait") for name in ("median", "p95", "p99"))),
    ),
    Shape("in_time_country", (Column("country", "country"), NUMBER, IN_TIME)),
    Shape("in_time_category", (Column("category", "category"), NUMBER, IN_TIME)),
    Shape("backlog", (Column("at", "instant"), NUMBER)),
    Shape("outcomes", (Column("outcome", "outcome"), NUMBER)),
    Shape("languages", (Column("language", "language"), NUMBER)),
    Shape("heard", (Column("heard", "heard"), NUMBER)),
    Shape("lost_at", (Column("question", "question"), NUMBER), shared=True),
    Shape("lost_language", (Column("language", "language"), *CAME), drawn=False, shared=True),
    Shape("lost_channel", (Column("channel", "channel"), *CAME), drawn=False, shared=True),
    Shape("lost_manner", (Column("manner", "manner"), *CAME), drawn=False, shared=True),
    Shape("still_there", (Column("horizon", "horizon"), NUMBER, Column("safe", "share"), Column("wrote", "share"))),
    Shape("unsafe", (Column("unsafe", "unsafe"), Column("exactly", "number")), drawn=False),
    Shape(
        "fairness",
        (
            Column("dimension", "dimension"),
            Column("group", "group"),
            NUMBER,
            Column("heard", "share"),
            Column("median", "wait"),
            IN_TIME,
            Column("safe", "share"),
        ),
    ),
)
BY_NAME: Final[Mapping[str, Shape]] = {shape.name: shape for shape in SHAPES}


def numbers(matters: Sequence[Matter], now: datetime, zone: ZoneInfo, unsafe: Mapping[str, int]) -> Numbers:
    """The figures of one organisation's own tickets. What never may be is told exactly: its target is nought."""
    recent = count.recent(matters, now)
    still_open = Counter(one.country or count.UNKNOWN for one in matters if one.closed_at is None)
    closed = Counter(one.outcome for one in matters if one.closed_at and one.closed_at > now - count.A_MONTH)
    return {
        "map": listed(gathered(still_open)),
        "intake": [[f.isoformat(), until.isoformat(), number] for f, until, number in count.intake(matters, now, zone)],
        "first_word": [
            [urgency.priority, one.number, seconds(one.median), seconds(one.ninety_fifth), seconds(one.ninety_ninth)]
            for urgency, one in count.first_words(recent).items()
        ],
        "in_time_country": groups(count.in_time(recent, now, lambda one: one.country)),
        "in_time_category": groups(count.in_time(recent, now, lambda one: one.category)),
        "backlog": [[at.isoformat(), number] for at, number in count.backlog(matters, now, zone)],
        "outcomes": listed(gathered({name or count.UNKNOWN: number for name, number in closed.items()})),
        "languages": listed(gathered(Counter(one.language or count.UNKNOWN for one in recent))),
        "heard": listed(count.heard(recent)),
        "still_there": [
            [round(horizon / timedelta(hours=1)), number, bounds(safe), bounds(wrote)]
            for horizon, number, safe, wrote in count.still_there(matters, now)
        ],
        "unsafe": [[name, number] for name, number in unsafe.items()],
        "fairness": [
            [
                one.dimension,
                one.group,
                one.number,
                bounds(one.heard),
                seconds(one.median),
                bounds(one.in_time),
                bounds(one.safe),
            ]
            for one in count.fairness(count.recent(matters, now), now)
        ],
    }


def shared_numbers(ways: Sequence[Way]) -> Numbers:
    """Where people stop on the way to us: of no organisation's tickets, because there they have none yet."""
    return {
        "lost_at": listed(count.lost_at(ways)),
        "lost_language": came(count.lost(ways, lambda way: way.language)),
        "lost_channel": came(count.lost(ways, lambda way: way.channel)),
        "lost_manner": came(count.lost(ways, lambda way: "voice" if way.voice else "text")),
    }


def listed(cells: Sequence[tuple[str, int]]) -> list[Row]:
    """Groups and how many."""
    return [[name, number] for name, number in cells]


def groups(cells: Mapping[str, tuple[int, Share | None]]) -> list[Row]:
    """Groups, how many, and a share."""
    return [[name, number, bounds(part)] for name, (number, part) in cells.items()]


def came(cells: Sequence[tuple[str, int, Share | None]]) -> list[Row]:
    """Groups of those who came, how many, and what share stopped."""
    return [[name, number, bounds(part)] for name, number, part in cells]


def bounds(part: Share | None) -> list[float] | None:
    """A share as its two bounds."""
    return None if part is None else [round(part.low, 4), round(part.high, 4)]


def seconds(wait: timedelta | None) -> int | None:
    """A wait in whole seconds."""
    return None if wait is None else round(wait.total_seconds())
