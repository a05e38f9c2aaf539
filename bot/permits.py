"""Who may do what: one table as data. What is not in the table is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from bot.errors import NotPermitted


class Role(StrEnum):
    """What somebody at the desk is. A stranger has not logged in; an interpreter sees only what they were added to."""

    STRANGER = "stranger"
    INTERPRETER = "interpreter"
    OFFICER = "officer"
    LEAD = "lead"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Permit:
    """A row's two columns: the roles that may, and of which kinds of organisation; none named means of any."""

    roles: frozenset[Role]
    organisations: frozenset[str] = frozenset()

    def lets(self, role: Role, organisation: str) -> bool:
        """Would this row let somebody of that role and organisation ("palang_merah", "mission:…")?"""
        return role in self.roles and (not self.organisations or organisation.partition(":")[0] in self.organisations)


STAFF: Final = frozenset(Role) - {Role.STRANGER, Role.INTERPRETER}
ANYBODY: Final = Permit(frozenset(Role))
VENDOR: Final = Permit(frozenset({Role.STRANGER}))
LOGGED_IN: Final = Permit(frozenset(Role) - {Role.STRANGER})
# An admin keeps offices and officers; what people wrote is not theirs to read.
CARES: Final = Permit(frozenset({Role.OFFICER, Role.LEAD}))
LEADS: Final = Permit(frozenset({Role.LEAD}))
ADMINS: Final = Permit(frozenset({Role.ADMIN}))
# What holds for everybody is kept by the two organisations that run the helpline.
HOME_ADMINS: Final = Permit(frozenset({Role.ADMIN}), frozenset({"palang_merah", "kp2mi"}))
HOME_CARES: Final = Permit(frozenset({Role.OFFICER, Role.LEAD}), frozenset({"palang_merah", "kp2mi"}))
HOME_LEADS: Final = Permit(frozenset({Role.LEAD}), frozenset({"palang_merah", "kp2mi"}))
EMPLOYED: Final = Permit(STAFF)
INTERPRETERS: Final = Permit(frozenset({Role.INTERPRETER, Role.OFFICER, Role.LEAD}))
# Tracing data are the Red Cross's (SAFETY R25).
TRACERS: Final = Permit(frozenset({Role.OFFICER, Role.LEAD}), frozenset({"palang_merah"}))

PERMITS: Final[Mapping[str, Permit]] = MappingProxyType(
    {
        # A vendor proves itself by its secret or its signature, at the door itself.
        "telegram_update": VENDOR,
        "whatsapp_message": VENDOR,
        "whatsapp_status": VENDOR,
        "whatsapp_media": VENDOR,
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
        "ticket.raise": CARES,
        "ticket.telephone": CARES,
        "event.declare": LEADS,
        "list.enter": HOME_CARES,
        "list.read": TRACERS,
        "broadcast.draft": HOME_LEADS,
        "broadcast.approve": HOME_LEADS,
        "broadcast.run": HOME_LEADS,
        "broadcast.stop": HOME_LEADS,
        "ticket.refer": CARES,
        "ticket.print": CARES,
        "ticket.ministry": CARES,
        "ticket.merge": CARES,
        "ticket.link": CARES,
        "ticket.split": CARES,
        # A line that waits for somebody's safe hours leaves early only by a lead's hand (SAFETY R6).
        "line.release": LEADS,
        "address.join": CARES,
        "person.check": CARES,
        "file.open": CARES,
        "ticket.search": CARES,
        "ticket.about": CARES,
        "work.oversee": LEADS,
        "office.keep": ADMINS,
        "officer.keep": ADMINS,
        "answer.keep": HOME_ADMINS,
        "rule.keep": HOME_ADMINS,
        "retention.keep": HOME_ADMINS,
        # A lead keeps one closed ticket from being deleted while a court or a search still needs it.
        "ticket.hold": LEADS,
        "change.read": ADMINS,
        "evidence.see": CARES,
        "evidence.seal": CARES,
        "evidence.pack": CARES,
        "interpreter.add": CARES,
        "ticket.interpret": INTERPRETERS,
        "room.see": LOGGED_IN,
        "card.read": EMPLOYED,
        "quality.read": LEADS,
        "quality.answer": LEADS,
        "training.do": EMPLOYED,
        "training.see": Permit(frozenset({Role.LEAD, Role.ADMIN})),
        "training.exempt": ADMINS,
        "harm.report": LOGGED_IN,
        "harm.review": CARES,
        "links.see": TRACERS,
        "links.lay": TRACERS,
        "links.decide": TRACERS,
        "digest.read": CARES,
        "wish.set": LOGGED_IN,
        "tour.see": LOGGED_IN,
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

    @property
    def interpreter(self) -> bool:
        """Do they interpret, and nothing else?"""
        ...


def allows(role: Role, action: str, organisation: str = "") -> bool:
    """Does the table let this role of that organisation do that? An action without a row is nobody's."""
    row = PERMITS.get(action)
    return row is not None and row.lets(role, organisation)


def require(officer: Bearer | None, action: str, organisation: str = "") -> None:
    """Pass when this officer may do that; None is a stranger. Raises NotPermitted."""
    if not allows(role_of(officer), action, organisation):
        raise NotPermitted


def role_of(officer: Bearer | None) -> Role:
    """The officer's role; whoever is not logged in, or no longer works here, is a stranger."""
    if officer is None or not officer.active:
        return Role.STRANGER
    return Role.INTERPRETER if officer.interpreter else Role(officer.role)
