"""Whose period is over is forgotten by itself: a sweep that looks first, claims, looks again and only then deletes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, not_, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from bot.forgetting import forget
from bot.keeping.holds import TICKET, obstacles
from bot.keeping.retention import NO_TICKET, SHORTEST, days_now
from bot.store.care_tables import EvidencePack, FileSeal, LinkCandidate, SecondReading
from bot.store.keeping_tables import Forgotten, TicketAbout
from bot.store.safety_tables import Erasure
from bot.store.tables import Contact, Entry, FileRow, Key, Line, TalkRow, Ticket, Timer, table
from bot.store.vault import PersonKey, Vault
from bot.store.work_tables import Lesson, Looking, Mention, NameWord, TicketLink
from bot.tickets import OUTCOMES

MOST_AT_ONCE: Final = 10
"""So many people in one transaction: whoever writes meanwhile goes first."""
MOST_LOOKED: Final = 200
MOST_SHOWN: Final = 20
MOST_COUNTED: Final = 1000
NEXT: Final = timedelta(days=30)
SHOWN_FOR: Final = timedelta(days=90)
TALK: Final = table("talk")


def over(days: Mapping[str, int], at: datetime) -> ColumnElement[bool]:
    """Is this ticket's period over at that instant?"""
    each = (and_(TICKET.c.outcome == one, TICKET.c.closed_at < at - timedelta(days=days[one])) for one in OUTCOMES)
    # Only a closed ticket has an outcome; to ask for its state as well would keep the index from being used.
    return or_(*each)


def still_there() -> ColumnElement[bool]:
    """Not deleted before: neither by its period nor by the person's own wish."""
    return and_(
        ~exists().where(col(Forgotten.ticket_id) == TICKET.c.id),
        ~exists().where(col(Erasure.contact_id) == TICKET.c.contact_id, col(Erasure.state) == "done"),
    )


def may_go(days: Mapping[str, int], at: datetime) -> ColumnElement[bool]:
    """Its period is over, and nothing keeps it."""
    return and_(over(days, at), still_there(), *(not_(kept) for kept in obstacles().values()))


def silent(days: Mapping[str, int], at: datetime) -> Select[tuple[int]]:
    """Who wrote, has no ticket with words left, and is silent longer than such a talk is kept."""
    emptied = exists().where(col(Forgotten.ticket_id) == TICKET.c.id)
    theirs = exists().where(TICKET.c.contact_id == TALK.c.contact_id, TICKET.c.status != "merged", ~emptied)
    gone = exists().where(col(Forgotten.contact_id) == TALK.c.contact_id, col(Forgotten.whole))
    states = ("asked", "checked", "done")
    wished = exists().where(col(Erasure.contact_id) == TALK.c.contact_id, col(Erasure.state).in_(states))
    long_ago = TALK.c.heard_at < at - timedelta(days=days[NO_TICKET])
    return sql_select(TALK.c.contact_id).where(long_ago, ~theirs, ~gone, ~wished)


def due(db: Session, now: datetime, most: int = MOST_LOOKED) -> list[int]:
    """The people of whom something may go now, longest over first. Only reads."""
    days = days_now(db)
    first = func.min(TICKET.c.closed_at)
    with_ticket = sql_select(TICKET.c.contact_id).where(may_go(days, now)).group_by(TICKET.c.contact_id)
    found = list(db.execute(with_ticket.order_by(first).limit(most)).scalars())
    if len(found) < most:
        found += db.execute(silent(days, now).order_by(TALK.c.heard_at).limit(most - len(found))).scalars()
    return found


def forget_past(db: Session, vault: Vault, these: Sequence[int], now: datetime) -> int:
    """Let go what of these people is past its period; how many tickets and talks went. A sweep.

    A person whose matters are all over is forgotten as a whole. Where something stays, only the words of what is
    over go. Each talk is claimed, as an arriving message claims it, and everything is looked at again under it.
    """
    days, gone = days_now(db), 0
    for contact_id in these[:MOST_AT_ONCE]:
        claim = select(TalkRow).where(TalkRow.contact_id == contact_id).with_for_update(skip_locked=True)
        talk = db.exec(claim).first()
        if talk is not None:
            gone += forget_of(db, vault, talk, days, now)
    return gone


