"""One ticket as an officer reads it: its transcript, answers, signs and history. Nothing here writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from bot.store.queues import Reader, Row, offered_to, row_of, within
from bot.store.safety_tables import SafeContact, TakeBack
from bot.store.tables import Contact, Entry, Key, Line, Office, Officer, TalkRow, Ticket, table
from bot.store.vault import PersonKey, Vault
from flows.words import Urgency, Writing

LEFT: Final = ("sent", "delivered", "read")


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign, with the words that raised it."""

    kind: str
    urgency: Urgency
    words: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a line, not yet opened."""

    file_id: int
    mime: str
    size: int
    state: str


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a transcript. `who` is contact, bot, officer or note."""

    line_id: int
    who: str
    officer: str
    kind: str
    state: str
    at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    failure: str
    forwarded: int
    edited: bool
    text: str
    choices: tuple[str, ...]
    point: tuple[float, float] | None
    phone: str
    files: tuple[Attached, ...]
    fills: tuple[str, ...] = ()
    """The answers that came from this line."""
    meaning: str = ""
    """What the officer's words mean in Indonesian, where they are in another language; it never leaves."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the ticket's history."""

    at: datetime
    kind: str
    detail: str
    officer: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The person's safe-contact profile as an officer sees it: never the words that prove who writes."""

    hours: str
    country: str
    zone: str
    may_write_until: datetime | None
    greeting: str
    phrase: bool
    forced: bool
    wrong: int
    exited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One ticket, whole, as this reader may see it. `name` and `address` are empty until they hold it."""

    ticket_id: int
    row: Row
    office: str
    reason: str
    outcome: str
    offered_at: datetime | None
    taken_at: datetime | None
    read_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    writing: Writing
    device: str
    unreachable: str
    snoozed_until: datetime | None
    escalated: bool
    name: str
    address: str
    answers: tuple[tuple[str, str], ...]
    signs: tuple[Seen, ...]
    lines: tuple[Said, ...]
    history: tuple[Happened, ...]
    profile: Profile | None
    taken_back: Mapping[int, str]
    """Lines that are being deleted from the person's telephone, and how far that is (SAFETY R7)."""

    @property
    def answered(self) -> datetime | None:
        """When an officer's words first left; a reply that still waits is no answer (SAFETY R11)."""
        left = (line.sent_at for line in self.lines if line.who == "officer" and line.state in LEFT)
        return min((at for at in left if at), default=None)

    @property
    def failed(self) -> tuple[Said, ...]:
        """The lines that did not reach the person."""
        return tuple(line for line in self.lines if line.state == "failed")


def sheet(db: Session, vault: Vault, reader: Reader, code: str) -> Sheet | None:
    """The ticket with this code, if this reader may read it."""
    found = db.exec(select(Ticket).where(Ticket.code == code, within(reader))).first()
    if found is None or found.id is None:
        return None
    owner = db.get(Officer, found.owner_id) if found.owner_id else None
    office = db.get(Office, found.office_id) if found.office_id else None
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == found.contact_id)).first()
    offered = db.exec(select(Ticket.id).where(Ticket.id == found.id, offered_to(reader))).first() is not None
    row = row_of(found, owner.name if owner else None, offered, reader, office.profile if office else None)
    key = _key(db, vault, found.key_id)
    name, address = _person(db, key, found.contact_id) if row.mine else ("", "")
    return Sheet(
        ticket_id=found.id,
        row=row,
        office=office.name if office else "",
        reason=found.reason,
        outcome=found.outcome,
        offered_at=found.offered_at,
        taken_at=found.taken_at,
        read_at=found.read_at,
        answered_at=found.answered_at,
        closed_at=found.closed_at,
        writing=Writing(talk.writing) if talk else Writing.UNKNOWN,
        device=talk.device if talk else "unknown",
        unreachable=talk.unreachable if talk else "",
        snoozed_until=found.snoozed_until,
        escalated=found.escalated_at is not None,
        name=name,
        address=address,
        answers=_answers(key, found.id, found.sealed_answers),
        signs=_signs(key, found.id, found.sealed_signs),
        lines=_lines(db, key, found.id),
        history=_history(db, found.id),
        profile=_profile(db, key, found.contact_id),
        taken_back=dict(
            db.exec(select(TakeBack.line_id, TakeBack.state).where(TakeBack.contact_id == found.contact_id)).all()
        ),
    )


