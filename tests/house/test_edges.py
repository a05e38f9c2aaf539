"""Nothing below the edge reads the clock, draws at random or looks into the environment: they are arguments."""

import ast
from pathlib import Path

import pytest

from house.prepare import ROOT
from house.tree import parsed, place, python_files

EDGE = ("bot/__main__.py", "bot/app.py", "bot/channels/", "bot/settings.py")
CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime"}
ENVIRONMENT = {"os.environ", "os.getenv"}
CHANCE = {"random", "uuid"}
"""What decides by chance is handed its draws. A key, a password or a code must not be foreseen, by a test neither."""


def below_the_edge() -> list[Path]:
    """The files that take `now` and friends as arguments."""
    files = python_files("bot", "flows")
    return [path for path in files if not str(path.relative_to(ROOT)).startswith(EDGE)]


def reaches_out(node: ast.AST) -> bool:
    """Does this look at the world by itself?"""
    match node:
        case ast.Attribute():
            return ".".join(ast.unparse(node).split(".")[-2:]) in CLOCK | ENVIRONMENT
        case ast.Import(names=names):
            return any(alias.name in CHANCE for alias in names)
        case ast.ImportFrom(module="random", names=[ast.alias(name="Random")]):
            return False
        case ast.ImportFrom(module=module):
            return module in CHANCE
        case ast.Call(func=ast.Name(id="Random"), args=[]):
            return True
    return False


def test_seeded_dice_are_no_chance() -> None:
    assert not any(map(reaches_out, ast.walk(ast.parse("from random import Random; dice = Random(7)"))))


def test_nothing_below_the_edge_reads_clock_chance_or_environment() -> None:
    found = [
        place(path, getattr(node, "lineno", 0))
        for path in below_the_edge()
        for node in ast.walk(parsed(path))
        if reaches_out(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)",
        "datetime.datetime.now(UTC)",
        "time.time()",
        "os.environ['X']",
        "import random",
        "from random import choice",
        "dice = Random()",
    ],
)
def test_a_look_at_the_world_is_found(code: str) -> None:
    assert any(map(reaches_out, ast.walk(ast.parse(code))))
