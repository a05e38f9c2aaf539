"""For how long a closed matter is kept, by its outcome; the sweep in `ending` goes by it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session

from bot.keeping.trail import EVERYBODY, Unfit, may_keep, write_change
from bot.store.keeping_tables import KeptText
from bot.store.tables import Officer
from bot.tickets import OUTCOMES

ACT: Final = "retention.keep"
NAME: Final = "retention"
NO_TICKET: Final = "no_ticket"
"""A talk that never became a ticket, counted from the person's last words."""
KINDS: Final = (*OUTCOMES, NO_TICKET)
SHIPPED: Final = 5 * 365
"""Days, until an administrator says otherwise."""
SHORTEST: Final = 180
"""SAFETY R1 asks whether there was danger in the last 180 days: nothing may be forgotten before."""
LONGEST: Final = 30 * 365


def days_now(db: Session) -> dict[str, int]:
    """For how many days a matter of each outcome is kept."""
    row = db.get(KeptText, NAME)
    said: dict[str, int] = json.loads(row.text) if row else {}
    return {kind: said.get(kind, SHIPPED) for kind in KINDS}


def keep(db: Session, admin: Officer, days: Mapping[str, int], now: datetime) -> None:
    """Keep these times. Raises Unfit for one that is too short or too long."""
    may_keep(db, admin, ACT, EVERYBODY)
    for kind in KINDS:
        if not SHORTEST <= days.get(kind, 0) <= LONGEST:
            raise Unfit(kind, "days")
    row = db.get(KeptText, NAME, with_for_update=True)
    before = days_now(db)
    text = json.dumps({kind: days[kind] for kind in KINDS})
    if row is None:
        db.add(KeptText(name=NAME, text=text, changed_at=now, changed_by=admin.id or 0))
    else:
        row.text, row.changed_at, row.changed_by = text, now, admin.id or 0
    write_change(db, admin, (EVERYBODY, "retention", "retention"), before, dict(days), now)
