"""What is done for a ticket beside the talk: calls to offices, other institutions, the ministry's book, one file."""

from datetime import datetime, time
from typing import Final

from sqlmodel import Session, col, select
from starlette.responses import Response

from bot import deadlines, handover, lists, seekers, telephone
from bot.desk.acts import act
from bot.desk.frame import Page, Visit
from bot.desk.keep import parse
from bot.desk.screen import OFFICE_ZONE
from bot.directory.helplines import society
from bot.errors import NotNow
from bot.permits import Role
from bot.routing.ministry import Closing, timers
from bot.store import queues
from bot.store.roster import office_from
from bot.store.tables import Office, Officer, Ticket
from bot.store.work_tables import MinistryRow
from flows.words import Service, Urgency

LEARNS: Final = ("papers_complete", "asked_for_clarity", "unreachable_since", "called_unsolvable", "solved")
REASONS: Final = ("looked", "corrected", "released")
"""Entries whose reason in words a lead reads."""
LONGEST: Final = 4000
MOST_FOUND: Final = 50


def code_of(visit: Visit) -> str:
    """The code in the address."""
    return str(visit.request.path_params["code"])


def back_to(visit: Visit) -> str:
    """The page of this ticket's matters."""
    return f"/t/{code_of(visit)}/matters"


async def page(visit: Visit) -> Response:
    """Everything on one page; that it was opened is written down."""
    return await shown(visit, {})


async def shown(visit: Visit, more: dict[str, object]) -> Response:
    """The page, with what was just found."""
    told = await visit.read(lambda db: seen(db, visit))
    if told is None:
        return await visit.no_ticket()
    return await visit.show("matters.html", {"likely": None, "on_lists": None, **told, **more})


def seen(db: Session, visit: Visit) -> dict[str, object] | None:
    """What the page shows; None where this officer may not read the ticket."""
    ticket_id, vault = queues.ticket_id(db, visit.officer.reader, code_of(visit)), visit.desk.database.vault
    if ticket_id is None:
        return None
    ticket = db.get_one(Ticket, ticket_id)
    book = db.exec(select(MinistryRow).where(MinistryRow.ticket_id == ticket_id)).one_or_none()
    leads = visit.officer.role == Role.LEAD
    return {
        "code": ticket.code,
        "holds": ticket.owner_id == visit.officer.officer_id and ticket.closed_at is None,
        "ended": ticket.closed_at is not None,
        "tasks": telephone.tasks(db, ticket),
        "calls": telephone.calls(db, vault, ticket),
        "host_lines": list(telephone.lines_of(ticket.country)),
        "society": society(ticket.country),
        "ends": telephone.REACHED,
        "waits_for_office": ticket.status == "waiting_for_office",
        "monitor_on": ticket.monitor_on,
        "institutions": [
            (one.key, one.name) for one in db.exec(select(Office).where(col(Office.active)).order_by(Office.name))
        ],
        "book": book,
        "closings": closings(db, ticket, book),
        "learns": LEARNS,
        "reasons": list(telephone.sealed_words(db, vault, ticket, REASONS)) if leads else [],
        "traces": ticket.service == Service.FAMILY_LINKS and visit.may("list.read"),
        "file": file_of(db, visit, ticket_id) if ticket.service == Service.FAMILY_LINKS else [],
    }


def closings(db: Session, ticket: Ticket, book: MinistryRow | None) -> tuple[Closing, ...]:
    """The ministry's timers that run on its own book (SAFETY R23)."""
    office = db.get(Office, ticket.office_id) if ticket.office_id else None
    return timers(deadlines.as_case(book), office_from(office.profile).hours) if book and office else ()


def file_of(db: Session, visit: Visit, ticket_id: int) -> list[queues.Row]:
    """The tickets of the same file that this officer may open."""
    numbers = [number for number in seekers.file_of(db, ticket_id) if number != ticket_id]
    return list(queues.chosen(db, visit.officer.reader, col(Ticket.id).in_(numbers))) if numbers else []


async def telephoned(visit: Visit) -> Response:
    """Take down a call."""
    office, ended, words = visit.field("office", 100), visit.field("ended", 20), visit.field("text", LONGEST)
    vault = visit.desk.database.vault
    return await act(
        visit,
        lambda db, ticket, by: telephone.telephoned(db, vault, ticket, by, office, ended, words, visit.now),
        "called_office",
        back_to(visit),
    )


