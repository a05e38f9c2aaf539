"""The lock files: complete, hashed, the same versions for service and tests, and no host named."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from house.prepare import LOCKS, ROOT


def pins(purpose: str) -> dict[str, Requirement]:
    """Each pinned package of a lock by its name."""
    text = (ROOT / LOCKS[purpose]).read_text().replace("\\\n", " ")
    lines = [line.split(" --hash")[0] for line in text.splitlines() if line and line[0] != "#"]
    return {(pin := Requirement(line)).name: pin for line in lines}


def wanted(*, tests: bool) -> list[Requirement]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines: list[str] = project["dependencies"] + (project["optional-dependencies"]["test"] if tests else [])
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("purpose", LOCKS)
def test_a_lock_pins_all_that_the_project_asks_for(purpose: str) -> None:
    pinned = pins(purpose)
    missing = [
        str(asked)
        for asked in wanted(tests=purpose == "test")
        if asked.name not in pinned or not asked.specifier.contains(version(pinned[asked.name]))
    ]
    assert missing == []


def test_what_is_tested_is_what_runs() -> None:
    tested = pins("test")
    differing = [name for name, pin in pins("run").items() if str(tested.get(name)) != str(pin)]
    assert differing == []


@pytest.mark.parametrize("purpose", LOCKS)
def test_every_pin_has_hashes(purpose: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / LOCKS[purpose]).read_text())
    bare = [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]
    assert bare == []


@pytest.mark.parametrize("purpose", LOCKS)
def test_a_lock_names_no_host_and_no_place(purpose: str) -> None:
    text = (ROOT / LOCKS[purpose]).read_text()
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", text) == []


def version(pin: Requirement) -> str:
    """The one version that a pin allows."""
    return next(iter(pin.specifier)).version
