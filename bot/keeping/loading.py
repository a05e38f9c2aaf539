"""A file of offices or officers is loaded: an administrator answers for it, and each change leaves its trace."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from bot import exchange
from bot.keeping import officers, offices
from bot.keeping.trail import may_keep, write_change
from bot.staff import NotLikeThat, Row, known
from bot.store.tables import Office, Officer

Standing = dict[str, tuple[str, Mapping[str, object]]]
"""By key or login: whose it is, and how it stands."""


def load_offices(db: Session, text: str, where: str, by: str, now: datetime) -> list[Row]:
    """The offices of a file. Raises BadDirectory, NotLikeThat where nobody answers for it, NotPermitted."""
    return traced(db, "office", by, now, offices_now, lambda: exchange.load_offices(db, text, where))


def load_roster(db: Session, text: str, where: str, by: str, now: datetime) -> list[Row]:
    """The officers of a file. Raises the same."""
    return traced(db, "officer", by, now, officers_now, lambda: exchange.load_roster(db, text, where, now))


def traced(
    db: Session, what: str, by: str, now: datetime, look: Callable[[Session], Standing], load: Callable[[], list[Row]]
) -> list[Row]:
    """Load, and keep how each thing stood before and after.

    The first file of a service that has no administrator yet is answered for by nobody, and leaves no trace.
    """
    admin = known(db, by) if by else None
    somebody = administrator_there(db)
    before = look(db)
    done = load()
    db.flush()
    after = look(db)
    changed = [name for name in after if before.get(name) != after[name]]
    if changed and admin is None and somebody:
        raise NotLikeThat("Whoever changes this by a file answers for it: add --by and an administrator's login.")
    for name in changed if admin else ():
        keep_trace(db, admin, (what, name), before.get(name), after[name], now)
    return done


def keep_trace(
    db: Session,
    admin: Officer | None,
    which: tuple[str, str],
    before: tuple[str, Mapping[str, object]] | None,
    after: tuple[str, Mapping[str, object]],
    now: datetime,
) -> None:
    """One thing's change. Raises NotPermitted where it is, or was, none of this administrator's."""
    if admin is None:
        return
    what, name = which
    act = offices.ACT if what == "office" else officers.ACT
    for organisation in {after[0], *([before[0]] if before else [])}:
        may_keep(db, admin, act, organisation)
    write_change(db, admin, (after[0], what, name), before[1] if before else {}, after[1], now)


def administrator_there(db: Session) -> bool:
    """Is there anybody who could answer for a change?"""
    there = select(Officer.id).where(Officer.role == "admin", col(Officer.active), ~col(Officer.demonstration))
    return db.exec(there).first() is not None


def offices_now(db: Session) -> Standing:
    """Every office that can be read."""
    rows = db.exec(select(Office)).all()
    return {
        row.key: (row.organisation, offices.state(exchange.office_of(row))) for row in rows if exchange.readable(row)
    }


def officers_now(db: Session) -> Standing:
    """Every officer who can be read."""
    pairs = db.exec(select(Officer, Office).join(Office, col(Office.id) == col(Officer.office_id))).all()
    return {officer.login: (office.organisation, officers.state(officer, office)) for officer, office in pairs}
