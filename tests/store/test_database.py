"""The one writer: what waits together is committed together, and one bad row costs only itself."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session

from bot.errors import Busy, Full, TryLater
from bot.store.database import INBOUND, SWEEP, Database, Group
from bot.store.vault import Vault


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    made = Database(empty_database_url, Vault(b"m" * 32, b"i" * 32))
    made.write_now(lambda db: db.execute(text("CREATE TABLE word (word TEXT PRIMARY KEY)")))
    yield made
    made.close()


def add(db: Session, word: str) -> str:
    db.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})
    return word


def words(database: Database) -> list[str]:
    with database.reading() as db:
        return [row[0] for row in db.execute(text("SELECT word FROM word ORDER BY word"))]


def test_a_result_comes_only_after_the_commit(database: Database) -> None:
    assert database.write_now(lambda db: add(db, "a")) == "a"
    assert words(database) == ["a"]


def test_work_that_fails_leaves_nothing_and_tells_its_caller(database: Database) -> None:
    def fails(db: Session) -> None:
        add(db, "a")
        raise KeyError("our own fault")

    with pytest.raises(KeyError):
        database.write_now(fails)
    assert words(database) == []


async def test_what_waits_together_is_committed_together(database: Database) -> None:
    sizes: list[int] = []

    def insert(connection: Connection, items: Sequence[str]) -> list[str | Exception]:
        sizes.append(len(items))
        connection.execute(text("INSERT INTO word VALUES (:word)"), [{"word": item} for item in items])
        return [item.upper() for item in items]

    group: Group[str, str] = Group("words", insert)
    answers = await asyncio.gather(*(database.join(group, f"w{number:02}") for number in range(40)))
    assert answers == [f"W{number:02}" for number in range(40)]
    assert len(words(database)) == 40
    assert max(sizes) > 1
    assert max(sizes) <= 32


async def test_one_bad_row_costs_only_itself(database: Database) -> None:
    database.write_now(lambda db: add(db, "taken"))

    def insert(connection: Connection, items: Sequence[str]) -> list[str | Exception]:
        for item in items:
            connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": item})
        return list(items)

    group: Group[str, str] = Group("words", insert)
    waiting = [database.join(group, word) for word in ("a", "taken", "b")]
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [answers[0], answers[2]] == ["a", "b"]
    assert isinstance(answers[1], TryLater)
    assert words(database) == ["a", "b", "taken"]


async def test_people_who_write_go_before_what_time_does_and_nobody_starves(database: Database) -> None:
    order: list[str] = []
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(_db: Session) -> None:
        loop.call_soon_threadsafe(begun.set)
        time.sleep(0.05)

    first = asyncio.create_task(database.write(slow))
    await asyncio.wait_for(begun.wait(), 60)
    jobs = [database.write(lambda _db: order.append("sweep"), SWEEP)]
    jobs += [database.write(lambda _db: order.append("inbound"), INBOUND) for _job in range(30)]
    await asyncio.gather(first, *jobs)
    assert order[0] == "inbound"
    assert order.index("sweep") < 30


def test_a_second_process_that_holds_the_lock_makes_us_say_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database.WAIT_SECONDS", 0.1)
    file = tmp_path / "kentongan.db"
    database = Database(f"sqlite:///{file}", Vault(b"m" * 32, b"i" * 32), patience=0.1)
    database.write_now(lambda db: db.execute(text("CREATE TABLE word (word TEXT PRIMARY KEY)")))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        database.write_now(lambda db: add(db, "a"))
    other.execute("ROLLBACK")
    assert database.write_now(lambda db: add(db, "a")) == "a"
    other.close()
    database.close()


def test_readers_cannot_write(empty_sqlite_url: str) -> None:
    database = Database(empty_sqlite_url, Vault(b"m" * 32, b"i" * 32))
    with database.reading() as db, pytest.raises(Exception, match="readonly"):
        db.execute(text("CREATE TABLE word (word TEXT)"))
    database.close()


def test_a_closed_database_asks_to_try_again(empty_sqlite_url: str) -> None:
    database = Database(empty_sqlite_url, Vault(b"m" * 32, b"i" * 32))
    database.close()
    with pytest.raises(TryLater):
        database.write_now(lambda db: None)


async def test_our_own_fault_in_a_group_costs_only_the_item_that_caused_it(database: Database) -> None:
    def insert(connection: Connection, items: Sequence[str]) -> list[str | Exception]:
        if "poison" in items:
            raise KeyError("our own fault")
        connection.execute(text("INSERT INTO word VALUES (:word)"), [{"word": item} for item in items])
        return list(items)

    group: Group[str, str] = Group("words", insert)
    waiting = [database.join(group, word) for word in ("a", "poison", "b")]
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [answers[0], answers[2]] == ["a", "b"]
    assert isinstance(answers[1], KeyError)
    assert words(database) == ["a", "b"]


async def test_a_group_that_miscounts_its_answers_does_not_stop_the_writer(database: Database) -> None:
    group: Group[str, str] = Group("words", lambda _connection, _items: [])
    with pytest.raises(LookupError):
        await database.join(group, "a")
    assert await database.write(lambda db: add(db, "b")) == "b"


async def test_a_full_disk_is_called_full_and_takes_nothing(empty_sqlite_url: str) -> None:
    database = Database(empty_sqlite_url, Vault(b"m" * 32, b"i" * 32))
    database.write_now(lambda db: db.execute(text("CREATE TABLE word (word TEXT PRIMARY KEY)")))
    pages = database.write_now(lambda db: db.execute(text("PRAGMA page_count")).scalar_one())
    database.write_now(lambda db: db.execute(text(f"PRAGMA max_page_count={pages:d}")).scalar_one())

    def insert(connection: Connection, items: Sequence[str]) -> list[str | Exception]:
        connection.execute(text("INSERT INTO word VALUES (:word)"), [{"word": item} for item in items])
        return list(items)

    with pytest.raises(Full, match="The disk is full"):
        database.write_now(lambda db: add(db, "a" * 100_000))
    with pytest.raises(TryLater) as refused:
        await database.join(Group("words", insert), "b" * 100_000)
    assert refused.value.code == "disk_full"
    assert words(database) == []
    database.close()


def test_committed_means_on_the_disk(sqlite_url: str) -> None:
    made = Database(sqlite_url, Vault(b"m" * 32, b"i" * 32))
    asked = [text(f"PRAGMA {name}") for name in ("synchronous", "journal_mode")]
    full, wal = made.write_now(lambda db: [db.execute(one).scalar() for one in asked])
    made.close()
    assert (full, wal) == (2, "wal")
