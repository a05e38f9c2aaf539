"""The room in which a lead reads closed tickets again, with eight questions; and what came of that so far."""

from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import quality, tickets
from bot.desk.frame import Page, Visit
from bot.desk.ticket_care import code_of
from bot.store import reading
from bot.store.tables import Officer


async def page(visit: Visit) -> Response:
    """The tickets that wait to be read again, and how the questions were answered."""
    reader, now = visit.officer.reader, visit.now

    def seen(db: Session) -> dict[str, object]:
        return {"waiting": quality.waiting(db, reader), "figures": quality.figures(db, reader, now)}

    return await visit.show("quality.html", await visit.read(seen))


async def one(visit: Visit) -> Response:
    """One ticket with its questions. Reading it again is reading it: written down."""
    login = visit.officer

    def opened(db: Session) -> bool:
        ticket = quality.waits(db, login.reader, code_of(visit))
        if ticket is not None:
            tickets.opened(db, ticket.id or 0, db.get_one(Officer, login.officer_id), visit.now)
        return ticket is not None

    if not await visit.desk.database.write(opened):
        return await visit.no_ticket()
    vault, code = visit.desk.database.vault, code_of(visit)
    sheet = await visit.read(lambda db: reading.sheet(db, vault, login.reader, code))
    return await visit.show("second_reading.html", {"code": code, "sheet": sheet, "questions": quality.QUESTIONS})


async def answer(visit: Visit) -> Response:
    """The eight answers."""
    login, vault, note = visit.officer, visit.desk.database.vault, visit.field("note", 2000)
    typed = {question: visit.field(question, 3) for question in quality.QUESTIONS}
    said = {question: word == "yes" for question, word in typed.items() if word in ("yes", "no")}

    def keep(db: Session) -> bool:
        ticket = quality.waits(db, login.reader, code_of(visit))
        if ticket is None:
            return False
        officer = db.get_one(Officer, login.officer_id)
        quality.answer(db, vault, ticket.id or 0, officer, said, note, visit.now)
        return True

    if not await visit.desk.database.write(keep):
        return await visit.no_ticket()
    return visit.go("/quality", "read_again")


PAGES: Final = (
    Page("/quality", "quality.read", page),
    Page("/quality/{code}", "quality.read", one),
    Page("/quality/{code}", "quality.answer", answer, "POST"),
)
