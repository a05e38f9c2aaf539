"""`kentongan check`: the static proofs; exit status 1 with a list of what fails."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bot.check import signatures
from bot.check.catalogue_file import update
from bot.check.desks import live_roster, nobody_practised
from bot.check.live import live_answers, live_talks
from bot.check.proofs import proven
from bot.check.subject import ANSWERS, Finding, Subject
from bot.desk.cards import SOURCE, cards
from bot.directory.working_days import unconfirmed
from bot.settings import Settings
from bot.signed_texts import REGISTER, read_register, unsigned, unsigned_beside
from flows.book import BOOK

AUTHOR = "kentongan"


def main(argv: Sequence[str], today: date | None = None) -> int:
    """Run every proof; print what fails, which safety texts nobody has signed, and what is not certain today."""
    asked = arguments(argv)
    settings = Settings()
    if asked.catalogue:
        sys.stdout.write(f"{update(asked.catalogue).name} is up to date\n")
        return 0
    if asked.enter:
        REGISTER.write_text(signatures.entries(Subject(), AUTHOR), "utf-8")
    found = proven(settings.var_dir / "check")
    url = asked.database or existing(settings)
    if url:
        found = [*found, *live_talks(url, BOOK), *live_roster(url)]
    if url and not settings.demonstration:
        found = [*found, *nobody_practised(url)]
    waiting = [*unsigned(BOOK, read_register()), *unsigned_cards(), *unsigned_texts(url)]
    warned = list(unconfirmed(today))
    sys.stdout.write(as_json(found, waiting, warned) if asked.json else as_text(found, waiting, warned))
    return 1 if found else 0


def unsigned_cards() -> list[str]:
    """The officers' cards for the first ten minutes that no professional has signed, as "cards.key"."""
    return [f"cards.{card.key}" for card in cards(SOURCE) if not card.signed]


def unsigned_texts(url: str = "") -> list[str]:
    """Prepared answers and templates that no professional has signed; the desk's own answers where it keeps any."""
    beside = Subject().beside
    if url and (kept := live_answers(url)):
        beside = {where: texts for where, texts in beside.items() if not where.startswith(f"{ANSWERS}.")} | kept
    return unsigned_beside(beside, read_register())


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="kentongan check", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--database", default="", help="also look at this database's live talks and roster")
    parser.add_argument("--catalogue", default="", metavar="LANG", help="bring a language's catalogue up to date")
    parser.add_argument("--enter", action="store_true", help="enter new and changed safety texts, unsigned")
    return parser.parse_args(argv)


def existing(settings: Settings) -> str:
    """The address of the database of these settings, if there is one already."""
    if settings.database.startswith("sqlite:///") and not Path(settings.database.removeprefix("sqlite:///")).is_file():
        return ""
    return settings.database


def as_json(found: Sequence[Finding], unsigned: Sequence[str], warned: Sequence[str] = ()) -> str:
    """One JSON object: the findings, the unsigned safety texts, and what is not certain."""
    told = {"findings": [asdict(one) for one in found], "unsigned": list(unsigned), "warnings": list(warned)}
    return json.dumps(told, indent=1) + "\n"


def as_text(found: Sequence[Finding], unsigned: Sequence[str], warned: Sequence[str] = ()) -> str:
    """One line a finding, then how many there are; what is only not certain fails nothing."""
    lines = [f"{finding.file}: {finding.where}: {finding.proof}: {finding.told}" for finding in found]
    lines += [f"warning: {one}" for one in warned]
    lines += [f"unsigned: {where}" for where in unsigned]
    lines += (
        [f"{len(unsigned)} safety texts, cards and answers wait for a professional's signature (R30)"]
        if unsigned
        else []
    )
    lines += [f"{len(found)} findings" if found else "every proof holds"]
    return "\n".join(lines) + "\n"
