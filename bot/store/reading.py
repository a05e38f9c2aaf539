"""One ticket as an officer reads it: its transcript, answers, signs and history. Nothing here writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import Row as SomeRow
from sqlalchemy import Select, bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot.permits import Role
from bot.store.queues import Reader, Row, offered_to, row_of, somebody, who, within
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
    contact_id: int
    surge: bool
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
    found = db.connection().execute(whole(reader.role), who(reader) | {"code": code}).first()
    if found is None:
        return None
    row = row_of(cast(Ticket, found), found.owner, found.offered, reader, found.office)
    # A person who was forgotten has no key any more.
    key = vault.person(found.key_id, found.wrapped) if found.wrapped else None
    name, address = _person(key, found) if row.mine else ("", "")
    return Sheet(
        ticket_id=found.id,
        contact_id=found.contact_id,
        surge=found.surge,
        row=row,
        office=found.office_name or "",
        reason=found.reason,
        outcome=found.outcome,
        offered_at=found.offered_at,
        taken_at=found.taken_at,
        read_at=found.read_at,
        answered_at=found.answered_at,
        closed_at=found.closed_at,
        writing=Writing(found.writing) if found.writing else Writing.UNKNOWN,
        device=found.device or "unknown",
        unreachable=found.unreachable or "",
        snoozed_until=found.snoozed_until,
        escalated=found.escalated_at is not None,
        name=name,
        address=address,
        answers=_answers(key, found.id, found.sealed_answers),
        signs=_signs(key, found.id, found.sealed_signs),
        lines=_lines(db, key, found.id),
        history=_history(db, found.id),
        profile=_profile(key, found),
        taken_back={
            one.line_id: one.state for one in db.connection().execute(TAKEN_BACK, {"contact": found.contact_id})
        },
    )


TAKEN_BACK: Final = select_columns(col(TakeBack.line_id), col(TakeBack.state)).where(
    col(TakeBack.contact_id) == bindparam("contact")
)
SAFE: Final = (
    "contact_id",
    "hours",
    "country",
    "zone",
    "may_write_until",
    "sealed_greeting",
    "phrase_hash",
    "forced_hash",
    "wrong",
    "exited_at",
)
"""What an officer may know of the safe-contact profile."""


@lru_cache(maxsize=8)
def whole(role: Role) -> Select[Any]:
    """The statement for a ticket with all of which there is one: its holder, office, person, talk, key and profile."""
    owner = aliased(Officer)
    told: tuple[Any, ...] = (
        col(owner.name).label("owner"),
        offered_to(somebody(role)).label("offered"),
        col(Office.name).label("office_name"),
        col(Office.profile).label("office"),
        col(TalkRow.writing).label("writing"),
        col(TalkRow.device).label("device"),
        col(TalkRow.unreachable).label("unreachable"),
        col(Key.wrapped).label("wrapped"),
        col(Contact.sealed_name).label("sealed_name"),
        col(Contact.sealed_address).label("sealed_address"),
        *(getattr(SafeContact, name).label(f"safe_{name}") for name in SAFE),
    )
    return (
        select_columns(*table("ticket").c, *told)
        .select_from(Ticket)
        .join(owner, col(owner.id) == col(Ticket.owner_id), isouter=True)
        .join(Office, col(Office.id) == col(Ticket.office_id), isouter=True)
        .join(TalkRow, col(TalkRow.contact_id) == col(Ticket.contact_id), isouter=True)
        .join(Key, col(Key.id) == col(Ticket.key_id), isouter=True)
        .join(Contact, col(Contact.id) == col(Ticket.contact_id), isouter=True)
        .join(SafeContact, col(SafeContact.contact_id) == col(Ticket.contact_id), isouter=True)
        .where(col(Ticket.code) == bindparam("code"), within(somebody(role)))
    )


def _profile(key: PersonKey | None, found: SomeRow[Any]) -> Profile | None:
    """The safe-contact profile, if one stands."""
    if found.safe_contact_id is None or key is None:
        return None
    sealed = found.safe_sealed_greeting
    return Profile(
        hours=found.safe_hours,
        country=found.safe_country,
        zone=found.safe_zone,
        may_write_until=found.safe_may_write_until,
        greeting=key.open("safe_contact.sealed_greeting", found.contact_id, sealed) if sealed else "",
        phrase=found.safe_phrase_hash is not None,
        forced=found.safe_forced_hash is not None,
        wrong=found.safe_wrong,
        exited_at=found.safe_exited_at,
    )


def _person(key: PersonKey | None, found: SomeRow[Any]) -> tuple[str, str]:
    if key is None or found.sealed_address is None:
        return "", ""
    name = key.open("contact.sealed_name", found.contact_id, found.sealed_name) if found.sealed_name else ""
    return name, key.open("contact.sealed_address", found.contact_id, found.sealed_address)


def _answers(key: PersonKey | None, row: int, sealed: bytes) -> tuple[tuple[str, str], ...]:
    opened = key.open_json("ticket.sealed_answers", row, sealed) if key else {}
    return tuple((field, str(value)) for field, value in opened.items())


def _signs(key: PersonKey | None, row: int, sealed: bytes) -> tuple[Seen, ...]:
    opened = key.open_json("ticket.sealed_signs", row, sealed) if key else {}
    listed = opened.get("signs")
    told = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    seen = [Seen(str(one.get("kind")), Urgency(int(one.get("urgency", 1))), str(one.get("words", ""))) for one in told]
    return tuple(sorted(seen, key=lambda sign: -sign.urgency))


LINES: Final = (
    select_columns(*table("line").c, col(Officer.name).label("officer"))
    .join_from(Line, Officer, col(Officer.id) == col(Line.officer_id), isouter=True)
    .where(col(Line.ticket_id) == bindparam("ticket"))
    .order_by(col(Line.id))
)
"""Every line of a ticket, with the name of the officer whose words they are."""


def _lines(db: Session, key: PersonKey | None, ticket: int) -> tuple[Said, ...]:
    files = _files(db, ticket)
    found = db.connection().execute(LINES, {"ticket": ticket})
    return tuple(_said(cast(Line, line), line.officer or "", key, files.get(line.id, ())) for line in found)


def _files(db: Session, ticket: int) -> dict[int, tuple[Attached, ...]]:
    kept: dict[int, tuple[Attached, ...]] = {}
    for line_id, *attached in db.connection().execute(FILES, {"ticket": ticket}):
        kept[line_id] = (*kept.get(line_id, ()), Attached(*attached))
    return kept


FILE, LINE = table("file").c, table("line").c
FILES: Final = (
    # Columns by name: the sealed bytes of a picture are not read to say that there is one.
    select_columns(FILE.line_id, FILE.id, FILE.mime, FILE.size, FILE.state)
    .join(table("line"), LINE.id == FILE.line_id)
    .where(LINE.ticket_id == bindparam("ticket"))
    .order_by(FILE.id)
)
"""Every file of a ticket."""


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


HISTORY: Final = (
    select_columns(*(table("entry").c[one] for one in ("at", "kind", "detail")), col(Officer.name).label("officer"))
    .join_from(Entry, Officer, col(Officer.id) == col(Entry.officer_id), isouter=True)
    .where(col(Entry.ticket_id) == bindparam("ticket"))
    .order_by(col(Entry.id))
)
"""All that happened on a ticket, in order."""


def _history(db: Session, ticket: int) -> tuple[Happened, ...]:
    found = db.connection().execute(HISTORY, {"ticket": ticket})
    return tuple(Happened(one.at, one.kind, one.detail, one.officer or "") for one in found)