def _profile(db: Session, key: PersonKey | None, contact_id: int) -> Profile | None:
    """The safe-contact profile, if one stands."""
    safe = db.get(SafeContact, contact_id)
    if safe is None or key is None:
        return None
    sealed = safe.sealed_greeting
    return Profile(
        hours=safe.hours,
        country=safe.country,
        zone=safe.zone,
        may_write_until=safe.may_write_until,
        greeting=key.open("safe_contact.sealed_greeting", contact_id, sealed) if sealed else "",
        phrase=safe.phrase_hash is not None,
        forced=safe.forced_hash is not None,
        wrong=safe.wrong,
        exited_at=safe.exited_at,
    )


def _key(db: Session, vault: Vault, key_id: int) -> PersonKey | None:
    """The person's key, or None where the person was forgotten."""
    kept = db.get(Key, key_id)
    return vault.person(key_id, kept.wrapped) if kept else None


def _person(db: Session, key: PersonKey | None, contact_id: int) -> tuple[str, str]:
    contact = db.get(Contact, contact_id)
    if key is None or contact is None:
        return "", ""
    name = key.open("contact.sealed_name", contact_id, contact.sealed_name) if contact.sealed_name else ""
    return name, key.open("contact.sealed_address", contact_id, contact.sealed_address)


def _answers(key: PersonKey | None, row: int, sealed: bytes) -> tuple[tuple[str, str], ...]:
    opened = key.open_json("ticket.sealed_answers", row, sealed) if key else {}
    return tuple((field, str(value)) for field, value in opened.items())


def _signs(key: PersonKey | None, row: int, sealed: bytes) -> tuple[Seen, ...]:
    opened = key.open_json("ticket.sealed_signs", row, sealed) if key else {}
    listed = opened.get("signs")
    told = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    seen = [Seen(str(one.get("kind")), Urgency(int(one.get("urgency", 1))), str(one.get("words", ""))) for one in told]
    return tuple(sorted(seen, key=lambda sign: -sign.urgency))


def _lines(db: Session, key: PersonKey | None, ticket: int) -> tuple[Said, ...]:
    found = (
        select(Line, col(Officer.name))
        .join(Officer, col(Officer.id) == col(Line.officer_id), isouter=True)
        .where(Line.ticket_id == ticket)
        .order_by(col(Line.id))
    )
    files = _files(db, ticket)
    return tuple(_said(line, name or "", key, files.get(line.id or 0, ())) for line, name in db.exec(found))


def _files(db: Session, ticket: int) -> dict[int, tuple[Attached, ...]]:
    file, line = table("file").c, table("line").c
    # Columns by name: the sealed bytes of a picture are not read to say that there is one.
    found = (
        select_columns(file.line_id, file.id, file.mime, file.size, file.state)
        .join(table("line"), line.id == file.line_id)
        .where(line.ticket_id == ticket)
        .order_by(file.id)
    )
    kept: dict[int, tuple[Attached, ...]] = {}
    for line_id, *attached in db.connection().execute(found):
        kept[line_id] = (*kept.get(line_id, ()), Attached(*attached))
    return kept


def _said(line: Line, officer: str, key: PersonKey | None, files: tuple[Attached, ...]) -> Said:
    assert line.id is not None
    body = key.open_json("line.sealed_body", line.id, line.sealed_body) if key else {}
    return Said(
        line_id=line.id,
        who=_who(line),
        officer=officer,
        kind=line.kind,
        state=line.state,
        at=line.at,
        sent_at=line.sent_at,
        due_at=line.due_at,
        failure=line.failure,
        forwarded=line.forwarded,
        edited=line.edits is not None,
        text=str(body.get("text") or ""),
        choices=_listed(body.get("choices")),
        point=_point(body.get("point")),
        phone=str(body.get("phone") or ""),
        files=files,
        fills=_listed(body.get("fills")),
        meaning=str(body.get("meaning") or ""),
    )


def _listed(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _who(line: Line) -> str:
    match line.state:
        case "heard":
            return "contact"
        case "note":
            return "note"
        case _:
            return "officer" if line.officer_id else "bot"


def _point(value: object) -> tuple[float, float] | None:
    if not isinstance(value, dict):
        return None
    latitude, longitude = value.get("lat"), value.get("lon")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    return float(latitude), float(longitude)


def _history(db: Session, ticket: int) -> tuple[Happened, ...]:
    found = (
        select(Entry, col(Officer.name))
        .join(Officer, col(Officer.id) == col(Entry.officer_id), isouter=True)
        .where(Entry.ticket_id == ticket)
        .order_by(col(Entry.id))
    )
    return tuple(Happened(entry.at, entry.kind, entry.detail, name or "") for entry, name in db.exec(found))
