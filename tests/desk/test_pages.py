"""What officers see and do: queues, one ticket, taking, replying, noting, closing, and who sees what."""

import re
import sqlite3
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot import tickets
from bot.desk.words import WORDS
from bot.permits import Role
from bot.store import queues, reading
from bot.store.tables import Entry, Line, Offer, Office, Officer, Ticket
from flows.words import Kind
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline

HELP = "tolong saya dipukul majikan, paspor saya ditahan"
ANI, BUDI, CITRA, DEWI = "peragaan-ani", "peragaan-budi", "peragaan-citra", "peragaan-dewi"


def code_of(helpline: Helpline, who: str = "budi") -> str:
    """The code of somebody's first ticket."""
    return helpline.tickets(who)[0].code


def reader(helpline: Helpline, login: str) -> queues.Reader:
    """An officer of the roster as the queries know them."""
    officer = helpline.officer(login)
    with helpline.reading() as db:
        office = db.get_one(Office, officer.office_id)
        return queues.Reader(officer.id or 0, officer.office_id, office.organisation, Role(officer.role))


def sees(helpline: Helpline, login: str, code: str) -> bool:
    """May this officer read that ticket?"""
    with helpline.reading() as db:
        return queues.ticket_id(db, reader(helpline, login), code) is not None


