"""Tickets that change hands: back, over to an office, up to a lead, to sleep, open again; and what needs a word."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot import handover, tickets
from bot.desk.hands import wake_at
from bot.errors import NotNow
from bot.store import queues
from bot.store.tables import Entry, FileRow, Line, Office, Officer, TalkRow, Ticket
from bot.store.work_tables import Mention
from flows.words import Holder, Urgency
from tests.cases.desk import asked, sweep_offers
from tests.desk.conftest import Desk, enter, press
from tests.desk.test_pages import ANI, BUDI, CITRA, DEWI, HELP, mark_last_line, reader, sees
from tests.world import Helpline


@pytest.fixture
def code(helpline: Helpline) -> str:
    """The code of a ticket that Ani has taken."""
    helpline.hears(HELP)
    ticket = helpline.tickets()[0]

    def take(db: Session) -> None:
        tickets.take(db, helpline.vault, ticket.id or 0, officer(db, ANI), helpline.now)

    helpline.database.write_now(take)
    return ticket.code


TOLD = {
    "how": "in_person",
    "told_by": "Pak RT",
    "told_to": "ibunya",
    "told_when": "Senin, jam 9 pagi",
    "told_beside": "kakaknya dan bidan desa",
}


def officer(db: Session, login: str) -> Officer:
    """An officer, in this session."""
    return db.exec(select(Officer).where(Officer.login == login)).one()


def kinds(helpline: Helpline) -> list[str]:
    """What happened, in order."""
    with helpline.reading() as db:
        return [entry.kind for entry in db.exec(select(Entry).order_by(col(Entry.id)))]


def in_queue(helpline: Helpline, login: str, queue: str) -> list[str]:
    """The codes that an officer sees in a queue."""
    with helpline.reading() as db:
        return [row.code for row in queues.rows(db, reader(helpline, login), queue)]


async def test_a_ticket_handed_back_is_anybodys_and_the_flow_speaks_again(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/hand-back", why="shift_ends")
    assert helpline.tickets()[0].owner_id is None
    assert helpline.talk().holder == Holder.FLOW
    assert "handed_back" in kinds(helpline)


async def test_a_ticket_may_be_handed_back_without_a_reason_and_is_held_out_to_others_first(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    ani = helpline.officer(ANI).id
    async with desk.client() as client:
        enter(desk, client)
        page = await client.get(f"/desk/t/{code}")
        await press(client, "/desk/", f"/desk/t/{code}/hand-back", why="bored")
        kept = helpline.tickets()[0].owner_id
        await press(client, "/desk/", f"/desk/t/{code}/hand-back", why="")
    number = helpline.tickets()[0].id or 0
    sweep_offers(helpline)
    assert ("tanpa alasan" in page.text, kept, helpline.tickets()[0].owner_id) == (True, ani, None)
    assert asked(helpline, number)
    assert ani not in asked(helpline, number)


async def test_a_transfer_moves_the_ticket_only_when_it_is_accepted(desk: Desk, helpline: Helpline, code: str) -> None:
    other = new_office(helpline, BUDI)
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        await press(ani, "/desk/", f"/desk/t/{code}/transfer", office=str(other), why="closer_to_them")
        card = await budi.get("/desk/")
        before = await budi.get(f"/desk/t/{code}")
        await press(budi, "/desk/", f"/desk/t/{code}/accept")
        after = await budi.get(f"/desk/t/{code}")
    assert code in card.text
    assert "dipukul" not in card.text
    assert (before.status_code, after.status_code) == (404, 200)
    ticket = helpline.tickets()[0]
    assert (ticket.office_id, ticket.owner_id, ticket.status) == (other, None, "new")


async def test_a_rejected_transfer_leaves_the_ticket_where_it_was(desk: Desk, helpline: Helpline, code: str) -> None:
    other = new_office(helpline, BUDI)
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        await press(ani, "/desk/", f"/desk/t/{code}/transfer", office=str(other), why="closer_to_them")
        await press(budi, "/desk/", f"/desk/t/{code}/reject", why="cannot_now")
        told = await ani.get(f"/desk/t/{code}")
    # Whoever proposed it reads why not.
    assert "Penyerahan ditolak: tidak bisa sekarang" in told.text
    assert "menolak penyerahan: tidak bisa sekarang." in told.text
    ticket = helpline.tickets()[0]
    assert (ticket.office_id, ticket.owner_id) == (helpline.officer(ANI).office_id, helpline.officer(ANI).id)
    assert "transfer_rejected" in kinds(helpline)


async def test_a_colleague_is_asked_by_name_finds_it_counted_and_holds_it_on_a_yes(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    number = str(helpline.officer(BUDI).id)
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        form = (await ani.get(f"/desk/t/{code}")).text.split('id="colleague-why"', 1)[1].split("</select>", 1)[0]
        assert "shift_ends" in form
        assert "closer_to_them" not in form
        empty = (await budi.get("/desk/")).text
        await press(ani, "/desk/", f"/desk/t/{code}/transfer", colleague=number, why="shift_ends")
        card = (await budi.get("/desk/")).text
        answer = await press(budi, "/desk/", f"/desk/t/{code}/accept")
    assert f"Ani (peragaan) mengusulkan tiket {code}: giliran saya selesai" in card
    assert (waiting_for_me(empty), waiting_for_me(card)) == (0, 1)
    assert "said=taken" in str(answer.headers.get("location", answer.url))
    assert helpline.tickets()[0].owner_id == helpline.officer(BUDI).id


def waiting_for_me(page: str) -> int:
    """The count beside the officer's own offers."""
    beside = page.split('href="/desk/?queue=offered"', 1)[1].split("</a>", 1)[0]
    return int(beside.split('class="count">', 1)[1].split("<", 1)[0]) if 'class="count"' in beside else 0


