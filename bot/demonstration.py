"""Invented officers for trying things out: clearly marked, never for a real person's ticket (R13)."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from bot.store.tables import Office, Officer

OFFICERS = (
    ("peragaan-ani", "Ani (peragaan)", "kp2mi.centre", "officer", {"languages": ["id", "su"], "gender": "female"}),
    ("peragaan-budi", "Budi (peragaan)", "kp2mi.centre", "officer", {"languages": ["id", "jv"]}),
    (
        "peragaan-citra",
        "Citra (peragaan)",
        "palang_merah.psychosocial",
        "officer",
        {"languages": ["id", "jv"], "gender": "female", "training": ["sexual_violence", "suicide", "children"]},
    ),
    (
        "peragaan-eka",
        "Eka (peragaan)",
        "palang_merah.family_links",
        "officer",
        {"languages": ["id", "sas"], "training": ["family_links"]},
    ),
    ("peragaan-fajar", "Fajar (peragaan)", "palang_merah.health", "officer", {"languages": ["id", "mad"]}),
    ("peragaan-gita", "Gita, pengelola (peragaan)", "kp2mi.centre", "admin", {"languages": ["id"]}),
    ("peragaan-dewi", "Dewi, pemimpin (peragaan)", "kp2mi.centre", "lead", {"languages": ["id"]}),
    # A broadcast needs three people, and nobody reads their own ticket again.
    ("peragaan-indra", "Indra, pemimpin (peragaan)", "kp2mi.centre", "lead", {"languages": ["id"]}),
    ("peragaan-joko", "Joko, pemimpin (peragaan)", "palang_merah.psychosocial", "lead", {"languages": ["id"]}),
    ("peragaan-hana", "Hana, juru bahasa (peragaan)", "kp2mi.centre", "officer", {"languages": ["id", "zh", "ar"]}),
)
INTERPRETER = "peragaan-hana"
ON_CALL = ("peragaan-indra", "peragaan-joko")
"""Not on shift until they say so: a second lead is there for what takes two, not for the first offer."""


def settle_in(db: Session, now: datetime) -> None:
    """Invented officers at the directory's offices, where no officer is known yet; leave any other roster alone."""
    if db.exec(select(Officer.id)).first() is not None:
        return
    offices = {office.key: office.id or 0 for office in db.exec(select(Office))}
    for login, name, office_key, role, profile in OFFICERS:
        officer = Officer(
            office_id=offices[office_key],
            login=login,
            name=name,
            password_hash="",
            role=role,
            presence="off" if login in ON_CALL else "on",
            interpreter=login == INTERPRETER,
            profile=json.dumps(profile),
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
