"""The tables of events and broadcasts: what is known and said, who was found by volunteers, what goes out to whom."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables import Instant, one_of, some


class EventStatus(SQLModel, table=True):
    """What is known of an event at a time and by whom; the newest is said. `texts` is JSON, language to words."""

    __tablename__ = "event_status"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    known_at: datetime = Field(sa_type=Instant)
    source: str
    texts: str


class Listed(SQLModel, table=True):
    """A person on a list that volunteers wrote in an event: nobody is told of them by that alone (SAFETY R27).

    What the list says is sealed under a key of its own; `batch` is the code of the list that it came with.
    """

    __tablename__ = "listed"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    key_id: int = Field(foreign_key="keyring.id")
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    batch: str = Field(index=True)
    place: int
    sealed_row: bytes = Field(sa_type=LargeBinary)


class EventEntry(SQLModel, table=True):
    """What was done about an event beside its tickets, by whom and when; `detail` holds codes and counts."""

    __tablename__ = "event_entry"

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    kind: str
    detail: str = ""


class Broadcast(SQLModel, table=True):
    """One message to many: written by one officer, approved by two others, tested, and stopped at any time.

    `texts` is JSON, language to words; `audience` is JSON: places, services, languages.
    """

    __tablename__ = "broadcast"
    __table_args__ = (one_of("state", ("draft", "running", "stopped", "done")),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    organisation: str = Field(index=True)
    drafted_by: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    texts: str
    audience: str = "{}"
    state: str = "draft"
    tested_at: datetime | None = Field(default=None, sa_type=Instant)
    started_by: int | None = Field(default=None, foreign_key="officer.id")
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    stopped_by: int | None = Field(default=None, foreign_key="officer.id")
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class Approval(SQLModel, table=True):
    """One officer's yes to a broadcast as it stood then; a change of its words takes every yes away."""

    __tablename__ = "broadcast_approval"
    __table_args__ = (UniqueConstraint("broadcast_id", "officer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(foreign_key="broadcast.id", index=True)
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)


class BroadcastTo(SQLModel, table=True):
    """One contact of a broadcast that runs: due, or what became of it, and the line that left.

    `why` says why somebody was passed over. Who was greeted first stays due until they have written after `greeted_at`.
    """

    __tablename__ = "broadcast_to"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "contact_id"),
        one_of("state", ("due", "queued", "passed_over", "stopped")),
        some("broadcast_to_due", "broadcast_id", where="state = 'due'"),
    )

    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(foreign_key="broadcast.id")
    contact_id: int = Field(foreign_key="contact.id", index=True)
    state: str = "due"
    why: str = Field(default="", sa_column_kwargs={"server_default": ""})
    line_id: int | None = Field(default=None, foreign_key="line.id")
    at: datetime | None = Field(default=None, sa_type=Instant)
    greeted_at: datetime | None = Field(default=None, sa_type=Instant)


class BroadcastEntry(SQLModel, table=True):
    """What happened to a broadcast, by whom and when; `detail` holds codes and counts, never words."""

    __tablename__ = "broadcast_entry"

    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(foreign_key="broadcast.id", index=True)
    officer_id: int | None = Field(default=None, foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    kind: str
    detail: str = ""
