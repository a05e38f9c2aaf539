"""Whom a ticket is offered to, who is called in, and what the person and the log are told of it."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, delete, func, select

from bot import facts, handover, tickets
from bot.errors import NotPermitted
from bot.store.tables import Offer, Office, Ticket
from bot.sweeps import longest_waiting, rung_up
from bot.unmet import NO_WOMAN_NOW
from flows.words import Heard, Kind
from tests.cases.desk import (
    DANGER,
    asked,
    enrol,
    entries,
    everybody,
    later,
    profile,
    send_home,
    sweep_offers,
    take,
    ticket,
)
from tests.world import Helpline


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("employer", "household", {"employer_kind": "household"}),
        ("employer", "ship", {}),
        ("readers", "all", {"readers": "anyone"}),
        ("woman", "Ya, perempuan", {"wish_gender": "female"}),
        ("woman", "Siapa saja", {"wish_gender": ""}),
        # Words sent before the next question was read take no wish back.
        ("woman", "masih di sini", {}),
        # What an event may touch is every place that is named.
        ("where", "Taipei, Taiwan", {"places": "TW"}),
        ("regency", "Kabupaten Cilacap", {"province": "33", "regency": "33.01", "places": "33 33.01"}),
        # Two provinces: we do not guess whose the ticket is.
        ("home", "Cilacap, Banyuwangi", {"places": "33 33.01 35 35.10"}),
    ],
)
def test_an_answer_tells_routing_codes_and_never_words(field: str, words: str, told: dict[str, str]) -> None:
    assert facts.told_by(field, words) == told


@pytest.mark.parametrize(
    ("words", "organisations"),
    [
        ("petugas Palang Merah di Medan", ("palang_merah",)),
        ("orang KBRI dan BP2MI", ("kp2mi", "mission")),
        ("dia palang pintu merah", ()),
    ],
)
def test_r26_whom_a_complaint_is_about_is_heard_in_its_words(words: str, organisations: tuple[str, ...]) -> None:
    assert facts.complained_of(words) == organisations


def test_employer_and_country_reach_the_ticket_and_its_routing(helpline: Helpline) -> None:
    helpline.hears("majikan tidak bayar gaji saya tiga bulan")
    number = helpline.tickets()[0].id or 0
    for words in ("1", "gaji", "saya sendiri", "di Hong Kong", "rumah tangga"):
        helpline.shows()
        helpline.hears(words)
    seen = ticket(helpline, number)
    assert (seen.employer_kind, seen.country) == ("household", "HK")
    with helpline.reading() as db:
        assert db.get_one(Office, seen.office_id).key == "kp2mi.complaints_household"


def test_nobody_on_duty_calls_in_who_agreed_to_it_once_a_day_each(helpline: Helpline) -> None:
    send_home(helpline)
    shift = {"zone": "Asia/Jakarta", "hours": ["mon-fri 08:00-16:00"]}
    willing = enrol(helpline, "gita", "kp2mi.centre", "officer", "off", agrees_to_call_ins=True, shifts=shift)
    unwilling = enrol(helpline, "hadi", "kp2mi.centre", "officer", "off", shifts=shift)
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    sweep_offers(helpline)
    sweep_offers(helpline, timedelta(seconds=2))
    assert asked(helpline, number) == {willing}
    assert entries(helpline, number, "rung_up") == [("called_in", willing)]
    assert "called_in_at" in profile(helpline, "gita")
    with helpline.reading() as db:
        assert rung_up(db, willing, helpline.now - timedelta(days=1)) == [number]
        assert rung_up(db, unwilling, helpline.now - timedelta(days=1)) == []
    sweep_offers(helpline, timedelta(minutes=10))
    assert asked(helpline, number) == set()
    sweep_offers(helpline, timedelta(hours=5))
    assert len(entries(helpline, number, "rung_up")) == 1
    # The day after, at a quarter past seven in the evening, they may be called in once more, and still nobody else.
    sweep_offers(helpline, timedelta(hours=19, minutes=5))
    assert asked(helpline, number) == {willing}
    assert entries(helpline, number, "rung_up") == [("called_in", willing)] * 2


def test_a_person_who_keeps_writing_does_not_take_the_ticket_from_who_was_called_in(helpline: Helpline) -> None:
    send_home(helpline)
    shift = {"zone": "Asia/Jakarta", "hours": ["mon-fri 08:00-16:00"]}
    willing = enrol(helpline, "gita", "palang_merah.health", "officer", "off", agrees_to_call_ins=True, shifts=shift)
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    sweep_offers(helpline)
    helpline.hears("tolong cepat, dia memukul lagi")
    assert asked(helpline, number) == {willing}


def test_one_sweep_calls_nobody_in_twice(helpline: Helpline) -> None:
    send_home(helpline)
    shift = {"zone": "Asia/Jakarta", "hours": ["mon-fri 08:00-16:00"]}
    willing = enrol(helpline, "gita", "palang_merah.health", "officer", "off", agrees_to_call_ins=True, shifts=shift)
    for who in ("ani", "siti"):
        helpline.hears(DANGER, who=who)
    sweep_offers(helpline)
    rung = [entries(helpline, helpline.tickets(who)[0].id or 0, "rung_up") for who in ("ani", "siti")]
    assert sorted(rung) == [[], [("called_in", willing)]]


def test_who_is_called_in_may_take_the_ticket(helpline: Helpline) -> None:
    send_home(helpline)
    shift = {"zone": "Asia/Jakarta", "hours": ["mon-fri 08:00-16:00"]}
    gita = enrol(helpline, "gita", "palang_merah.health", "officer", "off", agrees_to_call_ins=True, shifts=shift)
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    sweep_offers(helpline)
    take(helpline, "gita", number)
    assert ticket(helpline, number).owner_id == gita
    with helpline.reading() as db:
        assert rung_up(db, gita, helpline.now - timedelta(days=1)) == []


def test_the_least_urgent_get_their_turn_when_they_have_waited_long(helpline: Helpline) -> None:
    send_home(helpline)
    for who in ("lama", "baru"):
        helpline.hears("halo, saya mau tanya pelatihan", who=who)
        helpline.hears("petugas", who=who)
    old, fresh = (helpline.tickets(who)[0].id or 0 for who in ("lama", "baru"))

    def age(db: Session) -> list[int]:
        first, second = db.get_one(Ticket, old), db.get_one(Ticket, fresh)
        first.urgency, first.opened_at = 0, helpline.now - timedelta(hours=13)
        second.urgency, second.opened_at = 1, helpline.now
        db.flush()
        return [one.id or 0 for one in longest_waiting(db, helpline.now)]

    assert helpline.database.write_now(age) == [old, fresh]


def test_r18_without_somebody_trained_anybody_is_asked_and_the_psychosocial_lead_is_rung_up(
    helpline: Helpline,
) -> None:
    everybody(helpline, lambda officer: setattr(officer, "profile", "{}"))
    lead = enrol(helpline, "lina", "palang_merah.psychosocial", "lead")
    helpline.hears("saya ingin mati saja")
    number = helpline.tickets()[0].id or 0
    assert asked(helpline, number)
    assert ("psychosocial_lead", lead) in entries(helpline, number, "rung_up")


def test_a_person_who_wished_for_a_woman_is_told_kindly_that_none_is_there(helpline: Helpline) -> None:
    everybody(helpline, lambda officer: setattr(officer, "profile", '{"gender": "male"}'))
    helpline.hears("saya diperkosa majikan")
    for _step in range(12):
        helpline.shows()
        helpline.hears("perempuan" if "dijawab perempuan?" in helpline.said()[-1] else "1")
        if helpline.tickets()[0].wish_gender:
            break
    number = helpline.tickets()[0].id or 0
    assert ticket(helpline, number).wish_gender == "female"
    assert any(NO_WOMAN_NOW in words for words in helpline.said())
    assert any("gender" in detail for detail, _ in entries(helpline, number, "unmet"))
    assert asked(helpline, number)


def test_after_a_life_in_danger_an_officer_rests_ten_minutes(helpline: Helpline) -> None:
    helpline.hears("tolong saya sedang dipukul, dia bawa pisau")
    number = helpline.tickets()[0].id or 0
    assert ticket(helpline, number).urgency == 3
    take(helpline, "peragaan-budi", number)
    officer = helpline.officer("peragaan-budi")
    helpline.database.write_now(
        lambda db: tickets.close(db, helpline.vault, number, officer, "helped", "Selesai.", helpline.now)
    )
    assert profile(helpline, "peragaan-budi")["rests_until"] == later(helpline, minutes=10).isoformat()
    helpline.now += timedelta(minutes=9)
    helpline.hears(DANGER, who="ani")
    assert officer.id not in asked(helpline, helpline.tickets("ani")[0].id or 0)
    helpline.now += timedelta(minutes=1)
    helpline.hears(DANGER, who="siti")
    assert officer.id in asked(helpline, helpline.tickets("siti")[0].id or 0)


def test_who_hands_a_life_in_danger_back_rests_ten_minutes_too(helpline: Helpline) -> None:
    helpline.hears("tolong saya sedang dipukul, dia bawa pisau")
    number = helpline.tickets()[0].id or 0
    take(helpline, "peragaan-budi", number)
    officer = helpline.officer("peragaan-budi")
    helpline.database.write_now(lambda db: handover.hand_back(db, number, officer, "", helpline.now))
    assert profile(helpline, "peragaan-budi")["rests_until"] == later(helpline, minutes=10).isoformat()


def test_an_offer_that_nobody_takes_widens_through_every_stage_to_the_other_organisation_and_then_begins_again(
    helpline: Helpline,
) -> None:
    send_home(helpline)
    rungs = [
        {enrol(helpline, "satu", "kp2mi.return"), enrol(helpline, "dua", "kp2mi.return")},
        {enrol(helpline, "pimpin", "kp2mi.return", "lead")},
        {enrol(helpline, "pusat", "kp2mi.centre")},
        {enrol(helpline, "lain", "kp2mi.complaints_company")},
        {enrol(helpline, "ketua", "kp2mi.cyber", "lead")},
    ]
    others = {enrol(helpline, "merah", "palang_merah.health"), enrol(helpline, "utama", "palang_merah.health", "lead")}
    helpline.hears("tolong saya sedang dipukul, dia bawa pisau")
    number = helpline.tickets()[0].id or 0

    def starts_at_return(db: Session) -> None:
        row = db.get_one(Ticket, number)
        row.office_id = row.placed_id = db.exec(select(Office.id).where(Office.key == "kp2mi.return")).one()
        row.status, row.stage = "new", 0
        db.execute(delete(Offer).where(col(Offer.ticket_id) == number))

    helpline.database.write_now(starts_at_return)
    sweep_offers(helpline)
    reached: list[set[int]] = []
    for stage in range(5):
        assert ticket(helpline, number).stage == stage
        reached.append(asked(helpline, number))
        sweep_offers(helpline, timedelta(seconds=59))
        assert asked(helpline, number) == reached[-1]
        sweep_offers(helpline, timedelta(seconds=1))
    assert reached == rungs
    # Nobody of the ministry is left: a life is in danger, so the other organisation is asked, and that is logged (R25).
    assert entries(helpline, number, "crossed") == [("life_in_danger", None)]
    assert asked(helpline, number) == others
    sweep_offers(helpline, timedelta(seconds=60))
    assert asked(helpline, number) >= rungs[0]


def test_r25_a_mission_without_officers_becomes_a_task_to_telephone(helpline: Helpline) -> None:
    helpline.hears("tolong saya sedang dipukul di Kuala Lumpur, Malaysia, dia bawa pisau")
    number = helpline.tickets()[0].id or 0
    tasks = [office for office, _ in entries(helpline, number, "telephone")]
    assert tasks
    assert all("mission" in office for office in tasks)
    assert len(tasks) == len(set(tasks))


def test_r26_a_complaint_about_us_reaches_focal_points_unseen_by_the_office_concerned(helpline: Helpline) -> None:
    ours = enrol(helpline, "sari", "kp2mi.safeguarding", training=["safeguarding"])
    theirs = enrol(helpline, "tono", "palang_merah.safeguarding", training=["safeguarding"])
    helpline.hears("keluhan")
    for words in ("dia menagih biaya", "orang KP2MI di kantor pusat"):
        helpline.shows()
        helpline.hears(words)
    number = helpline.tickets()[0].id or 0
    seen = ticket(helpline, number)
    assert (seen.service, seen.complaint_about) == ("safeguarding", "kp2mi")
    assert asked(helpline, number) <= {ours, theirs}
    assert theirs in asked(helpline, number)
    budi = helpline.officer("peragaan-budi")
    with pytest.raises(NotPermitted):
        helpline.database.write_now(lambda db: tickets.opened(db, number, budi, helpline.now))


def test_of_many_who_write_in_one_moment_nobody_is_held_out_more_than_they_can_carry(helpline: Helpline) -> None:
    send_home(helpline)
    for login in ("gita", "hadi"):
        enrol(helpline, login, "kp2mi.centre", capacity=3)
    lead = enrol(helpline, "sari", "kp2mi.centre", role="lead", capacity=3)
    heard = [Heard("simulator", f"p{n}", f"k{n}", helpline.now, Kind.TEXT, "petugas") for n in range(30)]
    with helpline.database.writing.begin() as connection:
        helpline.inbox.take(connection, [helpline.inbox.arrival(one) for one in heard])
    with helpline.reading() as db:
        counted = select(Offer.officer_id, func.count()).where(Offer.state == "open").group_by(col(Offer.officer_id))
        held = dict(db.exec(counted).all())
    assert len(helpline.tickets("p0")) == 1
    assert held == {helpline.officer("gita").id: 3, helpline.officer("hadi").id: 3, lead: 3}


def test_every_waiting_ticket_is_held_out_when_somebody_comes_on_shift(helpline: Helpline) -> None:
    send_home(helpline)
    for who in ("a", "b", "c"):
        helpline.hears(DANGER, who=who)
    everybody(helpline, lambda officer: setattr(officer, "presence", "on"))
    sweep_offers(helpline)
    with helpline.reading() as db:
        states = set(db.exec(select(Ticket.status).where(col(Ticket.id).is_not(None))))
    assert states == {"offered"}
