"""Names are found again by keyed hashes of their words, in today's spelling; the words themselves stay sealed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, select

from bot.errors import NotOurs
from bot.family.names import today, words
from bot.store.arrivals import Seen
from bot.store.tables import Contact, Key, Lease, Line, Ticket
from bot.store.vault import PersonKey, Vault
from bot.store.work_tables import NameWord

NAMED: Final = ("name", "parents", "enquirer", "about_whom")
"""The answers of a ticket that hold names."""
MOST_AT_ONCE: Final = 500
MARK: Final = "finding.names"
LONGEST_NAME: Final = 400
"""Characters of a field that are looked at; a whole story in a name's place is none."""


def hashes(vault: Vault, text: str) -> tuple[bytes, ...]:
    """The keyed hashes of the words of a name, each once: Soedjatmoko and Sujatmoko have the same."""
    found = dict.fromkeys(today(word) for word in words(text[:LONGEST_NAME]))
    return tuple(vault.hash("name_word", word) for word in found if len(word) > 1)


def keep_names(db: Session, vault: Vault, now: datetime) -> int:
    """Look at the tickets on which somebody wrote since the last look, and keep the hashes of their names. A sweep."""
    mark = db.get(Lease, MARK) or Lease(name=MARK, holder="", until=now, state="0")
    db.add(mark)
    seen = Seen.read(mark.state)
    since = select(Line.id, Line.ticket_id, Line.state).where(seen.new(Line))
    lines = db.exec(since.order_by(col(Line.id)).limit(MOST_AT_ONCE)).all()
    heard = {ticket for _line, ticket, state in lines if ticket is not None and state == "heard"}
    for ticket_id in sorted(heard):
        name_anew(db, vault, db.get_one(Ticket, ticket_id))
    mark.state = seen.after([line for line, _ticket, _state in lines if line]).written()
    return len(lines)


def name_anew(db: Session, vault: Vault, ticket: Ticket) -> None:
    """The hashes of one ticket's names, as they are now. Nothing is kept of somebody who was forgotten."""
    db.exec(delete(NameWord).where(col(NameWord.ticket_id) == ticket.id))
    key = db.get(Key, ticket.key_id)
    if key is None or ticket.id is None:
        return
    person = vault.person(ticket.key_id, key.wrapped)
    told = " ".join(names_of(db, person, ticket))
    for one in hashes(vault, told):
        db.add(NameWord(ticket_id=ticket.id, key_id=ticket.key_id, word_hash=one))


def names_of(db: Session, person: PersonKey, ticket: Ticket) -> Iterable[str]:
    """The name under which the contact writes, and those that were told."""
    contact = db.get(Contact, ticket.contact_id)
    try:
        if contact is not None and contact.sealed_name:
            yield person.open("contact.sealed_name", contact.id or 0, contact.sealed_name)
        answers = person.open_json("ticket.sealed_answers", ticket.id or 0, ticket.sealed_answers)
    except NotOurs:
        return
    yield from (str(answers[field])[:LONGEST_NAME] for field in NAMED if field in answers)
