"""What an officer can send besides words, and why not: files, and the approved message after WhatsApp's window."""

from dataclasses import dataclass
from typing import Final

from anyio import to_thread
from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col
from starlette.responses import Response

from bot.desk.acts import act, already, mark
from bot.desk.frame import Page, Visit
from bot.enclosures import approved_in, refusal, send_file, send_template
from bot.messages import FILES_OUT, NO_FILES
from bot.store.queues import who
from bot.store.reading import Sheet
from bot.store.tables import Line, Officer, Ticket
from bot.stripping import NotClean, clean
from flows.lines_outside import TEMPLATES
from flows.words import Writing

MOST: Final = max(one.limit for one in FILES_OUT.values())
MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sending:
    """What the composer offers. `no_file` and `no_template` say in a code why not, and are empty where it can."""

    megabytes: int
    accepts: str
    no_file: str
    templates: tuple[tuple[str, str], ...]
    no_template: str
    junior: bool
    colleagues: tuple[tuple[str, str], ...]
    could_take_over: tuple[tuple[int, str], ...]


def sending(db: Session, visit: Visit, sheet: Sheet) -> Sending:
    """What can go to this person now besides words."""
    rules = FILES_OUT.get(sheet.row.channel, NO_FILES)
    settings, whatsapp = visit.desk.settings, sheet.row.channel == "whatsapp"
    no_file = "no_files" if not rules.limit else "no_public_address" if whatsapp and not settings.public_url else ""
    approved = settings.templates
    known = tuple((name, approved_in(name, sheet.row.language, approved)[1]) for name in TEMPLATES if name in approved)
    no_template = "not_allowed" if sheet.writing is not Writing.SAFE else "" if known else "none_approved"
    others = db.connection().execute(OTHERS, who(visit.officer.reader)).all()
    return Sending(
        megabytes=rules.limit // MEGABYTE,
        accepts=",".join(sorted(rules.kinds)),
        no_file=no_file,
        templates=known,
        no_template=no_template,
        junior=visit.officer.junior,
        colleagues=tuple((one.login, one.name) for one in others),
        could_take_over=tuple((one.id, one.name) for one in others if not one.interpreter and one.role != "admin"),
    )


OTHERS: Final = (
    select_columns(*(getattr(Officer, name) for name in ("id", "login", "name", "role", "interpreter")))
    .where(
        col(Officer.office_id) == bindparam("office_id"),
        col(Officer.active),
        col(Officer.id) != bindparam("officer_id"),
    )
    .order_by(col(Officer.name))
)
"""The others of an office: a note can call any of them, and those who answer tickets can take one over."""


async def file(visit: Visit) -> Response:
    """A file as a line of its own, cleaned of what it tells beside what it shows.

    The mark of the form keeps a press that is repeated from being sent twice.
    """
    content, once = visit.body, visit.request.headers.get("x-once", "")[:64]
    vault, code = visit.desk.database.vault, str(visit.request.path_params["code"])
    refused: list[str] = []
    try:
        cleaned = await to_thread.run_sync(clean, content)
    except NotClean:
        return visit.go(f"/t/{code}", "not_clean")

    def write(db: Session, ticket: int, officer: Officer) -> None:
        why = refusal(db.get_one(Ticket, ticket).channel, content)
        if why is not None:
            return refused.append(why.why)
        if once and already(db, once):
            return None
        line_id = send_file(db, vault, ticket, officer, cleaned, visit.now)
        if once:
            db.get_one(Line, line_id).key = mark(once)
        return None

    answer = await act(visit, write, "file_sent")
    return visit.go(f"/t/{code}", refused[0]) if refused else answer


async def template(visit: Visit) -> Response:
    """The approved message in place of free words."""
    name, vault, approved = visit.field("name", 40), visit.desk.database.vault, visit.desk.settings.templates
    return await act(
        visit, lambda db, ticket, by: send_template(db, vault, ticket, by, name, visit.now, approved), "template_sent"
    )


PAGES: Final = (
    Page("/t/{code}/send-file", "ticket.reply", file, "POST", takes=MOST),
    Page("/t/{code}/template", "ticket.reply", template, "POST"),
)
