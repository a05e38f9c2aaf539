"""Sentences in a person's language: compiled once, and Indonesian wherever there is none."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.language import catalogue

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
BISA = 'msgid "Bisa"\nmsgstr "Isa"\n\n'


@pytest.fixture
def locales(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogues of the test's own."""
    monkeypatch.setattr(catalogue, "LOCALES", tmp_path / "locales")
    forget()
    yield tmp_path / "locales"
    forget()


def forget() -> None:
    """As after a restart: nothing is in memory."""
    catalogue.catalogue.cache_clear()
    catalogue.languages.cache_clear()


def writes(locales: Path, language: str, *entries: str, name: str = "kentongan.po") -> Path:
    """A language's catalogue."""
    file = locales / language / "LC_MESSAGES" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD + "".join(entries))
    return file


def test_a_sentence_is_said_in_the_language_and_otherwise_in_indonesian(locales: Path) -> None:
    writes(locales, "jv", BISA, 'msgid "Nanti"\nmsgstr ""\n\n')
    assert catalogue.translate("jv", "Bisa") == "Isa"
    # Not translated yet, unknown to the catalogue, no such language, the source itself, nothing at all
    assert catalogue.translate("jv", "Nanti") == "Nanti"
    assert catalogue.translate("jv", "Jangan balas") == "Jangan balas"
    assert catalogue.translate("xx", "Bisa") == "Bisa"
    assert catalogue.translate("id", "Bisa") == "Bisa"
    assert catalogue.translate("jv", "") == ""
    assert catalogue.languages() == {"id", "jv"}


def test_a_translation_that_is_only_guessed_is_not_said(locales: Path) -> None:
    writes(locales, "jv", "#, fuzzy\n" + BISA)
    assert catalogue.translate("jv", "Bisa") == "Bisa"


def test_what_a_contact_reads_is_never_the_desks_word(locales: Path) -> None:
    writes(locales, "en", 'msgid "Buka"\nmsgstr "Open a ticket"\n\n', 'msgid "Meja"\nmsgstr "Desk"\n\n', name="desk.po")
    writes(locales, "en", 'msgid "Buka"\nmsgstr "Open"\n\n')
    assert catalogue.translate("en", "Buka") == "Open"
    assert catalogue.translate("en", "Meja") == "Desk"


def test_a_catalogue_is_compiled_once_and_anew_when_it_changes(locales: Path) -> None:
    writes(locales, "jv", BISA)
    catalogue.translate("jv", "Bisa")
    (kept,) = catalogue.cache_dir().iterdir()
    stamp = kept.stat().st_mtime_ns
    forget()
    assert catalogue.translate("jv", "Bisa") == "Isa"
    assert kept.stat().st_mtime_ns == stamp
    writes(locales, "jv", BISA.replace("Isa", "Saged"))
    forget()
    assert catalogue.translate("jv", "Bisa") == "Saged"


@pytest.mark.parametrize("content", [b"", b"\xde\x12\x04\x95", b"half"])
def test_a_compiled_catalogue_that_a_power_cut_left_broken_is_compiled_anew(locales: Path, content: bytes) -> None:
    writes(locales, "jv", BISA)
    catalogue.translate("jv", "Bisa")
    (kept,) = catalogue.cache_dir().iterdir()
    kept.write_bytes(content)
    forget()
    assert catalogue.translate("jv", "Bisa") == "Isa"
    assert kept.read_bytes() != content


@pytest.mark.parametrize("content", ["msgid Bisa\nmsgstr Isa", '\xff"'])
def test_a_catalogue_that_cannot_be_read_leaves_people_with_indonesian(locales: Path, content: str) -> None:
    writes(locales, "jv", BISA).write_bytes(content.encode("latin-1"))
    assert catalogue.translate("jv", "Bisa") == "Bisa"


def test_a_cache_that_cannot_be_written_is_no_fault(locales: Path, tmp_path: Path) -> None:
    writes(locales, "jv", BISA)
    (tmp_path / "var").write_text("a file where the folder should be")
    assert catalogue.translate("jv", "Bisa") == "Isa"


def test_the_shipped_catalogues_are_read() -> None:
    forget()
    assert catalogue.languages() >= {"id", "en"}
    assert catalogue.translate("en", "Sedang diserang") == "Being attacked"


@pytest.mark.parametrize("module", ["happening", "inbox", "intake", "lists", "referral", "sweeps", "tickets"])
def test_what_tickets_events_and_lists_say_has_its_english(module: str) -> None:
    tree = ast.parse((Path(catalogue.__file__).parents[1] / f"{module}.py").read_text("utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    said = [str(ast.literal_eval(call.args[0])) for call in calls if getattr(call.func, "id", "") == "_"]
    assert said
    assert [text for text in said if catalogue.catalogue("en").get(text, "") == ""] == []
