"""Somebody who interprets in one ticket reads and writes there, and nowhere else, until it closes."""

import pytest
from sqlmodel import select

from bot import interpreters, tickets
from bot.errors import NotNow, NotPermitted, NotYetTold
from bot.store.roster import read_roster
from bot.store.tables import Ticket
from tests.care.conftest import ANI, BUDI, CITRA, HELP, give_file, hired, kinds, officer, taken
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline

GITA = "gita"


@pytest.fixture
def gita(helpline: Helpline) -> int:
    """An interpreter at Ani's organisation."""
    return hired(helpline, GITA, ANI, interpreter=True, profile='{"languages": ["id", "jv"]}').id or 0


def add(helpline: Helpline, ticket: Ticket, who: int, by: str = ANI) -> None:
    """Let somebody interpret in this ticket."""
    helpline.database.write_now(lambda db: interpreters.add(db, ticket.id or 0, officer(db, by), who, helpline.now))


def speak(helpline: Helpline, ticket: Ticket, text: str) -> None:
    """Gita writes to the person."""
    helpline.database.write_now(
        lambda db: interpreters.speak(db, helpline.vault, ticket.id or 0, officer(db, GITA), text, helpline.now)
    )


async def test_an_interpreter_reads_and_writes_in_their_ticket_and_sees_no_other(
    desk: Desk, helpline: Helpline, ticket: Ticket, gita: int
) -> None:
    other = taken(helpline, HELP, ANI, who="siti")
    add(helpline, ticket, gita)
    async with desk.client() as client:
        enter(desk, client, GITA)
        home = await client.get("/desk/")
        listed = await client.get("/desk/interpret")
        page = await client.get(f"/desk/t/{ticket.code}/interpret")
        where = f"/desk/t/{ticket.code}/interpret"
        await press(client, where, f"{where}/reply", text="Sampeyan ing ngendi?")
        await press(client, where, f"{where}/note", text="Dia bertanya di mana.")
        barred = [await client.get(path) for path in (f"/desk/t/{ticket.code}", f"/desk/t/{other.code}/interpret")]
        closing = await client.post(f"/desk/t/{ticket.code}/close", data={"csrf": "known", "outcome": "helped"})
    assert home.headers["location"] == "/desk/interpret"
    assert (ticket.code in listed.text, other.code in listed.text) == (True, False)
    assert "dipukul majikan" in page.text
    assert [answer.status_code for answer in (*barred, closing)] == [403, 404, 403]
    assert "Sampeyan ing ngendi?" in helpline.said()
    assert {"interpreter_added", "interpreter_read", "replied", "noted"} <= set(kinds(helpline))
    assert helpline.tickets()[0].owner_id == helpline.officer(ANI).id


async def test_the_persons_name_and_address_stay_closed_to_an_interpreter(
    desk: Desk, helpline: Helpline, ticket: Ticket, gita: int
) -> None:
    photo, voice = give_file(helpline, "image/jpeg", b"foto"), give_file(helpline, "audio/ogg", b"OggSsuara")
    add(helpline, ticket, gita)
    async with desk.client() as client:
        enter(desk, client, GITA)
        page = await client.get(f"/desk/t/{ticket.code}/interpret")
        heard = await client.get(f"/desk/t/{ticket.code}/interpret/voice/{voice}")
        seen = await client.get(f"/desk/t/{ticket.code}/interpret/voice/{photo}")
    assert ">budi<" not in page.text
    assert (heard.content, seen.status_code) == (b"OggSsuara", 404)
    assert kinds(helpline).count("file_opened") == 1


def test_it_ends_when_the_ticket_closes(helpline: Helpline, ticket: Ticket, gita: int) -> None:
    add(helpline, ticket, gita)
    helpline.database.write_now(
        lambda db: tickets.close(
            db, helpline.vault, ticket.id or 0, officer(db, ANI), "helped", "selesai", helpline.now
        )
    )
    with pytest.raises(NotPermitted):
        speak(helpline, ticket, "halo")
    with helpline.reading() as db:
        assert interpreters.tickets_of(db, gita) == []
    assert "interpreter_left" in kinds(helpline)


def test_it_ends_when_the_officer_lets_them_go(helpline: Helpline, ticket: Ticket, gita: int) -> None:
    add(helpline, ticket, gita)
    helpline.database.write_now(
        lambda db: interpreters.let_go(db, ticket.id or 0, officer(db, ANI), gita, helpline.now)
    )
    with pytest.raises(NotPermitted):
        speak(helpline, ticket, "halo")


def test_r24_an_interpreter_tells_no_news_of_a_death_either(helpline: Helpline, ticket: Ticket, gita: int) -> None:
    add(helpline, ticket, gita)
    with pytest.raises(NotYetTold):
        speak(helpline, ticket, "Bapaknya meninggal")


def test_r25_only_somebody_of_the_same_organisation_can_be_added_and_only_by_who_holds_it(
    helpline: Helpline, ticket: Ticket, gita: int
) -> None:
    with pytest.raises(NotPermitted):
        add(helpline, ticket, helpline.officer(CITRA).id or 0)
    with pytest.raises(NotNow):
        add(helpline, ticket, gita, by=BUDI)
    with helpline.reading() as db:
        first = interpreters.who_could(db, db.exec(select(Ticket).where(Ticket.id == ticket.id)).one())[0]
    assert first.interpreter


def test_an_interpreter_is_offered_no_ticket(helpline: Helpline, gita: int) -> None:
    helpline.hears(HELP, who="rini")
    with helpline.reading() as db:
        assert gita not in {one.id for one in read_roster(db.connection()).officers}
