"""What the desk asks of the store gives the same on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.bell import Bell
from bot.desk.search import matching
from bot.desk.tally import Tally
from bot.finding import keep_names
from bot.permits import Role
from bot.store import filters, queues, reading
from bot.store.places import START
from bot.store.tables import Offer, Officer, Ticket
from flows.words import Heard
from tests.desk.conftest import furnish
from tests.desk.test_pages import ANI, DEWI, HELP, reader
from tests.world import Helpline


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    furnish(made)
    made.inbox.receive_now(Heard("simulator", "siti", "m-siti", made.now, text=HELP, name="Siti Aminah"))
    made.hears("petugas", who="rini")
    made.database.write_now(lambda db: keep_names(db, made.vault, made.now))
    yield made
    made.close()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.INTERPRETER, Role.ADMIN])
def test_every_queue_of_every_role_lists_as_many_as_it_counts(helpline: Helpline, role: Role) -> None:
    who = replace(reader(helpline, ANI), role=role)
    with helpline.reading() as db:
        listed = {queue: len(queues.rows(db, who, queue)) for queue in queues.QUEUES}
        assert listed == {queue: queues.count(db, who, queue) for queue in queues.QUEUES}


async def test_what_nobody_has_is_read_once_for_an_office_and_is_each_officers_own_list(helpline: Helpline) -> None:
    bell, here = Bell(), reader(helpline, ANI)
    bell.hang()
    tally = Tally(bell)
    with helpline.reading() as db:
        ticket = helpline.tickets("rini")[0]
        office = db.exec(select(Officer)).all()
        readers = [replace(here, officer_id=one.id or 0, office_id=one.office_id) for one in office]
        readers = [one for one in readers if one.office_id == ticket.office_id]
    assert len(readers) > 1
    offer = Offer(ticket_id=ticket.id or 0, officer_id=readers[0].officer_id, at=helpline.now, expires_at=helpline.now)
    helpline.database.write_now(lambda db: db.add(offer))
    with helpline.reading() as db:
        for who in readers:
            seen, _mark = tally.page(db, who, "unassigned", filters.ANY, START, helpline.now)
            assert seen.rows == queues.rows(db, who, "unassigned")
            offered = {row.ticket_id for row in seen.rows if row.offered}
            assert ticket.id in offered or who is not readers[0]
        assert len(tally.fronts) == 1


async def test_a_list_that_was_read_for_an_office_is_read_anew_after_the_bell(helpline: Helpline) -> None:
    bell, who = Bell(), reader(helpline, ANI)
    bell.hang()
    tally = Tally(bell)
    with helpline.reading() as db:
        before, mark = tally.page(db, who, "unassigned", filters.ANY, START, helpline.now)
    helpline.hears("petugas", who="tuti")
    bell.ring()
    await asyncio.sleep(0)
    with helpline.reading() as db:
        after, later = tally.page(db, who, "unassigned", filters.ANY, START, helpline.now)
        assert after.rows == queues.rows(db, who, "unassigned")
    assert (after.rows, later) != (before.rows, mark)


def test_the_gravest_stands_first_and_a_filter_leaves_the_others_out(helpline: Helpline) -> None:
    who = reader(helpline, DEWI)
    with helpline.reading() as db:
        shown = queues.rows(db, who, "office")
        narrowed = queues.rows(db, who, "office", narrowed=filters.Filter(urgency="3"))
    assert [row.urgency.priority for row in shown] == ["P0", "P1"]
    assert narrowed == shown[:1]


def test_what_is_closed_leaves_the_open_queues_and_stands_newest_first(helpline: Helpline) -> None:
    who = reader(helpline, DEWI)

    def close(db: Session) -> None:
        for place, name in enumerate(("siti", "rini")):
            ticket = db.get_one(Ticket, helpline.tickets(name)[0].id)
            ticket.status, ticket.closed_at = "closed", helpline.now + timedelta(minutes=place)

    helpline.database.write_now(close)
    with helpline.reading() as db:
        assert queues.rows(db, who, "office") == ()
        assert [row.code for row in queues.rows(db, who, "closed")] == [
            helpline.tickets(name)[0].code for name in ("rini", "siti")
        ]


def test_a_name_a_sheet_and_a_filter_are_found_again(helpline: Helpline) -> None:
    who, code = reader(helpline, ANI), helpline.tickets("siti")[0].code
    helpline.database.write_now(lambda db: filters.save(db, who.officer_id, who.office_id, "Gawat", "queue=mine", True))
    with helpline.reading() as db:
        assert [row.code for row in matching(db, helpline.vault, who, "Aminah")] == [code]
        sheet = reading.sheet(db, helpline.vault, who, code)
        assert sheet is not None
        assert queues.same_contact(db, who, sheet.ticket_id) == ()
        assert [one.name for one in filters.saved(db, who.officer_id, who.office_id)] == ["Gawat"]
        assert len(queues.other_offices(queues.offices(db), who)[1]) > 5
