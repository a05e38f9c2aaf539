"""How long functions and files are: reported always, failing only where nobody could read them any more."""

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from house.prepare import ROOT

LONGEST_FUNCTION = 80
LONGEST_FILE = 500
SHIPPED = ("bot", "flows", "house")
OTHERS = ("tests", "bench")


@dataclass(frozen=True)
class Piece:
    """A function or a file: where it is and how many lines it has."""

    place: str
    lines: int


def report(root: Path = ROOT) -> bool:
    """Print the sizes of what ships and of the rest; false when a function or a file is too long to read."""
    good = True
    for title, folders in (("shipped", SHIPPED), ("tests and bench", OTHERS)):
        files = sorted(file for folder in folders for file in (root / folder).rglob("*.py"))
        functions = [piece for file in files for piece in functions_in(file, root)]
        whole = [Piece(str(file.relative_to(root)), len(file.read_text().splitlines())) for file in files]
        say(f"{title}: {spread('functions', functions)} · {spread('files', whole)}")
        good &= not complain(functions, LONGEST_FUNCTION) and not complain(whole, LONGEST_FILE)
    return good


def functions_in(file: Path, root: Path) -> Iterator[Piece]:
    """Each function of a file with its length, from `def` to its last line; its docstring counts not."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1 - docstring_lines(node)
            yield Piece(f"{file.relative_to(root)}:{node.lineno} {node.name}", lines)


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a function's docstring takes."""
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def spread(what: str, pieces: list[Piece]) -> str:
    """Count, median, 90 % and maximum of the lengths, in lines."""
    lengths = sorted(piece.lines for piece in pieces)
    if not lengths:
        return f"no {what}"
    median, ninetieth = round(statistics.median(lengths)), lengths[(len(lengths) * 9) // 10]
    return f"{len(lengths)} {what} (median {median}, 90 % {ninetieth}, max {lengths[-1]})"


def complain(pieces: list[Piece], limit: int) -> bool:
    """Name each piece that is over the limit; true when there is one."""
    too_long = [piece for piece in pieces if piece.lines > limit]
    for piece in too_long:
        say(f"  too long: {piece.place} has {piece.lines} lines, {limit} are allowed")
    return bool(too_long)


def say(words: str) -> None:
    """Write one line of the report."""
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    sys.exit(0 if report() else 1)
