"""A lead declares an event after seeing what it touches, says what is known, takes volunteers' lists, and ends it.

Officers take what was offered together, look for a moment, and answer in words that are prepared for it.
"""

import re
from datetime import timedelta

from sqlmodel import Session, col, select

from bot import events
from bot.desk.answers import shipped
from bot.language.caution import warnings
from bot.store.event_tables import EventStatus, Listed
from bot.store.tables import Offer, Ticket
from bot.store.work_tables import Event
from tests.cases.desk import enrol, send_home, sweep_offers
from tests.desk.conftest import Desk, csrf_in, enter, press
from tests.desk.test_keep_pages import posted
from tests.desk.test_pages import ANI, DEWI, HELP
from tests.desk.test_sending import make_junior
from tests.world import Helpline

PAGE = "/desk/events"
LIST = "nama,orang tua,jenis kelamin,tahun lahir,asal,tempat sekarang,keadaan,catatan\n"


def in_malaysia(helpline: Helpline) -> None:
    """Somebody in danger in Malaysia."""
    helpline.hears(HELP)

    def move(db: Session) -> None:
        db.exec(select(Ticket)).one().country = "MY"

    helpline.database.write_now(move)


def declared(helpline: Helpline) -> list[Event]:
    """Every event."""
    with helpline.reading() as db:
        return list(db.exec(select(Event)))


async def test_what_an_event_would_touch_is_shown_before_it_is_declared(desk: Desk, helpline: Helpline) -> None:
    in_malaysia(helpline)
    async with desk.client() as client:
        enter(desk, client, DEWI)
        preview = await posted(client, PAGE, PAGE, kind="flood", places="malaysia\nJawa Timur")
        assert declared(helpline) == []
        csrf = csrf_in(preview.text)
        sure = {"csrf": csrf, "kind": "flood", "places": "my\nJawa Timur", "sure": "yes"}
        done = await client.post(PAGE, data=sure)
        shown = await client.get(done.headers["location"])
    assert "1 tiket terbuka akan ditandai" in preview.text
    assert "Malaysia, Jawa Timur" in preview.text
    assert [(one.kind, one.places) for one in declared(helpline)] == [("flood", "35 MY")]
    assert "Banjir" in shown.text
    assert helpline.tickets()[0].surge


