"""Officers: who they are, what they can, when they work, who stands in for them; each change leaves its trace."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, select

from bot.deadlines import give_back
from bot.directory.profiles import profile_of, with_profile
from bot.directory.reading import BadDirectory
from bot.keeping.trail import Unfit, keeps, may_keep, write_change
from bot.routing import Officer as Known
from bot.routing.states import Move
from bot.routing.values import Away
from bot.staff import LONGEST_LOGIN
from bot.store.roster import office_from, officer_from
from bot.store.tables import DeskSession, Key, Office, Officer, Ticket
from bot.store.work_tables import SecondFactor

ACT: Final = "officer.keep"
ROLES: Final = ("officer", "lead", "admin", "interpreter")
ENDED: Final = ("closed", "merged")


@dataclass(frozen=True, slots=True)
class Staff:
    """An officer as a form describes them: `known` holds what routing goes by."""

    login: str
    name: str
    office: str
    role: str
    active: bool
    known: Known


def listed(db: Session, admin: Officer) -> list[tuple[Officer, Office]]:
    """The officers whom this administrator keeps, those who work here first."""
    found = select(Officer, Office).join(Office, col(Office.id) == col(Officer.office_id))
    ours = found.where(col(Office.organisation).in_(keeps(db, admin)))
    return list(db.exec(ours.order_by(col(Officer.active).desc(), Office.name, Officer.name)))


def of(db: Session, admin: Officer, number: int, lock: bool = False) -> tuple[Officer, Office]:
    """One of these and their office. Raises NotPermitted for anybody else's."""
    officer = db.get(Officer, number, with_for_update=lock)
    office = db.get_one(Office, officer.office_id) if officer else None
    may_keep(db, admin, ACT, office.organisation if office else "nobody")
    if officer is None or office is None:
        raise Unfit("login", "no_such_officer")
    return officer, office


def known(officer: Officer, office: Office) -> Known:
    """The officer as routing sees them."""
    return officer_from(officer.model_dump(), office_from(office.profile), 0, 0)


def role_in(officer: Officer) -> str:
    """An officer's role; an interpreter's is their own."""
    return "interpreter" if officer.interpreter else officer.role


def keep(db: Session, admin: Officer, number: int | None, staff: Staff, password_hash: str, now: datetime) -> int:
    """Keep a new officer (with a password), or a changed one; their number. Raises Unfit."""
    office = office_called(db, admin, staff.office)
    if staff.role not in ROLES or not staff.name:
        raise Unfit("role" if staff.name else "name", "needed")
    before: Mapping[str, object] = {}
    if number is None:
        officer = added(db, staff, office, password_hash, now)
    else:
        officer, old_office = of(db, admin, number, lock=True)
        before = state(officer, old_office)
        let_go(db, admin, officer, staff, (old_office, office), now)
    officer.name, officer.office_id, officer.active = staff.name, office.id or 0, staff.active
    officer.interpreter = staff.role == "interpreter"
    officer.role = "officer" if officer.interpreter else staff.role
    officer.profile = json.dumps(dict(profile_of(staff.known)) | running(officer))
    db.add(officer)
    db.flush()
    readable(officer, office)
    about = (office.organisation, "officer", officer.login)
    write_change(db, admin, about, before, state(officer, office), now)
    return officer.id or 0


def running(officer: Officer) -> dict[str, object]:
    """What the program itself keeps in a profile, such as until when somebody rests: no form changes it."""
    kept = json.loads(officer.profile)
    return {name: kept[name] for name in ("rests_until", "called_in_at", "works_until", "away") if name in kept}


def office_called(db: Session, admin: Officer, key: str) -> Office:
    """The office of this key, if this administrator keeps it."""
    office = db.exec(select(Office).where(Office.key == key)).one_or_none()
    if office is None:
        raise Unfit("office", "no_such_office")
    may_keep(db, admin, ACT, office.organisation)
    return office


def added(db: Session, staff: Staff, office: Office, password_hash: str, now: datetime) -> Officer:
    """The row of a new officer, off shift."""
    if not 0 < len(staff.login) <= LONGEST_LOGIN or staff.login.split() != [staff.login]:
        raise Unfit("login", "login")
    if db.exec(select(Officer.id).where(Officer.login == staff.login)).first() is not None:
        raise Unfit("login", "login_taken")
    return Officer(
        office_id=office.id or 0, login=staff.login, name=staff.name, password_hash=password_hash, created_at=now
    )


