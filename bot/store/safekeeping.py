"""What a message changed of what keeps its writer safe: written only where there is something to write."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, case, insert, literal, select, update

from bot.store.danger import STRANGER
from bot.store.dossiers import Dossier, Row, SafeFile, open_key
from bot.store.tables import table
from bot.store.vault import Vault

SAFE, LINE, TALK, CONTACT = table("safe_contact"), table("line"), table("talk"), table("contact")
TAKE_BACK, CONSENT, ERASURE, TICKET = (table(name) for name in ("take_back", "consent", "erasure", "ticket"))
NARROWED = {"anyone": "", "kp2mi_and_missions": "kp2mi"}
"""Routing's copy of a choice of readers that was taken back: nobody may read who might not before (SAFETY R25)."""
LEFT = ("sent", "delivered", "read")
CAN_BE_TAKEN_BACK = timedelta(hours=48)
"""Telegram deletes no older message of ours."""


def keeps_safe(dossier: Dossier) -> bool:
    """Is there anything of this kind to write?"""
    changed = dossier.safe is not None and dossier.safe.changed
    return bool(
        changed or dossier.exits or dossier.looks_again or dossier.consents or dossier.erasures or dossier.withdraws
    )


def save_safety(connection: Connection, vault: Vault, dossier: Dossier) -> None:
    """Write the profile, what was consented to, what is to be forgotten, and what leaves or is taken back."""
    if dossier.safe is not None and dossier.safe.changed:
        save_profile(connection, vault, dossier, dossier.safe)
    if dossier.consents:
        rows = [{**row, "contact_id": dossier.contact_id} for row in dossier.consents]
        connection.execute(CONSENT.insert(), [with_ticket(row) for row in rows])
    if dossier.withdraws:
        theirs = (CONSENT.c.contact_id == dossier.contact_id, CONSENT.c.withdrawn_at.is_(None))
        connection.execute(update(CONSENT).where(*theirs).values(withdrawn_at=dossier.heard_at))
        connection.execute(CONSENT.insert().values(**everything_back(dossier)))
        narrowed = case(NARROWED, value=TICKET.c.readers, else_=TICKET.c.readers)
        connection.execute(update(TICKET).where(TICKET.c.contact_id == dossier.contact_id).values(readers=narrowed))
    for step, ticket in dossier.erasures:
        ticket_id = int(str(ticket.row["id"])) if ticket else None
        move_erasure(connection, dossier.contact_id, ticket_id, step, dossier.heard_at)
    if dossier.exits:
        take_back(connection, dossier.contact_id, dossier.heard_at)
    if dossier.looks_again:
        look_again(connection, dossier.contact_id, dossier.heard_at)


def everything_back(dossier: Dossier) -> Row:
    """The row that says that all that was allowed is taken back."""
    talk, now = dossier.talk, dossier.heard_at
    said: Row = {"contact_id": dossier.contact_id, "item": "everything", "given": False, "version": "withdrawn"}
    return {**said, "language": talk.language, "channel": dossier.channel, "at": now, "withdrawn_at": now}


def with_ticket(row: Row) -> Row:
    """The row with its ticket's id, which is known by now."""
    ticket = row.pop("ticket", None)
    return {**row, "ticket_id": ticket.row["id"] if ticket else None}  # type: ignore[attr-defined]


def phrase_hash(vault: Vault, contact_id: int, phrase: str) -> bytes:
    """The keyed hash of somebody's own phrase; the same phrase of another person has another one."""
    return vault.hash("phrase", f"{contact_id}\0{phrase}")


def save_profile(connection: Connection, vault: Vault, dossier: Dossier, safe: SafeFile) -> None:
    """Insert or update the profile; phrases are kept as keyed hashes only."""
    if safe.phrase:
        safe.phrase_hash, safe.wrong = phrase_hash(vault, dossier.contact_id, safe.phrase), 0
    if safe.forced:
        safe.forced_hash = phrase_hash(vault, dossier.contact_id, safe.forced)
    greeting = safe.greeting
    key, place = open_key(dossier), "safe_contact.sealed_greeting"
    row: Row = {
        "changed_at": dossier.heard_at,
        "hours": safe.hours,
        "country": safe.country,
        "zone": safe.zone,
        "may_write_until": safe.may_write_until,
        "check_in_at": safe.check_in_at,
        "phrase_hash": safe.phrase_hash,
        "forced_hash": safe.forced_hash,
        "wrong": safe.wrong,
        "exited_at": safe.exited_at,
        "sealed_greeting": key.seal(place, dossier.contact_id, greeting) if greeting else None,
    }
    if safe.is_new:
        connection.execute(SAFE.insert().values(contact_id=dossier.contact_id, **row))
    else:
        connection.execute(SAFE.update().where(SAFE.c.contact_id == dossier.contact_id).values(**row))


def move_erasure(connection: Connection, contact_id: int, ticket_id: int | None, step: str, now: datetime) -> None:
    """Take down a wish to be forgotten, let it run after its check, or take it back."""
    running = (ERASURE.c.contact_id == contact_id, ERASURE.c.state.in_(("asked", "checked")))
    if step == "revoked":
        connection.execute(update(ERASURE).where(*running).values(state="revoked", ended_at=now))
        return
    if connection.execute(select(ERASURE.c.id).where(*running)).first() is None:
        row = {"contact_id": contact_id, "ticket_id": ticket_id, "state": "asked", "asked_at": now, "checked_by": ""}
        connection.execute(ERASURE.insert().values(**row))
    if step == "checked":
        asked = (*running, ERASURE.c.state == "asked")
        carried_out = {"state": "checked", "checked_by": "phrase", "due_at": now + GRACE}
        connection.execute(update(ERASURE).where(*asked).values(**carried_out))


GRACE = timedelta(hours=72)
"""So long after the check a wish to be forgotten can be taken back (SAFETY R1: within 3 times 24 hours)."""


def take_back(connection: Connection, contact_id: int, now: datetime) -> None:
    """Queue every line that reached this person within 48 hours to be deleted from their telephone (SAFETY R7)."""
    queued = select(TAKE_BACK.c.line_id).where(TAKE_BACK.c.contact_id == contact_id)
    ours = (
        select(
            LINE.c.id, LINE.c.contact_id, literal("due"), literal(now, SAFE.c.changed_at.type), literal(0), literal("")
        )
        .where(LINE.c.contact_id == contact_id, LINE.c.state.in_(LEFT), LINE.c.vendor_id.is_not(None))
        .where(LINE.c.sent_at > now - CAN_BE_TAKEN_BACK, LINE.c.id.not_in(queued))
    )
    columns = ["line_id", "contact_id", "state", "due_at", "attempts", "failure"]
    connection.execute(insert(TAKE_BACK).from_select(columns, ours))


def look_again(connection: Connection, contact_id: int, now: datetime) -> None:
    """Something changed: what the outlet held for this person is looked at again."""
    held = (LINE.c.contact_id == contact_id, LINE.c.state == "held")
    connection.execute(update(LINE).where(*held).values(state="due", due_at=now, failure=""))


def retire(connection: Connection, vault: Vault, contact_id: int) -> None:
    """An address that was silent so long is a stranger's now (SAFETY R10): the old file is found by it no longer."""
    gone = vault.hash("retired", str(contact_id))
    connection.execute(update(CONTACT).where(CONTACT.c.id == contact_id).values(address_hash=gone))
    connection.execute(update(TALK).where(TALK.c.contact_id == contact_id).values(unreachable=STRANGER))
