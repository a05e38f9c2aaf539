"""Offices and officers as files: saved from the database, loaded back, and refused with the place of every fault."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from bot import routing
from bot.directory import reading
from bot.directory.offices import checked, read_offices
from bot.directory.profiles import with_profile
from bot.directory.reading import BadDirectory
from bot.directory.writing import write_offices
from bot.routing.values import OfficeNumber
from bot.staff import LONGEST_LOGIN, ORGANISATION, Row, row_of
from bot.store.roster import profile_from
from bot.store.tables import Office, Officer

ROLES: Final = ("officer", "lead", "admin", "interpreter")
PLAIN: Final = frozenset({"login", "name", "office", "role", "active"})
RUNNING: Final = ("rests_until", "called_in_at", "works_until")
"""What the service itself writes into a profile: never in a file, and kept where one is loaded."""


def save_offices(db: Session) -> str:
    """Every office, with its numbers, as the TOML that `load_offices` reads."""
    rows = db.exec(select(Office).where(~col(Office.demonstration)).order_by(col(Office.key))).all()
    return write_offices([office_of(row) for row in rows])


def office_of(row: Office) -> routing.Office:
    """The office that a row keeps. Raises BadDirectory for a row that nobody can read."""
    where = f"the database, office {row.key}"
    try:
        return read_offices(row.profile, where)[0]
    except (ValueError, IndexError):
        raise BadDirectory(where, "its profile cannot be read; load the office anew from a file") from None


def load_offices(db: Session, text: str, where: str) -> list[Row]:
    """Add the offices of a file and change those that it tells otherwise; others stay. Raises BadDirectory.

    All or nothing: the whole directory has to fit together afterwards.
    """
    told = read_offices(text, where)
    rows = {row.key: row for row in db.exec(select(Office).with_for_update())}
    named = {office.key for office in told}
    others = [office_of(row) for row in rows.values() if row.key not in named and readable(row)]
    checked((*others, *told), where)
    done: list[Row] = []
    for office in told:
        if not ORGANISATION.fullmatch(office.organisation):
            here = f"{where}, office {office.key}"
            raise BadDirectory(here, "an organisation is palang_merah, kp2mi, mission:NAME or partner:NAME")
        there = rows.get(office.key)
        kept = with_checks(office, there)
        row: Row = {"office": office.key, "did": kept_office(db, there, row_of(kept))}
        unchecked = [one.number for one in kept.numbers if one not in office.numbers]
        done.append(row | ({"check_anew": unchecked} if unchecked else {}))
    return done


def with_checks(office: routing.Office, there: Office | None) -> routing.Office:
    """The office, its numbers checked only where somebody checked just these (SAFETY R14).

    A number, use or source that was changed in a file still bears who made sure of what stood there before, and when.
    """
    if there is None or not readable(there):
        return office
    before = office_of(there).numbers
    kept = {said(number) for number in office.numbers}
    gone = {(one.verified_by, one.verified_on) for one in before if one.verified_by and said(one) not in kept}
    known = {said(number) for number in before}
    numbers = [
        replace(one, verified_by="", verified_on=None)
        if said(one) not in known and (one.verified_by, one.verified_on) in gone
        else one
        for one in office.numbers
    ]
    return replace(office, numbers=tuple(numbers))


def said(number: OfficeNumber) -> tuple[str, str, str]:
    """What somebody made sure of."""
    return number.number, number.use, number.source


def readable(row: Office) -> bool:
    """Can this row be read? One that cannot is no reason to refuse a file that may mend it."""
    try:
        office_of(row)
    except BadDirectory:
        return False
    return True


def kept_office(db: Session, there: Office | None, new: Office) -> str:
    """Add the office, change it, or leave it; which of them."""
    if there is None:
        db.add(new)
        return "added"
    names = ("organisation", "name", "profile", "active")
    if all(getattr(there, name) == getattr(new, name) for name in names):
        return "same"
    for name in names:
        setattr(there, name, getattr(new, name))
    return "changed"


def save_roster(db: Session) -> str:
    """Every officer as TOML, without anything secret; substitutes by their login."""
    found = select(Officer, Office).join(Office, col(Office.id) == col(Officer.office_id))
    pairs = db.exec(found.where(~col(Officer.demonstration)).order_by(col(Officer.login))).all()
    logins = {officer.id: officer.login for officer, _office in pairs}
    return "\n\n".join("\n".join(written(officer, office, logins)) for officer, office in pairs) + "\n"


def written(officer: Officer, office: Office, logins: Mapping[int | None, str]) -> Iterator[str]:
    """One officer's lines."""
    yield "[[officer]]"
    role = "interpreter" if officer.interpreter else officer.role
    for name, value in (("login", officer.login), ("name", officer.name), ("office", office.key), ("role", role)):
        yield f"{name} = {toml(value)}"
    yield f"active = {toml(officer.active)}"
    for field, kept in profile_from(officer.profile).items():
        if field == "away" and isinstance(kept, list):
            away = [{**one, "substitute": logins.get(one.get("substitute"), "")} for one in kept]
            yield f"away = {toml(away)}"
        elif field not in RUNNING:
            yield f"{field} = {toml(kept)}"


