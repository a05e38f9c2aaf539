"""What one office proposes to another: cards without words of what arrives, and where something is going."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from bot.permits import Role
from bot.store.queues import Reader, somebody, who
from bot.store.tables import Entry, Offer, Office, Officer, Ticket
from bot.store.work_tables import Transfer
from flows.words import Service, Urgency


@dataclass(frozen=True, slots=True)
class Arriving:
    """A ticket that another office proposes to ours, or a colleague to one of us: a card without words."""

    code: str
    service: str
    urgency: Urgency
    country: str
    language: str
    by: str
    why: str
    at: datetime


def arriving(db: Session, reader: Reader) -> tuple[Arriving, ...]:
    """What is proposed to the reader's office, or to the reader by name, oldest first."""
    return tuple(
        Arriving(code, service, Urgency(urgency), country, language, by or "", why, at)
        for code, service, urgency, country, language, by, why, at in db.connection().execute(ARRIVING, who(reader))
    )


def arriving_id(db: Session, reader: Reader, code: str) -> int | None:
    """The id of the ticket with this code, if it is proposed to the reader's office."""
    here = select(Ticket.id).join(Transfer, col(Ticket.id) == col(Transfer.ticket_id)).where(Ticket.code == code)
    return db.exec(here.where(*proposed_to(reader))).first()


def proposed_to(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    """Transfers that wait for this reader, or for anybody of their office."""
    return col(Transfer.to_office_id) == reader.office_id, col(Transfer.state) == "proposed", anybody_or(reader)


def anybody_or(reader: Reader) -> ColumnElement[bool]:
    """Proposed to the whole office, or to this reader by name."""
    return or_(col(Transfer.to_officer_id).is_(None), col(Transfer.to_officer_id) == reader.officer_id)


ARRIVING: Final["Select[Any]"] = (
    select_columns(
        *(getattr(Ticket, name) for name in ("code", "service", "urgency", "country", "language")),
        # A colleague asks by name; of another office its name is told.
        case((col(Transfer.to_officer_id).is_(None), col(Office.name)), else_=col(Officer.name)),
        col(Transfer.why),
        col(Transfer.at),
    )
    .join_from(Transfer, Ticket, col(Ticket.id) == col(Transfer.ticket_id))
    .join(Office, col(Office.id) == col(Transfer.from_office_id), isouter=True)
    .join(Officer, col(Officer.id) == col(Transfer.proposed_by), isouter=True)
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


def no_longer_theirs(db: Session, reader: Reader, code: str) -> str:
    """Why a ticket that was held out or handed to the reader opens no more, as a code that tells nothing of the person.

    taken_back: a transfer to their office was taken back, before or after they accepted it; offer_over: it was offered
    to them and is no longer. Empty where they never had to do with it, and where it has become a complaint about us:
    whoever it may be about learns nothing of it (R26).
    """
    open_to_all = col(Ticket.code) == code, col(Ticket.service) != Service.SAFEGUARDING
    ours = (col(Transfer.to_office_id) == reader.office_id, anybody_or(reader))
    newest = select(Transfer).join(Ticket, col(Ticket.id) == col(Transfer.ticket_id)).where(*open_to_all, *ours)
    last = db.exec(newest.order_by(col(Transfer.id).desc())).first()
    if last is not None and (last.state == "revoked" or (last.state == "accepted" and went_back(db, last))):
        return "taken_back"
    offered = select(Offer.id).join(Ticket, col(Ticket.id) == col(Offer.ticket_id)).where(*open_to_all)
    over = col(Offer.state).in_(("withdrawn", "expired"))
    asked = db.exec(offered.where(Offer.officer_id == reader.officer_id, over)).first()
    return "offer_over" if asked is not None else ""


def went_back(db: Session, accepted: Transfer) -> bool:
    """Did the ticket go back to where it was since it was accepted, because the yes to it was taken back?"""
    since = Entry.ticket_id == accepted.ticket_id, col(Entry.at) >= (accepted.decided_at or accepted.at)
    back = select(Entry.id).where(*since, Entry.kind == "returned", Entry.detail == "consent_back")
    return db.exec(back).first() is not None
