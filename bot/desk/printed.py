"""Sheets that leave the desk on paper: a complaint's summary, a referral; and the ministry's own number on one."""

import asyncio
from collections.abc import Callable
from typing import Final

from sqlmodel import Session, col, select
from starlette.responses import Response

from bot import handover, referral, sheets
from bot.desk.acts import act
from bot.desk.frame import Page, Visit
from bot.errors import NotPermitted
from bot.paper import Paper, as_text
from bot.store import queues
from bot.store.tables import Office, Officer

NEVER_KEPT: Final = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
Draw = Callable[[Session, int, Officer], Paper]


async def drawn(visit: Visit, draw: Draw) -> Paper | None:
    """The sheet of the ticket in the address, if this officer may read it; drawing it is written down."""
    code, login = str(visit.request.path_params["code"]), visit.officer

    def carefully(db: Session) -> Paper | None:
        ticket_id = queues.ticket_id(db, login.reader, code)
        return None if ticket_id is None else draw(db, ticket_id, db.get_one(Officer, login.officer_id))

    return await visit.desk.database.write(carefully)


async def summary(visit: Visit) -> Response:
    """A complaint's summary as a file: PDF, or plain text."""
    vault, say = visit.desk.database.vault, visit.desk.screen.translate
    paper = await drawn(visit, lambda db, ticket, by: sheets.complaint(db, vault, ticket, by, visit.now, say))
    return await handed_over(visit, paper, "ringkasan", pdf=visit.request.url.path.endswith(".pdf"))


async def refer(visit: Visit) -> Response:
    """A referral for one partner as PDF: the person's yes to it is taken down, then the chosen fields are printed."""
    vault, say = visit.desk.database.vault, visit.desk.screen.translate
    to, chosen = visit.field("partner", 60), [str(name) for name in visit.form.getlist("field")]
    agreed = visit.field("agreed", 3) == "yes"

    def draw(db: Session, ticket: int, officer: Officer) -> Paper:
        if agreed and (organisation := organisation_of(db, to)):
            handover.record_consent(db, ticket, officer, organisation, True, visit.now)
        return referral.sheet(db, vault, ticket, officer, to, chosen, visit.now, say)

    try:
        paper = await drawn(visit, draw)
    except NotPermitted:
        if agreed:
            raise
        # Mostly the box was only not ticked: what is missing is said on the ticket.
        return visit.go(f"/t/{visit.request.path_params['code']}", "not_referred")
    return await handed_over(visit, paper, "rujukan")


def organisation_of(db: Session, key: str) -> str:
    """The organisation of the partner with this key; empty where there is none."""
    return next((office.organisation for office in partners(db) if office.key == key), "")


def partners(db: Session) -> tuple[Office, ...]:
    """Whoever a referral may be printed for: partners outside the system."""
    outside = col(Office.organisation).startswith("partner:")
    return tuple(db.exec(select(Office).where(outside, col(Office.active)).order_by(Office.name)))


def printed(paper: Paper) -> bytes:
    """The sheet as PDF. Its library is loaded with the first one: it would take a fifth of every start."""
    from bot.pdf import as_pdf

    return as_pdf(paper)


async def handed_over(visit: Visit, paper: Paper | None, name: str, pdf: bool = True) -> Response:
    """The sheet as a file; its name holds the ticket's code and nothing of the person."""
    if paper is None:
        return await visit.no_ticket()
    code, ending = visit.request.path_params["code"], "pdf" if pdf else "txt"
    body = await asyncio.to_thread(printed, paper) if pdf else as_text(paper).encode()
    kind = "application/pdf" if pdf else "text/plain; charset=utf-8"
    shown = {"Content-Disposition": f'attachment; filename="{name}-{code}.{ending}"', **NEVER_KEPT}
    return Response(body, media_type=kind, headers=shown)


async def ministry_number(visit: Visit) -> Response:
    """Write down the ministry's own number of this complaint."""
    vault, number = visit.desk.database.vault, visit.field("number", sheets.MOST_LETTERS)
    return await act(
        visit,
        lambda db, ticket, by: sheets.ministry_number(db, vault, ticket, by, number, visit.now),
        "ministry_number",
    )


PAGES: Final = (
    Page("/t/{code}/summary.pdf", "ticket.print", summary),
    Page("/t/{code}/summary.txt", "ticket.print", summary),
    Page("/t/{code}/referral.pdf", "ticket.refer", refer, "POST"),
    Page("/t/{code}/ministry", "ticket.ministry", ministry_number, "POST"),
)
