"""What a group of messages changed, written set-wise: a handful of statements, each for the whole group."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, bindparam, or_, text

from bot.store.dossiers import SEALED_OF_A_TICKET, Dossier, EntryDraft, OfferDraft, Row, TicketDraft, open_key
from bot.store.safekeeping import keeps_safe, retire, save_safety
from bot.store.swift import change_rows, told_by
from bot.store.tables import table
from bot.store.talks import talk_row
from bot.store.vault import PersonKey, Vault

CONTACT, KEYRING, TALK = table("contact"), table("keyring"), table("talk")
TICKET, LINE, ENTRY, FILE, OFFER = table("ticket"), table("line"), table("entry"), table("file"), table("offer")


INSERTS = {one.name: one.insert() for one in (CONTACT, KEYRING, TALK, TICKET, LINE, ENTRY, FILE, OFFER)}


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
    for dossier in fresh:
        if dossier.retires:
            retire(connection, vault, dossier.retires)
    add_people(connection, vault, fresh, ids)
    write_talks(connection, touched, fresh)
    write_tickets(connection, touched, ids)
    write_lines(connection, touched, ids)
    many(connection, ENTRY, [entry_row(entry, ids) for dossier in touched for entry in dossier.entries])
    gone = [{"b_ticket": ticket.row["id"]} for dossier in touched for ticket in dossier.withdrawn]
    if gone:
        change_rows(connection, WITHDRAWN, gone)
    many(connection, OFFER, [offer_row(offer, ids) for dossier in touched for offer in dossier.offers])
    drops: list[Row] = [{"b_contact": dossier.contact_id} for dossier in touched if dossier.drops]
    if drops:
        change_rows(connection, DROPPED, drops)
    for dossier in touched:
        if keeps_safe(dossier):
            save_safety(connection, vault, dossier)


CALLED_IN = "called_in"
"""Why somebody who is off shift has an offer: they were rung up, and nothing that is written later takes it away."""
WITHDRAWN = (
    OFFER.update()
    .where(OFFER.c.ticket_id == bindparam("b_ticket"), OFFER.c.state == "open", OFFER.c.reason != CALLED_IN)
    .values(state="withdrawn")
)
DROPPED = (
    LINE.update()
    .where(
        LINE.c.contact_id == bindparam("b_contact"),
        or_(LINE.c.state == "due", LINE.c.state == "held"),
        LINE.c.officer_id.is_(None),
    )
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
        with told_by(connection) as cursor:
            row = cursor.execute(f"SELECT {tops}").fetchone()
        return {name: list(range(top + wanted[name], top, -1)) for name, top in zip(wanted, row, strict=True)}
    series = "SELECT '{0}', nextval('{0}_id_seq') FROM generate_series(1, {1:d})"
    drawn = " UNION ALL ".join(series.format(name, count) for name, count in wanted.items())
    ids: Ids = {name: [] for name in wanted}
    for name, number in connection.execute(text(drawn)):
        ids[name].append(number)
    return {name: sorted(numbers, reverse=True) for name, numbers in ids.items()}


def many(connection: Connection, target: Table, rows: list[Row]) -> None:
    """One statement for all rows of one table."""
    if rows:
        change_rows(connection, INSERTS[target.name], rows)


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


TALK_CHANGED = TALK.update().where(TALK.c.id == bindparam("b_id"))


def write_talks(connection: Connection, touched: list[Dossier], fresh: list[Dossier]) -> None:
    """Insert the talks of new contacts, update the others."""
    many(connection, TALK, [{"id": d.talk_id, "contact_id": d.contact_id, **talk_row(d)} for d in fresh])
    known = [{"b_id": dossier.talk_id, **talk_row(dossier)} for dossier in touched if not dossier.is_new]
    if known:
        change_rows(connection, TALK_CHANGED, known)


TICKET_CHANGED = TICKET.update().where(TICKET.c.id == bindparam("b_id"))


def write_tickets(connection: Connection, touched: list[Dossier], ids: Ids) -> None:
    """Insert the tickets that were opened; of those that changed, write what differs."""
    added: list[Row] = []
    changed: dict[frozenset[str], list[Row]] = {}
    for dossier in touched:
        key = open_key(dossier)
        for ticket in dossier.tickets:
            if ticket.is_new:
                ticket.row.update(id=ids["ticket"].pop(), contact_id=dossier.contact_id, key_id=dossier.key_id)
                added.append({**ticket.row, **{name: ticket.sealed_column(name, key) for name in SEALED_OF_A_TICKET}})
            elif ticket.touched:
                # A statement that names no more than what differs spares the database's indexes.
                names = frozenset(ticket.touched)
                changed.setdefault(names, []).append(columns_of(key, ticket, names))
    many(connection, TICKET, added)
    for rows in changed.values():
        change_rows(connection, TICKET_CHANGED, rows)


def columns_of(key: PersonKey, ticket: TicketDraft, names: Iterable[str]) -> Row:
    """These columns of a ticket as they are to be stored, under the id of its row."""
    row: Row = {"b_id": ticket.row["id"]}
    for name in sorted(names):
        row[name] = ticket.sealed_column(name, key) if name in SEALED_OF_A_TICKET else ticket.row[name]
    return row


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
