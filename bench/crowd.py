"""A helpline with many open tickets and many officers, and the process that serves its desk."""

import os
import secrets
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlmodel import Session, select

from bench.path import INDEX, MASTER, WORDS
from bot.desk import sessions
from bot.directory.offices import shipped_offices
from bot.finding import MARK
from bot.intake import new_ticket, note_entry
from bot.routing.targets import Stage
from bot.staff import load_directory
from bot.store.arrivals import seen_now
from bot.store.database import Database
from bot.store.dossiers import Dossier, LineDraft, TicketDraft
from bot.store.loading import new_dossier
from bot.store.migrate import migrate
from bot.store.saving import save
from bot.store.tables import Lease, Line, Office, Officer
from bot.store.vault import Vault
from flows.words import Heard, Service, Urgency

OFFICERS, EACH_HOLDS, LONG = 60, 8, 200
OFFICE = "kp2mi.centre"
TRACING, SOUGHT_EVERY = "palang_merah.family_links", 50
OPENED_EVERY = 20
COUNTRIES = ("MY", "SA", "TW", "HK", "SG", "KR", "AE", "JP", "KW", "BN")
LANGUAGES = ("id", "id", "id", "jv", "su", "sas", "mad")
AT_ONCE = 2000
LONGEST_START = 60.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Filled:
    """What was made: the tokens of logins, the codes of some tickets, and the ticket with the long talk."""

    tokens: list[str] = field(default_factory=list)
    lead: str = ""
    tracer: str = ""
    codes: list[str] = field(default_factory=list)
    longest: str = ""


def fill(folder: Path, tickets: int) -> Filled:
    """Officers of one large office who are logged in, and so many open tickets, most of them theirs."""
    database, filled, draw, now = open_database(folder), Filled(), Random(1), datetime.now(UTC)  # noqa: S311
    database.write_now(lambda db: load_directory(db, shipped_offices()))
    database.write_now(lambda db: hire(db, database.vault, filled, now))
    with database.reading() as db:
        offices = {office.key: office.id or 0 for office in db.exec(select(Office))}
        officers = list(db.exec(select(Officer.id).where(Officer.office_id == offices[OFFICE])))
    others = [number for key, number in offices.items() if key not in (OFFICE, TRACING)]
    here = offices[OFFICE]
    for start in range(0, tickets, AT_ONCE):
        made = [person(database.vault, who, draw, now, filled) for who in range(start, min(start + AT_ONCE, tickets))]
        for place, dossier in enumerate(made, start):
            if dossier.tickets[0].service is Service.FAMILY_LINKS:
                dossier.tickets[0].row["office_id"] = offices[TRACING]
            else:
                belongs(dossier.tickets[0], place, officers, here, others, draw)
            # Only what lies in their office can the officers open.
            if place % OPENED_EVERY == 0 and dossier.tickets[0].row["office_id"] == here:
                filled.codes.append(str(dossier.tickets[0].row["code"]))
        with database.writing.begin() as connection:
            save(connection, database.vault, made)
    database.write_now(lambda db: names_kept(db, now))
    database.close()
    return filled


def names_kept(db: Session, now: datetime) -> None:
    """A helpline that runs has kept the names of old tickets long ago: that sweep is not what is measured."""
    db.add(Lease(name=MARK, holder="", until=now, state=seen_now(db, Line).written()))


def open_database(folder: Path) -> Database:
    """The database that the helpline will serve from."""
    database = Database(f"sqlite:///{folder / 'bench.db'}", Vault(MASTER, INDEX))
    migrate(database.writing)
    return database


def hire(db: Session, vault: Vault, filled: Filled, now: datetime) -> None:
    """Officers on duty, each logged in, with a lead; and one who traces families."""
    offices = {key: db.exec(select(Office).where(Office.key == key)).one() for key in (OFFICE, TRACING)}
    for number in range(OFFICERS + 1):
        role, token = "lead" if number == OFFICERS - 1 else "officer", secrets.token_hex(16)
        office = offices[TRACING if number == OFFICERS else OFFICE]
        officer = Officer(
            office_id=office.id or 0,
            login=f"petugas-{number}",
            name=f"Petugas {number}",
            password_hash="",
            role=role,
            presence="on",
            created_at=now,
        )
        db.add(officer)
        db.flush()
        sessions.begin(db, vault, officer.id or 0, token, "known", now)
        filled.tokens.append(token)
    filled.tracer, filled.lead = filled.tokens.pop(), filled.tokens.pop()


