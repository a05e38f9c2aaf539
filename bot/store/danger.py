"""Which tickets tell of danger (SAFETY R1, R4), and since when an address is a stranger's (R10)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, or_, select

from bot.store.tables import table
from flows.anywhere import EVERYDAY
from flows.words import Service, Urgency

TICKET = table("ticket")
REMEMBERED = timedelta(days=180)
"""So long after it was open a ticket of danger still guards what whoever holds the telephone could ask for (R1)."""
STRANGER = "stranger"
"""Why an address can no longer be written to: it was silent so long that somebody else may have it (R10)."""
STRANGER_AFTER = timedelta(days=90)


def of_danger() -> ColumnElement[bool]:
    """Tickets of danger by their plain columns: an emergency, or as urgent as one."""
    return or_(TICKET.c.service == Service.EMERGENCY.value, TICKET.c.urgency >= int(Urgency.HIGH))


def endangered_lately(connection: Connection, contact_id: int, now: datetime) -> bool:
    """Is or was a ticket of danger, violence, trafficking or a child open in the last 180 days (R1)?"""
    since = or_(TICKET.c.closed_at.is_(None), TICKET.c.closed_at > now - REMEMBERED)
    theirs = select(TICKET.c.kinds, of_danger()).where(TICKET.c.contact_id == contact_id, since)
    return any(danger or set(kinds.split()) - EVERYDAY for kinds, danger in connection.execute(theirs))
