"""`kill -9` of the whole process while 500 people write: everything is there afterwards, and once."""

import asyncio
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.outbox import LEASE, MOST_AT_ONCE
from tests.crash.crowd import Crowd, account, faults_in, let_leases_end, out_of_order, soon_before, states, twice
from tests.journeys.process import Helpdesk
from tests.peers.telegram import TelegramPeer
from tests.peers.twilio import TwilioPeer
from tests.privacy import Canary, Watch
from tests.world import Helpline

pytestmark = pytest.mark.alone
PEOPLE, MESSAGES, KILLS, SECONDS, SEED = 500, 2, 5, 12.0, 20261124
LONGEST_STANDSTILL = 90.0
NOTHING_FOR = 0.2


async def test_whatever_is_killed_each_messages_effects_are_there_exactly_once(
    tmp_path: Path, empty_sqlite_url: str, canary: Canary, privacy: Watch
) -> None:
    draw = random.Random(SEED)
    twilio, desk = TwilioPeer(token=canary.auth), Helpdesk(tmp_path, empty_sqlite_url, privacy)
    with TelegramPeer(canary.token) as telegram, desk.open():
        async with twilio.running():
            desk.on_whatsapp(twilio)
            desk.on_telegram(telegram, "webhook")
            desk.employ(canary.password)
            crowd = Crowd(telegram, twilio, draw)
            crowd.gather(PEOPLE)
            await desk.start()
            writing = asyncio.create_task(crowd.write(MESSAGES, SECONDS))
            kills = await killed_now_and_then(desk, draw, crowd, writing)
            helpline = desk.store()
            let_leases_end(helpline)
            await desk.start()
            await settled(helpline, crowd)
            await desk.stop()
        check(helpline, crowd, kills)


async def killed_now_and_then(
    desk: Helpdesk, draw: random.Random, crowd: Crowd, writing: "asyncio.Task[None]"
) -> list[datetime]:
    """Kill the process and start it anew, again and again; the last time when everything has been written."""
    kills: list[datetime] = []
    while len(kills) < KILLS or not writing.done():
        await asyncio.sleep(draw.uniform(0.2, 2.5))
        kills.append(await killed(desk, crowd))
        await asyncio.sleep(draw.uniform(0, 0.5))
        await desk.start()
    await writing
    return [*kills, await killed(desk, crowd)]


async def killed(desk: Helpdesk, crowd: Crowd) -> datetime:
    """Kill the process; the moment when all that it had handed to the network has arrived at the vendors."""
    desk.kill()
    before, now = -1, crowd.received()
    while now != before:
        await asyncio.sleep(NOTHING_FOR)
        before, now = now, crowd.received()
    return datetime.now(UTC)


async def settled(helpline: Helpline, crowd: Crowd) -> None:
    """Wait until Telegram has delivered again, Twilio's list is caught up with, and every line has left.

    However slow the machine is, something happens all the while.
    """
    wrote = sum(len(one.wrote) for one in crowd.people)
    clock, before = asyncio.get_running_loop().time, dict[str, int]()
    while True:
        counted = await asyncio.to_thread(states, helpline)
        if counted != before:
            before, ends = counted, clock() + LONGEST_STANDSTILL
        if counted.get("heard", 0) >= wrote and not counted.keys() & {"due", "sending"}:
            return
        assert clock() < ends, f"{wrote} were written; lines: {counted}"
        await asyncio.sleep(0.5)


def check(helpline: Helpline, crowd: Crowd, kills: list[datetime]) -> None:
    """Look at everybody."""
    faults: list[str] = []
    again: list[datetime] = []
    with helpline.reading() as db:
        for one in crowd.people:
            kept, read = account(helpline, db, one), crowd.reads(one)
            faults += faults_in(one, kept)
            again += twice(one, kept, read)
            if out_of_order(kept, read):
                faults.append(f"{one.address}: lines arrived in another order, or not at all")
    assert faults == []
    assert len(kills) > KILLS
    assert [one for one in crowd.twilio.deliveries if not one.arrived], "nobody wrote while the helpline was dead"
    assert [at for at in again if not soon_before(at, kills, LEASE)] == []
    assert len(again) <= MOST_AT_ONCE * len(kills)
