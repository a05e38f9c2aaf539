"""A queue of more than one page: nothing is shown twice or left out, whatever happens between two pages."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.async_api import Page, Route, expect
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.finding import keep_names
from bot.store import paging, queues
from bot.store.filters import ANY, Filter
from bot.store.places import START, Place, place_from
from bot.store.tables import Ticket
from flows.words import Heard
from tests.desk.conftest import Desk, enter, furnish
from tests.desk.test_browser import log_in
from tests.desk.test_pages import ANI, HELP, code_of, reader
from tests.world import Helpline

MANY = 120


def fill(helpline: Helpline) -> None:
    """So many people wrote, a few in the same instant; every third is in danger."""
    for number in range(MANY):
        helpline.hears(HELP if number % 3 == 0 else "petugas", who=f"orang{number}")

    def same_instants(db: Session) -> None:
        for ticket in db.exec(select(Ticket)):
            ticket.queued_at = helpline.now - timedelta(seconds=(ticket.id or 0) // 7)

    helpline.database.write_now(same_instants)


@pytest.fixture
def filled(database_url: str) -> Iterator[Helpline]:
    """A long queue in each store."""
    made = Helpline(database_url)
    furnish(made)
    fill(made)
    yield made
    made.close()


def turned(helpline: Helpline, queue: str, narrowed: Filter = ANY) -> list[paging.Paged]:
    """Every page of a queue, from the first to the last."""
    pages, place = [], START
    while True:
        with helpline.reading() as db:
            pages.append(paging.page(db, reader(helpline, ANI), queue, narrowed, place))
        if pages[-1].later is None:
            return pages
        place = pages[-1].later


def everything(helpline: Helpline, queue: str, narrowed: Filter = ANY) -> list[str]:
    """The whole queue in its order, read at once."""
    with helpline.reading() as db:
        return [row.code for row in queues.rows(db, reader(helpline, ANI), queue, narrowed, most=1000)]


@pytest.mark.parametrize("queue", ["unassigned", "office", "escalated", "closed"])
def test_the_pages_together_are_the_queue_forwards_and_backwards(filled: Helpline, queue: str) -> None:
    if queue == "closed":
        filled.database.write_now(
            lambda db: db.exec(update(Ticket).values(closed_at=Ticket.queued_at, status="closed"))
        )
    if queue == "escalated":
        filled.database.write_now(lambda db: db.exec(update(Ticket).values(escalated_at=filled.now)))
    whole, pages = everything(filled, queue), turned(filled, queue)
    assert len(whole) == MANY
    assert [row.code for one in pages for row in one.rows] == whole
    assert [(one.first, one.last) for one in pages] == [(1, 50), (51, 100), (101, 120)]
    back = pages[2].earlier
    assert back is not None
    with filled.reading() as db:
        middle = paging.page(db, reader(filled, ANI), queue, ANY, back)
        assert middle.earlier is not None
        first = paging.page(db, reader(filled, ANI), queue, ANY, middle.earlier)
    assert [row.code for row in middle.rows] == whole[50:100]
    assert ([row.code for row in first.rows], first.earlier) == (whole[:50], None)


def test_a_narrowed_queue_turns_and_counts_what_it_shows(filled: Helpline) -> None:
    filled.database.write_now(lambda db: db.exec(update(Ticket).values(country="MY")))
    narrowed = Filter(country="MY", urgency="3")
    assert len(everything(filled, "office", narrowed)) == MANY // 3
    pages = turned(filled, "office", Filter(country="MY"))
    assert [len(one.rows) for one in pages] == [50, 50, 20]
    with filled.reading() as db:
        assert queues.count(db, reader(filled, ANI), "office", narrowed, most=999) == MANY // 3
        assert queues.count(db, reader(filled, ANI), "office", Filter(country="SA"), most=999) == 0


def test_what_happens_between_two_pages_neither_repeats_nor_hides_a_row(filled: Helpline) -> None:
    [first, *_rest] = turned(filled, "office")
    whole = everything(filled, "office")
    filled.hears(HELP, who="baru")
    gone, moved = whole[3], whole[10]

    def change(db: Session) -> None:
        db.exec(update(Ticket).where(col(Ticket.code) == gone).values(closed_at=filled.now, status="closed"))
        later = filled.now + timedelta(hours=1)
        db.exec(update(Ticket).where(col(Ticket.code) == moved).values(queued_at=later))
        # Even the row at the page's edge may go.
        db.exec(update(Ticket).where(col(Ticket.code) == whole[49]).values(closed_at=filled.now, status="closed"))

    filled.database.write_now(change)
    assert first.later is not None
    with filled.reading() as db:
        second = paging.page(db, reader(filled, ANI), "office", ANY, first.later)
    assert [row.code for row in second.rows] == whole[50:100]
    assert second.first == 50


def test_an_address_that_names_no_place_is_the_start_of_the_queue() -> None:
    for wrong in ("", "4.1.ABCDEF", "3.x.ABCDEF", "3.1.abc'--", "3.99999999999999999.A", "3.1"):
        assert place_from({"after": wrong}) == START


def test_a_place_is_written_as_it_is_read(helpline: Helpline) -> None:
    place = Place("before", 2, helpline.now, "K7D4R2")
    name, _, value = place.query[1:].partition("=")
    assert place_from({name: value}) == place


async def test_without_a_script_links_lead_from_page_to_page_and_a_ticket_keeps_its_page_beside_it(
    desk: Desk, helpline: Helpline
) -> None:
    fill(helpline)
    whole = everything(helpline, "office")
    async with desk.client() as client:
        enter(desk, client)
        first = (await client.get("/desk/?queue=office")).text
        on = re.findall(r'id="turn-on" href="([^"]+)"', first)[0].replace("&amp;", "&")
        second = (await client.get(on)).text
        beside = (await client.get(f"/desk/t/{whole[60]}?{on.partition('?')[2]}")).text
        narrowed = (await client.get("/desk/?queue=office&urgency=3")).text
    assert "1–50 dari 120" in first
    assert "51–100 dari 120" in second
    assert [f'id="row-{code}"' in second for code in whole[48:52]] == [False, False, True, True]
    assert f'id="row-{whole[51]}"' in beside
    assert 'class="turn"' not in narrowed


async def test_a_search_that_finds_too_many_says_so(desk: Desk, helpline: Helpline) -> None:
    for number in range(51):
        heard = Heard("simulator", f"siti{number}", f"s{number}", helpline.now, text=HELP, name="Siti Aminah")
        helpline.inbox.receive_now(heard)
    helpline.database.write_now(lambda db: keep_names(db, helpline.vault, helpline.now))
    async with desk.client() as client:
        enter(desk, client)
        shown = (await client.get("/desk/")).text
        token = re.findall(r'name="csrf" value="([^"]+)"', shown)[0]
        found = await client.post("/desk/search", data={"csrf": token, "q": "siti aminah"})
    assert found.text.count('class="row ') == queues.PAGE
    assert "Hanya 50 yang pertama ditampilkan" in found.text


async def test_j_and_k_cross_the_edge_of_a_page_and_a_later_page_says_that_something_new_came(
    page: Page, address: str, helpline: Helpline
) -> None:
    fill(helpline)
    whole = everything(helpline, "unassigned")
    await log_in(page, address)
    await page.goto(f"{address}/desk/?queue=unassigned")
    await page.locator(f"#row-{whole[49]}").focus()
    await page.keyboard.press("j")
    await expect(page.locator(f"#row-{whole[50]}")).to_be_focused()
    await expect(page.locator(f"#row-{whole[49]}")).to_have_count(0)
    await expect(page.locator("#newer")).to_be_hidden()
    helpline.hears(HELP, who="baru")
    await expect(page.locator("#newer")).to_be_visible()
    await expect(page.locator(f"#row-{code_of(helpline, 'baru')}")).to_have_count(0)
    await page.keyboard.press("k")
    await expect(page.locator(f"#row-{whole[49]}")).to_be_focused()


async def test_a_later_page_says_so_too_where_it_came_before_the_page_listened(
    page: Page, address: str, helpline: Helpline
) -> None:
    fill(helpline)
    whole = everything(helpline, "unassigned")
    await log_in(page, address)

    async def late(route: Route) -> None:
        helpline.hears(HELP, who="baru")
        await route.continue_()

    await page.route("**/desk/live*", late, times=1)
    with helpline.reading() as db:
        second = paging.page(db, reader(helpline, ANI), "unassigned", ANY, START).later
    assert second is not None
    await page.goto(f"{address}/desk/?queue=unassigned{second.query}")
    await expect(page.locator(f"#row-{whole[50]}")).to_be_visible()
    await expect(page.locator("#newer")).to_be_visible()


async def test_with_a_ticket_open_j_opens_the_first_ticket_of_the_next_page(
    page: Page, address: str, helpline: Helpline
) -> None:
    fill(helpline)
    whole = everything(helpline, "office")
    await log_in(page, address)
    await page.goto(f"{address}/desk/t/{whole[49]}?queue=office")
    await page.locator("#scroll").focus()
    await page.keyboard.press("j")
    await expect(page.locator("#head h1")).to_have_text(whole[50])
    await page.keyboard.press("k")
    await expect(page.locator("#head h1")).to_have_text(whole[49])


def test_every_row_of_a_long_queue_is_reached_once(filled: Helpline) -> None:
    with filled.reading() as db:
        there = set(db.exec(select(Ticket.code)))
    seen = [row.code for one in turned(filled, "office") for row in one.rows]
    assert (len(seen), set(seen)) == (len(there), there)
