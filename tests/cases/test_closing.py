"""How a ticket may end: with an outcome and a note, and never because somebody in danger fell silent."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot import tickets
from bot.errors import NeverForSilence, NoteMissing, SecondContact
from bot.store.tables import Ticket
from tests.cases.desk import DANGER, enrol, take, ticket
from tests.world import Helpline


def close(helpline: Helpline, login: str, number: int, outcome: str = "helped", note: str = "Selesai.") -> None:
    """An officer closes what they hold."""
    officer = helpline.officer(login)
    helpline.database.write_now(
        lambda db: tickets.close(db, helpline.vault, number, officer, outcome, note, helpline.now)
    )


def writes(helpline: Helpline, login: str, number: int, words: str) -> None:
    """An officer writes to the person, and the line leaves."""
    officer = helpline.officer(login)
    helpline.database.write_now(lambda db: tickets.reply(db, helpline.vault, number, officer, words, helpline.now))
    helpline.shows()


@pytest.fixture
def number(helpline: Helpline) -> int:
    """Somebody in danger, whom Budi answers."""
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    take(helpline, "peragaan-budi", number)
    return number


def test_a_ticket_is_closed_with_a_note_of_what_was_done(helpline: Helpline, number: int) -> None:
    with pytest.raises(NoteMissing):
        close(helpline, "peragaan-budi", number, note="  ")
    assert ticket(helpline, number).status == "taken"
    close(helpline, "peragaan-budi", number)
    assert ticket(helpline, number).status == "closed"


def test_r23_a_ticket_of_danger_is_not_closed_because_nobody_answers(helpline: Helpline, number: int) -> None:
    with pytest.raises(NeverForSilence):
        close(helpline, "peragaan-budi", number, "no_answer")

    def calm(db: Session) -> None:
        # Its urgency was lowered; that it told of violence stays.
        db.get_one(Ticket, number).urgency = 1

    helpline.database.write_now(calm)
    helpline.now += timedelta(days=90)
    with pytest.raises(NeverForSilence):
        close(helpline, "peragaan-budi", number, "no_answer")
    close(helpline, "peragaan-budi", number, "referred")
    assert ticket(helpline, number).outcome == "referred"


def test_r18_who_thinks_of_ending_life_is_let_go_by_a_trained_officer_after_a_second_contact(
    helpline: Helpline,
) -> None:
    enrol(helpline, "wati", "palang_merah.psychosocial", training=["suicide"])
    helpline.hears("saya ingin mati saja")
    number = helpline.tickets()[0].id or 0
    take(helpline, "wati", number)
    writes(helpline, "wati", number, "Saya membaca. Saya menemani Anda.")
    with pytest.raises(SecondContact):
        close(helpline, "wati", number)
    helpline.hears("saya sudah di rumah kakak")
    writes(helpline, "wati", number, "Terima kasih sudah menulis lagi.")

    def untrained(db: Session) -> None:
        db.get_one(Ticket, number).owner_id = helpline.officer("peragaan-fajar").id

    helpline.database.write_now(untrained)
    with pytest.raises(SecondContact):
        close(helpline, "peragaan-fajar", number)
    helpline.database.write_now(lambda db: setattr(db.get_one(Ticket, number), "owner_id", helpline.officer("wati").id))
    close(helpline, "wati", number)
    assert ticket(helpline, number).status == "closed"
