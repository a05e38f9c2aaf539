"""Whom a message to many may reach: how each is reached, and for what reason each of the others is not (SAFETY R4)."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, true
from sqlmodel import Session, col

from bot.events import touches
from bot.store.queues import SERVICE_WINDOW
from bot.store.safety_tables import SafeContact
from bot.store.tables import Contact, TalkRow, Ticket
from flows.words import Service, Urgency, Writing

ENDED: Final = ("closed", "merged")
SOON_CLOSED: Final = timedelta(minutes=30)
"""A line waits a little before it leaves: a window that closes so soon counts as closed."""
NOW: Final = "now"
GREETED: Final = "greeted"
"""How somebody is reached: at once, or by an approved greeting first and the words once they answer."""

WHY_NOT: Final = ("danger", "no_permission", "asked_for_silence", "unreachable", "no_template")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: who has a ticket of one of these places and services, and speaks one of these languages."""

    places: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def written(self) -> str:
        """As its row keeps it."""
        kept = {"places": sorted(self.places), "services": sorted(self.services), "languages": sorted(self.languages)}
        return json.dumps(kept)


@dataclass(frozen=True, slots=True)
class Preview:
    """How many would get it by channel and by language, how many of them greeted first, and who would not, and why."""

    channels: Mapping[str, int]
    languages: Mapping[str, int]
    greeted: int
    passed_over: Mapping[str, int]

    @property
    def reached(self) -> int:
        """How many would get it, at once or once they answer a greeting."""
        return sum(self.channels.values())


def talks() -> ColumnElement[bool]:
    """A contact's talk."""
    return col(TalkRow.contact_id) == col(Contact.id)


def in_danger() -> ColumnElement[bool]:
    """Has this contact an open ticket that tells of any danger? Any sign counts, whatever became of its urgency."""
    grave = or_(
        col(Ticket.service).in_((Service.EMERGENCY.value, Service.PSYCHOSOCIAL.value, Service.SAFEGUARDING.value)),
        col(Ticket.urgency) >= int(Urgency.HIGH),
        col(Ticket.kinds) != "",
        col(Ticket.silence) != "",
    )
    still_open = col(Ticket.status).not_in(ENDED)
    return col(Contact.id).in_(select(col(Ticket.contact_id)).where(still_open, grave))


def permitted(now: datetime) -> ColumnElement[bool]:
    """Did this contact say that we may write first, and does that still hold (R4)?"""
    runs = and_(col(SafeContact.may_write_until) > now, col(SafeContact.exited_at).is_(None))
    return col(Contact.id).in_(select(col(SafeContact.contact_id)).where(runs))


def window_open(now: datetime) -> ColumnElement[bool]:
    """WhatsApp takes free words only within a day of the person's own."""
    return or_(col(Contact.channel) != "whatsapp", col(TalkRow.heard_at) > now - SERVICE_WINDOW + SOON_CLOSED)


def in_audience(audience: Audience) -> ColumnElement[bool]:
    """Is this contact one of those whom it is for?"""
    parts: list[ColumnElement[bool]] = [true()]
    if audience.places or audience.services:
        about = [touches(set(audience.places))] if audience.places else []
        about += [col(Ticket.service).in_(audience.services)] if audience.services else []
        parts.append(col(Contact.id).in_(select(col(Ticket.contact_id)).where(*about)))
    if audience.languages:
        parts.append(col(TalkRow.language).in_(audience.languages))
    return and_(*parts)


def way(now: datetime, template: bool) -> ColumnElement[str]:
    """How this contact is reached (NOW, GREETED), or the one reason why not, the gravest first.

    `template`: is there an approved greeting for those whose WhatsApp window has closed?
    """
    return case(
        (in_danger(), "danger"),
        (~permitted(now), "no_permission"),
        (col(TalkRow.writing) == Writing.QUIET.value, "asked_for_silence"),
        (col(TalkRow.unreachable) != "", "unreachable"),
        (window_open(now), NOW),
        else_=GREETED if template else "no_template",
    )


def everybody(audience: Audience, now: datetime, template: bool) -> Select[int | None, str, str, str]:
    """(contact, channel, language, way) of everybody whom it is for."""
    kept = (col(Contact.id), col(Contact.channel), col(TalkRow.language), way(now, template).label("way"))
    return select(*kept).select_from(Contact).join(TalkRow, talks()).where(in_audience(audience)).order_by(kept[0])


def look(db: Session, audience: Audience, now: datetime, template: bool) -> Preview:
    """Who would get it and who would not, in numbers; nobody is named."""
    rows = db.execute(everybody(audience, now, template)).all()
    reached = [row for row in rows if row.way in (NOW, GREETED)]
    return Preview(
        Counter(row.channel for row in reached),
        Counter(row.language for row in reached),
        sum(row.way == GREETED for row in reached),
        Counter(row.way for row in rows if row.way not in (NOW, GREETED)),
    )
