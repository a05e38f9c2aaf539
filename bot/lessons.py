"""What officers correct is kept as an example to learn from: sealed, and given out only with the person's consent."""

import json
from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from bot import consent
from bot.store.tables import Key, Line, Officer, Ticket
from bot.store.vault import Vault
from bot.store.work_tables import Lesson
from bot.tickets import key_of, owned, write_down
from flows.words import Kind

CONSENT = "consent"
MAY_LEARN, MAY_NOT_LEARN = "learn:yes", "learn:no"


def keep(db: Session, vault: Vault, ticket: Ticket, officer: Officer, now: datetime) -> bool:
    """Keep the ticket's first words with what the officer says of them; False where there were no words."""
    first = (Line.ticket_id == ticket.id, Line.state == "heard", Line.kind == Kind.TEXT.value)
    line = db.exec(select(Line).where(*first).order_by(col(Line.id)).limit(1)).first()
    if line is None or line.id is None:
        return False
    key = key_of(db, vault, ticket)
    words = str(key.open_json("line.sealed_body", line.id, line.sealed_body)["text"])
    lesson = db.exec(select(Lesson).where(Lesson.ticket_id == ticket.id)).first() or Lesson(
        ticket_id=ticket.id or 0, contact_id=ticket.contact_id, key_id=ticket.key_id, at=now, sealed_text=b""
    )
    lesson.at, lesson.officer_id = now, officer.id
    lesson.service, lesson.urgency, lesson.language = ticket.service, ticket.urgency, ticket.language
    db.add(lesson)
    db.flush()
    lesson.sealed_text = key.seal("lesson.sealed_text", lesson.id or 0, words)
    return True


def agreed(db: Session, ticket_id: int, officer: Officer, yes: bool, now: datetime) -> None:
    """Write down what the person said of learning from their words; the newest answer holds."""
    ticket = owned(db, ticket_id, officer, "ticket.correct")
    consent.take_down(db, ticket, officer, consent.LEARN, yes, now)
    write_down(db, ticket, officer, CONSENT, now, MAY_LEARN if yes else MAY_NOT_LEARN)


def may_learn(db: Session, contact_id: int) -> bool:
    """Did this person, when last asked, agree that their words may be learned from? No answer is no."""
    return consent.stands(consent.last(db, contact_id, consent.LEARN))


def export(db: Session, vault: Vault) -> Iterator[str]:
    """The lessons of people who agreed, one JSON line each, without any mark of who they are."""
    for lesson, key in db.exec(select(Lesson, Key).join(Key, col(Key.id) == Lesson.key_id).order_by(col(Lesson.id))):
        if may_learn(db, lesson.contact_id):
            person = vault.person(key.id or 0, key.wrapped)
            text = person.open("lesson.sealed_text", lesson.id or 0, lesson.sealed_text)
            told = {"language": lesson.language, "service": lesson.service, "urgency": lesson.urgency}
            yield json.dumps({"text": text} | told, ensure_ascii=False)
