"""Live talks: none may stand on a scene that no longer exists without a declared move."""

from collections.abc import Iterator

from sqlalchemy import create_engine, inspect, select
from sqlalchemy.engine import Connection

from bot.check.subject import Finding
from bot.store.tables import table
from flows.script import Script


def orphans(connection: Connection, script: Script) -> Iterator[Finding]:
    """Scenes on which live talks stand and which the conversations know no more."""
    if not inspect(connection).has_table("talk"):
        return
    talk = table("talk")
    standing = select(talk.c.flow, talk.c.scene).where(talk.c.scene != "").distinct()
    for flow, scene in connection.execute(standing):
        try:
            script.find(f"{flow}.{scene}", flow)
        except KeyError:
            yield Finding("live talk", "the database", f"{flow}.{scene}", "talks stand here, and no move is declared")


def live_talks(url: str, script: Script) -> list[Finding]:
    """The same, for the database at this address."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return list(orphans(connection, script))
    finally:
        engine.dispose()
