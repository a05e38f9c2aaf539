"""Which tickets an officer may read, and the queues in which they lie. Nothing here writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import starmap
from typing import Any, Final, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    union_all,
)
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.permits import Role
from bot.routing.values import Readers
from bot.store.care_tables import Interpreting
from bot.store.clocks import due_at
from bot.store.filters import ANY, Filter
from bot.store.places import BEFORE, EPOCH, START, Place, on_side, order
from bot.store.tables import Entry, Offer, Office, Officer, Ticket
from bot.store.work_tables import Mention
from flows.words import Service, Urgency

OVER: Final = ("closed", "merged")
PAGE: Final = 50
SERVICE_WINDOW: Final = timedelta(hours=24)
# A count is shown as "99+" beyond this, so that counting never reads a whole queue.
COUNTED: Final = 99
# So many of the newest are compared to see that something new has come.
NEWEST: Final = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: an officer, their office and its organisation."""

    officer_id: int
    office_id: int
    organisation: str
    role: Role


def within(reader: Reader) -> ColumnElement[bool]:
    """The tickets that this reader may read (SAFETY R25): the one boundary, in every query of the desk.

    An officer reads their office's tickets, those of their own organisation that they hold, and what is held out to
    them, wherever it lies: whom a ticket may be held out to was decided, and logged, when that was done (`choose`).
    An interpreter reads the tickets to which they were added, and whoever else was added to one reads it, too.
    A lead reads the whole organisation's, but a complaint about us only in its own office (SAFETY R26); and while a
    life is in danger, or where the person lets anybody help, what they were rung up for.
    """
    ours = col(Ticket.office_id).in_(select(Office.id).where(Office.organisation == reader.organisation))
    here = col(Ticket.office_id) == reader.office_id
    interprets = interpreted_by(reader)
    mine = or_(col(Ticket.owner_id) == reader.officer_id, interprets)
    match reader.role:
        case Role.OFFICER:
            return or_(offered_to(reader), and_(ours, or_(here, mine)))
        case Role.LEAD:
            theirs = or_(here, mine, col(Ticket.service) != Service.SAFEGUARDING.value)
            return or_(offered_to(reader), called_for_a_life(reader), and_(ours, theirs))
        case Role.INTERPRETER:
            return and_(ours, interprets)
        case Role.ADMIN | Role.STRANGER:
            return literal(False)


def offered_to(reader: Reader) -> ColumnElement[bool]:
    """Is the ticket held out to this reader right now?"""
    open_to_them = and_(col(Offer.officer_id) == reader.officer_id, col(Offer.state) == "open")
    # Read once a query from the few open offers of one officer, not once a ticket.
    return col(Ticket.id).in_(select(Offer.ticket_id).where(open_to_them))


def called_for_a_life(reader: Reader) -> ColumnElement[bool]:
    """Was the reader rung up for this open ticket, and is a life in danger, or may anybody help this person?"""
    life = or_(col(Ticket.urgency) == int(Urgency.CRITICAL), col(Ticket.readers) == Readers.ANYONE.value)
    return and_(still_open(), life, col(Ticket.id).in_(select(Entry.ticket_id).where(*rung_up(reader))))


