"""Written messages with what they mean, to train on and to measure with: one heading, then one message a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.words import Urgency

URGENT = {"critical": Urgency.CRITICAL, "implicit": Urgency.CRITICAL, "high": Urgency.HIGH}


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its language, the situation, the services that serve (the best first), the command if it is one.

    `situation` is one of critical, implicit, high, normal, hard (no danger, but words like it), command, quiet.
    """

    language: str
    situation: str
    services: tuple[str, ...]
    command: str
    text: str

    @property
    def urgency(self) -> Urgency:
        """How soon a human has to look."""
        return URGENT.get(self.situation, Urgency.NORMAL)


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