def forget_of(db: Session, vault: Vault, talk: TalkRow, days: Mapping[str, int], now: datetime) -> int:
    """What of this person may go."""
    contact_id = talk.contact_id
    mine = TICKET.c.contact_id == contact_id
    going = list(db.execute(sql_select(TICKET.c.id).where(mine, may_go(days, now)).order_by(TICKET.c.id)).scalars())
    if not going:
        never = db.execute(silent(days, now).where(TALK.c.contact_id == contact_id)).first() is not None
        if never:
            forget(db, vault, contact_id, now)
            db.add(Forgotten(contact_id=contact_id, at=now, outcome=NO_TICKET, whole=True))
        return int(never)
    whole = talk.heard_at < now - timedelta(days=SHORTEST) and not staying(db, contact_id, going)
    if whole:
        forget(db, vault, contact_id, now)
    else:
        key = key_of(db, vault, contact_id)
        for number in going:
            empty_matter(db, key, number)
    for ticket in db.exec(select(Ticket).where(col(Ticket.id).in_(going))):
        write_gone(db, ticket, whole, days, now)
    return len(going)


def staying(db: Session, contact_id: int, going: Sequence[int]) -> bool:
    """Has this person a matter that stays? A duplicate goes with the ticket that it became a part of."""
    others = sql_select(TICKET.c.id).where(TICKET.c.contact_id == contact_id, TICKET.c.status != "merged")
    emptied = exists().where(col(Forgotten.ticket_id) == TICKET.c.id)
    return db.execute(others.where(TICKET.c.id.not_in(going), ~emptied).limit(1)).first() is not None


def write_gone(db: Session, ticket: Ticket, whole: bool, days: Mapping[str, int], now: datetime) -> None:
    """The line of the audit: which, by which period, when; and no word."""
    outcome, number = ticket.outcome, ticket.id or 0
    db.add(Entry(ticket_id=number, at=now, kind="period_over", detail=f"{outcome} {days[outcome]}"))
    db.add(Forgotten(contact_id=ticket.contact_id, ticket_id=number, at=now, outcome=outcome, whole=whole))
    ticket.changed_at = now


def key_of(db: Session, vault: Vault, contact_id: int) -> PersonKey:
    """The person's key, which lives on for what stays."""
    kept = db.get_one(Key, db.get_one(Contact, contact_id).key_id)
    return vault.person(kept.id or 0, kept.wrapped)


def empty_matter(db: Session, key: PersonKey, ticket_id: int) -> None:
    """One ticket, with the duplicates in it, without what `forgetting` takes from all of a person's."""
    duplicates = select(Ticket.id).where(Ticket.merged_into == ticket_id)
    numbers = [ticket_id, *(one for one in db.exec(duplicates) if one)]
    for ticket in db.exec(select(Ticket).where(col(Ticket.id).in_(numbers))):
        ticket.sealed_answers = key.seal_json("ticket.sealed_answers", ticket.id or 0, {})
        ticket.sealed_signs = key.seal_json("ticket.sealed_signs", ticket.id or 0, {"signs": []})
        ticket.regency, ticket.places, ticket.complaint_about = "", "", ""
    db.execute(update(Entry).where(col(Entry.ticket_id).in_(numbers)).values(sealed_detail=None))
    db.execute(update(SecondReading).where(col(SecondReading.ticket_id).in_(numbers)).values(sealed_note=None))
    for words in (NameWord, Lesson, TicketAbout, Mention, Looking, Timer):
        db.execute(delete(words).where(col(words.ticket_id).in_(numbers)))
    linked = or_(col(TicketLink.first_id).in_(numbers), col(TicketLink.second_id).in_(numbers))
    db.execute(delete(TicketLink).where(linked))
    compared = or_(col(LinkCandidate.request_id).in_(numbers), col(LinkCandidate.other_id).in_(numbers))
    db.execute(delete(LinkCandidate).where(compared))
    for pack in db.exec(select(EvidencePack).where(col(EvidencePack.ticket_id).in_(numbers))):
        pack.sealed_words = key.seal_json("evidence_pack.sealed_words", pack.id or 0, {})
    empty_lines(db, key, numbers)


