"""Offices that nobody answers for here are rung up by an officer: the task, the numbers, and what was said (R25)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from bot.directory.helplines import hotlines
from bot.errors import NotNow
from bot.handover import keep_words
from bot.routing.boundary import may_cross, may_read
from bot.routing.values import Office as Known
from bot.store.roster import case_of, office_from, readable
from bot.store.tables import Entry, Office, Officer, Ticket
from bot.store.vault import Vault
from bot.tickets import found, key_of, may, write_down

REACHED: Final = ("reached", "not_reached", "rings_back")
"""How a call ended; what was said stands in words beside it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number for an officer's eyes: where it comes from, as of when, and who made sure of it, if anybody did."""

    number: str
    use: str
    source: str
    source_date: date | None
    verified_by: str
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An office to ring up. Whether the person lets it know anything is asked anew at each look (SAFETY R25)."""

    key: str
    name: str
    numbers: tuple[Number, ...]
    allowed: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was made: by whom, when, how it ended, and what was said."""

    at: datetime
    officer: str
    office: str
    ended: str
    words: str


def tasks(db: Session, ticket: Ticket) -> list[Task]:
    """The offices that are to be rung up for this ticket, each once."""
    wanted = select(Entry.detail).where(Entry.ticket_id == ticket.id, Entry.kind == "telephone").distinct()
    rows = db.exec(select(Office).where(col(Office.key).in_(wanted)).order_by(Office.name))
    return [task_of(one, ticket) for row in rows if (one := readable(office_from, row.profile, "office", row.id or 0))]


def task_of(office: Known, ticket: Ticket) -> Task:
    """One of them."""
    case = case_of(ticket.model_dump())
    allowed = may_read(case, office.organisation) or may_cross(case, office.organisation)
    numbers = tuple(Number(one.number, one.use, one.source, one.source_date, one.verified_by) for one in office.numbers)
    return Task(office.key, office.name, numbers, allowed)


def lines_of(country: str) -> Iterator[tuple[str, Number]]:
    """(name, number) of the host country's own lines for workers."""
    for line in hotlines(country):
        for number in line.numbers:
            yield line.name, Number(number, line.hours, line.source, line.source_date, line.verified_by, line.read_on)


def telephoned(
    db: Session, vault: Vault, ticket_id: int, officer: Officer, office: str, ended: str, words: str, now: datetime
) -> None:
    """Take down that an office was rung up, how that ended, and what was said, sealed under the person's key."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.telephone", ticket)
    task = next((one for one in tasks(db, ticket) if one.key == office), None)
    if task is None or not task.allowed or ended not in REACHED or not words.strip():
        raise NotNow
    entry = write_down(db, ticket, officer, "telephoned", now, f"{office} {ended}")
    keep_words(db, vault, ticket, entry, words.strip())


def calls(db: Session, vault: Vault, ticket: Ticket) -> list[Call]:
    """The calls that were made, oldest first, with what was said."""
    names = dict(db.exec(select(Office.key, Office.name)).all())
    told = []
    for at, who, detail, words in sealed_words(db, vault, ticket, ("telephoned",)):
        key, _space, ended = detail.partition(" ")
        told.append(Call(at, who, names.get(key, key), ended, words))
    return told


def sealed_words(
    db: Session, vault: Vault, ticket: Ticket, kinds: tuple[str, ...]
) -> Iterator[tuple[datetime, str, str, str]]:
    """(when, who, code, words) of the entries of these kinds that have words beside their code."""
    rows = (
        select(Entry, Officer.name)
        .join(Officer, col(Officer.id) == col(Entry.officer_id), isouter=True)
        .where(Entry.ticket_id == ticket.id, col(Entry.kind).in_(kinds), col(Entry.sealed_detail).is_not(None))
        .order_by(col(Entry.id))
    )
    found_rows = db.exec(rows).all()
    if not found_rows:
        return
    key = key_of(db, vault, ticket)
    for entry, name in found_rows:
        if entry.id is not None and entry.sealed_detail is not None:
            yield entry.at, name or "", entry.detail, key.open("entry.sealed_detail", entry.id, entry.sealed_detail)
