"""Bringing a database's schema to what this version needs. Only forward."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

HERE = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 7306321


def config(connection: Connection) -> Config:
    """Alembic's settings for this connection."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def migrate(engine: Engine) -> None:
    """Apply every migration that this database does not have yet, one process at a time."""
    if current(engine) == newest():
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        command.upgrade(config(connection), "head")


def current(engine: Engine) -> str | None:
    """The newest migration that the database has."""
    with engine.begin() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The newest migration that the program knows."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return ScriptDirectory.from_config(settings).get_current_head()
