"""What an officer sends besides free words: files, prepared answers, an approved message; and what words mean."""

import json

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.desk.answers import answers, is_prepared
from bot.store.tables import FileRow, Line, Officer, TalkRow, Ticket
from bot.store.work_tables import Mention
from flows.words import Writing
from tests.desk.conftest import Desk, csrf_in, enter, press
from tests.desk.test_pages import ANI, BUDI, HELP, code_of
from tests.pictures import photographed, plain_png
from tests.world import Helpline

PNG = plain_png()


@pytest.fixture
async def code(desk: Desk, helpline: Helpline) -> str:
    """A ticket that Ani holds."""
    helpline.hears(HELP)
    number = code_of(helpline)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{number}/take")
    return number


def make_junior(helpline: Helpline) -> None:
    """Ani writes prepared answers only."""

    def change(db: Session) -> None:
        ani = db.exec(select(Officer).where(Officer.login == ANI)).one()
        ani.profile = json.dumps({**json.loads(ani.profile), "junior": True})

    helpline.database.write_now(change)


async def test_a_file_is_sealed_and_leaves_once_however_often_it_is_pressed(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        csrf = csrf_in((await client.get("/desk/")).text)
        for _press in range(2):
            answer = await client.post(
                f"/desk/t/{code}/send-file", content=PNG, headers={"X-Csrf": csrf, "X-Once": "f1"}
            )
        page = await client.get(f"/desk/t/{code}")
    assert answer.headers["location"].endswith("said=file_sent")
    assert "dari kita" in page.text
    with helpline.reading() as db:
        [row] = db.exec(select(FileRow))
        assert row.sealed_content is not None
        assert PNG not in row.sealed_content
    assert helpline.files() == [("image/png", "kept", PNG)]


async def test_a_photo_leaves_without_the_place_where_it_was_taken(desk: Desk, helpline: Helpline, code: str) -> None:
    async with desk.client() as client:
        enter(desk, client)
        csrf = csrf_in((await client.get("/desk/")).text)
        await client.post(f"/desk/t/{code}/send-file", content=photographed(), headers={"X-Csrf": csrf})
    [(mime, state, content)] = helpline.files()
    assert (mime, state) == ("image/jpeg", "kept")
    assert not any(one in content for one in (b"GPS", b"Kamera", b"Melur", b"MotionPhoto"))


async def test_a_file_that_cannot_be_cleaned_is_refused_with_what_can_be_sent_instead(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        csrf = csrf_in((await client.get("/desk/")).text)
        answer = await client.post(f"/desk/t/{code}/send-file", content=b"%PDF-1.7 rusak", headers={"X-Csrf": csrf})
        page = await client.get(answer.headers["location"])
    assert "Keterangan tersembunyi di berkas ini tidak bisa dibuang" in page.text
    assert helpline.files() == []


async def test_a_file_without_the_forms_token_is_refused(desk: Desk, helpline: Helpline, code: str) -> None:
    async with desk.client() as client:
        enter(desk, client)
        answer = await client.post(f"/desk/t/{code}/send-file", content=PNG)
    assert answer.status_code == 403
    assert helpline.files() == []


async def test_a_file_of_a_kind_that_the_channel_does_not_take_is_refused_by_name(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    async with desk.client() as client:
        enter(desk, client)
        csrf = csrf_in((await client.get("/desk/")).text)
        answer = await client.post(f"/desk/t/{code}/send-file", content=b"MZ", headers={"X-Csrf": csrf})
        page = await client.get(answer.headers["location"])
    assert "Hanya foto JPEG atau PNG, atau PDF" in page.text
    assert helpline.files() == []


async def test_what_a_reply_means_in_indonesian_stays_with_the_officers(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    helpline.database.write_now(lambda db: db.execute(update(Ticket).values(language="jv")))
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", f"/desk/t/{code}/reply", text="Panjenengan wonten pundi?", meaning="Di mana?")
        page = await client.get(f"/desk/t/{code}")
    assert "Di mana?" in page.text.split('class="meaning"', 1)[1].split("</p>", 1)[0]
    assert helpline.said()[-1] == "Panjenengan wonten pundi?"


async def test_a_junior_officer_sends_prepared_answers_only(desk: Desk, helpline: Helpline, code: str) -> None:
    make_junior(helpline)
    async with desk.client() as client:
        enter(desk, client)
        free = await press(client, "/desk/", f"/desk/t/{code}/reply", text="Kabur saja malam ini.")
        await press(client, "/desk/", f"/desk/t/{code}/reply", text="Apakah Anda aman sekarang?")
        page = await client.get(f"/desk/t/{code}")
    assert free.headers["location"].endswith("said=not_prepared")
    assert "Kabur saja malam ini." not in helpline.said()
    assert helpline.said()[-1] == "Apakah Anda aman sekarang?"
    assert "Anda memakai jawaban siap pakai saja." in page.text


@pytest.mark.parametrize("language", ["id", "en", "jv"])
def test_every_prepared_answer_is_one_with_its_blanks_filled_in(language: str) -> None:
    filled = [one.text.replace("[", "").replace("]", "") for one in answers(language)]
    assert [text for text in filled if not is_prepared(text, language)] == []
    assert is_prepared("\n\n".join(filled[:2]), language)
    assert not is_prepared(filled[0] + " Kirim uang.", language)


async def test_after_whatsapps_window_the_composer_says_what_can_go_instead(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    desk.settings.__dict__["templates"] = {"halo_balas": "HX1"}
    helpline.database.write_now(lambda db: db.execute(update(Ticket).values(channel="whatsapp")))
    helpline.database.write_now(lambda db: db.execute(update(Officer).values(demonstration=False)))
    helpline.now = helpline.now.replace(day=26)
    async with desk.client() as client:
        enter(desk, client)
        waiting = await client.get(f"/desk/t/{code}")
        helpline.database.write_now(lambda db: db.execute(update(TalkRow).values(writing=Writing.SAFE.value)))
        allowed = await client.get(f"/desk/t/{code}")
        await press(client, "/desk/", f"/desk/t/{code}/template", name="halo_balas")
    assert "Orang ini belum bilang boleh ditulisi lebih dulu." in waiting.text
    assert "Halo, apa kabar? Balas kalau sempat." in allowed.text
    assert 'name="text" rows="2" maxlength="4000" required' in allowed.text  # the note's; no reply is offered
    assert 'id="reply-text"' not in allowed.text
    with helpline.reading() as db:
        assert db.exec(select(Line).order_by(col(Line.id).desc())).first() is not None


async def test_r4_the_officer_reads_the_approved_message_as_it_leaves_in_the_persons_language(
    desk: Desk, helpline: Helpline, code: str
) -> None:
    desk.settings.__dict__["templates"] = {"halo_balas": "HX1", "halo_balas.en": "HX2"}
    helpline.database.write_now(lambda db: db.execute(update(Ticket).values(channel="whatsapp", language="en")))
    helpline.database.write_now(lambda db: db.execute(update(Officer).values(demonstration=False)))
    helpline.database.write_now(lambda db: db.execute(update(TalkRow).values(writing=Writing.SAFE.value)))
    helpline.now = helpline.now.replace(day=26)
    async with desk.client() as client:
        enter(desk, client)
        offered = await client.get(f"/desk/t/{code}")
        await press(client, "/desk/", f"/desk/t/{code}/template", name="halo_balas")
        sent = await client.get(f"/desk/t/{code}")
    words = "Hello, how are you? Answer when you can."
    assert (offered.text.count(words), sent.text.count(words)) == (1, 2)
    assert "Halo, apa kabar?" not in sent.text


async def test_a_note_calls_a_colleague_who_finds_it_in_the_queue(desk: Desk, helpline: Helpline, code: str) -> None:
    async with desk.client() as ani, desk.client() as budi:
        enter(desk, ani, ANI)
        enter(desk, budi, BUDI)
        page = await ani.get(f"/desk/t/{code}")
        await press(ani, "/desk/", f"/desk/t/{code}/note", text="@peragaan-budi tolong lihat")
        queue = await budi.get("/desk/?queue=mentions")
    assert 'data-call="@peragaan-budi"' in page.text
    assert code in queue.text
    with helpline.reading() as db:
        assert len(db.exec(select(Mention)).all()) == 1
