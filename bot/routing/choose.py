"""Whom to offer a case to, now: pure, fast, and never nobody without saying so."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.routing.boundary import life_in_danger, named
from bot.routing.policy import CALL_INS_AT_ONCE, KEPT_FOR_LIVES, LAST_RUNG, LOOK_LASTS, POLICY
from bot.routing.roster import Roster, roster_of
from bot.routing.values import LADDER, PALANG_MERAH, Alert, Case, Choice, Offer, Officer, Readers, Rung
from bot.routing.wishes import gender_wished, training_wished
from flows.words import Service, Urgency

Picked = list[tuple[int, Rung]]


def choose(case: Case, officers: Sequence[Officer] | Roster, now: datetime) -> Choice:
    """The officers to offer this case to, in order and with reasons; or the queue, with why.

    `case.office` is the desk that `office_for` named (with `organisation` and `parents`; `Routed.on` fills them);
    `case.stage` how far the ladder was climbed and `case.tried` who let it pass. Nobody is offered a case that
    their organisation may not read, that complains of them, beyond their capacity, off duty, or in the ten minutes
    after a P0. The nearest rung that has anybody wins; rungs already reached are asked together. In a declared
    surge, a case without a first look goes to somebody who does only looks, when one is free. One in twelve of those
    on duty stays free for lives in danger: from P2 and P3 always, from P1 in a surge.
    """
    roster = roster_of(officers, now)
    barred = _barred(case, roster)
    look = _first_look(case, roster, barred, now)
    if look is not None:
        return look
    if _can_wait(case) and _only_the_kept_are_free(roster):
        return Choice(queue="kept_for_lives")
    allowed = roster.readers(case) & ~barred
    picked = _climb(case, roster, allowed)
    crossed = ""
    if not picked and life_in_danger(case) and _may_ask_beyond(case, roster, allowed):
        picked = _climb(case, roster, roster.crossing(case) & ~barred)
        crossed = "life_in_danger" if picked else ""
    if not picked:
        return _queue(case, roster, allowed, barred)
    if life_in_danger(case) and not crossed:
        picked = _with_somebody_fit(case, roster, picked, allowed)
    return _offers(case, roster, picked, crossed, now)


def _barred(case: Case, roster: Roster) -> int:
    """Who must not get it: named in the complaint; those who let it pass; for real people, the invented and untrained.

    Where nobody else is on duty, those who let it pass are asked again: that is better than nobody.
    """
    barred = roster.unready if case.vendor else 0
    if case.complaint_about:
        for i, officer in enumerate(roster.officers):
            barred |= (1 << i) * named(case, officer)
    tried = 0
    for passed in case.tried:
        if passed in roster.position:
            tried |= 1 << roster.position[passed]
    if tried and roster.duty & _who_may(case, roster) & roster.service[case.service] & ~barred & ~tried:
        barred |= tried
    return barred


def _who_may(case: Case, roster: Roster) -> int:
    return roster.readers(case) | (roster.crossing(case) if life_in_danger(case) else 0)


def _first_look(case: Case, roster: Roster, barred: int, now: datetime) -> Choice | None:
    if not case.surge or case.looked or life_in_danger(case) or not roster.lookers:
        return None
    lookers = roster.lookers & roster.free & roster.unasked & roster.readers(case) & ~barred
    for i in _in_order(case, roster, lookers):
        offer = Offer(roster.officers[i].id, Rung.OFFICE, now + LOOK_LASTS, ("first_look",), look=True)
        return Choice(offers=(offer,))
    return None


def _can_wait(case: Case) -> bool:
    return case.urgency < (Urgency.CRITICAL if case.surge else Urgency.HIGH)


def _only_the_kept_are_free(roster: Roster) -> bool:
    """A few stay free, so that whoever is in danger never waits for somebody else's talk to end."""
    working = roster.present & ~roster.lookers
    free = (working & roster.free & roster.unasked).bit_count()
    return free <= KEPT_FOR_LIVES * working.bit_count()