async def test_a_refusal_is_told_until_the_holder_goes_on(desk: Desk, helpline: Helpline, code: str) -> None:
    number = str(helpline.officer(BUDI).id)
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        await press(ani, "/desk/", f"/desk/t/{code}/transfer", colleague=number, why="shift_ends")
        await press(budi, "/desk/", f"/desk/t/{code}/reject", why="cannot_now")
        told = (await ani.get(f"/desk/t/{code}")).text
        await press(ani, f"/desk/t/{code}", f"/desk/t/{code}/reply", text="Saya di sini.", once="1")
        after = (await ani.get(f"/desk/t/{code}")).text
    assert "Budi (peragaan) menolak penyerahan" in told
    assert "menolak penyerahan" not in after


async def test_r25_without_consent_a_ticket_crosses_to_another_organisation_only_for_danger_to_life(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    theirs = str(helpline.officer(CITRA).office_id)
    set_urgency(helpline, Urgency.NORMAL)
    async with desk.client() as client:
        enter(desk, client)
        refused = await press(client, "/desk/", f"/desk/t/{code}/transfer", office=theirs, why="other_service")
        set_urgency(helpline, Urgency.CRITICAL)
        await press(client, "/desk/", f"/desk/t/{code}/transfer", office=theirs, why="other_service")
    assert refused.headers["location"].endswith(f"/t/{code}?said=not_agreed")
    with helpline.reading() as db:
        logged = db.exec(select(Entry.detail).where(Entry.kind == "transfer_proposed")).all()
    assert logged == ["life_in_danger"]


async def test_nobody_but_the_office_that_is_asked_accepts(desk: Desk, helpline: Helpline, code: str) -> None:
    other = new_office(helpline, BUDI)
    async with desk.client() as ani, desk.client() as citra:
        enter(desk, ani, ANI)
        enter(desk, citra, CITRA)
        await press(ani, "/desk/", f"/desk/t/{code}/transfer", office=str(other), why="closer_to_them")
        answers = [await press(one, "/desk/", f"/desk/t/{code}/accept") for one in (ani, citra)]
    assert [answer.status_code for answer in answers] == [404, 404]


async def test_an_escalated_ticket_is_in_the_leads_queue_until_they_settle_it(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    async with desk.client() as ani, desk.client() as dewi:
        enter(desk, ani, ANI)
        enter(desk, dewi, DEWI)
        await press(ani, "/desk/", f"/desk/t/{code}/escalate", why="needs_decision")
        assert in_queue(helpline, DEWI, "escalated") == [code]
        assert (await press(ani, "/desk/", f"/desk/t/{code}/settle")).status_code == 403
        await press(dewi, "/desk/", f"/desk/t/{code}/settle")
    assert in_queue(helpline, DEWI, "escalated") == []


async def test_a_ticket_sleeps_until_its_time_or_until_the_person_writes(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/snooze", until="hour")
        assert (in_queue(helpline, ANI, "mine"), in_queue(helpline, ANI, "asleep")) == ([], [code])
        helpline.hears("dia datang lagi")
        assert in_queue(helpline, ANI, "mine") == [code]


def test_a_ticket_wakes_at_its_time(helpline: Helpline, code: str) -> None:
    until = helpline.now + timedelta(hours=1)

    def sleep(db: Session) -> None:
        handover.snooze(db, helpline.tickets()[0].id or 0, officer(db, ANI), until, helpline.now)

    helpline.database.write_now(sleep)
    assert helpline.database.write_now(lambda db: handover.wake(db, until - timedelta(minutes=1))) == 0
    assert helpline.database.write_now(lambda db: handover.wake(db, until)) == 1
    assert in_queue(helpline, ANI, "mine") == [code]


def test_tomorrow_morning_is_eight_by_the_offices_clock(helpline: Helpline) -> None:
    assert wake_at("morning", helpline.now).isoformat() == "2026-11-25T08:00:00+07:00"
    with pytest.raises(NotNow):
        wake_at("never", helpline.now)


async def test_a_closed_ticket_opens_again_for_whoever_is_there(desk: Desk, helpline: Helpline, code: str) -> None:
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/close", outcome="helped", text="selesai")
        await press(client, "/desk/", f"/desk/t/{code}/reopen")
    ticket = helpline.tickets()[0]
    assert (ticket.status, ticket.owner_id, ticket.closed_at) == ("new", None, None)


async def test_r31_urgency_is_lowered_only_with_a_reason_which_is_kept_sealed(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        refused = await press(client, "/desk/", f"/desk/t/{code}/urgency", urgency="1", reason="")
        assert refused.headers["location"].endswith("said=no_reason")
        same = await press(client, "/desk/", f"/desk/t/{code}/urgency", urgency="3", reason="")
        assert same.headers["location"].endswith("said=nothing_to_change")
        assert helpline.tickets()[0].urgency == Urgency.CRITICAL
        await press(client, "/desk/", f"/desk/t/{code}/urgency", urgency="1", reason="sudah aman di rumah")
    assert helpline.tickets()[0].urgency == Urgency.NORMAL
    with helpline.reading() as db:
        entry = db.exec(select(Entry).where(Entry.kind == "corrected")).one()
        assert entry.detail == "P0>P2"
        assert entry.sealed_detail is not None
        key = helpline.key(db, helpline.contact(db))
        assert key.open("entry.sealed_detail", entry.id or 0, entry.sealed_detail) == "sudah aman di rumah"


async def test_r26_what_an_officer_finds_to_be_a_complaint_about_us_leaves_their_office_at_once(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    helpline.hears("petugas KP2MI minta saya datang berdua malam-malam")
    async with desk.client() as client:
        enter(desk, client)
        moved = await press(
            client, "/desk/", f"/desk/t/{code}/urgency", urgency="3", service="safeguarding", reason="tentang petugas"
        )
        there = await client.get(moved.headers["location"])
        gone = await client.get(f"/desk/t/{code}")
    assert moved.headers["location"].endswith("/desk/?said=to_focal_point")
    assert "narahubung yang menanganinya" in there.text
    assert code not in there.text
    assert gone.status_code == 404
    ticket = helpline.tickets()[0]
    assert (ticket.owner_id, ticket.office_id, ticket.status, ticket.complaint_about) == (None, None, "new", "kp2mi")


async def test_a_failed_line_really_leaves_again(desk: Desk, helpline: Helpline, code: str) -> None:
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/reply", text="Anda di mana?", once="a")
        mark_last_line(helpline, "failed", "busy")
        with helpline.reading() as db:
            line = db.exec(select(Line).where(Line.state == "failed")).one()
        await press(client, "/desk/", f"/desk/t/{code}/again", line=str(line.id))
    with helpline.reading() as db:
        again = db.get_one(Line, line.id)
        assert (again.state, again.failure, again.attempts) == ("due", "", 0)


async def test_a_note_calls_whom_it_names(desk: Desk, helpline: Helpline, code: str) -> None:
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        await press(ani, "/desk/", f"/desk/t/{code}/note", text=f"tolong lihat @{BUDI} dan @{CITRA}")
        assert in_queue(helpline, BUDI, "mentions") == [code]
        await budi.get(f"/desk/t/{code}")
    assert in_queue(helpline, BUDI, "mentions") == []
    with helpline.reading() as db:
        named = {mention.officer_id for mention in db.exec(select(Mention))}
    assert named == {helpline.officer(BUDI).id}


@pytest.mark.parametrize("words", ["Maaf, suami Ibu meninggal.", "ALMARHUM dimakamkan", "Dia sudah wafat"])
async def test_r24_news_of_a_death_is_held_until_somebody_recorded_who_told_it(
    desk: Desk, helpline: Helpline, code: str, words: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        held = await press(client, "/desk/", f"/desk/t/{code}/reply", text=words, once="a")
        assert held.status_code == 409
        assert words in held.text
        assert words not in helpline.said()
        await press(client, "/desk/", f"/desk/t/{code}/death-told", **TOLD)
        await press(client, "/desk/", f"/desk/t/{code}/reply", text=words, once="b")
    assert words in helpline.said()


@pytest.mark.parametrize("left_out", ["told_by", "told_to", "told_when", "told_beside"])
async def test_r24_who_told_it_when_and_who_stood_beside_them_are_all_taken_down(
    desk: Desk, helpline: Helpline, code: str, left_out: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/death-told", **{**TOLD, left_out: ""})
    assert "death_told" not in kinds(helpline)


async def test_r24_no_ticket_closes_with_a_death_that_no_human_voice_told(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        before = helpline.transcript()
        held = await press(client, "/desk/", f"/desk/t/{code}/close", outcome="death_told", text="sudah dikubur")
        assert (held.status_code, helpline.tickets()[0].outcome, helpline.transcript()) == (409, "", before)
        await press(client, "/desk/", f"/desk/t/{code}/death-told", **TOLD)
        await press(client, "/desk/", f"/desk/t/{code}/close", outcome="death_told", text="sudah dikubur")
    assert helpline.tickets()[0].outcome == "death_told"


async def test_r22_a_picture_is_opened_by_who_holds_the_ticket_and_that_is_written_down(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    number = give_file(helpline, "image/jpeg", b"\xff\xd8gambar")
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        page = await ani.get(f"/desk/t/{code}")
        shown = await ani.get(f"/desk/t/{code}/file/{number}")
        barred = await budi.get(f"/desk/t/{code}/file/{number}")
    assert "<img" not in page.text
    assert (shown.content, shown.headers["content-type"]) == (b"\xff\xd8gambar", "image/jpeg")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert barred.status_code == 403
    assert kinds(helpline).count("file_opened") == 1


async def test_a_file_that_a_browser_could_run_is_only_handed_over(desk: Desk, helpline: Helpline, code: str) -> None:
    number = give_file(helpline, "text/html", b"<script>alert(1)</script>")
    async with desk.client() as client:
        enter(desk, client)
        answer = await client.get(f"/desk/t/{code}/file/{number}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_a_ticket_is_found_by_its_code_however_it_is_typed(desk: Desk, code: str) -> None:
    async with desk.client() as client:
        enter(desk, client)
        answer = await press(client, "/desk/", "/desk/search", q=f" {code[:5].lower()}-{code[5:]} ")
    assert answer.headers["location"] == f"/desk/t/{code}"


@pytest.mark.parametrize("typed", ["081234567890", "+62 812-3456-7890", "6281234567890"])
async def test_a_ticket_is_found_by_telephone_and_the_number_stands_in_no_address(
    desk: Desk, helpline: Helpline, typed: str
) -> None:
    helpline.hears(HELP, who="whatsapp:+6281234567890", channel="whatsapp")
    code = helpline.tickets("whatsapp:+6281234567890", "whatsapp")[0].code
    async with desk.client() as client:
        enter(desk, client)
        answer = await press(client, "/desk/", "/desk/search", q=typed)
    assert answer.headers["location"] == f"/desk/t/{code}"


async def test_r25_a_search_finds_nothing_of_another_organisation(desk: Desk, helpline: Helpline, code: str) -> None:
    async with desk.client() as client:
        enter(desk, client, CITRA)
        answer = await press(client, "/desk/", "/desk/search", q=code)
    assert answer.headers["location"] == "/desk/?said=not_found"


def test_a_lead_reads_a_ticket_of_another_office_of_theirs(helpline: Helpline, code: str) -> None:
    new_office(helpline, DEWI)
    assert sees(helpline, DEWI, code)

    def opens(db: Session) -> None:
        tickets.opened(db, helpline.tickets()[0].id or 0, officer(db, DEWI), helpline.now)

    helpline.database.write_now(opens)
    assert kinds(helpline)[-1] == "opened_by"


def new_office(helpline: Helpline, login: str) -> int:
    """Another office of the same organisation, with this officer in it."""

    def make(db: Session) -> int:
        here = officer(db, login)
        organisation = db.get_one(Office, here.office_id).organisation
        office = Office(key="lain", organisation=organisation, name="Meja lain")
        db.add(office)
        db.flush()
        here.office_id = office.id or 0
        return here.office_id

    return helpline.database.write_now(make)


def set_urgency(helpline: Helpline, urgency: Urgency) -> None:
    """As if the signs had said so."""

    def change(db: Session) -> None:
        db.exec(select(Ticket)).one().urgency = int(urgency)

    helpline.database.write_now(change)


def give_file(helpline: Helpline, mime: str, content: bytes) -> int:
    """A file that came with the first line, fetched and sealed."""

    def keep(db: Session) -> int:
        line = db.exec(select(Line).where(Line.state == "heard")).first()
        assert line is not None
        row = FileRow(
            line_id=line.id or 0,
            contact_id=line.contact_id,
            channel="simulator",
            mime=mime,
            size=len(content),
            state="kept",
            sealed_reference=b"",
        )
        db.add(row)
        db.flush()
        key = helpline.key(db, helpline.contact(db))
        row.sealed_content = key.seal("file.sealed_content", row.id or 0, content)
        return row.id or 0

    return helpline.database.write_now(keep)


def test_the_flow_stays_silent_while_another_of_the_persons_tickets_is_held(helpline: Helpline, code: str) -> None:
    def second(db: Session) -> None:
        first = db.exec(select(Ticket)).one()
        copy = Ticket(**{**first.model_dump(exclude={"id"}), "code": "KEDUA123", "service": "complaint"})
        db.add(copy)
        db.flush()
        handover.hand_back(db, copy.id or 0, officer(db, ANI), "cannot_now", helpline.now)

    helpline.database.write_now(second)
    with helpline.reading() as db:
        assert db.exec(select(TalkRow.holder)).one() == Holder.OFFICER
