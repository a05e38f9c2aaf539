"""Reading first words: texts a second on one core, load time, memory, long and nasty texts; one JSON line a figure."""

import json
import resource
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

NASTY = (
    "a",
    "aaab ",
    "jangan balas ",
    "saya tidak pernah boleh keluar ",
    "0812 3456 789 ",
    "x1x2",
    "di pukul ",
    "\u0301e",
)
LONG = 10_000
SHORT = 60
ROUNDS = 5


def figures() -> Iterator[dict[str, object]]:
    """Every figure, measured in processor time so that a busy machine counts less."""
    began = time.process_time()
    from bot.language.read import read

    read("halo")
    yield {"figure": "import and first reading", "seconds": round(time.process_time() - began, 3)}
    yield {"figure": "shipped weights alone", "seconds": round(_weights_alone(), 3)}
    yield {"figure": "texts of 60 letters a second, each new", "each": round(rate(read, list(texts())))}
    rates = [rate(read, list(texts())) for _ in range(ROUNDS)]
    yield {"figure": "the same texts again, best round", "each": round(max(rates))}
    for piece in NASTY:
        text = (piece * LONG)[:LONG]
        began = time.process_time()
        read(text)
        yield {"figure": f"{LONG} letters of {piece!r}", "milliseconds": round(1000 * (time.process_time() - began), 1)}
    yield {"figure": "memory", "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}


def texts() -> Iterator[str]:
    """More than a thousand different texts of 60 letters at most, cut out of the project's own messages."""
    from bot.language.messages import messages

    folder = Path(str(files("bot.language").joinpath("data/messages")))
    return iter(textwrap.wrap(" ".join(message.text for message in messages(folder)), SHORT))


def rate(read: Callable[[str], object], given: list[str]) -> float:
    """Texts a second of processor time."""
    began = time.process_time()
    for text in given:
        read(text)
    return len(given) / (time.process_time() - began)


def _weights_alone() -> float:
    """The seconds that unpacking the weights takes in a fresh process, numpy already there."""
    code = (
        "import time, numpy; from bot.language.model import stored; "
        "t = time.process_time(); stored(); print(time.process_time() - t)"
    )
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)  # noqa: S603


def main() -> None:
    """Print every figure."""
    for figure in figures():
        sys.stdout.write(json.dumps(figure) + "\n")


if __name__ == "__main__":
    main()
