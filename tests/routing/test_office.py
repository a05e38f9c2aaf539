"""To which office a case goes, with the shipped directory; and the proof that finds planted holes."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given

from bot.directory.offices import shipped_offices
from bot.directory.rules import shipped_rules
from bot.errors import NotPermitted
from bot.routing import Case, Office, Officer, Rule, Rules, choose, explain, office_for
from bot.routing.office import NoOffice, linked_by
from bot.routing.priority import corrected, raised
from bot.routing.proof import holes
from bot.routing.values import KP2MI, PALANG_MERAH, Away, Calendar, Presence, Readers, Span
from flows.words import Service, Sign, Urgency
from tests.routing.people import NOON, cases, officer, patient

OFFICES, RULES = shipped_offices(), shipped_rules()
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
VIOLATED = frozenset({"sexual_violence"})


def goes_to(case: Case) -> str:
    return office_for(case, OFFICES, RULES).office.key


@pytest.mark.parametrize(
    ("case", "office"),
    [
        (Case(Service.EMERGENCY, Urgency.CRITICAL, signs=frozenset({"suicide"})), "palang_merah.psychosocial"),
        (Case(Service.EMERGENCY, Urgency.CRITICAL, signs=frozenset({"not_breathing"})), "palang_merah.health"),
        # Also where she works in a household: no directorate that mediates.
        (
            Case(Service.EMERGENCY, country="SA", employer_kind="household", signs=frozenset({"sexual_violence"})),
            "palang_merah.psychosocial",
        ),
        # Told in a complaint, also where the Red Cross alone is to read it; and by the ministry alone, no directorate.
        (Case(Service.COMPLAINT, country="SA", employer_kind="household", signs=VIOLATED), "palang_merah.psychosocial"),
        (
            Case(Service.COMPLAINT, country="SA", readers=Readers.PALANG_MERAH, signs=VIOLATED),
            "palang_merah.psychosocial",
        ),
        (
            Case(Service.COMPLAINT, employer_kind="household", readers=Readers.KP2MI, signs=VIOLATED),
            "kp2mi.centre",
        ),
        (Case(Service.COMPLAINT, country="MY", signs=frozenset({"suicide"})), "palang_merah.psychosocial"),
        # Wages, to be read by the Red Cross alone: one of its desks, and not its focal point for complaints about us.
        (Case(Service.COMPLAINT, country="HK", readers=Readers.PALANG_MERAH), "palang_merah.health"),
        (Case(Service.COMPLAINT, complaint_about=frozenset({KP2MI})), "kp2mi.safeguarding"),
        (Case(Service.EMERGENCY, Urgency.HIGH, country="KH", signs=frozenset({"scam_compound"})), "kp2mi.cyber"),
        (Case(Service.EMERGENCY, Urgency.CRITICAL, country="MY", signs=frozenset({"violence"})), "kp2mi.centre"),
        # KP2MI's directorates are by employer, not by region.
        (Case(Service.COMPLAINT, country="HK", employer_kind="household"), "kp2mi.complaints_household"),
        (Case(Service.COMPLAINT, country="TW", employer_kind="company"), "kp2mi.complaints_company"),
        (Case(Service.COMPLAINT, country="SA", category="return"), "kp2mi.return"),
        (Case(Service.COMPLAINT), "kp2mi.centre"),
        (Case(Service.FAMILY_LINKS, country="MY"), "palang_merah.family_links"),
        (Case(Service.PSYCHOSOCIAL), "palang_merah.psychosocial"),
        (Case(Service.INFORMATION, category="blood_donation"), "palang_merah.blood"),
        (Case(Service.INFORMATION, country="JP"), "kp2mi.centre"),
        # A complaint about one organisation goes to the other's focal point.
        (Case(Service.SAFEGUARDING, complaint_about=frozenset({PALANG_MERAH})), "kp2mi.safeguarding"),
        (Case(Service.SAFEGUARDING, complaint_about=frozenset({KP2MI})), "palang_merah.safeguarding"),
    ],
)
def test_a_case_reaches_the_right_desk(case: Case, office: str) -> None:
    assert goes_to(case) == office


@pytest.mark.parametrize(
    ("province", "office"),
    [
        ("35", "kp2mi.bp3mi_jawa_timur"),
        ("91", "kp2mi.bp3mi_sulawesi_selatan"),  # Papua belongs to Makassar
        ("62", "kp2mi.bp3mi_kalimantan_selatan"),
        ("15", "kp2mi.centre"),  # Jambi: no office covers it, so the national desk
    ],
)
def test_in_indonesia_the_regional_office_that_covers_the_province_is_asked(province: str, office: str) -> None:
    staff = [officer(1, o.key) for o in OFFICES if o.kind == "bp3mi"]
    case = Case(Service.COMPLAINT, country="ID", province=province)
    assert office_for(case, linked_by(OFFICES, staff), RULES).office.key == office
    assert goes_to(case) == "kp2mi.centre"


def test_a_wound_told_later_takes_no_ticket_from_whoever_deals_with_the_one_who_hits() -> None:
    beaten = Case(Service.EMERGENCY, Urgency.CRITICAL, country="SA", signs=frozenset({"violence", "papers_withheld"}))
    wounded = replace(beaten, signs=beaten.signs | {"illness", "child"})
    assert goes_to(wounded) == goes_to(beaten) == "kp2mi.centre"
    assert goes_to(replace(beaten, signs=frozenset({"illness"}))) == "palang_merah.health"


def test_r25_a_mission_gets_tickets_only_with_linked_officers_and_otherwise_is_telephoned() -> None:
    case = Case(Service.EMERGENCY, Urgency.HIGH, country="SG", readers=Readers.ANYONE)
    without = office_for(case, OFFICES, RULES)
    assert without.office.key == "kp2mi.centre"
    assert [task.office for task in without.telephone] == ["mission.kbri_singapura"]
    staff = [officer(1, "mission.kbri_singapura", "mission:kbri_singapura")]
    routed = office_for(case, linked_by(OFFICES, staff), RULES)
    assert routed.office.key == "mission.kbri_singapura"
    assert routed.telephone == ()


def test_r25_without_a_yes_the_mission_is_neither_given_the_ticket_nor_telephoned() -> None:
    staff = [officer(1, "mission.kbri_singapura", "mission:kbri_singapura")]
    case = Case(Service.COMPLAINT, Urgency.NORMAL, country="SG")
    assert office_for(case, linked_by(OFFICES, staff), RULES).office.key == "kp2mi.centre"
    assert office_for(case, OFFICES, RULES).telephone == ()
    dying = replace(case, service=Service.EMERGENCY, urgency=Urgency.CRITICAL)
    assert office_for(dying, OFFICES, RULES).telephone


@patient
@given(cases())
def test_no_case_is_left_without_an_office_and_never_at_one_it_complains_of(case: Case) -> None:
    routed = office_for(case, OFFICES, RULES)
    assert routed.office.key not in case.complaint_about
    assert routed.reason
    assert explain(case, OFFICES, RULES)[-1]


def test_r26_a_complaint_about_both_organisations_still_finds_a_focal_point() -> None:
    case = Case(Service.SAFEGUARDING, complaint_about=frozenset({PALANG_MERAH, KP2MI}))
    routed = office_for(case, OFFICES, RULES)
    assert routed.office.kind == "safeguarding"
    focal = officer(1, routed.office.key, routed.office.organisation, training=frozenset({"safeguarding"}))
    other = officer(2, routed.office.key, routed.office.organisation)
    assert [offer.officer for offer in choose(routed.on(case), [other, focal], NOON).offers] == [1]
    named = replace(case, complaint_about=case.complaint_about | {"officer:1"})
    assert choose(routed.on(named), [other, focal], NOON).queue == "nobody_may_read"


def test_the_specific_rule_wins_wherever_it_stands_in_the_file() -> None:
    desks = (Office("a", KP2MI, "A"), Office("b", KP2MI, "B"))
    general, specific = Rule("general", "a"), Rule("specific", "b", countries=frozenset({"MY"}))
    rules = Rules((general, specific), default="a")
    assert office_for(Case(Service.COMPLAINT, country="MY"), desks, rules).office.key == "b"
    assert office_for(Case(Service.COMPLAINT, country="SG"), desks, rules).office.key == "a"


def test_an_office_that_is_closed_down_is_passed_over() -> None:
    desks = (Office("a", KP2MI, "A"), Office("b", KP2MI, "B", active=False))
    rules = Rules((Rule("gone", "b"),), default="a")
    assert office_for(Case(Service.COMPLAINT), desks, rules).office.key == "a"
    with pytest.raises(NoOffice):
        office_for(Case(Service.COMPLAINT), desks[1:], rules)


def test_parents_are_climbed_and_a_circle_in_the_data_ends() -> None:
    desks = (Office("a", KP2MI, "A", parent="b"), Office("b", KP2MI, "B", parent="a"))
    assert office_for(Case(Service.COMPLAINT), desks, Rules((), default="a")).parents == ("b",)


# -- the proof


def everybody_always() -> list[Officer]:
    always = Calendar("UTC", tuple(Span(day, time(0), time(0)) for day in range(7)))
    return [
        officer(1, "kp2mi.centre", KP2MI, shifts=always),
        officer(2, "palang_merah.health", PALANG_MERAH, shifts=always),
    ]


def test_a_full_roster_has_no_hole() -> None:
    assert holes(OFFICES, RULES, everybody_always(), MONDAY) == ()


def test_a_planted_gap_of_one_hour_is_found() -> None:
    full = everybody_always()
    gap = Calendar(
        "UTC", tuple(Span(d, *hours) for d in range(7) for hours in [(time(0), time(3)), (time(4), time(0))])
    )
    found = holes(OFFICES, RULES, [replace(one, shifts=gap) for one in full], MONDAY)
    assert found
    assert {hole.hours for hole in found} == {tuple(range(3, 168, 24))}
    assert all(hole.kind == "nobody_on_duty" for hole in found)
    assert "7 hours of the week" in str(found[0])


def test_a_planted_gap_of_forty_minutes_between_two_full_hours_is_found() -> None:
    daily = [(time(0), time(12, 10)), (time(12, 50), time(0))]
    gap = Calendar("UTC", tuple(Span(day, *hours) for day in range(7) for hours in daily))
    found = holes(OFFICES, RULES, [replace(one, shifts=gap) for one in everybody_always()], MONDAY)
    assert {hole.hours for hole in found} == {tuple(range(12, 168, 24))}
    assert "(Mon 12.00-13.00, Tue 12.00-13.00" in str(found[0])


def test_an_absence_leaves_a_hole_and_a_substitute_fills_it_with_what_the_absent_could_do() -> None:
    def found(substitutes: dict[int, int], *others: Officer) -> set[tuple[int, ...]]:
        absent = [replace(one, away=(Away(starts, ends, substitutes[one.id]),)) for one in everybody_always()]
        return {hole.hours for hole in holes(OFFICES, RULES, [*absent, *others], MONDAY)}

    starts, ends = MONDAY + timedelta(hours=5, minutes=20), MONDAY + timedelta(hours=6)
    assert found({1: 0, 2: 0}) == {(5,)}
    third = officer(3, "kp2mi.centre", KP2MI, services=frozenset({Service.INFORMATION}))
    fourth = officer(4, "palang_merah.health", PALANG_MERAH, shifts=everybody_always()[0].shifts, presence=Presence.OFF)
    early = [replace(one, services=frozenset({Service.INFORMATION})) for one in (third, fourth)]
    assert found({1: 3, 2: 4}, *early) == set()
    assert found({1: 3, 2: 0}, third) == {(5,)}


def test_an_absence_later_in_the_week_makes_nobody_work_out_of_their_shift() -> None:
    starts, nights = MONDAY + timedelta(days=6), Calendar("UTC", tuple(Span(day, time(0), time(3)) for day in range(7)))
    away = (Away(starts, starts + timedelta(hours=1), 3),)
    two = [replace(one, shifts=nights, away=away) for one in everybody_always()]
    third = officer(3, "palang_merah.health", PALANG_MERAH, shifts=nights)
    closed = tuple(hour for hour in range(168) if hour % 24 >= 3)
    assert {hole.hours for hole in holes(OFFICES, RULES, [*two, third], MONDAY)} >= {closed}


def test_a_service_that_nobody_serves_is_found_though_its_office_exists() -> None:
    without = [replace(one, services=frozenset(Service) - {Service.PSYCHOSOCIAL}) for one in everybody_always()]
    found = holes(OFFICES, RULES, without, MONDAY)
    assert {service for hole in found for service, _, _ in hole.cases} == {Service.PSYCHOSOCIAL}
    assert {hole.office for hole in found} == {"palang_merah.psychosocial"}


def test_a_rule_book_without_a_last_desk_is_found() -> None:
    desks = (Office("a", KP2MI, "A", services=frozenset({Service.COMPLAINT})),)
    found = holes(desks, Rules(()), everybody_always(), MONDAY)
    assert found[0].kind == "no_office"
    assert {service for service, _, _ in found[0].cases} == frozenset(Service) - {Service.COMPLAINT}


# -- urgency


def test_r31_signs_only_raise_and_a_doubtful_one_waits_for_its_question() -> None:
    grave = Sign("violence", Urgency.CRITICAL)
    assert raised(Urgency.NORMAL, [grave]) is Urgency.CRITICAL
    assert raised(Urgency.HIGH, [Sign("debt", Urgency.NORMAL)]) is Urgency.HIGH
    assert raised(Urgency.NORMAL, [replace(grave, doubtful=True)]) is Urgency.NORMAL
    assert raised(Urgency.LOW, [Sign("fire", Urgency.NORMAL)]) is Urgency.CRITICAL


def test_r31_only_an_officer_with_a_reason_lowers_an_urgency() -> None:
    assert corrected(Urgency.LOW, Urgency.CRITICAL, by_officer=False) is Urgency.CRITICAL
    assert corrected(Urgency.CRITICAL, Urgency.LOW, by_officer=True, reason="a joke") is Urgency.LOW
    for by_officer, reason in ((False, "because"), (True, " ")):
        with pytest.raises(NotPermitted):
            corrected(Urgency.HIGH, Urgency.LOW, by_officer, reason)
