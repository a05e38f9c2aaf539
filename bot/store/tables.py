"""The tables. Codes, states, times and counts are plain; what a person said or is called is sealed."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from flows.words import Device, Holder, Kind, Service, Urgency, Writing


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC. SQLite has no such type: there it is ISO 8601 text, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[object]:
        kind: TypeEngine[object] = String(32) if dialect.name == "sqlite" else DateTime(timezone=True)  # type: ignore[assignment]
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return written(value) if dialect.name == "sqlite" else in_utc(value)  # type: ignore[return-value]

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


def in_utc(value: datetime) -> datetime:
    """The instant in UTC. Raises ValueError for one without a zone."""
    if value.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=1024)
def written(value: datetime) -> str:
    """The instant as SQLite keeps it; the same few instants fill many columns of one group."""
    return in_utc(value).isoformat(timespec="microseconds")


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """An enumeration is text with a check, the commonest values first: SQLite would build a list for IN a row."""
    return CheckConstraint(" OR ".join(f"{column} = '{value}'" for value in values), name=f"{column}_known")


def some(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that are still to be worked on; the many that are done cost it nothing.

    On PostgreSQL its migration says the same condition: to name it here would load that dialect at every start.
    """
    return Index(name, *columns, sqlite_where=text(where))


STATUSES = (
    "new",
    "offered",
    "taken",
    "waiting_for_contact",
    "waiting_for_office",
    "closed",
    "merged",
)
LONG_AGO = "1970-01-01T00:00:00.000000+00:00"
LINE_STATES = ("heard", "due", "sending", "sent", "delivered", "read", "failed", "held", "dropped", "note")


