"""What is remembered of words is only remembered: it changes no score."""

import numpy as np
import pytest

from bot.language import model
from bot.language.features import code, pair_places, placed, word_places
from bot.language.model import Remembered, weights

WORDS = ["kak", "majikan", "saya", "nesu", "terus", "tulung", "sy", "wedi"]


def test_a_text_scores_the_sum_of_its_words_and_pairs() -> None:
    given = weights()
    places = [place for word in WORDS for place in word_places(word)] + pair_places([code(word) for word in WORDS])
    total = given.rows.take(places, axis=0).view(np.int8).sum(axis=0, dtype=np.int32)[: len(given.scale)]
    expected = total * given.scale / np.sqrt(len(places)) + given.bias
    languages, hunches = given.scores(WORDS)
    assert np.allclose([*languages, *hunches], expected, atol=1e-3)


def test_a_word_is_placed_by_one_product_where_its_letters_place_it_one_by_one() -> None:
    for word in (*WORDS, "a", "mas'ud", "tidaklah", "x" * 50):
        assert placed(word, code(word)).tolist() == word_places(word)


def test_a_flood_of_invented_words_is_forgotten_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MOST_REMEMBERED", 20)
    remembered = Remembered(weights().rows)
    first, counted, codes = remembered.sums(WORDS)
    for number in range(100):
        remembered.sums([f"kata{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]}"])
    again, counted_again, codes_again = remembered.sums(WORDS)
    assert (first == again).all()
    assert (counted, codes) == (counted_again, codes_again)


def test_a_word_without_end_counts_by_its_beginning() -> None:
    assert len(word_places("a" * 5_000)) == len(word_places("a" * 30))
