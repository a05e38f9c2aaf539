"""The migrated schema equals the tables, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from bot.store.database import make_engine
from bot.store.migrate import current, migrate, newest
from bot.store.tables import Ticket, metadata
from tests.world import Helpline


def test_the_migrated_schema_equals_the_tables(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url, writes=True)
    migrate(engine)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert current(engine) == newest()
    engine.dispose()


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url, writes=True)
    migrate(engine)
    migrate(engine)
    assert current(engine) == newest()
    engine.dispose()


def test_the_checks_of_enumerations_still_refuse_and_build_no_list_for_each_row(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url, writes=True)
    migrate(engine)
    with engine.connect() as connection, pytest.raises(IntegrityError, match="holder_known"):
        connection.execute(
            metadata.tables["talk"].insert(),
            {
                **dict.fromkeys(("flow", "scene", "language", "unreachable"), ""),
                **dict.fromkeys(("turn", "asked", "misunderstood"), 0),
                "contact_id": 1,
                "holder": "nobody",
                "writing": "safe",
                "device": "own",
                "heard_at": datetime(2026, 11, 28, tzinfo=UTC),
                "sealed_state": b"",
            },
        )
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            words = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'line'").scalar_one()
            assert "state = 'heard' OR" in words
            assert " IN (" not in words
    engine.dispose()


def test_tickets_that_wait_keep_their_place_when_the_queue_comes_to_know_it(database_url: str) -> None:
    helpline = Helpline(database_url)
    for who in ("ana", "ida"):
        helpline.hears("petugas", who=who)
        helpline.now += timedelta(minutes=5)
    first, second = (helpline.tickets(who)[0].id for who in ("ana", "ida"))
    with helpline.database.writing.begin() as connection:
        # What came later is not there yet, either.
        for index in ("ticket_unmet", "ticket_in_event", "ticket_put_away"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        for column in ("unmet", "unmet_told"):
            connection.exec_driver_sql(f"ALTER TABLE ticket DROP COLUMN {column}")
        connection.exec_driver_sql("ALTER TABLE ticket DROP COLUMN placed_id")
        connection.exec_driver_sql("ALTER TABLE transfer DROP COLUMN to_officer_id")
        connection.exec_driver_sql("ALTER TABLE ticket DROP COLUMN news_told")
        connection.exec_driver_sql("ALTER TABLE ticket ADD COLUMN status_told INTEGER")
        connection.exec_driver_sql(f"UPDATE ticket SET status_told = 7 WHERE id = {first}")
        connection.exec_driver_sql("DROP INDEX ticket_queue")
        connection.exec_driver_sql("ALTER TABLE ticket DROP COLUMN queued_at")
        connection.exec_driver_sql("CREATE INDEX ticket_queue ON ticket (urgency, heard_at) WHERE closed_at IS NULL")
        connection.exec_driver_sql(f"UPDATE ticket SET waits_since = NULL WHERE id = {first}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0024'")
    migrate(helpline.database.writing)
    with helpline.reading() as db:
        answered, waiting = (db.get_one(Ticket, one) for one in (first, second))
        assert answered.queued_at == answered.heard_at
        assert waiting.queued_at == waiting.waits_since
        assert (answered.news_told, waiting.news_told) == ("7", "")
    helpline.close()
