"""What an officer reads of a ticket's past, and what reading a ticket costs the store."""

from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.desk.history import passages
from bot.store.reading import Happened
from tests.desk.conftest import Desk, enter
from tests.world import NOON, Helpline

MOST_STATEMENTS = 32
"""Of one opening: who asks, the reading written down, and the page. The page alone takes twenty."""


def happened(*kinds: str) -> list[Happened]:
    return [
        Happened(NOON + timedelta(minutes=number), kind, "", "Ani" if kind == "opened_by" else "")
        for number, kind in enumerate(kinds)
    ]


def test_a_long_night_of_offers_is_one_line_and_nothing_of_it_is_left_out() -> None:
    night = happened("opened", "sign", *("offered", "offer_expired", "offer_expired") * 40, "taken", "replied")
    runs = passages(night)
    assert [(run.kind, len(run.entries), run.folded) for run in runs] == [
        ("", 1, False),
        ("", 1, False),
        ("offers", 120, True),
        ("", 1, False),
        ("", 1, False),
    ]
    assert [one for run in runs for one in run.entries] == night


def test_two_offers_stay_two_lines_and_what_lies_between_is_never_folded_in() -> None:
    runs = passages(happened("offered", "offer_expired", "raised", "offered", "offered", "offered", "opened_by"))
    assert [run.kind for run in runs] == ["", "", "", "offers", ""]


async def test_the_page_shows_the_folded_offers_with_every_entry_inside(desk: Desk, helpline: Helpline) -> None:
    helpline.hears("tolong saya dipukul majikan")
    code = helpline.tickets("budi")[0].code
    async with desk.client() as client:
        enter(desk, client)
        for _time in range(4):
            page = await client.get(f"/desk/t/{code}")
    assert page.text.count("Dibuka untuk dibaca · Ani") == 4
    assert "Dibuka untuk dibaca (4)" in page.text


async def test_a_ticket_is_read_in_few_statements(desk: Desk, helpline: Helpline) -> None:
    helpline.hears("tolong saya dipukul majikan")
    code = helpline.tickets("budi")[0].code
    said: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    async with desk.client() as client:
        enter(desk, client)
        await client.get(f"/desk/t/{code}")
        event.listen(Engine, "before_cursor_execute", count)
        try:
            assert (await client.get(f"/desk/t/{code}")).status_code == 200
        finally:
            event.remove(Engine, "before_cursor_execute", count)
    assert len(said) <= MOST_STATEMENTS, said
