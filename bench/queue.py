"""Measure how long the sweeps of offers hold the writer while many tickets wait that nobody can take."""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import update
from sqlmodel import Session

from bot import events, sweeps
from bot.demonstration import settle_in
from bot.directory.offices import shipped_offices
from bot.inbox import Inbox
from bot.serving import AFTER_OFFERS, OFFERED_TOGETHER, OFFERS_EVERY
from bot.staff import load_directory
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.tables import table
from bot.store.vault import Vault
from bot.world import build_world, read_heard
from flows.book import BOOK
from flows.words import Heard

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WORDS = ("tolong saya dipukul majikan", "petugas", "gaji saya tidak dibayar", "saya mau tanya soal paspor")


def main() -> None:
    """Measure and print one JSON line for each length of the queue."""
    asked = argparse.ArgumentParser(prog="python -m bench.queue", description=__doc__)
    asked.add_argument("--waiting", type=int, nargs="+", default=[200, 2000], help="how many tickets wait")
    asked.add_argument("--turns", type=int, default=30, help="turns of the sweeps")
    asked.add_argument("--url", default="", help="an empty database; a file of its own where none is given")
    told = asked.parse_args()
    for waiting in told.waiting:
        with TemporaryDirectory() as folder:
            measure(told.url or f"sqlite:///{Path(folder) / 'queue.db'}", waiting, told.turns)


def measure(url: str, waiting: int, turns: int) -> None:
    """Fill a helpline whose officers are all away, then run the sweeps' turns."""
    database = Database(url, Vault(b"m" * 32, b"i" * 32))
    migrate(database.writing)
    database.write_now(lambda db: load_directory(db, shipped_offices()))
    database.write_now(lambda db: settle_in(db, NOON))
    officer = table("officer")
    database.write_now(lambda db: db.execute(update(officer).values(presence="off")))
    inbox = Inbox(database, BOOK, build_world(), read_heard)
    for number in range(waiting):
        heard = Heard("simulator", f"p{number}", f"m{number}", NOON, text=WORDS[number % len(WORDS)])
        inbox.receive_now(heard)
    held: list[float] = []
    looks: list[float] = []
    turn: list[float] = []
    for number in range(turns):
        now = NOON + timedelta(seconds=OFFERS_EVERY * (number + 1))
        times = [timed(database, works(sweeps.expire_offers, now))]
        begun = time.perf_counter()
        with database.reading() as db:
            events.to_mark(db, now)
            found = sweeps.worth_a_try(db, now)
        looks.append(time.perf_counter() - begun)
        offered = (partial(sweeps.offer_waiting, these=some) for some in sweeps.batches(found, OFFERED_TOGETHER))
        times += [timed(database, works(work, now)) for work in offered]
        times += [timed(database, works(work, now)) for work in AFTER_OFFERS]
        held += times
        turn.append(sum(times))
    database.close()
    figures = {
        "figure": "sweeps of offers",
        "waiting": waiting,
        "median_look_ms": round(statistics.median(looks) * 1000, 1),
        "median_turn_ms": round(statistics.median(turn) * 1000, 1),
        "longest_hold_ms": round(max(held) * 1000, 1),
        "share_of_writer": round(statistics.median(turn) / OFFERS_EVERY, 4),
    }
    print(json.dumps(figures), flush=True)


def works(work: Callable[[Session, datetime], object], now: datetime) -> Callable[[Session], object]:
    """This sweep at this instant."""
    return lambda db: work(db, now)


def timed(database: Database, work: Callable[[Session], object]) -> float:
    """How long one transaction holds the writer, in seconds."""
    begun = time.perf_counter()
    database.write_now(work)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
