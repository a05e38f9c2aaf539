"""What the figures are counted from: codes and instants of an organisation's tickets, read at most once a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sql
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from bot.desk.figures.count import A_MONTH, DAYS_OF_BACKLOG, HORIZONS, Matter, Way
from bot.outlet import FRESH
from bot.routing.hours import NeverOpen
from bot.routing.targets import FIRST_WORD, due
from bot.routing.values import AROUND_THE_CLOCK, Calendar
from bot.store.roster import profile_from, read_all_offices
from bot.store.tables import table
from flows.words import Holder, Kind, Service, Urgency, Writing

AS_FAR_BACK: Final = HORIZONS[-1] + A_MONTH
STOPPED_FOR: Final = timedelta(hours=24)
HAS_LEFT: Final = ("sent", "delivered", "read")
SILENT: Final = ("asked", "quick_exit")
TICKET, TALK, ABOUT = table("ticket"), table("talk"), table("ticket_about")
CONTACT, LINE, OFFICE = table("contact"), table("line"), table("office")
ENTRY, OFFICER = table("entry"), table("officer")
PLAIN: Final = ("id", "office_id", "urgency", "opened_at", "heard_at", "answered_at", "closed_at", "kinds", "country")
CODES: Final = ("category", "language", "outcome")
COLUMNS: Final = (*(TICKET.c[name] for name in PLAIN + CODES), ABOUT.c.sex, ABOUT.c.papers, TALK.c.device)


@dataclass(frozen=True, slots=True)
class Sends:
    """Lines that left, by ticket, and when each ticket was to be silent; `all` counts every line that left."""

    all: int
    left: tuple[tuple[int, datetime], ...]
    silences: dict[int, list[tuple[datetime, bool]]]


def of(organisation: str) -> ColumnElement[bool]:
    """An organisation's tickets (SAFETY R25) but complaints about ourselves (R26) and what became part of others."""
    ours = sql.select(OFFICE.c.id).where(OFFICE.c.organisation == organisation)
    plain = TICKET.c.service != Service.SAFEGUARDING.value
    return and_(TICKET.c.office_id.in_(ours), plain, TICKET.c.status != "merged")


def matters(db: Session, organisation: str, now: datetime) -> list[Matter]:
    """The organisation's tickets of the last sixty days, and every one that is still open."""
    old = or_(TICKET.c.closed_at.is_(None), TICKET.c.closed_at > now - timedelta(days=DAYS_OF_BACKLOG + 1))
    joined = TICKET.outerjoin(ABOUT, ABOUT.c.ticket_id == TICKET.c.id).outerjoin(
        TALK, TALK.c.contact_id == TICKET.c.contact_id
    )
    wanted = sql.select(*COLUMNS).select_from(joined).where(of(organisation))
    found = db.execute(wanted.where(or_(TICKET.c.opened_at > now - AS_FAR_BACK, old))).mappings().all()
    first = min((row["id"] for row in found), default=0)
    spoken, safe = first_speakers(db, first), known_safe(db, first)
    calendars = {number: office.hours for number, office in read_all_offices(db.connection()).by_id.items()}
    return [
        matter(
            row,
            calendars.get(row["office_id"], AROUND_THE_CLOCK),
            spoken.get(row["id"], frozenset()),
            safe.get(row["id"]),
        )
        for row in found
    ]


def matter(row: RowMapping, hours: Calendar, languages: frozenset[str], safe_at: datetime | None) -> Matter:
    """A ticket's row as the figures see it."""
    urgency = Urgency(row["urgency"])
    return Matter(
        urgency=urgency,
        opened_at=row["opened_at"],
        target_at=target_at(urgency, hours, row["opened_at"]),
        heard_at=row["heard_at"],
        answered_at=row["answered_at"],
        closed_at=row["closed_at"],
        safe_at=safe_at,
        danger=bool(row["kinds"]) and urgency >= Urgency.HIGH,
        spoke=row["language"] in languages,
        country=row["country"],
        category=row["category"],
        language=row["language"],
        outcome=row["outcome"],
        sex=row["sex"] or "",
        papers=row["papers"] or "",
        device="" if row["device"] in (None, "unknown") else row["device"],
    )


def target_at(urgency: Urgency, hours: Calendar, opened: datetime) -> datetime:
    """When a first human word was due; an office that is never open has until the end of the horizon."""
    target = FIRST_WORD[urgency]
    if target.around_the_clock:
        return opened + target.time
    try:
        return due(target, hours, opened) or datetime.max.replace(tzinfo=opened.tzinfo)
    except NeverOpen:
        return datetime.max.replace(tzinfo=opened.tzinfo)


