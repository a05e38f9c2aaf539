"""States, targets, the ministry's timers and transfers."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotNow
from bot.routing.ministry import Ground, MinistryCase, MinistryState, handed_over, moved, timers, to_monitor
from bot.routing.policy import queue_order, standing
from bot.routing.states import ENDED, MOVES, OPEN, Move, State, after, may_close_with, missing, moves_from
from bot.routing.targets import FIRST_WORD, Pause, Stage, due, escalations
from bot.routing.transfer import Consent, TransferMove, TransferState, may_refer, permit, transferred
from bot.routing.values import KP2MI, PALANG_MERAH, Calendar, Office, Span
from flows.words import Service, Urgency
from tests.routing.people import NOON, case, patient

OFFICE_HOURS = Calendar(
    "Asia/Jakarta",
    tuple(Span(day, *hours) for day in range(5) for hours in ((time(8), time(12)), (time(13), time(17)))),
)
MONDAY_EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08.00 in Jakarta


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


# -- states


def test_a_tickets_usual_life() -> None:
    state = State.NEW
    for move, reached in (
        (Move.OFFER, State.OFFERED),
        (Move.LAPSE, State.NEW),
        (Move.OFFER, State.OFFERED),
        (Move.TAKE, State.TAKEN),
        (Move.WAIT_FOR_CONTACT, State.WAITING_FOR_CONTACT),
        (Move.CONTACT_WROTE, State.TAKEN),
        (Move.WAIT_FOR_OFFICE, State.WAITING_FOR_OFFICE),
        (Move.OFFICE_ANSWERED, State.TAKEN),
        (Move.CLOSE, State.CLOSED),
        (Move.REOPEN, State.NEW),
        (Move.MERGE, State.MERGED),
    ):
        state = after(state, move)
        assert state is reached


def test_a_taken_ticket_is_not_taken_again() -> None:
    with pytest.raises(NotNow):
        after(State.TAKEN, Move.TAKE)


@patient
@given(st.sampled_from(list(State)), st.lists(st.sampled_from(list(Move)), max_size=30))
def test_every_walk_stays_within_the_states_and_only_reopening_leaves_an_end(state: State, walk: list[Move]) -> None:
    for move in walk:
        if move in moves_from(state):
            following = after(state, move)
            assert state not in ENDED or move is Move.REOPEN
            state = following
        assert state in OPEN | ENDED


def test_every_open_state_can_reach_an_end_and_be_reached() -> None:
    for state in OPEN:
        assert Move.CLOSE in moves_from(state)
        assert any(allowed.ends is state for allowed in MOVES.values())


def test_closing_needs_an_outcome_and_a_note() -> None:
    assert missing(Move.CLOSE, {"outcome": "helped"}) == ("note",)
    assert missing(Move.CLOSE, {"outcome": "helped", "note": "x"}) == ()


def test_r23_danger_is_never_closed_for_missing_papers_or_silence() -> None:
    assert not may_close_with("no_papers", frozenset({"violence"}), critical=False)
    assert not may_close_with("unreachable", frozenset(), critical=True)
    assert may_close_with("helped", frozenset({"violence"}), critical=True)
    assert may_close_with("no_answer", frozenset({"wages_withheld"}), critical=False)


# -- targets


@pytest.mark.parametrize(
    ("urgency", "expected"),
    [
        (Urgency.CRITICAL, minutes(5)),
        (Urgency.HIGH, minutes(30)),
        (Urgency.NORMAL, timedelta(hours=9)),  # eight working hours, with an hour at noon
        (Urgency.LOW, timedelta(days=1, hours=9)),  # two working days: until Tuesday, 17.00
    ],
)
def test_a_target_on_a_monday_morning(urgency: Urgency, expected: timedelta) -> None:
    assert due(FIRST_WORD[urgency], OFFICE_HOURS, MONDAY_EIGHT) == MONDAY_EIGHT + expected


def test_p0_and_p1_run_through_the_night_and_p2_does_not() -> None:
    friday_night = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)  # 22.00 in Jakarta
    assert due(FIRST_WORD[Urgency.HIGH], OFFICE_HOURS, friday_night) == friday_night + minutes(30)
    assert due(FIRST_WORD[Urgency.NORMAL], OFFICE_HOURS, friday_night) == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


def test_waiting_for_the_contact_stops_the_clock() -> None:
    target = FIRST_WORD[Urgency.HIGH]
    waited = Pause(NOON + minutes(10), NOON + minutes(100))
    assert due(target, OFFICE_HOURS, NOON, (waited,)) == NOON + minutes(120)
    assert due(target, OFFICE_HOURS, NOON, (Pause(NOON + minutes(10)),)) is None
    assert due(target, OFFICE_HOURS, NOON, (Pause(NOON + minutes(40)),)) == NOON + minutes(30)


pauses = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), max_size=4)


@patient
@given(pauses, st.sampled_from(list(Urgency)))
def test_pauses_only_ever_put_a_target_off(spells: list[tuple[int, int]], urgency: Urgency) -> None:
    stood = tuple(Pause(NOON + minutes(begin), NOON + minutes(begin + length)) for begin, length in spells)
    plain, paused = due(FIRST_WORD[urgency], OFFICE_HOURS, NOON), due(FIRST_WORD[urgency], OFFICE_HOURS, NOON, stood)
    assert plain is not None
    assert paused is not None
    assert paused >= plain


def test_a_warning_comes_before_the_breach_and_each_stage_speaks_once() -> None:
    target, told = FIRST_WORD[Urgency.HIGH], frozenset[Stage]()
    spoken = []
    for minute in range(120):
        for escalation in escalations(target, OFFICE_HOURS, NOON, NOON + minutes(minute), done=told):
            told |= {escalation.stage}
            spoken.append((minute, escalation.stage))
    assert spoken == [(23, Stage.WARNING), (30, Stage.BREACH), (60, Stage.LONG_BREACH)]


def test_after_an_outage_one_voice_speaks_and_not_three() -> None:
    late = escalations(FIRST_WORD[Urgency.HIGH], OFFICE_HOURS, NOON, NOON + timedelta(days=1))
    assert [escalation.stage for escalation in late] == [Stage.LONG_BREACH]
    assert (
        escalations(
            FIRST_WORD[Urgency.HIGH], OFFICE_HOURS, NOON, NOON + timedelta(days=1), done=frozenset({Stage.LONG_BREACH})
        )
        == ()
    )


# -- the queue


def test_nobody_of_low_urgency_starves_and_nobody_passes_a_life_in_danger() -> None:
    waiting = case(urgency=Urgency.LOW, opened_at=NOON)
    fresh = case(urgency=Urgency.HIGH, opened_at=NOON + timedelta(days=1))
    critical = case(urgency=Urgency.CRITICAL, opened_at=NOON + timedelta(days=1))
    now = NOON + timedelta(days=1)
    assert standing(waiting, now) is Urgency.HIGH
    assert queue_order(critical, now) < queue_order(waiting, now) < queue_order(fresh, now)


# -- the ministry's book


def test_r23_the_ministrys_timers_move_only_the_ministrys_state() -> None:
    book = MinistryCase(registered=NOON, unreachable_since=NOON, papers_complete=True)
    assert [closing.ground for closing in timers(book, OFFICE_HOURS)] == [Ground.UNREACHABLE]
    assert moved(book, OFFICE_HOURS, NOON + timedelta(days=59)).state is MinistryState.REGISTERED
    assert moved(book, OFFICE_HOURS, NOON + timedelta(days=60)).state is MinistryState.MAY_BE_CLOSED


def test_fifteen_working_days_without_clarity_skip_weekends() -> None:
    book = MinistryCase(registered=MONDAY_EIGHT, papers_complete=True, asked_for_clarity=MONDAY_EIGHT)
    assert timers(book, OFFICE_HOURS)[0].at == MONDAY_EIGHT + timedelta(days=18, hours=9)


def test_what_another_institution_has_is_monitored_and_never_closed_by_a_timer() -> None:
    book = handed_over(MinistryCase(registered=NOON), NOON)
    assert moved(book, OFFICE_HOURS, NOON + timedelta(days=900)) == book
    assert not to_monitor(book, NOON + timedelta(days=29))
    assert to_monitor(book, NOON + timedelta(days=30))


# -- transfers

PALANG = Office("palang_merah.health", PALANG_MERAH, "x")
SISTER = Office("kp2mi.b", KP2MI, "x")
MISSION = Office("mission.kl", "mission:kl", "x", linked=False)
PARTNER = Office("partner.iom", "partner:iom", "x")


def test_within_an_organisation_a_transfer_needs_no_consent() -> None:
    assert permit(case(urgency=Urgency.LOW), SISTER, ()).allowed


def test_r25_across_organisations_a_recorded_yes_is_needed() -> None:
    request = case(urgency=Urgency.HIGH)
    assert not permit(request, PALANG, ()).allowed
    assert permit(request, PALANG, (Consent(PALANG_MERAH),)).allowed
    assert not permit(request, PALANG, (Consent(PALANG_MERAH, withdrawn=True),)).allowed


def test_r25_danger_to_life_crosses_and_is_logged() -> None:
    crossing = permit(case(), PALANG, ())
    assert (crossing.allowed, crossing.to_log) == (True, True)


def test_r25_tracing_and_psychosocial_data_stay_with_the_red_cross() -> None:
    own = replace(case(Service.PSYCHOSOCIAL, Urgency.HIGH), organisation=PALANG_MERAH)
    assert not permit(own, SISTER, ()).allowed
    assert permit(own, SISTER, (Consent(KP2MI),)).allowed


def test_r26_a_complaint_is_never_transferred_to_whom_it_is_about() -> None:
    assert not permit(case(complaint_about=frozenset({"kp2mi.b"})), SISTER, (Consent(KP2MI),)).allowed


def test_r25_an_unlinked_mission_is_telephoned_and_a_partner_gets_a_referral() -> None:
    assert not permit(case(), MISSION, ()).allowed
    outside = replace(PARTNER, linked=False)
    assert not permit(case(), outside, (Consent("partner:iom"),)).allowed
    # With officers here it gets the ticket by a yes to it alone, and never because a life is in danger.
    assert permit(case(), PARTNER, (Consent("partner:iom"),)).allowed
    assert not permit(case(), PARTNER, ()).allowed
    assert may_refer(PARTNER, (Consent("partner:iom"),))
    assert not may_refer(PARTNER, ())


def test_consent_withdrawn_in_the_middle_of_a_transfer_stops_it() -> None:
    request = case(urgency=Urgency.HIGH)
    assert permit(request, PALANG, (Consent(PALANG_MERAH),)).allowed
    later = permit(request, PALANG, (Consent(PALANG_MERAH, withdrawn=True),))
    with pytest.raises(NotNow):
        transferred(TransferState.PROPOSED, TransferMove.ACCEPT, later)
    assert transferred(TransferState.PROPOSED, TransferMove.REVOKE) is TransferState.REVOKED


def test_a_rejection_says_why_and_what_was_settled_stays_settled() -> None:
    with pytest.raises(NotNow):
        transferred(TransferState.PROPOSED, TransferMove.REJECT)
    assert transferred(TransferState.PROPOSED, TransferMove.REJECT, reason="not ours") is TransferState.REJECTED
    with pytest.raises(NotNow):
        transferred(TransferState.REJECTED, TransferMove.ACCEPT, permit(case(), SISTER, ()))


def test_a_clock_that_runs_behind_another_machines_lowers_nobody() -> None:
    early = case(urgency=Urgency.LOW, opened_at=NOON + minutes(3))
    assert standing(early, NOON) is Urgency.LOW