def _may_ask_beyond(case: Case, roster: Roster, allowed: int) -> bool:
    """Asked for fewer readers, we keep to it while any of them is on duty, until the whole ladder was climbed."""
    if case.readers is Readers.NOT_ASKED and case.service not in (Service.FAMILY_LINKS, Service.PSYCHOSOCIAL):
        return True
    return case.stage >= LAST_RUNG or not roster.duty & allowed & roster.service[case.service]


def _climb(case: Case, roster: Roster, allowed: int) -> Picked:
    """Up the ladder: all rungs reached so far, then on to the first that has anybody."""
    policy = POLICY[case.urgency]
    picked: Picked = []
    taken = 0
    for height, rung in enumerate(LADDER):
        if picked and height > case.stage:
            break
        wanted = policy.at_once[min(max(height, case.stage), LAST_RUNG)] - len(picked)
        there = _on_rung(case, roster, rung) & allowed & ~taken
        for i in _in_order(case, roster, there):
            if wanted <= 0:
                break
            picked.append((i, rung))
            taken |= 1 << i
            wanted -= 1
    return picked


def _with_somebody_fit(case: Case, roster: Roster, picked: Picked, allowed: int) -> Picked:
    """With a life in danger, somebody trained for it is asked too, wherever they sit, and first of all."""
    if not gender_wished(case) and not training_wished(case):
        return picked
    ready = roster.present & roster.free & ~roster.lookers & ~roster.leads & allowed
    for wish in _wishes(case, roster)[:2]:
        if any(wish >> i & 1 for i, _ in picked):
            return picked
        for i in _in_order(case, roster, ready & wish):
            return [(i, Rung.OTHER_OFFICES), *picked]
    return picked


def _on_rung(case: Case, roster: Roster, rung: Rung) -> int:
    """Who stands on this rung, present and with room for one more."""
    ready = roster.present & roster.free & ~roster.lookers
    match rung:
        case Rung.OFFICE:
            return roster.office[case.office] & roster.service[case.service] & ~roster.leads & ready
        case Rung.OFFICE_LEAD:
            return roster.office[case.office] & roster.leads & ready
        case Rung.PARENT:
            there = 0
            for parent in case.parents:
                there |= roster.office[parent]
            return there & ready
        case Rung.OTHER_OFFICES:
            # A lead of a mission or partner is on no last rung: they count among the others there.
            return roster.service[case.service] & ~(roster.leads & roster.home) & ready
        case Rung.LEADS:
            # The last rung takes a life in danger whatever else it holds.
            leads = roster.leads & roster.home & roster.present
            return leads if life_in_danger(case) else leads & roster.free


def _in_order(case: Case, roster: Roster, there: int) -> Iterator[int]:
    """These officers, best first: the contact's language, then the wishes, then the least loaded."""
    if not there:
        return
    for layer in _layers(case, roster, there):
        for level in roster.order:
            equals = layer & roster.levels[level]
            while equals:
                i = _one_of(equals, case.id, len(roster.officers))
                equals &= ~(1 << i)
                yield i


def _layers(case: Case, roster: Roster, there: int) -> Iterator[int]:
    """Disjoint sets, best first. A P0 prefers whoever is not being asked about something else just now."""
    speaks = roster.language[case.language]
    if case.urgency is Urgency.CRITICAL:
        speaks = speaks & roster.unasked & there or speaks
    wishes = _wishes(case, roster)
    left = there
    for best in (*(speaks & wish for wish in wishes), *wishes):
        layer = left & best
        left &= ~layer
        if layer:
            yield layer


def _wishes(case: Case, roster: Roster) -> tuple[int, ...]:
    """Who fits every wish, who fits the training, who fits the gender, everybody."""
    gender, skills = gender_wished(case), training_wished(case)
    if not gender and not skills:
        return (roster.everybody,)
    of_gender = roster.gender[gender] if gender else roster.everybody
    trained = roster.everybody
    for skill in skills:
        trained &= roster.training[skill]
    return of_gender & trained, trained, of_gender, roster.everybody


def _one_of(equals: int, seed: int, size: int) -> int:
    """One of these bits; which one turns with the case, so that equals share the work."""
    start = (seed * 7919) % size
    later = equals >> start
    if later:
        return start + (later & -later).bit_length() - 1
    return (equals & -equals).bit_length() - 1


