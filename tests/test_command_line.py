"""The command line as an operator meets it: a process with arguments, an exit status and few words."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.desk.passwords import matches
from bot.store.database import WAIT_SECONDS, make_engine
from flows.words import Urgency
from house.prepare import ROOT
from tests.privacy import Canary, Watch

LONGEST = 60
LOGIN = "petugas-siti"
COMMANDS = (
    "run",
    "talk",
    "check",
    "read",
    "simulate",
    "understand",
    "route",
    "migrate",
    "lessons",
    "officer",
    "office",
    "forget",
)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left: its exit status, what it printed and what it complained of."""

    status: int
    out: str
    complaint: str

    @property
    def rows(self) -> list[dict[str, object]]:
        """The JSON lines that it printed."""
        return [json.loads(line) for line in self.out.splitlines()]


Kentongan = Callable[..., Done]


@pytest.fixture
def kentongan(tmp_path: Path, privacy: Watch) -> Kentongan:
    """Runs a command in a folder of its own; whatever it prints is looked at."""

    def kentongan(*words: str, typed: str | bytes = "", **settings: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
            timeout=LONGEST,
            check=False,
        )
        out, complaint = done.stdout.decode(), done.stderr.decode()
        privacy.look(f"what `{words[:1]}` printed", out + complaint)
        assert "Traceback" not in complaint
        return Done(done.returncode, out, complaint)

    return kentongan


def file_of(folder: Path) -> Path:
    """The database that a command without settings uses."""
    return folder / "var" / "kentongan.db"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(kentongan: Kentongan, command: str) -> None:
    done = kentongan(command, "--help")
    assert done.status == 0
    assert done.out.startswith(f"usage: kentongan {command} ")


def test_help_names_every_command_and_makes_nothing(kentongan: Kentongan, tmp_path: Path) -> None:
    done = kentongan("--help")
    named = {line.split()[0] for line in done.out.splitlines() if line.startswith("    ") and line.strip()}
    assert done.status == 0
    assert set(COMMANDS) <= named
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        # a vendor's channel without anybody's word
        ({"TELEGRAM_TOKEN": "7919191919:AAKanariTokenKanariTokenKanari12345"}, "AUTHORISED_BY"),
        # half of what WhatsApp needs
        ({"TWILIO_AUTH_TOKEN": "kanari0auth0token0kanari0auth0token", "TRIAL": "true"}, "TWILIO_ACCOUNT_SID"),
        # a key of another size
        ({"MASTER_KEY": "c2FuZGlrYW5hcmlwZXR1Z2FzLTdIeA=="}, "32 bytes in base64"),
        # a secret in the wrong place, a number that is none, a webhook that nobody could call
        ({"TELEGRAM_MODE": "rahasiakanariwebhook_42"}, "TELEGRAM_MODE"),
        ({"PORT": "sandikanaripetugas-7Hx"}, "PORT"),
        ({"TELEGRAM_MODE": "webhook"}, "PUBLIC_URL"),
        ({"DATABASE_URL": "sandikanaripetugas-7Hx"}, "no address that we know"),
    ],
)
def test_r13_a_start_that_must_not_be_ends_with_one_sentence(
    kentongan: Kentongan, settings: dict[str, str], says: str
) -> None:
    done = kentongan("run", "--port", "0", **settings)
    assert (done.status, done.out) == (1, "")
    assert done.complaint.startswith("kentongan: ")
    assert says in done.complaint
    assert len(done.complaint.splitlines()) == 1
    assert not [value for value in settings.values() if value != "webhook" and value in done.complaint]


