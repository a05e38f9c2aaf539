"""One in twenty closed tickets is read again by a lead, with eight questions."""

import secrets

import pytest
from sqlmodel import Session, select

from bot import quality, tickets
from bot.errors import NotNow, NotPermitted
from bot.permits import Role
from bot.store.care_tables import SecondReading
from bot.store.queues import Reader
from bot.store.tables import Office, Ticket
from tests.care.conftest import ANI, CITRA, DEWI, HELP, kinds, officer, taken
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline

YES = dict.fromkeys(quality.QUESTIONS, True)
DRAWN, SPARED = b"\x00\x00", b"\xff\xff"


def test_one_in_twenty_is_drawn_and_chance_alone_says_which() -> None:
    every = sum(quality.drawn(number.to_bytes(2, "big")) for number in range(65536))
    assert abs(every / 65536 - 1 / 20) < 0.0001
    assert (quality.drawn(DRAWN), quality.drawn(SPARED)) == (True, False)


async def test_in_the_demonstration_the_first_ticket_that_is_closed_is_read_again_so_that_it_can_be_tried(
    desk: Desk, helpline: Helpline
) -> None:
    async with desk.client() as client:
        enter(desk, client, ANI)
        for who in ("siti", "rini"):
            code = taken(helpline, HELP, ANI, who=who).code
            object.__setattr__(desk.frame, "draw", lambda size: SPARED if size == 2 else secrets.token_bytes(size))
            await press(client, "/desk/", f"/desk/t/{code}/close", outcome="helped", text="selesai")
    assert waiting(helpline) == [helpline.tickets("siti")[0].code]


def reader(helpline: Helpline, login: str = DEWI) -> Reader:
    """A lead, as the queries know them."""
    with helpline.reading() as db:
        one = officer(db, login)
        office = db.get_one(Office, one.office_id)
        return Reader(one.id or 0, one.office_id, office.organisation, Role(one.role))


def closed(helpline: Helpline, login: str = ANI, who: str = "budi", chance: bytes = DRAWN) -> Ticket:
    """A ticket that somebody closed, with this chance."""
    found = taken(helpline, HELP, login, who)

    def close(db: Session) -> None:
        tickets.close(db, helpline.vault, found.id or 0, officer(db, login), "helped", "selesai", helpline.now)
        quality.draw(db, found.id or 0, chance, helpline.now)

    helpline.database.write_now(close)
    return found


def answer(helpline: Helpline, ticket: Ticket, login: str = DEWI, said: dict[str, bool] = YES) -> None:
    """A lead answers."""
    helpline.database.write_now(
        lambda db: quality.answer(
            db, helpline.vault, ticket.id or 0, officer(db, login), said, "lebih pelan", helpline.now
        )
    )


def waiting(helpline: Helpline, login: str = DEWI) -> list[str]:
    """The codes that wait for a lead."""
    with helpline.reading() as db:
        return [one.code for one in quality.waiting(db, reader(helpline, login))]


def test_a_drawn_ticket_waits_for_a_lead_until_it_was_read(helpline: Helpline) -> None:
    drawn, spared = closed(helpline), closed(helpline, who="siti", chance=SPARED)
    assert waiting(helpline) == [drawn.code]
    assert spared.code not in waiting(helpline)
    answer(helpline, drawn, said={**YES, "truth": False})
    assert waiting(helpline) == []
    with helpline.reading() as db:
        kept = db.exec(select(SecondReading)).one()
    assert kept.verdicts == "yyynyyyy"
    assert b"pelan" not in (kept.sealed_note or b"")
    assert kinds(helpline)[-1] == "read_again"
    with pytest.raises(NotNow):
        answer(helpline, drawn)


def test_nobody_reads_their_own_ticket_again(helpline: Helpline) -> None:
    own = closed(helpline, DEWI)
    assert waiting(helpline) == []
    with pytest.raises(NotPermitted):
        answer(helpline, own)


def test_an_officer_and_another_organisation_read_nothing_again(helpline: Helpline) -> None:
    drawn = closed(helpline)
    for login in (ANI, CITRA):
        with pytest.raises(NotPermitted):
            answer(helpline, drawn, login)


def test_eight_answers_or_none(helpline: Helpline) -> None:
    drawn = closed(helpline)
    with pytest.raises(NotNow):
        answer(helpline, drawn, said={"truth": True})


def test_a_ticket_is_drawn_once_at_most(helpline: Helpline) -> None:
    drawn = closed(helpline)
    assert not helpline.database.write_now(lambda db: quality.draw(db, drawn.id or 0, DRAWN, helpline.now))


def test_fewer_than_five_readings_tell_no_share(helpline: Helpline) -> None:
    for number in range(5):
        answer(helpline, closed(helpline, who=f"orang{number}"), said={**YES, "words": number > 0})
        with helpline.reading() as db:
            told = quality.figures(db, reader(helpline), helpline.now)
        shares = {one.question: one.yes for one in told.shares}
        assert shares["words"] == (None if number < 4 else 4 / 5)
    assert (told.read, told.waiting) == (5, 0)


async def test_a_lead_reads_a_ticket_again_at_the_desk(desk: Desk, helpline: Helpline) -> None:
    found = taken(helpline, HELP, ANI)
    object.__setattr__(desk.frame, "draw", lambda size: DRAWN if size == 2 else secrets.token_bytes(size))
    async with desk.client() as ani, desk.client() as dewi:
        enter(desk, ani, ANI)
        enter(desk, dewi, DEWI)
        await press(ani, f"/desk/t/{found.code}", f"/desk/t/{found.code}/close", outcome="helped", text="selesai")
        listed = await dewi.get("/desk/quality")
        where = f"/desk/quality/{found.code}"
        page = await dewi.get(where)
        await press(dewi, where, where, **dict.fromkeys(quality.QUESTIONS, "yes"), note="")
        after = await dewi.get("/desk/quality")
        barred = await ani.get("/desk/quality")
    assert found.code in listed.text
    assert "dipukul majikan" in page.text
    assert found.code not in after.text
    assert barred.status_code == 403
