"""What keeps people safe: safe-contact profiles, what is taken back, consent, wishes to be forgotten."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables import Instant, one_of, some


class SafeContact(SQLModel, table=True):
    """How, when and with which words one person may be written to (SAFETY R1, R4, R6, R7).

    `hours` is as `flows.hours` writes it, in the local time of `country`, or of `zone` where their city is known. The
    words that prove who writes are kept as keyed hashes only. `exited_at` is a quick exit that nobody has come back
    from; `wrong` counts wrong phrases.
    """

    __tablename__ = "safe_contact"
    __table_args__ = (
        some("safe_contact_check_in", "check_in_at", where="check_in_at IS NOT NULL"),
        some("safe_contact_exited", "exited_at", where="exited_at IS NOT NULL"),
    )

    contact_id: int = Field(primary_key=True, foreign_key="contact.id")
    changed_at: datetime = Field(sa_type=Instant)
    hours: str = ""
    country: str = ""
    zone: str = Field(default="", sa_column_kwargs={"server_default": ""})
    may_write_until: datetime | None = Field(default=None, sa_type=Instant)
    check_in_at: datetime | None = Field(default=None, sa_type=Instant)
    phrase_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    forced_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    wrong: int = 0
    exited_at: datetime | None = Field(default=None, sa_type=Instant)
    sealed_greeting: bytes | None = Field(default=None, sa_type=LargeBinary)


class TakeBack(SQLModel, table=True):
    """One line of ours that is to be deleted from a telephone (SAFETY R7), claimed under a lease as lines are."""

    __tablename__ = "take_back"
    __table_args__ = (
        one_of("state", ("due", "done", "too_late", "failed")),
        some("take_back_due", "due_at", where="state = 'due'"),
        Index("take_back_of_contact", "contact_id"),
    )

    line_id: int = Field(primary_key=True, foreign_key="line.id")
    contact_id: int = Field(foreign_key="contact.id")
    state: str = "due"
    due_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    failure: str = ""


class ConsentRow(SQLModel, table=True):
    """One yes or no of a person: to which item, in the words of which version and language, when and where.

    `item` is "keep", "learn", "readers" with the `choice` of who may read, or "read:" with an organisation. A
    withdrawal is an instant; the newest row of an item holds. `officer_id` is set where an officer asked and took it
    down.
    """

    __tablename__ = "consent"
    __table_args__ = (Index("consent_of_contact", "contact_id", "item", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    officer_id: int | None = Field(default=None, foreign_key="officer.id")
    item: str
    given: bool
    choice: str = Field(default="", sa_column_kwargs={"server_default": ""})
    version: str
    language: str
    channel: str
    at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)


class Erasure(SQLModel, table=True):
    """A wish to be forgotten (SAFETY R1): checked by whom, carried out when, or taken back before."""

    __tablename__ = "erasure"
    __table_args__ = (
        one_of("state", ("asked", "checked", "revoked", "refused", "done")),
        some("erasure_due", "due_at", where="state = 'checked'"),
        UniqueConstraint("contact_id", "asked_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id")
    state: str = "asked"
    asked_at: datetime = Field(sa_type=Instant)
    checked_by: str = ""
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
