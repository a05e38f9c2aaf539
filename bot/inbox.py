"""One message in: all that it causes is saved in one transaction, together with what waits beside it."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from bot.errors import TryLater
from bot.intake import Desk, carry_out, keep_heard, keep_outgoing, take_in
from bot.messages import Receipt
from bot.records import Records
from bot.store.database import INBOUND, Database, Group
from bot.store.dossiers import Dossier
from bot.store.loading import already_claimed, load
from bot.store.roster import KeptOffices, Roster, read_roster
from bot.store.saving import save
from flows.engine import step
from flows.script import Script, _
from flows.words import (
    Heard,
    Holder,
    OpenTicket,
    Outgoing,
    Reading,
    Service,
    Urgency,
    WantPerson,
    World,
    Writing,
)

T = TypeVar("T")
log = logging.getLogger(__name__)

WE_STUMBLED = _("Pesan Anda sudah masuk. Nanti ada orang yang membaca.")
WHOLE_SECOND = timedelta(seconds=1)

Read = Callable[[Heard], Reading]
ReadAside = Callable[[Heard], Awaitable[Reading | None]]
"""Reads in another process; None where that failed."""


class Arrival(NamedTuple):
    """One message at the writer's door, its text already read; `reading` is None where reading it failed."""

    heard: Heard
    reading: Reading | None
    address_hash: bytes


class Inbox:
    """Where every channel hands in what it heard."""

    def __init__(
        self, database: Database, script: Script, world: World, read: Read, aside: ReadAside | None = None
    ) -> None:
        self.database = database
        self.script = script
        self.world = world
        self.read = read
        self.aside = aside
        self.offices = KeptOffices()
        self.group: Group[Arrival, Receipt] = Group("inbox", self.take)

    async def receive(self, heard: Heard) -> Receipt:
        """Take one message; resolves only after the commit. Raises TryLater where the database cannot commit."""
        arrival = await self.arrives(heard)
        try:
            return await self.database.join(self.group, arrival, INBOUND)
        except TryLater:
            raise
        except Exception as error:
            # Not even saving what we thought of it worked: keep its words, and let a human read them.
            log.error("our own code failed to save a message: %s", type(error).__name__)
            return await self.database.join(self.group, arrival._replace(reading=None), INBOUND)

    def receive_now(self, heard: Heard) -> Receipt:
        """The same for callers without an event loop."""
        return self.database.join_now(self.group, self.arrival(heard), INBOUND)

    async def arrives(self, heard: Heard) -> Arrival:
        """The same, read aside where somebody reads there; messages keep the order in which they came."""
        if self.aside is None:
            return self.arrival(heard)
        clean = cleaned(heard)
        return Arrival(clean, await self.aside(clean), self.database.vault.hash(clean.channel, clean.address))

    def arrival(self, heard: Heard) -> Arrival:
        """The message with its text read for signs, before the writer's turn and never inside it."""
        clean = cleaned(heard)
        digest = self.database.vault.hash(clean.channel, clean.address)
        try:
            return Arrival(clean, self.read(clean), digest)
        except Exception as error:
            log.error("reading a text failed: %s", type(error).__name__)
            return Arrival(clean, None, digest)

    def take(self, connection: Connection, arrivals: Sequence[Arrival]) -> list[Receipt | Exception]:
        """What has gathered, set-wise: read what it needs, think in memory, write what it caused."""
        vault = self.database.vault
        claimed = already_claimed(connection, ((a.heard.channel, a.heard.key) for a in arrivals))
        fresh = [arrival for arrival in arrivals if (arrival.heard.channel, arrival.heard.key) not in claimed]
        dossiers = load(connection, vault, {a.address_hash: a.heard for a in fresh}) if fresh else {}
        records = Records(connection, vault)
        roster = lazily(lambda: self.roster(connection, arrivals[-1].heard.at))
        desk = Desk(roster, self.world.say, records, self.world.trial)
        desk.happenings = lazily(lambda: self.offices.at(connection, arrivals[-1].heard.at).happenings)
        records.happenings = desk.happenings
        receipts: dict[int, Receipt] = {}
        for place in in_order(arrivals):
            heard = arrivals[place].heard
            if (heard.channel, heard.key) in claimed:
                receipts[place] = Receipt.AGAIN
                continue
            claimed.add((heard.channel, heard.key))
            receipts[place] = self.think(dossiers[arrivals[place].address_hash], arrivals[place], desk)
        if fresh:
            save(connection, vault, dossiers.values())
        return [receipts[place] for place in range(len(arrivals))]

    def roster(self, connection: Connection, now: datetime) -> Roster:
        """The officers as they are now, at the offices as they were a few seconds ago at most."""
        return read_roster(connection, self.offices.at(connection, now))

    def think(self, dossier: Dossier, arrival: Arrival, desk: Desk) -> Receipt:
        """One message in memory. Where our own code fails on it, it becomes a ticket for a human."""
        point = dossier.keep_point()
        heard = arrival.heard
        try:
            if arrival.reading is None:
                raise ValueError("the text could not be read")
            seen = could_see(dossier, heard)
            known = desk.records.known(dossier, heard.at)
            turn = step(self.script, dossier.talk, heard, arrival.reading, seen, self.world, known)
            take_in(dossier, turn, heard, desk)
            return Receipt.TAKEN
        except Exception as error:
            log.error("our own code failed on a message: %s", type(error).__name__)
            dossier.go_back(point)
            self.catch(dossier, heard, desk)
            return Receipt.CAUGHT

    def catch(self, dossier: Dossier, heard: Heard, desk: Desk) -> None:
        """Store the message, tell the person that a human will read it, and give it to an officer."""
        dossier.talk = replace(dossier.talk, turn=dossier.talk.turn + 1)
        dossier.heard_at = heard.at
        carry_out(dossier, OpenTicket(Service.EMERGENCY, Urgency.HIGH, "our_code_failed"), heard.at)
        carry_out(dossier, WantPerson(Service.EMERGENCY, "our_code_failed"), heard.at)
        keep_heard(dossier, heard)
        if dossier.talk.holder is Holder.FLOW and dossier.talk.writing is not Writing.QUIET:
            keep_outgoing(dossier, Outgoing(self.world.say(dossier.talk.language, WE_STUMBLED)), heard.at)


