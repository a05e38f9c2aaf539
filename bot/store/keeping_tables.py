"""The tables of leads and administrators: drawn figures, what was changed by whom, texts and rules kept at the desk."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.store.tables import Instant, one_of, some


class FigureSet(SQLModel, table=True):
    """One organisation's figures: the numbers as JSON, when they were counted, and when somebody last looked.

    `digest` tells what was drawn, so that the same numbers are not drawn twice.
    """

    __tablename__ = "figure_set"

    organisation: str = Field(primary_key=True)
    wanted_at: datetime = Field(sa_type=Instant)
    counted_at: datetime | None = Field(default=None, sa_type=Instant)
    digest: str = ""
    numbers: str = "{}"


class Drawing(SQLModel, table=True):
    """One figure of one organisation as SVG, in one language."""

    __tablename__ = "drawing"

    organisation: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    svg: str


class Change(SQLModel, table=True):
    """One change that an administrator made: what it was about, and how it stood before and after, as JSON."""

    __tablename__ = "change"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    officer_id: int = Field(foreign_key="officer.id")
    organisation: str = Field(index=True)
    what: str
    which: str
    before: str
    after: str


class KeptText(SQLModel, table=True):
    """A text that the desk keeps in place of a shipped file, such as the routing rules."""

    __tablename__ = "kept_text"

    name: str = Field(primary_key=True)
    text: str
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: int = Field(foreign_key="officer.id")


class PreparedAnswer(SQLModel, table=True):
    """A prepared answer; `texts` is JSON from language to words. One for an event stands first in a surge."""

    __tablename__ = "prepared_answer"
    __table_args__ = (one_of("purpose", ("reply", "event")),)

    key: str = Field(primary_key=True)
    title: str
    texts: str
    purpose: str = "reply"
    position: int = 0
    active: bool = True


class TicketAbout(SQLModel, table=True):
    """What an officer learnt of the person concerned, as codes, to see whether everybody is served alike.

    Nobody is asked for it before help (SAFETY R23): it is written down where it was said anyway.
    """

    __tablename__ = "ticket_about"
    __table_args__ = (
        one_of("sex", ("", "female", "male")),
        one_of("papers", ("", "complete", "incomplete")),
    )

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    sex: str = ""
    papers: str = ""


class RetentionHold(SQLModel, table=True):
    """A lead's word that one ticket is not deleted while something still needs it; `why` is a code."""

    __tablename__ = "retention_hold"
    __table_args__ = (
        one_of("why", ("court", "complaint", "search", "review")),
        some("retention_hold_open", "ticket_id", where="ended_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id")
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_type=Instant)
    why: str
    ended_by: int | None = Field(default=None, foreign_key="officer.id")
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class Forgotten(SQLModel, table=True):
    """What its period let go: one ticket's words, or with no ticket a talk that never became one. No word is kept."""

    __tablename__ = "forgotten"
    __table_args__ = (Index("forgotten_contact", "contact_id"),)

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", unique=True)
    at: datetime = Field(sa_type=Instant, index=True)
    outcome: str
    whole: bool
    """Was the person's key destroyed with it?"""
