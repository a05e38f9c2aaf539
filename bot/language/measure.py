"""How well first words are understood: figures by language and situation on messages kept apart."""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.language.command import outward_service
from bot.language.identify import SWITCHES_AT
from bot.language.messages import Message, messages
from bot.language.read import read
from flows.words import Command, Reading, Service, Urgency

# Wages and papers, where no life is at stake, are an emergency to one author and a question to the next.
ALSO_SERVES = {("emergency", "psychosocial"), ("psychosocial", "emergency")}


@dataclass
class Figures:
    """Right answers and questions of one kind, and what was got wrong."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, group: str, right: bool, text: str, got: str) -> None:
        """Count one answer."""
        self.asked[group] += 1
        self.right[group] += right
        if not right:
            self.wrong.append((group, text, got))

    def share(self, group: str) -> float:
        """Right answers of 100."""
        return round(100 * self.right[group] / self.asked[group], 1) if self.asked[group] else 0.0


def measured(given: Iterable[Message]) -> dict[str, Figures]:
    """All figures by name: what was heard, what was wrongly called critical, service, commands, quiet, language."""
    made: dict[str, Figures] = defaultdict(Figures)
    for message in given:
        reading = read(message.text)
        for name, right, got in _checks(message, reading):
            made[name].note(message.language, right, message.text, got)
            made[name].note("all", right, message.text, got)
    return made


def _checks(message: Message, reading: Reading) -> Iterator[tuple[str, bool, str]]:
    signs = ", ".join(f"{sign.kind}:{sign.urgency.name}:{sign.words}" for sign in reading.signs)
    called = f"{reading.urgency.name}{' asks' if reading.asks_first else ''} [{signs}]"
    heard = reading.urgency == Urgency.CRITICAL or reading.asks_first
    match message.situation:
        case "critical" | "implicit":
            yield message.situation, heard, called
        case "high":
            yield "high_heard", reading.urgency >= Urgency.HIGH or reading.asks_first, called
        case "normal":
            yield "normal_not_critical", reading.urgency != Urgency.CRITICAL, called
            yield "normal_not_asked", not heard, called
        case "hard":
            yield "hard_not_critical", reading.urgency != Urgency.CRITICAL, called
            yield "hard_not_asked", not heard, called
        case "command":
            yield "commands", reading.command == Command(message.command), str(reading.command)
        case "quiet":
            yield "quiet", reading.command is Command.DO_NOT_REPLY, str(reading.command)
    if message.services:
        got = outward_service(reading)
        also = any((wanted, got) in ALSO_SERVES for wanted in message.services)
        also = also or (message.situation == "high" and reading.service is Service.COMPLAINT)
        yield "service", got in message.services or (also and reading.urgency > Urgency.NORMAL), got
    if message.situation != "command":
        yield "language", reading.language == message.language, f"{reading.language} {reading.confidence}"
        if reading.confidence < SWITCHES_AT:
            offered = reading.language_candidates[:2]
            yield "language_offered", message.language in offered, str(offered)


def main(arguments: list[str] | None = None) -> int:
    """Print the figures of a folder of messages as JSON; `--wrong` also lists what was got wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--wrong", nargs="*", default=None)
    given = asked.parse_args(arguments)
    made = measured(messages(given.folder))
    shown = {name: {group: figures.share(group) for group in figures.asked} for name, figures in made.items()}
    sys.stdout.write(json.dumps(shown, indent=1, sort_keys=True) + "\n")
    for name in given.wrong or ():
        for group, text, got in made[name].wrong:
            if group != "all":
                sys.stdout.write(f"{name}\t{group}\t{text}\t{got}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
