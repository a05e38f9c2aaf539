"""The command line: `python -m bot`, installed as `kentongan`.

What a command needs is imported in its function: nobody who asks for one waits for the libraries of all.
"""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import HelplineError
from bot.quiet_logs import quiet_logs
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.app import App

Command = Callable[[Settings, argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        if words and words[0] in BY_THEMSELVES:
            return BY_THEMSELVES[words[0]][0](words[1:])
        return with_settings(words)
    except HelplineError as error:
        print(f"kentongan: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone away; what Python still wants to write goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def with_settings(words: Sequence[str]) -> int:
    """A command that needs the settings and the database."""
    # Such a command takes its own words, which the parser of all commands does not know.
    asked = argparse.Namespace(command=route, words=words[1:])
    if words[:1] != ["route"]:
        asked = parser().parse_args(words)
    settings = read_settings()
    quiet_logs(settings.log_level)
    from bot.store.database import WAIT_SECONDS, held_elsewhere

    if held_elsewhere(settings.database):
        waits = f"kentongan: another process is writing to the database; we wait up to {WAIT_SECONDS} seconds"
        print(waits, file=sys.stderr, flush=True)
    command: Command = asked.command
    return command(settings, asked)


def check(words: Sequence[str]) -> int:
    """The static proofs of the conversations."""
    from bot.check.command import main as command
    from bot.directory.working_days import JAKARTA

    return command(words, datetime.now(JAKARTA).date())


def read(words: Sequence[str]) -> int:
    """A conversation as a page."""
    from bot.read_aloud import main as command

    return command(words)


def simulate(words: Sequence[str]) -> int:
    """Invented weeks and surges."""
    from bot.routing.simulate import main as command

    return command(words)


def understand(words: Sequence[str]) -> int:
    """JSON lines in, JSON lines out."""
    from bot.language.command import main as command

    return command(words)


BY_THEMSELVES: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "check": (check, "the static proofs over every conversation"),
    "read": (read, "a conversation as a page to read aloud"),
    "simulate": (simulate, "our way of sharing the work beside others"),
    "understand": (understand, "JSON lines in, JSON lines out: what a text tells us"),
}


def parser() -> argparse.ArgumentParser:
    """Every command with its words."""
    root = argparse.ArgumentParser(prog="kentongan", description="A helpline for migrant workers and their families.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, says: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=says, description=says)
        one.set_defaults(command=command)
        return one

    serve = add("run", run, "serve everything that is configured: simulator, desk, webhooks or polling, delivery")
    serve.add_argument("--host", help="the address to serve on instead of HOST")
    serve.add_argument("--port", type=int, help="the port to serve on instead of PORT; 0: any that is free")
    add("talk", talk, "a conversation in the terminal")
    for name, (_command, says) in BY_THEMSELVES.items():
        commands.add_parser(name, help=f"{says}; `kentongan {name} --help` says more")
    add("route", route, "to which office a case goes, and why; `kentongan route --help` says more")
    add("migrate", migrate, "bring the database's schema to this version")
    add("lessons", export_lessons, "what officers corrected, of people who agreed: JSON lines, without names")
    officer = add("officer", officer_act, "list officers, or add one")
    officer.add_argument("action", choices=("list", "add", "password", "on", "off", "exempt"))
    officer.add_argument("login", nargs="?", default="")
    officer.add_argument("--name", default="")
    officer.add_argument("--office", default="", help="the office's key, see `kentongan office list`")
    officer.add_argument("--role", choices=("officer", "lead", "admin", "interpreter"), default="officer")
    officer.add_argument("--languages", default="id", help="codes with commas between them")
    officer.add_argument("--reason", default="", help="why an officer is let off the invented tickets")
    office = add("office", office_act, "list offices, or add one")
    office.add_argument("action", choices=("list", "add"))
    office.add_argument("key", nargs="?", default="")
    office.add_argument("--name", default="")
    office.add_argument("--organisation", default="")
    office.add_argument("--services", default="", help="services with commas between them")
    office.add_argument("--countries", default="", help="ISO codes with commas between them; empty: any")
    forget = add("forget", forget_act, "destroy the key of whoever wrote a ticket, and all that speaks of them")
    forget.add_argument("code", help="the ticket's code; refused while a ticket of danger is open")
    directory = add(
        "directory", directory_act, "offices, officers or rules as a file: save them, or load them from one"
    )
    directory.add_argument("action", choices=("save", "load"))
    directory.add_argument("what", choices=("offices", "officers", "rules"))
    directory.add_argument("file", type=Path, help="a TOML file; - for standard input or output")
    directory.add_argument(
        "--by", default="", help="the login of the administrator who answers for what the file changes"
    )
    return root


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Serve until a signal says stop."""
    # A tenth of the start would go into looking for circles among what is loaded; `settle_memory` looks once.
    gc.disable()
    from bot.app import build, settle_in
    from bot.serving import open_door, serve

    changed = {name: getattr(asked, name) for name in ("host", "port") if getattr(asked, name) is not None}
    wanted = settings.model_copy(update=changed)
    # The door comes first: where another helpline serves here already, its officers' passwords stay as they are.
    with open_door(wanted) as door:
        app = build(wanted.model_copy(update={"port": door.getsockname()[1]}))
        announce(app, settle_in(app))
        serve(app, door)
    return 0


def announce(app: "App", passwords: dict[str, str]) -> None:
    """Say on the terminal where to look, and the invented officers' passwords."""
    settings = app.settings
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    here = f"http://{host}:{settings.port}"
    print(f"Kentongan: {here}/ (simulator)  {here}/desk (desk)" if app.simulator else f"Kentongan: {here}/desk (desk)")
    if settings.demonstration:
        print("DEMONSTRATION: this machine only, invented officers, nobody reads. Passwords of this start:")
        for login, password in passwords.items():
            print(f"  {login:<18} {password}")
    sys.stdout.flush()


def talk(settings: Settings, _asked: argparse.Namespace) -> int:
    """A conversation in the terminal, with the same inbox and outbox as on every channel."""
    from bot.app import build, settle_in
    from bot.serving import converse

    app = build(settings)
    settle_in(app)
    asyncio.run(converse(app))
    return 0


def route(settings: Settings, asked: argparse.Namespace) -> int:
    """To which office a case goes."""
    from bot.administration import explain_route

    return explain_route(settings, asked.words)


def migrate(settings: Settings, _asked: argparse.Namespace) -> int:
    """Bring the schema up to date and say which it is."""
    from bot.administration import migrate_now

    return migrate_now(settings)


def export_lessons(settings: Settings, _asked: argparse.Namespace) -> int:
    """The lessons of people who agreed that their words are learned from."""
    from bot.administration import lessons_learned

    return lessons_learned(settings)


def officer_act(settings: Settings, asked: argparse.Namespace) -> int:
    """List officers, add one, draw a new password, or say who is on shift."""
    from bot.administration import officers

    return officers(settings, asked)


def office_act(settings: Settings, asked: argparse.Namespace) -> int:
    """List offices, or add one."""
    from bot.administration import offices

    return offices(settings, asked)


def forget_act(settings: Settings, asked: argparse.Namespace) -> int:
    """Forget whoever wrote the ticket with this code."""
    from bot.administration import forget_person

    return forget_person(settings, asked)


def directory_act(settings: Settings, asked: argparse.Namespace) -> int:
    """Save offices or officers to a file, or load them from one."""
    from bot.administration import directory

    return directory(settings, asked)


if __name__ == "__main__":
    raise SystemExit(main())
