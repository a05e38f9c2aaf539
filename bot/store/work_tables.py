"""The tables of officers' own work: transfers, mentions, saved filters and second factors."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables import Instant, one_of


class Transfer(SQLModel, table=True):
    """A ticket proposed to an office, or to one officer there; it moves only when they accept. `why` is a code."""

    __tablename__ = "transfer"
    __table_args__ = (
        one_of("state", ("proposed", "accepted", "rejected", "revoked")),
        Index("transfer_waiting", "to_office_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    from_office_id: int | None = Field(default=None, foreign_key="office.id")
    to_office_id: int = Field(foreign_key="office.id")
    to_officer_id: int | None = None
    proposed_by: int = Field(foreign_key="officer.id")
    decided_by: int | None = Field(default=None, foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    state: str = "proposed"
    why: str = ""


class TicketLink(SQLModel, table=True):
    """Two tickets that belong together; the lower id stands first."""

    __tablename__ = "ticket_link"
    __table_args__ = (
        one_of("kind", ("same_person", "same_employer", "same_event")),
        UniqueConstraint("first_id", "second_id", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    first_id: int = Field(foreign_key="ticket.id")
    second_id: int = Field(foreign_key="ticket.id", index=True)
    kind: str
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)


class Event(SQLModel, table=True):
    """A disaster or a crowd, declared by a lead; `places` are countries, provinces and regencies by their codes."""

    __tablename__ = "event"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    places: str
    declared_by: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    ended_by: int | None = Field(default=None, foreign_key="officer.id")
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class MinistryRow(SQLModel, table=True):
    """The ministry's own book on a ticket's matter. Its timers never touch the ticket (SAFETY R23)."""

    __tablename__ = "ministry_case"
    __table_args__ = (one_of("state", ("registered", "handed_over", "solved", "may_be_closed")),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", unique=True)
    state: str = "registered"
    registered: datetime = Field(sa_type=Instant)
    papers_complete: bool = False
    asked_for_clarity: datetime | None = Field(default=None, sa_type=Instant)
    unreachable_since: datetime | None = Field(default=None, sa_type=Instant)
    called_unsolvable: datetime | None = Field(default=None, sa_type=Instant)
    monitor_on: datetime | None = Field(default=None, sa_type=Instant)


class Mention(SQLModel, table=True):
    """An officer named in a note; `read_at` is when they opened the ticket after it."""

    __tablename__ = "mention"
    __table_args__ = (Index("mention_unread", "officer_id", "read_at"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    line_id: int = Field(foreign_key="line.id")
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)


class Looking(SQLModel, table=True):
    """An officer on whose screen a ticket lies open, as one process last said. Believed only until `until`."""

    __tablename__ = "looking"

    id: int | None = Field(default=None, primary_key=True)
    process: str = Field(index=True)
    officer_id: int = Field(foreign_key="officer.id")
    ticket_id: int = Field(foreign_key="ticket.id", ondelete="CASCADE")
    until: datetime = Field(sa_type=Instant)


class SavedFilter(SQLModel, table=True):
    """A way of looking at the tickets that an officer has given a name; `shared` shows it to their office."""

    __tablename__ = "saved_filter"

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    name: str
    query: str
    shared: bool = False


class SecondFactor(SQLModel, table=True):
    """An officer's TOTP secret, sealed under a key of its own; `last_step` keeps a code from being used twice."""

    __tablename__ = "second_factor"

    officer_id: int = Field(primary_key=True, foreign_key="officer.id")
    key_id: int = Field(foreign_key="keyring.id")
    sealed_secret: bytes = Field(sa_type=LargeBinary)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    last_step: int = 0


class Lesson(SQLModel, table=True):
    """A ticket's first words with what an officer corrected: the label is plain, the words are sealed."""

    __tablename__ = "lesson"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", unique=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    key_id: int = Field(foreign_key="keyring.id")
    officer_id: int | None = Field(default=None, foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    service: str = ""
    urgency: int = 0
    language: str = ""
    sealed_text: bytes = Field(sa_type=LargeBinary)


class NameWord(SQLModel, table=True):
    """The keyed hash of a word of a name on a ticket. It goes with the person's key: who is forgotten is not found."""

    __tablename__ = "name_word"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    key_id: int = Field(foreign_key="keyring.id", index=True, ondelete="CASCADE")
    word_hash: bytes = Field(sa_type=LargeBinary, index=True)
