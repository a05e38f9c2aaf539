"""What a group of messages needs to know, read set-wise, and what it changed, written set-wise."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypedDict

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.engine import RowMapping

from bot.store.tables import table
from bot.store.vault import PersonKey, Vault
from flows.words import Command, Device, Doubt, Heard, Holder, Service, Talk, Urgency, Writing

Row = dict[str, object]

CONTACT, KEYRING, TALK = table("contact"), table("keyring"), table("talk")
TICKET, LINE, ENTRY, FILE, OFFER = table("ticket"), table("line"), table("entry"), table("file"), table("offer")
NUMBERED = ("keyring", "contact", "talk", "ticket", "line", "entry", "file", "offer")
ENDED = ("closed", "merged")
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Aside(TypedDict, total=False):
    """Fields of a talk that most talks leave empty."""

    noticed: tuple[str, ...]
    offered: tuple[str, ...]
    back_to: str
    doubt: Doubt | None
    warm: int
    warmed_at: datetime | None


@dataclass(slots=True)
class TicketDraft:
    """A ticket in memory: plain columns in `row`, answers and signs opened."""

    row: Row
    answers: dict[str, str] = field(default_factory=dict)
    signs: list[dict[str, object]] = field(default_factory=list)
    is_new: bool = False
    changed: bool = False

    @property
    def service(self) -> Service:
        """The service it belongs to."""
        return Service(str(self.row["service"]))

    @property
    def urgency(self) -> Urgency:
        """How soon a human has to look."""
        return Urgency(int(str(self.row["urgency"])))

    def set(self, **columns: object) -> None:
        """Change plain columns."""
        self.row.update(columns)
        self.changed = True

    def copy(self) -> "TicketDraft":
        """A copy to go back to where our own code fails."""
        return replace(self, row=dict(self.row), answers=dict(self.answers), signs=list(self.signs))


@dataclass(slots=True)
class LineDraft:
    """A line that is about to be written; `body` is sealed once the row has its id."""

    columns: Row
    body: Mapping[str, object]
    ticket: TicketDraft | None = None
    files: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class EntryDraft:
    """Something that happened to a ticket."""

    ticket: TicketDraft
    columns: Row


@dataclass(slots=True)
class OfferDraft:
    """A ticket that is held out to an officer."""

    ticket: TicketDraft
    columns: Row


@dataclass(slots=True)
class Dossier:
    """One contact's file in memory while a group is worked on."""

    channel: str
    address: str
    address_hash: bytes
    name: str
    talk: Talk
    created_at: datetime
    heard_at: datetime
    contact_id: int = 0
    key_id: int = 0
    talk_id: int = 0
    key: PersonKey | None = None
    shown_at: datetime | None = None
    is_new: bool = False
    tickets: list[TicketDraft] = field(default_factory=list)
    lines: list[LineDraft] = field(default_factory=list)
    entries: list[EntryDraft] = field(default_factory=list)
    offers: list[OfferDraft] = field(default_factory=list)
    withdrawn: list[TicketDraft] = field(default_factory=list)
    pauses: list[tuple[int, datetime]] = field(default_factory=list)
    drops: bool = False

    def keep_point(self) -> "Keeping":
        """A point to go back to where our own code fails on the next message."""
        return Keeping(
            self.talk,
            self.shown_at,
            [ticket.copy() for ticket in self.tickets],
            len(self.lines),
            len(self.entries),
            list(self.offers),
            len(self.withdrawn),
            len(self.pauses),
        )

    def go_back(self, point: "Keeping") -> None:
        """Forget what was done since that point."""
        self.talk, self.shown_at = point.talk, point.shown_at
        for ticket, before in zip(self.tickets, point.tickets, strict=False):
            ticket.row, ticket.answers, ticket.signs = before.row, before.answers, before.signs
            ticket.changed = before.changed
        del self.tickets[len(point.tickets) :]
        del self.lines[point.lines :]
        del self.entries[point.entries :]
        self.offers = point.offers
        del self.withdrawn[point.withdrawn :]
        del self.pauses[point.pauses :]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a dossier stood before a message."""

    talk: Talk
    shown_at: datetime | None
    tickets: list[TicketDraft]
    lines: int
    entries: int
    offers: list[OfferDraft]
    withdrawn: int
    pauses: int


# Both of these name the channel too: the indexes begin with it, and without it every row would be looked at.
CLAIMED = select(LINE.c.channel, LINE.c.key).where(
    LINE.c.channel.in_(bindparam("channels", expanding=True)), LINE.c.key.in_(bindparam("keys", expanding=True))
)


def already_claimed(connection: Connection, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (channel, key) have been taken before."""
    asked = set(keys)
    channels, wanted = {channel for channel, _key in asked}, {key for _channel, key in asked}
    found = connection.execute(CLAIMED, {"channels": list(channels), "keys": list(wanted)})
    return {(channel, key) for channel, key in found}


