"""What was said of an answer comes true: within 10 working days it comes, or the truth that there is none yet."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, or_
from sqlmodel import Session, col, select

from bot.directory.working_days import after_working_days
from bot.outlet import Cause
from bot.store.loading import ENDED
from bot.store.tables import Entry, TalkRow, Ticket, table
from bot.store.vault import Vault
from bot.tickets import add_line, shut_now
from flows.lines_outside import NO_ANSWER_YET

ENTRY: Final = table("entry")
WORKING_DAYS: Final = 10
AT_LEAST: Final = timedelta(days=14)
"""No 10 working days are fewer."""
WINDOW: Final = timedelta(hours=24)
MOST_AT_ONCE: Final = 1000
OVERDUE, TOLD = "interest_overdue", "interest_told"
Say = Callable[[str, str], str]


def keep_promises(db: Session, vault: Vault, now: datetime, say: Say) -> int:
    """Raise every interest in a programme that nobody answered in time, and tell the person so, once. A sweep."""
    raised = 0
    for ticket, asked_at in waiting(db, now, OVERDUE):
        if now >= after_working_days(asked_at, WORKING_DAYS):
            ticket.escalated_at = ticket.escalated_at or now
            ticket.changed_at = now
            db.add(Entry(ticket_id=ticket.id or 0, at=now, kind=OVERDUE))
            raised += 1
    db.flush()
    for ticket, asked_at in waiting(db, now, TOLD):
        if now >= after_working_days(asked_at, WORKING_DAYS):
            tell(db, vault, ticket, now, say)
    return raised


def waiting(db: Session, now: datetime, without: str) -> list[tuple[Ticket, datetime]]:
    """Open tickets with an interest that nobody answered since, and no entry of that kind since; when it was said."""
    later = ENTRY.alias()
    done = exists().where(later.c.ticket_id == col(Ticket.id), later.c.kind == without, later.c.id > col(Entry.id))
    said = select(Ticket, Entry.at).join(Entry, col(Entry.ticket_id) == Ticket.id)
    said = said.where(Entry.kind == "person_wanted", Entry.detail == "interest", Entry.at <= now - AT_LEAST)
    said = said.where(Ticket.service == "information", col(Ticket.status).not_in(ENDED), ~done)
    unanswered = or_(col(Ticket.answered_at).is_(None), col(Ticket.answered_at) < Entry.at)
    found = said.where(unanswered).order_by(col(Entry.id)).limit(MOST_AT_ONCE).with_for_update(of=Ticket)
    return [(ticket, at) for ticket, at in db.exec(found)]


def tell(db: Session, vault: Vault, ticket: Ticket, now: datetime, say: Say) -> None:
    """The truth, in the person's language, by the one outlet: nothing in danger or silence (R4, R5).

    It waits for the safe hours here, and not at the outlet: once an officer has answered it is no longer true (R6).
    On WhatsApp no free words leave a day after the person's own; it is told as soon as they write again.
    """
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == ticket.contact_id)).one()
    if shut_now(db, ticket.contact_id, now) or (ticket.channel == "whatsapp" and now - talk.heard_at > WINDOW):
        return
    words = "\n".join(say(talk.language, one) for one in NO_ANSWER_YET)
    add_line(db, vault, ticket, words, now, turn=talk.turn, cause=Cause.PROMISED)
    db.add(Entry(ticket_id=ticket.id or 0, at=now, kind=TOLD))
    ticket.changed_at = now
