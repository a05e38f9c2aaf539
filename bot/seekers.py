"""Many who look for one person are one file: found by what they said, gathered under one officer, answered at once.

Nobody who asks ever learns that others do (SAFETY R27). Who is who is for people to say: nothing is joined by itself.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from bot.errors import NotNow, NotPermitted, TooLate
from bot.family.compare import Compared, Verdict, compare
from bot.store.tables import Officer, Ticket
from bot.store.vault import Vault
from bot.tickets import Say, found, in_indonesian, key_of, may, reply, take, write_down
from bot.together import link, linked
from flows.words import Service

SAME_PERSON: Final = "same_person"
MOST_COMPARED: Final = 300
ENDED: Final = ("closed", "merged")


@dataclass(frozen=True, slots=True)
class Likely:
    """Another request that may be about the same person, field by field; no sum is made."""

    ticket_id: int
    code: str
    fields: tuple[Compared, ...]


def request_of(db: Session, vault: Vault, ticket: Ticket) -> dict[str, str]:
    """What a request says. Raises NotNow for a ticket that looks for nobody."""
    if ticket.service != Service.FAMILY_LINKS:
        raise NotNow
    answers = key_of(db, vault, ticket).open_json("ticket.sealed_answers", ticket.id or 0, ticket.sealed_answers)
    return {name: str(value) for name, value in answers.items()}


def likely(db: Session, vault: Vault, ticket_id: int, officer: Officer, now: datetime) -> tuple[Likely, ...]:
    """The open requests of others whose name is the same or alike, and of which no year or sex speaks against it.

    What the officer may not read is not looked at; what is shown is written down in both histories.
    """
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.link", ticket)
    ours = request_of(db, vault, ticket)
    mine = {number for kind, number in linked(db, ticket_id) if kind == SAME_PERSON}
    others = select(Ticket).where(
        Ticket.service == Service.FAMILY_LINKS.value,
        Ticket.contact_id != ticket.contact_id,
        col(Ticket.status).not_in(ENDED),
        col(Ticket.id).not_in(mine),
    )
    shown = []
    for other in db.exec(others.order_by(col(Ticket.id).desc()).limit(MOST_COMPARED)).all():
        with suppress(NotPermitted, NotNow):
            may(db, officer, "ticket.link", other)
            fields = compare(ours, request_of(db, vault, other), "seek")
            if alike(fields):
                shown.append(Likely(other.id or 0, other.code, fields))
                write_down(db, other, officer, "compared", now, ticket.code)
    if shown:
        write_down(db, ticket, officer, "compared", now, str(len(shown)))
    return tuple(shown)


def alike(fields: tuple[Compared, ...]) -> bool:
    """Is the name the same or alike, with nothing that speaks against it?"""
    verdicts = {one.field: one.verdict for one in fields}
    told_apart = Verdict.DIFFERENT in (verdicts["sex"], verdicts["birth"])
    return verdicts["name"] in (Verdict.EXACT, Verdict.SIMILAR) and not told_apart


def file_of(db: Session, ticket_id: int) -> list[int]:
    """Every ticket of the same file, this one too: all that were linked as the same person, near or far."""
    known, fresh = {ticket_id}, [ticket_id]
    while fresh:
        near = {number for kind, number in linked(db, fresh.pop()) if kind == SAME_PERSON} - known
        known |= near
        fresh += sorted(near)
    return sorted(known)


def gather(
    db: Session,
    vault: Vault,
    ticket_id: int,
    others: tuple[int, ...],
    officer: Officer,
    now: datetime,
    say: Say = in_indonesian,
) -> list[int]:
    """Put requests about the same person into one file, under the officer who holds the first of them.

    What nobody holds becomes this officer's, too; what a colleague holds stays theirs, and both histories tell it.
    """
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.link", ticket)
    if ticket.owner_id != officer.id or ticket.service != Service.FAMILY_LINKS:
        raise NotNow
    for number in others:
        other = found(db, number)
        if other.service != Service.FAMILY_LINKS or other.contact_id == ticket.contact_id or other.status in ENDED:
            raise NotNow
        link(db, ticket_id, number, SAME_PERSON, officer, now)
        db.flush()
        with suppress(TooLate, NotNow):
            if other.owner_id is None:
                take(db, vault, number, officer, now, say)
    return file_of(db, ticket_id)


def answer_all(db: Session, vault: Vault, ticket_id: int, officer: Officer, words: str, now: datetime) -> list[int]:
    """Say the same to everybody who looks for this person and whose ticket this officer holds; those tickets.

    Each line leaves by the outbox and obeys what its own reader said of writing; none tells that others ask.
    """
    if not words.strip():
        raise NotNow
    answered = []
    for number in file_of(db, ticket_id):
        ticket = found(db, number)
        if ticket.owner_id == officer.id and ticket.status not in ENDED:
            reply(db, vault, number, officer, words, now)
            answered.append(number)
    if not answered:
        raise NotNow
    return answered