def empty_lines(db: Session, key: PersonKey, numbers: Sequence[int]) -> None:
    """Every line of these tickets and the files that came with them, without the vendor's own marks."""
    for line in db.exec(select(Line).where(col(Line.ticket_id).in_(numbers))):
        line.sealed_body = key.seal_json("line.sealed_body", line.id or 0, {"text": ""})
        line.key = f"forgotten:{line.id}" if line.key else None
        line.vendor_id, line.edits = None, None
    theirs = select(FileRow).join(Line, col(Line.id) == col(FileRow.line_id)).where(col(Line.ticket_id).in_(numbers))
    for file in db.exec(theirs):
        db.execute(delete(FileSeal).where(col(FileSeal.file_id) == file.id))
        file.state, file.due_at, file.sealed_content = "lost", None, None
        file.sealed_reference = key.seal("file.sealed_reference", file.id or 0, "")


def goes_from(db: Session, ticket_id: int) -> datetime | None:
    """From when on this ticket's words go by themselves; None while it is open, a duplicate, or gone already."""
    ticket, days = db.get_one(Ticket, ticket_id), days_now(db)
    gone = db.exec(select(Forgotten.id).where(Forgotten.ticket_id == ticket_id)).first()
    if ticket.closed_at is None or ticket.outcome not in days or gone is not None:
        return None
    return ticket.closed_at + timedelta(days=days[ticket.outcome])


@dataclass(frozen=True, slots=True)
class Gone:
    """How many of one outcome went on one day."""

    day: str
    outcome: str
    number: int


@dataclass(frozen=True, slots=True)
class Going:
    """One ticket that goes next, and from when on."""

    code: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an administrator sees: what went, what goes next, and what stays although its period is over."""

    went: tuple[Gone, ...]
    now: int
    soon: int
    next: tuple[Going, ...]
    stays: Mapping[str, int]


def outlook(db: Session, now: datetime) -> Outlook:
    """The same, in codes and counts."""
    days = days_now(db)
    at = now + NEXT
    rows = sql_select(TICKET.c.code, TICKET.c.outcome, TICKET.c.closed_at).where(may_go(days, at))
    listed = [
        Going(row.code, row.outcome, row.closed_at + timedelta(days=days[row.outcome]))
        for row in db.execute(rows.order_by(TICKET.c.closed_at).limit(MOST_LOOKED))
    ]
    return Outlook(
        went(db, now),
        counted(db, may_go(days, now)) + count_of(db, silent(days, now)),
        counted(db, may_go(days, at)) + count_of(db, silent(days, at)),
        tuple(sorted(listed, key=lambda one: one.at)[:MOST_SHOWN]),
        {why: counted(db, and_(over(days, now), still_there(), kept)) for why, kept in obstacles().items()},
    )


def counted(db: Session, which: ColumnElement[bool]) -> int:
    """How many tickets are so; beyond a thousand nobody waits for the rest."""
    return count_of(db, sql_select(TICKET.c.id).where(which))


def count_of(db: Session, which: Select[tuple[int]]) -> int:
    """How many rows that finds, up to a thousand."""
    some = which.limit(MOST_COUNTED).subquery()
    return int(db.execute(sql_select(func.count()).select_from(some)).scalar_one())


def went(db: Session, now: datetime) -> tuple[Gone, ...]:
    """What went in the last 90 days, the newest day first."""
    lately = select(Forgotten.at, Forgotten.outcome).where(col(Forgotten.at) > now - SHOWN_FOR)
    numbers: dict[tuple[str, str], int] = {}
    for at, outcome in db.exec(lately):
        place = (f"{at:%Y-%m-%d}", outcome)
        numbers[place] = numbers.get(place, 0) + 1
    ordered = sorted(numbers.items(), key=lambda one: one[0], reverse=True)
    return tuple(Gone(day, outcome, number) for (day, outcome), number in ordered[:MOST_SHOWN])
