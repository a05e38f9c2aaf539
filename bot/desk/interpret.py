"""What somebody who interprets in one ticket reads and writes there, and nothing else."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from bot import evidence, interpreters
from bot.desk.acts import LONGEST_REPLY, act
from bot.desk.frame import Page, Visit
from bot.desk.listener import Listener
from bot.desk.pages import cautions, stream
from bot.desk.shown import opened_by, sent_as
from bot.desk.ticket_care import code_of
from bot.store import queues, reading
from bot.store.tables import Officer
from bot.store.vault import Vault


async def listed(visit: Visit) -> Response:
    """The tickets to which this officer was added."""
    found = await visit.read(lambda db: interpreters.tickets_of(db, visit.officer.officer_id))
    return await visit.show("interpret_list.html", {"tickets": found})


async def page(visit: Visit) -> Response:
    """One ticket: what was said, and two boxes; the reading is written down."""
    login = visit.officer

    def opened(db: Session) -> bool:
        ticket_id = queues.ticket_id(db, login.reader, code_of(visit))
        if ticket_id is not None:
            interpreters.read(db, ticket_id, db.get_one(Officer, login.officer_id), visit.now)
        return ticket_id is not None

    if not await visit.desk.database.write(opened):
        return await visit.no_ticket()
    return await visit.see("interpret.html", lambda db: seen(db, visit))


def seen(db: Session, visit: Visit) -> dict[str, object]:
    """What the page shows. Pictures are not an interpreter's, and what is sealed stays closed."""
    sheet = reading.sheet(db, visit.desk.database.vault, visit.officer.reader, code_of(visit))
    items = evidence.items(db, sheet.ticket_id) if sheet else ()
    return {
        "code": code_of(visit),
        "sheet": sheet,
        "openable": {one.file_id for one in items if heard(one)},
        "cautions": cautions(sheet, visit.officer.name) if sheet else [],
    }


async def live(visit: Visit) -> Response:
    """Server-sent events of this one ticket, for as long as the login runs."""
    reader = visit.officer.reader
    looking_at = await visit.read(lambda db: queues.ticket_id(db, reader, code_of(visit)))
    if looking_at is None:
        return await visit.no_ticket()
    return StreamingResponse(
        stream(visit, Listener(reader, looking_at, visit.officer.name)), media_type="text/event-stream"
    )


def heard(item: evidence.Item) -> bool:
    """Is this a voice note that nobody sealed?"""
    return item.mime.startswith("audio/") and not item.sealed_for


async def voice(visit: Visit) -> Response:
    """A voice note of the ticket, to be put into words; written down."""
    number, login = int(visit.request.path_params["file"]), visit.officer

    def opened(db: Session) -> tuple[str, bytes] | None:
        ticket_id = queues.ticket_id(db, login.reader, code_of(visit))
        if ticket_id is None or number not in {one.file_id for one in evidence.items(db, ticket_id) if heard(one)}:
            return None
        officer = db.get_one(Officer, login.officer_id)
        return opened_by(db, visit, interpreters.in_this_one(db, ticket_id, officer), officer, number)

    found = await visit.desk.database.write(opened)
    if found is None:
        return await visit.show("refused.html", {"why": "no_file"}, 404)
    return sent_as(*found, f"{code_of(visit)}-{number}")


async def reply(visit: Visit) -> Response:
    """Write to the person."""
    return await said(visit, interpreters.speak, "spoken")


async def note(visit: Visit) -> Response:
    """Put into words, for the officers, what was said."""
    return await said(visit, interpreters.note, "noted")


Say = Callable[[Session, Vault, int, Officer, str, datetime], int]


async def said(visit: Visit, how: Say, told: str) -> Response:
    """Words of an interpreter, to the person or to the officers."""
    text, vault, way = visit.field("text", LONGEST_REPLY), visit.desk.database.vault, f"/t/{code_of(visit)}/interpret"
    if not text:
        return visit.go(way, "empty")
    return await act(visit, lambda db, ticket, by: how(db, vault, ticket, by, text, visit.now), told, way)


PAGES: Final = (
    Page("/interpret", "ticket.interpret", listed),
    Page("/t/{code}/interpret", "ticket.interpret", page),
    Page("/t/{code}/interpret/live", "ticket.interpret", live, by_itself=True),
    Page("/t/{code}/interpret/voice/{file:int}", "ticket.interpret", voice),
    Page("/t/{code}/interpret/reply", "ticket.interpret", reply, "POST"),
    Page("/t/{code}/interpret/note", "ticket.interpret", note, "POST"),
)