def toml(value: object) -> str:
    """A plain value as TOML. JSON's texts, numbers, lists and truth values are TOML's; a mapping is written inline."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def load_roster(db: Session, text: str, where: str, now: datetime) -> list[Row]:
    """Add the officers of a file and change those that it tells otherwise; others stay. Raises BadDirectory.

    All or nothing. A new officer is off shift and cannot log in before `kentongan officer password` gave them one.
    """
    told = reading.rows(reading.toml(text, where), "officer", where)
    offices = {row.key: row for row in db.exec(select(Office))}
    done: list[Row] = []
    for number, row in enumerate(told, 1):
        here = f"{where}, officer {row.get('login', number)}"
        done.append({"officer": row["login"], "did": kept_officer(db, row, offices, here, now)})
        db.flush()
    logins = {row.login: row.id for row in db.exec(select(Officer))}
    for row in told:
        stand_ins(db, row, logins, where)
    return done


def kept_officer(db: Session, row: reading.Row, offices: Mapping[str, Office], where: str, now: datetime) -> str:
    """Add the officer, change them, or leave them; which of them. Raises BadDirectory."""
    login, name = reading.text_of(row, "login", where), reading.text_of(row, "name", where)
    if len(login) > LONGEST_LOGIN or login.split() != [login]:
        raise BadDirectory(where, f"a login has no spaces and at most {LONGEST_LOGIN} letters")
    office = offices.get(reading.text_of(row, "office", where))
    if office is None or office.id is None:
        raise BadDirectory(where, "there is no such office; load the offices first")
    role = reading.text_of(row, "role", where, "officer")
    if role not in ROLES:
        raise BadDirectory(where, f"a role is one of {', '.join(ROLES)}")
    there = db.exec(select(Officer).where(Officer.login == login).with_for_update()).one_or_none()
    plain: dict[str, object] = {
        "office_id": office.id,
        "name": name,
        "role": "officer" if role == "interpreter" else role,
        "interpreter": role == "interpreter",
        "active": reading.flag_of(row, "active", where, True),
        "profile": json.dumps(profile_told(row, there, where)),
    }
    new = there is None
    if there is None:
        there = Officer(login=login, office_id=office.id, name=name, password_hash="", created_at=now)
        db.add(there)
    elif all(getattr(there, column) == value for column, value in plain.items()):
        return "same"
    for column, value in plain.items():
        setattr(there, column, value)
    return "added" if new else "changed"


def profile_told(row: reading.Row, there: Officer | None, where: str) -> dict[str, object]:
    """The profile that a file tells, with what the service itself wrote. Raises BadDirectory where it does not hold."""
    told = {name: value for name, value in row.items() if name not in PLAIN}
    if strange := sorted(set(told) & set(RUNNING)):
        raise BadDirectory(where, f"{', '.join(strange)} is the service's own; leave it out")
    away = told.get("away", [])
    alone = [{**one, "substitute": 0} for one in away] if isinstance(away, list) else away
    with_profile(routing.Officer(0, "", ""), told | ({"away": alone} if "away" in told else {}), where)
    kept = profile_or_nothing(there)
    return told | {name: kept[name] for name in RUNNING if name in kept}


def profile_or_nothing(officer: Officer | None) -> dict[str, object]:
    """An officer's profile; nothing of one that cannot be read."""
    try:
        return profile_from(officer.profile) if officer else {}
    except (BadDirectory, ValueError):
        return {}


def stand_ins(db: Session, row: reading.Row, logins: Mapping[str, int | None], where: str) -> None:
    """Substitutes by the numbers of their rows. Raises BadDirectory for one who is nobody."""
    away = row.get("away")
    if not isinstance(away, list):
        return
    officer = db.exec(select(Officer).where(Officer.login == row["login"])).one()
    numbered = []
    for one in away:
        login = str(one.get("substitute", ""))
        if login and logins.get(login) is None:
            raise BadDirectory(f"{where}, officer {row['login']}", f"there is no officer {login} to stand in")
        numbered.append({**one, "substitute": logins[login] if login else 0})
    officer.profile = json.dumps(json.loads(officer.profile) | {"away": numbered})
