"""The life of a ticket as data: its states, and the moves that lead from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.errors import NotNow


class State(StrEnum):
    """Where a ticket stands. A reopened ticket is new again; its history says that it was closed."""

    NEW = "new"
    OFFERED = "offered"
    TAKEN = "taken"
    WAITING_FOR_CONTACT = "waiting_for_contact"
    WAITING_FOR_OFFICE = "waiting_for_office"
    CLOSED = "closed"
    MERGED = "merged"


class Move(StrEnum):
    """What happens to a ticket."""

    OFFER = "offer"
    LAPSE = "lapse"
    """Nobody took it in time: back to the queue, one rung wider."""
    TAKE = "take"
    HAND_BACK = "hand_back"
    RETURN_IDLE = "return_idle"
    """Its owner gave no sign of life: back to the queue."""
    WAIT_FOR_CONTACT = "wait_for_contact"
    WAIT_FOR_OFFICE = "wait_for_office"
    CONTACT_WROTE = "contact_wrote"
    OFFICE_ANSWERED = "office_answered"
    TRANSFER = "transfer"
    """Another office accepted it: it is theirs to offer."""
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"


QUEUED: Final = frozenset({State.NEW, State.OFFERED})
OWNED: Final = frozenset({State.TAKEN, State.WAITING_FOR_CONTACT, State.WAITING_FOR_OFFICE})
OPEN: Final = QUEUED | OWNED
ENDED: Final = frozenset({State.CLOSED, State.MERGED})


@dataclass(frozen=True, slots=True)
class Allowed:
    """A move: from which states, to which; `needs` names what must come along."""

    starts: frozenset[State]
    ends: State
    needs: tuple[str, ...] = ()


MOVES: Final[Mapping[Move, Allowed]] = MappingProxyType(
    {
        Move.OFFER: Allowed(QUEUED, State.OFFERED, ("offers",)),
        Move.LAPSE: Allowed(frozenset({State.OFFERED}), State.NEW),
        Move.TAKE: Allowed(QUEUED, State.TAKEN, ("officer",)),
        Move.HAND_BACK: Allowed(OWNED, State.NEW),
        Move.RETURN_IDLE: Allowed(frozenset({State.TAKEN}), State.NEW),
        Move.WAIT_FOR_CONTACT: Allowed(OWNED, State.WAITING_FOR_CONTACT),
        Move.WAIT_FOR_OFFICE: Allowed(OWNED, State.WAITING_FOR_OFFICE, ("office", "monitoring_date")),
        Move.CONTACT_WROTE: Allowed(OWNED, State.TAKEN),
        Move.OFFICE_ANSWERED: Allowed(frozenset({State.WAITING_FOR_OFFICE}), State.TAKEN),
        Move.TRANSFER: Allowed(OPEN, State.NEW, ("office",)),
        Move.CLOSE: Allowed(OPEN, State.CLOSED, ("outcome", "note")),
        Move.REOPEN: Allowed(frozenset({State.CLOSED}), State.NEW),
        Move.MERGE: Allowed(OPEN, State.MERGED, ("into",)),
    }
)


HOW_FAR_BY: Final = ("status", "owner_id", "unread", "read_at", "answered_at")
"""The columns of a ticket that say how far it is."""


def how_far(row: Mapping[str, object]) -> str:
    """What the person may be told of a ticket: answered, read, called or nobody, never ahead of the facts (SAFETY R11).

    What was written after an officer let go of it has been read by nobody, whatever was read before.
    """
    waits_unread = row["owner_id"] is None and row["unread"]
    if row["read_at"] and not waits_unread:
        return "answered" if row["answered_at"] else "read"
    return "called" if row["status"] == State.OFFERED.value else "nobody"


def after(state: State, move: Move) -> State:
    """The state after a move. Raises NotNow where the move is not allowed from this state."""
    allowed = MOVES[move]
    if state not in allowed.starts:
        raise NotNow
    return allowed.ends


def moves_from(state: State) -> tuple[Move, ...]:
    """What may happen next; what a desk shows as buttons."""
    return tuple(move for move, allowed in MOVES.items() if state in allowed.starts)


def missing(move: Move, given: Mapping[str, object]) -> tuple[str, ...]:
    """What a move still needs before it may happen: an outcome code and a note to close, for instance."""
    return tuple(need for need in MOVES[move].needs if not given.get(need))


# A ticket that shows any of these is never closed for missing papers or for silence (SAFETY R23).
NEVER_CLOSED_FOR_SILENCE: Final = frozenset(
    {
        "violence",
        "sexual_violence",
        "confinement",
        "about_to_be_moved",
        "threats",
        "ransom",
        "scam_compound",
        "suicide",
        "self_harm_done",
        "attack_now",
        "child",
        "sextortion",
        "missing_person",
        "phone_taken_soon",
    }
)
CLOSED_FOR_SILENCE: Final = frozenset({"no_papers", "unreachable", "no_answer"})


def may_close_with(outcome: str, signs: frozenset[str], critical: bool) -> bool:
    """May a ticket with these signs be closed with this outcome?"""
    grave = critical or bool(signs & NEVER_CLOSED_FOR_SILENCE)
    return not (grave and outcome in CLOSED_FOR_SILENCE)
