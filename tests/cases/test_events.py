"""A declared event marks the tickets of its place; first looks set urgencies right before anybody answers."""

import pytest
from sqlmodel import Session

from bot import events
from bot.errors import NotNow, NotPermitted
from bot.handover import Corrected
from bot.store.tables import Ticket
from flows.words import Urgency
from tests.cases.desk import asked, enrol, entries, sweep_offers, ticket
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
            lambda db: events.first_look(db, number, gita, Corrected(Urgency.LOW), helpline.now)
        )
    helpline.database.write_now(
        lambda db: events.first_look(db, number, gita, Corrected(Urgency.CRITICAL), helpline.now)
    )
    seen = ticket(helpline, number)
    assert (seen.urgency, seen.status, seen.owner_id, seen.looked_at) == (3, "new", None, helpline.now)
    assert entries(helpline, number, "looked") == [("P1>P0", looker)]
    sweep_offers(helpline)
    assert asked(helpline, number)
    assert looker not in asked(helpline, number)
