"""What a group of messages needs to know, read set-wise: one statement for all of their writers."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.store.danger import STRANGER_AFTER
from bot.store.dossiers import SEALED_OF_A_TICKET, Dossier, SafeFile, TicketDraft
from bot.store.swift import Found, read_rows
from bot.store.tables import table
from bot.store.talks import opened_talk
from bot.store.vault import PersonKey, Vault
from flows.words import Heard, Talk

CONTACT, KEYRING, TALK, TICKET, LINE = (table(name) for name in ("contact", "keyring", "talk", "ticket", "line"))
SAFE = table("safe_contact")
ENDED = ("closed", "merged")
CLAIMED = select(LINE.c.channel, LINE.c.key).where(
    LINE.c.channel.in_(bindparam("channels", expanding=True)), LINE.c.key.in_(bindparam("keys", expanding=True))
)


def already_claimed(connection: Connection, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (channel, key) have been taken before."""
    asked = set(keys)
    channels, wanted = {channel for channel, _key in asked}, {key for _channel, key in asked}
    found = read_rows(connection, CLAIMED, channels=list(channels), keys=list(wanted))
    return {(str(row["channel"]), str(row["key"])) for row in found}


# fmt: off
OF_A_TALK: Final = (
    "id", "flow", "scene", "turn", "language", "holder", "writing", "device", "asked", "shown_at",
    "misunderstood", "heard_at", "sealed_state",
)
OF_A_PROFILE: Final = (
    "contact_id", "hours", "country", "zone", "may_write_until", "check_in_at", "phrase_hash", "forced_hash",
    "wrong", "exited_at", "sealed_greeting",
)
OF_A_TICKET: Final = (
    "id", "code", "contact_id", "channel", "service", "urgency", "category", "kinds", "person", "country",
    "province", "regency", "places", "language", "status", "silence", "stage", "office_id", "owner_id",
    "placed_id", "opened_at", "offered_at", "read_at", "answered_at", "alarm_at", "looked_at", "waits_since",
    "unread", "readers", "employer_kind", "complaint_about", "wish_gender", "surge", "news_told", "unmet",
    "unmet_told",
)
# fmt: on
"""Of their rows what a message's turn looks at, and no more: each column that is read costs time in every message."""
KNOWN_CONTACTS = (
    select(
        CONTACT.c.id.label("contact_id"),
        CONTACT.c.channel,
        CONTACT.c.address_hash,
        CONTACT.c.key_id,
        CONTACT.c.created_at,
        KEYRING.c.wrapped,
        *(TALK.c[name].label(f"talk_{name}") for name in OF_A_TALK),
        *(SAFE.c[name].label(f"safe_{name}") for name in OF_A_PROFILE),
    )
    .join_from(CONTACT, KEYRING, CONTACT.c.key_id == KEYRING.c.id)
    .join(TALK, TALK.c.contact_id == CONTACT.c.id)
    .outerjoin(SAFE, SAFE.c.contact_id == CONTACT.c.id)
    .where(
        CONTACT.c.channel.in_(bindparam("channels", expanding=True)),
        CONTACT.c.address_hash.in_(bindparam("hashes", expanding=True)),
    )
    .order_by(TALK.c.id)
    .with_for_update(of=TALK)
)
OPEN_TICKETS = (
    select(*(TICKET.c[name] for name in (*OF_A_TICKET, *SEALED_OF_A_TICKET)))
    .where(TICKET.c.contact_id.in_(bindparam("contacts", expanding=True)), TICKET.c.status.not_in(ENDED))
    .order_by(TICKET.c.id)
    .with_for_update()
)


def load(connection: Connection, vault: Vault, writers: Mapping[bytes, Heard]) -> dict[bytes, Dossier]:
    """The dossier of every contact who wrote, by address hash; new ones for those who never wrote before."""
    found: dict[bytes, Dossier] = {}
    channels = list({heard.channel for heard in writers.values()})
    for row in read_rows(connection, KNOWN_CONTACTS, channels=channels, hashes=list(writers)):
        digest = bytes(row["address_hash"])
        heard = writers[digest]
        if heard.at - row["talk_heard_at"] > STRANGER_AFTER:
            # R10: after so long a silence somebody else may have this address; nothing old is shown or joined.
            found[digest] = new_dossier(digest, heard)
            found[digest].retires = row["contact_id"]
        else:
            found[digest] = opened_dossier(vault, row, heard)
    for digest, heard in writers.items():
        if digest not in found:
            found[digest] = new_dossier(digest, heard)
    by_contact = {dossier.contact_id: dossier for dossier in found.values() if dossier.contact_id}
    if by_contact:
        for row in read_rows(connection, OPEN_TICKETS, contacts=list(by_contact)):
            dossier = by_contact[row["contact_id"]]
            dossier.tickets.append(opened_ticket(dossier, row))
    return found


def opened_dossier(vault: Vault, row: Found, heard: Heard) -> Dossier:
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
        safe=opened_profile(key, row) if row["safe_contact_id"] else None,
    )


def opened_profile(key: PersonKey, row: Found) -> SafeFile:
    """The safe-contact profile that stands."""
    sealed = row["safe_sealed_greeting"]
    return SafeFile(
        hours=row["safe_hours"],
        country=row["safe_country"],
        zone=row["safe_zone"],
        may_write_until=row["safe_may_write_until"],
        check_in_at=row["safe_check_in_at"],
        phrase_hash=row["safe_phrase_hash"] and bytes(row["safe_phrase_hash"]),
        forced_hash=row["safe_forced_hash"] and bytes(row["safe_forced_hash"]),
        wrong=row["safe_wrong"],
        exited_at=row["safe_exited_at"],
        greeting=key.open("safe_contact.sealed_greeting", row["contact_id"], bytes(sealed)) if sealed else None,
        is_new=False,
    )


def new_dossier(digest: bytes, heard: Heard) -> Dossier:
    """The dossier of somebody who writes for the first time."""
    talk = Talk(guessed_place=heard.country_hint)
    return Dossier(heard.channel, heard.address, digest, heard.name, talk, heard.at, heard.at, is_new=True)


def opened_ticket(dossier: Dossier, row: Found) -> TicketDraft:
    """An open ticket; its answers and signs stay sealed until they are asked for."""
    sealed = {name: bytes(row.pop(name)) for name in SEALED_OF_A_TICKET}
    return TicketDraft(row, key=dossier.key, sealed=sealed)
