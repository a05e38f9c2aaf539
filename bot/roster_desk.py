"""Offices and officers from the command line: add, list, a new password, on and off shift."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.desk.passwords import SHORTEST, hashed
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


def list_offices(db: Session) -> list[Row]:
    """Every office."""
    found = db.exec(select(Office).order_by(col(Office.key)))
    return [{"key": office.key, "name": office.name, "organisation": office.organisation} for office in found]


def add_office(
    db: Session, key: str, name: str, organisation: str, services: Sequence[str], countries: Sequence[str]
) -> Row:
    """Add an office. Raises NotLikeThat for an unknown service or a key that is taken."""
    unknown = set(services) - set(Service)
    if not key or not name or not organisation or unknown:
        known = ", ".join(Service)
        raise NotLikeThat(f"An office needs a key, --name, --organisation and --services out of: {known}")
    if db.exec(select(Office.id).where(Office.key == key)).first() is not None:
        raise NotLikeThat("There is an office with that key.")
    profile = json.dumps({"services": list(services), "countries": list(countries)})
    db.add(Office(key=key, name=name, organisation=organisation, profile=profile))
    return {"key": key, "added": True}


def list_officers(db: Session) -> list[Row]:
    """Every officer, without anything secret."""
    found = db.exec(select(Officer, Office).join(Office, col(Office.id) == Officer.office_id).order_by(Officer.login))
    return [
        {
            "login": officer.login,
            "office": office.key,
            "role": officer.role,
            "presence": officer.presence,
            "active": officer.active,
            "demonstration": officer.demonstration,
        }
        for officer, office in found
    ]


def add_officer(
    db: Session, login: str, name: str, office: str, role: str, languages: str, password: str, now: datetime
) -> Row:
    """Add an officer, off shift. Raises NotLikeThat for a name that is taken, no such office, a short password."""
    there = db.exec(select(Office).where(Office.key == office)).one_or_none()
    if there is None or there.id is None:
        raise NotLikeThat("There is no office with that key; see `kentongan office list`.")
    if not login or not name:
        raise NotLikeThat("An officer needs a login and --name.")
    if db.exec(select(Officer.id).where(Officer.login == login)).first() is not None:
        raise NotLikeThat("There is an officer with that login.")
    profile = json.dumps({"languages": [code.strip() for code in languages.split(",") if code.strip()]})
    db.add(
        Officer(
            office_id=there.id,
            login=login,
            name=name,
            password_hash=hashed(long_enough(password)),
            role=role,
            profile=profile,
            created_at=now,
        )
    )
    return {"login": login, "added": True}


def long_enough(password: str) -> str:
    """The password. Raises NotLikeThat where it is too short."""
    if len(password) < SHORTEST:
        raise NotLikeThat(f"A password has at least {SHORTEST} characters; give it on standard input.")
    return password


def known(db: Session, login: str) -> Officer:
    """The officer of that login. Raises NotLikeThat where there is none."""
    officer = db.exec(select(Officer).where(Officer.login == login)).one_or_none()
    if officer is None:
        raise NotLikeThat("There is no officer with that login.")
    return officer


def new_password(db: Session, login: str, password: str) -> Row:
    """Give an officer another password."""
    known(db, login).password_hash = hashed(long_enough(password))
    return {"login": login, "password": "changed"}


def declare(db: Session, login: str, presence: str) -> Row:
    """Say that an officer is on shift or off."""
    known(db, login).presence = presence
    return {"login": login, "presence": presence}
