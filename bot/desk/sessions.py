"""Logins of officers: a random token in a cookie, of which only the hash is kept, and a throttle on guesses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

from sqlalchemy import Row as SomeRow
from sqlalchemy import Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, func, select

from bot.errors import HelplineError
from bot.permits import role_of
from bot.store.care_tables import OfficerWish
from bot.store.queues import Reader
from bot.store.roster import profile_from
from bot.store.tables import DeskSession, LoginAttempt, Office, Officer
from bot.store.vault import Vault

IDLE: Final = timedelta(minutes=60)
LONGEST: Final = timedelta(hours=12)
# Seeing an officer at work is written down at most this often.
SEEN_EVERY: Final = timedelta(minutes=1)
THROTTLE: Final = timedelta(minutes=15)
# A whole office may share one address; a name belongs to one person.
GUESSES_A_NAME: Final = 8
GUESSES_AN_ADDRESS: Final = 40


@dataclass(frozen=True, slots=True)
class Login:
    """An officer at the desk, for the length of one request."""

    session_id: int
    csrf: str
    officer_id: int
    name: str
    role: str
    active: bool
    interpreter: bool
    junior: bool
    presence: str
    office_id: int
    office: str
    organisation: str
    began_at: datetime
    seen_at: datetime
    quiet: str = ""
    """Between which hours of the office's clock P1 makes no sound ("22:00-05:00"), or empty."""

    @property
    def reader(self) -> Reader:
        """This officer as the queries know them."""
        return Reader(self.officer_id, self.office_id, self.organisation, role_of(self))

    def ends_at(self) -> datetime:
        """When this login ends if nothing is done at the desk until then."""
        return min(self.seen_at + IDLE, self.began_at + LONGEST)


def begin(db: Session, vault: Vault, officer_id: int, token: str, csrf: str, now: datetime) -> None:
    """Keep a new login. Those that have ended are swept away on the same occasion."""
    db.exec(delete(DeskSession).where(col(DeskSession.seen_at) < now - LONGEST))
    kept = DeskSession(
        token_hash=vault.hash("desk_session", token), officer_id=officer_id, csrf=csrf, created_at=now, seen_at=now
    )
    db.add(kept)


def find(db: Session, vault: Vault, token: str, now: datetime, demonstration: bool) -> Login | None:
    """The login that this token opens: still running, of an officer who works here, and not an invented one."""
    found = db.connection().execute(RUNNING, {"token": vault.hash("desk_session", token)}).first()
    if found is None:
        return None
    login = _login(found)
    return login if works_here(found, demonstration) and now < login.ends_at() else None


RUNNING: Final["Select[Any]"] = (
    select_columns(
        *(getattr(DeskSession, name) for name in ("csrf", "officer_id", "created_at", "seen_at")),
        col(DeskSession.id).label("session_id"),
        *(getattr(Officer, name) for name in ("name", "role", "active", "interpreter", "profile", "presence")),
        *(col(Officer.office_id), col(Officer.demonstration)),
        col(Office.name).label("office"),
        col(Office.organisation),
        col(OfficerWish.quiet_from),
        col(OfficerWish.quiet_until),
    )
    .join_from(DeskSession, Officer, col(Officer.id) == col(DeskSession.officer_id))
    .join(Office, col(Office.id) == col(Officer.office_id))
    .join(OfficerWish, col(OfficerWish.officer_id) == col(Officer.id), isouter=True)
    .where(col(DeskSession.token_hash) == bindparam("token"))
)
"""A login with its officer and their office, by plain columns: this is read at every request."""


def works_here(officer: Officer | SomeRow[Any], demonstration: bool) -> bool:
    """May this officer be at the desk at all? Demonstration officers only in demonstration mode (SAFETY R13)."""
    return officer.active and (demonstration or not officer.demonstration)


def _login(found: SomeRow[Any]) -> Login:
    return Login(
        session_id=found.session_id,
        csrf=found.csrf,
        officer_id=found.officer_id,
        name=found.name,
        role=found.role,
        active=found.active,
        interpreter=found.interpreter,
        junior=is_junior(found.profile),
        presence=found.presence,
        office_id=found.office_id,
        office=found.office,
        organisation=found.organisation,
        began_at=found.created_at,
        seen_at=found.seen_at,
        quiet=f"{found.quiet_from}-{found.quiet_until}" if found.quiet_from else "",
    )


@lru_cache(maxsize=1024)
def is_junior(profile: str) -> bool:
    """Does the officer of this profile write prepared answers only, until a lead lets them write freely?

    A profile that nobody can read lets nobody write freely.
    """
    try:
        return bool(profile_from(profile).get("junior"))
    except (HelplineError, ValueError):
        return True


def touch(db: Session, session_id: int, now: datetime) -> None:
    """The officer has just done something at the desk."""
    kept = db.get(DeskSession, session_id)
    if kept is not None:
        kept.seen_at = now
        db.add(kept)


def end(db: Session, session_id: int) -> None:
    """Log out: the token opens nothing from now on."""
    db.exec(delete(DeskSession).where(col(DeskSession.id) == session_id))


def may_try(db: Session, vault: Vault, name: str, address: str, now: datetime) -> bool:
    """Have there been few enough failed logins under this name and from this address?"""
    tried = _tries(db, vault.hash("login_name", name.casefold()), now)
    from_there = _tries(db, vault.hash("login_address", neighbourhood(address)), now)
    return tried < GUESSES_A_NAME and from_there < GUESSES_AN_ADDRESS


def _tries(db: Session, who: bytes, now: datetime) -> int:
    counted = select(func.count()).where(LoginAttempt.who_hash == who, col(LoginAttempt.at) > now - THROTTLE)
    return db.exec(counted).one()


def failed(db: Session, vault: Vault, name: str, address: str, now: datetime) -> None:
    """Count a failed login against the name and against the address, and forget old ones."""
    db.exec(delete(LoginAttempt).where(col(LoginAttempt.at) <= now - THROTTLE))
    db.add(LoginAttempt(who_hash=vault.hash("login_name", name.casefold()), at=now))
    db.add(LoginAttempt(who_hash=vault.hash("login_address", neighbourhood(address)), at=now))


def succeeded(db: Session, vault: Vault, name: str) -> None:
    """The right password clears the name; the address keeps its count."""
    db.exec(delete(LoginAttempt).where(col(LoginAttempt.who_hash) == vault.hash("login_name", name.casefold())))


def neighbourhood(address: str) -> str:
    """The address, or the /64 that one subscriber of IPv6 can draw addresses from."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else address
