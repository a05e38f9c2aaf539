"""What time does for a person's safety: the greeting that they asked for (R4), and a wish to be forgotten (R1)."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.enclosures import also, approved_in
from bot.forgetting import forget
from bot.outlet import Cause
from bot.profile import CHECK_IN_AFTER
from bot.safe_hours import are_open, next_opening
from bot.store.danger import of_danger
from bot.store.loading import ENDED
from bot.store.safety_tables import Erasure, SafeContact
from bot.store.tables import Entry, TalkRow, Ticket
from bot.store.vault import Vault
from bot.tickets import add_line, key_of
from flows.hours import opened
from flows.lines_outside import OUTSIDE_THE_WINDOW, TEMPLATES

MOST_AT_ONCE = 100
AGAIN = timedelta(hours=24)
Say = Callable[[str, str], str]


def check_in(db: Session, vault: Vault, now: datetime, say: Say, approved: Collection[str] = ()) -> int:
    """Greet whoever permitted it first, in their words and hours, once a day while a matter is open. A sweep.

    On WhatsApp a day after their own last words only an approved template leaves, and its words are at the vendor.
    """
    due = select(SafeContact).where(col(SafeContact.check_in_at) <= now).order_by(col(SafeContact.check_in_at))
    greeted = 0
    for safe in db.exec(due.limit(MOST_AT_ONCE).with_for_update(skip_locked=True)).all():
        talk = db.exec(select(TalkRow).where(TalkRow.contact_id == safe.contact_id)).one()
        theirs = (Ticket.contact_id == safe.contact_id, col(Ticket.status).not_in(ENDED))
        ticket = db.exec(select(Ticket).where(*theirs).order_by(col(Ticket.urgency).desc()).limit(1)).first()
        permitted = safe.may_write_until is not None and now < safe.may_write_until
        if ticket is None or not permitted or safe.exited_at is not None:
            safe.check_in_at = None
            continue
        later = not_yet(safe, talk, now)
        safe.check_in_at = later or now + AGAIN
        if later is None:
            template, words = "", greeting(db, vault, ticket, safe, talk, say)
            if ticket.channel == "whatsapp":
                template, words = approved_in(OUTSIDE_THE_WINDOW["check_in"], talk.language, approved)
            line_id = add_line(db, vault, ticket, words, now, cause=Cause.CHECK_IN)
            if template:
                also(db, key_of(db, vault, ticket), line_id, {"template": template})
            db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="check_in"))
            greeted += 1
    return greeted


def not_yet(safe: SafeContact, talk: TalkRow, now: datetime) -> datetime | None:
    """Until when the greeting waits: a day after their own last words, and for the next of their safe hours."""
    if now - talk.heard_at < CHECK_IN_AFTER:
        return talk.heard_at + CHECK_IN_AFTER
    hours = opened(safe.hours)
    if hours is None or are_open(hours, safe.country, now, safe.zone):
        return None
    return next_opening(hours, safe.country, now, safe.zone) or now + AGAIN


def greeting(db: Session, vault: Vault, ticket: Ticket, safe: SafeContact, talk: TalkRow, say: Say) -> str:
    """The agreed words; where none were agreed, words that could come from a friend."""
    if safe.sealed_greeting:
        place = "safe_contact.sealed_greeting"
        return key_of(db, vault, ticket).open(place, safe.contact_id, safe.sealed_greeting)
    return say(talk.language, TEMPLATES[OUTSIDE_THE_WINDOW["check_in"]])


def forget_due(db: Session, vault: Vault, now: datetime) -> int:
    """Carry out the wishes to be forgotten whose time has come (SAFETY R1). What protects a life waits. A sweep."""
    due = select(Erasure).where(Erasure.state == "checked", col(Erasure.due_at) <= now).limit(MOST_AT_ONCE)
    forgotten = 0
    for wish in db.exec(due.with_for_update(skip_locked=True)).all():
        if protects_a_life(db, wish.contact_id):
            wish.due_at = now + AGAIN
            continue
        forget(db, vault, wish.contact_id, now)
        wish.state, wish.ended_at = "done", now
        forgotten += 1
    return forgotten


def protects_a_life(db: Session, contact_id: int) -> bool:
    """Is a ticket of danger open? Then what it keeps stays until it is closed (SAFETY R1)."""
    in_danger = (Ticket.contact_id == contact_id, col(Ticket.status).not_in(ENDED), of_danger())
    return db.exec(select(Ticket.id).where(*in_danger).limit(1)).first() is not None
