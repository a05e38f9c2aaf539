"""How well strangers' first words are understood, by language and by kind, as tables and failures.

`python -m tests.language.measure_blind [FILE]`: the blind set, or any file of such JSON lines.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.language.command import outward_service
from bot.language.identify import SWITCHES_AT
from bot.language.read import read
from flows.words import Command, Reading, Urgency

BLIND = Path(__file__).parent / "blind" / "messages.jsonl"


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


def blind_messages(path: Path = BLIND) -> Iterator[Written]:
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
        right = reading.command == Command(message.command)
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


def main() -> int:
    """Print the figures by language, by kind, the confusion of urgency, and the ids that failed; no text is shown."""
    made: list[Check] = []
    confusion: Counter[tuple[str, str]] = Counter()
    for message in blind_messages(Path(sys.argv[1]) if len(sys.argv) > 1 else BLIND):
        reading = read(message.text)
        made += checks(message, reading)
        heard = reading.urgency.name.lower() + (" and asks" if reading.asks_first else "")
        confusion[message.urgency.name.lower(), heard] += 1
    print("# by language", *table(made, "language"), "# by kind", *table(made, "kind"), sep="\n")
    print("# urgency: meant, heard, messages")
    for (meant, heard), count in sorted(confusion.items()):
        print(f"{meant}\t{heard}\t{count}")
    print("# failed: figure, id, kind, got")
    for check in made:
        if not check.right:
            print(check.figure, check.message.id, check.message.kind, check.got, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