def let_go(
    db: Session, admin: Officer, officer: Officer, staff: Staff, offices: tuple[Office, Office], now: datetime
) -> None:
    """Before somebody leaves or changes places: nobody shuts themselves out, and no ticket stays in absent hands."""
    before, after = offices
    another = role_in(officer) != staff.role or before.id != after.id
    if officer.id == admin.id and (not staff.active or another):
        raise Unfit("active", "not_yourself")
    if staff.active and not another:
        return
    db.exec(delete(DeskSession).where(col(DeskSession.officer_id) == officer.id))
    for ticket in db.exec(select(Ticket).where(Ticket.owner_id == officer.id, col(Ticket.status).not_in(ENDED))):
        give_back(db, ticket, officer.id or 0, "officer_left", Move.HAND_BACK, now)


def readable(officer: Officer, office: Office) -> None:
    """Raises Unfit where a profile could not be read back: that would stop everybody's offers."""
    try:
        known(officer, office)
    except (BadDirectory, ValueError):
        raise Unfit("name", "invisible_signs") from None


def state(officer: Officer, office: Office) -> Mapping[str, object]:
    """An officer as the trail shows them; nothing secret."""
    profile = {name: value for name, value in json.loads(officer.profile).items() if name != "rests_until"}
    told = {"name": officer.name, "office": office.key, "role": role_in(officer), "active": officer.active}
    return told | profile


def new_password(db: Session, admin: Officer, number: int, password_hash: str, now: datetime) -> None:
    """Another password; every login of theirs ends."""
    officer, office = of(db, admin, number, lock=True)
    officer.password_hash = password_hash
    db.exec(delete(DeskSession).where(col(DeskSession.officer_id) == number))
    trace(db, admin, (officer, office), {"password": "before"}, {"password": "drawn anew"}, now)


def new_factor(db: Session, admin: Officer, number: int, now: datetime) -> None:
    """The telephone with the second factor is gone: they enrol anew at the next login, and running ones end."""
    officer, office = of(db, admin, number, lock=True)
    kept = db.get(SecondFactor, number)
    if kept is None:
        return
    key = db.get(Key, kept.key_id)
    db.delete(kept)
    db.flush()
    if key is not None:
        db.delete(key)
    db.exec(delete(DeskSession).where(col(DeskSession.officer_id) == number))
    trace(db, admin, (officer, office), {"second factor": "enrolled"}, {"second factor": ""}, now)


def be_away(db: Session, admin: Officer, number: int, away: Away, now: datetime) -> None:
    """An absence, with who stands in; the substitute is somebody of the same organisation."""
    officer, office = of(db, admin, number, lock=True)
    if away.substitute:
        other, there = of(db, admin, away.substitute)
        if there.organisation != office.organisation or other.id == officer.id or not other.active:
            raise Unfit("substitute", "substitute")
    if away.starts >= away.ends:
        raise Unfit("ends", "ends_before")
    before, whom = state(officer, office), known(officer, office)
    keep_away(officer, replace(whom, away=(*whom.away, away)))
    trace(db, admin, (officer, office), before, state(officer, office), now)


def come_back(db: Session, admin: Officer, number: int, place: int, now: datetime) -> None:
    """Take an absence away."""
    officer, office = of(db, admin, number, lock=True)
    before, whom = state(officer, office), known(officer, office)
    keep_away(officer, replace(whom, away=tuple(one for at, one in enumerate(whom.away) if at != place)))
    trace(db, admin, (officer, office), before, state(officer, office), now)


def keep_away(officer: Officer, whom: Known) -> None:
    """Write the absences back, and nothing else."""
    officer.profile = json.dumps(json.loads(officer.profile) | {"away": profile_of(whom)["away"]})


def trace(
    db: Session,
    admin: Officer,
    who: tuple[Officer, Office],
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
) -> None:
    """The trace of a change to one officer."""
    officer, office = who
    write_change(db, admin, (office.organisation, "officer", officer.login), before, after, now)


def fresh(staff: Staff, profile: Mapping[str, object]) -> Staff:
    """The same with what a form's profile says. Raises BadDirectory."""
    return replace(staff, known=with_profile(staff.known, profile, "officer"))
