"""A line of ours as WhatsApp shows it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp.text import as_text, parts
from flows.words import Choice, Outgoing


def test_choices_are_numbered_beneath_the_text() -> None:
    asked = Outgoing("Bisa bicara sekarang?", (Choice("Bisa"), Choice("Jangan balas"), Choice("Nanti")))
    assert as_text(asked) == "Bisa bicara sekarang?\n\n1 Bisa\n2 Jangan balas\n3 Nanti"


def test_a_line_without_choices_is_only_its_text() -> None:
    assert as_text(Outgoing("Pesan Anda sudah masuk.")) == "Pesan Anda sudah masuk."


def test_a_long_line_is_cut_between_its_paragraphs() -> None:
    first, second = "a " * 600, "b " * 600
    assert parts(f"{first.strip()}\n\n{second.strip()}", 1600) == [first.strip(), second.strip()]


def test_a_text_without_any_gap_is_cut_all_the_same() -> None:
    assert [len(part) for part in parts("x" * 4000, 1600)] == [1600, 1600, 800]


@given(st.text(alphabet="ab \n😀ا", max_size=400), st.integers(min_value=2, max_value=60))
def test_nothing_but_blanks_at_a_cut_is_lost_and_every_part_fits(text: str, limit: int) -> None:
    cut = parts(text, limit)
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
