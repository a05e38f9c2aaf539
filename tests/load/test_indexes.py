"""What a message costs does not grow with the number of people who ever wrote."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql

from bot.store.loading import KNOWN_CONTACTS, OPEN_TICKETS
from flows.words import Heard
from tests.world import Helpline

MANY = ("line", "contact", "talk", "ticket", "keyring", "entry", "file")
"""Tables that grow with the people who write; offices and officers are few, and few offers are open at once."""
DANGER = "tolong saya dipukul majikan, paspor saya ditahan"


@contextmanager
def listening(engine: Engine) -> Iterator[list[str]]:
    """Every statement that SQLite itself carries out until the block ends, with its values written in."""
    said: list[str] = []

    def begin(driver: sqlite3.Connection, *_pool: object) -> None:
        driver.set_trace_callback(said.append)

    def end(driver: sqlite3.Connection, *_pool: object) -> None:
        driver.set_trace_callback(None)

    event.listen(engine, "checkout", begin)
    event.listen(engine, "checkin", end)
    yield said
    event.remove(engine, "checkout", begin)
    event.remove(engine, "checkin", end)


def full_scans(connection: Connection, statement: str) -> list[str]:
    """Where SQLite would look at every row of a table that grows."""
    if not statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
        return []
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
    steps = [str(row[3]) for row in plan]
    return [f"{step}: {statement[:120]}" for step in steps if step.startswith("SCAN") and step.split()[1] in MANY]


@pytest.fixture
def helpline(sqlite_url: str) -> Iterator[Helpline]:
    made = Helpline(sqlite_url)
    made.roster()
    yield made
    made.close()


def test_taking_in_a_message_looks_at_no_other_persons_rows(helpline: Helpline) -> None:
    statements: list[str] = []
    for words, who in ((DANGER, "budi"), ("bisa", "budi"), ("di Riyadh", "budi"), ("dia datang", "budi"), ("a", "ani")):
        with listening(helpline.database.writing) as said:
            helpline.hears(words, who=who)
        statements += said
        helpline.shows()
    assert len({statement.split(" WHERE ")[0] for statement in statements}) > 10
    with helpline.database.writing.begin() as connection:
        found = [scan for statement in statements for scan in full_scans(connection, statement)]
    assert found == []


def test_a_group_of_any_size_is_read_and_written_by_the_same_few_statements(helpline: Helpline) -> None:
    # The offices are read anew every few seconds only.
    helpline.hears(DANGER)
    reads, shapes = {}, {}
    for size in (2, 8, 32):
        for words, known in ((DANGER, False), ("di Riyadh", True)):
            heards = [
                Heard("simulator", f"{size}-{number}", f"{size}-{number}-{known}", helpline.now, text=words)
                for number in range(size)
            ]
            arrivals = [helpline.inbox.arrival(heard) for heard in heards]
            with listening(helpline.database.writing) as said, helpline.database.writing.begin() as connection:
                helpline.inbox.take(connection, arrivals)
            reads[known, size] = sum(statement.startswith("SELECT") for statement in said)
            shapes[known, size] = len({statement.split("(")[0].split(" SET ")[0] for statement in said})
    assert (len({reads[True, size] for size in (2, 8, 32)}), len({reads[False, size] for size in (2, 8, 32)})) == (1, 1)
    assert max(shapes.values()) < 25


def test_talks_and_tickets_are_locked_in_the_order_of_their_id() -> None:
    on_postgres = [str(one.compile(dialect=postgresql.dialect())) for one in (KNOWN_CONTACTS, OPEN_TICKETS)]  # type: ignore[no-untyped-call]
    endings = [" ".join(statement.split()[-8:]) for statement in on_postgres]
    assert "ORDER BY talk.id FOR UPDATE OF talk" in endings[0]
    assert endings[1].endswith("ORDER BY ticket.id FOR UPDATE")
