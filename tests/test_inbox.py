"""One message in: everything that it causes is there, once, or nothing of it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.inbox import Arrival, Inbox
from bot.messages import Receipt
from bot.store.dossiers import Dossier, LineDraft
from flows.book import BOOK
from flows.script import Go, Scene, Script
from flows.words import Attachment, Heard, Kind, Reading, Writing
from tests.world import NOON, Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


def test_first_words_of_danger_open_a_critical_ticket_that_is_held_out_to_officers(helpline: Helpline) -> None:
    assert helpline.hears(DANGER) is Receipt.TAKEN
    [ticket] = helpline.tickets()
    assert (ticket.service, ticket.urgency, ticket.status) == ("emergency", 3, "offered")
    assert ticket.office_id is not None
    assert ticket.offered_at == helpline.now


def test_a_redelivered_message_changes_nothing(helpline: Helpline) -> None:
    helpline.hears(DANGER, key="m1")
    before = helpline.transcript()
    assert helpline.hears(DANGER, key="m1") is Receipt.AGAIN
    assert helpline.transcript() == before
    assert len(helpline.tickets()) == 1


def test_the_same_message_twice_in_one_group_is_taken_once(helpline: Helpline) -> None:
    heard = Heard("simulator", "budi", "m1", NOON, text=DANGER)
    both = [helpline.inbox.arrival(heard), helpline.inbox.arrival(heard)]
    with helpline.database.writing.begin() as connection:
        assert helpline.inbox.take(connection, both) == [Receipt.TAKEN, Receipt.AGAIN]


def test_five_messages_of_one_person_in_one_group_are_taken_in_order(helpline: Helpline) -> None:
    words = ["tolong saya dipukul", "majikan", "di riyadh", "cepat", "pakai sapu"]
    heards = [Heard("simulator", "budi", f"m{n}", NOON, text=text) for n, text in enumerate(words)]
    with helpline.database.writing.begin() as connection:
        helpline.inbox.take(connection, [helpline.inbox.arrival(heard) for heard in heards])
    assert [text for state, text in helpline.transcript() if state == "heard"] == words
    assert helpline.answers()["what"] == "\n".join(words)
    assert len(helpline.said()) == 1
    assert helpline.talk().turn == 5


def test_on_telegram_a_group_is_taken_in_the_order_of_its_numbers(helpline: Helpline) -> None:
    heards = [Heard("telegram", "7", f"{n}", NOON, text=f"kata {n}", order=n) for n in (3, 1, 2)]
    with helpline.database.writing.begin() as connection:
        helpline.inbox.take(connection, [helpline.inbox.arrival(heard) for heard in heards])
    heard = [text for state, text in helpline.transcript("7", "telegram") if state == "heard"]
    assert heard == ["kata 1", "kata 2", "kata 3"]


def test_words_written_before_the_next_question_left_stay_with_the_answer_before(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    helpline.shows()
    helpline.hears("bisa")
    helpline.shows()
    helpline.hears("Riyadh")
    helpline.hears("dekat masjid besar")
    helpline.shows()
    helpline.hears("kemarin malam")
    answers = helpline.answers()
    assert answers["where"] == "Riyadh\ndekat masjid besar"
    assert str(answers["what"]).endswith("kemarin malam")


def test_telegrams_whole_seconds_do_not_make_an_answer_look_older_than_its_question(helpline: Helpline) -> None:
    helpline.hears(DANGER, channel="telegram", who="7")
    helpline.shows()
    at = helpline.now + timedelta(milliseconds=400)
    heard = Heard("telegram", "7", "9", at, text="bisa", written_at=at.replace(microsecond=0))
    helpline.inbox.receive_now(heard)
    assert helpline.talk("7", "telegram").writing == Writing.SAFE.value


def test_r5_do_not_reply_beats_even_the_first_confirmation(helpline: Helpline) -> None:
    helpline.hears("saya dipukul majikan, jangan balas")
    assert helpline.said() == []
    [ticket] = helpline.tickets()
    assert (ticket.silence, ticket.status) == ("asked", "offered")


def test_r5_after_do_not_reply_words_are_kept_and_nothing_is_said(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    helpline.shows()
    helpline.hears("jangan balas")
    said = len(helpline.said())
    helpline.hears("dia di kamar sebelah")
    assert len(helpline.said()) == said
    assert "dia di kamar sebelah" in str(helpline.answers()["said"])


def test_words_beside_every_question_that_are_said_again_stand_once_and_last(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    helpline.shows()
    for words in ("jangan balas", "tolong", "dia di kamar sebelah", "tolong"):
        helpline.hears(words)
    assert str(helpline.answers()["said"]).split("\n")[-2:] == ["dia di kamar sebelah", "tolong"]
    assert [text for state, text in helpline.transcript() if state == "heard"].count("tolong") == 2


def test_r17_a_voice_note_as_first_message_opens_a_ticket(helpline: Helpline) -> None:
    helpline.hears(kind=Kind.VOICE)
    [ticket] = helpline.tickets()
    assert (ticket.category, ticket.urgency) == ("voice", 2)
    assert helpline.said()[0].startswith("Suara Anda sudah masuk.")


def broken(text: str) -> Script:
    """The conversations, with a scene that leads in a circle: our own fault, in the middle of a talk."""
    scenes = dict(BOOK.flows["emergency"].scenes)
    scenes["where_now"] = Scene("where_now", (text,), then=Go("where_now"))
    return Script({**BOOK.flows, "emergency": replace(BOOK.flows["emergency"], scenes=scenes)})


def test_a_message_that_makes_our_own_code_fail_is_stored_and_reaches_a_human(database_url: str) -> None:
    helpline = Helpline(database_url, broken("x"))
    helpline.roster()
    helpline.hears(DANGER)
    helpline.shows()
    heards = [
        Heard("simulator", "citra", "c1", helpline.now, text="halo"),
        Heard("simulator", "budi", "b2", helpline.now, text="bisa"),
        Heard("simulator", "citra", "c2", helpline.now, text=DANGER),
    ]
    arrivals = [helpline.inbox.arrival(heard) for heard in heards]
    with helpline.database.writing.begin() as connection:
        receipts = helpline.inbox.take(connection, arrivals)
    assert receipts == [Receipt.TAKEN, Receipt.CAUGHT, Receipt.TAKEN]
    assert helpline.said()[-1] == "Pesan Anda sudah masuk. Nanti ada orang yang membaca."
    assert helpline.transcript()[-2] == ("heard", "bisa")
    assert [ticket.reason for ticket in helpline.tickets("citra")] == ["heard"]
    helpline.close()


def test_a_text_that_our_reading_cannot_bear_is_stored_and_reaches_a_human(database_url: str) -> None:
    helpline = Helpline(database_url)

    def fails(_heard: Heard) -> Reading:
        raise RecursionError

    helpline.inbox = Inbox(helpline.database, BOOK, helpline.inbox.world, fails)
    assert helpline.hears("apa saja") is Receipt.CAUGHT
    assert helpline.tickets()[0].reason == "our_code_failed"
    helpline.close()


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "nol \x00 byte",
        "‮terbalik‬",
        "\ud800 sendiri",
        "",
        "👩‍👩‍👧",
    ],
)
def test_whatever_is_written_is_kept(helpline: Helpline, text: str) -> None:
    assert helpline.hears(text) is Receipt.TAKEN
    assert helpline.transcript()[0][1] == text.encode("utf-8", "replace").decode()


def test_a_file_that_came_along_is_kept_sealed(helpline: Helpline) -> None:
    heard = Heard("simulator", "budi", "m1", NOON, Kind.PHOTO, files=(Attachment("image/png", content=b"PNGDATA"),))
    assert helpline.inbox.receive_now(heard) is Receipt.TAKEN
    assert helpline.files() == [("image/png", "kept", b"PNGDATA")]


def test_the_raw_database_files_hold_none_of_the_words_typed(tmp_path: Path) -> None:
    helpline = Helpline(f"sqlite:///{tmp_path / 'k.db'}")
    helpline.roster()
    word, name, address = "rahasiasekali", "Sumarniwatikanari", "whatsapp:+60123456789012"
    heard = Heard("whatsapp", address, "m1", NOON, text=f"tolong saya dipukul {word}", name=name)
    helpline.inbox.receive_now(heard)
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    helpline.close()
    raw += b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (word, name, address, "60123456789012", "tolong"):
        assert secret.encode() not in raw
        assert secret.encode("utf-16-le") not in raw


def test_reading_happens_before_the_writers_turn(helpline: Helpline) -> None:
    arrival = helpline.inbox.arrival(Heard("simulator", "budi", "m1", NOON, text=DANGER))
    assert isinstance(arrival, Arrival)
    assert arrival.reading is not None
    assert arrival.reading.signs


def test_r13_in_a_trial_the_first_words_and_every_hand_over_say_that_nobody_reads(database_url: str) -> None:
    helpline = Helpline(database_url)
    helpline.inbox.world = replace(helpline.inbox.world, trial=True)
    helpline.hears(DANGER)
    helpline.shows()
    helpline.hears("bisa")
    first, handed_over = helpline.said()
    assert first.startswith("Ini percobaan. Belum ada orang yang membaca.")
    assert "petugas" not in first
    assert handed_over.startswith("Ini percobaan. Tidak ada petugas yang membaca.")
    helpline.close()


async def test_a_message_that_cannot_be_saved_as_we_understood_it_is_kept_for_a_human(
    helpline: Helpline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one patch of our own code here: a fault in carrying out a turn that only saving would show."""

    def spoils(dossier: Dossier, *_rest: object) -> None:
        dossier.talk = replace(dossier.talk, answers={"what": object()})  # type: ignore[dict-item]
        dossier.lines.append(LineDraft({"state": "heard"}, {"text": object()}))

    monkeypatch.setattr("bot.inbox.take_in", spoils)
    heard = Heard("simulator", "budi", "m1", NOON, text=DANGER)
    assert await helpline.inbox.receive(heard) is Receipt.CAUGHT
    assert helpline.transcript()[0] == ("heard", DANGER)
    assert helpline.tickets()[0].reason == "our_code_failed"
