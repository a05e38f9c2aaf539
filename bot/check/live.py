"""A database as the checks see it. Live talks: none may stand on a scene that is gone without a declared move."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sqlalchemy import create_engine, inspect, select
from sqlalchemy.engine import Connection
from sqlmodel import Session

from bot.check.subject import ANSWERS, Finding
from bot.keeping.answers import kept
from bot.store.tables import table
from flows.script import Script

Told = TypeVar("Told")


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
    return asked(url, lambda connection: list(orphans(connection, script)))


def live_answers(url: str) -> dict[str, Mapping[str, str]]:
    """The prepared answers in use that the desk of this database keeps; none while it uses those that ship."""

    def read(connection: Connection) -> dict[str, Mapping[str, str]]:
        if not inspect(connection).has_table("prepared_answer"):
            return {}
        return {f"{ANSWERS}.{one.key}": one.texts for one in kept(Session(connection)) if one.active}

    return asked(url, read)


def asked(url: str, question: Callable[[Connection], Told]) -> Told:
    """What the database at this address answers."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return question(connection)
    finally:
        engine.dispose()
