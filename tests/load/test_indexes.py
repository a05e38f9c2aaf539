"""What a message costs does not grow with the number of people who ever wrote."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event

from tests.world import Helpline

MANY = ("line", "contact", "talk", "ticket", "keyring", "entry", "file")
"""Tables that grow with the people who write; offices and officers are few, and few offers are open at once."""
DANGER = "tolong saya dipukul majikan, paspor saya ditahan"

Said = list[tuple[str, object]]


@contextmanager
def listening(engine: Engine) -> Iterator[Said]:
    """Every statement that is executed until the block ends, with the values of its first row."""
    said: Said = []

    def note(
        _connection: Connection, _cursor: object, statement: str, values: object, _context: object, many: bool
    ) -> None:
        said.append((statement, values[0] if many and isinstance(values, list) else values))

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def full_scans(connection: Connection, statement: str, values: object) -> list[str]:
    """Where SQLite would look at every row of a table that grows."""
    if not statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
        return []
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
    steps = [str(row[3]) for row in plan]
    return [f"{step}: {statement[:120]}" for step in steps if step.startswith("SCAN") and step.split()[1] in MANY]


@pytest.fixture
def helpline(empty_sqlite_url: str) -> Iterator[Helpline]:
    made = Helpline(empty_sqlite_url)
    made.roster()
    yield made
    made.close()


def test_taking_in_a_message_looks_at_no_other_persons_rows(helpline: Helpline) -> None:
    statements: dict[str, object] = {}
    for words, who in ((DANGER, "budi"), ("bisa", "budi"), ("di Riyadh", "budi"), ("dia datang", "budi"), ("a", "ani")):
        with listening(helpline.database.writing) as said:
            helpline.hears(words, who=who)
        statements |= dict(said)
        helpline.shows()
    assert len(statements) > 10
    with helpline.database.writing.begin() as connection:
        found = [scan for statement, values in statements.items() for scan in full_scans(connection, statement, values)]
    assert found == []
