"""Who is there: the offices and their officers as routing sees them, read once a group when they are needed."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.engine import RowMapping

from bot.directory.offices import read_offices
from bot.directory.rules import shipped_rules
from bot.messages import VENDORS
from bot.routing import Case, Choice, Office, Officer, Routed, choose, office_for
from bot.routing.office import NoOffice, linked_by
from bot.routing.values import Presence
from bot.store.tables import table
from flows.words import Service, Urgency

OFFICE, OFFICER, OFFER, TICKET = table("office"), table("officer"), table("offer"), table("ticket")
WORKED_ON = ("taken", "waiting_for_office")


@dataclass(frozen=True, slots=True)
class Roster:
    """Offices and officers at one moment, with the ids of their rows."""

    offices: tuple[Office, ...]
    officers: tuple[Officer, ...]
    office_ids: dict[str, int]

    def desk_for(self, case: Case) -> Routed | None:
        """The office in charge, with the reason; None while no active office can receive it."""
        try:
            return office_for(case, self.offices, shipped_rules())
        except NoOffice:
            return None

    def offers_for(self, case: Case, now: datetime) -> Choice:
        """Whom to hold the case out to now."""
        return choose(case, self.officers, now)


def case_of(row: RowMapping | dict[str, object], tried: frozenset[int] = frozenset()) -> Case:
    """What routing sees of a ticket's row."""
    opened = row["opened_at"]
    return Case(
        service=Service(str(row["service"])),
        urgency=Urgency(int(str(row["urgency"]))),
        id=int(str(row["id"])) if row.get("id") else 0,
        category=str(row["category"]),
        country=str(row["country"]),
        language=str(row["language"]),
        signs=frozenset(str(row["kinds"]).split()),
        stage=int(str(row["stage"])),
        tried=tried,
        opened_at=opened if isinstance(opened, datetime) else None,
        vendor=row["channel"] in VENDORS,
    )


@lru_cache(maxsize=2048)
def office_from(profile: str) -> Office:
    """An office as its row's profile describes it."""
    return read_offices(profile, "office")[0]


OFFERED = select(OFFER.c.officer_id, func.count()).where(OFFER.c.state == "open").group_by(OFFER.c.officer_id)
HELD = (
    select(TICKET.c.owner_id, func.count())
    .where(TICKET.c.owner_id.is_not(None), TICKET.c.status.in_(WORKED_ON))
    .group_by(TICKET.c.owner_id)
)


def counted(connection: Connection, query: Select[int, int]) -> dict[int, int]:
    """How many of something each officer has."""
    return {row[0]: row[1] for row in connection.execute(query)}


def read_roster(connection: Connection) -> Roster:
    """The roster as it is now."""
    rows = connection.execute(select(OFFICE.c.id, OFFICE.c.profile).where(OFFICE.c.active).order_by(OFFICE.c.id)).all()
    by_id = {row.id: office_from(row.profile) for row in rows}
    offered = counted(connection, OFFERED)
    held = counted(connection, HELD)
    there = connection.execute(select(OFFICER).where(OFFICER.c.active).order_by(OFFICER.c.id)).mappings()
    officers = tuple(
        officer_from(row, by_id[row["office_id"]], offered.get(row["id"], 0), held.get(row["id"], 0))
        for row in there
        if row["office_id"] in by_id
    )
    ids = {office.key: number for number, office in by_id.items()}
    return Roster(linked_by(by_id.values(), officers), officers, ids)


def officer_from(row: RowMapping, office: Office, offered: int, held: int) -> Officer:
    """An officer as routing sees them."""
    profile = json.loads(row["profile"])
    return Officer(
        id=row["id"],
        office=office.key,
        organisation=office.organisation,
        services=frozenset(Service(name) for name in profile.get("services", Service)),
        languages=frozenset(profile.get("languages", ["id"])),
        gender=profile.get("gender", ""),
        training=frozenset(profile.get("training", ())),
        capacity=profile.get("capacity", 5),
        lead=row["role"] == "lead",
        presence=Presence(row["presence"]),
        open_tickets=held,
        open_offers=offered,
        demonstration=bool(row["demonstration"]),
    )
