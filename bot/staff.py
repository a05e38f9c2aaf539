"""Offices and officers from the command line: add, list, a new password, on and off shift."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot import routing
from bot.directory.offices import read_offices
from bot.directory.reading import BadDirectory
from bot.directory.writing import write_offices
from bot.errors import HelplineError
from bot.store.tables import Office, Officer
from flows.words import Service


class NotLikeThat(HelplineError):
    """These words do not describe an office or an officer. The line above says which."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why

    def __str__(self) -> str:
        return self.why


Row = dict[str, object]
LONGEST_LOGIN = 100
"""The desk's form takes no longer one."""
ORGANISATION = re.compile(r"palang_merah|kp2mi|(?:mission|partner):\S+")


def list_offices(db: Session) -> list[Row]:
    """Every office."""
    found = db.exec(select(Office).order_by(col(Office.key)))
    return [{"key": office.key, "name": office.name, "organisation": office.organisation} for office in found]


def load_directory(db: Session, offices: Iterable[routing.Office]) -> int:
    """Add every office of the directory that is not there yet; what was changed at the desk stays. How many."""
    fresh = offices_missing(db, offices)
    db.add_all(row_of(office) for office in fresh)
    return len(fresh)


def offices_missing(db: Session, offices: Iterable[routing.Office]) -> list[routing.Office]:
    """Those of the directory's offices that the database does not have."""
    there = set(db.exec(select(Office.key)))
    return [office for office in offices if office.key not in there]


def row_of(office: routing.Office) -> Office:
    """An office's row; its profile is the directory's own way to write it down."""
    return Office(
        key=office.key,
        organisation=office.organisation,
        name=office.name,
        profile=write_offices([office]),
        active=office.active,
    )


def add_office(
    db: Session,
    key: str,
    name: str,
    organisation: str,
    services: Sequence[str],
    countries: Sequence[str],
    today: date,
) -> Row:
    """Add an office. Raises NotLikeThat for what the directory could not read back, or a key that is taken."""
    if not key or not name or not services or set(services) - set(Service):
        known = ", ".join(Service)
        raise NotLikeThat(f"An office needs a key, --name, --organisation and --services out of: {known}")
    if not ORGANISATION.fullmatch(organisation):
        raise NotLikeThat("An organisation is palang_merah, kp2mi, mission:NAME or partner:NAME.")
    if db.exec(select(Office.id).where(Office.key == key)).first() is not None:
        raise NotLikeThat("There is an office with that key.")
    kind = organisation.partition(":")[0] if ":" in organisation else "centre"
    office = routing.Office(
        key,
        organisation,
        name,
        kind,
        services=frozenset(Service(service) for service in services),
        countries=frozenset(countries),
        source="kentongan office add",
        source_date=today,
    )
    db.add(readable(row_of(office)))
    return {"key": key, "added": True}


def readable(row: Office) -> Office:
    """The same row. Raises NotLikeThat where its profile would stop everybody who reads all offices."""
    try:
        read_offices(row.profile, "the new office")
    except (BadDirectory, ValueError):
        raise NotLikeThat("These words cannot be kept. Leave out signs that nobody can see.") from None
    return row


def list_officers(db: Session) -> list[Row]:
    """Every officer, without anything secret."""
    found = db.exec(select(Officer, Office).join(Office, col(Office.id) == Officer.office_id).order_by(Officer.login))
    return [
        {
            "login": officer.login,
            "office": office.key,
            "role": "interpreter" if officer.interpreter else officer.role,
            "trained": officer.trained_how,
            "presence": officer.presence,
            "active": officer.active,
            "demonstration": officer.demonstration,
        }
        for officer, office in found
    ]


def add_officer(
    db: Session, login: str, name: str, office: str, role: str, languages: str, password_hash: str, now: datetime
) -> Row:
    """Add an officer, off shift. Raises NotLikeThat for a name that is taken or no such office."""
    there = db.exec(select(Office).where(Office.key == office)).one_or_none()
    if there is None or there.id is None:
        raise NotLikeThat("There is no office with that key; see `kentongan office list`.")
    if not 0 < len(login) <= LONGEST_LOGIN or login.split() != [login] or not name:
        raise NotLikeThat(f"An officer needs a login without spaces, {LONGEST_LOGIN} letters at most, and --name.")
    if db.exec(select(Officer.id).where(Officer.login == login)).first() is not None:
        raise NotLikeThat("There is an officer with that login.")
    interpreter = role == "interpreter"
    profile = json.dumps({"languages": [code.strip() for code in languages.split(",") if code.strip()]})
    db.add(
        Officer(
            office_id=there.id,
            login=login,
            name=name,
            password_hash=password_hash,
            role="officer" if interpreter else role,
            interpreter=interpreter,
            profile=profile,
            created_at=now,
        )
    )
    return {"login": login, "added": True}


def known(db: Session, login: str) -> Officer:
    """The officer of that login. Raises NotLikeThat where there is none."""
    officer = db.exec(select(Officer).where(Officer.login == login)).one_or_none()
    if officer is None:
        raise NotLikeThat("There is no officer with that login.")
    return officer


def new_password(db: Session, login: str, password_hash: str) -> Row:
    """Give an officer another password."""
    known(db, login).password_hash = password_hash
    return {"login": login, "password": "changed"}


def declare(db: Session, login: str, presence: str) -> Row:
    """Say that an officer is on shift or off."""
    known(db, login).presence = presence
    return {"login": login, "presence": presence}


def exempt(db: Session, login: str, reason: str, now: datetime, by: int | None = None) -> Row:
    """Let an officer off the invented tickets, with the reason; `by` is the administrator at the desk."""
    if not reason.strip():
        raise NotLikeThat("An exemption needs --reason in words.")
    officer = known(db, login)
    if officer.trained_at is None:
        officer.trained_at, officer.trained_how = now, "exempt"
        officer.trained_by, officer.trained_why = by, reason.strip()
    return {"login": login, "trained": officer.trained_how}
