"""Who is there: offices and the officers who declared themselves on shift, read once a group when it is needed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.store.tables import table
from flows.words import Service, Urgency

OFFICE, OFFICER, OFFER = table("office"), table("officer"), table("offer")
OFFER_SECONDS = {Urgency.CRITICAL: 60, Urgency.HIGH: 300, Urgency.NORMAL: 1800, Urgency.LOW: 3600}
AT_ONCE = {Urgency.CRITICAL: 3}
"""How many officers a ticket is held out to at the same time; the first to take it wins."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """An officer who is there, with the number of open offers as load."""

    id: int
    office_id: int
    languages: tuple[str, ...]
    demonstration: bool
    load: int


@dataclass(frozen=True, slots=True)
class Desk:
    """An office as far as finding the right one needs it."""

    id: int
    key: str
    services: tuple[str, ...]
    countries: tuple[str, ...]
    fallback: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """Offices and officers on duty at one moment."""

    desks: tuple[Desk, ...]
    officers: tuple[OnDuty, ...]

    def desk_for(self, service: Service, country: str) -> Desk | None:
        """The office in charge: service and country, then service, then the named fallback."""
        serving = [desk for desk in self.desks if service in desk.services]
        here = [desk for desk in serving if country and country in desk.countries]
        anywhere = [desk for desk in serving if not desk.countries]
        fallback = [desk for desk in self.desks if desk.fallback]
        return next(iter(here or anywhere or fallback or serving), None)

    def officers_for(self, desk: Desk, language: str, urgency: Urgency, vendor: bool) -> Sequence[OnDuty]:
        """Whom to offer to: the language first, then the least loaded. No invented officer for a real person (R13)."""
        there = [one for one in self.officers if one.office_id == desk.id and not (vendor and one.demonstration)]
        there.sort(key=lambda one: (language not in one.languages, one.load, one.id))
        return there[: AT_ONCE.get(urgency, 1)]


def read_roster(connection: Connection) -> Roster:
    """The roster as it is now."""
    load = (
        select(func.count())
        .where(OFFER.c.officer_id == OFFICER.c.id, OFFER.c.state == "open")
        .correlate(OFFICER)
        .scalar_subquery()
    )
    desks = connection.execute(select(OFFICE).where(OFFICE.c.active).order_by(OFFICE.c.id)).mappings()
    there = connection.execute(
        select(OFFICER, load.label("load")).where(OFFICER.c.active, OFFICER.c.presence == "on").order_by(OFFICER.c.id)
    ).mappings()
    return Roster(
        tuple(desk_from(row["id"], row["key"], json.loads(row["profile"])) for row in desks),
        tuple(
            OnDuty(
                row["id"],
                row["office_id"],
                tuple(json.loads(row["profile"]).get("languages", ())),
                row["demonstration"],
                row["load"],
            )
            for row in there
        ),
    )


def desk_from(number: int, key: str, profile: dict[str, list[str] | bool]) -> Desk:
    """A desk from its office's profile."""
    services, countries = profile.get("services", []), profile.get("countries", [])
    return Desk(
        number,
        key,
        tuple(services) if isinstance(services, list) else (),
        tuple(countries) if isinstance(countries, list) else (),
        bool(profile.get("fallback", False)),
    )


def expires(urgency: Urgency, now: datetime) -> datetime:
    """When an offer of this urgency ends."""
    return now + timedelta(seconds=OFFER_SECONDS[urgency])
