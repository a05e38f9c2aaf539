"""Administrators change what is theirs to keep, with a trace, and nothing that others lean on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from sqlmodel import Session, select

from bot import tickets
from bot.desk.answers import answers_now, shipped
from bot.directory.rules import read_rules, shipped_rules, write_rules
from bot.errors import NotPermitted
from bot.keeping import answers, officers, offices, retention, trail
from bot.keeping.rules import keep_rules, rules_now
from bot.keeping.trail import Changed, Unfit
from bot.routing import Officer as Known
from bot.routing.hours import is_open
from bot.routing.values import Away, Calendar, Office, OfficeNumber, Rule
from bot.store.roster import read_roster
from bot.store.tables import DeskSession, Officer, Ticket
from bot.store.work_tables import SecondFactor
from flows.words import Service
from tests.cases.desk import DANGER, enrol, take
from tests.world import Helpline

GITA, ANI, BUDI, CITRA = "peragaan-gita", "peragaan-ani", "peragaan-budi", "peragaan-citra"
CENTRE = "kp2mi.centre"


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    """Invented officers with an administrator, on each kind of database."""
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


def does(helpline: Helpline, work: Callable[[Session, Officer], object], login: str = GITA) -> object:
    """This administrator does something."""
    admin = helpline.officer(login)
    return helpline.database.write_now(lambda db: work(db, db.get_one(Officer, admin.id)))


def office(helpline: Helpline, key: str = CENTRE) -> Office:
    """An office as it is now."""
    with helpline.reading() as db:
        roster = read_roster(db.connection())
    return next(one for one in roster.offices.by_id.values() if one.key == key)


def trace(helpline: Helpline, login: str = GITA) -> list[Changed]:
    """The changes, newest first."""
    with helpline.reading() as db:
        return trail.changes(db, helpline.officer(login))


def keep_office(helpline: Helpline, changed: Office, login: str = GITA) -> None:
    """Keep a changed office."""
    does(helpline, lambda db, admin: offices.keep(db, admin, changed, helpline.now), login)


def staff(helpline: Helpline, login: str = ANI, **changed: object) -> officers.Staff:
    """An officer as a form would describe them."""
    row = helpline.officer(login)
    made = officers.Staff(login, row.name, CENTRE, officers.role_in(row), True, Known(0, "", ""))
    return replace(made, **changed)  # type: ignore[arg-type]


def keep_officer(helpline: Helpline, one: officers.Staff, login: str | None = ANI) -> None:
    """Keep a changed officer, or a new one."""
    number = None if login is None else helpline.officer(login).id
    does(helpline, lambda db, admin: officers.keep(db, admin, number, one, "hash", helpline.now))


def test_an_office_that_is_changed_leaves_who_what_before_and_after(helpline: Helpline) -> None:
    hours = Calendar("Asia/Jakarta", office(helpline).hours.spans[:1])
    keep_office(helpline, replace(office(helpline), name="Pusat baru", hours=hours))
    assert (office(helpline).name, office(helpline).hours) == ("Pusat baru", hours)
    [one] = trace(helpline)
    assert (one.officer[:4], one.what, one.which) == ("Gita", "office", CENTRE)
    assert ("name", "Pusat Layanan KP2MI", "Pusat baru") in one.fields
    assert {name for name, _before, _after in one.fields} == {"name", "hours"}


def test_saving_what_did_not_change_leaves_no_trace(helpline: Helpline) -> None:
    keep_office(helpline, office(helpline))
    assert trace(helpline) == []


def test_hours_that_were_changed_at_the_desk_hold_for_routing(helpline: Helpline) -> None:
    keep_office(helpline, replace(office(helpline), hours=Calendar("Asia/Jakarta")))
    assert not is_open(office(helpline).hours, helpline.now)


def test_only_an_administrator_changes_anything(helpline: Helpline) -> None:
    for login in (ANI, "peragaan-dewi"):
        with pytest.raises(NotPermitted):
            keep_office(helpline, office(helpline), login)
        with pytest.raises(NotPermitted):
            trace(helpline, login)
    assert office(helpline).name == "Pusat Layanan KP2MI"


def test_r25_an_organisation_keeps_its_own_and_nobody_elses(helpline: Helpline) -> None:
    with pytest.raises(NotPermitted):
        keep_office(helpline, office(helpline, "palang_merah.health"))
    with pytest.raises(NotPermitted):
        does(helpline, lambda db, admin: officers.of(db, admin, helpline.officer(CITRA).id or 0))
    mission = office(helpline, "mission.kbri_riyadh")
    keep_office(helpline, replace(mission, name="KBRI Riyadh baru"))
    enrol(helpline, "riyadh", mission.key, role="admin")
    with pytest.raises(NotPermitted):
        keep_office(helpline, mission)
    keep_office(helpline, mission, "riyadh")
    with pytest.raises(NotPermitted):
        does(helpline, lambda db, admin: keep_rules(db, admin, rules_now(db), rules_now(db), helpline.now), "riyadh")
    assert {one.officer for one in trace(helpline, "riyadh")} == {"Gita, pengelola (peragaan)", "riyadh"}


def test_an_office_that_rules_lean_on_stays_open(helpline: Helpline) -> None:
    with pytest.raises(Unfit) as unfit:
        keep_office(helpline, replace(office(helpline), active=False))
    assert (unfit.value.field, unfit.value.why) == ("active", "rules_need_it")


def test_parents_never_lead_round_in_a_circle(helpline: Helpline) -> None:
    medan = next(one for one in ("kp2mi.complaints_household",))
    with pytest.raises(Unfit) as unfit:
        keep_office(helpline, replace(office(helpline), parent=medan))
    assert unfit.value.field == "parent"


def test_a_new_office_is_there_for_routing(helpline: Helpline) -> None:
    new = replace(office(helpline), key="kp2mi.baru", name="Baru", numbers=())
    keep_office(helpline, new)
    assert office(helpline, "kp2mi.baru").name == "Baru"
    with pytest.raises(Unfit):
        keep_office(helpline, replace(new, key="x.baru", organisation="siapa saja"))


NUMBER = OfficeNumber("+622112345678", "hotline", "surat resmi", date(2026, 11, 1))


def add_number(
    helpline: Helpline, number: OfficeNumber = NUMBER, checked: bool = False, place: int | None = None
) -> None:
    """Keep a number of the centre."""
    does(
        helpline,
        lambda db, admin: offices.keep_number(db, admin, CENTRE, place, number, checked, helpline.now),
    )


def test_r14_a_number_is_shown_once_a_named_person_made_sure_of_it(helpline: Helpline) -> None:
    add_number(helpline)
    place = len(office(helpline).numbers) - 1
    assert not office(helpline).numbers[place].may_be_shown(helpline.now.date())
    add_number(helpline, checked=True, place=place)
    known = office(helpline).numbers[place]
    assert (known.verified_by, known.verified_on) == ("Gita, pengelola (peragaan)", helpline.now.date())
    assert known.may_be_shown(helpline.now.date())


def test_r14_a_number_that_is_changed_has_to_be_made_sure_of_anew(helpline: Helpline) -> None:
    add_number(helpline, checked=True)
    place = len(office(helpline).numbers) - 1
    add_number(helpline, replace(NUMBER, expires=date(2027, 1, 1)), place=place)
    assert office(helpline).numbers[place].verified_by
    add_number(helpline, replace(NUMBER, number="+622187654321"), place=place)
    assert not office(helpline).numbers[place].may_be_shown(helpline.now.date())


def test_r14_a_number_that_nobody_answers_is_switched_off_or_taken_away(helpline: Helpline) -> None:
    add_number(helpline, checked=True)
    place = len(office(helpline).numbers) - 1
    does(helpline, lambda db, admin: offices.switch_off_number(db, admin, CENTRE, place, helpline.now))
    assert not office(helpline).numbers[place].may_be_shown(helpline.now.date())
    does(helpline, lambda db, admin: offices.drop_number(db, admin, CENTRE, place, helpline.now))
    assert len(office(helpline).numbers) == place
    with pytest.raises(Unfit):
        does(helpline, lambda db, admin: offices.drop_number(db, admin, CENTRE, place, helpline.now))


def test_a_new_officer_can_be_offered_tickets(helpline: Helpline) -> None:
    known = replace(Known(0, "", ""), languages=frozenset({"id", "mad"}), capacity=3)
    rini_like = replace(staff(helpline, name="Rini", known=known), login="rini")
    keep_officer(helpline, rini_like, None)
    with helpline.reading() as db:
        rini = next(one for one in read_roster(db.connection()).officers if one.id == helpline.officer("rini").id)
    assert (rini.capacity, rini.languages, rini.presence.value) == (3, frozenset({"id", "mad"}), "off")
    for login in ("rini", "dua kata", ""):
        with pytest.raises(Unfit):
            keep_officer(helpline, replace(rini_like, login=login), None)


def test_an_administrator_is_never_offered_a_ticket(helpline: Helpline) -> None:
    with helpline.reading() as db:
        assert helpline.officer(GITA).id not in {one.id for one in read_roster(db.connection()).officers}


def test_who_leaves_leaves_no_ticket_and_no_login_behind(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    take(helpline, ANI, number)
    keep_officer(helpline, staff(helpline, active=False))
    with helpline.reading() as db:
        ticket = db.get_one(Ticket, number)
        assert (ticket.status, ticket.owner_id) == ("new", None)
        assert db.exec(select(DeskSession)).all() == []
    assert helpline.officer(ANI).active is False


def test_nobody_shuts_themselves_out(helpline: Helpline) -> None:
    for changed in ({"active": False}, {"role": "officer"}):
        with pytest.raises(Unfit) as unfit:
            keep_officer(helpline, staff(helpline, GITA, **changed), GITA)
        assert unfit.value.why == "not_yourself"


def test_what_the_program_keeps_in_a_profile_outlives_a_form(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    take(helpline, ANI, number)
    ani = helpline.officer(ANI)
    helpline.database.write_now(
        lambda db: tickets.close(db, helpline.vault, number, ani, "helped", "Selesai.", helpline.now)
    )
    before = helpline.officer(ANI).profile
    keep_officer(helpline, staff(helpline, name="Ani baru"))
    assert "rests_until" in before
    assert "rests_until" in helpline.officer(ANI).profile


def test_a_substitute_is_somebody_else_of_the_same_organisation(helpline: Helpline) -> None:
    ani, budi, citra = (helpline.officer(login).id or 0 for login in (ANI, BUDI, CITRA))
    starts, ends = helpline.now, helpline.now + timedelta(days=3)
    does(helpline, lambda db, admin: officers.be_away(db, admin, ani, Away(starts, ends, budi), helpline.now))
    for wrong in (Away(starts, ends, ani), Away(ends, starts, 0)):
        with pytest.raises(Unfit):
            does(helpline, lambda db, admin, one=wrong: officers.be_away(db, admin, ani, one, helpline.now))  # type: ignore[misc]
    with pytest.raises(NotPermitted):
        does(helpline, lambda db, admin: officers.be_away(db, admin, ani, Away(starts, ends, citra), helpline.now))
    with helpline.reading() as db:
        known = next(one for one in read_roster(db.connection()).officers if one.id == ani)
    assert known.away == (Away(starts, ends, budi),)
    does(helpline, lambda db, admin: officers.come_back(db, admin, ani, 0, helpline.now))
    assert '"away": []' in helpline.officer(ANI).profile


def test_a_password_leaves_a_trace_without_the_password(helpline: Helpline) -> None:
    number = helpline.officer(ANI).id or 0
    does(helpline, lambda db, admin: officers.new_password(db, admin, number, "geheim", helpline.now))
    [one] = trace(helpline)
    assert (helpline.officer(ANI).password_hash, "geheim" in str(one)) == ("geheim", False)


def test_a_lost_telephone_is_enrolled_anew(helpline: Helpline) -> None:
    from bot.desk import factor

    number = helpline.officer(ANI).id or 0
    helpline.database.write_now(lambda db: factor.secret_for(db, helpline.vault, number, b"s" * 20, helpline.now))
    does(helpline, lambda db, admin: officers.new_factor(db, admin, number, helpline.now))
    with helpline.reading() as db:
        assert db.get(SecondFactor, number) is None
    assert trace(helpline)[0].which == ANI


def test_a_rule_kept_at_the_desk_routes_at_once(helpline: Helpline) -> None:
    helpline.hears(DANGER, who="satu")
    rule = Rule("semua darurat ke kesehatan", "palang_merah.health", services=frozenset({Service.EMERGENCY}))
    before = shipped_rules()
    only = replace(before, rules=(rule,))
    does(helpline, lambda db, admin: keep_rules(db, admin, only, before, helpline.now))
    helpline.now += timedelta(seconds=6)
    helpline.hears(DANGER, who="dua")
    keys = [office_key(helpline, who) for who in ("satu", "dua")]
    assert keys == [CENTRE, "palang_merah.health"]
    assert [one.what for one in trace(helpline)] == ["rules"]


def office_key(helpline: Helpline, who: str) -> str:
    """To which office somebody's ticket went."""
    with helpline.reading() as db:
        offices_there = read_roster(db.connection()).offices.by_id
    return offices_there[helpline.tickets(who)[0].office_id or 0].key


