"""The frozen values that everybody speaks of: what was heard, what is said, where a talk stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import NamedTuple

from flows.sign_kinds import LIFE_AT_STAKE as LIFE_AT_STAKE
from flows.sign_kinds import SIGN_KINDS as SIGN_KINDS


class Service(StrEnum):
    """What a person needs from us; it decides which desk a ticket goes to."""

    EMERGENCY = "emergency"
    COMPLAINT = "complaint"
    FAMILY_LINKS = "family_links"
    PSYCHOSOCIAL = "psychosocial"
    INFORMATION = "information"
    SAFEGUARDING = "safeguarding"


class Urgency(IntEnum):
    """How soon a human has to look; higher is sooner. A detector only ever raises it (SAFETY R31)."""

    LOW = 0
    NORMAL = 1
    HIGH = 2
    CRITICAL = 3

    @property
    def priority(self) -> str:
        """The desk's word for it: P0 (critical) to P3 (low)."""
        return f"P{3 - self}"


class Kind(StrEnum):
    """What kind of message came in."""

    TEXT = "text"
    BUTTON = "button"
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    STICKER = "sticker"
    CONTACT = "contact"
    LOCATION = "location"
    DOCUMENT = "document"
    UNREADABLE = "unreadable"


class Command(StrEnum):
    """What a person may ask for anywhere, in any scene."""

    PERSON = "person"
    EMERGENCY = "emergency"
    MENU = "menu"
    LANGUAGE = "language"
    VOICE = "voice"
    BACK = "back"
    STOP = "stop"
    DELETE = "delete"
    COMPLAINT_ABOUT_US = "complaint_about_us"
    IS_THIS_REAL = "is_this_real"
    QUICK_EXIT = "quick_exit"
    DO_NOT_REPLY = "do_not_reply"
    MAY_REPLY = "may_reply"
    # Never read from words: what was told may be about another person, and that is asked about (SAFETY R16).
    ANOTHER_IN_DANGER = "another_in_danger"
    ANOTHER_PERSON = "another_person"


class Writing(StrEnum):
    """May anything be sent to this person now? What they said of it last."""

    UNKNOWN = "unknown"
    SAFE = "safe"
    LATER = "later"
    QUIET = "quiet"


class Device(StrEnum):
    """Whose telephone it is."""

    UNKNOWN = "unknown"
    OWN = "own"
    BORROWED = "borrowed"
    SHARED = "shared"
    WATCHED = "watched"


