"""What officers do to a ticket. Each is one post, one permit, one transaction."""

import re
from collections.abc import Callable
from typing import Final

from sqlmodel import Session, select
from starlette.responses import Response

from bot import quality, tickets
from bot.desk.answers import is_prepared, prepared_now
from bot.desk.frame import Page, Visit
from bot.enclosures import reply_meaning
from bot.errors import HelplineError
from bot.handover import mention
from bot.store import queues
from bot.store.tables import Line, Officer, Ticket

LONGEST_REPLY: Final = 4000
NAMED: Final = re.compile(r"(?<!\w)@([\w.-]+)")
Act = Callable[[Session, int, Officer], object]


async def act(visit: Visit, work: Act, said: str, then: str = "") -> Response:
    """Do one thing to the ticket, if this officer may read it at the very moment that it is done."""
    code, login = str(visit.request.path_params["code"]), visit.officer

    def carefully(db: Session) -> bool:
        ticket_id = queues.ticket_id(db, login.reader, code)
        if ticket_id is None:
            return False
        work(db, ticket_id, db.get_one(Officer, login.officer_id))
        return True

    if not await visit.desk.database.write(carefully):
        return await visit.no_ticket()
    return visit.go(then or f"/t/{code}", said)


async def take(visit: Visit) -> Response:
    """Take the ticket; the first officer wins."""
    vault, say = visit.desk.database.vault, visit.desk.screen.translate
    return await act(visit, lambda db, ticket, by: tickets.take(db, vault, ticket, by, visit.now, say), "taken")


async def reply(visit: Visit) -> Response:
    """Write to the person. The form's own mark keeps a press that is repeated from being sent twice."""
    text, once, meaning = (
        visit.field("text", LONGEST_REPLY),
        visit.field("once", 64),
        visit.field("meaning", LONGEST_REPLY),
    )
    if not text:
        return visit.go(f"/t/{visit.request.path_params['code']}", "empty")
    vault, junior = visit.desk.database.vault, visit.officer.junior

    def write(db: Session, ticket: int, officer: Officer) -> None:
        if once and already(db, once):
            return
        if junior and not is_prepared(text, db.get_one(Ticket, ticket).language, prepared_now(db)):
            raise NotPrepared
        line_id = reply_meaning(db, vault, ticket, officer, text, meaning, visit.now)
        if once:
            db.get_one(Line, line_id).key = mark(once)

    try:
        return await act(visit, write, "replied")
    except NotPrepared:
        return visit.go(f"/t/{visit.request.path_params['code']}", "not_prepared")


class NotPrepared(HelplineError):
    """Junior officers send prepared answers only. Choose one, and fill in its blanks."""


def mark(once: str) -> str:
    """Where a reply keeps the mark of the form that it came from."""
    return f"desk:{once}"


def already(db: Session, once: str) -> bool:
    """Has the reply of this form been taken down before?"""
    return db.exec(select(Line.id).where(Line.key == mark(once))).first() is not None


async def typing(visit: Visit) -> Response:
    """The owner is writing: that is a sign of life (SAFETY R12)."""

    def alive(db: Session, ticket: int, officer: Officer) -> None:
        tickets.seen(db, ticket, officer, visit.now)

    return await act(visit, alive, "")


async def note(visit: Visit) -> Response:
    """A note that only officers read."""
    text, vault = visit.field("text", LONGEST_REPLY), visit.desk.database.vault
    if not text:
        return visit.go(f"/t/{visit.request.path_params['code']}", "empty")

    unheard: list[str] = []

    def write(db: Session, ticket: int, officer: Officer) -> None:
        line_id = tickets.note(db, vault, ticket, officer, text, visit.now)
        named = frozenset(name.casefold().rstrip(".-") for name in NAMED.findall(text))
        unheard[:] = named - mention(db, ticket, line_id, named, officer, visit.now) if named else ()

    answer = await act(visit, write, "noted")
    code = str(visit.request.path_params["code"])
    return visit.go(f"/t/{code}", "noted_not_called") if unheard and answer.status_code == 303 else answer


async def close(visit: Visit) -> Response:
    """Close with an outcome and a note."""
    outcome, text, desk = visit.field("outcome", 40), visit.field("text", LONGEST_REPLY), visit.desk
    vault, say = desk.database.vault, desk.screen.translate
    if outcome not in tickets.OUTCOMES:
        return visit.go(f"/t/{visit.request.path_params['code']}", "no_outcome")

    def work(db: Session, ticket: int, officer: Officer) -> None:
        tickets.close(db, vault, ticket, officer, outcome, text, visit.now, say)
        chance, first = visit.desk.draw(quality.CHANCE_BYTES), visit.desk.settings.demonstration
        quality.draw(db, ticket, chance, visit.now, first=first)

    return await act(visit, work, "closed")


PAGES: Final = (
    Page("/t/{code}/take", "ticket.take", take, "POST"),
    Page("/t/{code}/reply", "ticket.reply", reply, "POST"),
    Page("/t/{code}/typing", "ticket.reply", typing, "POST"),
    Page("/t/{code}/note", "ticket.note", note, "POST"),
    Page("/t/{code}/close", "ticket.close", close, "POST"),
)
