"""Files that people sent: opened one by one by whoever holds the ticket, and each opening written down."""

from collections.abc import Iterable
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import evidence, tickets
from bot.desk.frame import Page, Visit
from bot.errors import NotPermitted
from bot.store import queues
from bot.store.reading import Happened
from bot.store.tables import Key, Officer, Ticket

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
    """The bytes of one file (SAFETY R22): to its specialist where sealed, else to who holds the ticket, or leads."""
    code, number = str(visit.request.path_params["code"]), int(visit.request.path_params["file"])

    def opened(db: Session) -> tuple[str, bytes] | None:
        ticket_id = queues.ticket_id(db, visit.officer.reader, code)
        return None if ticket_id is None else content(db, visit, ticket_id, number)

    found = await visit.desk.database.write(opened)
    if found is None:
        return await visit.show("refused.html", {"why": "no_file"}, 404)
    return sent_as(*found, f"{code}-{number}")


def sent_as(kind: str, body: bytes, name: str) -> Response:
    """A file as the browser may have it: shown inside the desk, or handed over under a name of ours."""
    shown = kind in SHOWN
    headers = {
        "Content-Disposition": "inline" if shown else f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    return Response(body, media_type=kind if shown else "application/octet-stream", headers=headers)


def content(db: Session, visit: Visit, ticket_id: int, number: int) -> tuple[str, bytes] | None:
    """The kind and the bytes, with the opening written down in the same transaction."""
    ticket, officer = db.get_one(Ticket, ticket_id), db.get_one(Officer, visit.officer.officer_id)
    if not evidence.may_open(db, officer, ticket, number):
        raise NotPermitted
    return opened_by(db, visit, ticket, officer, number)


def opened_by(db: Session, visit: Visit, ticket: Ticket, officer: Officer, number: int) -> tuple[str, bytes] | None:
    """A file of this ticket, opened by somebody who may: written down."""
    row, key = evidence.of_ticket(db, ticket.id or 0, number), db.get(Key, ticket.key_id)
    if row is None or key is None or row.sealed_content is None:
        return None
    tickets.write_down(db, ticket, officer, "file_opened", visit.now, str(number))
    person = visit.desk.database.vault.person(ticket.key_id, key.wrapped)
    return row.mime.partition(";")[0].strip().lower(), evidence.opened(person, row)


def opened_before(history: Iterable[Happened]) -> frozenset[int]:
    """The files that some officer has opened, by a ticket's history."""
    found = (one.detail for one in history if one.kind == "file_opened")
    return frozenset(int(detail) for detail in found if detail.isdigit())


PAGES: Final = (Page("/t/{code}/file/{file:int}", "file.open", file),)
