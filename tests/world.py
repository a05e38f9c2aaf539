"""The helpline in a test: a real database, the real conversations, a clock that the test moves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory, mkdtemp

from sqlalchemy import RowMapping, insert, update
from sqlalchemy import select as core_select
from sqlmodel import Session, select

from bot.demonstration import settle_in
from bot.directory.offices import shipped_offices
from bot.inbox import Inbox
from bot.messages import Receipt
from bot.staff import load_directory
from bot.store.database import Database, make_engine
from bot.store.migrate import migrate
from bot.store.tables import Contact, FileRow, Key, Line, Officer, TalkRow, Ticket, table
from bot.store.vault import PersonKey, Vault
from bot.world import build_world, read_heard
from flows.book import BOOK
from flows.script import Script
from flows.words import Heard, Kind, Press

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MASTER, INDEX = b"m" * 32, b"i" * 32


@cache
def template() -> bytes:
    """An SQLite file with every migration, made once: going through all of them takes a third of a second."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        engine = make_engine(f"sqlite:///{file}", writes=True)
        migrate(engine)
        # The last connection that closes puts everything into the one file.
        engine.dispose()
        return file.read_bytes()


def copy_template(url: str) -> None:
    """Where an SQLite file is not there yet, begin with one that has every table."""
    file = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(template())


class Helpline:
    """Everything behind the channels, for tests that need no event loop."""

    def __init__(self, url: str, script: Script = BOOK) -> None:
        self.vault = Vault(MASTER, INDEX)
        copy_template(url)
        self.database = Database(url, self.vault)
        migrate(self.database.writing)
        self.inbox = Inbox(self.database, script, build_world(), read_heard)
        self.now = NOON
        self.keys = count(1)

    def roster(self) -> None:
        """Invented officers on duty."""
        self.database.write_now(lambda db: move_in(db, self.now))

    def hears(
        self,
        text: str = "",
        *,
        who: str = "budi",
        key: str = "",
        kind: Kind = Kind.TEXT,
        press: Press | None = None,
        channel: str = "simulator",
    ) -> Receipt:
        """A person's message, a second after the last; what left before it has been shown."""
        self.now += timedelta(seconds=1)
        heard = Heard(
            channel=channel,
            address=who,
            key=key or f"m{next(self.keys)}",
            at=self.now,
            kind=Kind.BUTTON if press else kind,
            text=text,
            press=press,
        )
        return self.inbox.receive_now(heard)

    def shows(self) -> None:
        """A moment later every waiting line has left and been seen."""
        self.now += timedelta(seconds=5)
        talk, line = table("talk"), table("line")
        self.database.write_now(lambda db: db.execute(update(talk).values(shown_at=self.now)))
        sent = update(line).where(line.c.state == "due").values(state="sent", sent_at=self.now)
        self.database.write_now(lambda db: db.execute(sent))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with self.database.reading() as session:
            yield session

    def key(self, db: Session, contact: Contact) -> PersonKey:
        """A contact's key."""
        row = db.get_one(Key, contact.key_id)
        return self.vault.person(row.id or 0, row.wrapped)

    def contact(self, db: Session, who: str = "budi", channel: str = "simulator") -> Contact:
        """Who wrote from this address."""
        digest = self.vault.hash(channel, who)
        return db.exec(select(Contact).where(Contact.address_hash == digest)).one()

    def talk(self, who: str = "budi", channel: str = "simulator") -> TalkRow:
        """Where somebody's talk stands."""
        with self.reading() as db:
            contact = self.contact(db, who, channel)
            return db.exec(select(TalkRow).where(TalkRow.contact_id == contact.id)).one()

    def tickets(self, who: str = "budi", channel: str = "simulator") -> list[Ticket]:
        """Somebody's tickets, oldest first."""
        with self.reading() as db:
            contact = self.contact(db, who, channel)
            return list(db.exec(select(Ticket).where(Ticket.contact_id == contact.id).order_by(Ticket.id)))  # type: ignore[arg-type]

    def answers(self, who: str = "budi", channel: str = "simulator") -> dict[str, object]:
        """The answers on somebody's first ticket, opened."""
        with self.reading() as db:
            contact = self.contact(db, who, channel)
            ticket = self.tickets(who, channel)[0]
            return self.key(db, contact).open_json("ticket.sealed_answers", ticket.id or 0, ticket.sealed_answers)

    def transcript(self, who: str = "budi", channel: str = "simulator") -> list[tuple[str, str]]:
        """(state, words) of every line of somebody's talk, in order."""
        with self.reading() as db:
            contact = self.contact(db, who, channel)
            key = self.key(db, contact)
            lines = db.exec(select(Line).where(Line.contact_id == contact.id).order_by(Line.id)).all()  # type: ignore[arg-type]
            return [
                (line.state, str(key.open_json("line.sealed_body", line.id or 0, line.sealed_body)["text"]))
                for line in lines
            ]

    def said(self, who: str = "budi", channel: str = "simulator") -> list[str]:
        """What we said to somebody, in order."""
        return [words for state, words in self.transcript(who, channel) if state not in ("heard", "note")]

    def files(self, who: str = "budi", channel: str = "simulator") -> list[tuple[str, str, bytes]]:
        """(mime, state, content) of every file that somebody sent."""
        with self.reading() as db:
            contact = self.contact(db, who, channel)
            key = self.key(db, contact)
            rows = db.exec(select(FileRow).where(FileRow.contact_id == contact.id)).all()
            return [
                (row.mime, row.state, key.open_bytes("file.sealed_content", row.id or 0, row.sealed_content or b""))
                for row in rows
            ]

    def officer(self, login: str) -> Officer:
        """An officer of the roster."""
        with self.reading() as db:
            return db.exec(select(Officer).where(Officer.login == login)).one()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def move_in(db: Session, now: datetime) -> None:
    """The directory's offices and the invented officers, row by row as they were once made for all tests."""
    for name, rows in roster_rows().items():
        dated = [row | {"created_at": now} if "created_at" in row else row for row in rows]
        db.execute(insert(table(name)), dated)


@cache
def roster_rows() -> dict[str, list[dict[str, object]]]:
    """The rows of a new helpline's roster, without their numbers, which run from one: making them takes a while."""
    with TemporaryDirectory() as folder:
        made = Helpline(f"sqlite:///{folder}/roster.db")
        made.database.write_now(lambda db: load_directory(db, shipped_offices()))
        made.database.write_now(lambda db: settle_in(db, NOON))
        with made.reading() as db:
            rows = {name: [dict(row) for row in numbered(db, name)] for name in ("office", "officer")}
        made.close()
    for kept in rows.values():
        assert [row.pop("id") for row in kept] == list(range(1, len(kept) + 1))
    return rows


def numbered(db: Session, name: str) -> Sequence[RowMapping]:
    """Every row of a table, oldest first."""
    rows = table(name)
    return db.connection().execute(core_select(rows).order_by(rows.c.id)).mappings().all()


@cache
def settled_file() -> Path:
    """A database with its tables and the invented officers on duty, made once and only ever copied."""
    file = Path(mkdtemp()) / "settled.db"
    helpline = Helpline(f"sqlite:///{file}")
    helpline.roster()
    helpline.close()
    return file


def settled(folder: Path, script: Script = BOOK) -> Helpline:
    """A helpline of one's own with officers on duty, a second sooner than by making its tables anew."""
    file = folder / "helpline.db"
    copyfile(settled_file(), file)
    return Helpline(f"sqlite:///{file}", script)
