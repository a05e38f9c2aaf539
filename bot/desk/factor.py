"""The second factor: six digits from an officer's telephone (RFC 6238), each accepted once."""

import base64
import hmac
from datetime import datetime
from hashlib import sha1
from typing import Final
from urllib.parse import quote

from markupsafe import Markup
from sqlmodel import Session

from bot.store.tables import Key
from bot.store.vault import Vault
from bot.store.work_tables import SecondFactor

STEP: Final = 30
DIGITS: Final = 6
# A telephone's clock may be a step off, either way.
STEPS_OFF: Final = (-1, 0, 1)
SECRET_BYTES: Final = 20
PLACE: Final = "second_factor.sealed_secret"


def code_at(secret: bytes, step: int) -> str:
    """The code of one step of 30 seconds (RFC 4226, section 5.3). SHA-1, because every application knows it."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def enrolled(db: Session, officer_id: int) -> bool:
    """Has this officer shown once that their telephone knows the secret?"""
    kept = db.get(SecondFactor, officer_id)
    return kept is not None and kept.confirmed_at is not None


def secret_for(db: Session, vault: Vault, officer_id: int, drawn: bytes, now: datetime) -> bytes:
    """The secret of an officer who is about to enrol; drawn once, shown until it is confirmed."""
    kept = db.get(SecondFactor, officer_id)
    if kept is not None:
        return opened(db, vault, kept)
    key = Key(wrapped=b"", created_at=now)
    db.add(key)
    db.flush()
    key_id = key.id or 0
    key.wrapped = vault.new_key(key_id)
    sealed = vault.person(key_id, key.wrapped).seal(PLACE, officer_id, drawn)
    db.add(SecondFactor(officer_id=officer_id, key_id=key_id, sealed_secret=sealed))
    return drawn


def opened(db: Session, vault: Vault, kept: SecondFactor) -> bytes:
    """The secret itself."""
    key = db.get_one(Key, kept.key_id)
    return vault.person(kept.key_id, key.wrapped).open_bytes(PLACE, kept.officer_id, kept.sealed_secret)


def accept(db: Session, vault: Vault, officer_id: int, typed: str, now: datetime) -> bool:
    """Is this a code of now that was not used before? It is used up by asking."""
    # Held until the commit: two who ask at once, even of two processes, use one code only once.
    kept = db.get(SecondFactor, officer_id, with_for_update=True)
    if kept is None:
        return False
    secret, step = opened(db, vault, kept), int(now.timestamp()) // STEP
    for candidate in (step + off for off in STEPS_OFF):
        fits = hmac.compare_digest(code_at(secret, candidate).encode(), typed.replace(" ", "").encode())
        if fits and candidate > kept.last_step:
            kept.last_step, kept.confirmed_at = candidate, kept.confirmed_at or now
            return True
    return False


def readable(secret: bytes) -> str:
    """The secret as a person types it into the telephone: base 32 in groups of four."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))


def address(secret: bytes, login: str) -> str:
    """The secret as an address that an authenticator on this telephone opens."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/Kentongan:{quote(login)}?secret={plain}&issuer=Kentongan&digits={DIGITS}&period={STEP}"


def picture(address: str) -> Markup:
    """The address as a square that a telephone's camera reads: SVG within the page, black on white in any look."""
    # Drawn at an officer's first login and never again: no start waits for it.
    import segno

    return Markup(segno.make_qr(address).svg_inline(light="#fff", svgclass="qr", lineclass=None, omitsize=True))  # noqa: S704
