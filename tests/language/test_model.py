"""What is remembered of words is only remembered: it changes no score."""

import numpy as np
import pytest

from bot.language import model
from bot.language.features import code, pair_places, placed, word_places
from bot.language.model import weights

WORDS = ["kak", "majikan", "saya", "nesu", "terus", "tulung", "sy", "wedi"]


def expected(words: list[str]) -> list[float]:
    """What the shipped tables say of these words, added up one row after the other."""
    kept = model.stored()
    places = [place for word in words for place in word_places(word)] + pair_places([code(word) for word in words])
    scores: list[float] = []
    for which in ("language", "hunch"):
        rows = kept[f"{which}_rows"]
        total = rows[[place % len(rows) for place in places]].sum(axis=0, dtype=np.int32)
        scores += (total * kept[f"{which}_scale"] / np.sqrt(len(places)) + kept[f"{which}_bias"]).tolist()
    return scores


@pytest.mark.parametrize("words", [WORDS, WORDS[:1], WORDS * 100, ["a"] * 600])
def test_a_text_scores_the_sum_of_its_words_and_pairs(words: list[str]) -> None:
    languages, hunches = weights().scores(words)
    assert np.allclose([*languages, *hunches], expected(words), atol=1e-3)


def test_a_stretched_word_scores_as_the_word() -> None:
    assert weights().scores(["tuluuuuung", "saya"]) == weights().scores(["tulung", "saya"])


def test_a_word_is_placed_by_one_product_where_its_letters_place_it_one_by_one() -> None:
    for word in (*WORDS, "a", "mas'ud", "tidaklah", "x" * 50):
        assert placed(word, code(word)).tolist() == word_places(word)


def test_a_flood_of_invented_words_is_forgotten_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MOST_REMEMBERED", 20)
    given = weights()
    first = given.scores(WORDS)
    for number in range(100):
        given.scores([f"kata{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]}"])
        assert len(given.remembered) <= 20
    assert given.scores(WORDS) == first


def test_a_word_without_end_counts_by_its_beginning() -> None:
    assert len(word_places("a" * 5_000)) == len(word_places("a" * 30))
