"""Who is there: the offices and their officers as routing sees them, read once a group when they are needed."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.engine import RowMapping

from bot.directory.offices import read_offices
from bot.directory.profiles import with_profile
from bot.directory.reading import BadDirectory
from bot.directory.rules import read_rules, shipped_rules
from bot.errors import HelplineError
from bot.messages import VENDORS
from bot.routing import Case, Choice, Office, Officer, Routed, choose, office_for
from bot.routing.office import FOCAL_POINT, NoOffice, linked_by, stays_at
from bot.routing.values import Presence, Readers, Rules
from bot.store.happenings import Happening, read_happenings
from bot.store.swift import read_rows
from bot.store.tables import table
from flows.words import Service, Urgency

OFFICE, OFFICER, OFFER, TICKET = table("office"), table("officer"), table("offer"), table("ticket")
log = logging.getLogger(__name__)
T = TypeVar("T")
WORKED_ON = ("taken", "waiting_for_office")
OFFICES_KEPT = timedelta(seconds=5)
KEPT, RULES = table("kept_text"), "rules"


@dataclass(slots=True)
class Offices:
    """The offices at one moment, by the ids of their rows. They change seldom: a reader may keep them a while."""

    by_id: dict[int, Office]
    ids: dict[str, int]
    happenings: tuple[Happening, ...] = ()
    routed: dict[object, Routed | None] = field(default_factory=dict)
    linked: dict[frozenset[str], tuple[Office, ...]] = field(default_factory=dict)
    rules: Rules = field(default_factory=shipped_rules)

    def with_officers(self, officers: Sequence[Officer]) -> tuple[Office, ...]:
        """The offices, each linked or not by whether somebody of theirs is on the books."""
        staffed = frozenset(officer.office for officer in officers)
        if staffed not in self.linked:
            self.linked[staffed] = linked_by(self.by_id.values(), officers)
            self.routed.clear()
        return self.linked[staffed]


@dataclass(slots=True)
class Roster:
    """Offices and officers at one moment."""

    offices: Offices
    officers: tuple[Officer, ...]

    def desk_for(self, case: Case) -> Routed | None:
        """The office in charge, with the reason; None while no active office can receive it."""
        offices = self.offices.with_officers(self.officers)
        asked = what_routing_asks(case)
        if asked not in self.offices.routed:
            placed = self.offices.by_id.get(case.placed)
            key = placed.key if placed is not None else ""
            try:
                self.offices.routed[asked] = stays_at(case, key, offices) or office_for(
                    case, offices, self.offices.rules
                )
            except NoOffice:
                self.offices.routed[asked] = None
        return self.offices.routed[asked]

    def offers_for(self, case: Case, now: datetime) -> Choice:
        """Whom to hold the case out to now."""
        if case.service is Service.SAFEGUARDING and (points := self.focal_points()):
            return choose(case, points, now)
        return choose(case, self.officers, now)

    def hold_out(self, choice: Choice) -> None:
        """Whoever is asked is busier from now on, so that what comes in together is not all held out to the same."""
        asked = {offer.officer for offer in choice.offers}
        self.officers = tuple(
            replace(one, open_offers=one.open_offers + 1) if one.id in asked else one for one in self.officers
        )

    def focal_points(self) -> tuple[Officer, ...]:
        """Who hears complaints about ourselves; where any is on the books, nobody else is offered one (R26)."""
        desks = {office.key for office in self.offices.by_id.values() if office.kind == FOCAL_POINT}
        return tuple(o for o in self.officers if FOCAL_POINT in o.training or o.office in desks)


def what_routing_asks(case: Case) -> object:
    """The fields of a case that decide its office: cases that agree in them go to the same one."""
    place = (case.country, case.province, case.regency)
    readers = (case.readers, case.complaint_about)
    told = (case.service, case.urgency, case.category, place, case.employer_kind, case.language, case.signs, readers)
    return (*told, case.placed)


CASE_COLUMNS = (
    "id",
    "service",
    "urgency",
    "category",
    "country",
    "province",
    "regency",
    "employer_kind",
    "readers",
    "complaint_about",
    "wish_gender",
    "surge",
    "looked_at",
    "language",
    "kinds",
    "stage",
    "opened_at",
    "channel",
    "placed_id",
)
"""What `case_of` reads of a ticket."""


def case_of(row: RowMapping | dict[str, object], tried: frozenset[int] = frozenset()) -> Case:
    """What routing sees of a ticket's row."""
    opened = row["opened_at"]
    return Case(
        service=Service(str(row["service"])),
        urgency=Urgency(int(str(row["urgency"]))),
        id=int(str(row["id"])) if row.get("id") else 0,
        category=str(row["category"]),
        country=str(row["country"]),
        province=str(row["province"]),
        regency=str(row["regency"]),
        employer_kind=str(row["employer_kind"]),
        readers=Readers(str(row["readers"])),
        complaint_about=frozenset(str(row["complaint_about"]).split()),
        wish_gender=str(row["wish_gender"]),
        surge=bool(row["surge"]),
        looked=row["looked_at"] is not None,
        language=str(row["language"]),
        signs=frozenset(str(row["kinds"]).split()),
        stage=int(str(row["stage"])),
        tried=tried,
        opened_at=opened if isinstance(opened, datetime) else None,
        vendor=row["channel"] in VENDORS,
        placed=int(str(row["placed_id"] or 0)),
    )


