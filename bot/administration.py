"""Administration from the command line: offices, officers, routes, the schema. What a command says are JSON lines."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session, select

from bot import exchange, followup, lessons
from bot.app import open_database, utc_now
from bot.desk.passwords import LONGEST, SHORTEST, hashed
from bot.directory.offices import shipped_offices
from bot.directory.rules import read_rules, write_rules
from bot.forgetting import forget
from bot.keeping import loading
from bot.keeping.rules import keep_rules, rules_now
from bot.routing.command import route
from bot.settings import Settings
from bot.staff import (
    NotLikeThat,
    Row,
    add_office,
    add_officer,
    declare,
    exempt,
    known,
    list_officers,
    list_offices,
    load_directory,
    new_password,
    offices_missing,
)
from bot.store.database import Database
from bot.store.migrate import current
from bot.store.roster import read_roster
from bot.store.tables import Office, Ticket


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database, migrated, for one command."""
    database = open_database(settings)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def furnished(settings: Settings) -> Iterator[Database]:
    """The same with the directory's offices, so that officers can be added before the first start."""
    with opened(settings) as database:
        shipped = shipped_offices()
        # Only looks, where they are there already: a list must not wait for another process that writes.
        with database.reading() as db:
            missing = offices_missing(db, shipped)
        if missing:
            database.write_now(lambda db: load_directory(db, shipped))
        yield database


def explain_route(settings: Settings, words: Sequence[str]) -> int:
    """To which office a case goes, by the database's offices and officers (a new one has only the shipped offices)."""
    with opened(settings) as database:
        with database.reading() as db:
            roster = read_roster(db.connection())
        offices = tuple(roster.offices.by_id.values()) or shipped_offices()
        return route(words, offices, roster.offices.rules, roster.officers, utc_now())


def migrate_now(settings: Settings) -> int:
    """Bring the schema up to date and say which it is."""
    with opened(settings) as database:
        sys.stdout.write(f"{current(database.readers)}\n")
    return 0


def lessons_learned(settings: Settings) -> int:
    """The lessons of people who agreed that their words are learned from."""
    with opened(settings) as database, database.reading() as db:
        for line in lessons.export(db, database.vault):
            sys.stdout.write(f"{line}\n")
    return 0


def officers(settings: Settings, asked: argparse.Namespace) -> int:
    """List officers, add one, draw a new password, or say who is on shift."""
    with furnished(settings) as database:
        if asked.action == "list":
            return say(looked(database, list_officers))
        return say([database.write_now(officer_act(database, asked))])


def officer_act(database: Database, asked: argparse.Namespace) -> Callable[[Session], Row]:
    """What is to be done with an officer; a password is asked for before the writer's turn, not inside it."""
    if asked.action in ("on", "off"):
        return lambda db: declare(db, asked.login, asked.action)
    if asked.action == "exempt":
        return lambda db: exempt(db, asked.login, asked.reason, utc_now())
    if asked.action == "password":
        looked(database, lambda db: [{"login": known(db, asked.login).login}])
        changed = typed_hash()
        return lambda db: new_password(db, asked.login, changed)
    password, now = typed_hash(), utc_now()
    person = (asked.login, asked.name, asked.office, asked.role, asked.languages)
    return lambda db: add_officer(db, *person, password, now)


def forget_person(settings: Settings, asked: argparse.Namespace) -> int:
    """Forget whoever wrote the ticket with this code; a running server drops their key within half a minute.

    Raises NotLikeThat for a code that is nobody's, and while what protects a life needs it (SAFETY R1).
    """
    with opened(settings) as database:
        return say([database.write_now(lambda db: forgotten(db, database, asked.code.upper()))])


