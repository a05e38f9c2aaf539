"""To forget somebody (SAFETY R1): their key is destroyed, and every row that speaks of them is deleted or emptied.

What is kept, and why, stands in docs/administrators.md; a house test walks the schema: no table is left out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from bot.store.care_tables import EvidencePack, FileSeal, LinkCandidate, SecondReading
from bot.store.event_tables import BroadcastTo
from bot.store.keeping_tables import TicketAbout
from bot.store.safety_tables import ConsentRow, SafeContact, TakeBack
from bot.store.tables import Contact, Entry, FileRow, Key, Line, TalkRow, Ticket, Timer
from bot.store.vault import PersonKey, Vault
from bot.store.work_tables import Lesson, Looking, Mention, NameWord, TicketLink

DELETED: Final = "deleted"
EMPTIED: Final = "emptied"
KEPT: Final = "kept"
WHAT_BECOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "keyring": EMPTIED,
        "contact": EMPTIED,
        "talk": EMPTIED,
        "line": EMPTIED,
        "file": EMPTIED,
        "ticket": EMPTIED,
        "entry": EMPTIED,
        "second_reading": EMPTIED,
        "evidence_pack": EMPTIED,
        "safe_contact": DELETED,
        "consent": DELETED,
        "lesson": DELETED,
        "name_word": DELETED,
        "take_back": DELETED,
        "broadcast_to": DELETED,
        "timer": DELETED,
        "ticket_about": DELETED,
        "ticket_link": DELETED,
        "link_candidate": DELETED,
        "file_seal": DELETED,
        "mention": DELETED,
        "looking": DELETED,
        "erasure": KEPT,
        "forgotten": KEPT,
        "offer": KEPT,
        "transfer": KEPT,
        "ministry_case": KEPT,
        "interpreting": KEPT,
        "retention_hold": KEPT,
        "harm_report": KEPT,
        "listed": KEPT,
        "second_factor": KEPT,
    }
)
"""Each table that speaks of a person, a ticket, a line or a file, or is sealed, and what becomes of its rows."""


def forget(db: Session, vault: Vault, contact_id: int, now: datetime) -> None:
    """Destroy one person's key and every keyed hash of them, and delete or empty every row that speaks of them.

    Codes, services, urgencies and times stay for the figures: they name nobody.
    """
    contact = db.get_one(Contact, contact_id)
    kept = db.get_one(Key, contact.key_id)
    # Another key in its place: what a backup still holds of the old one opens nothing here any more.
    kept.wrapped, kept.renewed_at = vault.new_key(contact.key_id), now
    vault.drop(contact.key_id)
    key = vault.person(contact.key_id, kept.wrapped)
    contact.address_hash = vault.hash("forgotten", str(contact_id))
    contact.sealed_address, contact.sealed_name = key.seal("contact.sealed_address", contact_id, ""), None
    tickets = [one or 0 for one in db.exec(select(Ticket.id).where(Ticket.contact_id == contact_id))]
    let_go(db, contact_id, contact.key_id, tickets)
    empty_talk(db, key, contact_id)
    empty_lines(db, key, contact_id)
    empty_tickets(db, key, contact_id, now)


def let_go(db: Session, contact_id: int, key_id: int, tickets: Sequence[int]) -> None:
    """Delete the rows that say nothing without the person."""
    for table in (SafeContact, Lesson, TakeBack, BroadcastTo, ConsentRow):
        db.execute(delete(table).where(col(table.contact_id) == contact_id))
    db.execute(delete(NameWord).where(col(NameWord.key_id) == key_id))
    db.execute(delete(Timer).where(or_(col(Timer.contact_id) == contact_id, col(Timer.ticket_id).in_(tickets))))
    for of_ticket in (TicketAbout, Mention, Looking):
        db.execute(delete(of_ticket).where(col(of_ticket.ticket_id).in_(tickets)))
    links = (col(TicketLink.first_id).in_(tickets), col(TicketLink.second_id).in_(tickets))
    db.execute(delete(TicketLink).where(or_(*links)))
    candidates = (col(LinkCandidate.request_id).in_(tickets), col(LinkCandidate.other_id).in_(tickets))
    db.execute(delete(LinkCandidate).where(or_(*candidates)))
    files = select(FileRow.id).where(FileRow.contact_id == contact_id)
    db.execute(delete(FileSeal).where(col(FileSeal.file_id).in_(files)))


def empty_tickets(db: Session, key: PersonKey, contact_id: int, now: datetime) -> None:
    """Every ticket without its words, and without the places by which somebody could be found again."""
    for ticket in db.exec(select(Ticket).where(Ticket.contact_id == contact_id)):
        number = ticket.id or 0
        ticket.sealed_answers = key.seal_json("ticket.sealed_answers", number, {})
        ticket.sealed_signs = key.seal_json("ticket.sealed_signs", number, {"signs": []})
        ticket.regency, ticket.places, ticket.complaint_about = "", "", ""
        db.execute(update(Entry).where(col(Entry.ticket_id) == number).values(sealed_detail=None))
        db.execute(update(SecondReading).where(col(SecondReading.ticket_id) == number).values(sealed_note=None))
        for pack in db.exec(select(EvidencePack).where(EvidencePack.ticket_id == number)):
            pack.sealed_words = key.seal_json("evidence_pack.sealed_words", pack.id or 0, {})
        db.add(Entry(ticket_id=number, at=now, kind="forgotten"))
        ticket.changed_at = now


def empty_talk(db: Session, key: PersonKey, contact_id: int) -> None:
    """A talk at its beginning, which remembers nothing; nothing is sent to it any more."""
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == contact_id)).one()
    state = {"answers": {}, "trail": [], "filled": "", "place": "", "guessed_place": "", "numbers_told": ""}
    talk.flow, talk.scene, talk.asked, talk.unreachable = "welcome", "", 0, "stranger"
    talk.sealed_state = key.seal_json("talk.sealed_state", talk.id or 0, {**state, "language_chosen": False})


def empty_lines(db: Session, key: PersonKey, contact_id: int) -> None:
    """Every line and file without its words and the vendor's own marks; what waited to leave is dropped."""
    for line in db.exec(select(Line).where(Line.contact_id == contact_id)):
        line.sealed_body = key.seal_json("line.sealed_body", line.id or 0, {"text": ""})
        # A vendor's id of a message may carry the number of whoever wrote it.
        line.key = f"forgotten:{line.id}" if line.key else None
        line.vendor_id, line.edits = None, None
        if line.state in ("due", "held", "sending"):
            line.state, line.due_at, line.lease_until = "dropped", None, None
    for file in db.exec(select(FileRow).where(FileRow.contact_id == contact_id)):
        file.state, file.due_at, file.sealed_content = "lost", None, None
        file.sealed_reference = key.seal("file.sealed_reference", file.id or 0, "")


def drop_forgotten_keys(db: Session, vault: Vault, since: datetime) -> int:
    """A process lets go the keys in its memory that were destroyed since, by whichever process. Only reads."""
    renewed = db.exec(select(Key.id).where(col(Key.renewed_at) >= since)).all()
    for key_id in renewed:
        vault.drop(key_id or 0)
    return len(renewed)
