"""Every golden dialogue, word by word. `KENTONGAN_RECORD=1 pytest tests/flows/test_dialogues.py` records them anew."""

import os
from pathlib import Path

import pytest

from flows.book import BOOK
from tests.dialogue import play

DIALOGUES = sorted(Path(__file__).with_name("dialogues").glob("*.txt"))


@pytest.mark.parametrize("file", DIALOGUES, ids=lambda file: file.stem)
def test_a_dialogue_goes_as_it_was_written_down(file: Path, tmp_path: Path) -> None:
    played = play(file, f"sqlite:///{tmp_path / 'dialogue.db'}", BOOK)
    if os.environ.get("KENTONGAN_RECORD"):
        file.write_text(played, "utf-8")
    assert file.read_text("utf-8") == played
