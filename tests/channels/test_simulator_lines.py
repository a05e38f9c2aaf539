"""Lines on their way to the telephones of the simulator."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.channels.simulator.telephones import LINES_KEPT, Line, Telephones
from flows.words import Outgoing
from tests.channels.simulator_peer import SITI, Peer, served

BUDI = "telepon-budi-0001"


async def next_of(lines: AsyncIterator[Line | None], many: int) -> list[str]:
    """The texts of the next lines."""
    async with asyncio.timeout(10):
        found = [await anext(lines) for _ in range(many)]
    return [line.text for line in found if line]


def put(desk: Telephones, text: str, address: str = SITI) -> int:
    return desk.put(address, Outgoing(text), 1)


async def test_lines_come_in_order_and_only_to_their_telephone() -> None:
    desk = Telephones()
    put(desk, "satu")
    put(desk, "untuk Budi", BUDI)
    put(desk, "dua")
    assert await next_of(desk.follow(SITI, 0, 1), 2) == ["satu", "dua"]


async def test_a_line_that_comes_while_a_page_listens_is_seen_by_every_page_of_the_telephone() -> None:
    desk = Telephones()
    pages = [desk.follow(SITI, 0, 1) for _ in range(2)]
    waiting = [asyncio.create_task(next_of(page, 1)) for page in pages]
    await asyncio.sleep(0)
    put(desk, "satu")
    assert await asyncio.gather(*waiting) == [["satu"], ["satu"]]


async def test_what_a_page_has_seen_is_not_shown_again() -> None:
    desk = Telephones()
    first = put(desk, "satu")
    put(desk, "dua")
    assert await next_of(desk.follow(SITI, first, 1), 1) == ["dua"]


async def test_a_quiet_line_gives_a_sign_of_life() -> None:
    lines = Telephones().follow(SITI, 0, 0.01)
    assert await anext(lines) is None


async def test_only_the_last_lines_of_a_telephone_are_kept() -> None:
    desk = Telephones()
    for number in range(LINES_KEPT + 5):
        put(desk, str(number))
    assert (await next_of(desk.follow(SITI, 0, 1), 1)) == ["5"]


async def test_the_telephone_used_longest_ago_is_forgotten_first() -> None:
    desk = Telephones(kept=2)
    for address in (SITI, BUDI, "telepon-dewi-0001"):
        put(desk, address, address)
    assert await next_of(desk.follow(BUDI, 0, 1), 1) == [BUDI]
    assert await anext(desk.follow(SITI, 0, 0.01)) is None


@asynccontextmanager
async def listening(url: str, last_seen: str = "", address: str = SITI) -> AsyncIterator[AsyncIterator[str]]:
    """The rows of a telephone's events."""
    headers = {"x-telephone": address, "last-event-id": last_seen}
    async with (
        httpx.AsyncClient(timeout=5) as client,
        client.stream("GET", f"{url}/simulator/lines", headers=headers) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer.aiter_lines()


async def event(rows: AsyncIterator[str]) -> dict[str, str]:
    """The next event that carries a line."""
    found: dict[str, str] = {}
    async for row in rows:
        name, _colon, value = row.partition(": ")
        if not row and "data" in found:
            return found
        found[name] = value
    return found


async def test_a_line_reaches_a_listening_page_with_its_choices_and_turn() -> None:
    peer = Peer()
    async with served(peer) as url, listening(url) as rows:
        vendor_id = await peer.says("Bisa bicara\nsekarang?", "Bisa", "Nanti", turn=4, asks=True)
        came = await event(rows)
    assert came["id"] == vendor_id
    line = json.loads(came["data"])
    assert (line["text"], line["choices"], line["turn"], line["asks"]) == (
        "Bisa bicara\nsekarang?",
        ["Bisa", "Nanti"],
        4,
        True,
    )


async def test_a_page_that_comes_back_gets_what_it_missed() -> None:
    peer = Peer()
    seen = await peer.says("satu")
    await peer.says("dua")
    async with served(peer) as url, listening(url, seen) as rows:
        assert json.loads((await event(rows))["data"])["text"] == "dua"


async def test_after_a_restart_a_page_with_an_old_number_misses_nothing() -> None:
    before, after = Peer(), Peer()
    seen = [await before.says(str(number)) for number in range(9)][-1]
    await after.says("sesudah")
    async with served(after) as url, listening(url, seen) as rows:
        assert json.loads((await event(rows))["data"])["text"] == "sesudah"


async def test_a_server_that_stops_does_not_wait_for_pages_that_listen() -> None:
    peer = Peer()
    async with served(peer) as url, listening(url) as rows:
        assert await anext(rows) == ": tersambung"
        peer.simulator.hang_up()
        async with asyncio.timeout(10):
            assert [row async for row in rows if row] == []


@pytest.mark.parametrize("address", ["", "x", "a b c d e f g h", "é" * 8])
async def test_a_listener_without_a_telephone_is_refused(address: str) -> None:
    async with Peer().client() as client:
        answer = await client.get("/simulator/lines", headers=httpx.Headers({"x-telephone": address}, encoding="utf-8"))
    assert answer.status_code == 400


async def test_an_address_stands_in_no_url_of_the_page() -> None:
    peer = Peer()
    paths = {getattr(route, "path", "") for route in peer.simulator.routes()}
    assert not any("address" in path or "phone" in path for path in paths)
