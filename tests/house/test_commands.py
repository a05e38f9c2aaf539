"""What the house promises about its own commands and settings, and that no other test would miss."""

import subprocess
import sys
import tomllib
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path

import pytest

from house import sizes
from house.check import CHECKS
from house.prepare import ROOT
from tests.postgres import ADDRESS, running_cluster

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TOOLS = PYPROJECT["tool"]


def test_ci_runs_the_check_and_then_exactly_what_a_person_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text().splitlines()
    said = [line.split("|")[0].replace("2>&1", "").strip() for line in script if line.startswith("make ")]
    assert said == ["make check", "make test"]


def test_the_check_covers_format_lint_types_imports_conversations_sizes_and_the_house() -> None:
    tools = [command.split()[0] for command in CHECKS.values()]
    assert tools == ["ruff", "ruff", "mypy", "lint-imports", "python", "python", "python"]


def test_a_warning_fails_its_test_and_every_type_is_strict() -> None:
    assert TOOLS["pytest"]["ini_options"]["filterwarnings"] == ["error"]
    assert TOOLS["mypy"]["strict"] is True
    assert {"bot", "flows", "tests"} <= set(TOOLS["mypy"]["packages"])


def test_every_module_of_the_bot_has_its_layer_and_the_core_stays_pure() -> None:
    contracts = {one["id"]: one for one in TOOLS["importlinter"]["contracts"]}
    assert contracts["one-way"]["exhaustive"] is True
    assert {"flows", "bot.routing", "bot.language"} <= set(contracts["pure"]["source_modules"])
    assert {"telegram", "twilio", "channels", "flows-alone"} <= set(contracts)


def test_the_installed_command_is_the_module_itself() -> None:
    found = distribution("kentongan").entry_points
    assert [(one.name, one.value) for one in found if one.group == "console_scripts"] == [
        ("kentongan", "bot.__main__:main")
    ]


def test_the_lock_serves_every_python_that_the_project_names() -> None:
    head = (ROOT / "requirements.lock").read_text()
    assert PYPROJECT["project"]["requires-python"] == ">=3.11,<3.15"
    assert "python_full_version" in head or "python_version" in head


@pytest.mark.parametrize(
    ("lines", "good"),
    [
        # a function of 80 lines can still be read
        (["def f():", *["    1"] * 79], True),
        (["def f():", *["    1"] * 80], False),
        # a file of 500 lines too
        (["x = 1"] * 500, True),
        (["x = 1"] * 501, False),
    ],
    ids=range(4),
)
def test_only_a_function_over_80_lines_or_a_file_over_500_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[str], good: bool
) -> None:
    for folder in (*sizes.SHIPPED, *sizes.OTHERS):
        (tmp_path / folder).mkdir()
    (tmp_path / "bot" / "one.py").write_text("\n".join(lines) + "\n")
    assert sizes.report(tmp_path) is good
    assert ("too long" in capsys.readouterr().out) is not good


@pytest.mark.parametrize(("body", "chosen"), [("exit 0", "its own"), ("exit 1", "python3")], ids=["whole", "not whole"])
def test_the_distributions_python_comes_first_where_it_is_whole(tmp_path: Path, body: str, chosen: str) -> None:
    own = tmp_path / "python3"
    own.write_text(f"#!/bin/sh\n{body}\n")
    own.chmod(0o755)
    asks = ["make", "--silent", "--eval=which: ; @echo $(PYTHON)", "which", f"SYSTEM={own}"]
    said = subprocess.run(asks, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    assert said == (str(own) if chosen == "its own" else chosen)


def test_a_python_without_venv_is_told_which_package_to_install(tmp_path: Path) -> None:
    asks = "from house.prepare import get_debian_package; get_debian_package('python3.11-venv')"
    # An empty path: whoever cannot call apt-get is told what to do instead.
    done = subprocess.run(
        [sys.executable, "-c", asks], cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "sudo apt-get install python3.11-venv" in done.stderr) == (1, True)


def test_a_postgresql_that_is_named_in_the_environment_is_used_before_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ADDRESS, "postgresql+psycopg://somebody@example/one")
    with running_cluster() as cluster:
        assert cluster.url("two") == "postgresql+psycopg://somebody@example/two"


# The detectors are measured where they are trained, with libraries that nothing else needs.
MEASURES = sorted({path.stem for path in (ROOT / "bench").glob("[a-z]*.py")} - {"detectors"})


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_can_still_be_started(measure: str) -> None:
    assert import_module(f"bench.{measure}").__doc__
