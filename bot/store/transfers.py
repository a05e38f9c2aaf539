"""What one office proposes to another: cards without words of what arrives, and where something is going."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from bot.permits import Role
from bot.store.queues import Reader, somebody, who
from bot.store.tables import Office, Officer, Ticket
from bot.store.work_tables import Transfer
from flows.words import Urgency


@dataclass(frozen=True, slots=True)
class Arriving:
    """A ticket that another office proposes to ours: a card without words."""

    code: str
    service: str
    urgency: Urgency
    country: str
    language: str
    office: str
    why: str
    at: datetime


def arriving(db: Session, reader: Reader) -> tuple[Arriving, ...]:
    """What is proposed to the reader's office, or to the reader by name, oldest first."""
    return tuple(
        Arriving(code, service, Urgency(urgency), country, language, office or "", why, at)
        for code, service, urgency, country, language, office, why, at in db.connection().execute(ARRIVING, who(reader))
    )


def arriving_id(db: Session, reader: Reader, code: str) -> int | None:
    """The id of the ticket with this code, if it is proposed to the reader's office."""
    here = select(Ticket.id).join(Transfer, col(Ticket.id) == col(Transfer.ticket_id)).where(Ticket.code == code)
    return db.exec(here.where(*proposed_to(reader))).first()


def proposed_to(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    """Transfers that wait for this reader, or for anybody of their office."""
    anybody_or_me = or_(col(Transfer.to_officer_id).is_(None), col(Transfer.to_officer_id) == reader.officer_id)
    return col(Transfer.to_office_id) == reader.office_id, col(Transfer.state) == "proposed", anybody_or_me


ARRIVING: Final["Select[Any]"] = (
    select_columns(
        *(getattr(Ticket, name) for name in ("code", "service", "urgency", "country", "language")),
        col(Office.name),
        col(Transfer.why),
        col(Transfer.at),
    )
    .join_from(Transfer, Ticket, col(Ticket.id) == col(Transfer.ticket_id))
    .join(Office, col(Office.id) == col(Transfer.from_office_id), isouter=True)
    .where(*proposed_to(somebody(Role.OFFICER)))
    .order_by(col(Transfer.id))
)
"""What is proposed to a reader, whatever their role."""


def leaving(db: Session, ticket: int) -> tuple[str, datetime] | None:
    """To which office, or which officer, the ticket is proposed, and since when."""
    found = db.connection().execute(LEAVING, {"ticket": ticket}).first()
    return (found[0], found[1]) if found else None


LEAVING: Final = (
    select_columns(func.coalesce(col(Officer.name), col(Office.name)), col(Transfer.at))
    .select_from(Transfer)
    .join(Office, col(Office.id) == col(Transfer.to_office_id))
    .join(Officer, col(Officer.id) == col(Transfer.to_officer_id), isouter=True)
    .where(col(Transfer.ticket_id) == bindparam("ticket"), col(Transfer.state) == "proposed")
)
