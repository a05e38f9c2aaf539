"""What stands beside a ticket: where answers came from, what nobody answered yet, files, places, what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col

from bot import consent, links, together
from bot.desk.frame import Visit
from bot.desk.place_map import place
from bot.directory.zones import city_of
from bot.outlet import FRESH
from bot.safe_hours import are_open, clocks, never_open, next_opening
from bot.store import queues
from bot.store.reading import Attached, Said, Sheet
from bot.store.tables import Ticket
from flows.book import BOOK
from flows.fields import FIELDS
from flows.hours import opened
from flows.structure import asked_for
from flows.words import Service


@dataclass(frozen=True, slots=True)
class Belongs:
    """A ticket that belongs together with this one; `row` is empty where the reader may not open it."""

    kind: str
    row: queues.Row | None


@dataclass(frozen=True, slots=True)
class SafeHours:
    """The person's safe hours now: are they open, and when do they open next, as far as that can be known?"""

    open: bool
    opens_at: datetime | None
    holds_it_now: bool
    """They wrote a moment ago, so an answer may still leave (SAFETY R6)."""
    never: str = ""
    """Why they never open, as a code: nobody said in which country, or which of several clocks is theirs."""
    cities: tuple[str, ...] = ()
    """The cities whose clocks may be theirs, where that is not known."""


def safe_hours(sheet: Sheet, now: datetime) -> SafeHours | None:
    """How the safe hours stand; None where the person named none."""
    hours = opened(sheet.profile.hours) if sheet.profile else None
    if hours is None or sheet.profile is None:
        return None
    country, zone = sheet.profile.country, sheet.profile.zone
    never = never_open(hours, country, now, zone)
    return SafeHours(
        open=are_open(hours, country, now, zone),
        opens_at=next_opening(hours, country, now, zone),
        holds_it_now=now - sheet.row.heard_at <= FRESH,
        never=never,
        cities=tuple(sorted(city_of(one.key) for one in clocks(country))) if never else (),
    )


def beside(db: Session, visit: Visit, sheet: Sheet, working: Sequence[queues.Working]) -> dict[str, object]:
    """All of it, for the panel and for the forms that need it."""
    reader = visit.officer.reader
    point = next((line.point for line in reversed(sheet.lines) if line.point), None)
    others = queues.same_contact(db, reader, sheet.ticket_id)
    return {
        "safe": safe_hours(sheet, visit.now),
        "origins": origins(sheet.lines),
        "unanswered": unanswered(sheet),
        "attached": attached(sheet.lines),
        "point": point,
        "place": place(point, sheet.row.country),
        "belongs": belongs(db, reader, sheet.ticket_id),
        "same_contact": others,
        "merge_into": [one for one in others if one.status not in queues.OVER],
        "links": together.LINKS,
        "organisations": organisations(working),
        "consents": consent.of_contact(db, sheet.contact_id),
        "organisation_called": {consent.read_by(code): name for code, name in organisations(working)},
        "candidates": candidates(db, visit, sheet),
    }


def candidates(db: Session, visit: Visit, sheet: Sheet) -> tuple[links.Beside, ...] | None:
    """What was laid beside a family-links ticket; None where the ticket or the reader is none of it (SAFETY R25)."""
    if sheet.row.service != Service.FAMILY_LINKS or not visit.may("links.see"):
        return None
    return links.beside(db, visit.desk.database.vault, visit.officer.reader, sheet.ticket_id)


def unanswered(sheet: Sheet) -> tuple[str, ...]:
    """What the conversation asks and the person has not answered yet, in the order of the fields."""
    answered = {name for name, _words in sheet.answers}
    service = Service(sheet.row.service)
    asked = asked_for(BOOK, service, sheet.row.category, answered)
    return tuple(name for name in FIELDS[service] if name in asked and name not in answered)


def origins(lines: tuple[Said, ...]) -> dict[str, Said]:
    """The line from which each answer came; of an answer given anew, the newest."""
    return {field: line for line in lines for field in line.fills}


def attached(lines: tuple[Said, ...]) -> list[tuple[Said, Attached]]:
    """Every file, with the line that brought it, the newest first."""
    return [(line, file) for line in reversed(lines) for file in line.files]


def belongs(db: Session, reader: queues.Reader, ticket_id: int) -> list[Belongs]:
    """The tickets that officers have linked with this one; of those that are not the reader's, only that they are."""
    linked = together.linked(db, ticket_id)
    if not linked:
        return []
    rows = queues.chosen(db, reader, col(Ticket.id).in_([number for _kind, number in linked]))
    found = {row.ticket_id: row for row in rows}
    return [Belongs(kind, found.get(number)) for kind, number in linked]


CALLED: Final = {"kp2mi": "KP2MI", "palang_merah": "Palang Merah"}
"""The organisations that are more than one of their offices."""


def organisations(working: Sequence[queues.Working]) -> tuple[tuple[str, str], ...]:
    """Every organisation that works, by its code, with its name: the two that carry the helpline first."""
    names: dict[str, str] = {}
    for one in working:
        names.setdefault(one.organisation, CALLED.get(one.organisation, one.name))
    return tuple(sorted(names.items(), key=lambda one: (one[0] not in CALLED, one[1])))
