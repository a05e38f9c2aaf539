"""A lead declares an event after seeing what it touches, says what is known, takes volunteers' lists, and ends it."""

from datetime import timedelta

from sqlmodel import Session, select

from bot import events
from bot.store.event_tables import EventStatus, Listed
from bot.store.tables import Ticket
from bot.store.work_tables import Event
from tests.desk.conftest import Desk, csrf_in, enter
from tests.desk.test_keep_pages import posted
from tests.desk.test_pages import ANI, DEWI, HELP
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
        preview = await posted(client, PAGE, PAGE, kind="flood", places="my\nJawa Timur")
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
        page = await client.get(f"{PAGE}/{number}")
        nothing = await client.get(f"{PAGE}/999")
        blank = await client.get(f"{PAGE}/blank/sheet")
    assert ("event_ended" in first.headers["location"], "changed_meanwhile" in again.headers["location"]) == (
        True,
        True,
    )
    assert ("Kejadian ini selesai" in page.text, nothing.status_code) == (False, 404)
    assert "attachment" in blank.headers["content-disposition"]
