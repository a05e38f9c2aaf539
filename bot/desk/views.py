"""Ways of looking at the tickets: narrowed by a few codes, kept under a name, shared with the office."""

from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot.desk.frame import Page, Visit
from bot.store import filters


async def keep(visit: Visit) -> Response:
    """Keep the list that lies open under a name."""
    name, shared, login = visit.field("name", filters.LONGEST_NAME), visit.field("shared", 3) == "yes", visit.officer
    if not name or not visit.queue:
        return visit.go("/", "no_name")
    query = f"queue={visit.queue}{visit.narrowed.query}"

    def save(db: Session) -> bool:
        return filters.save(db, login.officer_id, login.office_id, name, query, shared)

    return visit.go("/", "filter_kept" if await visit.desk.database.write(save) else "too_many_filters")


async def forget(visit: Visit) -> Response:
    """Drop one of one's own filters."""
    number, officer_id = int(visit.request.path_params["number"]), visit.officer.officer_id
    gone = await visit.desk.database.write(lambda db: filters.forget(db, officer_id, number))
    return visit.go("/", "filter_gone" if gone else "not_now")


PAGES: Final = (
    Page("/filters", "filter.keep", keep, "POST"),
    Page("/filters/{number:int}/forget", "filter.keep", forget, "POST"),
)