class Holder(StrEnum):
    """Who speaks in a talk: the flow, or an officer."""

    FLOW = "flow"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Press:
    """A button: the turn that offered it, the name of the choice, and its label if told.

    A button that an older version of the program sent has no name but the place that the choice had then, from 0:
    another choice may stand in that place now, so that only its label says which was meant.
    """

    turn: int
    choice: int = -1
    label: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe in degrees, WGS 84."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message: where the vendor keeps it, or its bytes where they came along."""

    mime: str
    reference: str = ""
    content: bytes = b""
    name: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """One message in, whatever vendor carried it.

    `key` is the vendor's id of the message, unique within `channel`: the same key twice is a redelivery.
    `at` is the instant at which the request was complete at our door; `written_at` is the vendor's own time
    of writing, where it tells one (Telegram: whole seconds). `order` sorts what waits together: on Telegram
    the update_id, elsewhere 0. `raw` is what the vendor sent, kept (sealed) where it could not be read.
    """

    channel: str
    address: str
    key: str
    at: datetime
    kind: Kind = Kind.TEXT
    text: str = ""
    press: Press | None = None
    point: Point | None = None
    phone: str = ""
    files: tuple[Attachment, ...] = ()
    written_at: datetime | None = None
    order: int = 0
    name: str = ""
    language_hint: str = ""
    country_hint: str = ""
    forwarded: bool = False
    often_forwarded: bool = False
    edits: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that a text tells us, with the words that show it.

    `kind` names are listed in `SIGN_KINDS`. `doubtful` signs ask one gentle question before they act.
    """

    kind: str
    urgency: Urgency
    words: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text mentions that helps: ISO 3166 alpha-2 country, city, numbers, people, years."""

    country: str = ""
    city: str = ""
    phones: tuple[str, ...] = ()
    months_unpaid: int | None = None
    people: int | None = None
    birth_year: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text tells us: language, danger, wish, command. Pure; made before the engine runs.

    `language` is one of the project's codes or "und"; `confidence` is a probability, calibrated.
    `asks_first` is true where danger is doubtful and one gentle question should be asked.
    `yes` is true, false, or None where the text is neither a yes nor a no in any language.
    """

    language: str = "und"
    confidence: float = 0.0
    language_candidates: tuple[str, ...] = ()
    service: Service | None = None
    urgency: Urgency = Urgency.NORMAL
    signs: tuple[Sign, ...] = ()
    command: Command | None = None
    command_exact: bool = False
    asks_first: bool = False
    yes: bool | None = None
    mentions: Mentions = Mentions()

    def tells(self, kind: str) -> bool:
        """Is a sign of this kind there, without doubt?"""
        return any(sign.kind == kind and not sign.doubtful for sign in self.signs)


NOTHING_READ = Reading()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a person may pick; the channel shows it as a button or as a number.

    Its `name` stays the same for as long as the question and the label do, wherever it stands and in every language.
    """

    label: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message out, vendor-free, already in the person's language.

    `asks` is true where the line carries the question that now stands open; `choices` then belong to it.
    A line that `waits` leaves a moment later, so that a person who writes in several short messages can finish.
    `life` lines may leave although nobody has said yet that writing is safe (SAFETY R3). A line that `tells`
    a service gets its words only once the turn's effects are known: how far that service's ticket is (R11); one
    that `shows` something guarded ("copy", or "state" with a code) likewise. A `face` is what a chat shows after a
    quick exit, and the only line that leaves then (R7).
    """

    text: str
    choices: tuple[Choice, ...] = ()
    asks: bool = False
    waits: bool = False
    life: bool = False
    tells: Service | None = None
    shows: str = ""
    face: bool = False

    def worded(self, text: str) -> "Outgoing":
        """The same line in these words; nothing is left that it tells or shows."""
        return Outgoing(text, self.choices, self.asks, self.waits, self.life, face=self.face)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A command that was nearly written, and the words as they were: they are not lost if it was not meant."""

    command: Command
    words: str


@dataclass(frozen=True)
class Talk:
    """Where one contact's conversation stands. A scene's name and answers, never an object graph.

    `turn` counts what was heard. `asked` is the turn whose question stands open (0: none), and `filled`
    the field that the person's last words went into: words written before the next question could be read
    are kept there. `place` is the ISO country of the person concerned, said or confirmed; `guessed_place`
    comes from the address or from a mention; `numbers_told` is the country whose numbers were shown last.
    `heard_at` is when its writer was heard last, `noticed` the kinds of signs seen, `offered` those of them that
    were shown back to be confirmed, `back_to` the scene to return to after a detour, `doubt` a command that was
    nearly written and is asked about. `warm` counts the warm lines said while somebody waits, at `warmed_at`.
    `person` is the number of the person concerned whom the words are about now, of `people` spoken of so far (R16).
    `shown` names the choices that the open question was sent with, in their order, with spaces between.
    """

    flow: str = "welcome"
    scene: str = ""
    turn: int = 0
    language: str = "id"
    language_chosen: bool = False
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    trail: tuple[str, ...] = ()
    holder: Holder = Holder.FLOW
    writing: Writing = Writing.UNKNOWN
    device: Device = Device.UNKNOWN
    asked: int = 0
    filled: str = ""
    misunderstood: int = 0
    place: str = ""
    guessed_place: str = ""
    numbers_told: str = ""
    heard_at: datetime | None = None
    noticed: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    back_to: str = ""
    doubt: Doubt | None = None
    warm: int = 0
    warmed_at: datetime | None = None
    person: int = 1
    people: int = 1
    shown: str = ""


