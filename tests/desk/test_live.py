"""What open desks hear: codes at once, nobody else's, and nothing once the login has ended."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session, col, delete, select

from bot import tickets
from bot.bell import Bell
from bot.desk import live, pages
from bot.desk.listener import Listener
from bot.desk.live import Mark, Watch, changes
from bot.store import looking, queues
from bot.store.tables import DeskSession, Officer
from bot.store.work_tables import Looking
from tests.desk.conftest import Desk, enter, serving
from tests.desk.test_pages import ANI, BUDI, CITRA, HELP, code_of, reader
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


def other_process(desk: Desk) -> Watch:
    """The desk of a second process over the same store."""
    return Watch(desk.helpline.database, Bell(), desk.clock, "other")


async def test_who_looks_is_known_in_every_process_and_goes_when_they_leave(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    ticket = helpline.tickets()[0].id or 0
    watch, other = desk.frame.watch, other_process(desk)
    try:
        with watch.listening(Listener(reader(helpline, ANI), ticket, "Ani (peragaan)")):
            with other.listening(budi := Listener(reader(helpline, BUDI), ticket, "Budi (peragaan)")):
                await until(lambda: watch.looking_at(ticket, but=0) == ("Ani (peragaan)", "Budi (peragaan)"))
                await until(lambda: budi.looks.get(code_of(helpline)) == ["Ani (peragaan)"])
                assert other.looking_at(ticket, but=budi.reader.officer_id) == ("Ani (peragaan)",)
            await until(lambda: watch.looking_at(ticket, but=0) == ("Ani (peragaan)",))
    finally:
        await watch.close()
        await other.close()
    with helpline.reading() as db:
        assert db.exec(select(Looking)).all() == []
    assert budi.changes == {}


async def test_a_page_that_comes_while_the_last_one_is_being_said_goodbye_is_told(
    desk: Desk, helpline: Helpline, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpline.hears(HELP)
    watch, ticket = desk.frame.watch, helpline.tickets()[0].id or 0
    tell_others, going, may_go = watch._tell_others, asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        goodbye = not watch.listeners
        await tell_others()
        if goodbye:
            going.set()
            await may_go.wait()

    monkeypatch.setattr(watch, "_tell_others", slowly)
    try:
        with watch.listening(Listener(reader(helpline, ANI), ticket, "Ani")):
            await watch.begun()
        await asyncio.wait_for(going.wait(), 5)
        with watch.listening(again := Listener(reader(helpline, ANI), ticket, "Ani")):
            await watch.begun()
            may_go.set()
            await asyncio.to_thread(helpline.hears, "dia datang lagi")
            await until(lambda: (ticket, True) in again.changes)
    finally:
        may_go.set()
        await watch.close()
    assert again.changes[ticket, True].fresh


async def test_a_process_that_died_is_believed_for_less_than_a_minute(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    ticket, budi = helpline.tickets()[0].id or 0, helpline.officer(BUDI).id or 0
    helpline.database.write_now(lambda db: looking.tell(db, "dead", [(budi, ticket)], helpline.now))
    with helpline.reading() as db:
        assert list(looking.elsewhere(db, "ours", helpline.now)) == [(budi, ticket)]
        assert looking.elsewhere(db, "dead", helpline.now) == {}
        assert looking.elsewhere(db, "ours", helpline.now + timedelta(seconds=51)) == {}
    later = helpline.now + timedelta(seconds=51)
    helpline.database.write_now(lambda db: looking.tell(db, "ours", [], later))
    with helpline.reading() as db:
        assert db.exec(select(Looking)).all() == []


async def test_looks_that_stay_the_same_are_told_again_only_now_and_then(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    watch, ticket = desk.frame.watch, helpline.tickets()[0].id or 0

    def told() -> datetime | None:
        with helpline.reading() as db:
            row = db.exec(select(Looking)).first()
            return row.until if row else None

    watch.listeners.add(Listener(reader(helpline, ANI), ticket, "Ani"))
    await watch._tell_others()
    first = told()
    helpline.now += timedelta(seconds=19)
    await watch._tell_others()
    assert told() == first
    helpline.now += timedelta(seconds=1)
    await watch._tell_others()
    assert told() == helpline.now + looking.BELIEVED_FOR
    await watch.close()


def test_r25_who_looks_and_who_is_called_is_told_to_nobody_of_another_organisation(
    desk: Desk, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    ticket, ani, citra = helpline.tickets()[0].id or 0, helpline.officer(ANI).id or 0, helpline.officer(CITRA).id or 0
    with helpline.reading() as db:
        [change] = changes(db, Mark(), set(), {(ani, ticket): "Ani"})
    change = replace(change, called=frozenset({citra}))
    theirs = Listener(reader(helpline, CITRA), None, "Citra")
    theirs.tell(change)
    assert (theirs.changes, theirs.looks, theirs.called) == ({}, {}, set())


async def until(true: Callable[[], bool], seconds: float = 6) -> None:
    """Wait until it is true."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  (what is waited for is another task's doing)
            await asyncio.sleep(0.05)


