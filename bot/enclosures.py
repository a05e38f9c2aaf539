"""What goes with an officer's line: files, sealed like its words; an approved template; what the words mean."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlmodel import Session, select

from bot.errors import NotNow
from bot.language.catalogue import translate
from bot.messages import FILES_OUT, NO_FILES, Enclosed
from bot.outlet import Cause
from bot.store.tables import Contact, FileRow, Key, Line, Officer, TalkRow
from bot.store.vault import PersonKey, Vault
from bot.stripping import Clean
from bot.tickets import key_of, owned, reply
from flows.lines_outside import TEMPLATES
from flows.words import Writing

MEDIA_LASTS: Final = timedelta(minutes=15)
"""Long enough for a vendor that tries again, short enough to be worthless to whoever finds the address later."""
BEGINNINGS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
PLACE: Final = "file.sealed_content"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file does not go: `too_large`, `wrong_kind`, `no_files` or `not_clean`."""

    why: str


def kind_of(content: bytes) -> str:
    """What a file is, by how it begins: its name and what a browser says of it may be wrong."""
    return next((mime for beginning, mime in BEGINNINGS if content.startswith(beginning)), "")


def refusal(channel: str, content: bytes) -> Refusal | None:
    """Why this channel does not take this file, if it does not."""
    rules = FILES_OUT.get(channel, NO_FILES)
    if not rules.limit:
        return Refusal("no_files")
    if len(content) > rules.limit:
        return Refusal("too_large")
    return None if kind_of(content) in rules.kinds else Refusal("wrong_kind")


def send_file(db: Session, vault: Vault, ticket_id: int, officer: Officer, file: Clean, now: datetime) -> int:
    """Send a file as a line of its own; the line's id. Raises NotNow where the channel does not take it.

    Only what was cleaned leaves: nobody learns from a picture where and when it was taken.
    """
    content = file.content
    ticket = owned(db, ticket_id, officer, "ticket.reply")
    if refusal(ticket.channel, content) is not None:
        raise NotNow
    line_id = reply(db, vault, ticket_id, officer, "", now)
    key = key_of(db, vault, ticket)
    row = FileRow(
        line_id=line_id,
        contact_id=ticket.contact_id,
        channel=ticket.channel,
        mime=kind_of(content),
        size=len(content),
        state="kept",
        sealed_reference=b"",
    )
    db.add(row)
    db.flush()
    number = row.id or 0
    row.sealed_reference = key.seal("file.sealed_reference", number, "")
    row.sealed_content = key.seal(PLACE, number, content)
    also(db, key, line_id, {"files": [number]})
    return line_id


def approved_in(name: str, language: str, approved: Collection[str]) -> tuple[str, str]:
    """The approved template in the person's own language, else the Indonesian one, and the words that it has."""
    own = f"{name}.{language}"
    return (own, translate(language, TEMPLATES[name])) if own in approved else (name, TEMPLATES[name])


def send_template(
    db: Session,
    vault: Vault,
    ticket_id: int,
    officer: Officer,
    name: str,
    now: datetime,
    approved: Collection[str] = (),
) -> int:
    """Send an approved message where WhatsApp takes no free words any more. Raises NotNow where that may not be.

    Only to somebody who said that they may be written to (SAFETY R4). `approved` names what WhatsApp has approved.
    """
    ticket = owned(db, ticket_id, officer, "ticket.reply")
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == ticket.contact_id)).one()
    if name not in TEMPLATES or talk.writing != Writing.SAFE.value:
        raise NotNow
    at_vendor, words = approved_in(name, ticket.language, approved)
    line_id = reply(db, vault, ticket_id, officer, words, now)
    also(db, key_of(db, vault, ticket), line_id, {"template": at_vendor})
    db.get_one(Line, line_id).cause = Cause.TEMPLATE.value
    return line_id


def reply_meaning(
    db: Session, vault: Vault, ticket_id: int, officer: Officer, text: str, meaning: str, now: datetime
) -> int:
    """Write to the person in their language; what it means in Indonesian stays with the line, for colleagues."""
    line_id = reply(db, vault, ticket_id, officer, text, now)
    if meaning:
        also(db, key_of(db, vault, owned(db, ticket_id, officer, "ticket.reply")), line_id, {"meaning": meaning})
    return line_id


def also(db: Session, key: PersonKey, line_id: int, more: Mapping[str, object]) -> None:
    """Seal more with a line's words."""
    line = db.get_one(Line, line_id)
    body = key.open_json("line.sealed_body", line_id, line.sealed_body)
    line.sealed_body = key.seal_json("line.sealed_body", line_id, {**body, **more})


def enclosed(session: Session, key: PersonKey, body: Mapping[str, object]) -> tuple[Enclosed, ...]:
    """The files that go with a line; the store is asked only where its words say that there are any."""
    numbers = body.get("files")
    rows = [session.get(FileRow, number) for number in numbers] if isinstance(numbers, list) else []
    return tuple(
        Enclosed(row.id or 0, row.mime, key.open_bytes(PLACE, row.id or 0, row.sealed_content))
        for row in rows
        if row is not None and row.sealed_content is not None
    )


def ticket_for(vault: Vault, file_id: int, now: datetime) -> str:
    """The last part of an address under which a vendor fetches one file for a while: no word of anybody in it."""
    until = int((now + MEDIA_LASTS).timestamp())
    return f"{file_id}.{until}.{proof(vault, file_id, until)}"


def proof(vault: Vault, file_id: int, until: int) -> str:
    """Our keyed hash of which file, until when."""
    return vault.hash("media", f"{file_id}.{until}").hex()


def shown_for(db: Session, vault: Vault, told: str, now: datetime) -> tuple[str, bytes] | None:
    """The kind and bytes of the file that this last part of an address opens; None for a wrong or an old one."""
    number, _, rest = told.partition(".")
    until, _, shown = rest.partition(".")
    if not (number.isdecimal() and until.isdecimal() and len(number) < 16 and len(until) < 16):
        return None
    right = proof(vault, int(number), int(until)) == shown
    if not right or now > datetime.fromtimestamp(int(until), UTC):
        return None
    row = db.get(FileRow, int(number))
    contact = db.get(Contact, row.contact_id) if row else None
    key = db.get(Key, contact.key_id) if contact else None
    if row is None or row.sealed_content is None or key is None:
        return None
    return row.mime, vault.person(key.id or 0, key.wrapped).open_bytes(PLACE, row.id or 0, row.sealed_content)
