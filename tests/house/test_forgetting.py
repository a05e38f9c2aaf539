"""To forget is complete: no table that speaks of a person is left out, and what is kept has a written reason."""

import re
from pathlib import Path

import bot.app  # noqa: F401
from bot.forgetting import DELETED, EMPTIED, KEPT, WHAT_BECOMES
from bot.store.tables import metadata

SPEAKS_OF = ("contact", "ticket", "line", "file", "keyring")
PAGE = Path(__file__).parents[2] / "docs" / "administrators.md"
WORDS = {"dikosongkan": EMPTIED, "dihapus": DELETED, "disimpan": KEPT}


def personal() -> set[str]:
    """Every table that points at a person, a ticket, a line, a file or a key, or that is sealed."""
    found = {
        table.name
        for table in metadata.tables.values()
        if any(key.column.table.name in SPEAKS_OF for key in table.foreign_keys)
        or any(column.name.startswith("sealed_") for column in table.columns)
        or any(column.name in ("contact_id", "ticket_id", "line_id", "file_id") for column in table.columns)
    }
    return found | {"keyring"}


def test_every_table_that_speaks_of_a_person_says_what_becomes_of_it() -> None:
    assert set(WHAT_BECOMES) == personal()


def test_the_administrators_page_says_of_each_table_what_becomes_of_it_and_why() -> None:
    rows = re.findall(r"^\| ([a-z_, ]+) \| (\w+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    told = {name: WORDS[what] for names, what, why in rows if what in WORDS and why for name in names.split(", ")}
    assert told == dict(WHAT_BECOMES)
