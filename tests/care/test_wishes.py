"""The digest as a shift begins, quiet hours, and the tour of the first day."""

import pytest

from bot.store.care_tables import OfficerWish
from tests.care.conftest import ANI, DEWI, HELP, hired, taken
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline


async def test_a_shift_begins_with_a_digest_and_a_break_does_not(desk: Desk, helpline: Helpline) -> None:
    held = taken(helpline, HELP, ANI)
    helpline.hears(HELP, who="siti")
    async with desk.client() as client:
        enter(desk, client, ANI)
        back = await press(client, "/desk/", "/desk/presence", presence="off")
        begun = await press(client, "/desk/", "/desk/presence", presence="on")
        page = await client.get("/desk/digest")
        again = await press(client, "/desk/", "/desk/presence", presence="away")
        rested = await press(client, "/desk/", "/desk/presence", presence="on")
    assert back.headers["location"] == "/desk/?said=presence_off"
    assert begun.headers["location"] == "/desk/digest?said=presence_on"
    assert held.code in page.text
    assert "Belum dipegang siapa pun" in page.text
    assert [answer.headers["location"][:7] for answer in (again, rested)] == ["/desk/?", "/desk/?"]


async def test_the_digest_tells_a_newcomer_to_practise_first(desk: Desk, helpline: Helpline) -> None:
    hired(helpline, "siti", ANI)
    async with desk.client() as client:
        enter(desk, client, "siti")
        page = await client.get("/desk/digest")
    assert "Latihan dulu:" in page.text


async def test_the_digest_counts_from_the_last_one(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP, who="siti")
    async with desk.client() as client:
        enter(desk, client, DEWI)
        first = await client.get("/desk/digest")
        second = await client.get("/desk/digest")
    assert "1 tiket dibuka sejak" in first.text
    assert "0 tiket dibuka sejak" in second.text


@pytest.mark.parametrize(
    ("starts", "ends", "kept"),
    [
        ("22:00", "05:00", "22:00-05:00"),
        ("", "", ""),
        ("22:00", "", ""),
        ("25:00", "05:00", ""),
        ("08:00", "08:00", ""),
    ],
)
async def test_quiet_hours_are_each_officers_own(
    desk: Desk, helpline: Helpline, starts: str, ends: str, kept: str
) -> None:
    async with desk.client() as client, desk.client() as other:
        enter(desk, client, ANI)
        enter(desk, other, DEWI)
        await press(client, "/desk/wishes", "/desk/wishes", **{"from": starts, "until": ends})
        mine, theirs = await client.get("/desk/"), await other.get("/desk/")
    assert f'data-quiet="{kept}"' in mine.text
    assert 'data-quiet=""' in theirs.text


async def test_the_tour_is_read_once_and_leads_on_to_the_practice(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        enter(desk, client, ANI)
        page = await client.get("/desk/tour")
        done = await press(client, "/desk/tour", "/desk/tour")
    assert "Ctrl Enter mengirim" in page.text
    assert done.headers["location"] == "/desk/training?said=toured"
    with helpline.reading() as db:
        kept = db.get_one(OfficerWish, helpline.officer(ANI).id)
    assert kept.toured_at == helpline.now
