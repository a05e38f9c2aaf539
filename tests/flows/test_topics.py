"""First words that name a topic of information lead to its page, and never past a danger."""

import pytest

from bot.language.read import read
from flows.book import BOOK
from flows.topics import BLOOD, PAGES, TOPICS, topic_of


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("nyoblos", "voting"),
        ("tawaran kerja ke Kamboja", "offer_check"),
        ("info KUR dong kak", "loan"),
        ("jadwal donor", "donor"),
        ("butuh darah sekarang", BLOOD),
        ("info gempa", "quake_1"),
        ("gaji di Hong Kong berapa?", "wage_hong_kong"),
    ],
)
def test_clear_first_words_name_their_page(words: str, page: str) -> None:
    assert topic_of(words, read(words)) == page


@pytest.mark.parametrize(
    "words",
    [
        "gempa besar di sini",
        "dia kecelakaan, butuh darah",
        "saya dipukul waktu tanya KUR",
        "paspor saya ditahan majikan, info dong",
        "loker, saya dikurung di rumah agen",
        "halo",
        "suami saya hilang, dulu ikut pelatihan",
    ],
)
def test_danger_and_trouble_name_no_page(words: str) -> None:
    assert topic_of(words, read(words)) == ""


def test_every_page_that_may_be_named_is_there() -> None:
    assert {page for page in PAGES if page not in BOOK.flows["info"].scenes} == set()
    assert len(TOPICS) == sum(len(said) for said in PAGES.values())
