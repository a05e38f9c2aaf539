"""Invented offices and officers for trying things out: clearly marked, never for a real person's ticket (R13)."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from bot.store.tables import Office, Officer

OFFICES = (
    (
        "peragaan-kp2mi",
        "kp2mi",
        "Meja peragaan KP2MI",
        {"services": ["emergency", "complaint", "information", "safeguarding"], "countries": [], "fallback": True},
    ),
    (
        "peragaan-palang-merah",
        "palang_merah",
        "Meja peragaan Palang Merah",
        {"services": ["family_links", "psychosocial"], "countries": []},
    ),
)
OFFICERS = (
    ("peragaan-ani", "Ani (peragaan)", "peragaan-kp2mi", "officer"),
    ("peragaan-budi", "Budi (peragaan)", "peragaan-kp2mi", "officer"),
    ("peragaan-citra", "Citra (peragaan)", "peragaan-palang-merah", "officer"),
    ("peragaan-dewi", "Dewi, pemimpin (peragaan)", "peragaan-kp2mi", "lead"),
)


def settle_in(db: Session, now: datetime) -> None:
    """Put the invented roster into an empty database; leave any other alone."""
    if db.exec(select(Office.id)).first() is not None:
        return
    offices = {}
    for key, organisation, name, profile in OFFICES:
        office = Office(key=key, organisation=organisation, name=name, profile=json.dumps(profile), demonstration=True)
        db.add(office)
        db.flush()
        offices[key] = office.id or 0
    for login, name, office_key, role in OFFICERS:
        officer = Officer(
            office_id=offices[office_key],
            login=login,
            name=name,
            password_hash="",
            role=role,
            presence="on",
            profile=json.dumps({"languages": ["id", "jv"]}),
            demonstration=True,
            created_at=now,
        )
        db.add(officer)


def draw_passwords(db: Session, hashed: Callable[[str], str]) -> dict[str, str]:
    """New passwords for the invented officers, drawn at every start; login to password, to be printed once."""
    drawn = {}
    for officer in db.exec(select(Officer).where(col(Officer.demonstration), col(Officer.active))):
        drawn[officer.login] = "-".join(secrets.choice(SYLLABLES) + secrets.choice(SYLLABLES) for _part in range(4))
        officer.password_hash = hashed(drawn[officer.login])
    return drawn


SYLLABLES = tuple(first + vowel for first in "bcdfghjklmnprstw" for vowel in "aiueo")
