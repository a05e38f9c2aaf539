"""What an officer's words are looked at for: SAFETY's words, links, money, other people's names, news of a death."""

import pytest

from bot.desk.answers import answers
from bot.language.caution import names_of_others, tells_of_death, warnings


def kinds(text: str, *others: str, own: tuple[str, ...] = ()) -> list[str]:
    """What is warned of."""
    return [warned.kind for warned in warnings(text, others, own)]


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("Terima kasih sudah menulis. Ini bukan salah Anda.", []),
        ("Sabar ya, Bu", ["words"]),
        ("Bersabarlah", ["words"]),
        ("Kami pastikan dulu", []),
        ("Pasti bisa", ["words"]),
        ("Kami berjanji", ["words"]),
        ("Jangan kuatir", ["words"]),
        ("Anda korban?", ["words"]),
        ("Naiklah ke kabin", []),
        ("Ingat keluarga di rumah", ["words"]),
        ("Buka https://contoh.test/a", ["link"]),
        ("Lihat bantuan.com", ["link"]),
        ("Tulis ke saya. Nanti kami baca", []),
        ("Bayar Rp 200.000", ["money"]),
        ("Hanya 2 juta", ["money"]),
        ("Jam 8 malam, kamar 12", []),
        ("Apakah Pak Karto di rumah?", ["name"]),
        ("Apakah bapak di rumah?", []),
        ("Pasti Pak Karto minta Rp5000 lewat www.x.test", ["words", "link", "money", "name"]),
    ],
)
def test_the_officer_is_warned_of_these(text: str, warned: list[str]) -> None:
    assert kinds(text) == warned


def test_names_from_the_answers_are_other_peoples_and_the_persons_own_are_not() -> None:
    others = names_of_others({"name": "Sumarni binti Karto", "employer": "Tuan Hasan di Jeddah", "what": "Budi"})
    assert others == ("Sumarni", "Karto", "Hasan", "Jeddah")
    assert kinds("Sumarni tidak ada di sini", *others) == ["name"]
    assert kinds("Sumarni, Anda di mana?", *others, own=("Sumarni",)) == []
    assert kinds("Bu Sumarni, Anda di mana?", *others, own=("sumarni",)) == []


@pytest.mark.parametrize("text", ["Ibu Anda meninggal", "Beliau sudah tiada", "Jenazahnya, jenazah itu", "dia mati"])
def test_r24_news_of_a_death_is_recognised(text: str) -> None:
    assert tells_of_death(text)


@pytest.mark.parametrize("text", ["HP mati?", "lampu mati", "permit mati", "mati rasa di tangan", "Anda sehat?"])
def test_a_telephone_or_a_permit_that_is_off_is_no_death(text: str) -> None:
    assert not tells_of_death(text)


@pytest.mark.parametrize(
    "text", ["Saya Ani, petugas.", "Hubungi KBRI", "Laporan Anda sudah masuk", "Palang Merah", "Call the police"]
)
def test_r3_words_that_tell_a_stranger_are_warned_of_until_writing_is_safe(text: str) -> None:
    assert [warned.kind for warned in warnings(text, overlooked=True)] == ["stranger"]
    assert warnings(text) == ()


def test_r3_no_prepared_answer_for_the_first_words_tells_a_stranger_anything() -> None:
    [first] = [one for one in answers("id") if one.key == "first_word"]
    assert warnings(first.text, overlooked=True) == ()
