"""Reading first words: texts a second on one core, load time, memory, long and nasty texts; one JSON line a figure."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

TEXTS = (
    "tlg bos kasar bgt sy tkt, pintu digembok tdk dikasih makan",
    "kulo nyuwun tulung, mboten saged medal saking griyanipun",
    "abdi hoyong uih, paspor dicekel ejen, gajih can dibayar oge",
    "mau tanya cara perpanjang paspor di hongkong berapa biayanya",
    "alhamdulillah di sini majikan baik, tidak pernah dikasari kok",
    "tiang tepantok siq majikan, ndeq tebeng sugul lekan balene",
)
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
ROUNDS = 1_000


def figures() -> Iterator[dict[str, object]]:
    """Every figure, measured in processor time so that a busy machine counts less."""
    began = time.process_time()
    from bot.language.read import read

    read("halo")
    yield {"figure": "import and first reading", "seconds": round(time.process_time() - began, 3)}
    yield {"figure": "shipped weights alone", "seconds": round(_weights_alone(), 3)}
    began = time.process_time()
    for _ in range(ROUNDS):
        for text in TEXTS:
            read(text)
    yield {
        "figure": "texts of 60 letters a second",
        "each": round(ROUNDS * len(TEXTS) / (time.process_time() - began)),
    }
    for piece in NASTY:
        text = (piece * LONG)[:LONG]
        began = time.process_time()
        read(text)
        yield {"figure": f"{LONG} letters of {piece!r}", "milliseconds": round(1000 * (time.process_time() - began), 1)}
    yield {"figure": "memory", "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}


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
