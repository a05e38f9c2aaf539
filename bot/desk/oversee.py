"""The lead's pages: who works, who waits and what did not arrive, as it stands; and the figures, kept by a sweep."""

import csv
import io
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select
from starlette.responses import Response

from bot.desk import lead_words
from bot.desk.figures import sweep
from bot.desk.figures.labels import Say, sentences
from bot.desk.figures.tables import BY_NAME, SHAPES, Cell, Numbers, Row, Shape
from bot.desk.frame import Page, Visit
from bot.store.keeping_tables import Drawing, FigureSet
from bot.store.overview import AGES, Overview, overview
from bot.store.queues import Reader

# What a spreadsheet would run as a formula, whatever blanks stand before it; some know the full-width signs, too.
FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|")
KEPT_AT_MOST: Final = timedelta(seconds=60)
COSTS_AT_MOST: Final = 1000
"""Looking at every open ticket may take a thousandth of the time: what took 60 ms is kept a minute."""


@dataclass(slots=True)
class Overviews:
    """Each organisation's overview, kept the longer the more it cost to read."""

    kept: dict[tuple[str, int], tuple[Overview, datetime]] = field(default_factory=dict)

    async def now(self, visit: Visit) -> Overview:
        """The overview as it is, or as it was a moment ago."""
        reader = visit.officer.reader
        # A complaint about us is seen in its own office alone, so offices do not share what was read.
        place = (reader.organisation, reader.office_id)
        before = self.kept.get(place)
        if before is not None and visit.now < before[1]:
            return before[0]
        seen = await visit.read(lambda db: read(db, reader, visit.now))
        cost = visit.desk.clock() - visit.now
        self.kept[place] = (seen, visit.now + min(KEPT_AT_MOST, cost * COSTS_AT_MOST))
        return seen


def read(db: Session, reader: Reader, now: datetime) -> Overview:
    """What this lead's organisation looks like; nothing of it is the lead's own."""
    return overview(db, replace(reader, officer_id=0), now)


async def page(visit: Visit) -> Response:
    """Supervision, as it stands now."""
    seen = await visit.desk.overviews.now(visit)
    return await visit.show("oversee.html", {"seen": seen, "ages_shown": AGES})


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure on the page: its words, its table in words, and whether there is a drawing of it."""

    name: str
    title: str
    about: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    drawn: bool


async def figures(visit: Visit) -> Response:
    """The figures as they were counted last; that somebody looks keeps them fresh."""
    organisation = visit.officer.organisation
    await wanted(visit, organisation)
    row, names = await visit.read(lambda db: kept(db, organisation, visit.language))
    numbers: Numbers = json.loads(row.numbers) if row else {}
    say = speaker(visit)
    shown = [show(shape, numbers[shape.name], shape.name in names, say, visit.language) for shape in there(numbers)]
    return await visit.show("figures.html", {"figures": shown, "counted_at": row.counted_at if row else None})


async def wanted(visit: Visit, organisation: str) -> None:
    """Write down that somebody looks, at most once a minute."""
    if not await visit.read(lambda db: sweep.wished(db, organisation, visit.now)):
        await visit.desk.database.write(lambda db: sweep.wish(db, organisation, visit.now))


def kept(db: Session, organisation: str, language: str) -> tuple[FigureSet | None, frozenset[str]]:
    """What the sweep kept for this organisation, and which drawings there are in this language."""
    ours = Drawing.organisation == organisation, Drawing.language == language
    return db.get(FigureSet, organisation), frozenset(db.exec(select(Drawing.name).where(*ours)))


def there(numbers: Numbers) -> list[Shape]:
    """The figures that were counted, in their order."""
    return [shape for shape in SHAPES if shape.name in numbers]


def speaker(visit: Visit) -> Say:
    """Sentences in the visitor's language."""
    return lambda text: visit.desk.screen.translate(visit.language, text)


def show(shape: Shape, rows: list[Row], drawn: bool, say: Say, language: str) -> Shown:
    """A figure in the visitor's words."""
    title, about = lead_words.FIGURES[shape.name]
    columns = tuple((say(lead_words.LEAD_WORDS["column"][one.code]), one.kind) for one in shape.columns)
    told = tuple(tuple(sentences(shape.columns, row, say, language)) for row in rows)
    return Shown(shape.name, say(title), say(about), columns, told, drawn)


async def drawing(visit: Visit) -> Response:
    """One drawing, a document of its own: it holds neither styles nor scripts."""
    name, organisation = str(visit.request.path_params["name"]), visit.officer.organisation
    ours = Drawing.organisation == organisation, Drawing.name == name, Drawing.language == visit.language
    svg = await visit.read(lambda db: db.exec(select(col(Drawing.svg)).where(*ours)).first())
    return Response(svg, media_type="image/svg+xml") if svg else Response(status_code=404)


async def export(visit: Visit) -> Response:
    """The figures as CSV, safe to open in a spreadsheet."""
    organisation = visit.officer.organisation
    await wanted(visit, organisation)
    row, _names = await visit.read(lambda db: kept(db, organisation, visit.language))
    headers = {"Content-Disposition": 'attachment; filename="kentongan.csv"'}
    text = table(json.loads(row.numbers) if row else {}, row.counted_at if row else None)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def table(numbers: Numbers, counted_at: datetime | None) -> str:
    """Figure, group, what, value: one value a line, in codes; a small group has no line, or an empty value."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["figure", "group", "what", "value", "at most"])
    lines.writerow(["counted", "", "", counted_at.isoformat() if counted_at else "", ""])
    for shape in there(numbers):
        for row in numbers[shape.name]:
            lines.writerows([safe(cell) for cell in line] for line in values(BY_NAME[shape.name], row))
    return out.getvalue()


def values(shape: Shape, row: Row) -> list[list[str]]:
    """A row of a figure, one line for each of its numbers; a share between two bounds has both."""
    group = [plain(cell) for column, cell in zip(shape.columns, row, strict=True) if column.kind not in MEASURED]
    return [
        [shape.name, " ".join(group), column.code, *measured(cell)]
        for column, cell in zip(shape.columns, row, strict=True)
        if column.kind in MEASURED
    ]


MEASURED: Final = ("number", "wait", "share")


def measured(cell: Cell) -> tuple[str, str]:
    """A number, or a share's two bounds."""
    if isinstance(cell, list):
        return plain(cell[0]), plain(cell[1]) if cell[0] != cell[1] else ""
    return plain(cell), ""


def plain(cell: Cell | float) -> str:
    """A value without anything around it."""
    return "" if cell is None else str(cell)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) or (cell[:1] in "\t\r\n" and cell) else cell


PAGES: Final = (
    Page("/oversee", "work.oversee", page),
    Page("/figures", "work.oversee", figures),
    Page("/figures.csv", "work.oversee", export),
    Page("/figures/{name}.svg", "work.oversee", drawing),
)
