"""The pages for reading aloud say what the conversations say, and nothing older."""

import pytest

from bot import read_aloud
from flows.book import BOOK


@pytest.mark.parametrize("name", sorted(read_aloud.pages()))
def test_a_page_is_as_the_conversation_is_now(name: str) -> None:
    file = read_aloud.PAGES / name
    assert file.read_text("utf-8") == read_aloud.pages()[name], "run `kentongan read --write`"


def test_no_page_is_left_of_a_conversation_that_is_gone() -> None:
    assert {file.name for file in read_aloud.PAGES.iterdir()} == set(read_aloud.pages())


def test_a_conversation_can_be_read_in_another_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_aloud.main(["emergency", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "> **Can you write now?**" in told
    assert "1. Yes, I can → where (aman menulis)" in told


def test_a_diagram_names_every_scene(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_aloud.main(["emergency", "--diagram"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("flowchart TD\n")
    assert all(f's_{scene}["{scene}"]' in told for scene in BOOK.flows["emergency"].scenes)


def test_without_a_name_every_conversation_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_aloud.main([]) == 0
    told = capsys.readouterr().out
    assert all(f"# {name}\n" in told for name in BOOK.flows)