def told_of(routed: Routed, choice: Choice) -> list[tuple[str, str, int | None]]:
    """What of a choice is written down beside its offers: (kind, code, the officer who is rung up)."""
    told: list[tuple[str, str, int | None]] = []
    if choice.crossed:
        told.append(("crossed", choice.crossed, None))
    if choice.unmet:
        told.append(("unmet", " ".join(choice.unmet), None))
    told += [("telephone", task.office, None) for task in routed.telephone]
    told += [("rung_up", alert.why, alert.officer) for alert in choice.alerts]
    return told


@lru_cache(maxsize=2048)
def office_from(profile: str) -> Office:
    """An office as its row's profile describes it."""
    return read_offices(profile, "office")[0]


OFFERED = (
    select(OFFER.c.officer_id.label("officer"), func.count().label("many"))
    .where(OFFER.c.state == "open")
    .group_by(OFFER.c.officer_id)
)
HELD = (
    select(TICKET.c.owner_id.label("officer"), func.count().label("many"))
    .where(TICKET.c.owner_id.is_not(None), TICKET.c.status.in_(WORKED_ON))
    .group_by(TICKET.c.owner_id)
)
ANSWERS = OFFICER.c.active, ~OFFICER.c.interpreter, OFFICER.c.role != "admin"
ACTIVE = select(OFFICER).where(*ANSWERS).order_by(OFFICER.c.id)


def counted(connection: Connection, query: "Select[tuple[int, int]]") -> dict[int, int]:
    """How many of something each officer has."""
    return {row["officer"]: row["many"] for row in read_rows(connection, query)}


def read_all_offices(connection: Connection) -> Offices:
    """The offices as they are now, and the events that run."""
    rows = connection.execute(select(OFFICE.c.id, OFFICE.c.profile).where(OFFICE.c.active).order_by(OFFICE.c.id)).all()
    read = ((row.id, readable(office_from, row.profile, "office", row.id)) for row in rows)
    by_id = {number: office for number, office in read if office is not None}
    ids = {office.key: number for number, office in by_id.items()}
    kept = connection.execute(select(KEPT.c.text).where(KEPT.c.name == RULES)).scalar()
    rules = rules_from(kept) if kept else shipped_rules()
    return Offices(by_id, ids, read_happenings(connection), rules=rules)


@lru_cache(maxsize=4)
def rules_from(text: str) -> Rules:
    """The rules kept at the desk, checked when they were kept; the shipped ones where nobody can read them."""
    try:
        return read_rules(text, "rules", None)
    except (BadDirectory, ValueError):
        return shipped_rules()


