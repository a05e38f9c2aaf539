"""What a message costs does not grow with the number of people who ever wrote."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event

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
