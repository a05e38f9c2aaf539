"""Whom to offer a case to, now: pure, fast, and never nobody without saying so."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.routing.boundary import named
from bot.routing.plan import Plan, plan_of
from bot.routing.policy import CALL_INS_AT_ONCE, LOOK_LASTS
from bot.routing.roster import Roster, roster_of
from bot.routing.values import PALANG_MERAH, Alert, Case, Choice, Offer, Officer, Rung
from flows.words import Service, Urgency

Picked = list[tuple[int, Rung]]
# Looked up so often that even the way by their class is felt.
HIGH, LEADS = Urgency.HIGH, Rung.LEADS


def choose(case: Case, officers: Sequence[Officer] | Roster, now: datetime) -> Choice:
    """The officers to offer this case to, in order and with reasons; or the queue, with why.

    `case.office` is the desk that `office_for` named (with `organisation` and `parents`; `Routed.on` fills them);
    `case.stage` how far the ladder was climbed and `case.tried` who let it pass. Nobody is offered a case that
    their organisation may not read, that complains of them, beyond their capacity or off duty; a life in danger does
    not wait behind unanswered offers. In the ten minutes after a P0 an officer rests, and is asked only for another
    life in danger that nobody else can take. The nearest rung that has anybody wins; rungs already reached are asked
    together. In a declared surge, a case without a first look goes to somebody who does only looks, when one is free.
    One in twelve of those on duty stays free for lives in danger: from P2 and P3 always, from P1 in a surge.
    """
    roster = roster_of(officers, now)
    plan = plan_of(case, roster)
    barred = roster.unready if case.vendor else 0
    if case.complaint_about or case.tried:
        barred = _barred(case, roster, plan, barred)
    if case.surge and not case.looked and not plan.life and roster.lookers:
        look = _first_look(case, roster, plan, barred, now)
        if look is not None:
            return look
    if not plan.life and _can_wait(case) and _only_the_kept_are_free(roster):
        return Choice(queue="kept_for_lives")
    allowed = plan.readers & ~barred
    picked = _climb(case, roster, plan, allowed, roster.free)
    if not picked and plan.life:
        # Offers that nobody has answered are no work yet: a life in danger does not wait behind them.
        picked = _climb(case, roster, plan, allowed, roster.able)
    if picked:
        if plan.life and len(plan.asks) > 1:
            picked = _with_somebody_fit(case, roster, plan, picked, allowed)
        return _offers(roster, plan, picked, "", now)
    if plan.life and _may_ask_beyond(roster, plan, allowed):
        beyond = plan.beyond & ~barred
        picked = _climb(case, roster, plan, beyond, roster.free) or _climb(case, roster, plan, beyond, roster.able)
        if picked:
            return _offers(roster, plan, picked, "life_in_danger", now)
    if plan.life and (picked := _from_their_rest(case, roster, plan, allowed)):
        return _offers(roster, plan, picked, "", now)
    return _queue(case, roster, plan, allowed, barred)


def _barred(case: Case, roster: Roster, plan: Plan, barred: int) -> int:
    """Who must not get it: named in the complaint; those who let it pass; for real people, the invented and untrained.

    Where nobody else is on duty, those who let it pass are asked again: that is better than nobody.
    """
    if case.complaint_about:
        for i, officer in enumerate(roster.officers):
            barred |= (1 << i) * named(case, officer)
    tried = 0
    for passed in case.tried:
        if passed in roster.position:
            tried |= 1 << roster.position[passed]
    if tried and roster.duty & (plan.readers | plan.beyond) & plan.serve & ~barred & ~tried:
        barred |= tried
    return barred


def _first_look(case: Case, roster: Roster, plan: Plan, barred: int, now: datetime) -> Choice | None:
    lookers = roster.lookers & roster.free & roster.unasked & plan.readers & ~barred
    for i in _best(case, roster, plan, lookers, 1):
        offer = Offer(roster.officers[i].id, Rung.OFFICE, now + LOOK_LASTS, ("first_look",), look=True)
        return Choice(offers=(offer,))
    return None


def _can_wait(case: Case) -> bool:
    return case.surge or case.urgency < HIGH


def _only_the_kept_are_free(roster: Roster) -> bool:
    """A few stay free, so that whoever is in danger never waits for somebody else's talk to end."""
    free = (roster.working & roster.free & roster.unasked).bit_count()
    return free <= roster.kept_free


def _may_ask_beyond(roster: Roster, plan: Plan, allowed: int) -> bool:
    """Asked for fewer readers, we keep to it while any of them is on duty, until the whole ladder was climbed."""
    return plan.asks_beyond or not roster.duty & allowed & plan.serve