def person(vault: Vault, who: int, draw: Random, now: datetime, filled: Filled) -> Dossier:
    """Somebody with one open ticket, some answers and some lines; the first has written a long talk."""
    at = now - timedelta(minutes=draw.uniform(1, 7 * 24 * 60))
    channel = draw.choice(("telegram", "whatsapp"))
    address = f"whatsapp:+6281{who:08}" if channel == "whatsapp" else str(10_000 + who)
    heard = Heard(channel, address, f"b{who}", at, text=draw.choice(WORDS))
    made = new_dossier(vault.hash(channel, address), heard)
    made.talk = replace(made.talk, language=draw.choice(LANGUAGES), place=draw.choice(COUNTRIES), turn=3)
    urgency = draw.choices(tuple(Urgency), (30, 50, 15, 5))[0]
    service = draw.choice((Service.EMERGENCY, Service.COMPLAINT, Service.INFORMATION))
    category, said = "", (("what", heard.text), ("where", "Riyadh"), ("reach", "WA jam 9 malam"))
    if who % SOUGHT_EVERY == SOUGHT_EVERY - 1:
        service, category = Service.FAMILY_LINKS, draw.choice(("seek", "safe", "news"))
        said = (("name", "Sumarni binti Karto"), ("father", "Karto"), ("origin", "Ponorogo"))
    ticket = new_ticket(made, service, urgency, "asked", category, at)
    for name, words in said:
        ticket.answer(name, words)
    made.tickets = [ticket]
    for kind in ("opened", "person_wanted", "nobody_on_duty"):
        note_entry(made, ticket, kind, "asked" if kind != "nobody_on_duty" else OFFICE, at)
    made.lines = lines(made, ticket, LONG if who == 0 else draw.randrange(4, 12), who, at, draw)
    code = str(ticket.row["code"])
    filled.longest = filled.longest or code
    return made


def lines(made: Dossier, ticket: TicketDraft, number: int, who: int, at: datetime, draw: Random) -> list[LineDraft]:
    """A talk of so many lines, both ways by turns."""
    found = []
    for place in range(number):
        common = {"channel": made.channel, "at": at + timedelta(seconds=place), "turn": place}
        took = {**common, "key": f"b{who}.{place}", "kind": "text", "state": "heard", "forwarded": 0, "edits": None}
        left = {**common, "kind": "said", "state": "sent", "asks": False, "life": False, "rank": 1, "due_at": None}
        body = {"text": draw.choice(WORDS), "choices": []}
        found.append(LineDraft(left if place % 2 else took, body, ticket))
    return found


def belongs(
    ticket: TicketDraft, place: int, officers: list[int | None], here: int, others: list[int], draw: Random
) -> None:
    """Most tickets lie in the large office; each officer holds a few, and some wait for the person."""
    ticket.row["office_id"] = here if draw.random() < 0.8 else draw.choice(others)
    ticket.row["unread"] = draw.randrange(3)
    # These have waited long: every stage of their target was told, and the sweep looks at each in its turn.
    told = " ".join(f"first_word:{stage.value}" for stage in Stage)
    ticket.row.update(targets=told, check_at=datetime.now(UTC) + timedelta(seconds=draw.uniform(0, 600)))
    ticket.row["checked_at"] = ticket.row["changed_at"]
    if place < EACH_HOLDS * len(officers):
        ticket.row.update(office_id=here, owner_id=officers[place % len(officers)], status="taken")
        ticket.row.update(taken_at=ticket.row["opened_at"], read_at=ticket.row["opened_at"])
        ticket.row["status"] = draw.choice(("taken", "waiting_for_contact"))


class Served:
    """`python -m bot run` on that database, with the simulator, as long as the block lasts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def open(self) -> Iterator["Served"]:
        """Start it, and stop it."""
        settings = {
            "PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{self.folder / 'bench.db'}",
            "VAR_DIR": str(self.folder),
            "MASTER_KEY": b64encode(MASTER).decode(),
            "INDEX_KEY": b64encode(INDEX).decode(),
            "LOG_LEVEL": "ERROR",
        }
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        with (self.folder / "run.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env={**kept, "PYTHONPATH": os.getcwd(), **settings},
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self.process = process
        try:
            self._wait(process)
            yield self
        finally:
            process.terminate()
            process.wait()

    def worked(self) -> float:
        """Seconds of processor time that the helpline has used so far."""
        used = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(used[11]) + int(used[12])) / TICKS

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        ends = time.monotonic() + LONGEST_START
        while time.monotonic() < ends and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"the helpline did not start:\n{(self.folder / 'run.log').read_text()}")