def read_roster(connection: Connection, offices: Offices | None = None) -> Roster:
    """The roster as it is now; the offices may have been read a little earlier."""
    offices = offices or read_all_offices(connection)
    offered, held = counted(connection, OFFERED), counted(connection, HELD)
    officers = []
    for row in read_rows(connection, ACTIVE):
        number, office = row["id"], offices.by_id.get(row["office_id"])
        if office is not None and readable(profile_from, row["profile"], "officer", number) is not None:
            officers.append(officer_from(row, office, offered.get(number, 0), held.get(number, 0)))
    return Roster(offices, tuple(officers))


UNREADABLE = (HelplineError, ValueError, TypeError, KeyError, IndexError)
"""What a row written by somebody else may make of reading it."""


def readable(read: Callable[[str], T], profile: str, what: str, number: int) -> T | None:
    """What this profile says; None, and an alarm, where nobody can read it: its neighbours work on without it."""
    try:
        return read(profile)
    except UNREADABLE as error:
        alarm(what, number, type(error).__name__)
        return None


@lru_cache(maxsize=1000)
def alarm(what: str, number: int, error: str) -> None:
    """Said once in this process for each row, by its id; `check` says it as long as it is so."""
    log.error("%s %s is left out of routing, its profile cannot be read: %s", what, number, error)


def unreadable(connection: Connection) -> list[tuple[str, int]]:
    """Every active office and officer that routing leaves out because its profile cannot be read."""
    found: list[tuple[str, int]] = []
    for what, rows, read in (("office", OFFICE, office_from), ("officer", OFFICER, profile_from)):
        active = connection.execute(select(rows.c.id, rows.c.profile).where(rows.c.active).order_by(rows.c.id))
        found += [(what, row.id) for row in active if readable(read, row.profile, what, row.id) is None]
    return found


class KeptOffices:
    """Offices that are read anew only every few seconds: a change at the desk holds from then on."""

    def __init__(self) -> None:
        self._kept: Offices | None = None
        self._read_at: datetime | None = None

    def at(self, connection: Connection, now: datetime) -> Offices:
        """The offices, at most `OFFICES_KEPT` old."""
        old = self._read_at is None or not timedelta(0) <= now - self._read_at <= OFFICES_KEPT
        if self._kept is None or old or not self._kept.by_id:
            self._kept, self._read_at = read_all_offices(connection), now
        return self._kept


def officer_from(row: Mapping[str, object], office: Office, offered: int, held: int) -> Officer:
    """An officer as routing sees them."""
    told = Told(
        id=int(str(row["id"])),
        office=office.key,
        organisation=office.organisation,
        lead=row["role"] == "lead",
        presence=Presence(str(row["presence"])),
        open_tickets=held,
        open_offers=offered,
        demonstration=bool(row["demonstration"]),
        trained=row["trained_at"] is not None,
    )
    return known_officer(told, str(row["profile"]))


class Told(NamedTuple):
    """What an officer's row says beside the profile."""

    id: int
    office: str
    organisation: str
    lead: bool
    presence: Presence
    open_tickets: int
    open_offers: int
    demonstration: bool
    trained: bool


@lru_cache(maxsize=4096)
def known_officer(told: Told, profile: str) -> Officer:
    """The same officer as before where nothing of them changed: reading a profile takes longer than asking for it."""
    return with_profile(Officer(**told._asdict()), profile_from(profile), "officer")


def with_instant(profile: str, name: str, at: datetime) -> str:
    """An officer's profile with one more instant, such as until when they rest; one that nobody can read stays."""
    if readable(profile_from, profile, "officer", 0) is None:
        return profile
    return json.dumps(profile_from(profile) | {name: at.isoformat()})


@lru_cache(maxsize=2048)
def profile_from(text: str) -> dict[str, object]:
    """An officer's profile opened. Raises BadDirectory or ValueError where it does not hold."""
    value = json.loads(text)
    opened = value if isinstance(value, dict) else {}
    with_profile(Officer(0, "", ""), opened, "officer")
    return opened
