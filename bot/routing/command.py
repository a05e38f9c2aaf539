"""`kentongan route --explain`: why a case goes where it goes, and `--proof`: which cases would find nobody."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime

from bot.routing.office import explain
from bot.routing.proof import holes
from bot.routing.values import Case, Office, Officer, Readers, Rules
from flows.words import Service, Urgency


def route(
    argv: Sequence[str], offices: Sequence[Office], rules: Rules, officers: Sequence[Officer], now: datetime
) -> int:
    """Print why the case of the arguments goes where it goes; with --proof every hole, and 1 where there is one."""
    asked = _arguments().parse_args(argv)
    if asked.proof:
        found = holes(offices, rules, officers, now.replace(minute=0, second=0, microsecond=0))
        sys.stdout.write("".join(f"{hole}\n" for hole in found) or "no case is left without somebody on duty\n")
        return 1 if found else 0
    lines = explain(_case(asked), offices, rules)
    sys.stdout.write("\n".join(lines if asked.explain else lines[-1:]) + "\n")
    return 0


def _case(asked: argparse.Namespace) -> Case:
    return Case(
        Service(asked.service),
        Urgency[asked.urgency.upper()],
        category=asked.category,
        country=asked.country.upper(),
        province=asked.province,
        regency=asked.regency,
        employer_kind=asked.employer,
        language=asked.language,
        signs=frozenset(asked.sign),
        readers=Readers(asked.readers),
        complaint_about=frozenset(asked.about),
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kentongan route", description="To which office a case goes, and why.")
    parser.add_argument("--explain", action="store_true", help="every rule that was looked at")
    parser.add_argument("--proof", action="store_true", help="cases and hours that would find nobody on duty")
    parser.add_argument("--service", choices=[service.value for service in Service], default="emergency")
    parser.add_argument("--urgency", choices=[urgency.name.lower() for urgency in Urgency], default="normal")
    parser.add_argument("--employer", choices=("", "household", "company"), default="")
    parser.add_argument("--readers", choices=[readers.value for readers in Readers], default="")
    for name in ("category", "country", "province", "regency"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--language", default="id")
    parser.add_argument("--sign", action="append", default=[], help="a sign of danger; may be given again")
    parser.add_argument("--about", action="append", default=[], help="whom a complaint is about; may be given again")
    return parser