def test_rules_that_somebody_else_changed_meanwhile_are_not_overwritten(helpline: Helpline) -> None:
    before = shipped_rules()
    fewer = replace(before, rules=before.rules[1:])
    does(helpline, lambda db, admin: keep_rules(db, admin, fewer, before, helpline.now))
    with pytest.raises(Unfit) as unfit:
        does(helpline, lambda db, admin: keep_rules(db, admin, before, before, helpline.now))
    assert unfit.value.why == "changed_meanwhile"


def test_a_rule_to_nowhere_is_not_kept(helpline: Helpline) -> None:
    before = shipped_rules()
    nowhere = replace(before, rules=(Rule("entah", "tidak.ada"),))
    no_fallback = replace(before, fallback=MappingProxyType({}))
    for wrong in (nowhere, no_fallback):
        with pytest.raises(Unfit):
            does(helpline, lambda db, admin, one=wrong: keep_rules(db, admin, one, before, helpline.now))  # type: ignore[misc]
    with helpline.reading() as db:
        assert rules_now(db) == before


def test_rules_are_read_back_as_they_were_written() -> None:
    from bot.directory.offices import shipped_offices

    assert read_rules(write_rules(shipped_rules()), "again", shipped_offices()) == shipped_rules()


def keep_answer(helpline: Helpline, one: answers.Prepared) -> None:
    """Keep an answer."""
    does(helpline, lambda db, admin: answers.keep(db, admin, one, shipped(), helpline.now))


