"""One ticket's evidence, seals and interpreters: what whoever holds it does with them."""

from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import evidence, interpreters
from bot.desk.acts import act
from bot.desk.frame import Page, Visit
from bot.keeping import ending
from bot.keeping import holds as kept_back
from bot.store import queues
from bot.store.tables import Officer, Ticket

CODE_BYTES = 5


def code_of(visit: Visit) -> str:
    """The code in the address."""
    return str(visit.request.path_params["code"])


def back_to(visit: Visit) -> str:
    """The page of this ticket's care."""
    return f"/t/{code_of(visit)}/care"


def number(visit: Visit, name: str) -> int:
    """A number of the form; 0 for anything else."""
    typed = visit.field(name, 12)
    return int(typed) if typed.isdigit() else 0


async def page(visit: Visit) -> Response:
    """Files with their seals, packs that left, who handled them, and who interprets."""
    shown = await visit.read(lambda db: seen(db, visit))
    if shown is None:
        return await visit.no_ticket()
    return await visit.show("ticket_care.html", shown)


def seen(db: Session, visit: Visit) -> dict[str, object] | None:
    """What the page shows; None where this officer may not read the ticket."""
    ticket_id = queues.ticket_id(db, visit.officer.reader, code_of(visit))
    if ticket_id is None:
        return None
    ticket, officer = db.get_one(Ticket, ticket_id), db.get_one(Officer, visit.officer.officer_id)
    items = evidence.items(db, ticket_id)
    holds = ticket.owner_id == officer.id and ticket.status not in interpreters.OVER
    return {
        "code": ticket.code,
        "items": items,
        "openable": {one.file_id for one in items if evidence.may_open(db, officer, ticket, one.file_id)},
        "in_hand": ticket.owner_id == officer.id or visit.officer.role == "lead",
        "holds": holds,
        "packs": evidence.packs(db, visit.desk.database.vault, ticket_id),
        "handlers": evidence.handlers(db, ticket_id),
        "helpers": interpreters.of_ticket(db, ticket_id),
        "could": interpreters.who_could(db, ticket) if holds else (),
        "specialists": evidence.SPECIALISTS,
        "ended": ticket.status == "closed",
        "goes": ending.goes_from(db, ticket_id),
        "held": kept_back.held(db, ticket_id),
        "hold_reasons": kept_back.WHY,
    }


async def seal(visit: Visit) -> Response:
    """Seal one item for its specialist."""
    vault, file_id, training = visit.desk.database.vault, number(visit, "file"), visit.field("training", 40)
    return await act(
        visit,
        lambda db, ticket, by: evidence.seal(db, vault, ticket, file_id, by, training, visit.now),
        "sealed",
        back_to(visit),
    )


async def pack(visit: Visit) -> Response:
    """Make a pack and hand it over at once; what is kept is its hash, for whom, and on whose word."""
    words = [visit.field(name, most) for name, most in (("recipient", 200), ("purpose", 500), ("agreed", 20))]
    leaving, vault, code = evidence.Leaving(*words), visit.desk.database.vault, visit.desk.draw(CODE_BYTES).hex()
    login = visit.officer

    def make(db: Session) -> bytes | None:
        ticket_id = queues.ticket_id(db, login.reader, code_of(visit))
        if ticket_id is None:
            return None
        officer = db.get_one(Officer, login.officer_id)
        return evidence.pack(db, vault, ticket_id, officer, leaving, visit.now, code.upper())

    made = await visit.desk.database.write(make)
    if made is None:
        return await visit.no_ticket()
    headers = {"Content-Disposition": f'attachment; filename="{code_of(visit)}-{code.upper()}.zip"'}
    return Response(made, media_type="application/zip", headers=headers)


async def add_interpreter(visit: Visit) -> Response:
    """Let somebody read and write in this ticket."""
    who = number(visit, "who")
    return await act(
        visit, lambda db, ticket, by: interpreters.add(db, ticket, by, who, visit.now), "added", back_to(visit)
    )


async def end_interpreter(visit: Visit) -> Response:
    """Let them go."""
    who = number(visit, "who")
    return await act(
        visit, lambda db, ticket, by: interpreters.let_go(db, ticket, by, who, visit.now), "let_go", back_to(visit)
    )


async def hold(visit: Visit) -> Response:
    """Keep this ticket whatever its period says."""
    why = visit.field("why", 20)
    return await act(
        visit, lambda db, ticket, by: kept_back.hold(db, ticket, by, why, visit.now), "held_back", back_to(visit)
    )


async def end_hold(visit: Visit) -> Response:
    """Let its period count again."""
    return await act(
        visit, lambda db, ticket, by: kept_back.let_go(db, ticket, by, visit.now), "not_held_back", back_to(visit)
    )


PAGES: Final = (
    Page("/t/{code}/care", "evidence.see", page),
    Page("/t/{code}/care/seal", "evidence.seal", seal, "POST"),
    Page("/t/{code}/care/pack", "evidence.pack", pack, "POST"),
    Page("/t/{code}/care/interpreter", "interpreter.add", add_interpreter, "POST"),
    Page("/t/{code}/care/interpreter/end", "interpreter.add", end_interpreter, "POST"),
    Page("/t/{code}/care/hold", "ticket.hold", hold, "POST"),
    Page("/t/{code}/care/hold/end", "ticket.hold", end_hold, "POST"),
)
