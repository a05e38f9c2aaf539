"""How well first words are understood, on messages that nothing was trained on: floors that must not be lost."""

from collections import Counter
from pathlib import Path

import pytest

from bot.language.measure import Figures, measured
from bot.language.messages import messages, strangers
from bot.language.phrases import LANGUAGES

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def heldout() -> dict[str, Figures]:
    return measured(messages(HERE / "heldout"))


@pytest.fixture(scope="module")
def final() -> dict[str, Figures]:
    return measured(messages(HERE / "final"))


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("critical", 97),
        ("implicit", 85),
        ("normal_not_critical", 97),
        ("hard_not_critical", 92),
        ("service", 90),
        ("commands", 97),
        ("quiet", 95),
        ("language", 90),
    ],
)
def test_what_is_wanted_is_reached_on_the_messages_kept_apart(
    heldout: dict[str, Figures], kind: str, floor: float
) -> None:
    assert heldout[kind].share("all") >= floor


@pytest.mark.parametrize("language", LANGUAGES)
def test_critical_words_are_heard_in_each_language(heldout: dict[str, Figures], language: str) -> None:
    assert heldout["critical"].share(language) >= 85
    assert heldout["language"].share(language) >= 75


@pytest.mark.parametrize(("kind", "floor"), [("critical", 93), ("implicit", 85), ("service", 90), ("language", 90)])
def test_messages_written_last_are_understood_too(final: dict[str, Figures], kind: str, floor: float) -> None:
    assert final[kind].share("all") >= floor


@pytest.fixture(scope="module")
def apart() -> dict[str, Figures]:
    return measured(messages(HERE / "apart"))


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("critical", 95),
        ("implicit", 85),
        ("high_heard", 80),
        ("normal_not_critical", 97),
        ("hard_not_critical", 92),
        ("service", 90),
        ("commands", 97),
        ("quiet", 95),
        ("language", 90),
    ],
)
def test_messages_kept_apart_from_the_further_ones_are_understood(
    apart: dict[str, Figures], kind: str, floor: float
) -> None:
    assert apart[kind].share("all") >= floor


def test_no_message_that_is_measured_with_was_trained_on() -> None:
    data = HERE.parents[1] / "bot/language/data"
    trained = {message.text for message in (*messages(data / "messages"), *strangers(data / "strangers"))}
    kept = Counter(message.text for folder in ("heldout", "final", "apart") for message in messages(HERE / folder))
    both = {text for text in kept if text in trained and len(text.split()) > 2}
    assert not both
