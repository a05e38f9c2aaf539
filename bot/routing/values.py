"""The frozen values of routing: offices, officers, what routing sees of a ticket, and what it decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from flows.words import Service, Urgency

PALANG_MERAH: Final = "palang_merah"
KP2MI: Final = "kp2mi"
MISSION: Final = "mission"
PARTNER: Final = "partner"

# What an officer may be trained for; a case asks for it by its signs or by the contact's wish.
TRAININGS: Final = ("sexual_violence", "suicide", "children", "trafficking", "family_links", "safeguarding")


class Presence(StrEnum):
    """What an officer declares of themselves; never guessed from an open browser tab."""

    ON = "on"
    AWAY = "away"
    OFF = "off"


class Readers(StrEnum):
    """Who may read a case, as the contact chose (SAFETY R25)."""

    NOT_ASKED = ""
    PALANG_MERAH = "palang_merah"
    KP2MI_AND_MISSIONS = "kp2mi_and_missions"
    KP2MI = "kp2mi"
    """What remains of the choice before it where it was taken back: nobody reads who did not before."""
    ANYONE = "anyone"


class Rung(StrEnum):
    """The ladder of people a case is offered to, nearest first."""

    OFFICE = "office"
    OFFICE_LEAD = "office_lead"
    PARENT = "parent"
    OTHER_OFFICES = "other_offices"
    LEADS = "leads"


LADDER: Final = tuple(Rung)


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of one weekday (Monday is 0), wall clock. One that ends at or before its start crosses midnight."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class DayChange:
    """Other hours on one date; without hours the day is off (a holiday)."""

    day: date
    hours: tuple[tuple[time, time], ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an office is open or a person works, in one IANA zone. Without spans: never."""

    zone: str
    spans: tuple[Span, ...] = ()
    changes: tuple[DayChange, ...] = ()


AROUND_THE_CLOCK: Final = Calendar("UTC", tuple(Span(day, time(0), time(0)) for day in range(7)))


@dataclass(frozen=True, slots=True)
class Away:
    """An officer is away between two instants; `substitute` is the officer (id) who stands in, 0 for nobody."""

    starts: datetime
    ends: datetime
    substitute: int = 0


@dataclass(frozen=True, slots=True)
class OfficeNumber:
    """A contact number of an office. It may be shown once a named person verified it (SAFETY R14)."""

    number: str
    use: str
    source: str
    source_date: date
    verified_by: str = ""
    verified_on: date | None = None
    expires: date | None = None

    def may_be_shown(self, today: date) -> bool:
        """Has a named person verified it, and is that still fresh?"""
        fresh = self.expires is None or self.expires >= today
        return bool(self.verified_by) and self.verified_on is not None and fresh


