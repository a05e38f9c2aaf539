"""The checks of enumerations, in words that SQLite weighs without building a list for every row.

SQLite makes a list of `x IN ('a', 'b')` anew for each row that it checks, which cost a third of writing a line.
What stands in the tables does not change, so SQLite's documented way for such changes is taken ("Making Other Kinds
Of Table Schema Changes", sqlite.org, read 2026-11-28). PostgreSQL keeps its checks: they mean the same.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

LISTED = re.compile(r"CHECK \((\w+) IN \(('[^()]*')\)\)")


def upgrade() -> None:
    """Write every such check anew; rows and indexes stay as they are."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    tables = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    for name, words in tables:
        if LISTED.search(words):
            changed = {"name": name, "words": LISTED.sub(one_by_one, words)}
            connection.execute(
                sa.text("UPDATE sqlite_master SET sql = :words WHERE type = 'table' AND name = :name"), changed
            )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1:d}"))
    connection.execute(sa.text("PRAGMA writable_schema = RESET"))


def one_by_one(check: re.Match[str]) -> str:
    """The check with each value compared by itself."""
    column, listed = check.groups()
    return "CHECK (" + " OR ".join(f"{column} = {value.strip()}" for value in listed.split(",")) + ")"
