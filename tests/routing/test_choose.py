"""Whom a case is offered to: what always holds, and the ladder rung by rung."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.routing import Case, Choice, Officer, Roster, choose
from bot.routing.boundary import life_in_danger, may_cross, may_read, named
from bot.routing.duty import comes_back, left_behind, on_duty, resting, stands_in
from bot.routing.policy import LAST_RUNG, handed_back, unanswered
from bot.routing.values import PALANG_MERAH, Away, Presence, Readers, Rung
from flows.words import Service, Urgency
from tests.routing.people import NIGHTS, NOON, case, cases, moments, officer, officers, patient
from tests.routing.plain import plainly

PM = {"office": "palang_merah.a", "organisation": PALANG_MERAH}


def ids(choice: Choice) -> list[int]:
    return [offer.officer for offer in choice.offers]


def really_there(who: Officer, everybody: list[Officer], now: datetime) -> bool:
    by_id = {o.id: o for o in everybody}
    substitutes = [stands_in(o, by_id, now) for o in everybody if o.away]
    return on_duty(who, now) or any(s is not None and s.id == who.id for s in substitutes)


@patient
@given(cases(), officers(), moments)
def test_either_somebody_is_asked_or_the_queue_says_why(case: Case, everybody: list[Officer], now: datetime) -> None:
    choice = choose(case, everybody, now)
    assert bool(choice.offers) != bool(choice.queue)
    assert len(set(ids(choice))) == len(choice.offers)


@patient
@given(cases(), officers(), moments)
def test_nothing_is_offered_to_somebody_who_is_not_there(case: Case, everybody: list[Officer], now: datetime) -> None:
    by_id = {o.id: o for o in everybody}
    asked = [by_id[number] for number in ids(choose(case, everybody, now))]
    for one in asked:
        assert one.presence is Presence.ON
        assert really_there(one, everybody, now)
    # From their rest only for a life in danger, and only where nobody else is asked.
    tired = [one for one in asked if resting(one, now)]
    assert not tired or (tired == asked and life_in_danger(case))


@patient
@given(cases(), officers(), moments)
def test_r25_r26_no_offer_leaves_the_readers_chosen_unless_a_life_is_in_danger_and_it_is_logged(
    case: Case, everybody: list[Officer], now: datetime
) -> None:
    by_id = {o.id: o for o in everybody}
    choice = choose(case, everybody, now)
    for asked in map(by_id.__getitem__, ids(choice)):
        assert not named(case, asked)
        assert not (case.vendor and asked.demonstration)
        if not may_read(case, asked.organisation):
            assert choice.crossed == "life_in_danger"
            assert may_cross(case, asked.organisation)


@patient
@given(cases(), officers(), moments)
def test_capacity_is_kept_except_for_leads_when_a_life_is_in_danger(
    case: Case, everybody: list[Officer], now: datetime
) -> None:
    by_id = {o.id: o for o in everybody}
    for offer in choose(case, everybody, now).offers:
        asked = by_id[offer.officer]
        if asked.open_tickets + asked.open_offers >= asked.capacity:
            assert case.urgency is Urgency.CRITICAL
        if asked.open_tickets >= asked.capacity:
            assert offer.rung is Rung.LEADS


@patient
@given(cases(), officers(), officers(), moments, moments)
def test_the_kept_index_decides_as_a_fresh_one(
    case: Case, before: list[Officer], everybody: list[Officer], then: datetime, now: datetime
) -> None:
    fresh = choose(case, Roster(everybody, now), now)
    choose(case, before, then)
    choose(case, everybody, then)
    busier = [replace(o, open_tickets=o.open_tickets + 1, taken_today=o.taken_today + 1) for o in everybody]
    choose(case, busier, now)
    assert choose(case, everybody, now) == fresh


@settings(patient, max_examples=150)
@given(cases(), officers(), moments)
def test_the_fast_choice_is_the_one_that_its_rules_told_plainly_make(
    case: Case, everybody: list[Officer], now: datetime
) -> None:
    assert choose(case, everybody, now) == plainly(case, everybody, now)


@settings(patient, max_examples=40)
@given(st.lists(cases(), min_size=4, max_size=4), officers(), moments, st.data())
def test_while_loads_change_between_decisions_each_is_still_the_plain_one(
    some: list[Case], everybody: list[Officer], now: datetime, data: st.DataObject
) -> None:
    for one in some:
        assert choose(one, everybody, now) == plainly(one, everybody, now)
        if everybody:
            place = data.draw(st.integers(0, len(everybody) - 1))
            everybody[place] = replace(everybody[place], open_tickets=data.draw(st.integers(0, 3)), taken_today=1)


@patient
@given(officers(), moments)
def test_call_ins_are_for_the_willing_off_shift_and_at_most_once_a_day(everybody: list[Officer], now: datetime) -> None:
    by_id = {o.id: o for o in everybody}
    for called in map(by_id.__getitem__, choose(case(), everybody, now).call_ins):
        assert called.agrees_to_call_ins
        assert called.called_in_at is None or now - called.called_in_at >= timedelta(days=1)
        assert not on_duty(called, now)


def test_a_life_in_danger_is_offered_to_several_at_once() -> None:
    assert len(choose(case(), [officer(i) for i in range(1, 9)], NOON).offers) == 3
    assert len(choose(case(urgency=Urgency.NORMAL), [officer(i) for i in range(1, 9)], NOON).offers) == 1


def test_the_contacts_language_comes_before_a_lighter_load() -> None:
    javanese = officer(1, languages=frozenset({"id", "jv"}), open_tickets=3)
    idle = officer(2)
    choice = choose(case(urgency=Urgency.NORMAL, language="jv"), [idle, javanese], NOON)
    assert ids(choice) == [1]
    assert choice.unmet == ()


def test_among_equals_the_least_loaded_is_asked_then_who_took_fewest_today() -> None:
    busy, idle = officer(1, open_tickets=1), officer(2)
    assert ids(choose(case(urgency=Urgency.LOW), [busy, idle], NOON)) == [2]
    tired, fresh = officer(1, taken_today=9), officer(2, taken_today=2)
    assert ids(choose(case(urgency=Urgency.LOW), [tired, fresh], NOON)) == [2]


def test_nobody_speaks_the_language_so_the_offer_goes_on_and_says_so() -> None:
    assert choose(case(language="ban"), [officer(1)], NOON).unmet == ("language",)


def test_r19_after_sexual_violence_a_woman_trained_for_it_is_asked_first() -> None:
    man = officer(1, gender="male", training=frozenset({"sexual_violence"}))
    woman = officer(2, gender="female", training=frozenset({"sexual_violence"}), open_tickets=4)
    choice = choose(case(urgency=Urgency.NORMAL, signs=frozenset({"sexual_violence"})), [man, woman], NOON)
    assert ids(choice) == [2]
    assert set(choice.offers[0].reasons) == {"office", "language", "gender", "training:sexual_violence"}


def test_r18_nobody_trained_for_suicide_so_anybody_is_asked_and_the_psychosocial_lead_is_called() -> None:
    lead = officer(9, **PM, lead=True, services=frozenset({Service.PSYCHOSOCIAL}), presence=Presence.OFF)
    choice = choose(case(signs=frozenset({"suicide"})), [officer(1), lead], NOON)
    assert ids(choice) == [1]
    assert [(alert.officer, alert.why) for alert in choice.alerts] == [(9, "psychosocial_lead")]


def test_r18_somebody_trained_is_asked_first_wherever_they_sit() -> None:
    trained = officer(9, "kp2mi.b", training=frozenset({"suicide"}), services=frozenset({Service.PSYCHOSOCIAL}))
    choice = choose(case(signs=frozenset({"suicide"})), [officer(1), officer(2), trained], NOON)
    assert ids(choice)[0] == 9
    assert set(ids(choice)) == {1, 2, 9}
    assert (choice.unmet, choice.alerts) == ((), ())


@pytest.mark.parametrize(
    ("stage", "rungs"),
    [
        (0, [Rung.OFFICE]),
        (1, [Rung.OFFICE, Rung.OFFICE_LEAD]),
        (2, [Rung.OFFICE, Rung.OFFICE_LEAD, Rung.PARENT]),
        (3, [Rung.OFFICE, Rung.OFFICE_LEAD, Rung.PARENT, Rung.OTHER_OFFICES]),
        (4, [Rung.OFFICE, Rung.OFFICE_LEAD, Rung.PARENT, Rung.OTHER_OFFICES, Rung.LEADS]),
    ],
)
def test_the_ladder_widens_rung_by_rung(stage: int, rungs: list[Rung]) -> None:
    everybody = [
        officer(1),
        officer(2, lead=True),
        officer(3, "kp2mi.parent"),
        officer(4, "kp2mi.b"),
        officer(5, "kp2mi.b", lead=True),
    ]
    offers = choose(case(parents=("kp2mi.parent",), stage=stage), everybody, NOON).offers
    assert [offer.rung for offer in offers] == rungs


def test_a_life_in_danger_does_not_wait_behind_offers_that_nobody_has_answered() -> None:
    asked_for_others = officer(1, capacity=5, open_offers=5)
    assert ids(choose(case(), [asked_for_others], NOON)) == [1]
    assert ids(choose(case(), [asked_for_others, officer(2)], NOON)) == [2]
    assert choose(case(), [officer(1, capacity=5, open_tickets=5)], NOON).queue == "all_busy"
    assert choose(case(urgency=Urgency.HIGH), [asked_for_others], NOON).queue == "all_busy"


def test_an_empty_rung_is_skipped_at_once() -> None:
    away = officer(1, presence=Presence.AWAY)
    assert choose(case(), [away, officer(2, "kp2mi.b")], NOON).offers[0].rung is Rung.OTHER_OFFICES


def test_a_life_in_danger_reaches_the_other_organisation_when_ours_is_not_there() -> None:
    choice = choose(case(), [officer(1, **PM)], NOON)
    assert ids(choice) == [1]
    assert choice.crossed == "life_in_danger"


def test_r25_chosen_readers_are_kept_while_one_of_them_is_on_duty() -> None:
    theirs, ours = officer(1), officer(2, **PM, open_tickets=5)
    chosen = case(readers=Readers.PALANG_MERAH, office="palang_merah.a", organisation=PALANG_MERAH)
    assert choose(chosen, [theirs, ours], NOON).queue == "all_busy"
    assert choose(replace(chosen, stage=LAST_RUNG), [theirs, ours], NOON).crossed == "life_in_danger"
    assert choose(replace(chosen, urgency=Urgency.HIGH, stage=LAST_RUNG), [theirs, ours], NOON).queue == "all_busy"


def test_an_untrained_officer_gets_no_ticket_of_a_real_person() -> None:
    assert choose(case(vendor=True), [officer(1, trained=False)], NOON).offers == ()
    assert ids(choose(case(vendor=False), [officer(1, trained=False)], NOON)) == [1]


def test_r13_a_demonstration_officer_gets_no_ticket_from_a_vendors_channel() -> None:
    assert choose(case(vendor=True), [officer(1, demonstration=True)], NOON).offers == ()
    assert ids(choose(case(vendor=False), [officer(1, demonstration=True)], NOON)) == [1]


def test_r26_a_complaint_about_an_office_is_never_offered_to_it_even_with_a_life_in_danger() -> None:
    choice = choose(case(complaint_about=frozenset({"kp2mi.a"})), [officer(1), officer(2, "kp2mi.b")], NOON)
    assert ids(choice) == [2]


def test_nobody_on_duty_calls_in_the_willing_and_alerts_the_on_call_lead() -> None:
    willing = officer(1, presence=Presence.OFF, agrees_to_call_ins=True, works_until=NOON - timedelta(days=1))
    asleep = officer(2, presence=Presence.OFF)
    lead = officer(3, presence=Presence.OFF, on_call=True, lead=True)
    choice = choose(case(), [replace(willing, shifts=NIGHTS), asleep, lead], NOON)
    assert choice.queue == "nobody_on_duty"
    assert choice.call_ins == (1,)
    assert [alert.officer for alert in choice.alerts] == [3]
    again = replace(willing, shifts=NIGHTS, called_in_at=NOON - timedelta(hours=3))
    assert choose(case(), [again], NOON).call_ins == ()


def test_an_on_call_lead_on_a_day_off_is_not_rung_up_but_who_stands_in_for_them() -> None:
    gone = Away(NOON - timedelta(hours=1), NOON + timedelta(hours=1), substitute=2)
    lead = officer(1, lead=True, presence=Presence.OFF, on_call=True, away=(gone,))
    other = officer(2, lead=True, presence=Presence.OFF)
    urgent = case(urgency=Urgency.CRITICAL)
    assert [alert.officer for alert in choose(urgent, [lead, other], NOON).alerts] == [2]
    nobody = replace(lead, away=(replace(gone, substitute=0),))
    assert choose(urgent, [nobody, other], NOON).alerts == ()


def test_a_substitute_stands_in_at_the_office_of_who_is_away() -> None:
    gone = Away(NOON - timedelta(days=1), NOON + timedelta(days=1), substitute=2)
    absent = officer(1, "kp2mi.a", away=(gone,))
    substitute = officer(2, "kp2mi.b")
    assert choose(case(), [absent, substitute], NOON).offers[0].rung is Rung.OFFICE
    assert ids(choose(case(), [absent, substitute], NOON)) == [2]


def test_the_substitute_of_a_substitute_is_found_and_a_circle_ends() -> None:
    def gone(substitute: int) -> tuple[Away, ...]:
        return (Away(NOON - timedelta(days=1), NOON + timedelta(days=1), substitute),)

    first, second, third = officer(1, away=gone(2)), officer(2, away=gone(3)), officer(3, "kp2mi.b")
    assert choose(case(), [first, second, third], NOON).offers[0].rung is Rung.OFFICE
    assert choose(case(), [first, replace(second, away=gone(1))], NOON).queue == "nobody_on_duty"


def test_ten_minutes_after_a_life_in_danger_only_another_that_nobody_else_can_take_is_offered() -> None:
    tired = officer(1, rests_until=NOON + timedelta(minutes=10))
    high = case(urgency=Urgency.HIGH)
    assert choose(high, [tired], NOON).offers == ()
    assert ids(choose(high, [tired], NOON + timedelta(minutes=10))) == [1]
    assert ids(choose(case(), [tired, officer(2)], NOON)) == [2]
    assert [(one.officer, one.rung) for one in choose(case(), [tired], NOON).offers] == [(1, Rung.OFFICE)]
    assert choose(case(), [replace(tired, open_tickets=5)], NOON).offers == ()


def test_in_a_surge_whoever_does_first_looks_gets_only_those() -> None:
    looker, other = officer(1, first_look=True), officer(2)
    unlooked = case(urgency=Urgency.LOW, surge=True)
    choice = choose(unlooked, [looker, other], NOON)
    assert ids(choice) == [1]
    assert choice.offers[0].look
    looked = choose(replace(unlooked, looked=True), [looker, other], NOON)
    assert ids(looked) == [2]
    assert not looked.offers[0].look
    assert ids(choose(case(surge=True), [looker, other], NOON)) == [2]


def test_an_unanswered_case_climbs_and_at_the_top_everybody_is_asked_again() -> None:
    waiting = case()
    for height in range(1, LAST_RUNG + 1):
        waiting = unanswered(waiting, frozenset({height}))
        assert waiting.stage == height
    assert waiting.tried == frozenset({1, 2, 3, 4})
    assert unanswered(waiting, frozenset({5})).tried == frozenset()


def test_a_ticket_may_be_handed_back_without_a_reason_and_starts_anew() -> None:
    back = handed_back(case(stage=3), 7)
    assert (back.stage, back.tried) == (0, frozenset({7}))


def test_whoever_let_it_pass_is_asked_again_only_when_nobody_else_is_on_duty() -> None:
    passed = case(urgency=Urgency.HIGH, tried=frozenset({1}))
    assert ids(choose(passed, [officer(1)], NOON)) == [1]
    assert ids(choose(passed, [officer(1), officer(2)], NOON)) == [2]
    assert choose(passed, [officer(1), officer(2, open_tickets=5)], NOON).queue == "all_busy"


def test_a_few_stay_free_for_lives_in_danger() -> None:
    everybody = [officer(i) for i in range(1, 21)]
    busy = [replace(o, open_tickets=5) if o.id > 1 else o for o in everybody]
    low = case(urgency=Urgency.LOW, surge=True, looked=True)
    assert choose(low, busy, NOON).queue == "kept_for_lives"
    assert choose(replace(low, surge=False), busy, NOON).queue == "kept_for_lives"
    high = replace(low, urgency=Urgency.HIGH)
    assert choose(high, busy, NOON).queue == "kept_for_lives"
    assert choose(replace(high, surge=False), busy, NOON).offers
    assert ids(choose(replace(low, urgency=Urgency.CRITICAL), busy, NOON))[0] == 1
    assert choose(low, everybody, NOON).offers


def test_a_missions_lead_who_alone_is_there_is_asked() -> None:
    alone = replace(officer(1, lead=True), office="kbri", organisation="mission:kbri")
    waiting = replace(case(), organisation="", readers=Readers.ANYONE, vendor=False, looked=True)
    assert ids(choose(waiting, [alone], NOON)) == [1]


@patient
@given(officers(), moments)
def test_never_nobody_while_somebody_who_may_is_free(everybody: list[Officer], now: datetime) -> None:
    waiting = replace(case(), organisation="", readers=Readers.ANYONE, vendor=False, looked=True)
    by_id = {o.id: o for o in everybody}
    ready = [
        o
        for o in everybody
        if on_duty(o, now)
        and not resting(o, now)
        and not o.first_look
        and waiting.service in o.services
        and o.open_tickets + o.open_offers < o.capacity
    ]
    assert not ready or ids(choose(waiting, everybody, now))
    assert all(asked in by_id for asked in ids(choose(waiting, everybody, now)))


def test_an_owner_who_goes_off_shift_leaves_p0_and_p1_at_once_and_the_rest_when_it_cannot_wait() -> None:
    owner = officer(1, shifts=NIGHTS)  # 22.00 to 06.00 in Jakarta, and it is 19.00 there
    back = NOON + timedelta(hours=3)
    assert comes_back(owner, NOON) == back
    assert left_behind(Urgency.CRITICAL, owner, None, NOON)
    assert left_behind(Urgency.HIGH, owner, back + timedelta(hours=1), NOON)
    assert left_behind(Urgency.NORMAL, owner, back - timedelta(hours=1), NOON)
    assert not left_behind(Urgency.NORMAL, owner, back + timedelta(hours=1), NOON)
    assert not left_behind(Urgency.CRITICAL, replace(owner, works_until=back), None, NOON)
    gone = Away(NOON, NOON + timedelta(days=30))
    assert left_behind(Urgency.LOW, replace(owner, away=(gone,)), NOON + timedelta(days=2), NOON)
