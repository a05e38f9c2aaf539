"""What open desks hear: codes at once, nobody else's, and nothing once the login has ended."""

import asyncio
import json
from collections.abc import AsyncGenerator

import httpx
import pytest
from sqlmodel import col, delete

from bot.desk import pages
from bot.desk.live import Listener, Mark, Watch, changes
from bot.store.tables import DeskSession
from tests.desk.conftest import Desk, enter, serving
from tests.desk.test_pages import ANI, CITRA, HELP, code_of, reader
from tests.world import Helpline


async def events(desk: Desk, address: str, name: str = ANI) -> AsyncGenerator[tuple[str, str], None]:
    """The events that one open desk hears."""
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        enter(desk, client, name)
        async with client.stream("GET", "/desk/live") as answer:
            kind = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield kind, line.removeprefix("data: ")


async def test_a_new_ticket_is_told_within_a_second_as_a_row_without_words(desk: Desk, helpline: Helpline) -> None:
    async with serving(desk) as address:
        heard = events(desk, address)
        assert (await anext(heard))[0] == "hello"
        await asyncio.sleep(0.2)
        await asyncio.to_thread(helpline.hears, HELP)
        kind, data = await asyncio.wait_for(anext(heard), 2.5)
        await heard.aclose()
    told = json.loads(data)
    assert (kind, told[0]["code"], told[0]["priority"]) == ("changed", code_of(helpline), "P0")
    assert "dipukul" not in data


async def test_r25_a_desk_of_another_organisation_hears_nothing(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    with helpline.reading() as db:
        found = changes(db, Mark(), set())
    ours, theirs = (Listener(reader(helpline, login), None, login) for login in (ANI, CITRA))
    for change in found:
        ours.tell(change)
        theirs.tell(change)
    assert [change.row.code for change in ours.changes.values()] == [code_of(helpline)]
    assert (theirs.changes, theirs.woken.is_set()) == ({}, False)


async def test_a_stream_ends_with_its_login(desk: Desk, helpline: Helpline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "HEARTBEAT", 0.1)
    async with serving(desk) as address:
        heard = events(desk, address)
        assert (await anext(heard))[0] == "hello"
        helpline.database.write_now(lambda db: db.exec(delete(DeskSession).where(col(DeskSession.id) > 0)))
        assert await asyncio.wait_for(anext(heard), 5) == ("ended", "{}")
        await heard.aclose()


def test_who_else_looks_at_a_ticket_is_told_by_name(helpline: Helpline, desk: Desk) -> None:
    watch: Watch = desk.frame.watch
    watch.listeners |= {Listener(reader(helpline, login), 7, login) for login in (ANI, CITRA)}
    assert watch.looking_at(7, but=reader(helpline, ANI).officer_id) == (CITRA,)
    assert watch.looking_at(8, but=0) == ()
