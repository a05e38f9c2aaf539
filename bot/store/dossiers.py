"""One contact's file in memory while a group of messages is worked on: what is known, and what it caused."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.store.vault import PersonKey
from flows.words import Service, Talk, Urgency

Row = dict[str, object]

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(slots=True)
class TicketDraft:
    """A ticket in memory: plain columns in `row`, answers and signs opened."""

    row: Row
    answers: dict[str, str] = field(default_factory=dict)
    signs: list[dict[str, object]] = field(default_factory=list)
    is_new: bool = False
    changed: bool = False
    to_route: bool = False

    @property
    def service(self) -> Service:
        """The service it belongs to."""
        return Service(str(self.row["service"]))

    @property
    def urgency(self) -> Urgency:
        """How soon a human has to look."""
        return Urgency(int(str(self.row["urgency"])))

    def set(self, **columns: object) -> None:
        """Change plain columns."""
        self.row.update(columns)
        self.changed = True

    def copy(self) -> "TicketDraft":
        """A copy to go back to where our own code fails."""
        return replace(self, row=dict(self.row), answers=dict(self.answers), signs=list(self.signs))


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
    pauses: list[tuple[int, datetime]] = field(default_factory=list)
    drops: bool = False

    def keep_point(self) -> "Keeping":
        """A point to go back to where our own code fails on the next message."""
        return Keeping(
            self.talk,
            self.shown_at,
            [ticket.copy() for ticket in self.tickets],
            len(self.lines),
            len(self.entries),
            list(self.offers),
            len(self.withdrawn),
            len(self.pauses),
        )

    def go_back(self, point: "Keeping") -> None:
        """Forget what was done since that point."""
        self.talk, self.shown_at = point.talk, point.shown_at
        for ticket, before in zip(self.tickets, point.tickets, strict=False):
            ticket.row, ticket.answers, ticket.signs = before.row, before.answers, before.signs
            ticket.changed = before.changed
        del self.tickets[len(point.tickets) :]
        del self.lines[point.lines :]
        del self.entries[point.entries :]
        self.offers = point.offers
        del self.withdrawn[point.withdrawn :]
        del self.pauses[point.pauses :]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a dossier stood before a message."""

    talk: Talk
    shown_at: datetime | None
    tickets: list[TicketDraft]
    lines: int
    entries: int
    offers: list[OfferDraft]
    withdrawn: int
    pauses: int


# Both of these name the channel too: the indexes begin with it, and without it every row would be looked at.
def new_code() -> str:
    """What a person and a URL see of a ticket: 10 letters and digits that cannot be mistaken, 50 random bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(10))


def open_key(dossier: Dossier) -> PersonKey:
    """The dossier's key, which it has from its first write on."""
    if dossier.key is None:
        raise ValueError("a dossier has its key before anything of it is sealed")
    return dossier.key
