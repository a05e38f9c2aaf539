"""How many messages it takes, counted on the real inbox, store and outbox."""

from pathlib import Path

import pytest

from flows.book import BOOK
from flows.structure import fields_of
from flows.words import Device
from tests.dialogue import Dialogue
from tests.world import settled

ENDED = "Semua sudah kami terima"
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


MOST = 6
"""Messages of the person's own to the picture that an officer needs, with the one that opened the ticket."""


@pytest.mark.parametrize(
    "said",
    [
        # In own words; what was heard is shown back, and who is hurt is asked in the same question.
        ("tolong", "bisa", "Riyadh", "saya dikunci di kamar", "1, dua orang sakit", f"milik saya, {WAYS}"),
        # By buttons, a voice and a pin.
        ("tolong", "[Bisa]", "{pin 24.7,46.6}", "{voice}", "[Saya terluka]", f"pinjam, {WAYS}"),
        # Told at once; then there is room for the question how to reach somebody, too.
        ("tolong, saya dipukul majikan", "bisa", "Jeddah", "1 2", "[Hanya saya]", WAYS),
        # Nothing of what was shown back is right, early and late.
        ("tolong, saya dipukul", "bisa", "Jeddah", "[Bukan itu]", "dikunci, dua orang sakit", f"milik saya, {WAYS}"),
        ("tolong", "bisa", "Riyadh", "majikan pukul saya", "bukan itu", f"milik saya, {WAYS}"),
        # A story before anybody could say that writing is safe costs none more.
        ("tolong", "tolong cepat ya", "bisa", "Riyadh", "dikunci, saya luka", f"diperiksa orang, {WAYS}"),
        # The gentle question of a danger that is not sure.
        ("saya takut sekali", "tidak aman", "bisa", "Riyadh", "ada yang luka, dua orang", f"pinjam, {WAYS}"),
    ],
)
def test_the_picture_that_an_officer_needs_takes_six_messages_with_the_first(
    talk: Dialogue, said: tuple[str, ...]
) -> None:
    assert written(talk, *said) <= MOST
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert {"where", "what", "device"} <= kept.keys()
    assert (
        {"hurt", "confirmed"} & kept.keys() or "luka" in kept["what"] or "sakit" in kept["what"] or "bukan itu" in said
    )
    assert WAYS in kept["reach"]


@pytest.mark.parametrize(
    ("role", "of_theirs"),
    [
        # A relative, a friend, somebody who helps and a witness are each asked in words of their own.
        ("[Keluarga saya]", "Kapan terakhir ada kabar?"),
        ("[Teman]", "teman Anda"),
        ("[Orang yang saya bantu]", "Apa yang sudah dilakukan?"),
        ("[Saya hanya melihat]", "lihat atau dengar"),
    ],
)
def test_r16_the_picture_of_somebody_else_takes_six_messages_with_the_first(
    talk: Dialogue, role: str, of_theirs: str
) -> None:
    for line in ("anak tetangga saya dipukul majikannya", "bisa", role):
        talk.plays(line)
    assert of_theirs in "\n".join(talk.plays("Jeddah"))
    asked = "\n".join(talk.plays("dipukul, dua orang luka"))
    assert "Tulis juga cara dan jam menghubungi Anda." in asked
    assert any(ENDED in line for line in talk.plays(f"tidak bisa ditanya, hp ini dipakai bersama, {WAYS}"))
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert {"concerned", "where", "what"} <= kept.keys()
    assert WAYS in kept["reach"]


def test_r16_whether_they_know_and_whose_telephone_it_is_are_picked_by_number(talk: Dialogue) -> None:
    for line in ("anak tetangga saya dipukul majikannya", "bisa", "[Keluarga saya]", "Jeddah", "dipukul"):
        talk.plays(line)
    told = "\n".join(talk.plays("2 5"))
    # Somebody looks into this telephone: the quick exit is taught (R7).
    assert "tutup cepat" in told
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert (kept["knows"], kept["device"]) == ("no", "Ada yang mengawasi")
    assert talk.helpline.talk().device == Device.WATCHED


@pytest.mark.parametrize(
    ("told", "kept_in"),
    [
        # So grave that its own conversation begins at once, or shown back first and confirmed.
        (("saya diperkosa majikan", "1 4"), "within_days"),
        (("saya disekap, diminta uang tebusan", "4 orang, satu sakit"), "hurt"),
        (("besok saya dibawa agen ke Batam", "1", "besok pagi, dua orang"), "when"),
        (("saya ditangkap, ditahan di kantor imigrasi", "ya", "ya"), "tell_mission"),
        (("saya hamil", "[Hamil]", "ya"), "hurt"),
    ],
)
def test_a_path_of_its_own_that_is_told_late_takes_no_seventh_message(
    talk: Dialogue, told: tuple[str, ...], kept_in: str
) -> None:
    said = ("tolong", "bisa", "Jeddah", *told)
    assert written(talk, *said) == len(said) <= MOST
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert {"where", "what", kept_in} <= kept.keys()


