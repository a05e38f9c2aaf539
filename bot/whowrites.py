"""An officer makes sure who writes (SAFETY R1, R7), and joins another address to its person (R10)."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.errors import NotNow
from bot.handover import keep_words
from bot.store.loading import ENDED
from bot.store.safekeeping import GRACE, look_again
from bot.store.safety_tables import Erasure, SafeContact
from bot.store.tables import Contact, Entry, Line, Officer, TalkRow, Ticket
from bot.store.vault import Vault
from bot.tickets import contact_of, key_of, may, owned, write_down
from bot.together import link
from flows.words import Writing


def made_sure(
    db: Session, vault: Vault, ticket_id: int, officer: Officer, is_them: bool, how: str, now: datetime
) -> None:
    """Take down that this is the person, or that it is in doubt, and how the officer knows.

    Where it is: a wish to be forgotten runs from now on and can be taken back for 3 times 24 hours, wrong phrases are
    forgotten, and whoever left by the quick exit and lost their word is let back. Where it is not, nothing is done.
    """
    ticket = owned(db, ticket_id, officer, "person.check")
    if not how:
        raise NotNow
    wishes = (col(Erasure.contact_id) == ticket.contact_id, col(Erasure.state) == "asked")
    done = {"state": "checked", "due_at": now + GRACE} if is_them else {"state": "refused", "ended_at": now}
    db.execute(update(Erasure).where(*wishes).values(checked_by=f"officer {officer.id}", **done))
    safe = db.get(SafeContact, ticket.contact_id)
    if is_them and safe is not None:
        safe.wrong = 0
        if safe.exited_at is not None:
            safe.exited_at = None
            let_back = update(TalkRow).where(col(TalkRow.contact_id) == ticket.contact_id)
            db.execute(let_back.values(writing=Writing.UNKNOWN.value))
            db.execute(update(Ticket).where(col(Ticket.contact_id) == ticket.contact_id).values(silence=""))
            db.flush()
            look_again(db.connection(), ticket.contact_id, now)
    entry = write_down(db, ticket, officer, "person_checked" if is_them else "person_doubted", now)
    keep_words(db, vault, ticket, entry, how)


def join(db: Session, vault: Vault, ticket_id: int, officer: Officer, code: str, now: datetime) -> None:
    """From now on words from this ticket's address join the person of that code, who had another address before.

    Only whoever may read both tickets can do it, and only after somebody at this address asked for it. What was
    written here stays under its own key, and both histories tell it.
    """
    ticket = owned(db, ticket_id, officer, "address.join")
    asked = (Entry.ticket_id == ticket_id, Entry.kind == "join_asked")
    old = db.exec(select(Ticket).where(Ticket.code == code.strip().upper()).with_for_update()).one_or_none()
    if old is None or old.contact_id == ticket.contact_id or db.exec(select(Entry.id).where(*asked)).first() is None:
        raise NotNow
    may(db, officer, "ticket.read", old)
    here, there = contact_of(db, ticket), contact_of(db, old)
    address = key_of(db, vault, ticket).open("contact.sealed_address", here.id or 0, here.sealed_address)
    retire_old_and_move(
        db, vault, here, there, key_of(db, vault, old).seal("contact.sealed_address", there.id or 0, address)
    )
    theirs = (col(Ticket.contact_id) == there.id, col(Ticket.status).not_in(ENDED))
    db.execute(update(Ticket).where(*theirs).values(channel=here.channel))
    waiting = (col(Line.contact_id) == there.id, col(Line.state).in_(("due", "held")))
    db.execute(update(Line).where(*waiting).values(channel=here.channel))
    db.execute(update(TalkRow).where(col(TalkRow.contact_id) == there.id).values(unreachable="", heard_at=now))
    link(db, ticket_id, old.id or 0, "same_person", officer, now)
    for one in (ticket, old):
        write_down(db, one, officer, "joined", now, (old if one is ticket else ticket).code)


def retire_old_and_move(db: Session, vault: Vault, here: Contact, there: Contact, sealed: bytes) -> None:
    """The address leaves the file that it began and goes to the person whom it belongs to; never in both at once."""
    digest = here.address_hash
    here.address_hash = vault.hash("retired", str(here.id))
    db.flush()
    there.address_hash, there.sealed_address, there.channel = digest, sealed, here.channel
    db.flush()
