"""What is held out beyond the office can be read, heard and taken there, and by nobody else (SAFETY R25)."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.desk.listener import Change, Listener
from bot.desk.live import Mark, changes
from bot.errors import NotPermitted
from bot.store import queues
from bot.store.arrivals import seen_now
from bot.store.tables import Entry, Line, Offer, Ticket
from bot.store.work_tables import Mention
from bot.tickets import opened
from tests.cases.desk import DANGER, asked, enrol, entries, send_home, sweep_offers, take, ticket
from tests.desk.test_pages import reader
from tests.world import Helpline


def sees(helpline: Helpline, login: str, number: int) -> bool:
    """May this officer open that ticket at the desk?"""
    with helpline.reading() as db:
        return queues.ticket_id(db, reader(helpline, login), db.get_one(Ticket, number).code) == number


def in_queue(helpline: Helpline, login: str, queue: str) -> list[int]:
    """The tickets of one queue."""
    with helpline.reading() as db:
        return [row.ticket_id for row in queues.rows(db, reader(helpline, login), queue)]


def since(helpline: Helpline) -> Mark:
    """Up to where the store stands now."""
    with helpline.reading() as db:
        lines, happened, named, offers = (seen_now(db, kind) for kind in (Line, Entry, Mention, Offer))
        return Mark(lines, happened, named, offers)


def heard_by(helpline: Helpline, login: str, mark: Mark) -> Listener:
    """What an open page of this officer hears of all that happened since."""
    listener = Listener(reader(helpline, login), None, login)
    with helpline.reading() as db:
        for change in changes(db, mark, set()):
            listener.tell(change)
    return listener


@pytest.fixture
def alone(helpline: Helpline) -> int:
    """Nobody of the ministry is there; one officer of the Red Cross is."""
    send_home(helpline)
    return enrol(helpline, "wati", "palang_merah.health")


def test_r25_a_life_in_danger_held_out_across_organisations_is_read_and_taken_there(
    helpline: Helpline, alone: int
) -> None:
    enrol(helpline, "wayan", "palang_merah.health", presence="off")
    mark = since(helpline)
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    assert asked(helpline, number) == {alone}
    assert entries(helpline, number, "crossed") == [("life_in_danger", None)]
    assert (sees(helpline, "wati", number), sees(helpline, "wayan", number)) == (True, False)
    assert in_queue(helpline, "wati", "offered") == [number]
    take(helpline, "wati", number)
    assert ticket(helpline, number).owner_id == alone
    assert sees(helpline, "wati", number)
    page = heard_by(helpline, "wati", mark)
    assert [one.ticket_id for one in page.changes.values()] == [number]


def test_a_page_rings_when_a_ticket_is_held_out_to_its_officer_and_hears_when_it_is_gone(
    helpline: Helpline, alone: int
) -> None:
    second = enrol(helpline, "wulan", "palang_merah.blood")
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    sweep_offers(helpline)
    mark = since(helpline)
    page = Listener(reader(helpline, "wulan"), None, "wulan")

    def again(db: Session) -> None:
        for offer in db.exec(select(Offer).where(Offer.officer_id == second)):
            offer.state = "expired"
        db.add(Offer(ticket_id=number, officer_id=second, at=helpline.now, expires_at=helpline.now))

    helpline.database.write_now(again)
    assert [one.fresh for one in told(helpline, page, mark)] == [True]
    take(helpline, "wati", number)
    assert [(one.fresh, one.free) for one in told(helpline, page, mark)] == [(False, False)]
    helpline.hears("halo?")
    assert told(helpline, page, mark) == []


def told(helpline: Helpline, page: Listener, mark: Mark) -> list[Change]:
    """What this page hears of all that happened since the mark, which moves on."""
    page.changes.clear()
    with helpline.reading() as db:
        for change in changes(db, mark, set()):
            page.tell(change)
    return list(page.changes.values())


def test_a_lead_who_was_rung_up_finds_the_ticket_until_they_have_opened_it(helpline: Helpline) -> None:
    send_home(helpline)
    lead = enrol(helpline, "lina", "palang_merah.psychosocial", "lead", "off", on_call=True)
    enrol(helpline, "luh", "palang_merah.psychosocial", "lead", "off")
    mark = since(helpline)
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    sweep_offers(helpline)
    assert ("on_call_lead", lead) in entries(helpline, number, "rung_up")
    assert in_queue(helpline, "lina", "called") == [number]
    assert (sees(helpline, "lina", number), sees(helpline, "luh", number)) == (True, False)
    assert heard_by(helpline, "lina", mark).called == {ticket(helpline, number).code}
    helpline.database.write_now(lambda db: opened(db, number, helpline.officer("lina"), helpline.now))
    assert in_queue(helpline, "lina", "called") == []
    take(helpline, "lina", number)
    assert ticket(helpline, number).owner_id == lead


def test_r25_what_a_lead_of_another_organisation_was_rung_up_for_is_theirs_only_while_a_life_is_in_danger(
    helpline: Helpline,
) -> None:
    send_home(helpline)
    enrol(helpline, "lina", "palang_merah.psychosocial", "lead", "off", on_call=True)
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    sweep_offers(helpline, timedelta(seconds=1))

    def calm(db: Session) -> None:
        db.get_one(Ticket, number).urgency = 2

    helpline.database.write_now(calm)
    assert not sees(helpline, "lina", number)
    with pytest.raises(NotPermitted):
        take(helpline, "lina", number)
