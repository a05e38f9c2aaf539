"""One in twenty closed tickets is read again by a lead, with eight questions that are answered yes or no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from bot.errors import NotNow, NotPermitted
from bot.store.care_tables import SecondReading
from bot.store.queues import Reader, within
from bot.store.tables import Officer, Ticket
from bot.store.vault import Vault
from bot.tickets import found, key_of, may, write_down

QUESTIONS: Final = (
    "heard_first",
    "safe_to_write",
    "words",
    "truth",
    "only_needed",
    "decides",
    "danger",
    "ending",
)
"""In the order in which the verdicts' letters stand."""
ONE_IN: Final = 20
CHANCE_BYTES: Final = 2
FIGURES_OF: Final = timedelta(days=90)
SMALLEST_CELL: Final = 5
MOST_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the readings said yes to a question; None where too few stand behind it."""

    question: str
    yes: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the second readings of the last 90 days say."""

    read: int
    waiting: int
    shares: tuple[Share, ...]


def drawn(chance: bytes) -> bool:
    """Does this chance (two bytes that nobody chose) draw the ticket? One in twenty."""
    return int.from_bytes(chance[:CHANCE_BYTES], "big") * ONE_IN < 1 << (8 * CHANCE_BYTES)


def draw(db: Session, ticket_id: int, chance: bytes, now: datetime, *, first: bool = False) -> bool:
    """Put a ticket that was just closed among those that are read again, if chance says so; once at most.

    With `first` the very first one is drawn whatever chance says: whoever tries things out has not twenty to close.
    """
    chosen = drawn(chance) or (first and db.exec(select(SecondReading.id).limit(1)).first() is None)
    if not chosen or db.exec(select(SecondReading.id).where(SecondReading.ticket_id == ticket_id)).first():
        return False
    db.add(SecondReading(ticket_id=ticket_id, drawn_at=now))
    return True


def waiting(db: Session, reader: Reader) -> list[Ticket]:
    """The drawn tickets that this lead may read and did not handle, oldest first."""
    found_tickets = (
        select(Ticket)
        .join(SecondReading, col(SecondReading.ticket_id) == col(Ticket.id))
        .where(col(SecondReading.read_at).is_(None), within(reader), Ticket.status == "closed")
        .where(col(Ticket.owner_id).is_distinct_from(reader.officer_id))
        .order_by(col(SecondReading.drawn_at))
        .limit(MOST_SHOWN)
    )
    return list(db.exec(found_tickets))


def waits(db: Session, reader: Reader, code: str) -> Ticket | None:
    """The drawn ticket with this code, if it waits for this lead."""
    return next((one for one in waiting(db, reader) if one.code == code), None)


def answer(
    db: Session, vault: Vault, ticket_id: int, officer: Officer, said: Mapping[str, bool], note: str, now: datetime
) -> None:
    """Keep a lead's eight answers and their note. Nobody reads their own ticket again. Raises NotNow, NotPermitted."""
    ticket = found(db, ticket_id)
    may(db, officer, "quality.answer", ticket)
    kept = db.exec(select(SecondReading).where(SecondReading.ticket_id == ticket_id).with_for_update()).first()
    if ticket.owner_id == officer.id:
        raise NotPermitted
    if kept is None or kept.read_at is not None or set(said) != set(QUESTIONS):
        raise NotNow
    kept.lead_id, kept.read_at = officer.id, now
    kept.verdicts = "".join("y" if said[question] else "n" for question in QUESTIONS)
    if note:
        kept.sealed_note = key_of(db, vault, ticket).seal("second_reading.sealed_note", kept.id or 0, note)
    write_down(db, ticket, officer, "read_again", now)


def figures(db: Session, reader: Reader, now: datetime) -> Figures:
    """How often each question was answered yes, in the reader's organisation."""
    read = (
        select(SecondReading.verdicts)
        .join(Ticket, col(Ticket.id) == col(SecondReading.ticket_id))
        .where(within(reader), col(SecondReading.read_at) > now - FIGURES_OF)
    )
    verdicts = list(db.exec(read))
    enough = len(verdicts) >= SMALLEST_CELL
    shares = tuple(
        Share(question, sum(one[place] == "y" for one in verdicts) / len(verdicts) if enough else None)
        for place, question in enumerate(QUESTIONS)
    )
    return Figures(len(verdicts), len(waiting(db, reader)), shares)
