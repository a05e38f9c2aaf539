"""How people ask something of the bot, as a small grammar of ways: `(a|b|)` is one of these, `<name>` a list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

CHOICE: Final = re.compile(r"\(([^()]*)\)")
NAMED: Final = re.compile(r"<(\w+)>")
LIST: Final = re.compile(r"<(\w+)> = (.*)")


class Chance(Protocol):
    """What draws: the part of numpy's generator that is needed here."""

    def integers(self, low: int) -> int:
        """A whole number from 0 up to, not including, `low`."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask for a command in one language."""

    language: str
    command: str
    pattern: str

    def spoken(self, chance: Chance) -> str:
        """One text of the many that this way stands for."""
        text = self.pattern
        while CHOICE.search(text):
            text = CHOICE.sub(lambda choice: _one(choice[1].split("|"), chance), text)
        return " ".join(text.split())


def _one(these: list[str], chance: Chance) -> str:
    return these[int(chance.integers(len(these)))]


def ways(path: Path) -> Iterator[Way]:
    """Every way of the file; a list is known from its line on."""
    lists: dict[str, str] = {}
    language = command = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if named := LIST.fullmatch(line):
            lists[named[1]] = _whole(named[2], lists)
        elif line.startswith("== "):
            language, command = line[3:].split()
        elif line and not line.startswith("# "):
            yield Way(language, command, _whole(line, lists))


def _whole(pattern: str, lists: dict[str, str]) -> str:
    return NAMED.sub(lambda name: f"({lists[name[1]]})", pattern)
