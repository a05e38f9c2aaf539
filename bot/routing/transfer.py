"""Transfers: proposed, accepted, rejected or taken back; ownership moves on acceptance, consent is asked twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.errors import NotNow
from bot.routing.boundary import RED_CROSS_ONLY, complained_about, life_in_danger
from bot.routing.values import MISSION, PALANG_MERAH, PARTNER, Case, Office, organisation_kind


class TransferState(StrEnum):
    """Where a proposed transfer stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVOKED = "revoked"


class TransferMove(StrEnum):
    """What may happen to a proposal. To reject needs a reason; withdrawn consent revokes it."""

    ACCEPT = "accept"
    REJECT = "reject"
    REVOKE = "revoke"


TRANSFER_MOVES: Final[Mapping[TransferMove, TransferState]] = MappingProxyType(
    {
        TransferMove.ACCEPT: TransferState.ACCEPTED,
        TransferMove.REJECT: TransferState.REJECTED,
        TransferMove.REVOKE: TransferState.REVOKED,
    }
)


@dataclass(frozen=True, slots=True)
class Consent:
    """The person's recorded yes to a hand-over to this organisation; withdrawn, it counts for nothing."""

    organisation: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Permit:
    """May the transfer go on, why or why not, and must it go into the log as danger to life?"""

    allowed: bool
    why: str
    to_log: bool = False


def permit(case: Case, to: Office, consents: tuple[Consent, ...]) -> Permit:
    """May this case move to that office? Asked when it is proposed, and again when it is accepted.

    Within an organisation it may. Across, the person's recorded yes to that one organisation is needed, or a
    logged danger to life; a partner with officers here gets it by a yes to it alone, one outside gets a referral.
    A complaint never goes to whom it is about (SAFETY R25, R26).
    """
    if complained_about(case, to.key, to.organisation):
        return Permit(False, "the complaint is about it")
    if not to.linked and organisation_kind(to.organisation) == MISSION:
        return Permit(False, "nobody there is linked: an officer telephones")
    if not to.linked and organisation_kind(to.organisation) == PARTNER:
        return Permit(False, "nobody there is linked: a partner outside gets a referral")
    if to.organisation == case.organisation:
        return Permit(True, "the same organisation")
    if any(one.organisation == to.organisation and not one.withdrawn for one in consents):
        return Permit(True, "the person said yes to this organisation")
    if organisation_kind(to.organisation) == PARTNER:
        return Permit(False, "a partner gets it only with the person's yes to it, whatever the danger")
    if case.service in RED_CROSS_ONLY and to.organisation != PALANG_MERAH and not life_in_danger(case):
        return Permit(False, "these data are the Red Cross's until the person says yes")
    if life_in_danger(case):
        return Permit(True, "life in danger", to_log=True)
    return Permit(False, "no recorded yes to this organisation")


def transferred(
    state: TransferState, move: TransferMove, permitted: Permit | None = None, reason: str = ""
) -> TransferState:
    """The state after a move. Raises NotNow: only a proposal moves, and acceptance needs a permit that still holds."""
    if state is not TransferState.PROPOSED:
        raise NotNow
    if move is TransferMove.ACCEPT and (permitted is None or not permitted.allowed):
        raise NotNow
    if move is TransferMove.REJECT and not reason:
        raise NotNow
    return TRANSFER_MOVES[move]


def may_refer(to: Office, consents: tuple[Consent, ...]) -> bool:
    """A printed summary leaves for somebody outside only with the person's yes to that one hand-over."""
    return any(one.organisation == to.organisation and not one.withdrawn for one in consents)
