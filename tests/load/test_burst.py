"""200 people who each send five answers at once: of each, one order everywhere, and one question filled."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from sqlmodel import col, select

from bot.store.tables import Line
from tests.journeys.process import Helpdesk
from tests.load.requests import Held, answered, hold_whatsapp
from tests.peers.telegram import TelegramPeer
from tests.peers.twilio import TwilioPeer
from tests.privacy import Canary, Watch
from tests.world import Helpline

pytestmark = pytest.mark.alone
PEOPLE, ANSWERS = 200, 5
DANGER = "tolong saya dipukul majikan"
PATIENCE = 60.0
QUIET_FOR = 3.0


def answer(person: int, place: int) -> str:
    """One of a person's five answers."""
    return f"jawaban{person}x{place}"


def faults(helpline: Helpline, who: str, channel: str, wanted: list[str]) -> list[str]:
    """Where this person's talk is not in the order wanted: in the transcript, the turns, the answers, the replies."""
    found = []
    with helpline.reading() as db:
        contact = helpline.contact(db, who, channel)
        lines = db.exec(select(Line).where(Line.contact_id == contact.id).order_by(col(Line.id))).all()
    heard = [line for line in lines if line.state == "heard"]
    texts = [text for state, text in helpline.transcript(who, channel) if state == "heard"]
    if texts[2:] != wanted:
        found.append(f"{who}: the transcript is {texts[2:]}")
    if [line.turn for line in heard] != list(range(1, 3 + ANSWERS)) or helpline.talk(who, channel).turn != 2 + ANSWERS:
        found.append(f"{who}: the turns are {[line.turn for line in heard]}")
    if sorted(line.at for line in heard) != [line.at for line in heard]:
        found.append(f"{who}: stored in another order than complete at our door")
    answers = helpline.answers(who, channel)
    if str(answers.get("where", "")).split("\n") != wanted or "jawaban" in str({**answers, "where": ""}):
        found.append(f"{who}: not one question filled, in this order, but {sorted(answers)}")
    if [line.turn for line in lines if line.state != "heard"] != [1, 2, 3]:
        found.append(f"{who}: the replies belong to the turns {[line.turn for line in lines if line.state != 'heard']}")
    return found


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_on_telegram_five_answers_at_once_are_one_answer_in_the_order_of_their_numbers(
    tmp_path: Path, empty_sqlite_url: str, canary: Canary, privacy: Watch, mode: str
) -> None:
    desk = Helpdesk(tmp_path, empty_sqlite_url, privacy)
    with TelegramPeer(canary.token) as peer, desk.open():
        desk.on_telegram(peer, mode)
        await desk.start()
        people = [peer.person(7000 + number) for number in range(PEOPLE)]
        for count, words in enumerate((DANGER, "1"), start=1):
            await asyncio.to_thread(lambda said: [one.writes(said) for one in people], words)
            await shown(peer, count * PEOPLE)

        def burst() -> None:
            for place in range(ANSWERS):
                for number, one in enumerate(people):
                    one.writes(answer(number, place))

        await asyncio.to_thread(burst)
        await shown(peer, 3 * PEOPLE)
        await asyncio.sleep(QUIET_FOR)
        assert peer.run(lambda: len(peer.world.shown)) == 3 * PEOPLE
        everybody = {
            str(7000 + number): [answer(number, place) for place in range(ANSWERS)] for number in range(PEOPLE)
        }
        assert [
            fault for who, wanted in everybody.items() for fault in faults(desk.store(), who, "telegram", wanted)
        ] == []


async def shown(peer: TelegramPeer, count: int) -> None:
    """Wait until so many of our lines are on telephones, and nothing waits for us."""
    ends = asyncio.get_running_loop().time() + PATIENCE
    while (now := peer.run(lambda: len(peer.world.shown))) < count or peer.waiting():
        assert asyncio.get_running_loop().time() < ends, f"{now} of {count} lines have come"
        await asyncio.sleep(0.3)


async def test_on_whatsapp_five_answers_at_once_are_one_answer_in_the_order_in_which_they_were_complete(
    tmp_path: Path, empty_sqlite_url: str, canary: Canary, privacy: Watch
) -> None:
    peer, desk = TwilioPeer(token=canary.auth), Helpdesk(tmp_path, empty_sqlite_url, privacy)
    with desk.open():
        async with peer.running():
            desk.on_whatsapp(peer)
            await desk.start()
            people = [peer.person(f"whatsapp:+6281{number:08}") for number in range(PEOPLE)]
            for count, words in enumerate((DANGER, "1"), start=1):
                await asyncio.gather(*(one.writes(words) for one in people))
                await asyncio.gather(*(one.hears(count, PATIENCE) for one in people))
            await peer.settles()
            orders = await burst_on_whatsapp(desk, canary.auth, [one.address for one in people])
            await asyncio.gather(*(one.hears(3, PATIENCE) for one in people))
            await asyncio.sleep(QUIET_FOR)
            assert {len(one.texts) for one in people} == {3}
        found = [faults(desk.store(), who, "whatsapp", wanted) for who, wanted in orders.items()]
        assert [fault for each in found for fault in each] == []


async def burst_on_whatsapp(desk: Helpdesk, token: str, people: Sequence[str]) -> dict[str, list[str]]:
    """Everybody's five requests are at our door but for a byte; then they are completed in an order of our choice."""
    held: dict[tuple[str, int], Held] = {}
    for number, who in enumerate(people):
        for place in range(ANSWERS):
            sid, words = f"SM{number:06}{place:026}", answer(number, place)
            held[who, place] = await hold_whatsapp(f"{desk.url}/whatsapp", token, who, sid, words)
    # Whoever has an answer now has everything read that was sent before it.
    await desk.idle()
    draw = Random(7)
    orders: dict[str, list[str]] = {who: [] for who in people}
    places = {who: draw.sample(range(ANSWERS), ANSWERS) for who in people}
    for turn in range(ANSWERS):
        for number, who in enumerate(people):
            held[who, places[who][turn]].complete()
            orders[who].append(answer(number, places[who][turn]))
    assert set(await answered(list(held.values()))) == {200}
    return orders
