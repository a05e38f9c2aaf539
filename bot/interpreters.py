"""Somebody who interprets in one ticket: they read and write there, each word is written down, and it ends with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import permits
from bot.errors import NotNow, NotPermitted
from bot.messages import VENDORS
from bot.store.care_tables import Interpreting
from bot.store.roster import profile_from
from bot.store.tables import Office, Officer, Ticket
from bot.store.vault import Vault
from bot.tickets import add_line, complained_of, found, may, say_to_person, write_down

OVER = ("closed", "merged")


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who could interpret, or does: with the languages that they speak."""

    officer_id: int
    name: str
    interpreter: bool
    languages: tuple[str, ...]
    since: datetime | None = None


def add(db: Session, ticket_id: int, officer: Officer, who: int, now: datetime) -> None:
    """Let somebody of the same organisation read and write in this ticket. Raises NotNow, NotPermitted."""
    ticket = found(db, ticket_id)
    may(db, officer, "interpreter.add", ticket)
    if ticket.owner_id != officer.id or ticket.status in OVER:
        raise NotNow
    if who not in {one.officer_id for one in who_could(db, ticket)}:
        raise NotPermitted
    db.add(Interpreting(ticket_id=ticket_id, officer_id=who, added_by=officer.id or 0, at=now))
    write_down(db, ticket, officer, "interpreter_added", now, str(who))


def let_go(db: Session, ticket_id: int, officer: Officer, who: int, now: datetime) -> None:
    """End it before the ticket closes."""
    ticket = found(db, ticket_id)
    may(db, officer, "interpreter.add", ticket)
    kept = now_interpreting(db, ticket_id, who)
    if kept is None:
        raise NotNow
    kept.ended_at = now
    write_down(db, ticket, officer, "interpreter_left", now, str(who))


def now_interpreting(db: Session, ticket_id: int, who: int) -> Interpreting | None:
    """The row of somebody who interprets here now."""
    here = Interpreting.ticket_id == ticket_id, Interpreting.officer_id == who, col(Interpreting.ended_at).is_(None)
    return db.exec(select(Interpreting).where(*here)).first()


def who_could(db: Session, ticket: Ticket) -> list[Helper]:
    """Who works for the ticket's organisation and does not hold it; who speaks its language first."""
    organisation = select(Office.organisation).where(Office.id == ticket.office_id).scalar_subquery()
    there = (
        select(Officer)
        .join(Office, col(Office.id) == col(Officer.office_id))
        .where(Office.organisation == organisation, col(Officer.active), Officer.role != "admin")
        .order_by(Officer.name)
    )
    here = {one.officer_id for one in of_ticket(db, ticket.id or 0)}
    could = (one for one in db.exec(there) if one.id != ticket.owner_id and one.id not in here)
    helpers = (seen(one) for one in could if fit(db, one, ticket))
    return sorted(helpers, key=lambda one: (ticket.language not in one.languages, not one.interpreter))


def fit(db: Session, officer: Officer, ticket: Ticket) -> bool:
    """Nobody interprets a complaint about themselves (R26), and no invented officer meets a real person (R13)."""
    invented = officer.demonstration and ticket.channel in VENDORS
    return not invented and not (ticket.complaint_about and complained_of(db, officer, ticket))


def seen(officer: Officer, since: datetime | None = None) -> Helper:
    """An officer as the list shows them."""
    spoken = profile_from(officer.profile).get("languages")
    languages = tuple(map(str, spoken)) if isinstance(spoken, list) else ()
    return Helper(officer.id or 0, officer.name, officer.interpreter, languages, since)


def of_ticket(db: Session, ticket_id: int) -> list[Helper]:
    """Who interprets in this ticket now."""
    here = (
        select(Officer, Interpreting.at)
        .join(Interpreting, col(Interpreting.officer_id) == col(Officer.id))
        .where(Interpreting.ticket_id == ticket_id, col(Interpreting.ended_at).is_(None))
        .order_by(col(Interpreting.id))
    )
    return [seen(officer, since) for officer, since in db.exec(here)]


def tickets_of(db: Session, officer_id: int) -> list[Ticket]:
    """The open tickets in which somebody interprets, whoever wrote last first."""
    added = select(Interpreting.ticket_id).where(
        Interpreting.officer_id == officer_id, col(Interpreting.ended_at).is_(None)
    )
    here = select(Ticket).where(col(Ticket.id).in_(added), col(Ticket.status).not_in(OVER))
    return list(db.exec(here.order_by(col(Ticket.heard_at).desc())))


def in_this_one(db: Session, ticket_id: int, officer: Officer) -> Ticket:
    """The ticket, for who interprets in it now. Raises NotPermitted for everybody else."""
    ticket = found(db, ticket_id)
    permits.require(officer, "ticket.interpret")
    if now_interpreting(db, ticket_id, officer.id or 0) is None or ticket.status in OVER:
        raise NotPermitted
    return ticket


def read(db: Session, ticket_id: int, officer: Officer, now: datetime) -> None:
    """An interpreter opened the ticket: written down."""
    write_down(db, in_this_one(db, ticket_id, officer), officer, "interpreter_read", now)


def speak(db: Session, vault: Vault, ticket_id: int, officer: Officer, text: str, now: datetime) -> int:
    """Write to the person in their language; who holds the ticket goes on holding it. Somebody has to hold it."""
    ticket = in_this_one(db, ticket_id, officer)
    if ticket.owner_id is None:
        raise NotNow
    return say_to_person(db, vault, ticket, officer, text, now)


def note(db: Session, vault: Vault, ticket_id: int, officer: Officer, text: str, now: datetime) -> int:
    """Write what was said, for the officers."""
    ticket = in_this_one(db, ticket_id, officer)
    line_id = add_line(db, vault, ticket, text, now, officer=officer, kind="note")
    write_down(db, ticket, officer, "noted", now, str(line_id))
    return line_id
