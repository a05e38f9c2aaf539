"""What an officer does with a ticket: the first wins, the flow falls silent, the end is kind."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot import handover, tickets
from bot.errors import HelplineError, NotNow, NotPermitted, TooLate
from bot.store.tables import Entry, Offer, Officer
from bot.sweeps import STILL_UNREAD, call_past_silent_owner, expire_offers, offer_waiting, tell_unread
from flows.anywhere import STATES
from tests.cases.desk import entries, everybody
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


class Desk:
    """One officer's hands."""

    def __init__(self, helpline: Helpline, login: str) -> None:
        self.helpline = helpline
        self.officer: Officer = helpline.officer(login)

    def take(self, number: int) -> None:
        vault, now = self.helpline.vault, self.helpline.now
        self.helpline.database.write_now(lambda db: tickets.take(db, vault, number, self.officer, now))

    def hand_back(self, number: int) -> None:
        now = self.helpline.now
        self.helpline.database.write_now(lambda db: handover.hand_back(db, number, self.officer, "", now))

    def reply(self, number: int, text: str) -> None:
        vault, now = self.helpline.vault, self.helpline.now
        self.helpline.database.write_now(lambda db: tickets.reply(db, vault, number, self.officer, text, now))

    def close(self, number: int, outcome: str = "helped") -> None:
        vault, now = self.helpline.vault, self.helpline.now
        self.helpline.database.write_now(
            lambda db: tickets.close(db, vault, number, self.officer, outcome, "catatan", now)
        )


@pytest.fixture
def number(helpline: Helpline) -> int:
    helpline.hears(DANGER)
    helpline.shows()
    return helpline.tickets()[0].id or 0


def test_the_first_to_take_wins_and_the_others_offers_disappear(helpline: Helpline, number: int) -> None:
    budi, dewi = Desk(helpline, "peragaan-budi"), Desk(helpline, "peragaan-dewi")
    budi.take(number)
    with pytest.raises(TooLate):
        dewi.take(number)
    with helpline.reading() as db:
        states = {offer.officer_id: offer.state for offer in db.exec(select(Offer)) if offer.state != "withdrawn"}
    assert states == {budi.officer.id: "taken"}
    assert helpline.tickets()[0].owner_id == budi.officer.id


def test_two_officers_who_take_one_ticket_at_once_have_one_winner_always(helpline: Helpline) -> None:
    desks = [Desk(helpline, "peragaan-budi"), Desk(helpline, "peragaan-dewi")]
    for round_ in range(25):
        who = f"orang{round_}"
        helpline.hears(DANGER, who=who)
        number = helpline.tickets(who)[0].id or 0
        won: list[int | None] = []

        def race(desk: Desk, number: int = number, won: list[int | None] = won) -> None:
            try:
                desk.take(number)
            except HelplineError:
                return
            won.append(desk.officer.id)

        runners = [threading.Thread(target=race, args=(desk,), daemon=True) for desk in desks]
        for runner in runners:
            runner.start()
        for runner in runners:
            runner.join(60)
        assert won == [helpline.tickets(who)[0].owner_id]


def test_the_flow_is_silent_while_an_officer_speaks_and_words_reach_the_officer(
    helpline: Helpline, number: int
) -> None:
    desk = Desk(helpline, "peragaan-budi")
    desk.take(number)
    desk.reply(number, "Saya Budi. Anda di kota mana?")
    said = len(helpline.said())
    helpline.hears("di Riyadh")
    assert len(helpline.said()) == said
    [ticket] = helpline.tickets()
    assert (ticket.unread, ticket.status) == (1, "taken")
    assert helpline.talk().holder == "officer"


def test_r12_new_danger_is_noticed_although_an_officer_holds_the_talk(helpline: Helpline) -> None:
    helpline.hears("petugas")
    number = helpline.tickets()[0].id or 0
    with helpline.reading() as db:
        officer = db.exec(select(Officer).join(Offer).where(Offer.ticket_id == number)).first()
    assert officer is not None
    Desk(helpline, officer.login).take(number)
    helpline.hears("dia memukul saya, saya dipukul")
    [ticket] = helpline.tickets()
    assert ticket.urgency == 3
    assert "violence" in ticket.kinds


