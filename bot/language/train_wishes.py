"""What the second ear learns to hear asked of the bot itself from: ways of asking, and texts that ask nothing."""

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.language.asked import ways
from bot.language.messages import Message
from bot.language.words import table

NOTHING: Final = "none"
QUIET: Final = "do_not_reply"
# How many texts are drawn of one way, and how often one gets a slip of the finger.
DRAWN: Final = 40
SLIPS: Final = 0.12
# How often "do not reply" stands beside what is told, before it or after it.
TOLD_BESIDE: Final = 0.65
# What the texts of one command weigh in one language beside one message that asks nothing.
WEIGHS: Final = 60.0
# What one command weighs that somebody wrote: no grammar made it.
WRITTEN_WEIGHS: Final = 5.0


def data(name: str) -> Path:
    """One file of the data that ships."""
    return Path(str(files("bot.language").joinpath("data").joinpath(name)))


def asking(told: list[Message]) -> list[Message]:
    """Texts that ask something of the bot, drawn from every way; `told` is what may stand beside a "do not reply"."""
    chance = np.random.default_rng(5)
    beside: dict[str, list[str]] = {}
    for message in told:
        beside.setdefault(message.language, []).append(message.text)
    made: dict[tuple[str, str], Message] = {}
    for way in ways(data("asked.txt")):
        for _ in range(DRAWN * (3 if way.command == QUIET else 1)):
            text = way.spoken(chance)
            if chance.random() < SLIPS:
                text = slipped(text, chance)
            if way.command == QUIET and chance.random() < TOLD_BESIDE:
                text = _beside(text, beside[way.language], chance)
            made[way.language, text] = Message(way.language, "command", (), way.command, text)
    for text, command in table("commands.tsv"):
        made["", text] = Message("", "command", (), command, text)
    return list(made.values())


def _beside(text: str, told: list[str], chance: np.random.Generator) -> str:
    other = told[int(chance.integers(len(told)))]
    mark = (". ", " ", ", ", "\n")[int(chance.integers(4))]
    return f"{text}{mark}{other}" if chance.random() < 0.5 else f"{other}{mark}{text}"


def slipped(text: str, chance: np.random.Generator) -> str:
    """The text with one letter left out, doubled, or changed with its neighbour."""
    at = int(chance.integers(max(1, len(text) - 1)))
    before, letter, after = text[:at], text[at : at + 1], text[at + 1 :]
    kind = int(chance.integers(3))
    return before + ("" if kind == 0 else letter * 2 if kind == 1 else after[:1] + letter) + after[kind == 2 :]


def silent() -> list[Message]:
    """Short texts that ask nothing of the bot: a yes, a no, a place."""
    names = [row[0] for row in table("yes_no.tsv")] + [row[0] for row in table("places.tsv")]
    return [Message("", "normal", (), "", name) for name in names]


def pieces(told: list[Message]) -> list[Message]:
    """A few words out of the middle of each message, which ask nothing of the bot either."""
    chance = np.random.default_rng(6)
    made = []
    for message in told:
        words = message.text.split()
        start, many = int(chance.integers(len(words))), int(chance.integers(3, 10))
        piece = " ".join(words[start : start + many])
        made.append(Message(message.language, "normal", (), "", piece, author=message.author))
    return made


def weights_of(given: list[Message], right: list[str], written: int) -> NDArray[np.float64]:
    """Within each language every command counts alike; the first so many were written one by one and count more."""
    drawn = zip(given[written:], right[written:], strict=True)
    cells = Counter((message.language, answer) for message, answer in drawn)
    weights = [1.0 if answer == NOTHING else WRITTEN_WEIGHS for answer in right[:written]]
    weights += [
        1.0 if answer == NOTHING else WEIGHS / cells[message.language, answer]
        for message, answer in zip(given[written:], right[written:], strict=True)
    ]
    return np.array(weights)