def renewed(talk: Talk, **changes: object) -> Talk:
    """The talk with some fields changed: dataclasses.replace for the hot path, twenty times as fast.

    `make bench` shows it. This is why a talk has no slots: its fields are copied as one dictionary.
    """
    new = object.__new__(Talk)
    new.__dict__.update(talk.__dict__, **changes)
    return new


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number that SAFETY R14 allows to be shown: its role ("police", "ambulance", "fire", "all")."""

    role: str
    number: str


@dataclass(frozen=True, slots=True)
class World:
    """What the pure engine may ask of the world: words in a language, and numbers and names of a country."""

    say: Callable[[str, str], str]
    numbers: Callable[[str], tuple[Number, ...]]
    country_name: Callable[[str, str], str]
    cautious: Callable[[str], bool]
    languages: frozenset[str]
    read_by_natives: frozenset[str] = frozenset({"id"})
    """Languages whose safety texts a named native reader has read; elsewhere the Indonesian stands beneath (R30)."""
    trial: bool = False
    organisations: str = ""
    """Who runs the helpline, where an authorisation stands (SAFETY R13)."""
    zone: Callable[[str, str], str] = lambda _country, _words: ""
    """The clock of the place in that country that words name; empty where they name none."""
    city_wanted: Callable[[str, str, datetime], bool] = lambda _hours, _country, _now: False
    """Do these safe hours, as a code, never open in that country until it is known in which city (SAFETY R6)?"""


class Known(NamedTuple):
    """What is on file of the person who writes, as far as a conversation must know it.

    `profile`: a safe-contact profile stands; `phrase`: a check phrase was agreed; `exited`: after a quick exit only
    the public face shows; `hours_in`: the country in which the safe `hours` hold, `zone`: its clock, where
    her city is known; `ran_out`: the permission to write
    first has run out and was not asked about since. `meaning` tells what folded words are: "phrase", "forced" or "".
    `endangered` asks whether a ticket of danger is or was open lately (R1): only where that matters. `in_event` asks
    whether somebody in that country who wrote these words is part of a declared event that runs.
    """

    profile: bool = False
    phrase: bool = False
    exited: bool = False
    hours_in: str = ""
    hours: str = ""
    zone: str = ""
    ran_out: bool = False
    meaning: Callable[[str], str] = lambda _words: ""
    endangered: Callable[[], bool] = lambda: False
    in_event: Callable[[str, str], bool] = lambda _country, _words: False


NOBODY_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Open a ticket of this service, or join the one that is open for the same person concerned."""

    service: Service
    urgency: Urgency
    reason: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Enrich:
    """Put an answer into a field of the open ticket of this service; `more` adds to what is there."""

    service: Service
    field: str
    value: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Noticed:
    """Signs were seen: shown on the contact's open ticket, raising its urgency and never lowering it."""

    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class WantPerson:
    """An officer is asked for, with the reason in a word."""

    service: Service
    reason: str


@dataclass(frozen=True, slots=True)
class FallSilent:
    """Nothing more leaves to this contact until they say so (SAFETY R5)."""

    reason: str


@dataclass(frozen=True, slots=True)
class MayWrite:
    """The contact says that writing is safe again."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A guarded act was asked for (SAFETY R1): taken down at once, and done at once where it was `proven`."""

    act: str
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Profiled:
    """One thing of the safe-contact profile was said: hours, may_write, greeting, phrase or forced."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Exited:
    """Quick exit: what we said is taken back where the channel can, and only the public face shows (SAFETY R7)."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Whoever left by the quick exit is back, and has shown who they are."""


@dataclass(frozen=True, slots=True)
class Consented:
    """The person said yes or no to one item of consent, in the words of this version and language.

    Where they chose among several, `choice` is which; `service` is whose ticket it is about, where it is about one.
    """

    item: str
    given: bool
    version: str
    language: str
    choice: str = ""
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class DropQueued:
    """Everything that waits to leave to this contact is dropped (SAFETY R7)."""


Effect = (
    OpenTicket
    | Enrich
    | Noticed
    | WantPerson
    | FallSilent
    | MayWrite
    | Guarded
    | Consented
    | DropQueued
    | Profiled
    | Exited
    | Returned
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one Heard caused: lines to say, the new talk, effects. Pure data.

    `hides`: what was written proves who writes, and no transcript keeps it.
    """

    talk: Talk
    says: tuple[Outgoing, ...] = ()
    effects: tuple[Effect, ...] = ()
    hides: bool = False