def test_closing_tells_the_person_kindly_and_they_may_come_back_like_new(helpline: Helpline, number: int) -> None:
    desk = Desk(helpline, "peragaan-budi")
    desk.take(number)
    desk.close(number)
    assert helpline.said()[-1] == tickets.ANSWERED_KINDLY
    assert helpline.tickets()[0].outcome == "helped"
    helpline.shows()
    helpline.hears("halo")
    assert helpline.talk().flow == "welcome"
    helpline.hears(DANGER)
    assert [ticket.status for ticket in helpline.tickets()] == ["closed", "offered"]


def test_r5_closing_says_nothing_to_a_silent_contact(helpline: Helpline, number: int) -> None:
    helpline.hears("jangan balas")
    desk = Desk(helpline, "peragaan-budi")
    desk.take(number)
    said = helpline.said()
    desk.close(number)
    assert helpline.said() == said


def test_only_the_owner_replies_and_closes(helpline: Helpline, number: int) -> None:
    Desk(helpline, "peragaan-budi").take(number)
    other = Desk(helpline, "peragaan-dewi")
    with pytest.raises(NotNow):
        other.reply(number, "x")
    with pytest.raises(NotNow):
        other.close(number)


def test_r13_an_invented_officer_never_gets_a_real_persons_ticket(helpline: Helpline) -> None:
    helpline.hears(DANGER, channel="telegram", who="7")
    [ticket] = helpline.tickets("7", "telegram")
    assert ticket.status == "new"
    with helpline.reading() as db:
        assert db.exec(select(Offer)).all() == []
    with pytest.raises(NotPermitted):
        Desk(helpline, "peragaan-budi").take(ticket.id or 0)


def test_an_offer_that_nobody_takes_goes_to_others(helpline: Helpline, number: int) -> None:
    with helpline.reading() as db:
        first = {offer.officer_id for offer in db.exec(select(Offer).where(Offer.state == "open"))}
    later = helpline.tickets()[0].opened_at.replace(hour=13)

    def sweep(db: Session) -> None:
        expire_offers(db, later)
        offer_waiting(db, later)

    helpline.database.write_now(sweep)
    with helpline.reading() as db:
        now = {offer.officer_id for offer in db.exec(select(Offer).where(Offer.state == "open"))}
    assert now
    assert now != first
    assert helpline.tickets()[0].stage == 1


def test_every_act_is_written_down(helpline: Helpline, number: int) -> None:
    desk = Desk(helpline, "peragaan-budi")
    desk.take(number)
    desk.reply(number, "halo")
    desk.close(number)
    with helpline.reading() as db:
        kinds = [entry.kind for entry in db.exec(select(Entry).where(Entry.officer_id == desk.officer.id))]
    assert kinds == ["taken", "replied", "closed"]


def held(helpline: Helpline, number: int) -> Desk:
    """A ticket that an officer holds, with a person who said that writing is safe."""
    helpline.hears("bisa")
    desk = Desk(helpline, "peragaan-budi")
    desk.take(number)
    return desk


def test_r12_danger_that_the_owner_does_not_look_at_is_held_out_to_others_after_a_minute(
    helpline: Helpline, number: int
) -> None:
    desk = held(helpline, number)
    helpline.hears("saya dipukul lagi")
    soon, later = helpline.now + timedelta(seconds=59), helpline.now + timedelta(seconds=60)
    assert helpline.database.write_now(lambda db: call_past_silent_owner(db, soon)) == 0
    assert helpline.database.write_now(lambda db: call_past_silent_owner(db, later)) == 1
    with helpline.reading() as db:
        asked = {offer.officer_id for offer in db.exec(select(Offer).where(Offer.state == "open"))}
    assert asked
    assert desk.officer.id not in asked
    helpline.now = later
    dewi = Desk(helpline, "peragaan-dewi")
    assert dewi.officer.id in asked
    dewi.take(number)
    assert helpline.tickets()[0].owner_id == dewi.officer.id


