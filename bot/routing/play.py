"""Playing a scenario: who reacts when, who writes the first human word, who is free again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count
from statistics import fmean, pstdev

from bot.routing.duty import on_duty
from bot.routing.policy import LOOK_TAKES, REST_AFTER_CRITICAL
from bot.routing.rivals import Ask, Pooled, Sharing
from bot.routing.world import BACK_AFTER, NOT_AT_THE_SCREEN, REACTION, START, Chance, Request, Scenario, lognormal
from flows.words import Urgency

# Seconds by which the first human word is due, where somebody works at every hour.
DUE = {Urgency.CRITICAL: 300.0, Urgency.HIGH: 1800.0, Urgency.NORMAL: 28_800.0, Urgency.LOW: 172_800.0}


@dataclass(slots=True, eq=False)
class _Open:
    """An ask that nobody has reacted to yet."""

    ask: Ask
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds to the first human word for one urgency; `late` is the share past the target."""

    number: int
    median: float
    p95: float
    p99: float
    longest: float
    late: float
    unanswered: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one scenario under one way of sharing."""

    name: str
    waits: dict[Urgency, Waits]
    language: float
    unevenness: float
    """Standard deviation over mean of the officers' minutes of attention: 0 is perfectly even."""
    critical: tuple[float, ...]
    """Every wait of a truly life-threatening ticket, sorted."""


class Play:
    """One run: the world's events in order of time."""

    def __init__(self, scenario: Scenario, sharing: Sharing, chance: Chance) -> None:
        self.scenario, self.sharing, self.chance = scenario, sharing, chance
        self.requests = tuple(replace(request) for request in scenario.requests)
        self.events: list[tuple[float, int, str, object]] = []
        self.turn = count()
        self.free: set[int] = set()
        self.there: frozenset[int] = frozenset()
        self.busy: set[int] = set()
        self.back_at: dict[int, float] = {}
        self.minutes: dict[int, float] = {officer.id: 0.0 for officer in scenario.officers}
        self.speaks = {officer.id: officer.languages for officer in scenario.officers}
        self.never_absent = isinstance(sharing, Pooled)

    def run(self) -> Outcome:
        """Play it to the end and count."""
        self._shifts(0.0)
        for request in self.requests:
            self._at(request.at, "arrives", request)
        for hour in range(1, int(self.scenario.lasts // 3600) + 1):
            self._at(hour * 3600.0, "hour", None)
        while self.events:
            now, _, kind, what = heappop(self.events)
            self._happen(kind, what, now)
            for ask in self.sharing.asks(self.free, now):
                self._ask(ask, now)
        return self._outcome()

    def _at(self, when: float, kind: str, what: object) -> None:
        heappush(self.events, (when, next(self.turn), kind, what))

    def _happen(self, kind: str, what: object, now: float) -> None:
        match kind, what:
            case "arrives", Request():
                self.sharing.add(what, now)
            case "hour", None:
                self._shifts(now)
            case "reacts", (_Open() as waiting, int(officer)):
                self._react(waiting, officer, now)
            case "lapses", _Open() if not what.settled:
                self._settle(what, now)
                self.sharing.lapsed(what.ask.request, what.ask.officers, now)
            case "done", (Request() as request, int(officer), bool(again)):
                self._done(request, officer, again, now)
            case "rested", int(officer):
                self._release(officer, now)

    def _shifts(self, now: float) -> None:
        moment = START + timedelta(seconds=now)
        there = frozenset(o.id for o in self.scenario.officers if o.capacity and on_duty(o, moment))
        if there != self.there:
            self.there = there
            self.free = set(there) - self.busy
            self.sharing.on_duty(there, now)

    def _ask(self, ask: Ask, now: float) -> None:
        waiting = _Open(ask)
        for officer in ask.officers:
            self._occupy(officer, now)
            self._at(now + (0.0 if ask.look else self._reaction(officer, now)), "reacts", (waiting, officer))
        if ask.lapses is not None:
            self._at(ask.lapses, "lapses", waiting)

    def _reaction(self, officer: int, now: float) -> float:
        takes = lognormal(self.chance, *REACTION)
        if self.never_absent:
            return takes
        if self.chance.random() < NOT_AT_THE_SCREEN:
            self.back_at[officer] = now + BACK_AFTER
        return takes + max(0.0, self.back_at.get(officer, now) - now)

    def _react(self, waiting: _Open, officer: int, now: float) -> None:
        if waiting.settled:
            return
        self._settle(waiting, now, keeps=officer)
        request, ask = waiting.ask.request, waiting.ask
        if ask.look:
            takes, again = LOOK_TAKES.total_seconds(), True
        elif self.sharing.corrects and request.case.urgency is Urgency.CRITICAL is not request.truly:
            takes, again = request.reading, True
        else:
            takes, again = max(request.attention, request.reading), False
            request.first_word = now + request.reading
            request.language_met = request.case.language in self.speaks[officer]
        self.minutes[officer] += takes / 60
        self._at(now + takes, "done", (request, officer, again))

    def _settle(self, waiting: _Open, now: float, keeps: int = 0) -> None:
        waiting.settled = True
        for officer in waiting.ask.officers:
            if officer != keeps:
                self._release(officer, now)

    def _done(self, request: Request, officer: int, again: bool, now: float) -> None:
        if again:
            request.looked = True
            request.case = replace(request.case, urgency=request.truly, looked=True)
            self.sharing.add(request, now)
        if not again and request.truly is Urgency.CRITICAL:
            until = now + REST_AFTER_CRITICAL.total_seconds()
            self.sharing.changed(officer, True, now, until)
            self._at(until, "rested", officer)
        else:
            self._release(officer, now)

    def _occupy(self, officer: int, now: float) -> None:
        self.busy.add(officer)
        self.free.discard(officer)
        self.sharing.changed(officer, True, now)

    def _release(self, officer: int, now: float) -> None:
        self.busy.discard(officer)
        if officer in self.there:
            self.free.add(officer)
        self.sharing.changed(officer, False, now)

    def _outcome(self) -> Outcome:
        waits = {urgency: _waits(self.requests, urgency) for urgency in sorted(Urgency, reverse=True)}
        answered = [request for request in self.requests if request.first_word is not None]
        worked = [minutes for officer, minutes in self.minutes.items() if minutes] or [0.0]
        critical = sorted(_seconds([request for request in answered if request.truly is Urgency.CRITICAL]))
        return Outcome(
            name=self.sharing.name,
            waits=waits,
            language=fmean(request.language_met for request in answered) if answered else 0.0,
            unevenness=pstdev(worked) / (fmean(worked) or 1.0),
            critical=tuple(critical),
        )


def percentile(ordered: list[float], share: float) -> float:
    """The value below which this share lies; 0 for nothing."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _waits(requests: Iterable[Request], urgency: Urgency) -> Waits:
    of_it = [request for request in requests if request.truly is urgency]
    seconds = sorted(_seconds(of_it))
    late = sum(wait > DUE[urgency] for wait in seconds) + len(of_it) - len(seconds)
    return Waits(
        number=len(of_it),
        median=percentile(seconds, 0.5),
        p95=percentile(seconds, 0.95),
        p99=percentile(seconds, 0.99),
        longest=seconds[-1] if seconds else 0.0,
        late=late / len(of_it) if of_it else 0.0,
        unanswered=len(of_it) - len(seconds),
    )


def _seconds(requests: Iterable[Request]) -> list[float]:
    return [request.first_word - request.at for request in requests if request.first_word is not None]