def test_a_second_start_at_the_same_port_changes_no_password(kentongan: Kentongan, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = kentongan("run", "--port", str(taken.getsockname()[1]))
    assert (done.status, done.out) == (1, "")
    assert done.complaint == (
        "kentongan: HOST and PORT cannot be served at: Address already in use. Choose another with --port.\n"
    )
    assert not (tmp_path / "var").exists()


def test_an_officer_is_added_goes_on_shift_and_is_listed_without_a_secret(
    kentongan: Kentongan, tmp_path: Path, canary: Canary
) -> None:
    new = ("officer", "add", LOGIN, "--name", canary.name, "--office", "kp2mi.centre", "--languages", "id, jv")
    assert kentongan(*new, typed=f"{canary.password}\r\n").rows == [{"login": LOGIN, "added": True}]
    assert kentongan("officer", "on", LOGIN).rows == [{"login": LOGIN, "presence": "on"}]
    listed = {
        "login": LOGIN,
        "office": "kp2mi.centre",
        "role": "officer",
        "trained": "",
        "presence": "on",
        "active": True,
        "demonstration": False,
    }
    assert kentongan("officer", "list").rows == [listed]
    assert kentongan("officer", "off", LOGIN).rows == [{"login": LOGIN, "presence": "off"}]
    assert matches(password_of(tmp_path), canary.password)


def password_of(folder: Path) -> str:
    """An officer's password as it is kept."""
    with closing(sqlite3.connect(file_of(folder))) as db:
        return str(db.execute("SELECT password_hash FROM officer").fetchone()[0])


def test_a_new_password_takes_the_place_of_the_old(kentongan: Kentongan, tmp_path: Path) -> None:
    kentongan("officer", "add", LOGIN, "--name", "Siti", "--office", "kp2mi.centre", typed="kata sandi lama\n")
    assert kentongan("officer", "password", LOGIN, typed="kata sandi baru\n").rows[0]["password"] == "changed"
    assert matches(password_of(tmp_path), "kata sandi baru")
    assert not matches(password_of(tmp_path), "kata sandi lama")


@pytest.mark.parametrize(
    ("words", "typed", "says"),
    [
        # too short, longer than the desk reads, nothing typed
        (("officer", "add", LOGIN, "--name", "Siti", "--office", "kp2mi.centre"), "pendek\n", "12 to 200 characters"),
        (("officer", "add", LOGIN, "--name", "Siti", "--office", "kp2mi.centre"), "p" * 201, "12 to 200 characters"),
        (("officer", "add", LOGIN, "--name", "Siti", "--office", "kp2mi.centre"), "", "12 to 200 characters"),
        # nobody of that login
        (("officer", "on", LOGIN), "", "no officer with that login"),
        # an office without services
        (("office", "add", "baru", "--name", "Baru", "--organisation", "kp2mi"), "", "--services out of"),
    ],
)
def test_what_describes_no_officer_or_office_is_refused_with_a_sentence(
    kentongan: Kentongan, words: tuple[str, ...], typed: str, says: str
) -> None:
    done = kentongan(*words, typed=typed)
    assert (done.status, done.out) == (1, "")
    assert says in done.complaint


def test_an_office_is_added_and_listed_beside_the_directorys(kentongan: Kentongan) -> None:
    new = ("--name", "Rumah Teman", "--organisation", "partner:teman", "--services", "emergency, complaint")
    assert kentongan("office", "add", "teman.rumah", *new, "--countries", "my, sg").rows[0]["added"] is True
    listed = {row["key"]: row for row in kentongan("office", "list").rows}
    assert listed["teman.rumah"] == {"key": "teman.rumah", "name": "Rumah Teman", "organisation": "partner:teman"}
    assert "kp2mi.centre" in listed
    told = kentongan("route", "--explain", "--service", "complaint", "--country", "MY")
    assert told.status == 0
    assert "=> kp2mi.centre" in told.out


def test_migrating_says_the_schemas_number_and_may_be_done_again(kentongan: Kentongan) -> None:
    first, again = kentongan("migrate"), kentongan("migrate")
    assert (first.status, again.status) == (0, 0)
    assert first.out == again.out
    assert first.out.strip().isdecimal()


def test_understand_answers_every_line_whatever_it_is(kentongan: Kentongan) -> None:
    typed = (
        b'{"id": 1, "text": "tolong saya dipukul majikan"}\nbukan json\n\xff\xfe\n{"id": "\\ud800", "text": "halo"}\n'
    )
    done = kentongan("understand", typed=typed)
    assert done.status == 0
    danger, no_json, no_utf8, surrogate = done.rows
    assert (danger["id"], danger["service"], danger["urgency"]) == (1, "emergency", "critical")
    assert "error" in no_json
    assert no_utf8["error"] == no_json["error"]
    assert surrogate["id"] == "\ud800"


def test_a_conversation_in_the_terminal_opens_a_ticket(kentongan: Kentongan, canary: Canary, tmp_path: Path) -> None:
    done = kentongan("talk", typed=f"{canary.danger}\n")
    assert done.status == 0
    assert "Pesan Anda sudah masuk." in done.out
    with closing(sqlite3.connect(file_of(tmp_path))) as db:
        assert db.execute("SELECT service, urgency FROM ticket").fetchall() == [("emergency", Urgency.CRITICAL)]


class Writer(threading.Thread):
    """Another process that keeps SQLite's one writer for a while."""

    def __init__(self, file: Path, seconds: float) -> None:
        super().__init__()
        self._file, self._seconds = file, seconds
        self.holds = threading.Event()

    def run(self) -> None:
        """Hold the writer, then let go."""
        with closing(sqlite3.connect(self._file, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            self.holds.set()
            time.sleep(self._seconds)
            db.execute("COMMIT")

    def begin(self) -> None:
        """Start, and have the writer."""
        self.start()
        assert self.holds.wait(LONGEST)


WAITING = "another process is writing to the database; we wait up to 10 seconds"


def test_a_command_waits_for_another_process_that_writes_and_says_so(kentongan: Kentongan, tmp_path: Path) -> None:
    kentongan("officer", "add", LOGIN, "--name", "Siti", "--office", "kp2mi.centre", typed="p" * 12)
    other = Writer(file_of(tmp_path), 5.0)
    other.begin()
    done = kentongan("officer", "on", LOGIN)
    assert not other.is_alive()
    assert (done.status, done.rows) == (0, [{"login": LOGIN, "presence": "on"}])
    assert WAITING in done.complaint
    other.join()


def test_a_command_gives_up_after_ten_seconds_and_says_why(kentongan: Kentongan, tmp_path: Path) -> None:
    kentongan("office", "list")
    other = Writer(file_of(tmp_path), WAIT_SECONDS + 20.0)
    other.daemon = True
    other.begin()
    done = kentongan("office", "add", "baru", "--name", "B", "--organisation", "kp2mi", "--services", "emergency")
    assert (done.status, done.out) == (1, "")
    assert WAITING in done.complaint
    assert done.complaint.endswith("Another process is writing to the database. Try again in a moment.\n")
    # What only looks waits for nobody.
    assert "kp2mi.centre" in {row["key"] for row in kentongan("office", "list").rows}
    assert other.is_alive()


def test_the_command_line_works_beside_a_process_that_writes_all_the_time(kentongan: Kentongan, tmp_path: Path) -> None:
    kentongan("office", "list")
    engine, stop, written = make_engine(f"sqlite:///{file_of(tmp_path)}", writes=True), threading.Event(), [0]

    def keep_writing() -> None:
        while not stop.is_set():
            with engine.begin() as db:
                db.exec_driver_sql("UPDATE office SET active = active")
                written[0] += 1
            stop.wait(0.005)

    other = threading.Thread(target=keep_writing)
    other.start()
    try:
        added = kentongan("officer", "add", LOGIN, "--name", "Siti", "--office", "kp2mi.centre", typed="p" * 12)
        before = written[0]
        assert kentongan("officer", "on", LOGIN).rows == [{"login": LOGIN, "presence": "on"}]
        assert (added.status, added.complaint) == (0, "")
        assert written[0] > before > 0
    finally:
        stop.set()
        other.join()
        engine.dispose()
