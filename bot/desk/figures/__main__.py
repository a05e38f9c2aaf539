"""The child process: JSON on standard input says what is asked, JSON on standard output what was counted and drawn."""

import hashlib
import json
import os
import sys
from datetime import datetime
from functools import partial
from typing import Final

from sqlmodel import Session

from bot.desk.figures import read, tables
from bot.desk.figures.count import unsafe_sends
from bot.desk.screen import LANGUAGES, OFFICE_ZONE
from bot.language.catalogue import translate
from bot.routing.boundary import HOME
from bot.store.database import make_engine

AFTER_OTHERS: Final = 10
"""How much later than people's own work the machine does ours."""


def counted(db: Session, organisation: str, now: datetime) -> tables.Numbers:
    """One organisation's figures. Where people stop before they have a ticket is for the two home ones."""
    sends = read.sends(db, organisation, now)
    unsafe = {
        "after_silence": unsafe_sends(sends.left, sends.silences),
        "unasked": read.unasked(db, organisation, now),
        "all": sends.all,
    }
    numbers = tables.numbers(read.matters(db, organisation, now), now, OFFICE_ZONE, unsafe)
    return numbers | tables.shared_numbers(read.ways(db, now)) if organisation in HOME else numbers


def answer(db: Session, asked: dict[str, str], now: datetime) -> dict[str, dict[str, object]]:
    """Numbers, their digest, and the drawings where the digest is another one than before."""
    said: dict[str, dict[str, object]] = {}
    for organisation, before in asked.items():
        numbers = counted(db, organisation, now)
        written = json.dumps(numbers, ensure_ascii=False)
        digest = hashlib.sha256(written.encode()).hexdigest()
        drawings = None if digest == before else in_every_language(numbers)
        said[organisation] = {"numbers": written, "digest": digest, "drawings": drawings}
    return said


def in_every_language(numbers: tables.Numbers) -> dict[str, dict[str, str]]:
    """The drawings in each of the desk's languages."""
    from bot.desk.figures.draw import drawn

    return {language: drawn(numbers, partial(translate, language), language) for language in LANGUAGES}


def main() -> int:
    """Answer one question and end."""
    os.nice(AFTER_OTHERS)
    asked = json.load(sys.stdin)
    engine = make_engine(asked["database"], writes=False)
    with Session(engine) as db:
        said = answer(db, asked["organisations"], datetime.fromisoformat(asked["now"]))
    engine.dispose()
    json.dump(said, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