def rung_up(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    """The entries by which the reader was called to a ticket: in these very words, by which their index knows them."""
    return col(Entry.kind) == literal_column("'rung_up'"), col(Entry.officer_id) == reader.officer_id


def called(reader: Reader) -> ColumnElement[bool]:
    """Open tickets to which the reader was rung up, and which they have not opened or taken since."""
    answer = aliased(Entry)
    answered = exists().where(
        col(answer.ticket_id) == col(Entry.ticket_id),
        col(answer.officer_id) == col(Entry.officer_id),
        col(answer.id) > col(Entry.id),
        col(answer.kind).in_(("opened_by", "taken")),
    )
    return and_(still_open(), col(Ticket.id).in_(select(Entry.ticket_id).where(*rung_up(reader), ~answered)))


def interpreted_by(reader: Reader) -> ColumnElement[bool]:
    """Was the reader added to the ticket, and not let go since?"""
    added = and_(col(Interpreting.officer_id) == reader.officer_id, col(Interpreting.ended_at).is_(None))
    return col(Ticket.id).in_(select(Interpreting.ticket_id).where(added))


def still_open() -> ColumnElement[bool]:
    """Tickets on which work is still to be done: in these very words, by which the indexes know them."""
    return col(Ticket.closed_at).is_(None)


QUEUES: Final[dict[str, Callable[[Reader], ColumnElement[bool]]]] = {
    # A ticket that sleeps is back as soon as somebody wrote on it.
    "mine": lambda reader: and_(
        still_open(),
        col(Ticket.owner_id) == reader.officer_id,
        or_(col(Ticket.snoozed_until).is_(None), col(Ticket.unread) > 0),
    ),
    "asleep": lambda reader: and_(
        still_open(),
        col(Ticket.owner_id) == reader.officer_id,
        col(Ticket.snoozed_until).is_not(None),
        col(Ticket.unread) == 0,
    ),
    "offered": lambda reader: and_(still_open(), col(Ticket.owner_id).is_(None), offered_to(reader)),
    "unassigned": lambda reader: and_(still_open(), col(Ticket.owner_id).is_(None)),
    "office": lambda reader: still_open(),
    "waiting": lambda reader: col(Ticket.status).in_(("waiting_for_contact", "waiting_for_office")),
    "escalated": lambda reader: col(Ticket.id).in_(
        # By itself, so that it is read from the index of the few.
        select(Ticket.id).where(col(Ticket.escalated_at).is_not(None), still_open())
    ),
    "called": lambda reader: called(reader),
    "mentions": lambda reader: mentioned(reader),
    # It means "is not null", but this an index answers: an office's closed tickets are read, not all of its tickets.
    "closed": lambda reader: col(Ticket.closed_at) > EPOCH,
}


def mentioned(reader: Reader) -> ColumnElement[bool]:
    """Tickets with a note that names this reader and that they have not read."""
    unread = and_(col(Mention.officer_id) == reader.officer_id, col(Mention.read_at).is_(None))
    return col(Ticket.id).in_(select(Mention.ticket_id).where(unread))


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in a list: codes, times and counts, nothing that a person said or is called."""

    ticket_id: int
    code: str
    channel: str
    service: str
    category: str
    urgency: Urgency
    status: str
    country: str
    language: str
    silence: str
    opened_at: datetime
    heard_at: datetime
    queued_at: datetime
    unread: int
    owner: str
    mine: bool
    offered: bool
    closed_at: datetime | None
    due_at: datetime | None
    """By when the next human word is due; None while we wait for the person."""
    sign: str = ""
    """The gravest sign, as a code: what a list tells of a ticket whose category nobody knows yet."""

    @property
    def window_ends(self) -> datetime | None:
        """Until when WhatsApp lets us write freely: 24 hours after the person last wrote."""
        return self.heard_at + SERVICE_WINDOW if self.channel == "whatsapp" else None


# The long ones: read along their index, one urgency after the other, so that a page costs the same at any length.
LONG: Final = ("unassigned", "office")


# What an officer who chooses among many would want to know first.
GRAVEST: Final = (
    *("not_breathing", "attack_now", "fire", "drowning", "poison", "self_harm_done", "suicide", "sexual_violence"),
    *("violence", "about_to_be_moved", "scam_compound", "ransom", "confinement", "sextortion", "at_sea", "pregnancy"),
    *("child", "arrest", "illness", "accident", "disaster", "threats", "missing_person", "death", "thrown_out"),
    *("hunger", "papers_withheld", "wages_withheld", "debt", "overwork", "deception"),
)


def gravest(kinds: str) -> str:
    """The gravest of some signs, by code; empty where none of them says what happened."""
    seen = set(kinds.split())
    return next((kind for kind in GRAVEST if kind in seen), "")


def somebody(role: Role) -> Reader:
    """A reader of whom only the role is known: who it is comes with each question, so a statement is built once."""
    return Reader(cast(int, asked("officer_id")), cast(int, asked("office_id")), cast(str, asked("organisation")), role)


def asked(name: str) -> BindParameter[object]:
    """A value that comes with the question."""
    return bindparam(name)


def who(reader: Reader) -> dict[str, object]:
    """What of a reader comes with each question."""
    return {"officer_id": reader.officer_id, "office_id": reader.office_id, "organisation": reader.organisation}


def rows(
    db: Session, reader: Reader, queue: str, narrowed: Filter = ANY, place: Place = START, most: int = PAGE
) -> tuple[Row, ...]:
    """So many rows of a queue beside a place: the most urgent first, and among equals whoever has waited longest."""
    found: list[Any] = []
    back = place.side == BEFORE
    for urgency in of_one_urgency(queue, narrowed, place):
        if len(found) < most:
            side = place.side if urgency in (None, place.urgency) else ""
            statement = listed(reader.role, queue, narrowed, urgency, side, back)
            told = who(reader) | place.values | {"most": most - len(found)}
            found += db.connection().execute(statement, told).all()
    if back:
        found.reverse()
    return tuple(row_of(cast(Ticket, one), one.owner, one.offered, reader, one.office) for one in found)


def of_one_urgency(queue: str, narrowed: Filter, place: Place = START) -> tuple[int | None, ...]:
    """By which urgencies a queue is read, one after the other; a short one, and what is closed, is read at once."""
    if queue not in LONG:
        return (None,)
    wanted = (int(narrowed.urgency),) if narrowed.urgency else tuple(map(int, sorted(Urgency, reverse=True)))
    match place.side:
        case "after":
            return tuple(one for one in wanted if one <= place.urgency)
        case "before":
            return tuple(one for one in reversed(wanted) if one >= place.urgency)
        case _:
            return wanted


def lent(db: Session, reader: Reader) -> tuple[tuple[int, int | None, bool], ...]:
    """What an officer may read beside their office's and their own: the ticket, its office, and is it held out?"""
    found = db.connection().execute(LENT, {"officer_id": reader.officer_id})
    return tuple((int(ticket or 0), office, bool(offered)) for ticket, office, offered in found)


LENT: Final = union_all(
    select_columns(col(Ticket.id), col(Ticket.office_id), literal(1))
    .join_from(Offer, Ticket, col(Ticket.id) == col(Offer.ticket_id))
    .where(col(Offer.officer_id) == bindparam("officer_id"), col(Offer.state) == "open"),
    select_columns(col(Ticket.id), col(Ticket.office_id), literal(0))
    .join_from(Interpreting, Ticket, col(Ticket.id) == col(Interpreting.ticket_id))
    .where(col(Interpreting.officer_id) == bindparam("officer_id"), col(Interpreting.ended_at).is_(None)),
)


@lru_cache(maxsize=1024)
def listed(role: Role, queue: str, narrowed: Filter, urgency: int | None, side: str, back: bool) -> Select[Any]:
    """The statement for so many of a queue's rows, in their order or, going back, from its end.

    How many comes with the question: the very statement is executed again, which spares SQLAlchemy a look at it.
    """
    found = shown(somebody(role)).where(*held(role, queue, narrowed, urgency, side))
    return found.order_by(*order(queue, urgency, back)).limit(bindparam("most", type_=Integer))


def held(role: Role, queue: str, narrowed: Filter, urgency: int | None, side: str) -> list[ColumnElement[bool]]:
    """What is true of a queue's tickets, of those of one urgency, or of those on one side of a place."""
    reader = somebody(role)
    true = [within(reader), QUEUES[queue](reader), *narrowed.conditions()]
    true += [col(Ticket.urgency) == urgency] if urgency is not None else []
    return true + ([on_side(queue, urgency, side)] if side else [])


def gravest_first() -> tuple[Any, ...]:
    """The most urgent first, then who has waited longest."""
    return order("", None, back=False)


def shown(reader: Reader) -> Select[Any]:
    """What a row shows: plain columns only, nothing that is sealed."""
    owner = aliased(Officer)
    columns = [getattr(Ticket, name) for name in COLUMNS]
    told: tuple[Any, ...] = (
        col(owner.name).label("owner"),
        offered_to(reader).label("offered"),
        col(Office.profile).label("office"),
    )
    return (
        select_columns(*columns, *told)
        .join_from(Ticket, owner, col(owner.id) == col(Ticket.owner_id), isouter=True)
        .join(Office, col(Office.id) == col(Ticket.office_id), isouter=True)
    )


def same_contact(db: Session, reader: Reader, ticket: int) -> tuple[Row, ...]:
    """The other tickets from the address of this one, among those that the reader may open."""
    some = db.connection().execute(of_one_contact(reader.role), who(reader) | {"ticket": ticket})
    return tuple(row_of(cast(Ticket, one), one.owner, one.offered, reader, one.office) for one in some)


@lru_cache(maxsize=8)
def of_one_contact(role: Role) -> Select[Any]:
    """The statement for the tickets of one ticket's contact."""
    reader, ticket = somebody(role), asked("ticket")
    whose = select_columns(col(Ticket.contact_id)).where(col(Ticket.id) == ticket).scalar_subquery()
    theirs = col(Ticket.contact_id) == whose, col(Ticket.id) != ticket
    return shown(reader).where(within(reader), *theirs).order_by(*gravest_first()).limit(PAGE)


def chosen(db: Session, reader: Reader, which: ColumnElement[bool]) -> tuple[Row, ...]:
    """The first page of tickets of one's own choosing, closed ones too, among those that the reader may read."""
    found = shown(reader).where(within(reader), which).order_by(*gravest_first()).limit(PAGE)
    some = db.connection().execute(found)
    return tuple(row_of(cast(Ticket, one), one.owner, one.offered, reader, one.office) for one in some)


COLUMNS: Final = (
    "id",
    "code",
    "channel",
    "service",
    "category",
    "urgency",
    "status",
    "country",
    "language",
    "silence",
    "opened_at",
    "heard_at",
    "queued_at",
    "unread",
    "owner_id",
    "answered_at",
    "waits_since",
    "closed_at",
    "kinds",
)


def row_of(ticket: Ticket, owner: str | None, offered: bool, reader: Reader, office: str | None = None) -> Row:
    """The row as this reader sees it; `office` is the profile of the ticket's office, for its hours."""
    return Row(
        ticket_id=ticket.id or 0,
        code=ticket.code,
        channel=ticket.channel,
        service=ticket.service,
        category=ticket.category,
        urgency=Urgency(ticket.urgency),
        status=ticket.status,
        country=ticket.country,
        language=ticket.language,
        silence=ticket.silence,
        opened_at=ticket.opened_at,
        heard_at=ticket.heard_at,
        queued_at=ticket.queued_at,
        unread=ticket.unread,
        owner=owner or "",
        mine=ticket.owner_id == reader.officer_id,
        offered=bool(offered),
        closed_at=ticket.closed_at,
        due_at=due_at(ticket, office),
        sign=gravest(ticket.kinds),
    )


def count(
    db: Session, reader: Reader, queue: str, narrowed: Filter = ANY, place: Place = START, most: int = COUNTED
) -> int:
    """How many tickets a queue holds, or holds on one side of a place; counting stops at one more than `most`."""
    number = 0
    for urgency in of_one_urgency(queue, narrowed, place) if place.side else (None,):
        side = place.side if urgency in (None, place.urgency) else ""
        told = who(reader) | place.values | {"most": most + 1 - number}
        statement = number_of(reader.role, queue, narrowed, urgency, side)
        number += int(db.connection().execute(statement, told).scalar_one())
    return number


@lru_cache(maxsize=1024)
def number_of(role: Role, queue: str, narrowed: Filter, urgency: int | None, side: str) -> Select[Any]:
    """The statement for it."""
    some = counted(role, queue, narrowed, urgency, side).limit(bindparam("most", type_=Integer))
    return select_columns(func.count()).select_from(some.subquery())


def counts(db: Session, reader: Reader, names: tuple[str, ...]) -> dict[str, int]:
    """How many tickets each of these queues holds, in one statement; counting stops as above."""
    found = db.connection().execute(together(reader.role, names), who(reader)).one()
    return dict(zip(names, map(int, found), strict=True))


@lru_cache(maxsize=16)
def together(role: Role, names: tuple[str, ...]) -> Select[Any]:
    """The statement for it."""
    each = [counted(role, name, ANY, None, "").limit(COUNTED + 1).subquery() for name in names]
    return select_columns(*(select_columns(func.count()).select_from(one).scalar_subquery() for one in each))


@lru_cache(maxsize=1024)
def counted(role: Role, queue: str, narrowed: Filter, urgency: int | None, side: str) -> Select[Any]:
    """The tickets that are counted."""
    return select_columns(col(Ticket.id)).where(*held(role, queue, narrowed, urgency, side))


def newest(db: Session, reader: Reader, queue: str, narrowed: Filter = ANY) -> tuple[int, ...]:
    """The ids of the few tickets in a queue that were opened last; PostgreSQL may show a lower id after a higher."""
    last = latest(reader.role, queue, narrowed)
    return tuple(db.connection().execute(last, who(reader)).scalars())


@lru_cache(maxsize=1024)
def latest(role: Role, queue: str, narrowed: Filter) -> Select[Any]:
    """The statement for it: read from the end, not over the whole queue."""
    true = held(role, queue, narrowed, None, "")
    return select_columns(col(Ticket.id)).where(*true).order_by(col(Ticket.id).desc()).limit(NEWEST)


def ticket_id(db: Session, reader: Reader, code: str) -> int | None:
    """The id of the ticket with this code, if this reader may read it."""
    return db.connection().execute(by_code(reader.role), who(reader) | {"code": code}).scalar()


@lru_cache(maxsize=8)
def by_code(role: Role) -> Select[Any]:
    """The statement for it."""
    return select_columns(col(Ticket.id)).where(col(Ticket.code) == bindparam("code"), within(somebody(role)))


def unread_id(db: Session, reader: Reader, code: str) -> int | None:
    """The same, where this reader holds the ticket and has not read all that was written there."""
    theirs = (Ticket.code == code, col(Ticket.unread) > 0, Ticket.owner_id == reader.officer_id)
    return db.exec(select(Ticket.id).where(*theirs, within(reader))).first()


@dataclass(frozen=True, slots=True)
class Working:
    """An office that works."""

    id: int
    key: str
    name: str
    organisation: str


OFFICES: Final = (
    select_columns(col(Office.id), col(Office.key), col(Office.name), col(Office.organisation))
    .where(col(Office.active))
    .order_by(col(Office.name))
)


def offices(db: Session) -> tuple[Working, ...]:
    """Every office that works, by name: one reading for all that a ticket's page says of offices."""
    return tuple(starmap(Working, db.connection().execute(OFFICES)))


Named = tuple[tuple[int, str], ...]
"""Offices by id and name."""


def other_offices(working: Sequence[Working], reader: Reader) -> tuple[Named, Named]:
    """The other offices that work: those of the reader's organisation, and those of others."""
    others = [one for one in working if one.id != reader.office_id]
    ours = tuple((one.id, one.name) for one in others if one.organisation == reader.organisation)
    return ours, tuple((one.id, one.name) for one in others if one.organisation != reader.organisation)
