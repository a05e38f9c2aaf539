"""Bringing a database's schema to what this version needs. Only forward."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from bot.errors import CannotStart

HERE = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 7306321
NEWER = "The database is of a newer version than this program. Nothing was changed. Start the newer program."


def migrate(engine: Engine) -> None:
    """Apply every migration that this database does not have yet, one process at a time."""
    if not behind(engine):
        return
    # A third of a second to load: only whose database is behind pays for it.
    from alembic import command
    from alembic.config import Config

    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        settings = Config()
        settings.set_main_option("script_location", str(HERE).replace("%", "%%"))
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def behind(engine: Engine) -> bool:
    """Does this database lack a migration? Only looks. Raises CannotStart where it is ahead of this program."""
    has = current(engine)
    if has is not None and has > newest():
        raise CannotStart(NEWER)
    return has != newest()


def current(engine: Engine) -> str | None:
    """The newest migration that the database has."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest() -> str:
    """The newest migration that the program knows."""
    return max(file.name[1:5] for file in (HERE / "versions").glob("m[0-9]*.py"))
