"""Written messages with what they mean, to train on and to measure with: one heading, then one message a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.words import Urgency

URGENT = {"critical": Urgency.CRITICAL, "implicit": Urgency.CRITICAL, "high": Urgency.HIGH}
STRANGERS_KINDS = {"command": "command", "do_not_reply": "quiet", "hard_negative": "hard"}


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its language, the situation, the services that serve (the best first), the command if it is one.

    `situation` is one of critical, implicit, high, normal, hard (no danger, but words like it), command, quiet.
    `author` names a stranger's set; our own messages have none. `grave` is the situation of a stranger's "quiet" beside
    the silence that it asks for.
    """

    language: str
    situation: str
    services: tuple[str, ...]
    command: str
    text: str
    author: str = ""
    grave: str = ""

    @property
    def urgency(self) -> Urgency:
        """How soon a human has to look."""
        return URGENT.get(self.grave or self.situation, Urgency.NORMAL)


def messages(folder: Path) -> Iterator[Message]:
    """Every message of a folder's .txt files; a heading reads `== language situation service|service`."""
    for path in sorted(folder.glob("*.txt")):
        language = situation = command = ""
        services: tuple[str, ...] = ()
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                language, situation, *rest = line[3:].split()
                services = tuple(rest[0].split("|")) if situation not in ("command", "quiet") else ()
                command = rest[0] if situation == "command" else ""
            elif line and not line.startswith("# "):
                yield Message(language, situation, services, command, line)


def strangers(folder: Path, without: frozenset[str] = frozenset()) -> Iterator[Message]:
    """Every message of a folder's .jsonl files, each file another author's; some authors may be left out."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines() if path.stem not in without else ():
            told = json.loads(line)
            serves = told["service"]
            services = (serves,) if isinstance(serves, str) else tuple(serves)
            yield Message(
                told["language"],
                _situation(told),
                services,
                told["command"] or "",
                told["text"],
                author=path.stem,
                grave=told["urgency"] if told["kind"] == "do_not_reply" else "",
            )


def _situation(told: dict[str, str]) -> str:
    """A stranger's kind and urgency as the situation that our own messages name."""
    kind, urgency = told["kind"], told["urgency"]
    if kind in STRANGERS_KINDS:
        return STRANGERS_KINDS[kind]
    return "implicit" if kind == "implicit" and urgency == "critical" else urgency
