"""`choose` once more, as plainly as its rules can be told: lists and sorting, no sets of bits, nothing kept."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.routing import Case, Choice, Officer
from bot.routing.boundary import HOME, RED_CROSS_ONLY, life_in_danger, may_cross, may_read, named
from bot.routing.duty import may_be_called_in, on_duty, resting, shift_runs, stands_in, takes_the_call
from bot.routing.policy import CALL_INS_AT_ONCE, KEPT_FOR_LIVES, LAST_RUNG, LOOK_LASTS, POLICY
from bot.routing.values import LADDER, PALANG_MERAH, Alert, Offer, Presence, Readers, Rung
from bot.routing.wishes import gender_wished, training_wished
from flows.words import Service, Urgency


class Plain:
    """One decision."""

    def __init__(self, case: Case, officers: Sequence[Officer], now: datetime) -> None:
        self.case, self.all, self.now = case, list(officers), now
        self.life = life_in_danger(case)
        self.places = {officer.id: [officer] for officer in officers}
        """At whose desks each officer works: their own, and those of the absent for whom they stand in."""
        self.duty = {officer.id for officer in officers if on_duty(officer, now)}
        by_id = {officer.id: officer for officer in officers}
        rung = (takes_the_call(officer, by_id, now) for officer in officers if officer.on_call)
        self.on_call = {officer.id for officer in rung if officer is not None}
        for officer in officers:
            substitute = stands_in(officer, by_id, now) if officer.away else None
            works = shift_runs(officer, now) if officer.shifts else officer.presence is not Presence.OFF
            if officer.id not in self.duty and substitute and substitute is not officer and works:
                self.duty.add(substitute.id)
                self.places[substitute.id].append(officer)
        self.barred = self.who_must_not()

    def who_must_not(self) -> set[int]:
        """For real people the invented and untrained; whoever is named; whoever let it pass, while others are there."""
        case = self.case
        barred = {o.id for o in self.all if named(case, o) or (case.vendor and (o.demonstration or not o.trained))}
        others = [o for o in self.all if o.id in self.duty and self.reads(o) | self.crosses(o) and self.serves(o)]
        if any(o.id not in barred | case.tried for o in others):
            barred |= case.tried
        return barred

    def reads(self, officer: Officer) -> bool:
        return may_read(self.case, officer.organisation)

    def crosses(self, officer: Officer) -> bool:
        return may_cross(self.case, officer.organisation) and not self.reads(officer)

    def serves(self, officer: Officer) -> bool:
        return any(self.case.service in place.services for place in self.places[officer.id])

    def leads(self, officer: Officer) -> bool:
        return any(place.lead for place in self.places[officer.id])

    def present(self, officer: Officer) -> bool:
        return officer.id in self.duty and not resting(officer, self.now)

    def looks_only(self, officer: Officer) -> bool:
        return self.present(officer) and any(place.first_look for place in self.places[officer.id])

    def free(self, officer: Officer) -> bool:
        return officer.open_tickets + officer.open_offers < officer.capacity

    def able(self, officer: Officer) -> bool:
        return officer.open_tickets < officer.capacity

    def speaks(self, officer: Officer) -> bool:
        return self.case.language in officer.languages

    def fits_gender(self, officer: Officer) -> bool:
        return not gender_wished(self.case) or officer.gender == gender_wished(self.case)

    def fits_training(self, officer: Officer) -> bool:
        return training_wished(self.case) <= officer.training

    def best(self, there: list[Officer]) -> list[Officer]:
        """The language, then the wishes, then the load; equals by turns, beginning with another for each case."""
        unasked = {o.id for o in there if self.speaks(o) and not o.open_offers}
        eager = {o.id for o in there if self.speaks(o)}
        heard = (unasked or eager) if self.life else eager
        start = self.case.id * 7919 % max(1, len(self.all))

        def order(officer: Officer) -> tuple[object, ...]:
            gender, training = self.fits_gender(officer), self.fits_training(officer)
            wish = 0 if gender and training else 1 if training else 2 if gender else 3
            load = (officer.open_tickets + officer.open_offers) / max(1, officer.capacity)
            turn = (self.all.index(officer) - start) % len(self.all)
            return officer.id not in heard, wish, load, officer.taken_today, turn

        return sorted(there, key=order)

    def on_rung(self, officer: Officer, rung: Rung) -> bool:
        offices = {place.office for place in self.places[officer.id]}
        leads, home = self.leads(officer), officer.organisation in HOME
        match rung:
            case Rung.OFFICE:
                return self.case.office in offices and self.serves(officer) and not leads
            case Rung.OFFICE_LEAD:
                return self.case.office in offices and leads
            case Rung.PARENT:
                return bool(offices & set(self.case.parents))
            case Rung.OTHER_OFFICES:
                return self.serves(officer) and not (leads and home)
            case Rung.LEADS:
                return leads and home

    def climb(self, allowed: list[Officer], free: Callable[[Officer], bool]) -> list[tuple[Officer, Rung]]:
        picked: list[tuple[Officer, Rung]] = []
        at_once = POLICY[self.case.urgency].at_once
        for height, rung in enumerate(LADDER):
            if picked and height > self.case.stage:
                break
            last = rung is Rung.LEADS
            there = [
                officer
                for officer in allowed
                if officer not in [one for one, _rung in picked]
                and self.present(officer)
                and (last or not self.looks_only(officer))
                and (free(officer) or (last and self.life))
                and self.on_rung(officer, rung)
            ]
            room = at_once[min(max(height, self.case.stage), LAST_RUNG)] - len(picked)
            picked += [(officer, rung) for officer in self.best(there)[: max(0, room)]]
        return picked

    def with_somebody_fit(
        self, picked: list[tuple[Officer, Rung]], allowed: list[Officer]
    ) -> list[tuple[Officer, Rung]]:
        ready = [
            o for o in allowed if self.present(o) and self.free(o) and not self.leads(o) and not self.looks_only(o)
        ]
        for fits in (lambda o: self.fits_gender(o) and self.fits_training(o), self.fits_training):
            if any(fits(officer) for officer, _rung in picked):
                return picked
            if better := self.best([officer for officer in ready if fits(officer)]):
                return [(better[0], Rung.OTHER_OFFICES), *picked]
        return picked

    def first_look(self) -> Choice | None:
        lookers = [o for o in self.all if self.looks_only(o) and self.free(o) and not o.open_offers and self.reads(o)]
        asked = self.best([o for o in lookers if o.id not in self.barred])
        if not (self.case.surge and not self.case.looked and not self.life and asked):
            return None
        return Choice((Offer(asked[0].id, Rung.OFFICE, self.now + LOOK_LASTS, ("first_look",), look=True),))

    def only_the_kept(self) -> bool:
        working = [o for o in self.all if self.present(o) and not self.looks_only(o)]
        free = [o for o in working if self.free(o) and not o.open_offers]
        patient = self.case.urgency < (Urgency.CRITICAL if self.case.surge else Urgency.HIGH)
        return patient and len(free) <= KEPT_FOR_LIVES * len(working)

    def asks_beyond(self, allowed: list[Officer]) -> bool:
        unasked = self.case.readers is Readers.NOT_ASKED and self.case.service not in RED_CROSS_ONLY
        there = any(o.id in self.duty and self.serves(o) for o in allowed)
        return unasked or self.case.stage >= LAST_RUNG or not there

    def choice(self) -> Choice:
        look = self.first_look()
        if look is not None:
            return look
        if self.only_the_kept():
            return Choice(queue="kept_for_lives")
        allowed = [o for o in self.all if self.reads(o) and o.id not in self.barred]
        beyond = [o for o in self.all if self.crosses(o) and o.id not in self.barred]
        picked, crossed = self.climb(allowed, self.free), ""
        if not picked and self.life:
            picked = self.climb(allowed, self.able)
        if picked and self.life and (gender_wished(self.case) or training_wished(self.case)):
            picked = self.with_somebody_fit(picked, allowed)
        if not picked and self.life and self.asks_beyond(allowed):
            picked, crossed = self.climb(beyond, self.free) or self.climb(beyond, self.able), "life_in_danger"
        if not picked and self.life:
            picked, crossed = self.from_their_rest(allowed), ""
        return self.offers(picked, crossed) if picked else self.queue(allowed + beyond)

    def from_their_rest(self, allowed: list[Officer]) -> list[tuple[Officer, Rung]]:
        there = [o for o in allowed if o.id in self.duty and not self.present(o) and self.serves(o) and self.free(o)]
        offices = {o.id: {place.office for place in self.places[o.id]} for o in there}
        asked = self.best(there)[: POLICY[self.case.urgency].at_once[0]]
        return [(o, Rung.OFFICE if self.case.office in offices[o.id] else Rung.OTHER_OFFICES) for o in asked]

    def offers(self, picked: list[tuple[Officer, Rung]], crossed: str) -> Choice:
        expires = self.now + POLICY[self.case.urgency].lasts
        wishes = ["language", *(["gender"] if gender_wished(self.case) else ())]
        wishes += [f"training:{skill}" for skill in sorted(training_wished(self.case))]
        reasons = [(rung.value, *(wish for wish in wishes if self.gives(o, wish))) for o, rung in picked]
        offers = tuple(Offer(o.id, rung, expires, why) for (o, rung), why in zip(picked, reasons, strict=True))
        unmet = tuple(wish for wish in wishes if not any(wish in why for why in reasons))
        return Choice(offers, unmet=unmet, crossed=crossed, alerts=self.psychosocial_lead(unmet))

    def gives(self, officer: Officer, wish: str) -> bool:
        if wish == "language":
            return self.speaks(officer)
        return self.fits_gender(officer) if wish == "gender" else wish.partition(":")[2] in officer.training

    def psychosocial_lead(self, unmet: tuple[str, ...]) -> tuple[Alert, ...]:
        psychosocial = [
            officer
            for officer in self.all
            if self.leads(officer)
            and officer.organisation == PALANG_MERAH
            and any(Service.PSYCHOSOCIAL in place.services for place in self.places[officer.id])
        ]
        here = [o for o in psychosocial if o.id in self.duty]
        reachable = [o for o in psychosocial if o.id in self.on_call or may_be_called_in(o, self.now)]
        asked = here or reachable or psychosocial
        return tuple(Alert(o.id, "psychosocial_lead") for o in asked) if "training:suicide" in unmet else ()

    def queue(self, reach: list[Officer]) -> Choice:
        serve = [o for o in reach if self.serves(o) or self.leads(o)]
        why = "nobody_may_read" if not reach else "nobody_on_duty"
        why = "all_busy" if any(o.id in self.duty for o in serve) else why
        if not POLICY[self.case.urgency].calls_in or (why == "all_busy" and not (self.case.surge or self.life)):
            return Choice(queue=why)
        willing = self.best([o for o in serve if may_be_called_in(o, self.now)])[:CALL_INS_AT_ONCE]
        on_call = [o for o in self.all if o in reach and o.id in self.on_call and o.organisation in HOME]
        alerts = tuple(Alert(o.id, "on_call_lead") for o in on_call)
        return Choice(queue=why, call_ins=tuple(o.id for o in willing), alerts=alerts)


def plainly(case: Case, officers: Sequence[Officer], now: datetime) -> Choice:
    """What `choose` has to decide."""
    return Plain(case, officers, now).choice()
