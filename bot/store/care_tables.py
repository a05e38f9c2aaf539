"""The tables of care: seals, evidence, interpreters, second readings, training, harm, links laid side by side."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables import Instant, one_of, some


class FileSeal(SQLModel, table=True):
    """An item that only a specialist opens (SAFETY R22): the hash of its bytes, who sealed it, when and for whom."""

    __tablename__ = "file_seal"

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="file.id", unique=True)
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    training: str
    digest: str


class EvidencePack(SQLModel, table=True):
    """A pack of originals that left: its hash, who made it and on whose word; for whom and what for is sealed."""

    __tablename__ = "evidence_pack"
    __table_args__ = (one_of("agreed", ("yes", "life_in_danger")),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    key_id: int = Field(foreign_key="keyring.id")
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    digest: str = ""
    agreed: str
    sealed_words: bytes = Field(sa_type=LargeBinary)


class Interpreting(SQLModel, table=True):
    """Somebody who may read and write in one ticket until it closes or they are let go."""

    __tablename__ = "interpreting"
    __table_args__ = (some("interpreting_open", "officer_id", where="ended_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    officer_id: int = Field(foreign_key="officer.id")
    added_by: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class SecondReading(SQLModel, table=True):
    """A closed ticket that a lead reads again; `verdicts` are eight letters, y or n, in the order of the questions."""

    __tablename__ = "second_reading"
    __table_args__ = (some("second_reading_waits", "drawn_at", where="read_at IS NULL"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", unique=True)
    drawn_at: datetime = Field(sa_type=Instant)
    lead_id: int | None = Field(default=None, foreign_key="officer.id")
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    verdicts: str = ""
    sealed_note: bytes | None = Field(default=None, sa_type=LargeBinary)


class Exercise(SQLModel, table=True):
    """An officer's last try at one invented ticket, in codes."""

    __tablename__ = "exercise"
    __table_args__ = (UniqueConstraint("officer_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id")
    name: str
    at: datetime = Field(sa_type=Instant)
    tries: int = 0
    urgency: int
    service: str
    reply: int
    step: str
    good: bool


class HarmReport(SQLModel, table=True):
    """Harm or a near miss that somebody wrote down. Without `reporter_id` nobody can tell who.

    Its words are sealed under a key of its own. `elsewhere` keeps it from the leads of the office it came from.
    """

    __tablename__ = "harm_report"
    __table_args__ = (one_of("kind", ("harm", "near_miss")), one_of("state", ("new", "seen", "done")))

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    key_id: int = Field(foreign_key="keyring.id")
    organisation: str = Field(index=True)
    office_id: int | None = Field(default=None, foreign_key="office.id")
    reporter_id: int | None = Field(default=None, foreign_key="officer.id", index=True)
    elsewhere: bool = False
    kind: str
    at: datetime = Field(sa_type=Instant)
    state: str = "new"
    outcome: str = ""
    lead_id: int | None = Field(default=None, foreign_key="officer.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    sealed_words: bytes = Field(sa_type=LargeBinary)
    sealed_answer: bytes | None = Field(default=None, sa_type=LargeBinary)


class LinkCandidate(SQLModel, table=True):
    """Two family-links tickets that an officer laid side by side, and what came of it. Nothing leaves by it (R27)."""

    __tablename__ = "link_candidate"
    __table_args__ = (
        one_of("state", ("open", "asked", "confirmed", "rejected")),
        UniqueConstraint("request_id", "other_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    request_id: int = Field(foreign_key="ticket.id")
    other_id: int = Field(foreign_key="ticket.id", index=True)
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    state: str = "open"
    decided_by: int | None = Field(default=None, foreign_key="officer.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    sealed_why: bytes | None = Field(default=None, sa_type=LargeBinary)


class OfficerWish(SQLModel, table=True):
    """When an officer wants no sound for P1 ("22:00" to "05:00", office time), and what they have seen."""

    __tablename__ = "officer_wish"

    officer_id: int = Field(primary_key=True, foreign_key="officer.id")
    quiet_from: str = ""
    quiet_until: str = ""
    toured_at: datetime | None = Field(default=None, sa_type=Instant)
    digest_at: datetime | None = Field(default=None, sa_type=Instant)
