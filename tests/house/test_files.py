"""What may not be in the repository: compiled catalogues, places of a machine, unfinished work, a crowded name."""

import ast
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.prepare import ROOT
from house.tree import parsed, place, project_files, python_files

# Written in pieces, so that this file does not find itself.
PLACES = r"/(?:wor" r"k|roo" r"t|hom" r"e/\w+|opt/p" r"ypi)/"
REGISTRIES = r"py" r"pi\.org|python" r"hosted|deb" r"ian\.org"
MACHINE = re.compile(f"{PLACES}|{REGISTRIES}")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b")
CROWDED = re.compile(r"(?<![A-Za-z])(?:pmi|PMI|Pmi)(?![a-z])|(?<=[a-z])Pmi(?![a-z])")
"""The three letters that mean Palang Merah to some and pekerja migran to others, as a word of an identifier."""


def readable() -> Iterator[tuple[Path, str]]:
    """Every text of the project."""
    for path in project_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def findings(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the project's texts."""
    return [
        f"{place(path, number)}: {line.strip()}"
        for path, text in readable()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_compiled_catalogue_is_kept() -> None:
    assert [place(path) for path in project_files() if path.suffix == ".mo"] == []


def test_no_place_of_a_machine_and_no_registry_is_named() -> None:
    assert findings(MACHINE) == []


@pytest.mark.parametrize("text", ["see /ho_me/siti/notes", "cp /wor_k/x .", "https://py_pi.org/x", "deb_ian.org"])
def test_a_place_of_a_machine_is_recognised(text: str) -> None:
    assert MACHINE.search(text.replace("_", ""))


def test_nothing_is_left_unfinished() -> None:
    assert findings(UNFINISHED) == []


def test_the_checkout_itself_is_named_nowhere() -> None:
    assert findings(re.compile(re.escape(str(ROOT)) + r"\b")) == []


@pytest.mark.parametrize("name", ["pmi", "PMI", "pmi_office", "office_pmi", "PmiOffice", "officePmi", "PMI_CITIES"])
def test_the_crowded_name_is_recognised_in_an_identifier(name: str) -> None:
    assert CROWDED.search(name)


@pytest.mark.parametrize("name", ["KP2MI", "bp2mi", "shipmint", "compmiles", "Kp2miOffice"])
def test_other_names_are_not_taken_for_the_crowded_one(name: str) -> None:
    assert not CROWDED.search(name)


def test_the_crowded_name_is_no_identifier() -> None:
    found = []
    for path in python_files():
        with path.open("rb") as lines:
            tokens = [token for token in tokenize.tokenize(lines.readline) if token.type == tokenize.NAME]
        found += [f"{place(path, token.start[0])}: {token.string}" for token in tokens if CROWDED.search(token.string)]
    assert found == []


def test_the_crowded_name_is_in_no_file_name() -> None:
    assert [place(path) for path in project_files() if CROWDED.search(path.stem)] == []


def test_the_crowded_name_is_in_no_text_to_translate() -> None:
    found = []
    for path in python_files("bot", "flows"):
        found += [place(path, node.lineno) for node in texts_to_translate(parsed(path)) if CROWDED.search(said(node))]
    assert found == []


def test_the_crowded_name_is_in_no_catalogue_and_no_page() -> None:
    shown = [(path, text) for path, text in readable() if path.suffix in {".po", ".pot", ".html", ".js", ".css"}]
    assert [place(path) for path, text in shown if CROWDED.search(text)] == []


def test_the_crowded_name_is_neither_key_nor_value_in_the_data() -> None:
    tables = [path for path in project_files() if path.suffix == ".toml" and path.is_relative_to(ROOT / "bot")]
    found = [f"{place(path)}: {word}" for path in tables for word in words_of(tomllib.loads(path.read_text()))]
    assert [word for word in found if CROWDED.search(word)] == []


def texts_to_translate(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call of `_` and its kin."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext", "N_"}:
            yield node


def said(call: ast.Call) -> str:
    """The words in a call's arguments."""
    return " ".join(str(part.value) for part in ast.walk(call) if isinstance(part, ast.Constant))


def words_of(value: object, key: str = "") -> Iterator[str]:
    """Keys and values of a data file; where a fact comes from may be named as its publisher names itself."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from words_of(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from words_of(inner, key)
    elif not key.startswith(("source", "url", "publisher")):
        yield str(value)
