"""The command line: `python -m bot`, installed as `kentongan`."""

import argparse
import asyncio
import getpass
import json
import sys
from collections.abc import Callable, Sequence

from bot import lessons
from bot.app import App, build, open_database, settle_in, utc_now
from bot.desk.passwords import SHORTEST, hashed
from bot.directory.offices import shipped_offices
from bot.errors import CannotStart, HelplineError
from bot.quiet_logs import quiet_logs
from bot.serving import converse, serve
from bot.settings import Settings
from bot.staff import add_office, add_officer, declare, list_officers, list_offices, load_directory, new_password
from bot.store.database import Database
from bot.store.migrate import current

Command = Callable[[Settings, argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["check"]:
        # Imported here: nobody who only serves should wait for the proofs.
        from bot.check.command import main as check

        return check(words[1:])
    if words[:1] == ["read"]:
        from bot.read_aloud import main as read_aloud

        return read_aloud(words[1:])
    if words[:1] == ["simulate"]:
        from bot.routing.simulate import main as simulate

        return simulate(words[1:])
    asked = argparse.Namespace(command=explain_route, words=words[1:])
    if words[:1] != ["route"]:
        asked = parser().parse_args(words)
    settings = Settings()
    quiet_logs(settings.log_level)
    try:
        command: Command = asked.command
        return command(settings, asked)
    except HelplineError as error:
        print(f"kentongan: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Every command with its words."""
    root = argparse.ArgumentParser(prog="kentongan", description=__doc__)
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, says: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=says, description=says)
        one.set_defaults(command=command)
        return one

    serve = add("run", run, "serve everything that is configured: simulator, desk, webhooks or polling, delivery")
    serve.add_argument("--host", help="the address to serve on instead of HOST")
    serve.add_argument("--port", type=int, help="the port to serve on instead of PORT")
    add("talk", talk, "a conversation in the terminal")
    add("read", talk, "a conversation as a page to read aloud; `kentongan read --help` says more")
    add("check", talk, "the static proofs over every conversation; `kentongan check --help` says more")
    add("simulate", talk, "our way of sharing the work beside others; `kentongan simulate --help` says more")
    add("route", talk, "to which office a case goes, and why; `kentongan route --help` says more")
    add("migrate", migrate_now, "bring the database's schema to this version")
    add("lessons", export_lessons, "what officers corrected, of people who agreed: JSON lines, without names")
    officer = add("officer", officers, "list officers, or add one")
    officer.add_argument("action", choices=("list", "add", "password", "on", "off"))
    officer.add_argument("login", nargs="?", default="")
    officer.add_argument("--name", default="")
    officer.add_argument("--office", default="", help="the office's key, see `kentongan office list`")
    officer.add_argument("--role", choices=("officer", "lead", "admin"), default="officer")
    officer.add_argument("--languages", default="id", help="codes with commas between them")
    office = add("office", offices, "list offices, or add one")
    office.add_argument("action", choices=("list", "add"))
    office.add_argument("key", nargs="?", default="")
    office.add_argument("--name", default="")
    office.add_argument("--organisation", default="")
    office.add_argument("--services", default="", help="services with commas between them")
    office.add_argument("--countries", default="", help="ISO codes with commas between them; empty: any")
    return root


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Serve until a signal says stop."""
    changed = {name: getattr(asked, name) for name in ("host", "port") if getattr(asked, name)}
    app = build(settings.model_copy(update=changed))
    announce(app, settle_in(app))
    serve(app)
    return 0


def announce(app: App, passwords: dict[str, str]) -> None:
    """Say on the terminal where to look, and the invented officers' passwords."""
    settings = app.settings
    here = f"http://{settings.host}:{settings.port}"
    print(f"Kentongan: {here}/ (simulator)  {here}/desk (desk)" if app.simulator else f"Kentongan: {here}/desk (desk)")
    if settings.demonstration:
        print("DEMONSTRATION: this machine only, invented officers, nobody reads. Passwords of this start:")
        for login, password in passwords.items():
            print(f"  {login:<18} {password}")
    sys.stdout.flush()


def explain_route(settings: Settings, asked: argparse.Namespace) -> int:
    """To which office a case goes, by the database's offices and officers (a new one has only the shipped offices)."""
    from bot.directory.offices import shipped_offices
    from bot.directory.rules import shipped_rules
    from bot.routing.command import route
    from bot.store.roster import read_roster

    database = open_database(settings)
    try:
        roster = database.write_now(lambda db: read_roster(db.connection()))
        offices = tuple(roster.offices.by_id.values()) or shipped_offices()
        return route(asked.words, offices, shipped_rules(), roster.officers, utc_now())
    finally:
        database.close()


def talk(settings: Settings, _asked: argparse.Namespace) -> int:
    """A conversation in the terminal, with the same inbox and outbox as on every channel."""
    app = build(settings)
    settle_in(app)
    asyncio.run(converse(app))
    return 0


def migrate_now(settings: Settings, _asked: argparse.Namespace) -> int:
    """Bring the schema up to date and say which it is."""
    database = open_database(settings)
    print(current(database.writing))
    database.close()
    return 0


def export_lessons(settings: Settings, _asked: argparse.Namespace) -> int:
    """The lessons of people who agreed that their words are learned from."""
    database = open_database(settings)
    with database.reading() as db:
        for line in lessons.export(db, database.vault):
            print(line)
    database.close()
    return 0


def officers(settings: Settings, asked: argparse.Namespace) -> int:
    """List officers, add one, draw a new password, or say who is on shift."""
    database = furnished(settings)
    try:
        if asked.action == "list":
            return say(database.write_now(list_officers))
        if asked.action == "add":
            password = typed_hash()
            made = database.write_now(
                lambda db: add_officer(
                    db, asked.login, asked.name, asked.office, asked.role, asked.languages, password, utc_now()
                )
            )
            return say([made])
        if asked.action == "password":
            password = typed_hash()
            return say([database.write_now(lambda db: new_password(db, asked.login, password))])
        return say([database.write_now(lambda db: declare(db, asked.login, asked.action))])
    finally:
        database.close()


def furnished(settings: Settings) -> Database:
    """The database with the directory's offices, so that officers can be added before the first start."""
    database = open_database(settings)
    database.write_now(lambda db: load_directory(db, shipped_offices()))
    return database


def typed_hash() -> str:
    """A typed password, long enough, as it is kept."""
    password = typed_password()
    if len(password) < SHORTEST:
        raise CannotStart(f"A password has at least {SHORTEST} characters.")
    return hashed(password)


def typed_password() -> str:
    """A password typed twice at a terminal, or one line of standard input; never an argument that `ps` shows."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, again = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != again:
        raise SystemExit("kentongan: the two passwords differ")
    return first


def offices(settings: Settings, asked: argparse.Namespace) -> int:
    """List offices, or add one."""
    database = furnished(settings)
    try:
        if asked.action == "list":
            return say(database.write_now(list_offices))
        services, countries = asked.services.split(","), [c for c in asked.countries.split(",") if c]
        return say(
            [
                database.write_now(
                    lambda db: add_office(db, asked.key, asked.name, asked.organisation, services, countries)
                )
            ]
        )
    finally:
        database.close()


def say(rows: Sequence[dict[str, object]]) -> int:
    """Print rows as JSON lines."""
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
