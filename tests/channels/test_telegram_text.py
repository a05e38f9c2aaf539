"""How our lines are laid out for Telegram."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.text import LIMIT, pieces, units


def test_a_short_line_is_one_piece() -> None:
    assert pieces("Pesan Anda sudah masuk.") == ["Pesan Anda sudah masuk."]


def test_a_long_line_is_cut_where_a_paragraph_ends() -> None:
    assert pieces("satu dua.\ntiga empat", limit=15) == ["satu dua.", "tiga empat"]


def test_a_long_paragraph_is_cut_where_a_sentence_ends() -> None:
    assert pieces("Kami di sini. Apakah aman?", limit=20) == ["Kami di sini.", "Apakah aman?"]


def test_a_long_sentence_is_cut_between_words_and_a_long_word_anywhere() -> None:
    assert pieces("abcdef ghijkl", limit=9) == ["abcdef", "ghijkl"]
    assert pieces("abcdefghijkl", limit=9) == ["abcdefghi", "jkl"]


def test_nothing_but_blanks_is_nothing_to_send() -> None:
    assert pieces(" \n ") == []


def test_a_picture_sign_counts_twice_and_is_never_cut_in_two() -> None:
    cut = pieces("🆘" * LIMIT)
    assert "".join(cut) == "🆘" * LIMIT
    assert [units(piece) for piece in cut] == [LIMIT, LIMIT]


@given(st.text(alphabet="ab .\n🆘é", max_size=200), st.integers(min_value=2, max_value=40))
def test_no_word_is_lost_or_moved_and_every_piece_fits(text: str, limit: int) -> None:
    cut = pieces(text, limit)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(0 < units(piece) <= limit for piece in cut)