@pytest.mark.parametrize(
    ("words", "device"),
    [
        ("hanya saya, malam", Device.OWN),
        ("hp saya diperiksa majikan, diperiksa orang tiap malam", Device.WATCHED),
        ("pinjam hp teman saya, jam 9", Device.BORROWED),
        ("dipakai bersama adik saya, sore", Device.SHARED),
        # Whose it is was not said: nobody guesses.
        ("lewat sini, malam, bilang dari adik saya", Device.UNKNOWN),
    ],
)
def test_whose_telephone_it_is_is_heard_in_own_words_and_all_of_them_are_kept(
    talk: Dialogue, words: str, device: Device
) -> None:
    for line in ("tolong", "bisa", "Riyadh", "dikunci di kamar", "1"):
        talk.plays(line)
    assert any(ENDED in line for line in talk.plays(words))
    [ticket] = talk.helpline.tickets()
    assert talk.answers(ticket)["reach"] == words
    assert talk.helpline.talk().device == device


def test_whoever_presses_whose_telephone_it_is_learns_the_quick_exit_and_is_asked_how_to_reach_them(
    talk: Dialogue,
) -> None:
    for line in ("tolong, saya dipukul majikan", "bisa", "Riyadh", "1"):
        talk.plays(line)
    asked = "\n".join(talk.plays("[Ada yang memeriksa]"))
    assert "Lewat apa, jam berapa, dan dengan sapaan apa" in asked
    # Whose telephone is looked into learns first how to be silent at once.
    assert asked.index("tutup cepat") < asked.index("Lewat apa")
    assert any(ENDED in line for line in talk.plays("[Lewati]"))


@pytest.mark.parametrize(
    ("said", "confirmed", "hurt"),
    [
        ("1", "Dipukul atau disakiti", None),
        ("1 2, dua orang", "Dipukul atau disakiti", "Ada yang terluka, dua orang"),
        ("2 3", None, "Ada yang terluka, Ada anak"),
        ("[Ada anak]", None, "Ada anak"),
        ("ya", "Dipukul atau disakiti", None),
        ("tidak", None, None),
    ],
)
def test_the_signs_and_who_is_hurt_are_answered_in_one_question(
    talk: Dialogue, said: str, confirmed: str | None, hurt: str | None
) -> None:
    for line in ("tolong, saya dipukul majikan", "bisa", "Riyadh"):
        talk.plays(line)
    talk.plays(said)
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert (kept.get("confirmed"), kept.get("hurt")) == (confirmed, hurt)


def test_a_number_that_counts_people_picks_no_sign(talk: Dialogue) -> None:
    for line in ("tolong, saya dipukul majikan", "bisa", "Riyadh", "2 orang dikunci"):
        talk.plays(line)
    [ticket] = talk.helpline.tickets()
    kept = talk.answers(ticket)
    assert "2 orang dikunci" in kept["what"]
    assert "hurt" not in kept


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


def test_the_agency_is_asked_once_with_what_happened(talk: Dialogue) -> None:
    for said in ("masalah kerja", "bisa", "gaji", "saya sendiri"):
        talk.plays(said)
    assert "PT" not in "\n".join(talk.plays("Taiwan"))
    assert "Tulis juga agen atau PT" in "\n".join(talk.plays("di rumah Bu Lim"))


def test_whoever_presses_whose_telephone_it_is_last_of_all_is_still_asked_how_to_reach_them(talk: Dialogue) -> None:
    for line in ("tolong", "bisa", "Riyadh", "dikunci di kamar", "[Ada yang terluka]"):
        talk.plays(line)
    asked = talk.plays("[Hanya saya]")
    # The picture is there with the sixth message; the question comes when all of it has arrived.
    assert any(ENDED in line for line in asked)
    assert any("Lewat apa, jam berapa, dan dengan sapaan apa" in line for line in asked)
    assert any("Bolehkah kami menyimpan cerita Anda?" in line for line in talk.plays(WAYS))
    [ticket] = talk.helpline.tickets()
    assert talk.answers(ticket)["reach"] == WAYS


def test_whoever_said_in_their_own_words_how_to_reach_them_is_not_asked_again(talk: Dialogue) -> None:
    for line in ("tolong", "bisa", "Riyadh", "dikunci di kamar", "[Ada yang terluka]"):
        talk.plays(line)
    assert not any("Lewat apa" in line for line in talk.plays(f"pinjam, {WAYS}"))


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
