"""One open ticket for each person concerned and service, however many people one contact writes about (R16)."""

import pytest
from sqlmodel import Session, select

from bot import handover, tickets
from bot.errors import NotNow
from bot.store.tables import TalkRow, Ticket
from flows.people import about, about_another
from flows.words import Service, Talk, Urgency
from tests.cases.desk import DANGER, take
from tests.world import Helpline


def speaks_of(helpline: Helpline, person: int, people: int) -> None:
    """The talk is about another person from now on, as the conversation's question found out."""

    def turn(db: Session) -> None:
        contact = helpline.contact(db)
        key = helpline.key(db, contact)
        talk = db.exec(select(TalkRow).where(TalkRow.contact_id == contact.id)).one()
        state = key.open_json("talk.sealed_state", talk.id or 0, talk.sealed_state)
        aside = state.get("aside") or {}
        assert isinstance(aside, dict)
        state |= {
            "aside": aside | {"person": person, "people": people, "noticed": []},
            "place": "",
            "guessed_place": "",
        }
        talk.sealed_state = key.seal_json("talk.sealed_state", talk.id or 0, state)

    helpline.database.write_now(turn)


def test_r16_what_was_said_of_one_person_is_never_taken_for_another() -> None:
    one = Talk(place="SA", answers={"what": "dipukul"}, noticed=("violence",), numbers_told="SA")
    other = about_another(one)
    assert (other.person, other.people, other.place, dict(other.answers), other.noticed) == (2, 2, "", {}, ())
    assert about_another(other).person == 3
    assert (about(other, 1).person, about(other, 1).people, about(one, 1)) == (1, 2, one)


def of(helpline: Helpline) -> list[tuple[int, str, int]]:
    """(person, service, urgency) of every ticket."""
    return [(one.person, one.service, one.urgency) for one in helpline.tickets()]


def test_r16_later_words_about_the_same_person_join_the_open_ticket(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    helpline.hears("darurat")
    helpline.hears("saya dipukul lagi")
    assert of(helpline) == [(1, "emergency", 3)]


def test_r16_another_person_gets_a_ticket_of_their_own_and_each_ones_words_join_theirs(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    speaks_of(helpline, 2, 2)
    helpline.hears("teman saya dipukul majikan sampai berdarah")
    assert of(helpline) == [(1, "emergency", 3), (2, "emergency", 3)]
    before = [one.unread for one in helpline.tickets()]
    helpline.hears("dia masih di dalam")
    assert [one.unread for one in helpline.tickets()] == [before[0], before[1] + 1]
    speaks_of(helpline, 1, 2)
    helpline.hears("majikan memukul saya lagi")
    assert [one.unread for one in helpline.tickets()] == [before[0] + 1, before[1] + 1]
    assert of(helpline) == [(1, "emergency", 3), (2, "emergency", 3)]


def test_r16_where_one_person_is_says_nothing_of_where_the_other_is(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    first = helpline.tickets()[0].country
    speaks_of(helpline, 2, 2)
    helpline.hears("teman saya dipukul majikan di Taipei Taiwan")
    assert helpline.tickets()[0].country == first
    assert helpline.tickets()[1].country == "TW"


def test_r16_while_an_officer_holds_the_talk_words_about_somebody_new_reach_that_officer(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    [one] = helpline.tickets()
    take(helpline, "peragaan-budi", one.id or 0)
    speaks_of(helpline, 2, 2)
    helpline.hears("teman saya juga di sini")
    assert [ticket.unread for ticket in helpline.tickets()] == [1]


def test_r16_neither_reopening_nor_a_correction_makes_a_second_open_ticket(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    [first] = helpline.tickets()
    budi, number = helpline.officer("peragaan-budi"), first.id or 0
    take(helpline, "peragaan-budi", number)
    close = lambda db: tickets.close(db, helpline.vault, number, budi, "helped", "Selesai.", helpline.now)  # noqa: E731
    helpline.database.write_now(close)
    helpline.hears(DANGER)
    with pytest.raises(NotNow):
        helpline.database.write_now(lambda db: handover.reopen(db, number, budi, helpline.now))

    def asks_too(db: Session) -> int:
        second = db.get_one(Ticket, helpline.tickets()[1].id)
        other = Ticket(**second.model_dump(exclude={"id"}) | {"code": "X", "service": "information", "status": "new"})
        db.add(other)
        db.flush()
        return other.id or 0

    other = helpline.database.write_now(asks_too)
    take(helpline, "peragaan-budi", other)
    right = handover.Corrected(Urgency.CRITICAL, service=Service.EMERGENCY)
    with pytest.raises(NotNow):
        helpline.database.write_now(lambda db: handover.correct(db, helpline.vault, other, budi, right, helpline.now))
