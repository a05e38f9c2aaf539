"""What keeps a closed ticket from being deleted: a lead's word, or something that is not settled yet."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import Session, col, select

from bot.errors import NotNow
from bot.store.care_tables import LinkCandidate
from bot.store.keeping_tables import RetentionHold
from bot.store.loading import ENDED
from bot.store.safety_tables import Erasure
from bot.store.tables import Officer, table
from bot.store.work_tables import MinistryRow, TicketLink
from bot.tickets import found, may, write_down
from flows.words import Service

ACT: Final = "ticket.hold"
WHY: Final = ("court", "complaint", "search", "review")
TICKET: Final = table("ticket")
OTHER: Final = TICKET.alias("other")


def hold(db: Session, ticket_id: int, lead: Officer, why: str, now: datetime) -> None:
    """Keep this ticket whatever its period says. Raises NotNow where it is held already, or for no known reason."""
    ticket = found(db, ticket_id)
    may(db, lead, ACT, ticket)
    if why not in WHY or held(db, ticket_id) is not None:
        raise NotNow
    db.add(RetentionHold(ticket_id=ticket_id, officer_id=lead.id or 0, at=now, why=why))
    write_down(db, ticket, lead, "held_back", now, why)


def let_go(db: Session, ticket_id: int, lead: Officer, now: datetime) -> None:
    """Its period counts again. Raises NotNow where nobody holds it."""
    ticket, row = found(db, ticket_id), held(db, ticket_id)
    may(db, lead, ACT, ticket)
    if row is None:
        raise NotNow
    row.ended_by, row.ended_at = lead.id, now
    write_down(db, ticket, lead, "not_held_back", now)


def held(db: Session, ticket_id: int) -> RetentionHold | None:
    """The lead's word that holds this ticket, if there is one."""
    ours = select(RetentionHold).where(RetentionHold.ticket_id == ticket_id, col(RetentionHold.ended_at).is_(None))
    return db.exec(ours).first()


def obstacles() -> Mapping[str, ColumnElement[bool]]:
    """By its code: why a ticket (a row of TICKET) stays although its period is over."""
    theirs = OTHER.c.contact_id == TICKET.c.contact_id
    running = OTHER.c.status.not_in(ENDED)
    sides = or_(col(LinkCandidate.request_id) == TICKET.c.id, col(LinkCandidate.other_id) == TICKET.c.id)
    joined = or_(
        (col(TicketLink.first_id) == TICKET.c.id) & (col(TicketLink.second_id) == OTHER.c.id),
        (col(TicketLink.second_id) == TICKET.c.id) & (col(TicketLink.first_id) == OTHER.c.id),
    )
    unsettled = col(MinistryRow.state).in_(("registered", "handed_over"))
    return MappingProxyType(
        {
            "held": exists().where(col(RetentionHold.ticket_id) == TICKET.c.id, col(RetentionHold.ended_at).is_(None)),
            # Whoever complains about us may need what was written before.
            "complaint": exists().where(theirs, running, OTHER.c.service == Service.SAFEGUARDING.value),
            "wish": exists().where(
                col(Erasure.contact_id) == TICKET.c.contact_id, col(Erasure.state).in_(("asked", "checked"))
            ),
            "search": exists().where(sides, col(LinkCandidate.state).in_(("open", "asked"))),
            "linked": exists().where(joined, running),
            "ministry": exists().where(col(MinistryRow.ticket_id) == TICKET.c.id, unsettled),
        }
    )