def test_r12_where_nobody_was_free_new_danger_is_held_out_a_minute_later_and_again_when_nobody_took_it(
    helpline: Helpline, number: int
) -> None:
    held(helpline, number)
    helpline.hears("saya dipukul lagi")

    def only(*logins: str) -> None:
        everybody(helpline, lambda officer: setattr(officer, "presence", "on" if officer.login in logins else "off"))

    def a_minute_later() -> set[str]:
        helpline.now += timedelta(seconds=60)

        def sweep(db: Session) -> set[str]:
            expire_offers(db, helpline.now)
            call_past_silent_owner(db, helpline.now)
            asked = select(Officer.login).join(Offer).where(Offer.state == "open", Offer.ticket_id == number)
            return set(db.exec(asked))

        return helpline.database.write_now(sweep)

    only("peragaan-budi")
    assert a_minute_later() == set()
    only("peragaan-budi", "peragaan-ani")
    assert a_minute_later() == {"peragaan-ani"}
    assert a_minute_later() == {"peragaan-ani"}
    budi = Desk(helpline, "peragaan-budi")
    helpline.database.write_now(lambda db: tickets.opened(db, number, budi.officer, helpline.now))
    assert a_minute_later() == set()


def test_r12_with_nobody_else_there_new_danger_rings_up_who_is_on_call(helpline: Helpline, number: int) -> None:
    Desk(helpline, "peragaan-budi").take(number)
    everybody(
        helpline, lambda officer: setattr(officer, "presence", "on" if officer.login == "peragaan-budi" else "off")
    )
    everybody(
        helpline, lambda officer: setattr(officer, "profile", '{"on_call": true}' if officer.role == "lead" else "{}")
    )
    helpline.hears("dia mau membunuh saya sekarang")
    helpline.now += timedelta(seconds=61)
    helpline.database.write_now(lambda db: call_past_silent_owner(db, helpline.now))
    assert ("on_call_lead", helpline.officer("peragaan-dewi").id) in entries(helpline, number, "rung_up")


def test_r12_an_owner_who_looks_is_not_called_past(helpline: Helpline, number: int) -> None:
    desk = held(helpline, number)
    helpline.hears("saya dipukul lagi")
    helpline.database.write_now(lambda db: tickets.opened(db, number, desk.officer, helpline.now))
    later = helpline.now + timedelta(minutes=5)
    assert helpline.database.write_now(lambda db: call_past_silent_owner(db, later)) == 0


def test_r11_that_somebody_has_read_is_said_once_of_the_same_words_whoever_takes_them_over(
    helpline: Helpline, number: int
) -> None:
    helpline.hears("bisa")
    budi, dewi = Desk(helpline, "peragaan-budi"), Desk(helpline, "peragaan-dewi")
    budi.take(number)
    budi.hand_back(number)
    dewi.take(number)
    assert helpline.said().count(STATES["read"]) == 1
    dewi.hand_back(number)
    helpline.hears("petugas")
    # What was written since has been read by nobody, and nobody is being asked yet.
    assert STATES["nobody"] in helpline.said()[-1]
    helpline.database.write_now(lambda db: offer_waiting(db, helpline.now))
    helpline.hears("petugas")
    assert STATES["called"] in helpline.said()[-1]
    budi.take(number)
    assert helpline.said().count(STATES["read"]) == 2


def test_r12_who_said_it_is_safe_hears_once_that_their_words_are_unread(helpline: Helpline, number: int) -> None:
    held(helpline, number)
    helpline.hears("halo pak")
    vault, later = helpline.vault, helpline.now + timedelta(minutes=3)
    assert helpline.database.write_now(lambda db: tell_unread(db, vault, helpline.now)) == 0
    assert helpline.database.write_now(lambda db: tell_unread(db, vault, later)) == 1
    assert helpline.database.write_now(lambda db: tell_unread(db, vault, later)) == 0
    assert helpline.said()[-1] == STILL_UNREAD


def test_r5_a_silent_contact_is_not_told_that_words_are_unread(helpline: Helpline, number: int) -> None:
    held(helpline, number)
    helpline.hears("jangan balas")
    vault, later = helpline.vault, helpline.now + timedelta(minutes=10)
    assert helpline.database.write_now(lambda db: tell_unread(db, vault, later)) == 0