async def wait(visit: Visit) -> Response:
    """Another institution has it; on the day that is written here it is asked again."""
    institution = visit.field("institution", 100)
    ask_on = morning_of(visit.field("ask_on", 10))

    def work(db: Session, ticket: int, officer: Officer) -> None:
        if db.exec(select(Office.id).where(Office.key == institution)).first() is None:
            raise NotNow
        deadlines.wait_for_institution(db, ticket, officer, institution, ask_on, visit.now)

    return await act(visit, work, "waits_for_office", back_to(visit))


def morning_of(typed: str) -> datetime:
    """Nine o'clock of that day by the office's clock. Raises NotNow for what is no day."""
    try:
        return datetime.combine(parse.day(typed), time(9), OFFICE_ZONE)
    except ValueError:
        raise NotNow from None


async def answered(visit: Visit) -> Response:
    """The institution has answered."""
    return await act(
        visit,
        lambda db, ticket, by: deadlines.institution_answered(db, ticket, by, visit.now),
        "office_answered",
        back_to(visit),
    )


async def ministry(visit: Visit) -> Response:
    """Open the ministry's own book on the matter, or write into it."""
    what = visit.field("what", 30)

    def work(db: Session, ticket: int, officer: Officer) -> None:
        if what == "register":
            deadlines.register(db, ticket, officer, visit.now)
        elif what in LEARNS:
            deadlines.ministry_learns(db, ticket, officer, what, visit.now)
        else:
            raise NotNow

    return await act(visit, work, "book_kept", back_to(visit))


async def look_for(visit: Visit) -> Response:
    """Lay other requests, and the lines of volunteers' lists, beside this one; who was shown is written down."""
    vault, login = visit.desk.database.vault, visit.officer
    found: dict[str, object] = {}

    def work(db: Session) -> bool:
        ticket_id = queues.ticket_id(db, login.reader, code_of(visit))
        if ticket_id is None:
            return False
        officer = db.get_one(Officer, login.officer_id)
        found["likely"] = seekers.likely(db, vault, ticket_id, officer, visit.now)[:MOST_FOUND]
        found["on_lists"] = lists.on_lists(db, vault, ticket_id, officer, visit.now)[:MOST_FOUND]
        return True

    if not await visit.desk.database.write(work):
        return await visit.no_ticket()
    return await shown(visit, found)


async def gather(visit: Visit) -> Response:
    """Put the chosen requests into one file with this one."""
    vault, say = visit.desk.database.vault, visit.desk.screen.translate
    chosen = [str(one).upper() for one in visit.form.getlist("other")][:MOST_FOUND]

    def work(db: Session, ticket: int, officer: Officer) -> None:
        numbers = [queues.ticket_id(db, visit.officer.reader, one) for one in chosen]
        if not numbers or None in numbers:
            raise NotNow
        others = tuple(number for number in numbers if number is not None)
        seekers.gather(db, vault, ticket, others, officer, visit.now, say)

    return await act(visit, work, "gathered", back_to(visit))


async def answer_all(visit: Visit) -> Response:
    """Say the same to everybody who looks for this person."""
    words, vault = visit.field("text", LONGEST), visit.desk.database.vault
    return await act(
        visit,
        lambda db, ticket, by: seekers.answer_all(db, vault, ticket, by, words, visit.now),
        "answered_all",
        back_to(visit),
    )


async def raised(visit: Visit) -> Response:
    """Make a ticket graver, whoever holds it."""
    level = visit.field("urgency", 1)
    if level not in ("1", "2", "3"):
        return await visit.show("refused.html", {"why": "stale_form"}, 403)
    return await act(
        visit,
        lambda db, ticket, by: handover.raise_urgency(db, ticket, by, Urgency(int(level)), visit.now),
        "raised",
    )


PAGES: Final = (
    Page("/t/{code}/matters", "ticket.read", page),
    Page("/t/{code}/telephoned", "ticket.telephone", telephoned, "POST"),
    Page("/t/{code}/wait-for-office", "ticket.transfer", wait, "POST"),
    Page("/t/{code}/office-answered", "ticket.transfer", answered, "POST"),
    Page("/t/{code}/ministry-book", "ticket.ministry", ministry, "POST"),
    Page("/t/{code}/look-for", "list.read", look_for, "POST"),
    Page("/t/{code}/gather", "ticket.link", gather, "POST"),
    Page("/t/{code}/answer-all", "ticket.reply", answer_all, "POST"),
    Page("/t/{code}/raise", "ticket.raise", raised, "POST"),
)
