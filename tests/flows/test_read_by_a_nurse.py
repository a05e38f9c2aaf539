"""What a nurse who read every page found missing: numbers in time, ways that answer, words that teach."""

from pathlib import Path

import pytest

from tests.dialogue import Dialogue
from tests.world import settled

AMBULANCE = "mbulans"


@pytest.fixture
def talk(tmp_path: Path) -> Dialogue:
    """One person and the helpline."""
    return Dialogue(settled(tmp_path))


def told(talk: Dialogue, *said: str) -> str:
    """What the last of these lines is answered with."""
    answer: list[str] = []
    for line in said:
        answer = talk.plays(line)
    return "\n".join(answer)


@pytest.mark.parametrize("answer", ["Ada yang terluka", "Terjebak"])
def test_r14_somebody_hurt_or_trapped_in_a_disaster_gets_the_number_of_the_place(talk: Dialogue, answer: str) -> None:
    assert AMBULANCE not in told(talk, "{sign disaster} gempa besar")
    assert AMBULANCE not in told(talk, answer)
    assert AMBULANCE in told(talk, "Riyadh")


def test_r14_where_the_country_is_known_the_number_comes_at_once_and_once(talk: Dialogue) -> None:
    talk.plays("{sign disaster} gempa besar di Taiwan")
    assert AMBULANCE in told(talk, "Ada yang terluka")
    assert AMBULANCE not in told(talk, "Taipei, Taiwan")


def test_r14_a_bleeding_woman_is_asked_where_she_is_before_a_number_is_said(talk: Dialogue) -> None:
    told(talk, "{sign pregnancy} saya hamil", "bisa")
    asked = told(talk, "ya")
    assert "Anda di mana?" in asked
    assert AMBULANCE not in asked
    assert AMBULANCE in told(talk, "Riyadh")


def test_r18_after_poison_the_number_stands_first_and_once(talk: Dialogue) -> None:
    answer = told(talk, "{sign self_harm_done} saya sudah minum racun di Taiwan")
    assert answer.count("Nomor darurat") + answer.count("nomor daruratnya") == 1
    assert answer.index(AMBULANCE) < answer.index("Minta orang terdekat")


def test_r19_whoever_is_not_away_yet_gets_the_number_before_the_next_question(talk: Dialogue) -> None:
    told(talk, "{sign sexual_violence} dia memaksa saya", "bisa")
    answer = told(talk, "Belum")
    assert "Anda di mana?" in answer
    assert "terluka" not in answer
    assert "polisi" in told(talk, "Hong Kong")


def test_several_numbers_keep_each_answer_in_its_field(talk: Dialogue) -> None:
    told(talk, "adik saya diperkosa majikannya", "bisa", "Keluarga saya", "Riyadh", "1 2 3")
    [ticket] = talk.helpline.tickets()
    answers = talk.answers(ticket)
    assert (answers["within_days"], answers["hurt"], answers["away"]) == ("Ya", "Terluka atau berdarah", "Belum")


def test_a_child_among_several_answers_leads_to_the_childs_own_way(talk: Dialogue) -> None:
    told(talk, "tolong", "bisa", "Jeddah", "saya bingung harus bagaimana")
    assert "orang dewasa yang kamu percaya" in told(talk, "1 4")


def test_r7_the_quick_exit_is_taught_once_where_somebody_checks_the_telephone(talk: Dialogue) -> None:
    told(talk, "{sign ransom} diminta tebusan", "bisa")
    answer = told(talk, "ya")
    assert answer.count('tulis "tutup cepat"') == 1
    assert "petugas" not in answer


def test_r27_taking_a_search_back_is_answered_with_what_is_true(talk: Dialogue) -> None:
    answer = told(talk, "keluarga", "bisa", "Permintaan yang dulu", "Membatalkan")
    assert "Permintaan ini sudah kami catat. Ini perlu waktu." in answer


def test_a_search_out_of_the_menu_begins_with_its_own_opening(talk: Dialogue) -> None:
    assert "Ini gratis." in told(talk, "keluarga", "bisa", "Saya Mencari")


@pytest.mark.parametrize("words", ["saya sudah minum racun", "{sign self_harm_done} saya sudah minum semua obat"])
def test_r18_whoever_has_taken_something_is_asked_where_and_with_whom_at_once(talk: Dialogue, words: str) -> None:
    first = told(talk, words)
    assert AMBULANCE in first
    assert "Anda di mana sekarang?" in first
    assert "Bisa menulis sekarang?" not in first
    assert "sendirian" in told(talk, "Taipei, Taiwan")
    assert "napas" not in told(talk, "Sendirian", "takut", "{later 2 minutes}", "sakit")


@pytest.mark.parametrize("words", ["saya mau bunuh diri", "{sign self_harm_done} saya sudah minum semua obat"])
def test_r18_whoever_only_wanted_to_talk_is_heard_when_it_is_about_their_life(talk: Dialogue, words: str) -> None:
    told(talk, "ingin bicara", "bisa", "aman")
    assert "Apa yang bisa membantu Anda sekarang?" not in told(talk, words)
    [ticket] = talk.helpline.tickets()
    assert (ticket.service, ticket.urgency) == ("psychosocial", 3)


def test_r18_a_no_or_no_answer_is_not_thanked_as_a_confession(talk: Dialogue) -> None:
    told(talk, "ingin bicara", "bisa", "aman", "Lelah hidup")
    assert "Tidak apa-apa." in told(talk, "Tidak mau jawab")


def test_whoever_tells_of_danger_again_and_again_never_hears_the_same_twice_in_a_row(talk: Dialogue) -> None:
    said = [told(talk, line) for line in ("majikan pukul saya", "tolong, dia pukul saya lagi", "dia datang lagi")]
    assert said[1] != said[2]
    assert "Sudah kami simpan." not in "".join(said)
    assert "Anda di mana?" in told(talk, "1")


def test_r7_the_way_back_does_not_stand_beside_the_word_that_closes(talk: Dialogue) -> None:
    told(talk, "{sign ransom} diminta tebusan", "bisa")
    answer = told(talk, "ya")
    assert "boleh balas" not in answer
    assert "lalu hapus pesan kami" in answer


def test_r17_whoever_sent_her_voice_may_go_on_speaking(talk: Dialogue) -> None:
    assert "atau kirim suara sekarang?" in told(talk, "{voice}")


def test_r24_whose_news_is_not_clear_is_asked_neither_for_papers_nor_for_money(talk: Dialogue) -> None:
    answer = told(talk, "{sign death} ibu meninggal", "bisa", "Siti, ibu saya", "Johor", "Kabarnya belum jelas")
    assert "surat" not in answer
    assert "gaji" not in answer


def test_an_answer_that_is_neither_yes_nor_no_is_no_consent(talk: Dialogue) -> None:
    told(talk, "{sign death} ibu meninggal", "bisa", "Siti, ibu saya", "Johor", "Kabarnya belum jelas", "WA malam")
    answer = told(talk, "maksudnya?")
    assert "simpan" not in answer
    assert "Boleh dijawab nanti." in answer
