"""Tickets that belong together: one person's duplicates become one, others are linked."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select

from bot.errors import NotNow
from bot.routing.states import Move, State, after
from bot.store.tables import Line, Offer, Officer, Ticket
from bot.store.work_tables import TicketLink
from bot.tickets import found, let_interpreters_go, may, write_down
from flows.words import Service

LINKS: Final = ("same_person", "same_employer", "same_event")


def merge(db: Session, duplicate_id: int, into_id: int, officer: Officer, now: datetime) -> None:
    """Make one ticket of two of the same contact: what was said, and the graver urgency, go to the one that stays.

    Raises NotNow for two contacts' tickets (each person's words stay under their own key: link them instead), for a
    complaint about ourselves, and where either has ended.
    """
    if duplicate_id == into_id:
        raise NotNow
    # Always the lower id first, so that two officers who merge at once never wait for each other.
    locked = {number: found(db, number) for number in sorted((duplicate_id, into_id))}
    duplicate, into = locked[duplicate_id], locked[into_id]
    for ticket in (duplicate, into):
        may(db, officer, "ticket.merge", ticket)
        if ticket.status in ("closed", "merged") or ticket.service == Service.SAFEGUARDING:
            raise NotNow
    if duplicate.contact_id != into.contact_id:
        raise NotNow
    if duplicate.owner_id is not None and into.owner_id is None:
        into.owner_id, into.office_id, into.status = duplicate.owner_id, duplicate.office_id, duplicate.status
        into.taken_at, into.seen_at = duplicate.taken_at, duplicate.seen_at
        end_offers(db, into)
    gather(db, duplicate, into)
    duplicate.status = after(State(duplicate.status), Move.MERGE).value
    duplicate.merged_into, duplicate.owner_id, duplicate.closed_at = into_id, None, now
    end_offers(db, duplicate)
    let_interpreters_go(db, duplicate, now)
    write_down(db, duplicate, officer, "merged", now, into.code)
    write_down(db, into, officer, "merged_here", now, duplicate.code)


def gather(db: Session, duplicate: Ticket, into: Ticket) -> None:
    """What the duplicate holds, to the ticket that stays; its answers stay readable on the duplicate."""
    db.execute(update(Line).where(col(Line.ticket_id) == duplicate.id).values(ticket_id=into.id))
    into.urgency = max(into.urgency, duplicate.urgency)
    into.kinds = " ".join(sorted({*into.kinds.split(), *duplicate.kinds.split()}))
    into.unread += duplicate.unread
    into.heard_at = max(into.heard_at, duplicate.heard_at)
    into.queued_at = min(into.queued_at, duplicate.queued_at)
    into.opened_at = min(into.opened_at, duplicate.opened_at)
    waits = [at for at in (into.waits_since, duplicate.waits_since) if at is not None]
    into.waits_since = min(waits, default=None)
    into.silence = into.silence or duplicate.silence


def end_offers(db: Session, ticket: Ticket) -> None:
    """Nobody is asked to take this ticket any more."""
    still = col(Offer.ticket_id) == ticket.id, col(Offer.state) == "open"
    db.execute(update(Offer).where(*still).values(state="withdrawn"))


def link(db: Session, one: int, other: int, kind: str, officer: Officer, now: datetime) -> None:
    """Say that two tickets belong together; both histories tell it, and neither person ever hears of it (R27)."""
    first, second = sorted((one, other))
    if kind not in LINKS or first == second:
        raise NotNow
    tickets = [found(db, number) for number in (first, second)]
    for ticket in tickets:
        may(db, officer, "ticket.link", ticket)
    same = TicketLink.first_id == first, TicketLink.second_id == second, TicketLink.kind == kind
    if db.exec(select(TicketLink.id).where(*same)).first() is not None:
        return
    db.add(TicketLink(first_id=first, second_id=second, kind=kind, officer_id=officer.id or 0, at=now))
    for ticket, far in zip(tickets, reversed(tickets), strict=True):
        write_down(db, ticket, officer, "linked", now, f"{kind} {far.code}")


def linked(db: Session, ticket_id: int) -> list[tuple[str, int]]:
    """(kind, ticket) of everything that belongs together with this ticket."""
    rows = db.connection().execute(LINKED, {"ticket": ticket_id})
    return [(row.kind, row.second_id if row.first_id == ticket_id else row.first_id) for row in rows]


LINKED: Final = (
    select_columns(col(TicketLink.kind), col(TicketLink.first_id), col(TicketLink.second_id))
    .where(or_(col(TicketLink.first_id) == bindparam("ticket"), col(TicketLink.second_id) == bindparam("ticket")))
    .order_by(col(TicketLink.id))
)