KNOWN_CONTACTS = (
    select(
        CONTACT.c.id.label("contact_id"),
        CONTACT.c.channel,
        CONTACT.c.address_hash,
        CONTACT.c.key_id,
        CONTACT.c.created_at,
        KEYRING.c.wrapped,
        *(TALK.c[name].label(f"talk_{name}") for name in TALK.c.keys()),  # noqa: SIM118
    )
    .join_from(CONTACT, KEYRING, CONTACT.c.key_id == KEYRING.c.id)
    .join(TALK, TALK.c.contact_id == CONTACT.c.id)
    .where(
        CONTACT.c.channel.in_(bindparam("channels", expanding=True)),
        CONTACT.c.address_hash.in_(bindparam("hashes", expanding=True)),
    )
    .order_by(TALK.c.id)
    .with_for_update(of=TALK)
)
OPEN_TICKETS = (
    select(TICKET)
    .where(TICKET.c.contact_id.in_(bindparam("contacts", expanding=True)), TICKET.c.status.not_in(ENDED))
    .order_by(TICKET.c.id)
    .with_for_update()
)


def load(connection: Connection, vault: Vault, writers: Mapping[bytes, Heard]) -> dict[bytes, Dossier]:
    """The dossier of every contact who wrote, by address hash; new ones for those who never wrote before."""
    found: dict[bytes, Dossier] = {}
    asked = {"channels": list({heard.channel for heard in writers.values()}), "hashes": list(writers)}
    for row in connection.execute(KNOWN_CONTACTS, asked).mappings():
        digest = bytes(row["address_hash"])
        found[digest] = opened_dossier(vault, row, writers[digest])
    for digest, heard in writers.items():
        if digest not in found:
            found[digest] = new_dossier(digest, heard)
    by_contact = {dossier.contact_id: dossier for dossier in found.values() if dossier.contact_id}
    if by_contact:
        for row in connection.execute(OPEN_TICKETS, {"contacts": list(by_contact)}).mappings():
            dossier = by_contact[row["contact_id"]]
            dossier.tickets.append(opened_ticket(dossier, row))
    return found


def opened_dossier(vault: Vault, row: RowMapping, heard: Heard) -> Dossier:
    """A known contact's dossier."""
    key = vault.person(row["key_id"], bytes(row["wrapped"]))
    state = key.open_json("talk.sealed_state", row["talk_id"], bytes(row["talk_sealed_state"]))
    return Dossier(
        channel=heard.channel,
        address=heard.address,
        address_hash=bytes(row["address_hash"]),
        name=heard.name,
        talk=opened_talk(row, state),
        created_at=row["created_at"],
        heard_at=row["talk_heard_at"],
        contact_id=row["contact_id"],
        key_id=row["key_id"],
        talk_id=row["talk_id"],
        key=key,
        shown_at=row["talk_shown_at"],
    )


def opened_talk(row: RowMapping, state: Mapping[str, object]) -> Talk:
    """The talk as the engine knows it."""
    answers, trail = state["answers"], state["trail"]
    return Talk(
        flow=row["talk_flow"],
        scene=row["talk_scene"],
        turn=row["talk_turn"],
        language=row["talk_language"],
        language_chosen=bool(state["language_chosen"]),
        answers=MappingProxyType(answers if isinstance(answers, dict) else {}),
        trail=tuple(str(step) for step in trail) if isinstance(trail, list) else (),
        holder=Holder(row["talk_holder"]),
        writing=Writing(row["talk_writing"]),
        device=Device(row["talk_device"]),
        asked=row["talk_asked"],
        filled=str(state["filled"]),
        misunderstood=row["talk_misunderstood"],
        place=str(state["place"]),
        guessed_place=str(state["guessed_place"]),
        numbers_told=str(state["numbers_told"]),
        heard_at=row["talk_heard_at"],
        **opened_aside(state),
    )


