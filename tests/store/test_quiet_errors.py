"""An error of the database says its code and its place in the schema, and none of the values."""

import traceback
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store.database import make_engine
from tests.privacy import CANARY, leaks


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    """An engine with one table in which a canary is already known."""
    made = make_engine(empty_database_url, writes=True)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE known (word TEXT PRIMARY KEY, number INTEGER CHECK (number < 10))"))
    add(made, CANARY.word, 1)
    yield made
    made.dispose()


def add(engine: Engine, word: str, number: object) -> None:
    """Write one row."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO known VALUES (:word, :number)"), {"word": word, "number": number})


def test_a_row_that_is_there_already_is_not_quoted(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as refused:
        add(engine, CANARY.word, 2)
    assert leaks("".join(traceback.format_exception(refused.value))) == []
    assert "known" in str(refused.value)


def test_a_row_that_a_check_refuses_is_not_quoted(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as refused:
        add(engine, CANARY.name, 10)
    assert leaks("".join(traceback.format_exception(refused.value))) == []


def test_a_value_of_the_wrong_type_is_not_quoted(engine: Engine) -> None:
    with pytest.raises(DBAPIError) as refused:
        add(engine, "word", CANARY.phone + "x")
    assert leaks("".join(traceback.format_exception(refused.value))) == []