def forgotten(db: Session, database: Database, code: str) -> Row:
    """The same, in one transaction."""
    ticket = db.exec(select(Ticket).where(Ticket.code == code)).first()
    if ticket is None:
        raise NotLikeThat("No ticket has this code.")
    if followup.protects_a_life(db, ticket.contact_id):
        raise NotLikeThat("A ticket of danger is open. What protects a life stays until it is closed.")
    forget(db, database.vault, ticket.contact_id, utc_now())
    return {"code": code, "forgotten": True}


def offices(settings: Settings, asked: argparse.Namespace) -> int:
    """List offices, or add one."""
    with furnished(settings) as database:
        if asked.action == "list":
            return say(looked(database, list_offices))
        services, countries = listed(asked.services), [code.upper() for code in listed(asked.countries)]
        new = (asked.key, asked.name, asked.organisation, services, countries)
        today = utc_now().date()
        return say([database.write_now(lambda db: add_office(db, *new, today))])


def directory(settings: Settings, asked: argparse.Namespace) -> int:
    """Save the offices, the officers or the routing rules to a file, or load them from one."""
    if asked.what == "rules":
        return rules(settings, asked)
    save = {"offices": exchange.save_offices, "officers": exchange.save_roster}[asked.what]
    load = {"offices": loading.load_offices, "officers": loading.load_roster}[asked.what]
    with furnished(settings) as database:
        if asked.action == "save":
            with database.reading() as db:
                text = save(db)
            written(asked.file, text)
            return 0
        text, where = read(asked.file), asked.file.name
        return say(database.write_now(lambda db: load(db, text, where, asked.by, utc_now())))


def rules(settings: Settings, asked: argparse.Namespace) -> int:
    """The rules by which tickets are routed; whoever loads others answers for it by the login of an administrator."""
    with furnished(settings) as database:
        if asked.action == "save":
            with database.reading() as db:
                text = write_rules(rules_now(db))
            written(asked.file, text)
            return 0
        text, where = read(asked.file), asked.file.name

        def load(db: Session) -> list[Row]:
            offices = [exchange.office_of(row) for row in db.exec(select(Office)) if exchange.readable(row)]
            fresh, before = read_rules(text, where, offices), rules_now(db)
            if fresh != before:
                keep_rules(db, known(db, asked.by), fresh, before, utc_now())
            return [{"rules": len(fresh.rules), "did": "same" if fresh == before else "changed"}]

        return say(database.write_now(load))


def written(file: Path, text: str) -> None:
    """Write a file whole or not at all. Raises NotLikeThat where it cannot be written."""
    if str(file) == "-":
        sys.stdout.write(text)
        return
    fresh = file.with_name(file.name + ".new")
    try:
        fresh.write_text(text, "utf-8")
        fresh.replace(file)
    except OSError as error:
        raise NotLikeThat(f"The file cannot be written: {os.strerror(error.errno or 0)}.") from None


def read(file: Path) -> str:
    """A file's text. Raises NotLikeThat where it cannot be read."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except UnicodeDecodeError:
        raise NotLikeThat("The file is not UTF-8 text.") from None
    except OSError as error:
        raise NotLikeThat(f"The file cannot be read: {os.strerror(error.errno or 0)}.") from None


def listed(words: str) -> list[str]:
    """Words with commas between them."""
    return [word.strip() for word in words.split(",") if word.strip()]


def looked(database: Database, read: Callable[[Session], Iterable[Row]]) -> list[Row]:
    """What reading finds, on a connection that does not wait for a writer."""
    with database.reading() as db:
        return list(read(db))


def typed_hash() -> str:
    """A typed password, neither too short nor too long, as it is kept."""
    password = typed_password()
    if not SHORTEST <= len(password) <= LONGEST:
        raise NotLikeThat(f"A password has {SHORTEST} to {LONGEST} characters.")
    return hashed(password)


def typed_password() -> str:
    """A password typed twice at a terminal, or one line of standard input; never an argument that `ps` shows."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first, again = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != again:
        raise NotLikeThat("The two passwords differ.")
    return first


def say(rows: Iterable[Row]) -> int:
    """Print rows as JSON lines."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0
