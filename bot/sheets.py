"""Sheets that an officer prints of a complaint, and the ministry's own number that they write on it."""

from datetime import datetime

from sqlmodel import Session

from bot.errors import NotNow
from bot.paper import Paper, day_of
from bot.store.tables import Officer
from bot.store.vault import Vault
from bot.tickets import Say, in_indonesian, key_of, owned, write_down
from flows.script import _
from flows.summary import TITLE, summary_facts
from flows.words import Service

COLUMN = "ticket.sealed_answers"
NUMBER = "ministry_case"
MOST_LETTERS = 40
FOR_OFFICERS = _("Hanya untuk petugas yang menangani. Dicetak pada %(day)s.")


def complaint(
    db: Session, vault: Vault, ticket_id: int, officer: Officer, now: datetime, say: Say = in_indonesian
) -> Paper:
    """The *Ringkasan pengaduan* of a ticket that this officer holds. Written down.

    Raises NotNow where the ticket is no complaint or somebody else holds it, NotPermitted where the table forbids it.
    """
    ticket = owned(db, ticket_id, officer, "ticket.print")
    if ticket.service != Service.COMPLAINT:
        raise NotNow
    answers = key_of(db, vault, ticket).open_json(COLUMN, ticket_id, ticket.sealed_answers)
    write_down(db, ticket, officer, "printed", now)

    def indonesian(text: str) -> str:
        return say("id", text)

    note = indonesian(FOR_OFFICERS) % {"day": day_of(now)}
    told = {name: str(words) for name, words in answers.items()}
    return Paper(f"{indonesian(TITLE)} {ticket.code}", (note,), summary_facts(told, indonesian))


def ministry_number(db: Session, vault: Vault, ticket_id: int, officer: Officer, number: str, now: datetime) -> None:
    """Write the ministry's own case number on a complaint; an empty one takes it away again.

    Raises NotNow where the ticket is no complaint or somebody else holds it.
    """
    ticket = owned(db, ticket_id, officer, "ticket.ministry")
    if ticket.service != Service.COMPLAINT:
        raise NotNow
    key = key_of(db, vault, ticket)
    answers = key.open_json(COLUMN, ticket_id, ticket.sealed_answers)
    answers.pop(NUMBER, None)
    if kept := " ".join(number.split())[:MOST_LETTERS]:
        answers[NUMBER] = kept
    ticket.sealed_answers = key.seal_json(COLUMN, ticket_id, answers)
    write_down(db, ticket, officer, "ministry_number", now)