def in_order(arrivals: Sequence[Arrival]) -> list[int]:
    """Places in order of arrival; where a vendor numbers its messages (Telegram), in the order of its numbers."""
    numbered = sorted(
        (place for place in range(len(arrivals)) if arrivals[place].heard.order),
        key=lambda place: arrivals[place].heard.order,
    )
    slots = iter(numbered)
    return [next(slots) if arrivals[place].heard.order else place for place in range(len(arrivals))]


def could_see(dossier: Dossier, heard: Heard) -> bool:
    """Could whoever wrote this have seen the question that stands open, or did it leave only afterwards?"""
    if not dossier.talk.asked:
        return True
    if dossier.shown_at is None:
        return False
    # Telegram tells whole seconds: the message may have been written at any moment of that second.
    written = min(heard.at, heard.written_at + WHOLE_SECOND) if heard.written_at else heard.at
    return written >= dossier.shown_at


def lazily(read: Callable[[], T]) -> Callable[[], T]:
    """What is read the first time that it is asked for, and then known."""
    kept: list[T] = []

    def known() -> T:
        if not kept:
            kept.append(read())
        return kept[0]

    return known


def cleaned(heard: Heard) -> Heard:
    """Keys without NUL, and text whose lone surrogates cannot break an encoder; nothing readable is lost."""
    key = heard.key.replace("\0", "")[:200]
    text = heard.text if heard.text.isascii() else heard.text.encode("utf-8", "replace").decode("utf-8")
    return heard if (key, text) == (heard.key, heard.text) else replace(heard, text=text, key=key)
