"""The family-links room: records side by side, verdicts of officers, and no face of any ticket that changes."""

import pytest
from sqlmodel import Session, col, select

from bot import links
from bot.errors import NotNow, NotPermitted
from bot.permits import Role
from bot.store.care_tables import LinkCandidate
from bot.store.queues import Reader
from bot.store.tables import Entry, Line, Offer, Office, Ticket
from tests.care.conftest import ANI, CITRA, EKA, hired, officer
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline

SOUGHT = {"name": "Soemarni", "father": "Karto", "mother": "Tumini", "home": "desa Sukamaju", "birth": "1990"}
SAFE = {"name": "Sumarni, anaknya Karto", "more": "Sukamaju, lahir 1991"}


def record(helpline: Helpline, who: str, category: str, answers: dict[str, str], kinds: str = "") -> str:
    """A family-links ticket with these answers; its code."""
    helpline.hears("saya mencari ibu saya, tolong", who=who)

    def fill(db: Session) -> str:
        contact = helpline.contact(db, who)
        ticket = db.exec(select(Ticket).where(Ticket.contact_id == contact.id)).one()
        office = db.exec(select(Office).where(Office.key == "palang_merah.family_links")).one()
        ticket.service, ticket.category, ticket.office_id, ticket.kinds = "family_links", category, office.id, kinds
        # Whoever it was held out to before it came here has nothing to do with it any more.
        for offer in db.exec(select(Offer).where(Offer.ticket_id == ticket.id)):
            offer.state = "withdrawn"
        key = helpline.key(db, contact)
        ticket.sealed_answers = key.seal_json("ticket.sealed_answers", ticket.id or 0, answers)
        return ticket.code

    return helpline.database.write_now(fill)


@pytest.fixture
def both(helpline: Helpline) -> tuple[str, str]:
    """A request and a safe registration."""
    return record(helpline, "karto", "seek", SOUGHT), record(helpline, "sumarni", "safe", SAFE)


@pytest.fixture
def tri(helpline: Helpline) -> str:
    """A second tracer."""
    return hired(helpline, "tri", EKA, profile='{"training": ["family_links"]}').login


def reader(db: Session, login: str) -> Reader:
    """An officer as the queries know them."""
    one = officer(db, login)
    office = db.get_one(Office, one.office_id)
    return Reader(one.id or 0, one.office_id, office.organisation, Role(one.role))


def lay(helpline: Helpline, both: tuple[str, str], login: str = EKA) -> str:
    """Lay the two side by side."""
    return helpline.database.write_now(
        lambda db: links.lay(db, reader(db, login), officer(db, login), *both, helpline.now, f"L-{login}")
    )


def decide(helpline: Helpline, code: str, login: str, step: str = "confirmed", why: str = "orang tuanya sama") -> None:
    """An officer's verdict."""
    helpline.database.write_now(
        lambda db: links.decide(
            db, helpline.vault, reader(db, login), officer(db, login), code, step, why, helpline.now
        )
    )


def faces(helpline: Helpline) -> object:
    """Everything from which an outward state could be read: tickets, lines, and what waits to be said."""
    with helpline.reading() as db:
        tickets = [one.model_dump() for one in db.exec(select(Ticket).order_by(col(Ticket.id)))]
        lines = [one.model_dump() for one in db.exec(select(Line).order_by(col(Line.id)))]
        return tickets, lines


def test_the_two_lie_side_by_side_with_a_reason_for_each_field(helpline: Helpline, both: tuple[str, str]) -> None:
    code = lay(helpline, both)
    with helpline.reading() as db:
        seen = links.candidate(db, helpline.vault, reader(db, EKA), code)
    assert seen is not None
    told = {row.field: (row.verdict.value, row.why) for row in seen.rows}
    assert told["name"] == ("similar", "some_words")
    assert told["home"] == ("exact", "same_words")
    assert told["father"] == ("exact", "same_words")
    assert told["mother"] == ("unknown", "not_mentioned")
    assert told["birth"] == ("similar", "years_near")
    assert told["last_place"][0] == "unknown"


def test_r27_laying_and_deciding_change_no_face_of_the_request(
    helpline: Helpline, both: tuple[str, str], tri: str
) -> None:
    before = faces(helpline)
    code = lay(helpline, both)
    decide(helpline, code, tri, "asked", "nama panggilannya apa?")
    decide(helpline, code, tri)
    assert faces(helpline) == before
    with helpline.reading() as db:
        traced = [one.kind for one in db.exec(select(Entry)) if one.kind.startswith("link_")]
        kept = db.exec(select(LinkCandidate)).one()
    assert sorted(set(traced)) == ["link_asked", "link_confirmed", "link_laid"]
    assert (kept.state, b"orang tua" in (kept.sealed_why or b"")) == ("confirmed", False)


