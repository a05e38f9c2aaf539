"""No text makes the reading slow, and no text makes it fail."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.read import read
from flows.words import Command, Urgency

LONG = 10_000
# Generous for a busy machine: the bench says what it takes on a quiet one.
SLOWEST = 0.25


@pytest.mark.parametrize(
    "piece",
    [
        "saya tidak pernah boleh keluar dipukul ",
        "a",
        "aaab ",
        "jangan balas ",
        "0812 3456 789 ",
        "e\u0301\u0302",
        "x1x2",
        "di ",
        "\U0001f64f",
        "\n.!",
        "dipukul",
    ],
)
def test_ten_thousand_letters_of_anything_are_read_at_once(piece: str) -> None:
    text = (piece * LONG)[:LONG]
    read(text)
    began = time.process_time()
    read(text)
    assert time.process_time() - began < SLOWEST


@pytest.mark.parametrize("before", [0, 60, 150, 340])
def test_danger_anywhere_in_a_long_text_is_heard(before: int) -> None:
    calm = "saya mau cerita dulu ya kak. "
    reading = read(calm * before + "tadi malam saya diperkosa majikan. jangan balas. " + calm * (340 - before))
    assert reading.urgency == Urgency.CRITICAL
    assert reading.command is Command.DO_NOT_REPLY


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_confidence_is_a_probability(text: str) -> None:
    assert 0 <= read(text).confidence <= 1