def opened_aside(state: Mapping[str, object]) -> "Aside":
    """What a talk keeps only now and then: signs seen, a detour, a doubt, the warm lines said."""
    if "aside" not in state:
        return {}
    kept = state["aside"]
    aside: Mapping[str, object] = kept if isinstance(kept, dict) else {}
    noticed, offered, doubt, warmed = (aside.get(name) for name in ("noticed", "offered", "doubt", "warmed_at"))
    return {
        "noticed": tuple(map(str, noticed)) if isinstance(noticed, list) else (),
        "offered": tuple(map(str, offered)) if isinstance(offered, list) else (),
        "back_to": str(aside.get("back_to", "")),
        "doubt": Doubt(Command(doubt[0]), str(doubt[1])) if isinstance(doubt, list) else None,
        "warm": int(str(aside.get("warm", 0))),
        "warmed_at": datetime.fromisoformat(str(warmed)) if warmed else None,
    }


def aside_of(talk: Talk) -> Row:
    """The same, to be sealed: only what there is."""
    kept: Row = {
        "noticed": list(talk.noticed),
        "offered": list(talk.offered),
        "back_to": talk.back_to,
        "doubt": [talk.doubt.command.value, talk.doubt.words] if talk.doubt else None,
        "warm": talk.warm,
        "warmed_at": talk.warmed_at.isoformat() if talk.warmed_at else "",
    }
    return {name: value for name, value in kept.items() if value}


def new_dossier(digest: bytes, heard: Heard) -> Dossier:
    """The dossier of somebody who writes for the first time."""
    talk = Talk(guessed_place=heard.country_hint)
    return Dossier(heard.channel, heard.address, digest, heard.name, talk, heard.at, heard.at, is_new=True)


def opened_ticket(dossier: Dossier, row: RowMapping) -> TicketDraft:
    """An open ticket with its answers and signs opened."""
    if dossier.key is None:
        raise ValueError("a ticket's contact has a key")
    answers = dossier.key.open_json("ticket.sealed_answers", row["id"], bytes(row["sealed_answers"]))
    signs = dossier.key.open_json("ticket.sealed_signs", row["id"], bytes(row["sealed_signs"]))["signs"]
    plain = {name: value for name, value in row.items() if not name.startswith("sealed_")}
    return TicketDraft(plain, {k: str(v) for k, v in answers.items()}, signs if isinstance(signs, list) else [])


