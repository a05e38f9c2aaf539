"""A task that one process at a time may do: whoever holds its lease. A lease ends by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.store.tables import table

LEASE = table("lease")
Gone = Callable[[str], bool]


def nobody_is_gone(_holder: str) -> bool:
    """Nothing is known of any holder."""
    return False


def take(db: Session, name: str, holder: str, now: datetime, seconds: float, gone: Gone = nobody_is_gone) -> bool:
    """Take or renew the lease of this name for so many seconds; False while somebody else holds it.

    `gone` says of a holder that its process is known to have ended: nobody has to wait for it.
    """
    until = now + timedelta(seconds=seconds)
    holders = db.connection().execute(select(LEASE.c.holder).where(LEASE.c.name == name)).scalars()
    free = [holder, *(other for other in holders if gone(other))]
    ours_or_over = (LEASE.c.name == name) & or_(LEASE.c.holder.in_(free), LEASE.c.until <= now)
    if db.connection().execute(update(LEASE).where(ours_or_over).values(holder=holder, until=until)).rowcount:
        return True
    try:
        with db.begin_nested():
            db.connection().execute(insert(LEASE).values(name=name, holder=holder, until=until, state=""))
    except IntegrityError:
        return False
    return True


def keep(db: Session, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Renew a lease that is still ours; False where it has ended or is somebody else's."""
    ours = (LEASE.c.name == name) & (LEASE.c.holder == holder) & (LEASE.c.until > now)
    until = now + timedelta(seconds=seconds)
    return bool(db.connection().execute(update(LEASE).where(ours).values(until=until)).rowcount)


def give_back(db: Session, name: str, holder: str) -> None:
    """Let somebody else take it at once."""
    db.connection().execute(delete(LEASE).where(LEASE.c.name == name, LEASE.c.holder == holder))
