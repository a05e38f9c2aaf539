"""How urgent a ticket is: raised by anybody, lowered only by an officer who says why (SAFETY R31)."""

from collections.abc import Iterable

from bot.errors import NotPermitted
from flows.words import LIFE_AT_STAKE, Sign, Urgency


def raised(current: Urgency, signs: Iterable[Sign]) -> Urgency:
    """The urgency after these signs: the gravest of all, never less than it was. A doubtful sign alone asks first."""
    heard = [Urgency.CRITICAL if sign.kind in LIFE_AT_STAKE else sign.urgency for sign in signs if not sign.doubtful]
    return max([current, *heard])


def corrected(current: Urgency, wanted: Urgency, by_officer: bool, reason: str = "") -> Urgency:
    """The urgency after a correction. Raises NotPermitted where it would fall without an officer and a reason."""
    if wanted < current and not (by_officer and reason.strip()):
        raise NotPermitted
    return wanted
