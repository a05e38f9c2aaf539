"""The lead's page: who works, who waits, what did not arrive, and how soon people hear a human word."""

import csv
import io
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from bot.desk.frame import Visit
from bot.store.overview import Overview, overview

# What a spreadsheet would run as a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


async def page(visit: Visit) -> Response:
    """Supervision, as it stands now."""
    reader = visit.officer.reader
    seen = await visit.read(lambda db: overview(db, reader, visit.now))
    most = max(1, *(number for _hour, number in seen.intake))
    return await visit.show("oversee.html", {"seen": seen, "most": most})


async def export(visit: Visit) -> Response:
    """The figures as CSV, safe to open in a spreadsheet."""
    reader = visit.officer.reader
    seen = await visit.read(lambda db: overview(db, reader, visit.now))
    headers = {"Content-Disposition": 'attachment; filename="kentongan.csv"'}
    return Response(table(seen), media_type="text/csv; charset=utf-8", headers=headers)


def table(seen: Overview) -> str:
    """Figure, group, number: one a line."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["figure", "group", "value"])
    lines.writerows(["waiting", one.urgency.priority, one.number] for one in seen.waiting)
    for one in seen.first_words:
        for name, value in (("median", one.median), ("p95", one.ninety_fifth), ("p99", one.ninety_ninth)):
            lines.writerow([f"first_word_{name}_seconds", one.urgency.priority, seconds(value)])
    lines.writerows(["intake", hour.isoformat(), number] for hour, number in seen.intake)
    lines.writerows(["outcome", safe(name), "" if number is None else number] for name, number in seen.outcomes)
    lines.writerows(["holds", safe(one.name), one.holds] for one in seen.officers)
    return out.getvalue()


def seconds(wait: timedelta | None) -> int | str:
    """A wait in whole seconds; empty where too few people stand behind it."""
    return "" if wait is None else round(wait.total_seconds())


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
