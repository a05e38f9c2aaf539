"""What one open page hears of a change: what it may know (SAFETY R25, R26), and what it shows."""

import asyncio
from dataclasses import dataclass, field

from bot.permits import Role
from bot.store.queues import Reader, Row
from flows.words import Service


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket that changed, as far as an open desk must know."""

    ticket_id: int
    row: Row
    office_id: int | None
    organisation: str
    owner_id: int | None
    fresh: bool
    """Somebody who writes to us wrote."""
    told: dict[str, str] = field(default_factory=dict)
    """What the pages hear of it, as JSON, by their language: made once, however many listen."""
    called: frozenset[int] = frozenset()
    """The officers who were named in a note on it, or rung up for it, just now."""
    asked: frozenset[int] = frozenset()
    """The officers to whom it is held out, or who were rung up for it just now, in whichever office they sit."""
    newly: frozenset[int] = frozenset()
    """Those of them who were asked just now: to them it is as fresh as if the person had just written."""
    to_newly: "Change | None" = None
    """What they hear in place of this."""
    viewers: tuple[tuple[int, str], ...] | None = None
    """Who has it on the screen from now on, by id and name; None where nobody came or went."""
    looks_only: bool = False
    """Nothing of the ticket itself changed."""
    only_read_by: frozenset[int] = frozenset()
    """The officers who read it just now, where nothing else happened and it is not theirs: no list shows that."""

    @property
    def free(self) -> bool:
        """Is it nobody's yet?"""
        return self.owner_id is None and self.row.status in ("new", "offered")

    def concerns(self, reader: Reader) -> bool:
        """May this reader hear the code? The same boundary as the queries (SAFETY R25, R26)."""
        if reader.officer_id in self.asked:
            return True
        if self.organisation != reader.organisation:
            return False
        if self.office_id == reader.office_id or self.owner_id == reader.officer_id:
            return True
        return reader.role is Role.LEAD and self.row.service != Service.SAFEGUARDING


@dataclass(slots=True, eq=False)
class Listener:
    """One open page: who reads, which ticket lies open there, and what they have not heard yet."""

    reader: Reader
    looking_at: int | None
    name: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    changes: dict[tuple[int, bool], Change] = field(default_factory=dict)
    """The last of each ticket, and the last in which the person wrote: what comes after takes no alarm away."""
    looks: dict[str, list[str]] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    held_out: set[int] = field(default_factory=set)
    """The tickets that were held out to this reader: that one of them no longer is, they hear once."""

    def tell(self, change: Change) -> None:
        """Have the page hear of a change."""
        if self.reader.role is Role.INTERPRETER:
            # They hear of the one ticket that lies open before them, which was theirs to read when they opened it.
            return self._hear_of_theirs(change)
        mine, asked = change.ticket_id in self.held_out, self.reader.officer_id in change.asked
        (self.held_out.add if asked else self.held_out.discard)(change.ticket_id)
        if change.only_read_by and change.viewers is None and not self._shows(change):
            return
        concerns = mine or change.concerns(self.reader)
        if not concerns and change.organisation != self.reader.organisation:
            return
        if concerns:
            to_me = change.to_newly if self.reader.officer_id in change.newly else None
            self._hear(to_me or change)
        self.woken.set()

    def _shows(self, change: Change) -> bool:
        """Does something on the page change? Who read a ticket of somebody else's is seen in the ticket alone, and
        by whoever was called to it and has now read it.
        """
        if change.looks_only:
            return False
        read_by = change.only_read_by
        return not read_by or self.looking_at == change.ticket_id or self.reader.officer_id in read_by

    def _hear_of_theirs(self, change: Change) -> None:
        if change.ticket_id == self.looking_at and not change.looks_only:
            self.changes[change.ticket_id, change.fresh] = change
            self.woken.set()

    def _hear(self, change: Change) -> None:
        if self._shows(change):
            self.changes[change.ticket_id, change.fresh] = change
        if change.viewers is not None:
            self.looks[change.row.code] = [name for one, name in change.viewers if one != self.reader.officer_id]
        if self.reader.officer_id in change.called:
            self.called.add(change.row.code)