@dataclass(frozen=True, slots=True)
class Office:
    """A desk that receives cases. An empty set of services, categories or places means any.

    `organisation` is `palang_merah`, `kp2mi`, `mission:<name>` or `partner:<name>`: each a principal of its own.
    `kind` groups offices for the rules (centre, bp3mi, headquarters, mission, partner). An office that is not
    `linked` has no officers here: instead of a ticket an officer gets the task to telephone it.
    """

    key: str
    organisation: str
    name: str
    kind: str = "centre"
    services: frozenset[Service] = frozenset()
    categories: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    regencies: frozenset[str] = frozenset()
    hours: Calendar = AROUND_THE_CLOCK
    languages: tuple[str, ...] = ("id",)
    numbers: tuple[OfficeNumber, ...] = ()
    parent: str = ""
    linked: bool = True
    active: bool = True
    source: str = ""
    source_date: date | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who answers. Without `shifts` the declared presence alone says whether they are on duty.

    `open_tickets` counts what they hold and does not wait for the contact; `open_offers` what is held out to
    them; `taken_today` breaks ties, so that work spreads. `rests_until` follows a P0. `called_in_at` is the
    last call-in, `works_until` an extra stretch they agreed to. A `demonstration` officer never gets a ticket
    that came over a vendor's channel (SAFETY R13), nor does one who is not `trained` yet. A `junior` one
    writes prepared answers only. `telegram` is their own numeric id there, empty where nobody wrote it down.
    """

    id: int
    office: str
    organisation: str
    services: frozenset[Service] = frozenset(Service)
    languages: frozenset[str] = frozenset({"id"})
    gender: str = ""
    training: frozenset[str] = frozenset()
    capacity: int = 5
    lead: bool = False
    presence: Presence = Presence.ON
    shifts: Calendar | None = None
    away: tuple[Away, ...] = ()
    works_until: datetime | None = None
    rests_until: datetime | None = None
    agrees_to_call_ins: bool = False
    called_in_at: datetime | None = None
    on_call: bool = False
    first_look: bool = False
    junior: bool = False
    open_tickets: int = 0
    open_offers: int = 0
    taken_today: int = 0
    demonstration: bool = False
    trained: bool = True
    telegram: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What routing sees of a ticket.

    `country` is ISO alpha-2, "ID" for Indonesia, "" unknown; `province` and `regency` are Kemendagri codes;
    `employer_kind` is household, company or "". `complaint_about` holds office keys, organisations or
    `officer:<id>`. `office`, `organisation` and `parents` (nearest first) come from `office_for`. `stage` is
    the rung of the ladder reached so far and `tried` the officers who let an offer pass or declined. `placed` is the
    office (id) that accepted it in a transfer, 0 for none: its organisation may read it then.
    """

    service: Service
    urgency: Urgency = Urgency.NORMAL
    id: int = 0
    category: str = ""
    country: str = ""
    province: str = ""
    regency: str = ""
    employer_kind: str = ""
    language: str = "id"
    signs: frozenset[str] = frozenset()
    wish_gender: str = ""
    wish_training: frozenset[str] = frozenset()
    readers: Readers = Readers.NOT_ASKED
    complaint_about: frozenset[str] = frozenset()
    office: str = ""
    organisation: str = ""
    parents: tuple[str, ...] = ()
    stage: int = 0
    tried: frozenset[int] = frozenset()
    opened_at: datetime | None = None
    vendor: bool = True
    surge: bool = False
    looked: bool = False
    placed: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Cases that fit go `to` an office key, or to `kind:<kind>`: that kind's office which covers the case.

    An empty field fits anything. `signs` fits when the case shows any one of them, `not_signs` when it shows none.
    """

    name: str
    to: str
    services: frozenset[Service] = frozenset()
    categories: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    not_countries: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    employer_kinds: frozenset[str] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()
    languages: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    not_signs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules, and the named desk for each service where none fits; `default` is everybody's last desk."""

    rules: tuple[Rule, ...]
    fallback: Mapping[Service, str] = field(default_factory=lambda: MappingProxyType({}))
    default: str = ""


@dataclass(frozen=True, slots=True)
class Telephone:
    """A task for an officer: this office has nobody linked here, so it is rung up (SAFETY R25)."""

    office: str
    numbers: tuple[OfficeNumber, ...]


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a case goes and why; `considered` tells of every rule that was looked at, for `explain`."""

    office: Office
    reason: str
    parents: tuple[str, ...] = ()
    considered: tuple[str, ...] = ()
    telephone: tuple[Telephone, ...] = ()

    def on(self, case: Case) -> Case:
        """The case, now at this office."""
        office = self.office
        return replace(case, office=office.key, organisation=office.organisation, parents=self.parents)


class Offer(NamedTuple):
    """Hold the case out to this officer until then; `look` asks only for a first look of twenty seconds.

    Like `Choice` a named tuple, because in a surge 20,000 are made in a second.
    """

    officer: int
    rung: Rung
    expires_at: datetime
    reasons: tuple[str, ...] = ()
    look: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """Ring this officer up, beside any offer: a lead, the on-call lead, the psychosocial lead."""

    officer: int
    why: str


class Choice(NamedTuple):
    """Whom to offer a case to, in order; or, with no offers, why it waits in the queue.

    `unmet` names what nobody on duty could give (language, gender, training:…), so that the contact is told.
    `crossed` is set where the offer goes beyond the contact's choice of readers because life is in danger: it
    goes into the log. `call_ins` are off-shift officers who agreed to be called and were not called today.
    """

    offers: tuple[Offer, ...] = ()
    queue: str = ""
    unmet: tuple[str, ...] = ()
    crossed: str = ""
    call_ins: tuple[int, ...] = ()
    alerts: tuple[Alert, ...] = ()


def organisation_kind(organisation: str) -> str:
    """`mission:kuala_lumpur` is a mission."""
    return organisation.partition(":")[0]