async def test_the_list_shows_codes_and_never_what_a_person_said(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get("/desk/?queue=unassigned")
    assert code_of(helpline) in page.text
    assert "Gawat" in page.text
    assert "dipukul" not in page.text


async def test_a_ticket_shows_words_signs_with_their_words_and_answers(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get(f"/desk/t/{code_of(helpline)}")
    assert HELP in page.text
    assert re.search(r"<strong>Kekerasan</strong>\s*<q[^>]*>[^<]*dipukul", page.text)
    assert "Apa yang terjadi" in page.text


async def test_what_a_person_writes_is_text_and_never_markup(desk: Desk, helpline: Helpline) -> None:
    helpline.hears("tolong <script>alert(1)</script> dipukul")
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get(f"/desk/t/{code_of(helpline)}")
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert" not in page.text


async def test_opening_a_ticket_is_written_down(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    async with desk.client() as client:
        enter(desk, client)
        await client.get(f"/desk/t/{code_of(helpline)}")
    with helpline.reading() as db:
        kinds = [(entry.kind, entry.officer_id) for entry in db.exec(select(Entry).order_by(col(Entry.id)))]
    assert ("opened_by", helpline.officer(ANI).id) in kinds


async def test_who_the_person_is_stays_masked_until_the_ticket_is_taken(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP, who="alamat-rahasia")
    code = code_of(helpline, "alamat-rahasia")
    async with desk.client() as client:
        enter(desk, client)
        before = await client.get(f"/desk/t/{code}")
        await press(client, f"/desk/t/{code}", f"/desk/t/{code}/take")
        after = await client.get(f"/desk/t/{code}")
    assert "alamat-rahasia" not in before.text
    assert "alamat-rahasia" in after.text


async def test_of_two_officers_who_take_one_ticket_the_first_has_it(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        first = await press(ani, "/desk/", f"/desk/t/{code}/take")
        second = await press(budi, "/desk/", f"/desk/t/{code}/take")
        page = await budi.get(f"/desk/t/{code}")
    assert first.headers["location"].endswith("said=taken")
    assert second.headers["location"].endswith("said=too_late")
    assert "Dipegang Ani (peragaan)" in page.text


async def test_a_reply_pressed_twice_leaves_once(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/take")
        for _press in range(2):
            await press(client, "/desk/", f"/desk/t/{code}/reply", text="Anda di mana?", once="abc")
    assert helpline.said().count("Anda di mana?") == 1


async def test_only_whoever_holds_the_ticket_can_reply(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        await press(ani, "/desk/", f"/desk/t/{code}/take")
        answer = await press(budi, "/desk/", f"/desk/t/{code}/reply", text="Saya juga", once="b")
    assert answer.headers["location"].endswith("said=not_now")
    assert "Saya juga" not in helpline.said()


async def test_a_note_is_read_by_officers_and_never_leaves(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/note", text="telepon KJRI besok")
        page = await client.get(f"/desk/t/{code}")
    assert "telepon KJRI besok" in page.text
    assert "telepon KJRI besok" not in helpline.said()


async def test_a_ticket_closes_with_an_outcome_and_not_without(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/take")
        without = await press(client, "/desk/", f"/desk/t/{code}/close", text="selesai", outcome="")
        await press(client, "/desk/", f"/desk/t/{code}/close", text="selesai", outcome="helped")
        page = await client.get(f"/desk/t/{code}?queue=closed")
    assert without.headers["location"].endswith("said=no_outcome")
    assert "Sudah terbantu" in page.text
    assert helpline.tickets()[0].status == "closed"


async def test_r5_the_desk_says_why_there_is_silence_and_that_a_reply_waits(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    helpline.hears("jangan balas")
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/take")
        await press(client, "/desk/", f"/desk/t/{code}/reply", text="Kami di sini.", once="c")
        page = await client.get(f"/desk/t/{code}")
        listed = await client.get("/desk/?queue=mine")
    assert "Sengaja sunyi." in page.text
    assert "jangan kirim apa pun" in listed.text
    assert not re.search(r"jawab dalam|class=\"tag late\"", listed.text)
    assert re.search(r"<strong>Ditahan</strong>: Orang ini menulis “jangan balas”", page.text)


async def test_r11_a_reply_that_has_not_left_is_not_shown_as_an_answer(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/take")
        await press(client, "/desk/", f"/desk/t/{code}/reply", text="Anda di mana?", once="d")
        waiting = await client.get(f"/desk/t/{code}")
        mark_last_line(helpline, "sent")
        sent = await client.get(f"/desk/t/{code}")
    assert 'class="open">Dijawab' in waiting.text
    assert 'class="done">Dijawab' in sent.text


async def test_a_line_that_failed_is_named(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/take")
        await press(client, "/desk/", f"/desk/t/{code}/reply", text="Anda di mana?", once="e")
        mark_last_line(helpline, "failed", "blocked")
        page = await client.get(f"/desk/t/{code}")
    assert "Ada pesan yang gagal terkirim." in page.text
    assert "orang ini memblokir percakapan" in page.text


async def test_r25_a_ticket_of_another_organisation_does_not_exist(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client, CITRA)
        page = await client.get(f"/desk/t/{code}")
        unknown = await client.get("/desk/t/TIDAKADA")
        act = await press(client, "/desk/", f"/desk/t/{code}/note", text="x")
    assert (page.status_code, act.status_code) == (404, 404)
    assert page.text == unknown.text


def test_r25_an_officer_reads_their_office_and_a_lead_the_organisation(helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    assert [sees(helpline, login, code) for login in (ANI, CITRA, DEWI)] == [True, False, True]
    move_to_new_office(helpline, code)
    assert [sees(helpline, login, code) for login in (BUDI, CITRA, DEWI)] == [False, False, True]


def test_r26_a_complaint_about_us_is_not_read_by_a_lead_of_another_office(helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    move_to_new_office(helpline, code)

    def complain(db: Session) -> None:
        db.exec(select(Ticket).where(Ticket.code == code)).one().service = "safeguarding"

    helpline.database.write_now(complain)
    assert not sees(helpline, DEWI, code)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.STRANGER])
def test_r25_who_has_no_part_in_care_reads_no_ticket(helpline: Helpline, role: Role) -> None:
    helpline.hears(HELP)
    officer = reader(helpline, ANI)
    other = queues.Reader(officer.officer_id, officer.office_id, officer.organisation, role)
    with helpline.reading() as db:
        assert queues.rows(db, other, "office") == ()


def test_the_most_urgent_stand_first_and_then_whoever_waited_longest(helpline: Helpline) -> None:
    for who, words in (("ana", "petugas"), ("ida", HELP), ("ita", HELP)):
        helpline.hears(words, who=who)
        helpline.now += timedelta(minutes=5)
    with helpline.reading() as db:
        shown = [row.code for row in queues.rows(db, reader(helpline, ANI), "office")]
    assert shown == [code_of(helpline, who) for who in ("ida", "ita", "ana")]


def test_whoever_writes_again_keeps_their_place_and_waits_anew_only_after_an_answer(helpline: Helpline) -> None:
    for who in ("ida", "ita", "ida"):
        helpline.hears(HELP, who=who)
        helpline.now += timedelta(minutes=5)

    def order() -> list[str]:
        with helpline.reading() as db:
            return [row.code for row in queues.rows(db, reader(helpline, ANI), "office")]

    ida, ita = (code_of(helpline, who) for who in ("ida", "ita"))
    assert order() == [ida, ita]
    ticket, ani = helpline.tickets("ida")[0].id or 0, helpline.officer(ANI).id

    def answer(db: Session) -> None:
        officer = db.get_one(Officer, ani)
        tickets.take(db, helpline.database.vault, ticket, officer, helpline.now)
        tickets.reply(db, helpline.database.vault, ticket, officer, "Saya baca.", helpline.now)

    helpline.database.write_now(answer)
    assert order() == [ida, ita]
    helpline.hears("terima kasih", who="ida")
    assert order() == [ita, ida]


def test_a_forgotten_persons_ticket_opens_without_words(helpline: Helpline) -> None:
    helpline.hears(HELP)
    officer, code = reader(helpline, ANI), code_of(helpline)
    with helpline.reading() as db:
        before = reading.sheet(db, helpline.vault, officer, code)
    forget_everybody(helpline)
    with helpline.reading() as db:
        after = reading.sheet(db, helpline.vault, officer, code)
    assert before is not None
    assert after is not None
    assert [line.text for line in before.lines if line.who == "contact"] == [HELP]
    assert {line.text for line in after.lines} == {""}


async def test_a_voice_note_is_named_and_a_place_is_shown(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(kind=Kind.VOICE)
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get(f"/desk/t/{code_of(helpline)}")
    assert "Pesan suara" in page.text


async def test_every_answer_carries_the_headers_that_keep_it_private(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    async with desk.client() as client:
        door = await client.get("/desk/login")
        enter(desk, client)
        answers = [door, await client.get("/desk/"), await client.get(f"/desk/t/{code_of(helpline)}")]
        answers.append(await client.get("/desk/t/NONE"))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "camera=()" in answer.headers["permissions-policy"]


async def test_no_page_asks_another_host_for_anything(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get(f"/desk/t/{code_of(helpline)}")
        links = re.findall(r'(?:src|href|action)="([^"]+)"', page.text)
        style = await client.get("/desk/static/desk.css")
    assert [link for link in links if not link.startswith(("/desk/", "#"))] == []
    assert "url(" not in style.text
    assert "style=" not in page.text


async def test_the_first_view_is_under_a_hundred_kilobytes(desk: Desk, helpline: Helpline) -> None:
    for number in range(60):
        helpline.hears(HELP, who=f"orang{number}")
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get(f"/desk/t/{code_of(helpline, 'orang1')}")
        links = re.findall(r'(?:src|href)="(/desk/static/[^"]+)"', page.text)
        parts = [page, *[await client.get(link) for link in links]]
    assert len(parts) > 2
    assert sum(part.num_bytes_downloaded for part in parts) < 100_000


async def test_what_changed_is_fetched_in_parts(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    async with desk.client() as client:
        enter(desk, client)
        parts = await client.get(f"/desk/now?at={code_of(helpline)}")
    assert re.findall(r'id="(\w+)" (?:class="\w+" )?data-live', parts.text) == [
        "queues",
        "list",
        "head",
        "lines",
        "composer",
        "context",
    ]


async def test_an_officer_declares_that_they_are_away(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", "/desk/presence", presence="away")
    assert helpline.officer(ANI).presence == "away"


def test_every_outcome_has_a_word() -> None:
    assert [outcome for outcome in tickets.OUTCOMES if outcome not in WORDS["outcome"]] == []


def mark_last_line(helpline: Helpline, state: str, failure: str = "") -> None:
    """What the outbox does when a line has left, or has not."""

    def mark(db: Session) -> None:
        line = db.exec(select(Line).where(col(Line.officer_id).is_not(None)).order_by(col(Line.id).desc())).first()
        assert line is not None
        line.state, line.failure, line.sent_at = state, failure, helpline.now

    helpline.database.write_now(mark)


def forget_everybody(helpline: Helpline) -> None:
    """The keys of all people are destroyed."""
    raw = sqlite3.connect(helpline.database.url.removeprefix("sqlite:///"))
    raw.execute("DELETE FROM keyring")
    raw.commit()
    raw.close()


def move_to_new_office(helpline: Helpline, code: str) -> None:
    """Another office of the same organisation has the ticket now, and nobody is offered it."""

    def move(db: Session) -> None:
        ticket = db.exec(select(Ticket).where(Ticket.code == code)).one()
        office = db.get_one(Office, ticket.office_id)
        other = Office(key="other", organisation=office.organisation, name="Meja lain")
        db.add(other)
        db.flush()
        ticket.office_id = other.id
        for offer in db.exec(select(Offer).where(Offer.ticket_id == ticket.id)):
            offer.state = "withdrawn"

    helpline.database.write_now(move)
