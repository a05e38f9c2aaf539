"""A task that one process at a time may do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine
from sqlmodel import Session

from bot.store import leases
from bot.store.migrate import migrate

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(seconds=61)


@pytest.fixture
def db(empty_database_url: str) -> Iterator[Session]:
    engine = create_engine(empty_database_url)
    migrate(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_one_process_holds_a_lease_and_another_has_to_wait(db: Session) -> None:
    assert leases.take(db, "telegram", "first", NOON, 60)
    assert not leases.take(db, "telegram", "second", NOON, 60)
    assert leases.take(db, "another task", "second", NOON, 60)


def test_who_holds_a_lease_may_renew_it(db: Session) -> None:
    leases.take(db, "telegram", "first", NOON, 60)
    assert leases.take(db, "telegram", "first", NOON + timedelta(seconds=59), 60)
    assert not leases.take(db, "telegram", "second", LATER, 60)


def test_a_lease_ends_by_itself(db: Session) -> None:
    leases.take(db, "telegram", "first", NOON, 60)
    assert leases.take(db, "telegram", "second", LATER, 60)
    assert not leases.take(db, "telegram", "first", LATER, 60)


def test_a_lease_that_is_given_back_is_free_at_once(db: Session) -> None:
    leases.take(db, "telegram", "first", NOON, 60)
    leases.give_back(db, "telegram", "second")
    assert not leases.take(db, "telegram", "second", NOON, 60)
    leases.give_back(db, "telegram", "first")
    assert leases.take(db, "telegram", "second", NOON, 60)


def test_keeping_renews_only_what_is_still_ours(db: Session) -> None:
    assert not leases.keep(db, "telegram", "first", NOON, 60)
    leases.take(db, "telegram", "first", NOON, 60)
    assert leases.keep(db, "telegram", "first", NOON, 60)
    assert not leases.keep(db, "telegram", "second", NOON, 60)
    assert not leases.keep(db, "telegram", "first", LATER, 60)


def test_a_holder_that_is_known_to_have_ended_is_not_waited_for(db: Session) -> None:
    leases.take(db, "telegram", "first", NOON, 60)
    assert not leases.take(db, "telegram", "second", NOON, 60, lambda holder: holder == "another")
    assert leases.take(db, "telegram", "second", NOON, 60, lambda holder: holder == "first")
    assert not leases.take(db, "telegram", "first", NOON, 60)