def test_who_laid_it_does_not_confirm_it_alone_but_may_reject(helpline: Helpline, both: tuple[str, str]) -> None:
    code = lay(helpline, both)
    with pytest.raises(NotPermitted):
        decide(helpline, code, EKA)
    with pytest.raises(NotNow):
        decide(helpline, code, EKA, "rejected", "")
    decide(helpline, code, EKA, "rejected", "ibunya lain")
    with pytest.raises(NotNow):
        decide(helpline, code, EKA, "asked", "lagi")


def test_the_same_two_are_laid_once(helpline: Helpline, both: tuple[str, str], tri: str) -> None:
    assert lay(helpline, both) == lay(helpline, both, tri)


def test_r27_signs_of_a_hunt_ask_for_a_specialist(helpline: Helpline) -> None:
    hunted = record(helpline, "paman", "seek", SOUGHT, kinds="hunt"), record(helpline, "sumarni", "safe", SAFE)
    hired(helpline, "baru", EKA)
    with pytest.raises(NotPermitted):
        lay(helpline, hunted, "baru")
    assert lay(helpline, hunted, EKA)


def test_r25_tracing_data_stay_with_the_red_cross(helpline: Helpline, both: tuple[str, str]) -> None:
    code = lay(helpline, both)
    for login in (ANI, CITRA):
        with pytest.raises(NotNow):
            lay(helpline, both, login)
        with helpline.reading() as db:
            assert links.candidate(db, helpline.vault, reader(db, login), code) is None
            assert links.records(db, helpline.vault, reader(db, login), "seek") == []


def test_a_request_is_not_laid_beside_a_request(helpline: Helpline, both: tuple[str, str]) -> None:
    with pytest.raises(NotNow):
        lay(helpline, (both[0], both[0]))


async def test_a_tracer_lays_two_together_and_another_confirms(
    desk: Desk, helpline: Helpline, both: tuple[str, str], tri: str
) -> None:
    async with desk.client() as eka, desk.client() as second, desk.client() as ani:
        for client, login in ((eka, EKA), (second, tri), (ani, ANI)):
            enter(desk, client, login)
        room = await eka.get("/desk/links")
        laid = await press(eka, "/desk/links", "/desk/links", request=both[0], other=both[1])
        where = laid.headers["location"].partition("?")[0]
        page = await eka.get(where)
        await press(second, where, f"{where}/decide", step="confirmed", why="desa dan bapaknya sama")
        after = await second.get(where)
        barred = [(await ani.get(path)).status_code for path in ("/desk/links", where)]
    assert all(code in room.text for code in both)
    assert "tidak ada kabar yang keluar" in room.text
    assert "tahun lahir atau umurnya berdekatan" in page.text
    assert 'value="confirmed"' not in page.text
    assert "desa dan bapaknya sama" in after.text
    assert barred == [403, 403]


async def test_a_candidate_stands_beside_both_tickets_with_which_fields_say_what(
    desk: Desk, helpline: Helpline, both: tuple[str, str]
) -> None:
    code = lay(helpline, both)
    async with desk.client() as client:
        enter(desk, client, EKA)
        pages = [(await client.get(f"/desk/t/{one}?queue=office")).text for one in both]
    panels = [page.split("Mungkin orang yang sama", 1)[1].split("</section>", 1)[0] for page in pages]
    assert all(f"/desk/links/{code}" in panel and "belum diputuskan" in panel for panel in panels)
    assert [other in panel for other, panel in zip(reversed(both), panels, strict=True)] == [True, True]
    assert "mirip: " in panels[0]
    assert "Sukamaju" not in panels[0]


async def test_r25_no_other_ticket_and_no_other_organisation_shows_candidates(
    desk: Desk, helpline: Helpline, both: tuple[str, str]
) -> None:
    lay(helpline, both)
    helpline.hears("gaji saya tidak dibayar", who="rini")
    async with desk.client() as ani:
        enter(desk, ani, ANI)
        page = (await ani.get(f"/desk/t/{helpline.tickets('rini')[0].code}?queue=office")).text
    assert "Mungkin orang yang sama" not in page
    with helpline.reading() as db:
        ticket = db.exec(select(Ticket).where(Ticket.code == both[0])).one()
        assert links.beside(db, helpline.vault, reader(db, CITRA), ticket.id or 0) == ()