def _offers(case: Case, roster: Roster, picked: Picked, crossed: str, now: datetime) -> Choice:
    expires = now + POLICY[case.urgency].lasts
    gender, skills = gender_wished(case), training_wished(case)
    if not gender and not skills:
        return _plain_offers(case, roster, picked, crossed, expires)
    chosen = [(roster.officers[i], rung) for i, rung in picked]
    reasons = [_reasons(case, officer, rung, gender, skills) for officer, rung in chosen]
    offers = tuple(Offer(officer.id, rung, expires, why) for (officer, rung), why in zip(chosen, reasons, strict=True))
    unmet = _unmet({reason for why in reasons for reason in why}, gender, skills)
    return Choice(offers=offers, unmet=unmet, crossed=crossed, alerts=_alerts(roster, unmet))


NEAR, NEAR_AND_SPEAKS = {rung: (rung.value,) for rung in Rung}, {rung: (rung.value, "language") for rung in Rung}


def _plain_offers(case: Case, roster: Roster, picked: Picked, crossed: str, expires: datetime) -> Choice:
    """The same for most cases, which wish for nothing but the language: four in five of all decisions."""
    speak, there = roster.language.get(case.language, 0), 0
    offers = []
    for i, rung in picked:
        there |= 1 << i
        why = NEAR_AND_SPEAKS[rung] if speak >> i & 1 else NEAR[rung]
        offers.append(Offer(roster.officers[i].id, rung, expires, why))
    return Choice(offers=tuple(offers), unmet=() if speak & there else ("language",), crossed=crossed)


def _reasons(case: Case, officer: Officer, rung: Rung, gender: str, skills: frozenset[str]) -> tuple[str, ...]:
    reasons = [rung.value]
    if case.language in officer.languages:
        reasons.append("language")
    if gender and officer.gender == gender:
        reasons.append("gender")
    reasons += sorted(f"training:{skill}" for skill in skills & officer.training)
    return tuple(reasons)


def _unmet(given: set[str], gender: str, skills: frozenset[str]) -> tuple[str, ...]:
    """What none of those who are asked can give; the contact is told."""
    asked = ["language", *(["gender"] if gender else ()), *sorted(f"training:{skill}" for skill in skills)]
    return tuple(wish for wish in asked if wish not in given)


def _alerts(roster: Roster, unmet: tuple[str, ...]) -> tuple[Alert, ...]:
    """Nobody trained for suicide is on duty: anybody answers, and the psychosocial lead is called (SAFETY R18)."""
    if "training:suicide" not in unmet:
        return ()
    leads = roster.leads & roster.organisation[PALANG_MERAH] & roster.service[Service.PSYCHOSOCIAL]
    called = leads & roster.duty or leads & (roster.on_call | roster.callable) or leads
    return tuple(Alert(roster.officers[i].id, "psychosocial_lead") for i in _bits(called))


def _queue(case: Case, roster: Roster, allowed: int, barred: int) -> Choice:
    """Nobody can be asked now: why, whom to call in, and which lead to ring up."""
    beyond = roster.crossing(case) & ~barred if life_in_danger(case) else 0
    reach = allowed | beyond
    serve = roster.service[case.service] | roster.leads
    why = _why_nobody(roster, reach, serve)
    policy = POLICY[case.urgency]
    if not policy.calls_in or (why == "all_busy" and not case.surge and not life_in_danger(case)):
        return Choice(queue=why)
    willing = roster.callable & reach & serve
    called = [roster.officers[i].id for i in _in_order(case, roster, willing)]
    on_call = [Alert(roster.officers[i].id, "on_call_lead") for i in _bits(roster.on_call & roster.home & reach)]
    return Choice(queue=why, call_ins=tuple(called[:CALL_INS_AT_ONCE]), alerts=tuple(on_call))


def _why_nobody(roster: Roster, reach: int, serve: int) -> str:
    if not reach:
        return "nobody_may_read"
    if roster.duty & reach & serve:
        return "all_busy"
    return "nobody_on_duty"


def _bits(some: int) -> Iterator[int]:
    while some:
        low = some & -some
        yield low.bit_length() - 1
        some ^= low