def new_code() -> str:
    """What a person and a URL see of a ticket: 10 letters and digits that cannot be mistaken, 50 random bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(10))


def save(connection: Connection, vault: Vault, dossiers: Iterable[Dossier]) -> None:
    """Write everything that a group changed: a handful of statements, each for the whole group."""
    touched = [dossier for dossier in dossiers if dossier.lines]
    fresh = [dossier for dossier in touched if dossier.is_new]
    new_tickets = [ticket for dossier in touched for ticket in dossier.tickets if ticket.is_new]
    lines = [line for dossier in touched for line in dossier.lines]
    ids = draw_ids(
        connection,
        {
            "keyring": len(fresh),
            "contact": len(fresh),
            "talk": len(fresh),
            "ticket": len(new_tickets),
            "line": len(lines),
            "entry": sum(len(dossier.entries) for dossier in touched),
            "file": sum(len(line.files) for line in lines),
            "offer": sum(len(dossier.offers) for dossier in touched),
        },
    )
    add_people(connection, vault, fresh, ids)
    write_talks(connection, touched, fresh)
    write_tickets(connection, touched, ids)
    write_lines(connection, touched, ids)
    many(connection, ENTRY, [entry_row(entry, ids) for dossier in touched for entry in dossier.entries])
    gone = [{"b_ticket": ticket.row["id"]} for dossier in touched for ticket in dossier.withdrawn]
    if gone:
        connection.execute(WITHDRAWN, gone)
    many(connection, OFFER, [offer_row(offer, ids) for dossier in touched for offer in dossier.offers])
    pauses = [{"b_contact": d.contact_id, "b_turn": turn, "b_due": due} for d in touched for turn, due in d.pauses]
    if pauses:
        connection.execute(LONGER_PAUSE, pauses)
    drops = [{"b_contact": dossier.contact_id} for dossier in touched if dossier.drops]
    if drops:
        connection.execute(DROPPED, drops)


WITHDRAWN = (
    OFFER.update().where(OFFER.c.ticket_id == bindparam("b_ticket"), OFFER.c.state == "open").values(state="withdrawn")
)
LONGER_PAUSE = (
    LINE.update()
    .where(
        LINE.c.contact_id == bindparam("b_contact"),
        LINE.c.turn == bindparam("b_turn"),
        LINE.c.state == "due",
        LINE.c.asks,
    )
    .values(due_at=bindparam("b_due"))
)
"""The open question has not left yet and its reader is still writing: it waits a little longer."""

DROPPED = (
    LINE.update()
    .where(LINE.c.contact_id == bindparam("b_contact"), LINE.c.state == "due", LINE.c.officer_id.is_(None))
    .values(state="dropped", due_at=None)
)
"""Quick exit: what waits to leave is dropped; an officer's lines are held by the contact's silence (SAFETY R7)."""

Ids = dict[str, list[int]]


def draw_ids(connection: Connection, counts: Mapping[str, int]) -> Ids:
    """Row ids, drawn by the database, so that what is sealed can be bound to its row before it is written."""
    wanted = {name: count for name, count in counts.items() if count}
    if not wanted:
        return {}
    if connection.dialect.name == "sqlite":
        tops = ", ".join(f"(SELECT coalesce(max(id), 0) FROM {name})" for name in wanted)  # noqa: S608
        row = connection.exec_driver_sql(f"SELECT {tops}").one()
        return {name: list(range(top + wanted[name], top, -1)) for name, top in zip(wanted, row, strict=True)}
    series = "SELECT '{0}', nextval('{0}_id_seq') FROM generate_series(1, {1:d})"
    drawn = " UNION ALL ".join(series.format(name, count) for name, count in wanted.items())
    ids: Ids = {name: [] for name in wanted}
    for name, number in connection.execute(text(drawn)):
        ids[name].append(number)
    return {name: sorted(numbers, reverse=True) for name, numbers in ids.items()}


def many(connection: Connection, target: object, rows: list[Row]) -> None:
    """One statement for all rows of one table."""
    if rows:
        connection.execute(target.insert(), rows)  # type: ignore[attr-defined]


def add_people(connection: Connection, vault: Vault, fresh: list[Dossier], ids: Ids) -> None:
    """A key and a contact for everybody who writes for the first time."""
    keys: list[Row] = []
    contacts: list[Row] = []
    for dossier in fresh:
        dossier.key_id, dossier.contact_id = ids["keyring"].pop(), ids["contact"].pop()
        dossier.talk_id = ids["talk"].pop()
        wrapped = vault.new_key(dossier.key_id)
        dossier.key = vault.person(dossier.key_id, wrapped)
        keys.append({"id": dossier.key_id, "wrapped": wrapped, "created_at": dossier.created_at})
        contacts.append(
            {
                "id": dossier.contact_id,
                "key_id": dossier.key_id,
                "channel": dossier.channel,
                "address_hash": dossier.address_hash,
                "sealed_address": dossier.key.seal("contact.sealed_address", dossier.contact_id, dossier.address),
                "sealed_name": dossier.key.seal("contact.sealed_name", dossier.contact_id, dossier.name),
                "created_at": dossier.created_at,
            }
        )
    many(connection, KEYRING, keys)
    many(connection, CONTACT, contacts)


def open_key(dossier: Dossier) -> PersonKey:
    """The dossier's key, which it has from its first write on."""
    if dossier.key is None:
        raise ValueError("a dossier has its key before anything of it is sealed")
    return dossier.key


def talk_row(dossier: Dossier) -> Row:
    """The talk's row, sealed."""
    talk = dossier.talk
    state: Row = {
        "answers": dict(talk.answers),
        "trail": list(talk.trail),
        "filled": talk.filled,
        "place": talk.place,
        "guessed_place": talk.guessed_place,
        "numbers_told": talk.numbers_told,
        "language_chosen": talk.language_chosen,
    }
    if aside := aside_of(talk):
        state["aside"] = aside
    return {
        "flow": talk.flow,
        "scene": talk.scene,
        "turn": talk.turn,
        "language": talk.language,
        "holder": talk.holder.value,
        "writing": talk.writing.value,
        "device": talk.device.value,
        "asked": talk.asked,
        "shown_at": dossier.shown_at,
        "misunderstood": talk.misunderstood,
        "heard_at": dossier.heard_at,
        "unreachable": "",
        "sealed_state": open_key(dossier).seal_json("talk.sealed_state", dossier.talk_id, state),
    }


