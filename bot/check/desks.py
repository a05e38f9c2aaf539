"""Every case has an office: the shipped directory, and the offices and officers of a database, hour by hour."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from bot.check.live import asked
from bot.check.subject import Finding, Subject
from bot.directory.offices import shipped_offices
from bot.directory.rules import shipped_rules
from bot.routing.proof import Hole, holes
from bot.store.roster import read_roster, unreadable

WEEK = datetime(2026, 11, 23, tzinfo=UTC)
"""A week without holidays: what is proven is the plan, not one date."""


def shipped(_subject: Subject) -> Iterator[Finding]:
    """No combination of service, country and urgency is without an office in the shipped directory."""
    yield from holes_shipped()


@cache
def holes_shipped() -> tuple[Finding, ...]:
    """The same: what ships stays as it is while a process runs."""
    found = holes(shipped_offices(), shipped_rules(), (), WEEK)
    return tuple(finding(hole, "bot/directory/data") for hole in found if hole.kind == "no_office")


def finding(hole: Hole, file: str) -> Finding:
    """A hole as a finding."""
    return Finding("desks", file, hole.office or "rules", str(hole))


def of_database(connection: Connection) -> Iterator[Finding]:
    """The holes of a database's own roster; none where nobody but invented officers is on its books yet."""
    if not inspect(connection).has_table("kept_text"):
        return
    for what, number in unreadable(connection):
        said = f"{what} {number}: its profile cannot be read, so routing leaves it out; save it anew at the desk"
        yield Finding("desks", "the database", what, said)
    roster = read_roster(connection)
    officers = tuple(officer for officer in roster.officers if not officer.demonstration)
    if officers:
        found = holes(tuple(roster.offices.by_id.values()), roster.offices.rules, officers, WEEK)
        yield from (finding(hole, "the database") for hole in found)


def live_roster(url: str) -> Sequence[Finding]:
    """The same, for the database at this address."""
    return asked(url, lambda connection: list(of_database(connection)))


NOBODY_PRACTISED = (
    "no officer has worked through the invented tickets, so a real person's ticket is offered to nobody; "
    "have officers open Latihan at the desk, or let an administrator exempt one with a reason"
)


def untrained(connection: Connection) -> Iterator[Finding]:
    """Nobody of those who work here may be offered what comes over a vendor's channel."""
    if not inspect(connection).has_table("kept_text"):
        return
    officers = [officer for officer in read_roster(connection).officers if not officer.demonstration]
    if not any(officer.trained for officer in officers):
        yield Finding("desks", "the database", "officers", NOBODY_PRACTISED)


def nobody_practised(url: str) -> Sequence[Finding]:
    """The same, for the database at this address; asked where the settings name a vendor."""
    return asked(url, lambda connection: list(untrained(connection)))
