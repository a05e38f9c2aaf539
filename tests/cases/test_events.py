"""A declared event marks the tickets of its place; first looks set urgencies right before anybody answers."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot import events
from bot.errors import NotNow, NotPermitted
from bot.facts import places_in
from bot.handover import Corrected
from bot.happening import status_line
from bot.store.happenings import Status
from bot.store.tables import Offer, Ticket
from flows.words import Urgency, Writing
from tests.cases.desk import asked, enrol, entries, send_home, sweep_offers, ticket
from tests.world import Helpline


def declare(helpline: Helpline, *places: str, login: str = "peragaan-dewi") -> int:
    """A lead declares a flood."""
    officer = helpline.officer(login)
    return helpline.database.write_now(lambda db: events.declare(db, officer, "flood", places, helpline.now))


def asks(helpline: Helpline, who: str, **columns: object) -> int:
    """Somebody asks for a person; where their ticket belongs."""
    helpline.hears("petugas", who=who)
    number = helpline.tickets(who)[0].id or 0

    def place(db: Session) -> None:
        row = db.get_one(Ticket, number)
        for name, value in columns.items():
            setattr(row, name, value)

    helpline.database.write_now(place)
    return number


def test_an_event_reaches_those_of_its_place_and_no_others_until_it_ends(helpline: Helpline) -> None:
    there = asks(helpline, "ani", country="HK")
    from_there = asks(helpline, "siti", country="SA", province="35", regency="35.02")
    elsewhere = asks(helpline, "rini", country="TW", province="33")
    number = declare(helpline, "HK", "35")
    assert [ticket(helpline, one).surge for one in (there, from_there, elsewhere)] == [True, True, False]
    late = asks(helpline, "tuti", country="HK")
    assert helpline.database.write_now(lambda db: events.mark(db, helpline.now)) == 1
    assert helpline.database.write_now(lambda db: events.mark(db, helpline.now)) == 0
    assert ticket(helpline, late).surge
    dewi = helpline.officer("peragaan-dewi")
    helpline.database.write_now(lambda db: events.end(db, number, dewi, helpline.now))
    assert [ticket(helpline, one).surge for one in (there, from_there, late)] == [False, False, False]
    assert [told for told, _ in entries(helpline, there, "surge")] == ["yes", "no"]


@pytest.mark.parametrize("place", ["XX", "99", "35.9999", "", "hk"])
def test_an_event_needs_a_place_that_there_is(helpline: Helpline, place: str) -> None:
    with pytest.raises(NotNow):
        declare(helpline, place)


def test_two_leads_who_declare_the_same_declare_one_event(helpline: Helpline) -> None:
    enrol(helpline, "rahma", "kp2mi.centre", role="lead")
    first = declare(helpline, "HK", "35")
    assert declare(helpline, "35", "HK", "HK", login="rahma") == first
    assert declare(helpline, "HK") != first


def test_of_events_that_overlap_one_may_end_and_the_other_still_marks(helpline: Helpline) -> None:
    there = asks(helpline, "ani", country="HK", province="35")
    first, second = declare(helpline, "HK"), declare(helpline, "35")
    dewi = helpline.officer("peragaan-dewi")
    helpline.database.write_now(lambda db: events.end(db, first, dewi, helpline.now))
    assert ticket(helpline, there).surge
    helpline.database.write_now(lambda db: events.end(db, second, dewi, helpline.now))
    assert not ticket(helpline, there).surge


def test_only_a_lead_declares_an_event(helpline: Helpline) -> None:
    with pytest.raises(NotPermitted):
        declare(helpline, "HK", login="peragaan-budi")


def test_in_a_surge_a_first_look_sets_the_urgency_right_and_the_ticket_goes_on(helpline: Helpline) -> None:
    looker = enrol(helpline, "gita", "kp2mi.centre", first_look=True)
    gita = helpline.officer("gita")
    number = asks(helpline, "ani", country="HK", status="new")
    declare(helpline, "HK")
    sweep_offers(helpline)
    assert looker in asked(helpline, number)
    with pytest.raises(NotPermitted):
        helpline.database.write_now(
            lambda db: events.first_look(db, helpline.vault, number, gita, Corrected(Urgency.LOW), helpline.now)
        )
    helpline.database.write_now(
        lambda db: events.first_look(db, helpline.vault, number, gita, Corrected(Urgency.CRITICAL), helpline.now)
    )
    seen = ticket(helpline, number)
    assert (seen.urgency, seen.status, seen.owner_id, seen.looked_at) == (3, "new", None, helpline.now)
    assert entries(helpline, number, "looked") == [("P1>P0", looker)]
    sweep_offers(helpline)
    assert asked(helpline, number)
    assert looker not in asked(helpline, number)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        # asked about: a regency brings its province
        ("kabar adik saya di Cianjur setelah gempa", {"32", "32.03"}),
        # two words, and a country by its city
        ("dulu di Hong Kong, rumahnya Lombok Timur", {"HK", "52", "52.03"}),
        # everyday words that are also names of regencies
        ("malang sekali nasib saya, ginjal batu", set()),
        ("dari Malang", {"35", "35.07", "35.73"}),
        ("tidak ada tempat di sini", set()),
    ],
)
def test_every_place_that_the_words_name_is_heard(words: str, codes: set[str]) -> None:
    assert places_in(words) == codes


def test_an_event_reaches_who_comes_from_there_and_who_asks_about_there_at_once(helpline: Helpline) -> None:
    declare(helpline, "32.03")
    asks_about = seeks(helpline, "ani", "adik saya Siti di Cianjur, gempa kemarin")
    elsewhere = seeks(helpline, "rini", "adik saya di Semarang")
    assert (ticket(helpline, asks_about).surge, ticket(helpline, elsewhere).surge) == (True, False)
    assert entries(helpline, asks_about, "surge") == [("yes", None)]


def seeks(helpline: Helpline, who: str, words: str) -> int:
    """Somebody asks a person a question in these words; their ticket."""
    helpline.hears("petugas", who=who)
    for _turn in range(2):
        helpline.shows()
        helpline.hears(words, who=who)
    return helpline.tickets(who)[0].id or 0


def state(helpline: Helpline, event: int, words: str, source: str, known_at: datetime) -> int:
    """A lead says what is known."""
    officer = helpline.officer("peragaan-dewi")
    texts = {"id": words, "en": ""}
    return helpline.database.write_now(
        lambda db: events.state_what_is_known(db, event, officer, texts, source, known_at, helpline.now)
    )


def test_who_asks_hears_what_is_known_once_with_its_time_and_source(helpline: Helpline) -> None:
    event = declare(helpline, "HK")
    state(helpline, event, "Jalan ke bandara dibuka lagi.", "Badan Penanggulangan", helpline.now)
    line = "Per 24/11 19.00 WIB, menurut Badan Penanggulangan: Jalan ke bandara dibuka lagi."
    helpline.now += timedelta(seconds=6)
    helpline.hears("banjir di Hong Kong, saya mau tanya petugas", who="ani")
    helpline.hears("petugas", who="ani")
    helpline.hears("petugas", who="ani")
    assert sum(said.count(line) for said in helpline.said("ani")) == 1
    state(helpline, event, "Bandara ditutup.", "Badan Penanggulangan", helpline.now)
    helpline.now += timedelta(seconds=6)
    helpline.hears("petugas", who="ani")
    assert sum(said.count("Bandara ditutup.") for said in helpline.said("ani")) == 1
    helpline.hears("petugas", who="rini")
    assert not any("Bandara" in said for said in helpline.said("rini"))


def test_of_two_events_in_one_place_both_are_told_each_once(helpline: Helpline) -> None:
    flood = declare(helpline, "HK")
    quake = helpline.database.write_now(
        lambda db: events.declare(db, helpline.officer("peragaan-dewi"), "earthquake", ("HK",), helpline.now)
    )
    assert quake != flood
    state(helpline, flood, "Air turun.", "Badan Cuaca", helpline.now)
    state(helpline, quake, "Gempa susulan mungkin datang.", "BMKG", helpline.now)
    helpline.now += timedelta(seconds=6)
    helpline.hears("banjir di Hong Kong, saya mau tanya petugas", who="ani")
    helpline.hears("petugas", who="ani")
    helpline.hears("petugas", who="ani")
    whole = "\n".join(helpline.said("ani"))
    assert (whole.count("Air turun."), whole.count("Gempa susulan mungkin datang.")) == (1, 1)
    # What is new of the one is told, and the other's is not told again.
    state(helpline, flood, "Air naik lagi.", "Badan Cuaca", helpline.now)
    helpline.now += timedelta(seconds=6)
    helpline.hears("petugas", who="ani")
    helpline.hears("petugas", who="ani")
    whole = "\n".join(helpline.said("ani"))
    assert (whole.count("Air naik lagi."), whole.count("Gempa susulan mungkin datang.")) == (1, 1)


def test_r3_what_a_stranger_must_not_read_of_one_event_keeps_nothing_back_of_another(helpline: Helpline) -> None:
    flood, fire = declare(helpline, "HK"), declare(helpline, "MY")
    state(helpline, flood, "Posko dibuka.", "Palang Merah", helpline.now)
    state(helpline, fire, "Jalan ditutup.", "Badan Cuaca", helpline.now)
    helpline.now += timedelta(seconds=6)
    helpline.hears("banjir di Hong Kong dan Malaysia, saya mau tanya petugas", who="ani")
    helpline.hears("petugas", who="ani")
    whole = "\n".join(helpline.said("ani"))
    assert ("Jalan ditutup." in whole, "Posko dibuka." in whole) == (True, False)


def test_who_asks_about_there_hears_what_is_known_before_the_next_question(helpline: Helpline) -> None:
    event = declare(helpline, "HK")
    state(helpline, event, "Jalan ke bandara dibuka lagi.", "Badan Penanggulangan", helpline.now)
    helpline.now += timedelta(seconds=6)
    helpline.hears("halo, saya di Hong Kong mau tanya jalan ke bandara dibuka?", who="ani")
    helpline.hears("halo, saya di Taiwan mau tanya jalan ke bandara dibuka?", who="rini")
    helpline.shows()
    helpline.hears("bisa", who="ani")
    whole = "\n".join(helpline.said("ani"))
    assert whole.count("Jalan ke bandara dibuka lagi.") == 1
    assert whole.index("Jalan ke bandara dibuka lagi.") < whole.index("Tentang apa?")
    assert not any("dibuka lagi" in said for said in helpline.said("rini"))


@pytest.mark.parametrize("words", ["jangan balas", "tutup cepat"])
def test_r5_r7_who_asked_for_silence_or_left_quickly_hears_no_news_of_an_event(helpline: Helpline, words: str) -> None:
    event = declare(helpline, "HK")
    state(helpline, event, "Jalan ke bandara dibuka lagi.", "Badan Penanggulangan", helpline.now)
    helpline.now += timedelta(seconds=6)
    helpline.hears(words)
    helpline.shows()
    helpline.hears("saya di Hong Kong mau tanya jalan ke bandara dibuka?")
    assert not any("dibuka lagi" in said for said in helpline.said())


def test_r3_a_status_that_would_tell_a_stranger_too_much_waits_until_writing_is_safe(helpline: Helpline) -> None:
    event = declare(helpline, "HK")
    state(helpline, event, "Posko dibuka.", "Palang Merah", helpline.now)
    helpline.now += timedelta(seconds=6)
    helpline.hears("banjir di Hong Kong, saya mau tanya petugas", who="ani")
    helpline.hears("petugas", who="ani")
    assert not any("Posko" in said for said in helpline.said("ani"))


def test_r3_a_status_that_would_tell_a_stranger_too_much_in_english_waits_too(helpline: Helpline) -> None:
    status = Status(1, {"id": "Jalan dibuka.", "en": "Police opened the road."}, "BMKG", helpline.now)
    for writing, said in ((Writing.UNKNOWN, ""), (Writing.SAFE, "Police opened the road.")):
        line = status_line(status, "en", writing, lambda _language, text: text)
        assert line.rpartition(": ")[2] == said


def test_a_status_needs_words_a_source_and_a_time_that_has_come(helpline: Helpline) -> None:
    event = declare(helpline, "HK")
    for words, source, at in (("", "BMKG", helpline.now), ("a", " ", helpline.now), ("a", "b", helpline.now.max)):
        with pytest.raises(NotNow):
            state(helpline, event, words, source, at.replace(tzinfo=helpline.now.tzinfo))
    dewi = helpline.officer("peragaan-dewi")
    helpline.database.write_now(lambda db: events.end(db, event, dewi, helpline.now))
    with pytest.raises(NotNow):
        state(helpline, event, "a", "b", helpline.now)


def test_in_a_surge_what_can_wait_is_held_out_in_batches_and_taken_together(helpline: Helpline) -> None:
    send_home(helpline)
    gita = enrol(helpline, "gita", "kp2mi.centre", capacity=10)
    numbers = [asks(helpline, f"p{n}", country="HK", urgency=0, status="new", office_id=None) for n in range(7)]
    helpline.database.write_now(withdraw_all)
    declare(helpline, "HK")
    sweep_offers(helpline)
    with helpline.reading() as db:
        mine = select(Offer.ticket_id, Offer.reason).where(Offer.officer_id == gita, Offer.state == "open")
        held = [(number, reason) for number, reason in db.exec(mine.order_by(col(Offer.id))).all()]
    assert [number for number, _reason in held] == numbers[:5]
    assert [reason == "batch" for _number, reason in held] == [False, True, True, True, True]
    officer = helpline.officer("gita")
    taken = helpline.database.write_now(
        lambda db: events.take_batch(db, helpline.vault, numbers[0], officer, helpline.now)
    )
    assert taken == numbers[:5]
    assert all(ticket(helpline, number).owner_id == gita for number in taken)


def withdraw_all(db: Session) -> None:
    """Nobody is being asked."""
    for offer in db.exec(select(Offer)):
        offer.state = "withdrawn"


def test_a_lead_sees_how_many_should_do_nothing_but_first_looks(helpline: Helpline) -> None:
    enrol(helpline, "gita", "kp2mi.centre", first_look=True)
    for number in range(12):
        asks(helpline, f"p{number}", country="HK")
    with helpline.reading() as db:
        assert events.looks(db, helpline.now) == events.Looks(0, 1, 0)
    declare(helpline, "HK")
    with helpline.reading() as db:
        seen = events.looks(db, helpline.now)
    assert (seen.waiting, seen.have) == (12, 1)
    assert seen.needed >= 1


def test_a_looker_gets_the_newest_that_nobody_has_looked_at(helpline: Helpline) -> None:
    send_home(helpline)
    looker = enrol(helpline, "gita", "kp2mi.centre", first_look=True)
    numbers = [asks(helpline, f"p{n}", country="HK", status="new") for n in range(4)]
    helpline.database.write_now(withdraw_all)
    declare(helpline, "HK")
    sweep_offers(helpline)
    assert [looker in asked(helpline, number) for number in numbers] == [False, False, False, True]
