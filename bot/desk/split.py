"""The page on which an officer takes one talk apart that is about two persons or two matters (SAFETY R16)."""

from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot.desk.frame import Page, Visit
from bot.desk.keep.frame import UNPROCESSABLE
from bot.errors import NotNow
from bot.splitting import Part, split
from bot.store import queues, reading
from bot.store.tables import Officer, Ticket
from flows.words import Service, Urgency

LONGEST_REASON: Final = 500
WHO: Final = ("another", "same")


async def page(visit: Visit) -> Response:
    """The talk with a box before each line and each answer, and what the new ticket is to be."""
    return await show(visit, "")


async def show(visit: Visit, trouble: str) -> Response:
    """The page as it was filled in; `trouble` says in a code why it did not work."""
    code, vault = str(visit.request.path_params["code"]), visit.desk.database.vault
    sheet = await visit.read(lambda db: reading.sheet(db, vault, visit.officer.reader, code))
    if sheet is None:
        return await visit.no_ticket()
    if not sheet.row.mine or sheet.row.status in queues.OVER or sheet.row.service == Service.SAFEGUARDING:
        return visit.go(f"/t/{code}", "not_now")
    typed = visit.request.method == "POST"
    words = {
        "sheet": sheet,
        "trouble": trouble,
        "lines": ticked(visit, "line"),
        "answers": ticked(visit, "answer"),
        "who": visit.field("who", 10) or WHO[0],
        "service": visit.field("service", 20) if typed else sheet.row.service,
        "urgency": visit.field("urgency", 1) if typed else str(int(sheet.row.urgency)),
        "reason": visit.field("reason", LONGEST_REASON),
        "services": list(Service),
    }
    return await visit.show("split.html", words, UNPROCESSABLE if trouble else 200)


def ticked(visit: Visit, name: str) -> frozenset[str]:
    """Every box of this name that was ticked."""
    return frozenset(str(value) for value in visit.form.getlist(name))


async def carry_out(visit: Visit) -> Response:
    """Take the ticket apart; where that cannot be, the page says why and keeps what was ticked."""
    code, login, vault = str(visit.request.path_params["code"]), visit.officer, visit.desk.database.vault
    service, level, who = visit.field("service", 20), visit.field("urgency", 1), visit.field("who", 10)
    if service not in set(Service) or level not in ("0", "1", "2", "3") or who not in WHO:
        return await visit.show("refused.html", {"why": "stale_form"}, 403)
    lines = frozenset(int(one) for one in ticked(visit, "line") if one.isdecimal() and len(one) < 16)
    if not lines:
        return await show(visit, "no_line")
    reason = visit.field("reason", LONGEST_REASON)
    part = Part(lines, ticked(visit, "answer"), Service(service), Urgency(int(level)), who == WHO[0], reason)
    trouble: list[str] = []

    def carefully(db: Session) -> bool:
        ticket_id = queues.ticket_id(db, login.reader, code)
        if ticket_id is None:
            return False
        if part.urgency < db.get_one(Ticket, ticket_id).urgency and not reason:
            trouble.append("no_reason")
        else:
            split(db, vault, ticket_id, db.get_one(Officer, login.officer_id), part, visit.now)
        return True

    try:
        there = await visit.desk.database.write(carefully)
    except NotNow:
        return await show(visit, "cannot")
    if not there:
        return await visit.no_ticket()
    return await show(visit, trouble[0]) if trouble else visit.go(f"/t/{code}", "split")


PAGES: Final = (
    Page("/t/{code}/split", "ticket.split", page),
    Page("/t/{code}/split", "ticket.split", carry_out, "POST"),
)