TALK_CHANGED = TALK.update().where(TALK.c.id == bindparam("b_id"))


def write_talks(connection: Connection, touched: list[Dossier], fresh: list[Dossier]) -> None:
    """Insert the talks of new contacts, update the others."""
    many(connection, TALK, [{"id": d.talk_id, "contact_id": d.contact_id, **talk_row(d)} for d in fresh])
    known = [{"b_id": dossier.talk_id, **talk_row(dossier)} for dossier in touched if not dossier.is_new]
    if known:
        connection.execute(TALK_CHANGED, known)


TICKET_CHANGED = TICKET.update().where(TICKET.c.id == bindparam("b_id"))


def write_tickets(connection: Connection, touched: list[Dossier], ids: Ids) -> None:
    """Insert the tickets that were opened, update those that changed."""
    added: list[Row] = []
    changed: list[Row] = []
    for dossier in touched:
        for ticket in dossier.tickets:
            if ticket.is_new:
                ticket.row.update(id=ids["ticket"].pop(), contact_id=dossier.contact_id, key_id=dossier.key_id)
                added.append({**ticket.row, **sealed_ticket(dossier, ticket)})
            elif ticket.changed:
                row = {**ticket.row, **sealed_ticket(dossier, ticket)}
                changed.append({"b_id": row.pop("id"), **row})
    many(connection, TICKET, added)
    if changed:
        connection.execute(TICKET_CHANGED, changed)


def sealed_ticket(dossier: Dossier, ticket: TicketDraft) -> Row:
    """The sealed columns of a ticket."""
    key, row = open_key(dossier), int(str(ticket.row["id"]))
    return {
        "sealed_answers": key.seal_json("ticket.sealed_answers", row, ticket.answers),
        "sealed_signs": key.seal_json("ticket.sealed_signs", row, {"signs": ticket.signs}),
    }


def write_lines(connection: Connection, touched: list[Dossier], ids: Ids) -> None:
    """Write the lines of the transcript with their files, in the order in which they came about."""
    rows: list[Row] = []
    files: list[Row] = []
    for dossier in touched:
        key = open_key(dossier)
        for line in dossier.lines:
            number = ids["line"].pop()
            ticket_id = line.ticket.row["id"] if line.ticket else None
            sealed = key.seal_json("line.sealed_body", number, line.body)
            rows.append(
                {
                    **line.columns,
                    "id": number,
                    "contact_id": dossier.contact_id,
                    "ticket_id": ticket_id,
                    "sealed_body": sealed,
                }
            )
            files += [file_row(dossier, number, file, ids["file"].pop()) for file in line.files]
    # Two kinds of rows, two statements: each names only what it fills, the database knows the rest.
    many(connection, LINE, [row for row in rows if row["state"] == "heard"])
    many(connection, LINE, [row for row in rows if row["state"] != "heard"])
    many(connection, FILE, files)


def file_row(dossier: Dossier, line_id: int, file: Row, number: int) -> Row:
    """A file's row: reference and content sealed."""
    key, content = open_key(dossier), file["content"]
    kept = key.seal("file.sealed_content", number, content) if isinstance(content, bytes) and content else None
    return {
        "id": number,
        "line_id": line_id,
        "contact_id": dossier.contact_id,
        "channel": dossier.channel,
        "mime": file["mime"],
        "size": file["size"],
        "state": "kept" if kept else "due",
        "due_at": None if kept else file["at"],
        "attempts": 0,
        "failure": "",
        "sealed_reference": key.seal("file.sealed_reference", number, str(file["reference"])),
        "sealed_content": kept,
    }


def entry_row(entry: EntryDraft, ids: Ids) -> Row:
    """An entry's row."""
    return {**entry.columns, "id": ids["entry"].pop(), "ticket_id": entry.ticket.row["id"]}


def offer_row(offer: OfferDraft, ids: Ids) -> Row:
    """An offer's row."""
    return {**offer.columns, "id": ids["offer"].pop(), "ticket_id": offer.ticket.row["id"]}