class Key(SQLModel, table=True):
    """One person's file key, wrapped by the master key. To forget a person is to put another key in its place.

    `renewed_at` is when that was done: every process drops from its memory what was destroyed.
    """

    __tablename__ = "keyring"
    __table_args__ = (some("keyring_renewed", "renewed_at", where="renewed_at IS NOT NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    wrapped: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Instant)
    renewed_at: datetime | None = Field(default=None, sa_type=Instant)


class Contact(SQLModel, table=True):
    """A person who writes to us, known by channel and opaque address; the address is found by its keyed hash."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("channel", "address_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    key_id: int = Field(foreign_key="keyring.id", index=True)
    channel: str
    address_hash: bytes = Field(sa_type=LargeBinary)
    sealed_address: bytes = Field(sa_type=LargeBinary)
    sealed_name: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Instant)


class TalkRow(SQLModel, table=True):
    """Where one contact's conversation stands. `shown_at` is when the open question began to leave."""

    __tablename__ = "talk"
    __table_args__ = (
        one_of("holder", tuple(Holder)),
        one_of("writing", tuple(Writing)),
        one_of("device", tuple(Device)),
    )

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", unique=True)
    flow: str
    scene: str
    turn: int
    language: str
    holder: str
    writing: str
    device: str
    asked: int
    shown_at: datetime | None = Field(default=None, sa_type=Instant)
    misunderstood: int
    heard_at: datetime = Field(sa_type=Instant)
    unreachable: str = ""
    sealed_state: bytes = Field(sa_type=LargeBinary)


class Office(SQLModel, table=True):
    """A desk of an organisation; `profile` is the JSON of its services, countries, hours and languages."""

    __tablename__ = "office"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    organisation: str = Field(index=True)
    name: str
    profile: str = "{}"
    demonstration: bool = False
    active: bool = True


class Officer(SQLModel, table=True):
    """Somebody who answers. `presence` is declared, never guessed; `profile` is JSON as routing reads it.

    An `interpreter` reads the tickets to which they were added and nothing else. `trained_at` is when they had worked
    through the invented tickets (`trained_how` "passed"), were let off by an admin, with a reason ("exempt"), or
    when they came, where that was before there was training ("served").
    """

    __tablename__ = "officer"
    __table_args__ = (one_of("presence", ("on", "away", "off")), one_of("role", ("officer", "lead", "admin")))

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    login: str = Field(unique=True)
    name: str
    password_hash: str
    role: str = "officer"
    presence: str = "off"
    profile: str = "{}"
    demonstration: bool = False
    active: bool = True
    created_at: datetime = Field(sa_type=Instant)
    interpreter: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    trained_at: datetime | None = Field(default=None, sa_type=Instant)
    trained_how: str = Field(default="", sa_column_kwargs={"server_default": ""})
    trained_by: int | None = None
    trained_why: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Ticket(SQLModel, table=True):
    """A matter that an office must act on. Answers and signs are sealed under the contact's file key.

    `kinds` are the codes of the signs, for routing; their words are sealed. `stage` is the rung of the ladder
    that offers have reached. `seen_at` is the owner's last sign of life, `alarm_at` when new danger came while
    they held the talk, `told_at` when the person was last told that their words are unread (R12). `waits_since` is
    the person's first word that nobody answered, `targets` the stages that were told of it, and `check_at` when the
    sweep looks at it again. `queued_at` is its place in a queue: when the person last began to wait for us, however
    often they wrote since. `monitor_on` is when to ask the institution that has it, `looked_at` its first look.
    `person` tells apart the people whom one contact writes about; one open ticket each and service (SAFETY R16).
    `places` are the codes of all countries, provinces and regencies that the answers name; `news_told` are
    the numbers of what was said of events there. `unmet` are the wishes that nobody who is asked fits and of which the
    person is still to be told, `unmet_told` those of which they were. `placed_id` is the office that accepted it,
    whatever the rules say.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        one_of("service", tuple(Service)),
        one_of("status", STATUSES),
        CheckConstraint(f"urgency BETWEEN {min(Urgency)} AND {max(Urgency)}", name="urgency_known"),
        Index("ticket_open", "status", "urgency", "opened_at"),
        some("ticket_queue", "urgency", "queued_at", where="closed_at IS NULL"),
        some("ticket_escalated", "escalated_at", where="escalated_at IS NOT NULL"),
        Index("ticket_of_office", "office_id", "closed_at"),
        some("ticket_unmet", "id", where="unmet <> ''"),
        some("ticket_in_event", "id", where="surge AND closed_at IS NULL"),
        some("ticket_put_away", "snoozed_until", where="snoozed_until IS NOT NULL"),
        some("ticket_ended", "outcome", "closed_at", where="closed_at IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    key_id: int = Field(foreign_key="keyring.id")
    channel: str
    service: str
    urgency: int
    category: str = ""
    reason: str = ""
    kinds: str = ""
    country: str = ""
    language: str = "id"
    status: str = "new"
    silence: str = ""
    stage: int = 0
    office_id: int | None = Field(default=None, foreign_key="office.id")
    owner_id: int | None = Field(default=None, foreign_key="officer.id", index=True)
    opened_at: datetime = Field(sa_type=Instant)
    heard_at: datetime = Field(sa_type=Instant)
    queued_at: datetime = Field(sa_type=Instant, sa_column_kwargs={"server_default": LONG_AGO})
    changed_at: datetime = Field(sa_type=Instant)
    offered_at: datetime | None = Field(default=None, sa_type=Instant)
    taken_at: datetime | None = Field(default=None, sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    alarm_at: datetime | None = Field(default=None, sa_type=Instant)
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    snoozed_until: datetime | None = Field(default=None, sa_type=Instant)
    escalated_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: str = ""
    unread: int = 0
    province: str = Field(default="", sa_column_kwargs={"server_default": ""})
    regency: str = Field(default="", sa_column_kwargs={"server_default": ""})
    employer_kind: str = Field(default="", sa_column_kwargs={"server_default": ""})
    readers: str = Field(default="", sa_column_kwargs={"server_default": ""})
    complaint_about: str = Field(default="", sa_column_kwargs={"server_default": ""})
    wish_gender: str = Field(default="", sa_column_kwargs={"server_default": ""})
    surge: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    places: str = Field(default="", sa_column_kwargs={"server_default": ""})
    news_told: str = Field(default="", sa_column_kwargs={"server_default": ""})
    unmet: str = Field(default="", sa_column_kwargs={"server_default": ""})
    unmet_told: str = Field(default="", sa_column_kwargs={"server_default": ""})
    targets: str = Field(default="", sa_column_kwargs={"server_default": ""})
    looked_at: datetime | None = Field(default=None, sa_type=Instant)
    waits_since: datetime | None = Field(default=None, sa_type=Instant)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    check_at: datetime | None = Field(default=None, sa_type=Instant)
    monitor_on: datetime | None = Field(default=None, sa_type=Instant)
    merged_into: int | None = None
    placed_id: int | None = None
    person: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    sealed_answers: bytes = Field(sa_type=LargeBinary)
    sealed_signs: bytes = Field(sa_type=LargeBinary)


class Line(SQLModel, table=True):
    """One line of a transcript, in either direction, or an officer's note. Order in a talk is order of id.

    A line that was heard carries the vendor's id as `key`, and (channel, key) is claimed once. A line that leaves
    is `due` until it is claimed for sending under a lease, then sent, failed with a name, or held or dropped by the
    outlet, with why in `failure` and until when in `due_at`. `cause` is why it leaves at all (SAFETY R4); a line that
    a supervisor `released` no longer waits for the safe hours (R6).
    """

    __tablename__ = "line"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        one_of("state", LINE_STATES),
        one_of("kind", (*tuple(Kind), "said", "note")),
        Index("line_of_contact", "contact_id", "id"),
        some("line_to_send", "state", "due_at", where="state IN ('due', 'sending', 'held')"),
        some("line_vendor_id", "vendor_id", where="vendor_id IS NOT NULL"),
        some("line_failed", "at", where="state = 'failed'"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    officer_id: int | None = Field(default=None, foreign_key="officer.id")
    channel: str
    key: str | None = None
    kind: str
    state: str
    at: datetime = Field(sa_type=Instant)
    turn: int
    asks: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    life: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    rank: int = Field(default=2, sa_column_kwargs={"server_default": "2"})
    cause: str = Field(default="answer", sa_column_kwargs={"server_default": "answer"})
    released: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    forwarded: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    edits: str | None = None
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    failure: str = Field(default="", sa_column_kwargs={"server_default": ""})
    vendor_id: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    sealed_body: bytes = Field(sa_type=LargeBinary)


class FileRow(SQLModel, table=True):
    """A file that came with a line: where the vendor keeps it until it is fetched, then its sealed bytes."""

    __tablename__ = "file"
    __table_args__ = (one_of("state", ("due", "kept", "lost")), some("file_to_fetch", "due_at", where="state = 'due'"))

    id: int | None = Field(default=None, primary_key=True)
    line_id: int = Field(foreign_key="line.id", index=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    channel: str
    mime: str
    size: int = 0
    state: str = "due"
    attempts: int = 0
    failure: str = ""
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    sealed_reference: bytes = Field(sa_type=LargeBinary)
    sealed_content: bytes | None = Field(default=None, sa_type=LargeBinary)


class Entry(SQLModel, table=True):
    """What happened to a ticket, by whom and when. `detail` is a code; words go into `sealed_detail`.

    Of kind `rung_up` it names the officer who is called to the ticket, until they open it.
    """

    __tablename__ = "entry"
    __table_args__ = (some("entry_rung_up", "officer_id", where="kind = 'rung_up'"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    officer_id: int | None = Field(default=None, foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    kind: str
    detail: str = ""
    sealed_detail: bytes | None = Field(default=None, sa_type=LargeBinary)


class Offer(SQLModel, table=True):
    """A ticket held out to an officer until somebody takes it or the offer expires."""

    __tablename__ = "offer"
    __table_args__ = (
        one_of("state", ("open", "taken", "expired", "withdrawn", "declined")),
        some("offer_open", "officer_id", "expires_at", where="state = 'open'"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    state: str = "open"
    reason: str = ""


class Timer(SQLModel, table=True):
    """What time has to do. A timer whose turn has passed does nothing."""

    __tablename__ = "timer"
    __table_args__ = (Index("timer_due", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    due_at: datetime = Field(sa_type=Instant)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    turn: int = 0


class DeskSession(SQLModel, table=True):
    """An officer's login: only the hash of the cookie's token is kept."""

    __tablename__ = "desk_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    csrf: str
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)


class LoginAttempt(SQLModel, table=True):
    """A failed login, by keyed hash of the name that was typed and of the address that it came from."""

    __tablename__ = "login_attempt"

    id: int | None = Field(default=None, primary_key=True)
    who_hash: bytes = Field(sa_type=LargeBinary, index=True)
    at: datetime = Field(sa_type=Instant)


class Lease(SQLModel, table=True):
    """A task that one process at a time may do, such as polling Telegram. It ends by itself."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    until: datetime = Field(sa_type=Instant)
    state: str = ""


def table(name: str) -> Table:
    """The SQLAlchemy table of that name, for the hot path's Core statements."""
    return SQLModel.metadata.tables[name]


metadata = SQLModel.metadata

# In the very words of a partial index: where a value is put in later, SQLite looks at every row instead.
TO_SEND: Final = text("line.state IN ('due', 'sending', 'held')")
IN_EVENT: Final = text("ticket.surge")
