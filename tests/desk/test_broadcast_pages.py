"""A broadcast at the desk: who would get it is shown, two others approve, it is tested, sent, and stopped."""

import httpx
from sqlmodel import Session, select

from bot.store.event_tables import Broadcast
from bot.store.tables import Ticket
from tests.cases.desk import enrol
from tests.desk.conftest import Desk, enter
from tests.desk.test_keep_pages import posted
from tests.desk.test_pages import ANI, DEWI
from tests.world import Helpline

PAGE = "/desk/broadcasts"
NEUTRAL = "Halo. Jalan ke kota sudah dibuka lagi."


def harmless(helpline: Helpline, who: str, country: str = "HK") -> None:
    """Somebody who asked about something harmless."""
    helpline.hears("petugas", who=who)
    number = helpline.tickets(who)[0].id

    def settle(db: Session) -> None:
        row = db.get_one(Ticket, number)
        row.country, row.urgency, row.kinds, row.service = country, 1, "", "information"

    helpline.database.write_now(settle)


def state(helpline: Helpline) -> list[str]:
    """The state of every broadcast."""
    with helpline.reading() as db:
        return [one.state for one in db.exec(select(Broadcast))]


async def drafted(client: httpx.AsyncClient) -> str:
    """A draft's page."""
    done = await posted(client, PAGE, PAGE, text_id=NEUTRAL, places="HK")
    return done.headers["location"].partition("?")[0]


async def test_words_that_tell_a_stranger_or_are_for_nobody_are_not_kept(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client, desk.client() as ani:
        enter(desk, client, DEWI)
        enter(desk, ani, ANI)
        telling = await posted(client, PAGE, PAGE, text_id="Petugas KBRI mencari Anda.", places="HK")
        nobody = await posted(client, PAGE, PAGE, text_id=NEUTRAL)
        refused = await ani.get(PAGE)
    assert (telling.status_code, nobody.status_code, refused.status_code) == (422, 422, 403)
    assert "Tulis yang netral." in telling.text
    assert "Petugas KBRI mencari Anda." in telling.text
    assert "Pilih untuk siapa" in nobody.text
    assert state(helpline) == []


async def test_r4_who_would_get_it_is_shown_and_who_not_and_why(desk: Desk, helpline: Helpline) -> None:
    for number in range(6):
        harmless(helpline, f"orang{number}")
    async with desk.client() as client:
        enter(desk, client, DEWI)
        shown = await client.get(await drafted(client))
    assert "<strong>0 orang</strong>" in shown.text
    assert "<dt>Tidak, karena belum mengizinkan kita menulis dulu</dt><dd>6</dd>" in shown.text
    assert "<dt>Tidak, karena tiket bahayanya terbuka</dt><dd>0</dd>" in shown.text
    assert "orang0" not in shown.text


async def test_nothing_leaves_before_a_test_and_two_others_yes_and_it_stops_at_once(
    desk: Desk, helpline: Helpline
) -> None:
    harmless(helpline, "ours")
    for login in ("rahma", "tono"):
        enrol(helpline, login, "kp2mi.centre", role="lead")
    async with desk.client() as dewi, desk.client() as rahma, desk.client() as tono:
        for client, name in ((dewi, DEWI), (rahma, "rahma"), (tono, "tono")):
            enter(desk, client, name)
        page = await drafted(dewi)
        early = await rahma.post(f"{page}/approve", data={"csrf": "known"})
        nobody = await dewi.post(f"{page}/test", data={"csrf": "known", "channel": "simulator", "address": "nobody"})
        tested = await dewi.post(f"{page}/test", data={"csrf": "known", "channel": "simulator", "address": "ours"})
        own = await dewi.post(f"{page}/approve", data={"csrf": "known"})
        first = await rahma.post(f"{page}/approve", data={"csrf": "known"})
        too_early = await dewi.post(f"{page}/start", data={"csrf": "known"})
        second = await tono.post(f"{page}/approve", data={"csrf": "known"})
        started = await dewi.post(f"{page}/start", data={"csrf": "known"})
        assert state(helpline) == ["running"]
        running = await dewi.get(page)
        stopped = await rahma.post(f"{page}/stop", data={"csrf": "known"})
    assert [one.status_code for one in (early, nobody, own, too_early)] == [422, 422, 403, 422]
    assert [one.status_code for one in (tested, first, second, started, stopped)] == [303] * 5
    assert "Berhenti sekarang" in running.text
    assert state(helpline) == ["stopped"]
