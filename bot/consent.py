"""Consent as rows: what somebody said yes or no to, in which words, when and where, and that they took it back."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.store.safety_tables import ConsentRow
from bot.store.tables import Officer, Ticket

ASKED = "asked"
"""The version of a question that an officer asked in words of their own."""
LEARN = "learn"
EVERYTHING = "everything"
"""The item of a withdrawal of all that was allowed."""


def read_by(organisation: str) -> str:
    """The item of one organisation's reading: each is asked for by itself (SAFETY R25)."""
    return f"read:{organisation}"


def take_down(db: Session, ticket: Ticket, officer: Officer, item: str, given: bool, now: datetime) -> ConsentRow:
    """What an officer asked and heard."""
    row = ConsentRow(
        contact_id=ticket.contact_id,
        ticket_id=ticket.id,
        officer_id=officer.id,
        item=item,
        given=given,
        version=ASKED,
        language=ticket.language,
        channel=ticket.channel,
        at=now,
    )
    db.add(row)
    db.flush()
    return row


def last(db: Session, contact_id: int, item: str, ticket_id: int | None = None) -> ConsentRow | None:
    """The newest row of an item; of one ticket alone, where its item is about that hand-over."""
    said = select(ConsentRow).where(ConsentRow.contact_id == contact_id, ConsentRow.item == item)
    if ticket_id is not None:
        said = said.where(ConsentRow.ticket_id == ticket_id)
    return db.exec(said.order_by(col(ConsentRow.id).desc()).limit(1)).first()


def stands(row: ConsentRow | None) -> bool:
    """Is this a yes that was not taken back? No row is a no."""
    return row is not None and row.given and row.withdrawn_at is None
