"""`.env.example` names every setting once, explains it in one line, and changes nothing when copied."""

import re
import shutil
from pathlib import Path

import pytest

from bot.settings import Settings
from house.prepare import ROOT

EXAMPLE = ROOT / ".env.example"
SETTING = re.compile(r"^([A-Z][A-Z0-9_]*)=", re.MULTILINE)


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting comes from the environment of whoever runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)


def test_the_example_has_every_setting_once_and_no_other() -> None:
    named = SETTING.findall(EXAMPLE.read_text())
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_every_setting_has_one_line_of_comment_right_above() -> None:
    settings = EXAMPLE.read_text().split("\n\n", 1)[1].splitlines()
    comments, values = settings[0::2], settings[1::2]
    assert [line for line in comments if not re.match(r"# \S", line)] == []
    assert [line for line in values if not SETTING.match(line)] == []


@pytest.mark.usefixtures("bare_environment")
def test_a_copied_example_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    without = Settings()
    shutil.copy(EXAMPLE, tmp_path / ".env")
    assert Settings() == without
