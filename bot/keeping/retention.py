"""For how long a closed matter is kept, by its outcome: set here, so that forgetting has something to go by."""

import json
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from bot.keeping.trail import EVERYBODY, Unfit, may_keep, write_change
from bot.store.keeping_tables import KeptText
from bot.store.tables import Officer, Ticket
from bot.tickets import OUTCOMES

ACT: Final = "retention.keep"
NAME: Final = "retention"
SHIPPED: Final = 5 * 365
"""Days: until an administrator says otherwise, five years, and nothing is forgotten by itself."""
SHORTEST: Final = 180
"""SAFETY R1 asks whether there was danger in the last 180 days: nothing may be forgotten before."""
LONGEST: Final = 30 * 365


def days_now(db: Session) -> dict[str, int]:
    """For how many days a matter of each outcome is kept."""
    row = db.get(KeptText, NAME)
    said: dict[str, int] = json.loads(row.text) if row else {}
    return {outcome: said.get(outcome, SHIPPED) for outcome in OUTCOMES}


def keep(db: Session, admin: Officer, days: dict[str, int], now: datetime) -> None:
    """Keep these times. Raises Unfit for one that is too short or too long."""
    may_keep(db, admin, ACT, EVERYBODY)
    for outcome in OUTCOMES:
        if not SHORTEST <= days.get(outcome, 0) <= LONGEST:
            raise Unfit(outcome, "days")
    row = db.get(KeptText, NAME, with_for_update=True)
    before = days_now(db)
    text = json.dumps({outcome: days[outcome] for outcome in OUTCOMES})
    if row is None:
        db.add(KeptText(name=NAME, text=text, changed_at=now, changed_by=admin.id or 0))
    else:
        row.text, row.changed_at, row.changed_by = text, now, admin.id or 0
    write_change(db, admin, (EVERYBODY, "retention", "retention"), before, days, now)


def past(db: Session, now: datetime) -> dict[str, int]:
    """How many closed matters of each outcome are past their time."""
    return {
        outcome: db.exec(
            select(func.count()).where(Ticket.outcome == outcome, col(Ticket.closed_at) < now - timedelta(days=days))
        ).one()
        for outcome, days in days_now(db).items()
    }
