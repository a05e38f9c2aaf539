"""Every golden dialogue, word by word. `KENTONGAN_RECORD=1 pytest tests/flows/test_dialogues.py` records them anew."""

import os
import re
from pathlib import Path

import pytest

from flows.book import BOOK
from tests.dialogue import play
from tests.flows.walks import EVERY, WAYS_IN, walks

RECORD = bool(os.environ.get("KENTONGAN_RECORD"))
DIALOGUES = sorted(Path(__file__).with_name("dialogues").glob("*.txt"))
WALKS = Path(__file__).with_name("dialogues") / "walks"
CARRIED_BY_CONVERSATIONS = (1, 2, 3, 5, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 29, 30)


@pytest.mark.parametrize("file", DIALOGUES, ids=lambda file: file.stem)
def test_a_dialogue_goes_as_it_was_written_down(file: Path, tmp_path: Path) -> None:
    played = play(file.read_text("utf-8"), tmp_path, BOOK)
    if RECORD:
        file.write_text(played, "utf-8")
    assert file.read_text("utf-8") == played


@pytest.mark.parametrize("name", EVERY)
def test_every_answer_of_a_conversation_leads_on_as_it_was_written_down(name: str, tmp_path: Path) -> None:
    said = "\n".join(f"> {line}" for line in walks(name))
    file = WALKS / f"{name}.txt"
    head = f"# Every answer of “{name}”, each at least once. Made by tests/flows/walks.py.\n"
    played = play(head + said, tmp_path, BOOK)
    if RECORD:
        file.write_text(played, "utf-8")
    assert file.read_text("utf-8") == played


def test_every_conversation_but_the_ways_aside_is_walked() -> None:
    asides = {flow.name for flow in BOOK.flows.values() if flow.detour}
    assert set(BOOK.flows) - asides == set(WAYS_IN)


def test_every_rule_that_conversations_carry_has_a_dialogue_with_its_number() -> None:
    numbered = {int(number) for file in DIALOGUES for number in re.findall(r"\bR(\d+)\b", file.read_text("utf-8"))}
    assert set(CARRIED_BY_CONVERSATIONS) <= numbered
