"""Consent as rows: what somebody said yes or no to, in which words, when and where, and that they took it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot.errors import NotNow
from bot.facts import after_withdrawal
from bot.store.safety_tables import ConsentRow
from bot.store.tables import Officer, Ticket

ASKED = "asked"
"""The version of a question that an officer asked in words of their own."""
LEARN = "learn"
READERS = "readers"
"""Who may read one ticket, as its `choice`; the ticket keeps a copy for routing."""
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


@dataclass(frozen=True, slots=True)
class Told:
    """One consent as an officer sees it: what, to whom, in which words, when, and when it was taken back."""

    row: ConsentRow
    officer: str

    @property
    def stands(self) -> bool:
        """Does this yes still hold?"""
        return stands(self.row)

    @property
    def what(self) -> str:
        """The item as a code for words: "keep", "readers:all", "read:kp2mi"."""
        return f"{self.row.item}:{self.row.choice}" if self.row.choice else self.row.item


def of_contact(db: Session, contact_id: int) -> list[Told]:
    """All that this person said of consent, the newest first."""
    return [Told(row, name or "") for row, name in db.execute(OF_CONTACT, {"contact": contact_id})]


OF_CONTACT: Final = (
    select(ConsentRow, Officer.name)
    .join(Officer, col(Officer.id) == ConsentRow.officer_id, isouter=True)
    .where(col(ConsentRow.contact_id) == bindparam("contact"))
    .order_by(col(ConsentRow.id).desc())
)


def take_back(db: Session, row_id: int, ticket: Ticket, now: datetime) -> ConsentRow:
    """Take one yes of this person back. Raises NotNow where it is another person's, a no, or taken back already."""
    row = db.get(ConsentRow, row_id, with_for_update=True)
    if row is None or row.contact_id != ticket.contact_id or not stands(row):
        raise NotNow
    row.withdrawn_at = now
    if row.item == READERS:
        of = db.get(Ticket, row.ticket_id) if row.ticket_id else None
        if of is not None:
            of.readers = after_withdrawal(of.readers)
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