def _climb(case: Case, roster: Roster, plan: Plan, allowed: int, free: int) -> Picked:
    """Up the ladder, among those `free`: all rungs reached so far, then on to the first that has anybody."""
    picked: Picked = []
    free &= allowed
    for height, rung, present, wanted in plan.rungs:
        if picked and height > case.stage:
            break
        # The last rung takes a life in danger whatever else it holds.
        there = present & (allowed if plan.life and rung is LEADS else free)
        if there and wanted > len(picked):
            for i in _best(case, roster, plan, there, wanted - len(picked)):
                picked.append((i, rung))
                free &= ~(1 << i)
                allowed &= ~(1 << i)
    return picked


def _from_their_rest(case: Case, roster: Roster, plan: Plan, allowed: int) -> Picked:
    """Whoever rests after a life in danger, where nobody else can be asked about this one: better than nobody."""
    tired = roster.duty & ~roster.present & plan.serve & roster.free & allowed
    here = roster.office[case.office]
    wanted = plan.policy.at_once[0]
    return [(i, Rung.OFFICE if here >> i & 1 else Rung.OTHER_OFFICES) for i in _best(case, roster, plan, tired, wanted)]


def _with_somebody_fit(case: Case, roster: Roster, plan: Plan, picked: Picked, allowed: int) -> Picked:
    """With a life in danger, somebody trained for it is asked too, wherever they sit, and first of all."""
    ready = roster.working & roster.free & ~roster.leads & allowed
    for wish in plan.wishes[:2]:
        if any(wish >> i & 1 for i, _ in picked):
            return picked
        for i in _best(case, roster, plan, ready & wish, 1):
            return [(i, Rung.OTHER_OFFICES), *picked]
    return picked


def _best(case: Case, roster: Roster, plan: Plan, there: int, wanted: int) -> list[int]:
    """So many of these officers, best first: the contact's language, then the wishes, then the least loaded.

    Among equals it turns with the case who is first, so that they share the work.
    """
    best: list[int] = []
    start = (case.id * 7919) % max(1, len(roster.officers))
    for layer in _layers(roster, plan, there):
        for equals in roster.ranked:
            equals &= layer
            layer ^= equals
            while equals:
                later = equals >> start
                i = start + (later & -later).bit_length() - 1 if later else (equals & -equals).bit_length() - 1
                best.append(i)
                if len(best) == wanted:
                    return best
                equals ^= 1 << i
            if not layer:
                break
    return best


def _layers(roster: Roster, plan: Plan, there: int) -> Sequence[int]:
    """Disjoint sets, best first. A P0 prefers whoever is not being asked about something else just now."""
    speaks = plan.speaks & there
    if plan.life:
        speaks = speaks & roster.unasked or speaks
    if len(plan.wishes) == 1:
        return (speaks, there ^ speaks) if speaks else (there,)
    layers: list[int] = []
    for best in (*(speaks & wish for wish in plan.wishes), *plan.wishes):
        layers.append(there & best)
        there &= ~best
    return layers


def _offers(roster: Roster, plan: Plan, picked: Picked, crossed: str, now: datetime) -> Choice:
    expires, there, offers = now + plan.policy.lasts, 0, []
    for one in picked:
        i, rung = one
        there |= 1 << i
        offers.append(Offer(roster.officers[i].id, rung, expires, plan.why.get(one) or _reasons(roster, plan, i, rung)))
    unmet = tuple([wish for wish, fits in plan.asks if not fits & there])
    return Choice(tuple(offers), "", unmet, crossed, (), _alerts(roster, unmet) if unmet else ())


def _reasons(roster: Roster, plan: Plan, i: int, rung: Rung) -> tuple[str, ...]:
    """Why this officer on this rung; kept with the plan, because it stays so as long as the plan does."""
    reasons = plan.why[i, rung] = (rung.value, *(wish for wish, fits in plan.asks if fits >> i & 1))
    return reasons


def _alerts(roster: Roster, unmet: tuple[str, ...]) -> tuple[Alert, ...]:
    """Nobody trained for suicide is on duty: anybody answers, and the psychosocial lead is called (SAFETY R18)."""
    if "training:suicide" not in unmet:
        return ()
    leads = roster.leads & roster.organisation[PALANG_MERAH] & roster.service[Service.PSYCHOSOCIAL]
    called = leads & roster.duty or leads & (roster.on_call | roster.callable) or leads
    return tuple(Alert(roster.officers[i].id, "psychosocial_lead") for i in _bits(called))


def _queue(case: Case, roster: Roster, plan: Plan, allowed: int, barred: int) -> Choice:
    """Nobody can be asked now: why, whom to call in, and which lead to ring up."""
    reach = allowed | plan.beyond & ~barred
    serve = plan.serve | roster.leads
    why = _why_nobody(roster, reach, serve)
    if not plan.policy.calls_in or (why == "all_busy" and not case.surge and not plan.life):
        return Choice(queue=why)
    willing = roster.callable & reach & serve
    called = [roster.officers[i].id for i in _best(case, roster, plan, willing, CALL_INS_AT_ONCE)]
    on_call = [Alert(roster.officers[i].id, "on_call_lead") for i in _bits(roster.on_call & roster.home & reach)]
    return Choice(queue=why, call_ins=tuple(called), alerts=tuple(on_call))


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
