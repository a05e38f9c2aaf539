"""One contact's file in memory while a group of messages is worked on: what is known, and what it caused."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from bot.store.vault import PersonKey
from flows.words import Service, Talk, Urgency

Row = dict[str, object]

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SEALED_OF_A_TICKET: Final = ("sealed_answers", "sealed_signs")
SERVICES: Final[Mapping[object, Service]] = {one.value: one for one in Service}
URGENCIES: Final[Mapping[object, Urgency]] = {one.value: one for one in Urgency}
NOTHING_SEALED: Final[Mapping[str, bytes]] = MappingProxyType({})


class TicketDraft:
    """A ticket in memory: plain columns in `row`; answers and signs are opened when somebody asks for them."""

    __slots__ = ("_answers", "_key", "_signs", "is_new", "row", "sealed", "to_route", "touched")

    def __init__(
        self,
        row: Row,
        is_new: bool = False,
        to_route: bool = False,
        key: PersonKey | None = None,
        sealed: Mapping[str, bytes] = NOTHING_SEALED,
    ) -> None:
        self.row = row
        self.is_new = is_new
        self.to_route = to_route
        self.touched: set[str] = set()
        """The columns that differ from what is stored."""
        self.sealed = sealed
        """The sealed columns as they are stored."""
        self._key = key
        self._answers: dict[str, str] | None = None
        self._signs: list[dict[str, object]] | None = None

    @property
    def service(self) -> Service:
        """The service it belongs to."""
        return SERVICES[self.row["service"]]

    @property
    def urgency(self) -> Urgency:
        """How soon a human has to look."""
        return URGENCIES[self.row["urgency"]]

    @property
    def answers(self) -> Mapping[str, str]:
        """What was answered, by field."""
        if self._answers is None:
            self._answers = {name: str(value) for name, value in self._opened("sealed_answers").items()}
        return self._answers

    @property
    def signs(self) -> Sequence[dict[str, object]]:
        """The signs that were seen, with the words that showed them."""
        if self._signs is None:
            kept = self._opened("sealed_signs").get("signs")
            self._signs = kept if isinstance(kept, list) else []
        return self._signs

    def joined(self, category: str, now: datetime) -> None:
        """More was told; which family link it is may be told only after the first words have opened its ticket."""
        self.set(changed_at=now)
        if category and self.service is Service.FAMILY_LINKS and not self.row["category"]:
            self.set(category=category)

    def set(self, **columns: object) -> None:
        """Change plain columns; what stays as it was spares the database the indexes that hold it."""
        row = self.row
        for name, value in columns.items():
            if name not in row or row[name] != value:
                row[name] = value
                self.touched.add(name)

    def answer(self, name: str, value: str) -> None:
        """Put words into a field."""
        self._answers = {**self.answers, name: value}
        self.touched.add("sealed_answers")

    def show(self, sign: Mapping[str, object]) -> None:
        """Add a sign."""
        self._signs = [*self.signs, dict(sign)]
        self.touched.add("sealed_signs")

    def sealed_column(self, column: str, key: PersonKey) -> bytes:
        """A sealed column as it is to be stored: sealed anew only where it differs."""
        if column not in self.touched and column in self.sealed:
            return self.sealed[column]
        value: object = self.answers if column == "sealed_answers" else {"signs": self.signs}
        return key.seal_json(f"ticket.{column}", int(str(self.row["id"])), value)

    def state(self) -> "State":
        """How it stands now, to go back to where our own code fails."""
        return self.row.copy(), self.touched.copy(), self.to_route, self._answers, self._signs

    def become(self, state: "State") -> None:
        """Be as it was then."""
        self.row, self.touched, self.to_route, self._answers, self._signs = state

    def _opened(self, column: str) -> dict[str, object]:
        if self._key is None or column not in self.sealed:
            return {}
        return self._key.open_json(f"ticket.{column}", int(str(self.row["id"])), self.sealed[column])


State = tuple[Row, set[str], bool, dict[str, str] | None, list[dict[str, object]] | None]


@dataclass(slots=True)
class LineDraft:
    """A line that is about to be written; `body` is sealed once the row has its id."""

    columns: Row
    body: Mapping[str, object]
    ticket: TicketDraft | None = None
    files: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class EntryDraft:
    """Something that happened to a ticket."""

    ticket: TicketDraft
    columns: Row


@dataclass(slots=True)
class OfferDraft:
    """A ticket that is held out to an officer."""

    ticket: TicketDraft
    columns: Row


@dataclass(slots=True)
class SafeFile:
    """A safe-contact profile in memory; a phrase that was just said is hashed when it is written."""

    hours: str = ""
    country: str = ""
    zone: str = ""
    may_write_until: datetime | None = None
    check_in_at: datetime | None = None
    phrase_hash: bytes | None = None
    forced_hash: bytes | None = None
    wrong: int = 0
    exited_at: datetime | None = None
    greeting: str | None = None
    phrase: str = ""
    forced: str = ""
    is_new: bool = True
    changed: bool = False

    def set(self, **values: object) -> None:
        """Change some of it."""
        for name, value in values.items():
            setattr(self, name, value)
        self.changed = True


@dataclass(slots=True)
class Dossier:
    """One contact's file in memory while a group is worked on."""

    channel: str
    address: str
    address_hash: bytes
    name: str
    talk: Talk
    created_at: datetime
    heard_at: datetime
    contact_id: int = 0
    key_id: int = 0
    talk_id: int = 0
    key: PersonKey | None = None
    shown_at: datetime | None = None
    is_new: bool = False
    tickets: list[TicketDraft] = field(default_factory=list)
    lines: list[LineDraft] = field(default_factory=list)
    entries: list[EntryDraft] = field(default_factory=list)
    offers: list[OfferDraft] = field(default_factory=list)
    withdrawn: list[TicketDraft] = field(default_factory=list)
    drops: bool = False
    safe: SafeFile | None = None
    exits: bool = False
    looks_again: bool = False
    consents: list[Row] = field(default_factory=list)
    erasures: list[tuple[str, TicketDraft | None]] = field(default_factory=list)
    withdraws: bool = False
    retires: int = 0

    def profile(self) -> SafeFile:
        """The safe-contact profile, begun where there is none."""
        if self.safe is None:
            self.safe = SafeFile()
        return self.safe

    def keep_point(self) -> "Keeping":
        """A point to go back to where our own code fails on the next message."""
        return Keeping(
            self.talk,
            self.shown_at,
            [ticket.state() for ticket in self.tickets],
            len(self.lines),
            len(self.entries),
            list(self.offers),
            len(self.withdrawn),
            replace(self.safe) if self.safe else None,
            len(self.consents),
            len(self.erasures),
        )

    def go_back(self, point: "Keeping") -> None:
        """Forget what was done since that point."""
        self.talk, self.shown_at = point.talk, point.shown_at
        for ticket, before in zip(self.tickets, point.tickets, strict=False):
            ticket.become(before)
        del self.tickets[len(point.tickets) :]
        del self.lines[point.lines :]
        del self.entries[point.entries :]
        self.offers = point.offers
        del self.withdrawn[point.withdrawn :]
        self.safe = point.safe
        del self.consents[point.consents :]
        del self.erasures[point.erasures :]


class Keeping(NamedTuple):
    """How a dossier stood before a message."""

    talk: Talk
    shown_at: datetime | None
    tickets: list[State]
    lines: int
    entries: int
    offers: list[OfferDraft]
    withdrawn: int
    safe: SafeFile | None
    consents: int
    erasures: int


# Both of these name the channel too: the indexes begin with it, and without it every row would be looked at.
def new_code() -> str:
    """What a person and a URL see of a ticket: 10 letters and digits that cannot be mistaken, 50 random bits."""
    # 256 is a multiple of 32: each letter is as likely as any other.
    return "".join([CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in secrets.token_bytes(10)])


def open_key(dossier: Dossier) -> PersonKey:
    """The dossier's key, which it has from its first write on."""
    if dossier.key is None:
        raise ValueError("a dossier has its key before anything of it is sealed")
    return dossier.key
