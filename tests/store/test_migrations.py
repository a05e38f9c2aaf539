"""The migrated schema equals the tables, on both engines."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.store.database import make_engine
from bot.store.migrate import current, migrate, newest
from bot.store.tables import metadata


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