async def test_a_place_that_nobody_knows_declares_nothing_and_loses_nothing(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        enter(desk, client, DEWI)
        answer = await posted(client, PAGE, PAGE, kind="flood", places="MY\nAtlantis")
    assert (answer.status_code, "Atlantis" in answer.text, declared(helpline)) == (422, True, [])
    assert "Tempat tidak dikenal" in answer.text


async def test_only_a_lead_declares_and_ends_an_event(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as ani, desk.client() as gita:
        enter(desk, ani, ANI)
        enter(desk, gita, "peragaan-gita")
        page = await ani.get(PAGE)
        tried = await ani.post(PAGE, data={"csrf": "known", "kind": "flood", "places": "MY", "sure": "yes"})
        refused = await gita.get(PAGE)
    assert (page.status_code, tried.status_code, refused.status_code) == (200, 403, 403)
    assert "Umumkan kejadian" not in page.text


def begin(helpline: Helpline) -> int:
    """A flood in Malaysia."""
    dewi = helpline.officer(DEWI)
    return helpline.database.write_now(lambda db: events.declare(db, dewi, "flood", ("MY",), helpline.now))


async def test_what_is_known_has_its_time_and_its_source(desk: Desk, helpline: Helpline) -> None:
    number = begin(helpline)
    page = f"{PAGE}/{number}"
    helpline.now += timedelta(hours=1)
    async with desk.client() as client:
        enter(desk, client, DEWI)
        told = {"text_id": "Jalan ke Kelantan putus.", "source": "BMKG"}
        early = await posted(client, page, f"{page}/status", **told, known_at="2027-01-01T08:00")
        done = await posted(client, page, f"{page}/status", **told)
        shown = await client.get(page)
    assert (early.status_code, done.status_code) == (422, 303)
    assert "Jalan ke Kelantan putus." in early.text
    assert "menurut BMKG: Jalan ke Kelantan putus." in shown.text
    with helpline.reading() as db:
        assert len(db.exec(select(EventStatus)).all()) == 1


async def test_a_volunteers_list_is_taken_whole_or_not_at_all(desk: Desk, helpline: Helpline) -> None:
    page = f"{PAGE}/{begin(helpline)}"
    async with desk.client() as client, desk.client() as eka:
        enter(desk, client, DEWI)
        enter(desk, eka, "peragaan-eka")
        wrong = await posted(client, page, f"{page}/list", list=f"{LIST}Siti,,X,90,,,,\n")
        with helpline.reading() as db:
            assert db.exec(select(Listed)).all() == []
        done = await posted(client, page, f"{page}/list", list=f"{LIST}Siti,Ahmad,P,1990,Cilacap,Posko 3,sehat,\n")
        shown = await client.get(page)
        with helpline.reading() as db:
            [row] = db.exec(select(Listed)).all()
        read = await eka.get(f"{PAGE}/list/{row.batch}")
        hidden = await client.get(f"{PAGE}/list/{row.batch}")
        back = await posted(client, page, f"{page}/list-back", batch=row.batch)
    assert (wrong.status_code, done.status_code, back.status_code) == (422, 303, 303)
    assert "Baris 2" in wrong.text
    assert "Siti,,X,90" in wrong.text
    assert ("Siti" in shown.text, "Siti" in read.text, hidden.status_code) == (False, True, 403)
    with helpline.reading() as db:
        assert db.exec(select(Listed)).all() == []


async def test_an_event_ends_once(desk: Desk, helpline: Helpline) -> None:
    number = begin(helpline)
    async with desk.client() as client:
        enter(desk, client, DEWI)
        first = await posted(client, f"{PAGE}/{number}", f"{PAGE}/{number}/end")
        again = await client.post(f"{PAGE}/{number}/end", data={"csrf": "known"})
        page, ended = await client.get(f"{PAGE}/{number}"), await client.get(PAGE)
        nothing = await client.get(f"{PAGE}/999")
        blank = await client.get(f"{PAGE}/blank/sheet")
    assert ("event_ended" in first.headers["location"], "changed_meanwhile" in again.headers["location"]) == (
        True,
        True,
    )
    assert ("Kejadian ini selesai" in page.text, nothing.status_code) == (False, 404)
    assert "attachment" in blank.headers["content-disposition"]
    assert "Banjir: Malaysia" in ended.text


def crowd(helpline: Helpline, login: str, urgency: int, first_look: bool = False) -> list[str]:
    """A flood in Malaysia, five who ask from there, and one officer to answer; the codes of their tickets."""
    for one in range(5):
        helpline.hears("petugas", who=f"p{one}")

    def place(db: Session) -> None:
        for ticket in db.exec(select(Ticket)):
            ticket.country, ticket.urgency, ticket.status, ticket.office_id = "MY", urgency, "new", None
        for offer in db.exec(select(Offer)):
            offer.state = "withdrawn"

    send_home(helpline)
    enrol(helpline, login, "kp2mi.centre", capacity=10, first_look=first_look)
    helpline.database.write_now(place)
    begin(helpline)
    sweep_offers(helpline)
    return [helpline.tickets(f"p{one}")[0].code for one in range(5)]


async def test_what_was_offered_together_is_taken_together_at_the_desk(desk: Desk, helpline: Helpline) -> None:
    codes = crowd(helpline, "hadi", urgency=0)
    async with desk.client() as client:
        enter(desk, client, "hadi")
        page = await client.get(f"/desk/t/{codes[0]}")
        await press(client, f"/desk/t/{codes[0]}", f"/desk/t/{codes[0]}/take-batch")
    hadi = helpline.officer("hadi").id
    assert "Ambil sekaligus 5 tiket yang ditawarkan bersama" in page.text
    assert "Banjir, Malaysia" in page.text
    assert {helpline.tickets(f"p{one}")[0].owner_id for one in range(5)} == {hadi}


async def test_r31_a_first_look_at_the_desk_sets_the_priority_and_lowers_it_only_with_a_reason(
    desk: Desk, helpline: Helpline
) -> None:
    codes = crowd(helpline, "hadi", urgency=2, first_look=True)
    [newest] = [code for code in codes if offered_to(helpline, code, "hadi")]
    path = f"/desk/t/{newest}"
    async with desk.client() as client:
        enter(desk, client, "hadi")
        page = await client.get(path)
        lowered = await press(client, path, f"{path}/look", urgency="1")
        kept = helpline.tickets("p4")[0]
        raised = await press(client, path, f"{path}/look", urgency="3")
        again = await press(client, "/desk/", f"{path}/look", urgency="0", reason="x")
    now = helpline.tickets("p4")[0]
    assert ("Petugas lain yang akan menjawab." in page.text, "Ambil tiket ini" in page.text) == (True, False)
    assert "no_reason" in lowered.headers["location"]
    assert (kept.urgency, kept.looked_at) == (2, None)
    assert "looked" in raised.headers["location"]
    assert (now.urgency, now.owner_id, now.status, now.looked_at is not None) == (3, None, "new", True)
    assert (again.status_code == 303 and "looked" in again.headers["location"], helpline.tickets("p4")[0].urgency) == (
        False,
        3,
    )


def offered_to(helpline: Helpline, code: str, login: str) -> bool:
    """Is the ticket with this code held out to this officer?"""
    officer = helpline.officer(login).id
    open_ones = Offer.state == "open", Offer.officer_id == officer, Ticket.code == code
    offers = select(Offer.id).join(Ticket, col(Ticket.id) == col(Offer.ticket_id)).where(*open_ones)
    with helpline.reading() as db:
        return db.exec(offers).first() is not None


async def test_r15_the_events_prepared_answers_come_first_while_it_runs_and_promise_no_rescue(
    desk: Desk, helpline: Helpline
) -> None:
    for_event = [one for one in shipped() if one.purpose == "event"]
    for who in ("ani", "rini"):
        helpline.hears("petugas", who=who)
    there, elsewhere = helpline.tickets("ani")[0], helpline.tickets("rini")[0]

    def place(db: Session) -> None:
        db.get_one(Ticket, there.id).country = "MY"

    helpline.database.write_now(place)
    number, words = begin(helpline), for_event[1].texts["id"]
    async with desk.client() as client:
        enter(desk, client, ANI)
        for ticket in (there, elsewhere):
            await press(client, f"/desk/t/{ticket.code}", f"/desk/t/{ticket.code}/take")
        busy, quiet = [titles((await client.get(f"/desk/t/{one.code}")).text) for one in (there, elsewhere)]
        make_junior(helpline)
        sent = await press(client, f"/desk/t/{there.code}", f"/desk/t/{there.code}/reply", text=words)
        enter(desk, client, DEWI)
        await press(client, f"{PAGE}/{number}", f"{PAGE}/{number}/end")
        enter(desk, client, ANI)
        over = titles((await client.get(f"/desk/t/{there.code}")).text)
    assert busy[: len(for_event)] == [one.title for one in for_event]
    assert set(quiet) == set(over) == set(busy) - {one.title for one in for_event}
    assert "replied" in sent.headers["location"]
    assert helpline.said("ani")[-1] == words
    assert [text for one in for_event for text in one.texts.values() if warnings(text)] == []


def titles(page: str) -> list[str]:
    """The titles of the prepared answers that a page offers, in order."""
    return re.findall(r'<button type="button" class="answer"[^>]*><strong>([^<]+)</strong>', page)
