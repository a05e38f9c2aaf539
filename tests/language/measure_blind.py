"""How well strangers' first words are understood, by language and by kind, as tables and failures.

`python -m tests.language.measure_blind FILE… [--weights NPZ]`: files of such JSON lines, together; with weights that
were trained without their authors (`python -m bot.language.train --without AUTHOR…`) it says what a stranger finds.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from bot.language import model
from bot.language.command import outward_service
from bot.language.identify import SWITCHES_AT
from bot.language.read import read
from flows.words import Command, Reading, Urgency

STRANGERS = Path(__file__).parents[2] / "bot" / "language" / "data" / "strangers"


@dataclass(frozen=True, slots=True)
class Written:
    """One message of the blind set with what its author meant; `services` are all that serve, the best first."""

    id: str
    language: str
    text: str
    urgency: Urgency
    kind: str
    services: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True)
class Check:
    """One question put to one message: which figure it counts for, whether the answer was right, what was got."""

    figure: str
    message: Written
    right: bool
    got: str


def blind_messages(path: Path) -> Iterator[Written]:
    """Every message of the file, in its order."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        told = json.loads(line)
        serves = told.get("service") or "none"
        yield Written(
            id=told["id"],
            language=told["language"],
            text=told["text"],
            urgency=Urgency[(told.get("urgency") or "normal").upper()],
            kind=told.get("kind") or "plain",
            services=(serves,) if isinstance(serves, str) else tuple(serves),
            command=told.get("command") or "",
        )


def checks(message: Written, reading: Reading) -> Iterator[Check]:
    """All the questions of the issue's list that this message can answer."""
    asks = reading.asks_first
    got = f"{reading.urgency.name.lower()}{'+asks' if asks else ''}"
    called = reading.urgency == Urgency.CRITICAL
    if message.urgency == Urgency.CRITICAL:
        yield Check("critical heard or asked", message, called or asks, got)
        yield Check("critical heard at once", message, called, got)
    elif message.urgency == Urgency.HIGH:
        yield Check("high heard or asked", message, reading.urgency >= Urgency.HIGH or asks, got)
        yield Check("high not called critical", message, not called, got)
    else:
        hard = message.kind == "hard_negative"
        yield Check("hard not critical" if hard else "normal not critical", message, not called, got)
        yield Check("hard not asked" if hard else "normal not asked", message, not called and not asks, got)
    yield from _wishes(message, reading)
    yield from _language(message, reading)


def _wishes(message: Written, reading: Reading) -> Iterator[Check]:
    if message.kind in ("command", "do_not_reply"):
        right = reading.command == Command(message.command or message.kind)
        figure = "commands" if message.kind == "command" else "do not reply"
        yield Check(figure, message, right, str(reading.command))
    elif reading.command is not None:
        yield Check("no command meant", message, False, str(reading.command))
    else:
        yield Check("no command meant", message, True, "")
    if message.kind != "command":
        service = outward_service(reading)
        yield Check("service", message, service in message.services, service)


def _language(message: Written, reading: Reading) -> Iterator[Check]:
    if message.kind == "command":
        return
    right = reading.language == message.language
    yield Check("language", message, right, f"{reading.language} {reading.confidence:.2f}")
    if reading.confidence >= SWITCHES_AT:
        yield Check("language, when sure", message, right, reading.language)
    else:
        offered = reading.language_candidates[:2]
        yield Check("language among two offered", message, message.language in offered, " ".join(offered))


def table(made: list[Check], by: str) -> list[str]:
    """One line a figure, with right answers of those asked, over all and for each language or kind."""
    groups = sorted({getattr(check.message, by) for check in made})
    right: Counter[tuple[str, str]] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    for check in made:
        for group in ("all", getattr(check.message, by)):
            asked[check.figure, group] += 1
            right[check.figure, group] += check.right
    lines = []
    for figure in dict.fromkeys(check.figure for check in made):
        cells = ((group, right[figure, group], asked[figure, group]) for group in ("all", *groups))
        told = (f"{group} {good}/{of}={100 * good / of:.1f}" for group, good, of in cells if of)
        lines.append(f"{figure}: " + "  ".join(told))
    return lines


def heard(paths: Iterable[Path]) -> tuple[list[Check], Counter[tuple[str, str]]]:
    """Every question put to every message of the files, and which urgency was heard for which."""
    made: list[Check] = []
    confusion: Counter[tuple[str, str]] = Counter()
    for message in (each for path in paths for each in blind_messages(path)):
        reading = read(message.text)
        made += checks(message, reading)
        urgent = reading.urgency.name.lower() + (" and asks" if reading.asks_first else "")
        confusion[message.urgency.name.lower(), urgent] += 1
    return made, confusion


def main() -> int:
    """Print the figures by language, by kind, the confusion of urgency, and the ids that failed; no text is shown."""
    described = argparse.ArgumentParser(description=__doc__)
    described.add_argument("files", nargs="+", type=Path)
    described.add_argument("--weights", type=Path, help="weights to read with instead of those that ship")
    given = described.parse_args()
    with patch.object(model, "FILE", str(given.weights.resolve()) if given.weights else model.FILE):
        made, confusion = heard(given.files)
    print("# by language", *table(made, "language"), "# by kind", *table(made, "kind"), sep="\n")
    print("# urgency: meant, heard, messages")
    for (meant, urgent), count in sorted(confusion.items()):
        print(f"{meant}\t{urgent}\t{count}")
    print("# failed: figure, id, kind, got")
    for check in made:
        if not check.right:
            print(check.figure, check.message.id, check.message.kind, check.got, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
