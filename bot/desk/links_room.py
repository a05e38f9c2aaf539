"""The family-links room: three lists, two records side by side, and an officer's verdict on them."""

from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import links
from bot.desk.frame import Page, Visit
from bot.desk.ticket_care import code_of
from bot.store.tables import Officer

CODE_BYTES = 5


async def page(visit: Visit) -> Response:
    """Requests, safe registrations and news side by side, and what was laid together."""
    return await visit.show("links.html", await visit.read(lambda db: room(db, visit)))


def room(db: Session, visit: Visit) -> dict[str, object]:
    """What the room's page shows."""
    reader, vault = visit.officer.reader, visit.desk.database.vault
    columns = {kind: links.records(db, vault, reader, kind) for kind in (links.REQUEST, *links.OTHERS)}
    return {"columns": columns, "laid": links.laid(db, reader)}


async def lay(visit: Visit) -> Response:
    """Lay two of them side by side."""
    login, request, other = visit.officer, visit.field("request", 16), visit.field("other", 16)
    code = visit.desk.draw(CODE_BYTES).hex().upper()

    def together(db: Session) -> str:
        officer = db.get_one(Officer, login.officer_id)
        return links.lay(db, login.reader, officer, request, other, visit.now, code)

    return visit.go(f"/links/{await visit.desk.database.write(together)}", "laid")


async def one(visit: Visit) -> Response:
    """Two records, field by field."""
    reader, vault = visit.officer.reader, visit.desk.database.vault
    found = await visit.read(lambda db: links.candidate(db, vault, reader, code_of(visit)))
    if found is None:
        return await visit.no_ticket()
    return await visit.show("link.html", {"one": found})


async def decide(visit: Visit) -> Response:
    """Confirm, reject, or say what has to be asked first."""
    login, vault, step, why = (
        visit.officer,
        visit.desk.database.vault,
        visit.field("step", 12),
        visit.field("why", 2000),
    )
    where = f"/links/{code_of(visit)}"
    if not why:
        return visit.go(where, "no_reason")

    def keep(db: Session) -> None:
        officer = db.get_one(Officer, login.officer_id)
        links.decide(db, vault, login.reader, officer, code_of(visit), step, why, visit.now)

    await visit.desk.database.write(keep)
    return visit.go(where, "decided")


PAGES: Final = (
    Page("/links", "links.see", page),
    Page("/links", "links.lay", lay, "POST"),
    Page("/links/{code}", "links.see", one),
    Page("/links/{code}/decide", "links.decide", decide, "POST"),
)
