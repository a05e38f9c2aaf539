"""`kentongan understand`: JSON lines in, JSON lines out, one for each and in order."""

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence

from bot.language.read import read
from flows.words import Reading, Service, Urgency

DESCRIPTION = 'Reads lines like {"id": 1, "text": "tolong", "address": "whatsapp:+852…"}; the address may be left out.'

# The four services of the outside world, and what our own finer ones are there.
OUTWARD = {
    None: "none",
    Service.EMERGENCY: "emergency",
    Service.SAFEGUARDING: "emergency",
    Service.FAMILY_LINKS: "family_links",
    Service.PSYCHOSOCIAL: "psychosocial",
    Service.INFORMATION: "information",
}


def main(argv: Sequence[str]) -> int:
    """Read standard input to its end; each answer is written at once, so that a pipe can be talked with."""
    describe = argparse.ArgumentParser(prog="kentongan understand", description=DESCRIPTION)
    describe.parse_args(argv)
    # Whatever the terminal's encoding: JSON is UTF-8, and a line that is not is answered, too.
    typed = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    for answer in understand(typed):
        sys.stdout.buffer.write(answer.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    return 0


def understand(lines: Iterable[str]) -> Iterator[str]:
    """For each line the reading of its text, or what is wrong with the line; no line stops the others."""
    for line in lines:
        yield json.dumps(_answer(line), ensure_ascii=False)


def outward_service(reading: Reading) -> str:
    """The service as the outside names it: wages or papers are an emergency only where life or body is at stake."""
    if reading.service is Service.COMPLAINT:
        return "emergency" if reading.urgency >= Urgency.CRITICAL else "information"
    return OUTWARD[reading.service]


def _answer(line: str) -> dict[str, object]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "this line is not JSON"}
    if not isinstance(asked, dict):
        return {"id": None, "error": "this line is not a JSON object"}
    name, text, address = asked.get("id"), asked.get("text"), asked.get("address")
    if not isinstance(text, str):
        return {"id": name, "error": "this line has no text"}
    reading = read(text, address=address if isinstance(address, str) else "")
    return {
        "id": name,
        "language": reading.language,
        "language_confidence": reading.confidence,
        "service": outward_service(reading),
        "urgency": "normal" if reading.urgency <= Urgency.NORMAL else reading.urgency.name.lower(),
        "signs": [
            {"kind": sign.kind, "urgency": sign.urgency.name.lower(), "words": sign.words} for sign in reading.signs
        ],
        "asks_first": reading.asks_first,
    }
