"""Items that only a specialist opens, and packs of originals that can be proven whole (SAFETY R22)."""

import io
import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from mimetypes import guess_extension
from typing import Final

from sqlmodel import Session, col, select

from bot.errors import NotNow, NotPermitted
from bot.permits import Role
from bot.store.care_tables import EvidencePack, FileSeal
from bot.store.roster import profile_from
from bot.store.tables import Entry, FileRow, Line, Officer, Ticket, table
from bot.store.vault import PersonKey, Vault
from bot.tickets import found, key_of, may, write_down

SPECIALISTS: Final = ("sexual_violence", "children", "trafficking")
AGREED: Final = ("yes", "life_in_danger")
HANDLED: Final = ("file_opened", "file_sealed", "evidence_packed")
HOW_TO_PROVE = (
    "Cara memeriksa: hitung SHA-256 tiap berkas dan bandingkan dengan isi.json.\n"
    "Lalu hitung SHA-256 paket ini dan tanyakan kepada kantor pengirim dengan kode paket.\n\n"
    "To verify: compute the SHA-256 of each file and compare it with isi.json.\n"
    "Then compute the SHA-256 of this pack and ask the office that sent it, by the pack's code.\n"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a ticket, without its bytes. `sealed_for` is the training that opens it, or empty."""

    file_id: int
    mime: str
    size: int
    state: str
    at: datetime
    sealed_for: str
    digest: str
    sealed_at: datetime | None
    sealed_by: str


@dataclass(frozen=True, slots=True)
class Handler:
    """Who had a file in their hands, what they did and when."""

    at: datetime
    officer: str
    did: str
    file_id: int | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """For whom a pack is and what for, in words, and on whose word it leaves: the person's yes, or a life in danger."""

    recipient: str
    purpose: str
    agreed: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that was made before: what it is called, its hash, who made it, and for whom."""

    code: str
    at: datetime
    officer: str
    digest: str
    agreed: str
    recipient: str
    purpose: str


def items(db: Session, ticket_id: int) -> tuple[Item, ...]:
    """The files of a ticket in the order in which they came."""
    file, line, seal, officer = (table(name).c for name in ("file", "line", "file_seal", "officer"))
    found_rows = db.connection().execute(
        table("file")
        .join(table("line"), line.id == file.line_id)
        .outerjoin(table("file_seal"), seal.file_id == file.id)
        .outerjoin(table("officer"), officer.id == seal.officer_id)
        .select()
        .with_only_columns(
            file.id, file.mime, file.size, file.state, line.at, seal.training, seal.digest, seal.at, officer.name
        )
        .where(line.ticket_id == ticket_id)
        .order_by(file.id)
    )
    return tuple(
        Item(number, mime, size, state, at, training or "", digest or "", sealed_at, by or "")
        for number, mime, size, state, at, training, digest, sealed_at, by in found_rows
    )


def specialist(officer: Officer, training: str) -> bool:
    """Is this officer trained for what the item was sealed for?"""
    known = profile_from(officer.profile).get("training")
    return isinstance(known, list) and training in known


def in_hand(officer: Officer, ticket: Ticket) -> None:
    """Raises NotPermitted for who neither holds the ticket nor leads."""
    if ticket.owner_id != officer.id and officer.role != Role.LEAD:
        raise NotPermitted


def may_open(db: Session, officer: Officer, ticket: Ticket, file_id: int) -> bool:
    """Who opens a file: its specialist where it is sealed, else whoever holds the ticket, or a lead."""
    seal = db.exec(select(FileSeal).where(FileSeal.file_id == file_id)).first()
    if seal is not None:
        return specialist(officer, seal.training)
    return ticket.owner_id == officer.id or officer.role == Role.LEAD


def seal(
    db: Session, vault: Vault, ticket_id: int, file_id: int, officer: Officer, training: str, now: datetime
) -> None:
    """Seal an item: from now on only a specialist opens it; its hash and the time are kept (SAFETY R22)."""
    ticket = found(db, ticket_id)
    may(db, officer, "evidence.seal", ticket)
    in_hand(officer, ticket)
    row = of_ticket(db, ticket_id, file_id)
    sealed_before = db.exec(select(FileSeal.id).where(FileSeal.file_id == file_id)).first()
    if row is None or row.sealed_content is None or training not in SPECIALISTS or sealed_before is not None:
        raise NotNow
    content = opened(key_of(db, vault, ticket), row)
    kept = FileSeal(file_id=file_id, officer_id=officer.id or 0, at=now, training=training, digest=hashed(content))
    db.add(kept)
    write_down(db, ticket, officer, "file_sealed", now, str(file_id))


def of_ticket(db: Session, ticket_id: int, file_id: int) -> FileRow | None:
    """The file of this number, if it came with a line of this ticket."""
    return db.exec(select(FileRow).join(Line).where(FileRow.id == file_id, Line.ticket_id == ticket_id)).first()


def opened(key: PersonKey, row: FileRow) -> bytes:
    """A file's bytes."""
    return key.open_bytes("file.sealed_content", row.id or 0, row.sealed_content or b"")


def hashed(content: bytes) -> str:
    """SHA-256, as anybody can compute it."""
    return sha256(content).hexdigest()


def handlers(db: Session, ticket_id: int) -> tuple[Handler, ...]:
    """Everybody who had the ticket's files in their hands, in order."""
    told = (
        select(Entry, Officer.name)
        .join(Officer, col(Officer.id) == col(Entry.officer_id))
        .where(Entry.ticket_id == ticket_id, col(Entry.kind).in_(HANDLED))
        .order_by(col(Entry.id))
    )
    return tuple(
        Handler(entry.at, name, entry.kind, int(entry.detail) if entry.detail.isdigit() else None)
        for entry, name in db.exec(told)
    )


def pack(
    db: Session, vault: Vault, ticket_id: int, officer: Officer, leaving: Leaving, now: datetime, code: str
) -> bytes:
    """A pack of the originals, with hashes, times and handlers; its own hash is kept. Raises NotNow, NotPermitted.

    A sealed item goes along only where its specialist packs; else its hash alone.
    """
    ticket = found(db, ticket_id)
    may(db, officer, "evidence.pack", ticket)
    in_hand(officer, ticket)
    if not leaving.recipient or not leaving.purpose or leaving.agreed not in AGREED:
        raise NotNow
    key = key_of(db, vault, ticket)
    kept = EvidencePack(
        code=code,
        ticket_id=ticket_id,
        key_id=ticket.key_id,
        officer_id=officer.id or 0,
        at=now,
        agreed=leaving.agreed,
        sealed_words=b"",
    )
    db.add(kept)
    write_down(db, ticket, officer, "evidence_packed", now, code)
    db.flush()
    kept.sealed_words = key.seal_json("evidence_pack.sealed_words", kept.id or 0, asdict(leaving))
    content = zipped(db, key, ticket, officer, leaving, kept)
    kept.digest = hashed(content)
    return content


def zipped(
    db: Session, key: PersonKey, ticket: Ticket, officer: Officer, leaving: Leaving, kept: EvidencePack
) -> bytes:
    """The pack's bytes: each original as it came, and the list of what is inside. Raises NotNow for an empty one."""
    out, listed = io.BytesIO(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in items(db, ticket.id or 0):
            row = of_ticket(db, ticket.id or 0, item.file_id)
            if row is None or row.sealed_content is None:
                continue
            content = opened(key, row)
            goes_along = may_open(db, officer, ticket, item.file_id)
            name = f"asli/{item.file_id}{guess_extension(item.mime.partition(';')[0]) or '.bin'}"
            if goes_along:
                written(archive, name, content, kept.at)
            listed.append(told_of(item, content, name if goes_along else ""))
        if not listed:
            raise NotNow
        told = contents(ticket, leaving, kept, listed, handlers(db, ticket.id or 0))
        written(archive, "isi.json", json.dumps(told, ensure_ascii=False, indent=1).encode(), kept.at)
        written(archive, "PERIKSA.txt", HOW_TO_PROVE.encode(), kept.at)
    return out.getvalue()


def told_of(item: Item, content: bytes, name: str) -> dict[str, object]:
    """What the list says of one original; one that stays sealed has no name."""
    return {
        "file": name,
        "sealed_for": item.sealed_for,
        "mime": item.mime,
        "bytes": len(content),
        "sha256": hashed(content),
        "received": item.at.isoformat(),
    }


def contents(
    ticket: Ticket, leaving: Leaving, kept: EvidencePack, listed: list[dict[str, object]], hands: tuple[Handler, ...]
) -> dict[str, object]:
    """The list of a pack: what, from which ticket, for whom, on whose word, and through whose hands."""
    return {
        "pack": kept.code,
        "ticket": ticket.code,
        "made": kept.at.isoformat(),
        **asdict(leaving),
        "originals": listed,
        "handlers": [asdict(one) | {"at": one.at.isoformat()} for one in hands],
    }


def written(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    """Put one file into the pack, with the pack's own time."""
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def packs(db: Session, vault: Vault, ticket_id: int) -> tuple[Packed, ...]:
    """The packs that were made of this ticket, oldest first."""
    ticket = found(db, ticket_id)
    key = key_of(db, vault, ticket)
    made = (
        select(EvidencePack, Officer.name)
        .join(Officer, col(Officer.id) == col(EvidencePack.officer_id))
        .where(EvidencePack.ticket_id == ticket_id)
        .order_by(col(EvidencePack.id))
    )
    return tuple(packed(key, one, name) for one, name in db.exec(made))


def packed(key: PersonKey, one: EvidencePack, officer: str) -> Packed:
    """A pack's row, opened."""
    words = key.open_json("evidence_pack.sealed_words", one.id or 0, one.sealed_words)
    recipient, purpose = str(words["recipient"]), str(words["purpose"])
    return Packed(one.code, one.at, officer, one.digest, one.agreed, recipient, purpose)