def first_speakers(db: Session, first_ticket: int) -> dict[int, frozenset[str]]:
    """For each ticket from this one on, the languages of whoever wrote the first human word."""
    replied = ENTRY.c.kind == "replied", ENTRY.c.ticket_id >= first_ticket
    earliest = sql.select(sql.func.min(ENTRY.c.id)).where(*replied).group_by(ENTRY.c.ticket_id)
    found = db.execute(sql.select(ENTRY.c.ticket_id, ENTRY.c.officer_id).where(ENTRY.c.id.in_(earliest)))
    officers = db.execute(sql.select(OFFICER.c.id, OFFICER.c.profile))
    speaks = {number: languages_in(profile) for number, profile in officers}
    return {ticket: speaks.get(officer, frozenset()) for ticket, officer in found}


def languages_in(profile: str) -> frozenset[str]:
    """What an officer speaks, as their profile says; Indonesian where it says nothing."""
    said = profile_from(profile).get("languages")
    return frozenset(map(str, said)) if isinstance(said, list) and said else frozenset({"id"})


def known_safe(db: Session, first_ticket: int) -> dict[int, datetime]:
    """For each ticket from this one on, when an officer last knew the person to be safe."""
    ours = ENTRY.c.kind == "known_safe", ENTRY.c.ticket_id >= first_ticket
    latest = sql.select(ENTRY.c.ticket_id, sql.func.max(ENTRY.c.at)).where(*ours).group_by(ENTRY.c.ticket_id)
    return {row[0]: row[1] for row in db.execute(latest)}


def ways(db: Session, now: datetime) -> list[Way]:
    """The talks of the last thirty days in which somebody wrote, and whether they stopped at a question a day ago."""
    last = (
        sql.select(LINE.c.kind)
        .where(LINE.c.contact_id == TALK.c.contact_id, LINE.c.state == "heard")
        .order_by(LINE.c.id.desc())
        .limit(1)
        .correlate(TALK)
        .scalar_subquery()
    )
    talked = sql.select(TALK, CONTACT.c.channel, last.label("kind")).join(CONTACT, CONTACT.c.id == TALK.c.contact_id)
    quiet = TALK.c.heard_at <= now - STOPPED_FOR, TALK.c.heard_at > now - A_MONTH
    return [
        Way(
            scene=f"{row['flow']}.{row['scene']}",
            language=row["language"],
            channel=row["channel"],
            voice=row["kind"] == Kind.VOICE.value,
            stopped=row["asked"] > 0 and row["asked"] == row["turn"] and row["holder"] == Holder.FLOW.value,
        )
        for row in db.execute(talked.where(*quiet)).mappings()
    ]


def sends(db: Session, organisation: str, now: datetime) -> Sends:
    """What left for the organisation's tickets in the last thirty days, and when they were to be silent."""
    ours = sql.select(TICKET.c.id).where(of(organisation), TICKET.c.heard_at > now - A_MONTH)
    left = LINE.c.ticket_id.in_(ours), LINE.c.state.in_(HAS_LEFT), LINE.c.sent_at > now - A_MONTH
    number = db.execute(sql.select(sql.func.count()).select_from(LINE).where(*left)).scalar_one()
    asked = and_(ENTRY.c.kind == "silence", ENTRY.c.detail.in_(SILENT))
    hushed = sql.select(ENTRY.c.ticket_id, ENTRY.c.at, ENTRY.c.kind).where(
        ENTRY.c.ticket_id.in_(ours), or_(asked, ENTRY.c.kind == "may_write")
    )
    silences: dict[int, list[tuple[datetime, bool]]] = {}
    for ticket, at, kind in db.execute(hushed.order_by(ENTRY.c.id)):
        silences.setdefault(ticket, []).append((at, kind == "silence"))
    quiet = sql.select(ENTRY.c.ticket_id).where(ENTRY.c.ticket_id.in_(ours), asked)
    gone = db.execute(sql.select(LINE.c.ticket_id, LINE.c.sent_at).where(*left, LINE.c.ticket_id.in_(quiet)))
    return Sends(number, tuple((ticket, at) for ticket, at in gone), silences)


def unasked(db: Session, organisation: str, now: datetime) -> int:
    """Lines that left by themselves, long after the person's own words, to somebody in danger (SAFETY R4).

    Of those who never said that writing is safe; counted until they write again: then it may have been allowed since.
    """
    danger = and_(of(organisation), TICKET.c.kinds != "", TICKET.c.urgency >= int(Urgency.HIGH))
    by_itself = LINE.c.officer_id.is_(None), LINE.c.state.in_(HAS_LEFT), LINE.c.sent_at > TALK.c.heard_at
    joined = LINE.join(TICKET, TICKET.c.id == LINE.c.ticket_id).join(TALK, TALK.c.contact_id == TICKET.c.contact_id)
    found = (
        sql.select(LINE.c.sent_at, TALK.c.heard_at)
        .select_from(joined)
        .where(danger, TICKET.c.heard_at > now - A_MONTH, TICKET.c.status != "closed", *by_itself)
        .where(TALK.c.writing.in_((Writing.UNKNOWN.value, Writing.LATER.value)))
    )
    return sum(bool(sent - heard > FRESH) for sent, heard in db.execute(found))
