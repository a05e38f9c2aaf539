"""Passwords of officers: Argon2id, and the same time spent on a name that does not exist."""

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

# RFC 9106, section 4: the second recommended option, for where memory is shared.
HASHER: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, type=Type.ID)
QUICK: Final = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1, type=Type.ID)
SHORTEST: Final = 12
# Argon2 reads what it is given to the end; nobody's password is longer than this.
LONGEST: Final = 200


def hashed(password: str) -> str:
    """The password as it is kept: salted and hashed, in Argon2's own notation."""
    return HASHER.hash(password)


def quickly_hashed(password: str) -> str:
    """The same with little work: for the demonstration's passwords, random, drawn at each start, on loopback only."""
    return QUICK.hash(password)


def matches(kept: str, password: str) -> bool:
    """Is this the password? A `kept` that is empty (nobody has that name) takes as long and says no."""
    if len(password) > LONGEST:
        return False
    try:
        return HASHER.verify(kept or _nobody(), password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return HASHER.hash("a name that nobody has")
