"""Posts that join what belongs together: duplicates of one person, tickets of one matter, and a yes to a reader."""

from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import handover, together
from bot.desk.acts import act
from bot.desk.frame import Page, Visit
from bot.errors import NotNow
from bot.store import queues
from bot.store.tables import Officer


async def merge(visit: Visit) -> Response:
    """Make this ticket part of another one of the same person."""
    into = visit.field("into", 16).upper()

    def join(db: Session, ticket: int, officer: Officer) -> None:
        together.merge(db, visit.desk.database.vault, ticket, other(db, visit, into), officer, visit.now)

    return await act(visit, join, "merged", f"/t/{into}" if into.isalnum() else "")


async def link(visit: Visit) -> Response:
    """Say that this ticket belongs together with another one."""
    code, kind = visit.field("other", 16).upper(), visit.field("kind", 20)

    def join(db: Session, ticket: int, officer: Officer) -> None:
        together.link(db, ticket, other(db, visit, code), kind, officer, visit.now)

    return await act(visit, join, "linked")


def other(db: Session, visit: Visit, code: str) -> int:
    """The ticket with this code. Raises NotNow where the officer may not open it, or there is none."""
    found = queues.ticket_id(db, visit.officer.reader, code)
    if found is None:
        raise NotNow
    return found


async def allow(visit: Visit) -> Response:
    """Take down whether the person lets an organisation read their matter (SAFETY R25)."""
    organisation, given = visit.field("organisation", 60), visit.field("given", 3) == "yes"

    def note(db: Session, ticket: int, officer: Officer) -> None:
        handover.record_consent(db, ticket, officer, organisation, given, visit.now)

    return await act(visit, note, "consent_noted")


PAGES: Final = (
    Page("/t/{code}/merge", "ticket.merge", merge, "POST"),
    Page("/t/{code}/link", "ticket.link", link, "POST"),
    Page("/t/{code}/allow", "ticket.transfer", allow, "POST"),
)
