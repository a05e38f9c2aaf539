"""The tests themselves: each asserts something, none hides another, none can be skipped."""

import ast

import pytest

from house.tree import functions, parsed, place, python_files

ASSERTING = {"raises", "fail", "warns", "expect"}
EVADING = {"skip", "skipif", "xfail", "importorskip"}


def asserting_names(trees: list[ast.Module]) -> set[str]:
    """The functions that assert, themselves or through one of the others."""
    known = set(ASSERTING)
    while True:
        found = {function.name for tree in trees for function in functions(tree) if asserts(function, known)}
        if found <= known:
            return known
        known |= found


def asserts(function: ast.AST, known: set[str]) -> bool:
    """Can this function fail because something is not as it should be?"""
    return any(is_assertion(node) or called(node) in known for node in ast.walk(function))


def is_assertion(node: ast.AST) -> bool:
    """An assert statement about something; `assert True` is none."""
    return isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant)


def called(node: ast.AST) -> str:
    """The last name of what is called."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def test_every_test_asserts() -> None:
    files = python_files("tests")
    known = asserting_names([parsed(path) for path in files])
    silent = [
        place(path, function.lineno)
        for path in files
        for function in functions(parsed(path))
        if function.name.startswith("test_") and not asserts(function, known)
    ]
    assert silent == []


@pytest.mark.parametrize("body", ["pass", "assert True", "receive(1)", "'assert x'"])
def test_a_test_without_an_assertion_is_found(body: str) -> None:
    assert asserting_names([ast.parse(f"def test_it():\n    {body}")]) == ASSERTING


def test_no_test_hides_another_of_the_same_name() -> None:
    hidden = []
    for path in python_files("tests"):
        for scope in (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Module | ast.ClassDef)):
            names = [node.name for node in scope.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
            hidden += [f"{place(path)} {name}" for name in names if names.count(name) > 1]
    assert hidden == []


def test_no_test_can_be_skipped_or_expected_to_fail() -> None:
    evading = [
        place(path, node.lineno)
        for path in python_files("tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in EVADING and "pytest" in ast.unparse(node)
    ]
    assert evading == []
