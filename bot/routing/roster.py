"""All officers as sets of bits, so that one choice among hundreds takes microseconds.

Bit number i stands for the i-th officer. What lasts (office, languages) is laid down once; who is on duty is
worked out anew only when a shift, a break or an absence begins or ends; a changed load moves one bit.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import compress, count
from operator import attrgetter, is_not
from threading import local
from typing import TYPE_CHECKING

from bot.routing.boundary import HOME, may_cross, may_read
from bot.routing.duty import (
    may_be_called_in,
    next_duty_change,
    on_duty,
    resting,
    stands_in,
    takes_the_call,
    would_work,
)
from bot.routing.policy import KEPT_FOR_LIVES
from bot.routing.values import Case, Officer, Readers
from flows.words import Service

if TYPE_CHECKING:
    from bot.routing.plan import Plan

Level = tuple[float, int]
NOWHERE: Level = (-1.0, 0)

# Everything about an officer except the load, which changes with every ticket.
_LOAD = {"open_tickets", "open_offers", "taken_today", "capacity"}
_lasting = attrgetter(*(f.name for f in fields(Officer) if f.name not in _LOAD))


class Roster:
    """An index over officers. Build it once, or hand `choose` the plain officers and one is kept for you."""

    def __init__(self, officers: Sequence[Officer], now: datetime) -> None:
        self.officers: tuple[Officer, ...] = ()
        self._settle(tuple(officers), now)

    def at(self, now: datetime) -> "Roster":
        """The roster as it stands at this instant."""
        if not self._from <= now < self._until:
            self._settle(self.officers, now)
        return self

    def take_over(self, officers: tuple[Officer, ...], now: datetime) -> None:
        """Follow a new state of the same officers; where only loads changed, only those bits move."""
        old = self.officers
        if len(old) != len(officers):
            return self._settle(officers, now)
        changed = list(compress(count(), map(is_not, old, officers)))
        for i in changed:
            if _lasting(old[i]) != _lasting(officers[i]):
                return self._settle(officers, now)
        for i in changed:
            self._move(i, officers[i])
        self.officers = officers
        return None

    def readers(self, case: Case) -> int:
        """Everybody of the organisations that may read this case."""
        key = (case.service, case.readers, case.organisation)
        if key not in self._readers:
            allowed = (bits for who, bits in self.organisation.items() if may_read(case, who))
            self._readers[key] = _union(allowed)
        return self._readers[key]

    def crossing(self, case: Case) -> int:
        """Everybody who may read it only because a life is in danger."""
        return _union(bits for who, bits in self.organisation.items() if may_cross(case, who)) & ~self.readers(case)

    def _settle(self, officers: tuple[Officer, ...], now: datetime) -> None:
        self.officers = officers
        self.everybody = (1 << len(officers)) - 1
        self.position = {officer.id: i for i, officer in enumerate(officers)}
        self._readers: dict[tuple[Service, Readers, str], int] = {}
        self.plans: dict[tuple[object, ...], Plan] = {}
        self._lay_down(officers)
        self._on_this_shift(officers, now)
        self._level: list[Level] = [NOWHERE] * len(officers)
        self._order: list[Level] = []
        self.ranked: list[int] = []
        self.free = self.unasked = self.able = 0
        for i, officer in enumerate(officers):
            self._move(i, officer)

    def _lay_down(self, officers: tuple[Officer, ...]) -> None:
        self.organisation, self.language = defaultdict[str, int](int), defaultdict[str, int](int)
        self.gender, self.training = defaultdict[str, int](int), defaultdict[str, int](int)
        self.unready = self.home = 0
        for i, officer in enumerate(officers):
            bit = 1 << i
            self.organisation[officer.organisation] |= bit
            self.gender[officer.gender] |= bit
            self.home |= bit * (officer.organisation in HOME)
            self.unready |= bit * (officer.demonstration or not officer.trained)
            for language in officer.languages:
                self.language[language] |= bit
            for skill in officer.training:
                self.training[skill] |= bit

    def _on_this_shift(self, officers: tuple[Officer, ...], now: datetime) -> None:
        by_id = {officer.id: officer for officer in officers}
        self.office, self.service = defaultdict[str, int](int), defaultdict[Service, int](int)
        self.duty = self.present = self.leads = self.lookers = self.callable = self.on_call = 0
        for i, officer in enumerate(officers):
            self._place(i, officer)
            stand_in = stands_in(officer, by_id, now) if officer.away else officer
            if on_duty(officer, now):
                self.duty |= 1 << i
            elif stand_in is not None and stand_in is not officer and would_work(officer, now):
                where = self.position[stand_in.id]
                self.duty |= 1 << where
                self._place(where, officer)
            self.present |= (1 << i) * (not resting(officer, now))
            self.callable |= (1 << i) * may_be_called_in(officer, now)
            if officer.on_call and (called := takes_the_call(officer, by_id, now)) is not None:
                self.on_call |= 1 << self.position[called.id]
        self.present &= self.duty
        self.lookers &= self.present
        self.working = self.present & ~self.lookers
        self.kept_free = KEPT_FOR_LIVES * self.working.bit_count()
        self._from = now
        ends = [next_duty_change(officer, now) for officer in officers]
        self._until = min(ends, default=now + timedelta(days=1))

    def _place(self, i: int, officer: Officer) -> None:
        """Officer i works at this officer's place: their own, or that of somebody whom they stand in for."""
        bit = 1 << i
        self.office[officer.office] |= bit
        self.leads |= bit * officer.lead
        self.lookers |= bit * officer.first_look
        for service in officer.services:
            self.service[service] |= bit

    def _move(self, i: int, officer: Officer) -> None:
        """Put officer i among those who are equally loaded; `ranked` holds these sets, the least loaded first."""
        bit, busy, before = 1 << i, officer.open_tickets + officer.open_offers, self._level[i]
        level = busy / max(1, officer.capacity), officer.taken_today
        if level != before:
            if before is not NOWHERE:
                self._leave(bit, before)
            at = bisect_left(self._order, level)
            if at == len(self._order) or self._order[at] != level:
                self._order.insert(at, level)
                self.ranked.insert(at, 0)
            self.ranked[at] |= bit
            self._level[i] = level
        self.free = self.free | bit if busy < officer.capacity else self.free & ~bit
        self.unasked = self.unasked & ~bit if officer.open_offers else self.unasked | bit
        self.able = self.able | bit if officer.open_tickets < officer.capacity else self.able & ~bit

    def _leave(self, bit: int, level: Level) -> None:
        at = bisect_left(self._order, level)
        self.ranked[at] ^= bit
        if not self.ranked[at]:
            del self._order[at], self.ranked[at]


class _Kept(local):
    roster: Roster | None = None


_kept = _Kept()


def roster_of(officers: Sequence[Officer] | Roster, now: datetime) -> Roster:
    """The index over these officers; the last one is kept per thread and follows small changes."""
    if isinstance(officers, Roster):
        return officers.at(now)
    known, these = _kept.roster, tuple(officers)
    if known is None:
        known = _kept.roster = Roster(these, now)
    else:
        known.take_over(these, now)
    return known.at(now)


def _union(bits: Iterable[int]) -> int:
    whole = 0
    for some in bits:
        whole |= some
    return whole
