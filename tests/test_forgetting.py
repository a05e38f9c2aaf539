"""Whoever is forgotten is forgotten everywhere: in every table, in every process, by every way of asking."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, select, text
from sqlmodel import Session, col

from bot.administration import forgotten
from bot.errors import NotOurs
from bot.forgetting import DELETED, WHAT_BECOMES, drop_forgotten_keys, forget
from bot.staff import NotLikeThat
from bot.store.keeping_tables import TicketAbout
from bot.store.safety_tables import ConsentRow, SafeContact, TakeBack
from bot.store.tables import Key, Line, Timer, metadata
from bot.store.vault import Vault
from bot.store.work_tables import Mention, TicketLink
from flows.words import Kind
from tests.world import INDEX, MASTER, Helpline

WORDS = ("masalah kerja", "bisa", "Gaji", "Saya sendiri", "Taiwan", "Rumah tangga", "agen Maju", "gaji dibayar")


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    for one in WORDS:
        made.hears(one)
        made.shows()
    made.hears("", kind=Kind.PHOTO)
    made.hears("masalah kerja", who="siti")
    for one in ("bisa", "Gaji"):
        made.shows()
        made.hears(one, who="siti")
    made.shows()
    made.database.write_now(lambda db: leave_traces(db, made))
    yield made
    made.close()


def leave_traces(db: Session, helpline: Helpline) -> None:
    """What officers and sweeps leave of somebody beside their words."""
    contact, now = helpline.contact(db).id or 0, helpline.now
    ticket, other = helpline.tickets()[0], helpline.tickets("siti")[0]
    number, line = ticket.id or 0, db.scalars(select(col(Line.id)).where(col(Line.contact_id) == contact)).first() or 0
    db.add(SafeContact(contact_id=contact, changed_at=now, hours="0123456 1200-1320", country="TW"))
    db.add(TakeBack(line_id=line, contact_id=contact, due_at=now))
    db.add(Timer(kind="x", due_at=now, contact_id=contact))
    db.add(TicketAbout(ticket_id=number, sex="female"))
    officer = helpline.officer("peragaan-ani").id or 0
    first, second = sorted((number, other.id or 0))
    db.add(TicketLink(first_id=first, second_id=second, kind="same_employer", officer_id=officer, at=now))
    db.add(Mention(ticket_id=number, line_id=line, officer_id=officer, at=now))
    said = {"contact_id": contact, "ticket_id": number, "item": "keep", "given": True, "version": "1"}
    db.add(ConsentRow.model_validate({**said, "language": "id", "channel": "simulator", "at": now}))


def test_r1_nothing_of_a_forgotten_person_is_left_in_any_table_that_goes(helpline: Helpline) -> None:
    with helpline.reading() as db:
        contact = helpline.contact(db)
    ticket, now, vault = helpline.tickets()[0].id, helpline.now, helpline.vault
    helpline.database.write_now(lambda db: forget(db, vault, contact.id or 0, now))
    gone = {name for name, what in WHAT_BECOMES.items() if what == DELETED}
    theirs = {"contact_id": contact.id, "ticket_id": ticket, "key_id": contact.key_id, "first_id": ticket}
    with helpline.reading() as db:
        for name in gone:
            table = metadata.tables[name]
            for column, value in theirs.items():
                if column in table.c:
                    left = db.execute(select(table).where(table.c[column] == value)).all()
                    assert left == [], f"{name} still speaks of them"


def test_r1_no_sealed_value_anywhere_opens_with_the_key_that_was_destroyed(helpline: Helpline) -> None:
    with helpline.reading() as db:
        contact = helpline.contact(db)
        old = db.get_one(Key, contact.key_id).wrapped
    key = Vault(MASTER, INDEX).person(contact.key_id, old)
    assert opened(helpline, key.open_bytes) > len(WORDS)
    vault, now = helpline.vault, helpline.now
    helpline.database.write_now(lambda db: forget(db, vault, contact.id or 0, now))
    assert opened(helpline, key.open_bytes) == 0


def opened(helpline: Helpline, open_bytes: object) -> int:
    """How many sealed values of the whole database this key opens."""
    count = 0
    with helpline.reading() as db:
        for table in metadata.tables.values():
            sealed = [c for c in table.columns if c.name.startswith("sealed_") and isinstance(c.type, LargeBinary)]
            number = next(iter(table.primary_key.columns))
            for column in sealed:
                for row, value in db.execute(select(number, column).where(column.is_not(None))):
                    try:
                        open_bytes(f"{table.name}.{column.name}", row, bytes(value))  # type: ignore[operator]
                    except NotOurs:
                        continue
                    count += 1
    return count


def test_r1_the_vendors_marks_of_a_forgotten_persons_messages_go_too(helpline: Helpline) -> None:
    with helpline.reading() as db:
        contact = helpline.contact(db).id or 0
    vault, now = helpline.vault, helpline.now
    helpline.database.write_now(lambda db: forget(db, vault, contact, now))
    with helpline.reading() as db:
        keys = db.execute(select(Line.key, Line.vendor_id).where(Line.contact_id == contact)).all()  # type: ignore[call-overload]
        assert all((key or "forgotten:").startswith("forgotten:") and vendor is None for key, vendor in keys)


def test_r1_a_running_process_drops_the_key_that_another_process_destroyed(helpline: Helpline) -> None:
    running, command_line = Vault(MASTER, INDEX), Vault(MASTER, INDEX)
    with helpline.reading() as db:
        contact = helpline.contact(db)
        old = db.get_one(Key, contact.key_id).wrapped
        before = running.person(contact.key_id, old)
    now = helpline.now
    helpline.database.write_now(lambda db: forget(db, command_line, contact.id or 0, now))
    with helpline.reading() as db:
        assert drop_forgotten_keys(db, running, now - timedelta(minutes=5)) == 1
        renewed = db.get_one(Key, contact.key_id).wrapped
        line = db.execute(text("SELECT id, sealed_body FROM line ORDER BY id LIMIT 1")).one()
        with pytest.raises(NotOurs):
            before.open("line.sealed_body", line.id, bytes(line.sealed_body))
        assert running.person(contact.key_id, renewed) is not before
    assert len(running._open) == 1


def test_r1_the_next_message_drops_the_old_key_even_before_the_sweep(helpline: Helpline) -> None:
    vault = Vault(MASTER, INDEX)
    first, second = vault.new_key(7), vault.new_key(7)
    old = vault.person(7, first)
    assert vault.person(7, first) is old
    assert vault.person(7, second) is not old
    assert vault._open[7][0] == second


def test_r1_the_command_line_forgets_by_code_and_not_while_a_life_needs_it(helpline: Helpline) -> None:
    database, ticket = helpline.database, helpline.tickets()[0]
    row = database.write_now(lambda db: forgotten(db, database, ticket.code))
    assert row == {"code": ticket.code, "forgotten": True}
    helpline.hears("tolong saya dipukul majikan", who="siti")
    code = helpline.tickets("siti")[0].code
    with pytest.raises(NotLikeThat, match="danger is open"):
        database.write_now(lambda db: forgotten(db, database, code))
    with pytest.raises(NotLikeThat, match="No ticket"):
        database.write_now(lambda db: forgotten(db, database, "ZZZZZZZZZZ"))


def test_what_the_others_said_stays(helpline: Helpline) -> None:
    with helpline.reading() as db:
        contact = helpline.contact(db).id or 0
    vault, now = helpline.vault, helpline.now
    helpline.database.write_now(lambda db: forget(db, vault, contact, now))
    assert helpline.answers("siti")["matter"] == "Gaji"
