"""The bell that rings after every commit."""

import asyncio
import threading

from bot.bell import Bell

SOON, LONG = 0.02, 10.0


async def test_a_ring_from_another_thread_wakes_everybody_who_waits() -> None:
    bell = Bell()
    bell.hang()
    waiting = [asyncio.create_task(bell.wait(LONG)) for _each in range(3)]
    await asyncio.sleep(0)
    threading.Thread(target=bell.ring).start()
    assert await asyncio.gather(*waiting) == [True, True, True]


async def test_a_wait_without_a_ring_ends_by_itself() -> None:
    bell = Bell()
    bell.hang()
    assert await bell.wait(SOON) is False


async def test_a_ring_while_somebody_looks_is_not_missed() -> None:
    bell = Bell()
    bell.hang()
    ring = bell.listen()
    # Here somebody looks into the store, finds nothing, and only then something is committed.
    bell.ring()
    await asyncio.wait_for(ring.wait(), LONG)
    assert bell.listen() is not ring


async def test_rings_before_the_bell_hangs_wake_nobody_and_do_no_harm() -> None:
    bell = Bell()
    bell.ring()
    bell.hang()
    assert await bell.wait(SOON) is False
    waiting = asyncio.create_task(bell.wait(LONG))
    await asyncio.sleep(0)
    bell.ring()
    assert await waiting is True


async def test_a_thousand_rings_at_once_wake_the_loop_once() -> None:
    bell = Bell()
    bell.hang()
    for _each in range(1000):
        bell.ring()
    assert await bell.wait(LONG) is True
    assert await bell.wait(SOON) is False


def test_a_bell_that_rang_when_its_loop_had_ended_rings_on_the_next_loop() -> None:
    bell = Bell()

    async def hangs() -> None:
        bell.hang()

    async def hears() -> bool:
        bell.hang()
        waiting = asyncio.create_task(bell.wait(LONG))
        await asyncio.sleep(0)
        bell.ring()
        return await waiting

    asyncio.run(hangs())
    bell.ring()
    assert asyncio.run(hears()) is True