def test_a_changed_answer_is_what_officers_get_and_the_others_stay(helpline: Helpline) -> None:
    many = len([one for one in shipped() if one.purpose == "reply"])
    first = replace(shipped()[0], texts={"id": "Halo. Saya [nama].", "jv": "Halo. Kula [nama]."})
    keep_answer(helpline, first)
    with helpline.reading() as db:
        told = answers_now(db, "jv")
    assert (told[0].text, told[0].source, len(told)) == ("Halo. Kula [nama].", "Halo. Saya [nama].", many)


def test_in_a_surge_its_own_texts_come_first(helpline: Helpline) -> None:
    with helpline.reading() as db:
        calm, surge = answers_now(db, "id"), answers_now(db, "id", surge=True)
    assert ([one.key for one in calm if one.key.startswith("event")], surge[0].key) == ([], "event_status")


def test_an_answer_that_is_switched_off_is_offered_to_nobody(helpline: Helpline) -> None:
    keep_answer(helpline, replace(shipped()[0], active=False))
    with helpline.reading() as db:
        assert shipped()[0].key not in {one.key for one in answers_now(db, "id")}


def test_words_that_we_do_not_say_become_no_prepared_answer(helpline: Helpline) -> None:
    for wrong in ({"id": "Tenang saja, sabar."}, {"id": ""}):
        with pytest.raises(Unfit):
            keep_answer(helpline, replace(shipped()[0], texts=wrong))
    with pytest.raises(Unfit):
        keep_answer(helpline, replace(shipped()[0], key="Dengan Spasi"))


