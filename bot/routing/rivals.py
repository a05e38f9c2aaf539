"""Four ways to share the same work: ours, two common ones, and the yardstick that no rule of ours may be far from."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Protocol

from bot.routing.boundary import life_in_danger, may_cross, may_read
from bot.routing.choose import choose
from bot.routing.policy import look_order, lookers_needed, queue_order, unanswered
from bot.routing.values import Case, Officer
from bot.routing.world import START, Request, Scenario
from flows.words import Urgency

# Somebody who does not speak the language counts as having so many more in line.
FOREIGN = 2


@dataclass(frozen=True, slots=True)
class Ask:
    """These officers are asked for this request; whoever reacts first has it. `lapses` None: it stays theirs."""

    request: Request
    officers: tuple[int, ...]
    lapses: float | None = None
    look: bool = False


class Sharing(Protocol):
    """How work is shared: told of every change, it says who is asked for what."""

    name: str
    corrects: bool
    """Does an officer who opens what is no life in danger give it back with its true urgency?"""

    def add(self, request: Request, now: float) -> None:
        """A request has come in, or back."""

    def asks(self, free: set[int], now: float) -> Iterator[Ask]:
        """Who of those free is asked for what, now."""

    def changed(self, officer: int, busy: bool, now: float, rests_until: float | None = None) -> None:
        """An officer was asked or began to work, or is free again."""

    def on_duty(self, officers: frozenset[int], now: float) -> None:
        """Who is on duty from now on."""

    def lapsed(self, request: Request, asked: tuple[int, ...], now: float) -> None:
        """Nobody reacted in time."""


class _Plain:
    """What the three others have in common: no offers, no looks, nobody gives anything back."""

    corrects = False

    def __init__(self, scenario: Scenario) -> None:
        self.officers = {officer.id: officer for officer in scenario.officers}

    def changed(self, officer: int, busy: bool, now: float, rests_until: float | None = None) -> None:
        """They do not look at it."""

    def on_duty(self, officers: frozenset[int], now: float) -> None:
        """They do not look at it."""

    def lapsed(self, request: Request, asked: tuple[int, ...], now: float) -> None:
        """Nothing lapses here."""


class RoundRobin(_Plain):
    """First come, first served: the oldest request to the officer whose turn it is."""

    name = "round robin, first come first served"

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.queue: deque[Request] = deque()
        self.turn = deque(self.officers)

    def add(self, request: Request, now: float) -> None:
        """At the end of the line."""
        self.queue.append(request)

    def asks(self, free: set[int], now: float) -> Iterator[Ask]:
        """The next in turn who is free takes the oldest."""
        left = set(free)
        for _ in range(len(self.turn)):
            if not left or not self.queue:
                return
            officer = self.turn[0]
            self.turn.rotate(-1)
            if officer in left:
                left.discard(officer)
                yield Ask(self.queue.popleft(), (officer,))


class LeastLoaded(_Plain):
    """By skill: to the least loaded officer of the organisation and service who speaks the language, at once."""

    name = "skill-based, least loaded"

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.lines: dict[int, deque[Request]] = {officer: deque() for officer in self.officers}
        self.working: set[int] = set()
        self.there: frozenset[int] = frozenset()

    def add(self, request: Request, now: float) -> None:
        """At the end of the shortest line among those with the skill."""
        case = request.case
        here = [self.officers[i] for i in self.there] or list(self.officers.values())
        able = [o for o in here if o.organisation == case.organisation and case.service in o.services] or here
        least = min(able, key=lambda o: (self._load(o.id) + FOREIGN * (case.language not in o.languages), o.id))
        self.lines[least.id].append(request)

    def _load(self, officer: int) -> int:
        return len(self.lines[officer]) + (officer in self.working)

    def asks(self, free: set[int], now: float) -> Iterator[Ask]:
        """Everybody works off their own line."""
        for officer in sorted(free):
            if self.lines[officer]:
                yield Ask(self.lines[officer].popleft(), (officer,))

    def changed(self, officer: int, busy: bool, now: float, rests_until: float | None = None) -> None:
        """Somebody at work counts as one more in line."""
        (self.working.add if busy else self.working.discard)(officer)

    def on_duty(self, officers: frozenset[int], now: float) -> None:
        """Whoever goes home leaves their line to the others."""
        gone, self.there = self.there - officers, officers
        for officer in sorted(gone):
            left, self.lines[officer] = self.lines[officer], deque()
            for request in left:
                self.add(request, now)


class Pooled(_Plain):
    """The yardstick: all officers as one pool, strictly by urgency, no boundary, no language, nobody ever absent."""

    name = "pooled, strict priority (yardstick)"

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.queue: list[tuple[int, float, int, Request]] = []

    def add(self, request: Request, now: float) -> None:
        """By urgency, then by age."""
        heappush(self.queue, (-request.case.urgency, request.at, request.number, request))

    def asks(self, free: set[int], now: float) -> Iterator[Ask]:
        """The most urgent to anybody."""
        for officer in sorted(free):
            if not self.queue:
                return
            yield Ask(heappop(self.queue)[-1], (officer,))


Line = tuple[Urgency, str, str]
REVIEWED_EVERY = 60.0


class Ours:
    """This program's policy: `choose`, asked about the foremost of each line in the queue's order."""

    corrects = True

    def __init__(self, scenario: Scenario, first_looks: bool = True) -> None:
        self.name = "kentongan" if first_looks else "kentongan without first looks"
        self.scenario, self.first_looks = scenario, first_looks
        self.officers = list(scenario.officers)
        self.at = {officer.id: i for i, officer in enumerate(self.officers)}
        self.waiting: dict[Line, deque[Request]] = {}
        self.unlooked: dict[tuple[Urgency, str], list[Request]] = {}
        self.surge = False
        self.reviewed = 0.0
        self.came: deque[tuple[float, str]] = deque()
        self.looked = self.corrected = 0

    def add(self, request: Request, now: float) -> None:
        """Into its line; in a surge also among those that nobody has looked at."""
        case = request.case
        if request.looked:
            self.looked += 1
            self.corrected += request.labelled is not request.truly
        else:
            self.came.append((now, case.organisation))
        if self.surge:
            request.case = case = replace(case, surge=True, looked=request.looked)
        line = self.waiting.setdefault((case.urgency, case.service, case.organisation), deque())
        if request.looked and line and line[0].at > request.at:
            line.appendleft(request)
        else:
            line.append(request)
        if self.surge and self.first_looks and not request.looked and not life_in_danger(case):
            self.unlooked.setdefault((case.urgency, case.organisation), []).append(request)

    def asks(self, free: set[int], now: float) -> Iterator[Ask]:
        """Looks first; then down the queue, as long as anybody who could serve the next case is free."""
        moment = START + timedelta(seconds=now)
        self._review(now)
        yield from self._looks(free, moment)
        left = {officer for officer in free if not self.officers[self.at[officer]].first_look}
        while left:
            ask = self._next(left, moment, now)
            if ask is None:
                return
            left -= set(ask.officers)
            yield ask

    def changed(self, officer: int, busy: bool, now: float, rests_until: float | None = None) -> None:
        """The officer's load as `choose` sees it."""
        i = self.at[officer]
        was = self.officers[i]
        rest = was.rests_until if rests_until is None else START + timedelta(seconds=rests_until)
        taken = was.taken_today + (busy and not was.open_tickets)
        self.officers[i] = replace(was, open_tickets=int(busy), taken_today=taken, rests_until=rest)

    def on_duty(self, officers: frozenset[int], now: float) -> None:
        """Shifts are the officers' own; `choose` reads them."""

    def lapsed(self, request: Request, asked: tuple[int, ...], now: float) -> None:
        """One rung wider, and back to the front of its line."""
        request.case = unanswered(request.case, frozenset(asked))
        line = (request.case.urgency, request.case.service, request.case.organisation)
        self.waiting.setdefault(line, deque()).appendleft(request)

    def _next(self, left: set[int], moment: datetime, now: float) -> Ask | None:
        heads = [line for line in self.waiting.values() if _foremost(line) is not None]
        for line in sorted(heads, key=lambda one: queue_order(one[0].case, moment)):
            case = line[0].case
            if not any(_could(self.officers[self.at[officer]], case) for officer in left):
                continue
            choice = choose(replace(case, surge=False) if not self.first_looks else case, self.officers, moment)
            if choice.queue == "kept_for_lives":
                return None
            if choice.offers and not choice.offers[0].look:
                asked = tuple(offer.officer for offer in choice.offers)
                lapses = (choice.offers[0].expires_at - moment).total_seconds()
                return Ask(line.popleft(), asked, now + lapses)
        return None

    def _looks(self, free: set[int], moment: datetime) -> Iterator[Ask]:
        for officer in sorted(free):
            looker = self.officers[self.at[officer]]
            if looker.first_look and (request := self._to_look_at(looker, moment)) is not None:
                yield Ask(request, (officer,), look=True)

    def _to_look_at(self, looker: Officer, moment: datetime) -> Request | None:
        """The best to look at next; what was taken meanwhile is passed over. The newest lies on top."""
        tops = []
        for pile in self.unlooked.values():
            while pile and (pile[-1].looked or pile[-1].first_word is not None):
                pile.pop()
            if pile and may_read(pile[-1].case, looker.organisation):
                tops.append(pile)
        if not tops:
            return None
        pile = min(tops, key=lambda one: look_order(one[-1].case, moment))
        request = pile.pop()
        line = self.waiting.get((request.case.urgency, request.case.service, request.case.organisation), deque())
        if request not in line:
            return self._to_look_at(looker, moment)
        line.remove(request)
        return request

    def _review(self, now: float) -> None:
        """Once a minute the supervisor sees whether there is a surge, and how many should only look."""
        began = self.scenario.surge_from
        if began is None or now < began or now < self.reviewed + REVIEWED_EVERY:
            return
        if not self.surge:
            self._declare()
        self.reviewed = now
        while self.came and self.came[0][0] < now - 3 * REVIEWED_EVERY:
            self.came.popleft()
        if self.first_looks:
            self._appoint(len(self.came) / min(3.0, now / REVIEWED_EVERY))

    def _declare(self) -> None:
        """What waits already belongs to the surge too."""
        self.surge = True
        for line in self.waiting.values():
            for request in line:
                request.case = replace(request.case, surge=True)
                if self.first_looks and not life_in_danger(request.case):
                    self.unlooked.setdefault((request.case.urgency, request.case.organisation), []).append(request)

    def _appoint(self, tickets_a_minute: float) -> None:
        """Set some aside for first looks, or give them back: of each organisation by its share of what came in."""
        there = [officer for officer in self.officers if officer.capacity]
        unlooked = [one for pile in self.unlooked.values() for one in pile if one.first_word is None]
        needed = lookers_needed(tickets_a_minute, len(unlooked), len(there), self.looked, self.corrected)
        shares = Counter(organisation for _, organisation in self.came)
        # When the wave is over, only what nobody has looked at is left.
        shares = shares or Counter(one.case.organisation for one in unlooked)
        chosen: set[int] = set()
        for organisation, came in shares.items():
            able = [officer for officer in there if officer.organisation == organisation]
            fewest_languages = sorted(able, key=lambda one: (len(one.languages), -one.id))
            chosen |= {officer.id for officer in fewest_languages[: round(needed * came / shares.total())]}
        for officer in there:
            if officer.first_look != (officer.id in chosen):
                self.officers[self.at[officer.id]] = replace(officer, first_look=officer.id in chosen)


def _foremost(line: deque[Request]) -> Request | None:
    while line and line[0].first_word is not None:
        line.popleft()
    return line[0] if line else None


def _could(officer: Officer, case: Case) -> bool:
    """A quick first sieve before `choose` is asked."""
    if case.service not in officer.services:
        return False
    return may_read(case, officer.organisation) or may_cross(case, officer.organisation)
