"""How many messages it takes, counted on the real inbox, store and outbox."""

from pathlib import Path

import pytest

from flows.book import BOOK
from flows.structure import fields_of
from tests.dialogue import Dialogue
from tests.world import settled

ENDED = "Semua sudah kami simpan"
WAYS = "lewat sini, jam 9 malam, bilang dari adik"


@pytest.fixture
def talk(tmp_path: Path) -> Dialogue:
    """One person and the helpline."""
    return Dialogue(settled(tmp_path))


def written(talk: Dialogue, *said: str) -> int:
    """How many messages of the person's it took until the conversation said that all is kept."""
    for count, line in enumerate(said, start=1):
        before = len(talk.shown)
        talk.plays(line)
        if any(ENDED in line.words.text for line in talk.shown[before:]):
            return count
    raise AssertionError("the conversation did not come to its end")


@pytest.mark.parametrize(("word", "priority"), [("tolong", 0), ("Tolong!", 0), ("darurat", 0), ("tolong saya", 1)])
def test_one_message_opens_a_ticket(talk: Dialogue, word: str, priority: int) -> None:
    assert talk.plays(word)[-1] == f"  * emergency P{priority} offered"
    assert len(talk.helpline.tickets()) == 1


@pytest.mark.parametrize(
    "said",
    [
        # In own words, by buttons, by voice and a pin, with the guess confirmed and with none of it right.
        ("bisa", "Riyadh", "saya dikunci di kamar", "saya", "milik saya", WAYS),
        ("[Bisa]", "{pin 24.7,46.6}", "{voice}", "[Saya terluka]", "[Pinjam]", WAYS),
    ],
)
def test_the_picture_that_an_officer_needs_takes_six_messages_at_most(talk: Dialogue, said: tuple[str, ...]) -> None:
    talk.plays("tolong")
    assert written(talk, *said) <= 6
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert {"where", "what", "hurt", "device"} <= kept.keys()
    assert kept["reach"] == WAYS


@pytest.mark.parametrize(
    ("guessed", "after"),
    [("1", "tidak ada"), ("[Bukan itu]", "dikunci di kamar, dua orang sakit")],
)
def test_signs_shown_back_cost_no_seventh_message(talk: Dialogue, guessed: str, after: str) -> None:
    talk.plays("tolong, saya dipukul majikan")
    assert written(talk, "bisa", "Jeddah", guessed, after, "milik saya", WAYS) == 6
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert (kept["device"], kept["reach"]) == ("Milik saya", WAYS)
    assert after in (kept.get("what", "") + kept.get("hurt", "")) or kept["hurt"] == "Tidak ada"


def test_how_when_and_with_which_words_to_reach_somebody_is_one_question_and_may_be_passed_over(talk: Dialogue) -> None:
    for line in ("tolong", "bisa", "Riyadh", "dikunci di kamar", "saya"):
        talk.plays(line)
    asked = "\n".join(talk.plays("[Diperiksa orang]"))
    assert "Lewat apa, jam berapa, dan dengan sapaan apa" in asked
    # Whose telephone is looked into learns first how to be silent at once.
    assert asked.index("tutup cepat") < asked.index("Lewat apa")
    assert any(ENDED in line for line in talk.plays("[Lewati]"))


def test_a_complaint_takes_eight_messages_after_the_wish_for_one_and_each_can_be_skipped(talk: Dialogue) -> None:
    said = ("bisa", "gaji", "saya sendiri", "Taiwan", "pabrik", "sejak Maret", "gaji dibayar", "pinjam")
    talk.plays("masalah kerja")
    assert written(talk, *said) == 8
    [ticket] = talk.helpline.tickets()
    assert {"matter", "concerned", "where", "employer", "what", "wish", "reach"} <= talk.answers(ticket).keys()


@pytest.mark.parametrize("employer", ["[Rumah tangga]", "[Perusahaan]", "[Kapal]", "[Belum berangkat]", "[Lewati]"])
def test_whoever_picks_the_kind_of_employer_is_still_asked_for_the_agency(talk: Dialogue, employer: str) -> None:
    for said in ("masalah kerja", "bisa", "gaji", "saya sendiri", "Taiwan"):
        talk.plays(said)
    asked = "\n".join(talk.plays(employer))
    assert "Tulis juga agen atau PT" in asked


def test_whoever_names_the_employer_in_own_words_is_asked_for_the_agency_in_that_question(talk: Dialogue) -> None:
    for said in ("masalah kerja", "bisa", "gaji", "saya sendiri"):
        talk.plays(said)
    assert "Boleh tambah nama majikan, agen, atau PT." in "\n".join(talk.plays("Taiwan"))
    assert "Tulis juga agen" not in "\n".join(talk.plays("di rumah Bu Lim, lewat PT Maju"))


def test_every_question_of_a_complaint_can_be_skipped_or_spoken(talk: Dialogue, tmp_path: Path) -> None:
    talk.plays("masalah kerja")
    assert written(talk, "bisa", *["[Lewati]"] * 7) == 8
    (tmp_path / "spoken").mkdir()
    spoken = Dialogue(settled(tmp_path / "spoken"))
    spoken.plays("masalah kerja")
    assert written(spoken, "bisa", *["{voice}"] * 7) == 8
    [ticket] = spoken.helpline.tickets()
    assert list(spoken.answers(ticket).values()).count("[voice]") == 7


def test_saya_selamat_is_registered_with_two_messages(talk: Dialogue) -> None:
    talk.plays("saya selamat")
    told = talk.plays("Siti, anak Karto, Cilacap")
    assert "  Sudah tercatat. Belum ada yang kami beri tahu." in told
    [ticket] = talk.helpline.tickets()
    assert (ticket.category, talk.answers(ticket)["name"]) == ("safe", "Siti, anak Karto, Cilacap")


def test_after_a_disaster_three_questions_are_asked(talk: Dialogue) -> None:
    for line in ("gempa besar, rumah roboh", "[Ada yang terluka]", "Hualien"):
        assert talk.plays(line)
        assert talk.helpline.talk().asked
    talk.plays("air dan obat")
    assert talk.helpline.talk().asked == 0
    [ticket] = talk.helpline.tickets()
    assert {"hurt", "where", "need"} <= talk.answers(ticket).keys()


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_the_questions_stop_the_moment_an_officer_takes_the_ticket(talk: Dialogue, after: int) -> None:
    for line in ("tolong", "bisa", "Riyadh", "dikunci di kamar")[:after]:
        talk.plays(line)
    talk.act("{officer takes}")
    before = len(talk.shown)
    for line in ("saya di lantai dua", "{voice}", "1"):
        talk.plays(line)
    assert not any(line.words.asks for line in talk.shown[before:])
    assert talk.helpline.talk().asked == 0


def test_a_request_to_look_for_somebody_has_a_field_for_every_thing_that_is_known() -> None:
    wanted = "relation name nickname other_names sex birth father mother home last_place employer agency number_part"
    of_enquirer = "last_contact what photo enquirer enquirer_contact second_way device"
    assert {*wanted.split(), *of_enquirer.split()} <= fields_of(BOOK.flows["seek"])


@pytest.mark.parametrize("letters", [999, 1000, 1001])
def test_family_news_has_room_for_a_thousand_letters(talk: Dialogue, letters: int) -> None:
    for line in ("kabar keluarga", "bisa", "Painem", "lewati", "Cilacap", "a" * letters):
        talk.plays(line)
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert ("letter" in kept) is (letters <= 1000)
    # What is too long to be sent is not lost: an officer can read it.
    assert "a" * letters in (kept.get("letter", ""), kept.get("said", ""))
