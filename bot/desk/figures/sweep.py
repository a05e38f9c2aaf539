"""Figures that somebody looks at are counted and drawn anew by a short-lived child process, at most once a minute.

One process at a time starts it, whoever holds the lease; what it says is kept with its time, for every process.
"""

import asyncio
import json
import logging
import sys
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, delete, or_, select

from bot.store import leases
from bot.store.database import SWEEP, Database
from bot.store.keeping_tables import Drawing, FigureSet

log = logging.getLogger(__name__)

LEASE: Final = "figures"
EVERY: Final = timedelta(seconds=60)
WANTED_FOR: Final = timedelta(minutes=15)
PATIENCE: Final = 50
"""Seconds after which the child is ended: the lease is nearly over then."""


def wish(db: Session, organisation: str, now: datetime) -> None:
    """Somebody looks at this organisation's figures: from now on and for a while they are kept fresh."""
    there = db.get(FigureSet, organisation)
    if there is None:
        db.add(FigureSet(organisation=organisation, wanted_at=now))
    else:
        there.wanted_at = now


def wished(db: Session, organisation: str, now: datetime) -> bool:
    """Was that said within the last minute?"""
    there = db.get(FigureSet, organisation)
    return there is not None and now - there.wanted_at < EVERY


def due(db: Session, now: datetime) -> dict[str, str]:
    """The organisations whose figures are to be counted anew, each with the digest of what is drawn already."""
    old = or_(col(FigureSet.counted_at).is_(None), col(FigureSet.counted_at) <= now - EVERY)
    wanted = select(FigureSet).where(col(FigureSet.wanted_at) > now - WANTED_FOR, old)
    return {one.organisation: one.digest for one in db.exec(wanted)}


async def sweep(database: Database, holder: str, now: datetime) -> int:
    """Count and draw what is due; for how many organisations."""
    asked = await asyncio.to_thread(look, database, now)
    if not asked:
        return 0
    # A holder of its own for each run: the lease holds for a minute against ourselves, too.
    ours, lasts = f"{holder}:{now.isoformat()}", EVERY.total_seconds()
    if not await database.write(lambda db: leases.take(db, LEASE, ours, now, lasts), SWEEP):
        return 0
    said = await child({"database": database.url, "now": now.isoformat(), "organisations": asked})
    if said is None:
        return 0
    await database.write(lambda db: keep(db, said, now), SWEEP)
    return len(said)


def look(database: Database, now: datetime) -> dict[str, str]:
    """What is due, on a connection that does not wait for the writer."""
    with database.reading() as db:
        return due(db, now)


async def child(asked: dict[str, object]) -> dict[str, dict[str, object]] | None:
    """Have a child process count and draw; None where it failed, which is tried again after a minute."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.desk.figures",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            # The address of the database goes through the pipe: arguments are shown to everybody on the machine.
            out, _none = await process.communicate(json.dumps(asked).encode())
    except TimeoutError:
        out = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        log.warning("the figures could not be drawn and will be tried again: exit %s", process.returncode)
        return None
    said: dict[str, dict[str, object]] = json.loads(out)
    return said


def keep(db: Session, said: dict[str, dict[str, object]], now: datetime) -> None:
    """Keep the numbers with their time, and the drawings where they are other ones than before."""
    for organisation, one in said.items():
        row = db.get(FigureSet, organisation)
        if row is None:
            continue
        row.numbers, row.digest, row.counted_at = str(one["numbers"]), str(one["digest"]), now
        drawings = one["drawings"]
        if isinstance(drawings, dict):
            db.exec(delete(Drawing).where(col(Drawing.organisation) == organisation))
            db.add_all(
                Drawing(organisation=organisation, name=name, language=language, at=now, svg=svg)
                for language, named in drawings.items()
                for name, svg in named.items()
            )
