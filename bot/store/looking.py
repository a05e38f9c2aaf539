"""Who has which ticket on the screen, told by each process to the others in rows that end by themselves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, or_, select
from sqlmodel import Session, col

from bot.store.tables import Officer, table
from bot.store.work_tables import Looking

RENEWED_EVERY: Final = timedelta(seconds=20)
BELIEVED_FOR: Final = timedelta(seconds=50)
"""A process that ended without a word is believed no longer than this."""
LOOKING: Final = table(str(Looking.__tablename__))

Look = tuple[int, int]
"""An officer and the ticket that lies open before them."""


def tell(db: Session, process: str, looks: Iterable[Look], now: datetime) -> None:
    """All that lies open in this process, in place of what it told before; what has ended goes, too."""
    ours_or_over = or_(LOOKING.c.process == process, LOOKING.c.until <= now)
    db.connection().execute(delete(LOOKING).where(ours_or_over))
    until = now + BELIEVED_FOR
    rows = [
        {"process": process, "officer_id": officer, "ticket_id": ticket, "until": until} for officer, ticket in looks
    ]
    if rows:
        db.connection().execute(insert(LOOKING), rows)


def elsewhere(db: Session, process: str, now: datetime) -> dict[Look, str]:
    """What lies open in other processes, with the officers' names."""
    found = (
        select(LOOKING.c.officer_id, LOOKING.c.ticket_id, col(Officer.name))
        .join(Officer, col(Officer.id) == LOOKING.c.officer_id)
        .where(LOOKING.c.process != process, LOOKING.c.until > now)
    )
    return {(officer, ticket): name for officer, ticket, name in db.connection().execute(found)}
