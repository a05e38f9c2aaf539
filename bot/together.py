"""Tickets that belong together: one person's duplicates become one, others are linked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select

from bot.errors import NotNow, OtherReaders
from bot.routing.boundary import complained_about, may_read
from bot.routing.states import Move, State, after
from bot.store.roster import case_of
from bot.store.tables import Entry, Line, Offer, Office, Officer, Ticket
from bot.store.vault import PersonKey, Vault
from bot.store.work_tables import TicketLink, Transfer
from bot.tickets import found, key_of, let_interpreters_go, may, write_down
from flows.words import Service

FILLED: Final = ("country", "province", "regency", "employer_kind", "readers", "wish_gender", "category")
"""What the ticket that stays takes over where it says nothing itself."""
JOINED: Final = ("kinds", "complaint_about", "places", "unmet", "unmet_told")
"""Codes of which both tickets' hold."""
LINKS: Final = ("same_person", "same_employer", "same_event")


def merge(db: Session, vault: Vault, duplicate_id: int, into_id: int, officer: Officer, now: datetime) -> None:
    """Make one ticket of two of the same contact: all that was said and answered goes to the one that stays.

    Raises NotNow for two contacts' tickets (each person's words stay under their own key: link them instead), for a
    complaint about ourselves, and where either has ended; OtherReaders where whoever reads the ticket that stays may
    not read the other (SAFETY R25). What was merged wrongly is taken apart again by `splitting.split`.
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
    the_same_read_both(db, duplicate, into)
    if duplicate.owner_id is not None and into.owner_id is None:
        into.owner_id, into.office_id, into.status = duplicate.owner_id, duplicate.office_id, duplicate.status
        into.taken_at, into.seen_at = duplicate.taken_at, duplicate.seen_at
        end_offers(db, into)
    gather(db, duplicate, into)
    gather_answers(key_of(db, vault, duplicate), duplicate, key_of(db, vault, into), into)
    duplicate.status = after(State(duplicate.status), Move.MERGE).value
    duplicate.merged_into, duplicate.owner_id, duplicate.closed_at = into_id, None, now
    end_offers(db, duplicate)
    end_transfer(db, duplicate, now)
    let_interpreters_go(db, duplicate, now)
    write_down(db, duplicate, officer, "merged", now, into.code)
    write_down(db, into, officer, "merged_here", now, duplicate.code)


def the_same_read_both(db: Session, duplicate: Ticket, into: Ticket) -> None:
    """Raises OtherReaders where one of the two would come before somebody whom the person, or R26, keeps from it."""
    offices = [db.get(Office, one.office_id) if one.office_id else None for one in (duplicate, into)]
    chosen = {one.readers for one in (duplicate, into)} - {""}
    if len(chosen) > 1:
        raise OtherReaders
    # The owner comes along to a ticket that nobody has, so each has to be for both offices.
    for ticket, home in zip((duplicate, into), offices, strict=True):
        case = replace(case_of(ticket.model_dump()), organisation=home.organisation if home else "")
        for office in filter(None, offices):
            about = complained_about(case, office.key, office.organisation)
            if about or not may_read(case, office.organisation):
                raise OtherReaders


def gather(db: Session, duplicate: Ticket, into: Ticket) -> None:
    """What the duplicate holds as lines and codes, to the ticket that stays."""
    db.execute(update(Line).where(col(Line.ticket_id) == duplicate.id).values(ticket_id=into.id))
    into.urgency = max(into.urgency, duplicate.urgency)
    for name in FILLED:
        setattr(into, name, getattr(into, name) or getattr(duplicate, name))
    for name in JOINED:
        setattr(into, name, " ".join(sorted({*getattr(into, name).split(), *getattr(duplicate, name).split()})))
    into.unread += duplicate.unread
    into.heard_at = max(into.heard_at, duplicate.heard_at)
    into.queued_at = min(into.queued_at, duplicate.queued_at)
    into.opened_at = min(into.opened_at, duplicate.opened_at)
    into.waits_since = earliest((into.waits_since, duplicate.waits_since))
    into.escalated_at = earliest((into.escalated_at, duplicate.escalated_at))
    into.monitor_on = earliest((into.monitor_on, duplicate.monitor_on))
    into.silence, into.surge = into.silence or duplicate.silence, into.surge or duplicate.surge


def earliest(instants: Iterable[datetime | None]) -> datetime | None:
    """The first of these instants; none where there is none."""
    return min((at for at in instants if at is not None), default=None)


def gather_answers(its_key: PersonKey, duplicate: Ticket, key: PersonKey, into: Ticket) -> None:
    """The answers and signs of both on the ticket that stays, its own first; the duplicate keeps its own as well."""
    answers, signs = "ticket.sealed_answers", "ticket.sealed_signs"
    opened = ((key, into), (its_key, duplicate))
    mine, theirs = (dict(own.open_json(answers, one.id or 0, one.sealed_answers)) for own, one in opened)
    for name, value in theirs.items():
        told = str(mine.get(name, "")).split("\n") + str(value).split("\n")
        mine[name] = "\n".join(filter(None, dict.fromkeys(told)))
    into.sealed_answers = key.seal_json(answers, into.id or 0, mine)
    seen: list[object] = []
    for own, one in opened:
        listed = own.open_json(signs, one.id or 0, one.sealed_signs).get("signs")
        seen += [sign for sign in (listed if isinstance(listed, list) else ()) if sign not in seen]
    into.sealed_signs = key.seal_json(signs, into.id or 0, {"signs": seen})


def end_transfer(db: Session, ticket: Ticket, now: datetime) -> None:
    """What was proposed to another office is proposed no more: the ticket is another one now."""
    waiting = select(Transfer).where(Transfer.ticket_id == ticket.id, Transfer.state == "proposed")
    for one in db.exec(waiting):
        one.state, one.decided_at = "revoked", now
        db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="transfer_revoked", detail="merged"))


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
