"""Files that people sent: opened one by one by whoever holds the ticket, and each opening written down."""

from typing import Final

from sqlmodel import Session, select
from starlette.responses import Response

from bot import tickets
from bot.desk.frame import Visit
from bot.errors import NotPermitted
from bot.permits import Role
from bot.store import queues
from bot.store.tables import Entry, FileRow, Key, Line, Officer, Ticket

# What a browser may show inside the desk; anything else is only handed over as a file.
SHOWN: Final = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/gif",
        "audio/ogg",
        "audio/mpeg",
        "audio/mp4",
        "audio/aac",
        "audio/amr",
        "audio/webm",
        "audio/wav",
        "video/mp4",
        "video/webm",
    }
)


async def file(visit: Visit) -> Response:
    """The bytes of one file (SAFETY R22); nobody sees it who does not hold the ticket, but its lead."""
    code, number = str(visit.request.path_params["code"]), int(visit.request.path_params["file"])

    def opened(db: Session) -> tuple[str, bytes] | None:
        ticket_id = queues.ticket_id(db, visit.officer.reader, code)
        return None if ticket_id is None else content(db, visit, ticket_id, number)

    found = await visit.desk.database.write(opened)
    if found is None:
        return await visit.show("refused.html", {"why": "no_file"}, 404)
    kind, body = found
    shown = kind in SHOWN
    headers = {
        "Content-Disposition": "inline" if shown else f'attachment; filename="{code}-{number}"',
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    return Response(body, media_type=kind if shown else "application/octet-stream", headers=headers)


def content(db: Session, visit: Visit, ticket_id: int, number: int) -> tuple[str, bytes] | None:
    """The kind and the bytes, with the opening written down in the same transaction."""
    ticket = db.get_one(Ticket, ticket_id)
    if ticket.owner_id != visit.officer.officer_id and visit.officer.role != Role.LEAD:
        raise NotPermitted
    found = select(FileRow).join(Line).where(FileRow.id == number, Line.ticket_id == ticket_id)
    row, key = db.exec(found).first(), db.get(Key, ticket.key_id)
    if row is None or key is None or row.sealed_content is None:
        return None
    officer = db.get_one(Officer, visit.officer.officer_id)
    tickets.write_down(db, ticket, officer, "file_opened", visit.now, str(number))
    person = visit.desk.database.vault.person(ticket.key_id, key.wrapped)
    kind = row.mime.partition(";")[0].strip().lower()
    return kind, person.open_bytes("file.sealed_content", number, row.sealed_content)


def opened_before(db: Session, ticket_id: int) -> frozenset[int]:
    """The files of this ticket that some officer has opened."""
    found = db.exec(select(Entry.detail).where(Entry.ticket_id == ticket_id, Entry.kind == "file_opened"))
    return frozenset(int(detail) for detail in found if detail.isdigit())
