"""What officers write down of the person concerned, as codes: known to be safe, sex, papers. Nobody is asked for it."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from bot.errors import NotNow
from bot.store.keeping_tables import TicketAbout
from bot.store.tables import Officer
from bot.tickets import found, may, write_down

SEXES: Final = ("", "female", "male")
PAPERS: Final = ("", "complete", "incomplete")
HOW: Final = ("wrote", "voice", "seen", "told")
"""By their own words, by telephone, face to face, or by somebody whom the officer trusts."""


def about(db: Session, ticket_id: int, officer: Officer, sex: str, papers: str, now: datetime) -> None:
    """Write down what was said anyway (SAFETY R23). Raises NotNow for another word than these."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.about", ticket)
    if sex not in SEXES or papers not in PAPERS:
        raise NotNow
    row = db.get(TicketAbout, ticket_id) or TicketAbout(ticket_id=ticket_id)
    row.sex, row.papers = sex, papers
    db.add(row)
    # Which words changed stands with the ticket, not in the trail of everybody who may read that.
    write_down(db, ticket, officer, "about", now)


def known_safe(db: Session, ticket_id: int, officer: Officer, how: str, now: datetime) -> None:
    """The officer knows now that the person is safe, and how. It changes nothing else on the ticket."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.about", ticket)
    if how not in HOW:
        raise NotNow
    write_down(db, ticket, officer, "known_safe", now, how)


def about_of(db: Session, ticket_id: int) -> TicketAbout:
    """What is written down of the person concerned so far."""
    return db.get(TicketAbout, ticket_id) or TicketAbout(ticket_id=ticket_id)
