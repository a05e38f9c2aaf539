"""Updates pass in the order of their numbers, although requests overtake each other."""

import asyncio
import random
from itertools import pairwise

from bot.channels.telegram.order import InOrder


class Passing:
    """Numbers at the door, and the order in which they were let through."""

    def __init__(self, patience: float = 0.1, gathering: float = 0.1) -> None:
        self.queue = InOrder(patience, gathering)
        self.passed: list[int] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def arrive(self, *numbers: int) -> None:
        for number in numbers:
            self.tasks.append(asyncio.create_task(self._pass(number)))
            await asyncio.sleep(0)

    async def all(self) -> list[int]:
        await asyncio.gather(*self.tasks)
        return self.passed

    async def _pass(self, number: int) -> None:
        await self.queue.turn(number)
        self.passed.append(number)


async def test_the_first_updates_after_a_start_are_gathered_and_pass_in_order() -> None:
    door = Passing()
    await door.arrive(12, 10, 11)
    assert await door.all() == [10, 11, 12]


async def test_what_telegram_held_back_behind_the_first_update_comes_before_what_overtook_it() -> None:
    door = Passing(patience=5)
    await door.arrive(12, 10)
    await asyncio.gather(door.tasks[1])
    await door.arrive(11)
    assert await door.all() == [10, 11, 12]


async def test_an_update_waits_for_the_one_before_it() -> None:
    door = Passing(patience=5)
    door.queue._passed(10)
    await door.arrive(12)
    await asyncio.sleep(0.02)
    assert door.passed == []
    await door.arrive(11)
    assert await door.all() == [11, 12]


async def test_who_follows_directly_does_not_wait() -> None:
    door = Passing(patience=60)
    door.queue._passed(10)
    await door.arrive(11, 12, 13)
    assert door.passed == [11, 12, 13]


async def test_who_arrives_while_others_are_leaving_goes_behind_them() -> None:
    door = Passing(patience=5)
    door.queue._passed(10)
    await door.arrive(12, 13, 15)
    for number in (11, 14, 16):
        door.tasks.append(asyncio.create_task(door._pass(number)))
    assert await door.all() == [11, 12, 13, 14, 15, 16]


async def test_a_gap_that_does_not_fill_holds_nobody_up_for_long() -> None:
    door = Passing(patience=0.05)
    door.queue._passed(10)
    await door.arrive(15, 13)
    async with asyncio.timeout(2):
        assert await door.all() == [13, 15]


async def test_what_comes_after_its_turn_passes_at_once() -> None:
    door = Passing(patience=60)
    door.queue._passed(10)
    await door.arrive(4, 10, 9)
    assert door.passed == [4, 10, 9]


async def test_a_redelivery_does_not_hold_up_the_next() -> None:
    door = Passing(patience=60)
    door.queue._passed(10)
    await door.arrive(10, 11, 10, 12)
    assert door.passed == [10, 11, 10, 12]


async def test_a_waiting_request_that_hangs_up_holds_nobody_up() -> None:
    door = Passing(patience=0.05)
    door.queue._passed(10)
    await door.arrive(12, 13)
    door.tasks[0].cancel()
    await asyncio.gather(*door.tasks, return_exceptions=True)
    assert door.passed == [13]


async def test_a_thousand_shuffled_updates_pass_in_order() -> None:
    numbers = list(range(1000))
    random.Random(7).shuffle(numbers)
    door = Passing(patience=5, gathering=3)
    await door.arrive(*numbers)
    passed = await door.all()
    assert len(passed) == 1000
    assert all(before < after for before, after in pairwise(passed))
