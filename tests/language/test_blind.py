"""Messages by other authors: well labelled; what is measured blind was never trained on."""

from collections import Counter
from pathlib import Path

import pytest

from bot.language.messages import messages, strangers
from bot.language.phrases import LANGUAGES
from bot.language.read import read
from flows.words import Command, Urgency
from tests.language.measure_blind import STRANGERS, Check, Written, blind_messages, checks, heard, table

DATA = Path(__file__).parents[2] / "bot" / "language" / "data"
BLIND = Path(__file__).parent / "blind"
KINDS = {"explicit", "implicit", "hard_negative", "command", "do_not_reply", "plain"}
SERVICES = {"emergency", "family_links", "psychosocial", "information", "none"}
LEARNT = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
LATEST = BLIND / "ninth.jsonl"
"""The newest author's messages, whose figures have floors. Nobody who works on the reader has read them."""
SETS = sorted({*(STRANGERS / f"{name}.jsonl" for name in LEARNT), *BLIND.glob("*.jsonl"), LATEST})
"""By the authors that are learnt from today, and what is blind; in every language."""


@pytest.mark.parametrize(
    "path", sorted([*STRANGERS.glob("*.jsonl"), *BLIND.glob("*.jsonl")]), ids=lambda path: path.stem
)
def test_every_label_of_a_stranger_is_one_that_the_service_knows(path: Path) -> None:
    written = list(blind_messages(path))
    assert {message.language for message in written} <= set(LANGUAGES)
    assert {message.kind for message in written} <= KINDS
    assert set().union(*(message.services for message in written)) <= SERVICES
    assert all(Command(message.command) for message in written if message.command)
    assert Counter(message.id for message in written).most_common(1)[0][1] == 1


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_the_sets_that_are_or_were_blind_have_every_language_and_kind(path: Path) -> None:
    written = list(blind_messages(path))
    assert {message.language for message in written} == set(LANGUAGES)
    assert {message.kind for message in written} == KINDS


@pytest.fixture(scope="module")
def latest() -> list[Check]:
    return heard([LATEST])[0]


def test_no_blind_message_of_danger_or_need_was_trained_on() -> None:
    """A greeting or a plain command may be the same by chance: there are few ways to write "halo"."""
    trained = {message.text for message in (*messages(DATA / "messages"), *strangers(DATA / "strangers"))}
    assert len(trained) > 10_000
    for path in BLIND.glob("*.jsonl"):
        same = [message for message in blind_messages(path) if message.text in trained]
        assert all(message.kind in ("command", "plain") and message.urgency == Urgency.NORMAL for message in same)
        assert len(same) <= 3


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        ("critical heard or asked", 98.6),
        ("high heard or asked", 98.2),
        ("normal not critical", 98.6),
        ("normal not asked", 85.0),
        ("hard not critical", 87.0),
        ("hard not asked", 58.7),
        ("service", 86.5),
        ("commands", 98.5),
        ("do not reply", 99.0),
        ("no command meant", 99.4),
        ("language", 99.2),
        ("language among two offered", 100.0),
    ],
)
def test_what_was_reached_on_the_latest_author_is_not_lost(latest: list[Check], figure: str, floor: float) -> None:
    answers = [check.right for check in latest if check.figure == figure]
    assert 100 * sum(answers) / len(answers) >= floor


def test_a_stranger_may_be_left_out_of_what_is_learnt() -> None:
    authors = {message.author for message in strangers(DATA / "strangers")}
    left = {message.author for message in strangers(DATA / "strangers", frozenset({"fifth"}))}
    assert authors - left == {"fifth"}


def test_the_measure_counts_a_missed_danger_as_missed() -> None:
    said = Written("id-0", "id", "selamat pagi semuanya", Urgency.CRITICAL, "explicit", ("emergency",), "")
    found = {check.figure: check.right for check in checks(said, read(said.text))}
    assert found["critical heard or asked"] is False
    assert found["critical heard at once"] is False
    assert (
        table(list(checks(said, read(said.text))), "language")[0] == "critical heard or asked: all 0/1=0.0  id 0/1=0.0"
    )
