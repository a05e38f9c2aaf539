"""The hot path's few statements on SQLite: handed to the driver as it wants them, in half SQLAlchemy's time.

The statements are SQLAlchemy's own, compiled once a shape; PostgreSQL gets them from SQLAlchemy itself.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Boolean, Connection, Insert, Select, Update, column
from sqlalchemy import table as light_table
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from bot.store.dossiers import Row
from bot.store.tables import Instant, written

Found = dict[str, Any]
"""A row that was read, by the names of its columns; what a column holds, its table says."""
Reader = Callable[[object], object]
QMARK = sqlite.dialect(paramstyle="qmark")


@dataclass(frozen=True, slots=True)
class Question:
    """A statement compiled for lists of certain lengths."""

    words: str
    fixed: tuple[object, ...]
    """Its values in order; where a list's value belongs, nothing yet."""
    places: tuple[tuple[int, str, int], ...]
    """Which of them comes from which list, and from where in it."""
    names: tuple[str, ...]
    readers: tuple[tuple[str, Reader], ...]


def read_rows(connection: Connection, statement: "Select[Any]", **lists: Sequence[object]) -> list[Found]:
    """The rows of a statement whose parameters are lists for IN, as dictionaries."""
    if connection.dialect.name != "sqlite":
        return [dict(row) for row in connection.execute(statement, dict(lists)).mappings()]
    asked = question(statement, tuple((name, len(values)) for name, values in lists.items()))
    values = list(asked.fixed)
    for place, name, which in asked.places:
        values[place] = lists[name][which]
    with told_by(connection) as cursor:
        found = cursor.execute(asked.words, values).fetchall()
    rows = [dict(zip(asked.names, row, strict=True)) for row in found]
    for name, reader in asked.readers:
        for row in rows:
            if row[name] is not None:
                row[name] = reader(row[name])
    return rows


def change_rows(connection: Connection, statement: Insert | Update, rows: list[Row]) -> None:
    """One statement for all rows, which name the same columns."""
    if connection.dialect.name != "sqlite":
        connection.execute(statement, rows)
        return
    order = order_for(statement, tuple(rows[0]))
    for name in order.instants:
        for row in rows:
            at = row[name]
            row[name] = written(at) if isinstance(at, datetime) else at
    if order.fixed:
        rows = [row | order.fixed for row in rows]
    with told_by(connection) as cursor:
        cursor.executemany(order.words, map(order.values, rows))


class told_by:  # noqa: N801 (a context manager is called like a function)
    """The driver's own cursor within the connection's transaction; its errors are SQLAlchemy's, without any value."""

    __slots__ = ("_cursor",)

    def __init__(self, connection: Connection) -> None:
        # Of the driver itself: a pool's stand-in would look at it once more for each statement.
        self._cursor = cast(sqlite3.Connection, connection.connection.dbapi_connection).cursor()

    def __enter__(self) -> sqlite3.Cursor:
        return self._cursor

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        self._cursor.close()
        if isinstance(error, sqlite3.Error):
            raise DBAPIError.instance("(hidden)", None, error, sqlite3.Error, hide_parameters=True) from None


@lru_cache(maxsize=1024)
def question(statement: "Select[Any]", lengths: tuple[tuple[str, int], ...]) -> Question:
    """The statement in SQLite's words for lists this long, and how its columns are read."""
    stand_ins = {name: list(range(length)) for name, length in lengths}
    state = statement.compile(dialect=QMARK).construct_expanded_state(stand_ins)
    of_lists = {f"{name}_{place + 1}": (name, place) for name, length in lengths for place in range(length)}
    order = state.positiontup or []
    columns = [(str(each.key), each.type) for each in statement.selected_columns]
    return Question(
        words=state.statement,
        fixed=tuple(None if name in of_lists else state.parameters[name] for name in order),
        places=tuple((place, *of_lists[name]) for place, name in enumerate(order) if name in of_lists),
        names=tuple(name for name, _kind in columns),
        readers=tuple((name, reader) for name, kind in columns if (reader := reader_of(kind))),
    )


def reader_of(kind: object) -> Reader | None:
    """How a column of this type is read from what SQLite keeps; None where it is read as it is."""
    if isinstance(kind, Instant):
        return lambda value: datetime.fromisoformat(str(value))
    return bool if isinstance(kind, Boolean) else None


@dataclass(frozen=True, slots=True)
class Order:
    """A statement that changes rows, compiled for rows that name certain columns."""

    words: str
    values: Callable[[Row], tuple[object, ...]]
    instants: tuple[str, ...]
    fixed: Row
    """What the statement itself names: the same for every row."""


@lru_cache(maxsize=256)
def order_for(statement: Insert | Update, names: tuple[str, ...]) -> Order:
    """The statement in SQLite's words, and how a row gives its values."""
    kinds = {each.name: each.type for each in statement.table.columns}
    if isinstance(statement, Insert):
        # Only what is given: the table's own defaults would ask for values once a row.
        statement = light_table(statement.table.name, *(column(name) for name in names)).insert()
    compiled = statement.compile(dialect=QMARK, column_keys=list(names))
    kinds |= {name: bind.type for name, bind in compiled.binds.items() if name not in kinds}
    order = tuple(compiled.positiontup or ())
    return Order(
        words=str(compiled),
        values=itemgetter(*order) if len(order) > 1 else lambda row: (row[order[0]],),
        instants=tuple(name for name in names if isinstance(kinds.get(name), Instant)),
        fixed={name: compiled.binds[name].value for name in order if name not in names},
    )
