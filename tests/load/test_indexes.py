"""What a message costs does not grow with the number of people who ever wrote."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql
from sqlmodel import Session

from bot import events, handover, sweeps
from bot.outbox import candidates, to_send
from bot.store.loading import KNOWN_CONTACTS, OPEN_TICKETS
from flows.words import Heard
from tests.world import Helpline

MANY = ("line", "contact", "talk", "ticket", "keyring", "entry", "file")
"""Tables that grow with the people who write; offices and officers are few, and few offers are open at once."""
OF_FEW = ("line_to_send", "ticket_in_event", "ticket_put_away", "ticket_unmet")
"""Indexes of the few rows that are still to be worked on."""
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
    of_many = [step for step in steps if step.split()[1] in MANY and not any(index in step for index in OF_FEW)]
    # A channel has half of all lines: its index alone leads to all of them.
    return [f"{step}: {statement[:120]}" for step in of_many if step.startswith("SCAN") or step.endswith("(channel=?)")]


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


@pytest.mark.parametrize(
    "work",
    [
        lambda db, now: list(db.execute(candidates(("simulator", "telegram"), now, 64))),
        lambda db, now: db.execute(to_send(now)).first(),
        lambda db, now: events.mark(db, now),
        lambda db, now: handover.wake(db, now),
        lambda db, _now: sweeps.just_come(db),
    ],
    ids=("claimed", "anything due", "events", "put away", "just come"),
)
def test_what_is_done_every_few_seconds_looks_at_no_line_that_left_and_no_ticket_that_rests(
    helpline: Helpline, work: Callable[[Session, datetime], object]
) -> None:
    helpline.hears(DANGER)
    with listening(helpline.database.writing) as said, Session(helpline.database.writing) as db:
        work(db, helpline.now)
    assert [statement for statement in said if statement.startswith("SELECT")]
    with helpline.database.writing.begin() as connection:
        assert [scan for statement in said for scan in full_scans(connection, statement)] == []


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