def test_retention_is_kept_within_bounds(helpline: Helpline) -> None:
    with helpline.reading() as db:
        days = retention.days_now(db)
    changed = days | {"helped": 365}
    does(helpline, lambda db, admin: retention.keep(db, admin, changed, helpline.now))
    with pytest.raises(Unfit) as unfit:
        does(helpline, lambda db, admin: retention.keep(db, admin, days | {"other": 3}, helpline.now))
    assert unfit.value.field == "other"
    with helpline.reading() as db:
        assert retention.days_now(db)["helped"] == 365
        assert retention.days_now(db)["no_ticket"] == retention.SHIPPED


def test_a_change_tells_what_differs_and_nothing_that_stayed() -> None:
    before = {"numbers": [{"number": "1", "use": ""}, {"number": "2", "use": ""}], "gender": ""}
    after = {"numbers": [{"number": "1", "use": ""}, {"number": "2", "use": "malam"}], "junior": False, "away": []}
    assert trail.differing(before, after) == [("numbers", "number: 2", "number: 2\nuse: malam")]
    assert trail.differing({"junior": True}, {"junior": False}) == [("junior", "true", "false")]
    assert trail.differing({"order": ["a", "b"]}, {"order": ["b", "a"]}) == [("order", "a, b", "b, a")]
    assert trail.differing({"hours": {"zone": "x", "days": ["mon"]}}, {"hours": {"zone": "y", "days": ["mon"]}}) == [
        ("hours", "zone: x", "zone: y")
    ]
