"""Ways of looking: a queue narrowed by codes, kept under a name, shared with the office, and what a row tells."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session

from bot.desk.listener import Listener
from bot.desk.words import WORDS
from bot.store import queues
from bot.store.filters import Filter, filter_from
from bot.store.tables import Office, Ticket
from flows.words import Urgency
from tests.desk.conftest import Desk, enter, press
from tests.desk.test_pages import ANI, BUDI, CITRA, HELP, code_of, reader
from tests.world import Helpline


@pytest.fixture
def two(helpline: Helpline) -> tuple[str, str]:
    """The codes of a ticket in danger and of one that only asks for somebody."""
    helpline.hears(HELP, who="siti")
    helpline.hears("petugas", who="rini")
    return code_of(helpline, "siti"), code_of(helpline, "rini")


async def test_a_queue_is_narrowed_by_codes_and_stays_so_beside_a_ticket(
    desk: Desk, helpline: Helpline, two: tuple[str, str]
) -> None:
    grave, plain = two
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get("/desk/?queue=office&urgency=3")
        beside = await client.get(f"/desk/t/{grave}?queue=office&urgency=3")
    assert (f"row-{grave}" in page.text, f"row-{plain}" in page.text) == (True, False)
    assert f"row-{plain}" not in beside.text
    assert f"/desk/t/{grave}?queue=office&amp;urgency=3" in beside.text


async def test_what_is_done_in_a_narrowed_list_leads_back_to_it(
    desk: Desk, helpline: Helpline, two: tuple[str, str]
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        taken = await press(client, "/desk/", f"/desk/t/{two[0]}/take?queue=office&urgency=3")
    assert taken.headers["location"] == f"/desk/t/{two[0]}?queue=office&urgency=3&said=taken"


async def test_a_filter_is_kept_under_a_name_and_seen_by_the_office_only_when_shared(
    desk: Desk, helpline: Helpline
) -> None:
    async with desk.client() as ani, desk.client() as budi, desk.client() as citra:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        enter(desk, citra, CITRA)
        await press(ani, "/desk/", "/desk/filters?queue=office&urgency=3", name="Yang gawat")
        before = await budi.get("/desk/")
        await press(ani, "/desk/", "/desk/filters?queue=office&urgency=3", name="Yang gawat", shared="yes")
        mine, after, elsewhere = await ani.get("/desk/"), await budi.get("/desk/"), await citra.get("/desk/")
    assert "Yang gawat" not in before.text
    assert mine.text.count("queue=office&amp;urgency=3") == after.text.count("queue=office&amp;urgency=3") == 1
    assert "Yang gawat" not in elsewhere.text


async def test_only_its_owner_forgets_a_shared_filter(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        await press(ani, "/desk/", "/desk/filters?queue=office&urgency=3", name="Yang gawat", shared="yes")
        await press(budi, "/desk/", "/desk/filters/1/forget")
        still = await budi.get("/desk/")
        await press(ani, "/desk/", "/desk/filters/1/forget")
        gone = await budi.get("/desk/")
    assert ("Yang gawat" in still.text, "Yang gawat" in gone.text) == (True, False)


def test_what_is_no_code_narrows_nothing() -> None:
    asked = {"service": "x' OR 1", "urgency": "9", "country": "<b>", "language": "id", "unread": "yes"}
    assert filter_from(asked) == Filter(language="id")


async def test_a_row_tells_how_long_whatsapp_stays_open_and_when_a_word_is_due(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP, channel="whatsapp", who="whatsapp:+6281")
    office = reader(helpline, ANI).office_id
    # No invented officer is asked about a real person: the ticket is laid before her office by hand.
    helpline.database.write_now(lambda db: db.execute(update(Ticket).values(office_id=office, status="new")))
    async with desk.client() as client:
        enter(desk, client)
        helpline.now += timedelta(minutes=1)
        fresh = await client.get("/desk/?queue=office")
        helpline.now += timedelta(hours=25)
        enter(desk, client)
        old = await client.get("/desk/?queue=office")
    assert "WA terbuka 23 jam" in fresh.text
    assert "jawab dalam" in fresh.text
    assert "WA tertutup" in old.text
    assert "lewat" in old.text


def test_an_offices_hours_decide_when_an_ordinary_word_is_due(helpline: Helpline) -> None:
    helpline.hears("petugas", who="rini")

    def by_day_only(db: Session) -> None:
        db.execute(update(Ticket).values(urgency=int(Urgency.NORMAL)))
        office = db.get_one(Office, reader(helpline, ANI).office_id)
        office.profile = office.profile.replace("00:00-00:00", "09:00-17:00").replace("Asia/Jakarta", "UTC")

    helpline.database.write_now(by_day_only)
    with helpline.reading() as db:
        [row] = queues.rows(db, reader(helpline, ANI), "office")
    # Asked at noon: five hours are left today, three more tomorrow from nine.
    assert row.due_at == row.opened_at.replace(hour=12) + timedelta(days=1)


async def test_a_row_names_who_else_looks_at_it(desk: Desk, helpline: Helpline, two: tuple[str, str]) -> None:
    [ticket] = helpline.tickets("siti")
    desk.frame.watch.listeners.add(Listener(reader(helpline, BUDI), ticket.id, "Budi (peragaan)"))
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get("/desk/?queue=office")
    assert page.text.count("dilihat Budi (peragaan)") == 1


async def test_a_row_without_a_category_tells_the_gravest_sign_and_no_word_of_the_person(
    desk: Desk, helpline: Helpline
) -> None:
    helpline.hears("tolong saya dipukul majikan, paspor saya ditahan")
    async with desk.client() as client:
        enter(desk, client)
        shown = (await client.get("/desk/?queue=unassigned")).text
    assert "Darurat · kekerasan" in shown
    assert "dipukul" not in shown


def test_every_sign_of_a_row_has_a_word() -> None:
    assert set(queues.GRAVEST) <= set(WORDS["sign"])