async def test_a_line_that_lies_quiet_says_that_it_is_still_there(
    desk: Desk, helpline: Helpline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "HEARTBEAT", 0.1)
    async with serving(desk) as address:
        heard = events(desk, address)
        assert (await anext(heard))[0] == "hello"
        assert await asyncio.wait_for(anext(heard), 5) == ("alive", "{}")
        await heard.aclose()


async def test_whatever_hinders_the_first_look_it_is_taken_again_and_pages_are_told(
    desk: Desk, helpline: Helpline, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    begin = desk.frame.watch._start

    def fails_once() -> Mark:
        looked.append("")
        if len(looked) == 1:
            raise RuntimeError
        return begin()

    monkeypatch.setattr(desk.frame.watch, "_start", fails_once)
    async with serving(desk) as address:
        heard = events(desk, address)
        assert (await asyncio.wait_for(anext(heard), 5))[0] == "hello"
        await asyncio.to_thread(helpline.hears, HELP)
        assert (await asyncio.wait_for(anext(heard), 5))[0] == "changed"
        await heard.aclose()


async def test_a_writer_that_is_busy_for_long_makes_no_desk_deaf(
    desk: Desk, helpline: Helpline, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpline.hears(HELP)
    opened = reader(helpline, ANI)
    with helpline.reading() as db:
        ticket = queues.ticket_id(db, opened, code_of(helpline))
    watch, listener = desk.frame.watch, Listener(opened, ticket, "Ani")

    async def never(*_rest: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(live, "TELLS_WITHIN", 0.1)
    monkeypatch.setattr(watch.database, "write", never)
    desk.bell.hang()
    with watch.listening(listener):
        await watch.begun()
        await asyncio.to_thread(helpline.hears, HELP, who="siti")
        await asyncio.wait_for(listener.woken.wait(), 5)
    await watch.close()
    assert code_of(helpline, "siti") in {change.row.code for change in listener.changes.values()}


async def test_who_only_reads_a_ticket_wakes_no_list_but_the_pages_on_which_it_lies_open(
    desk: Desk, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    ticket, ani = helpline.tickets()[0].id or 0, reader(helpline, ANI)
    listed, opened, own = (Listener(reader(helpline, BUDI), at, "") for at in (None, ticket, None))
    own.reader = ani
    mark = Mark()
    with helpline.reading() as db:
        changes(db, mark, set())

    def read(db: Session) -> None:
        tickets.opened(db, ticket, db.get_one(Officer, ani.officer_id), helpline.now)

    helpline.database.write_now(read)
    with helpline.reading() as db:
        [change] = changes(db, mark, set())
    for one in (listed, opened, own):
        one.tell(change)
    assert (listed.changes, listed.woken.is_set()) == ({}, False)
    assert [list(one.changes) for one in (opened, own)] == [[(ticket, False)], [(ticket, False)]]


async def test_the_owner_who_reads_new_words_changes_the_row_on_every_list(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    ticket, ani = helpline.tickets()[0].id or 0, reader(helpline, ANI)

    def ani_does(work: Callable[[Session, Officer], object]) -> None:
        helpline.database.write_now(lambda db: work(db, db.get_one(Officer, ani.officer_id)))

    ani_does(lambda db, officer: tickets.take(db, helpline.vault, ticket, officer, helpline.now))
    helpline.hears("dia datang lagi")
    mark = Mark()
    with helpline.reading() as db:
        changes(db, mark, set())
    ani_does(lambda db, officer: tickets.opened(db, ticket, officer, helpline.now))
    with helpline.reading() as db:
        [change] = changes(db, mark, set())
    budi = Listener(reader(helpline, BUDI), None, "")
    budi.tell(change)
    assert list(budi.changes) == [(ticket, False)]


def test_a_page_is_made_while_another_comes(helpline: Helpline, desk: Desk) -> None:
    watch = desk.frame.watch

    class Meanwhile(Listener):
        """While one of them is looked at on a worker thread, the next one comes on the event loop."""

        def __getattribute__(self, name: str) -> Any:
            if name == "looking_at":
                watch.listeners.add(Listener(super().__getattribute__("reader"), 8, "Budi"))
            return super().__getattribute__(name)

    watch.listeners |= {Meanwhile(reader(helpline, ANI), 7, "Ani") for _page in range(3)}
    assert watch.looking_at(7, but=0) == ("Ani",)
