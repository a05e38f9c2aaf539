"""Who may do what: one table as data. What is not in the table is refused."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from bot.errors import NotPermitted


class Role(StrEnum):
    """What somebody at the desk is. A stranger has not logged in."""

    STRANGER = "stranger"
    OFFICER = "officer"
    LEAD = "lead"
    ADMIN = "admin"


ANYBODY: Final = frozenset(Role)
VENDOR: Final = frozenset({Role.STRANGER})
LOGGED_IN: Final = ANYBODY - {Role.STRANGER}
# An admin keeps offices and officers; what people wrote is not theirs to read.
CARES: Final = frozenset({Role.OFFICER, Role.LEAD})
LEADS: Final = frozenset({Role.LEAD})
ADMINS: Final = frozenset({Role.ADMIN})

PERMITS: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        # A vendor proves itself by its secret or its signature, at the door itself.
        "telegram_update": VENDOR,
        "whatsapp_message": VENDOR,
        "whatsapp_status": VENDOR,
        "asset.read": ANYBODY,
        "simulator.see": ANYBODY,
        "simulator.write": ANYBODY,
        "door.see": ANYBODY,
        "session.begin": ANYBODY,
        "session.end": LOGGED_IN,
        "language.choose": ANYBODY,
        "presence.declare": CARES,
        "queue.read": CARES,
        "filter.keep": CARES,
        "ticket.read": CARES,
        "ticket.take": CARES,
        "ticket.reply": CARES,
        "ticket.note": CARES,
        "ticket.close": CARES,
        "ticket.hand_back": CARES,
        "ticket.transfer": CARES,
        "ticket.decide": CARES,
        "ticket.escalate": CARES,
        "ticket.settle": LEADS,
        "ticket.snooze": CARES,
        "ticket.reopen": CARES,
        "ticket.correct": CARES,
        "ticket.look": CARES,
        "event.declare": LEADS,
        "ticket.refer": CARES,
        "ticket.merge": CARES,
        "ticket.link": CARES,
        "file.open": CARES,
        "ticket.search": CARES,
        "ticket.about": CARES,
        "work.oversee": LEADS,
        "office.keep": ADMINS,
        "officer.keep": ADMINS,
        "answer.keep": ADMINS,
        "rule.keep": ADMINS,
        "retention.keep": ADMINS,
        "change.read": ADMINS,
    }
)


class Bearer(Protocol):
    """Who asks: an officer's row, or an officer's login."""

    @property
    def role(self) -> str:
        """One of Role, and never stranger."""
        ...

    @property
    def active(self) -> bool:
        """Do they still work here?"""
        ...


def allows(role: Role, action: str) -> bool:
    """Does the table let this role do that? An action without a row is nobody's."""
    return role in PERMITS.get(action, frozenset())


def require(officer: Bearer | None, action: str) -> None:
    """Pass when this officer may do that; None is a stranger. Raises NotPermitted."""
    if not allows(role_of(officer), action):
        raise NotPermitted


def role_of(officer: Bearer | None) -> Role:
    """The officer's role; whoever is not logged in, or no longer works here, is a stranger."""
    if officer is None or not officer.active:
        return Role.STRANGER
    return Role(officer.role)
