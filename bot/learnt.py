"""What officers write down of the person concerned, as codes: known to be safe, sex, papers. Nobody is asked for it."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from bot.directory.zones import zone_named, zones
from bot.errors import NotNow, UnknownPlace
from bot.language.mentions import place_named
from bot.store.keeping_tables import TicketAbout
from bot.store.safekeeping import look_again
from bot.store.safety_tables import SafeContact
from bot.store.tables import Officer
from bot.tickets import found, may, write_down

SEXES: Final = ("", "female", "male")
PAPERS: Final = ("", "complete", "incomplete")
HOW: Final = ("wrote", "voice", "seen", "told")
"""By their own words, by telephone, face to face, or by somebody whom the officer trusts."""


def about(db: Session, ticket_id: int, officer: Officer, sex: str, papers: str, now: datetime) -> None:
    """Write down what was said anyway (SAFETY R23). Raises NotNow for another word than these."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.about", ticket)
    if sex not in SEXES or papers not in PAPERS:
        raise NotNow
    row = db.get(TicketAbout, ticket_id) or TicketAbout(ticket_id=ticket_id)
    row.sex, row.papers = sex, papers
    db.add(row)
    # Which words changed stands with the ticket, not in the trail of everybody who may read that.
    write_down(db, ticket, officer, "about", now)


def known_safe(db: Session, ticket_id: int, officer: Officer, how: str, now: datetime) -> None:
    """The officer knows now that the person is safe, and how. It changes nothing else on the ticket."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.about", ticket)
    if how not in HOW:
        raise NotNow
    write_down(db, ticket, officer, "known_safe", now, how)


def city(db: Session, ticket_id: int, officer: Officer, words: str, now: datetime) -> None:
    """The officer knows in which city the person is: their safe hours hold by its clock from now on (SAFETY R6).

    What waited for the hours is looked at again. Raises NotNow where no hours were said, and UnknownPlace for words
    that name no clock, or two.
    """
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.about", ticket)
    safe = db.get(SafeContact, ticket.contact_id, with_for_update=True)
    if safe is None or not safe.hours:
        raise NotNow
    country = safe.country or place_named(words) or ticket.country
    alone = zones(country)
    clock = alone[0].key if len(alone) == 1 else zone_named(country, words)
    if not clock:
        raise UnknownPlace
    safe.country, safe.zone, safe.changed_at = country, clock, now
    look_again(db.connection(), ticket.contact_id, now)
    write_down(db, ticket, officer, "city", now, clock)


def about_of(db: Session, ticket_id: int) -> TicketAbout:
    """What is written down of the person concerned so far."""
    return db.get(TicketAbout, ticket_id) or TicketAbout(ticket_id=ticket_id)
