"""The family-links room: requests, safe registrations and news; two of them side by side, and what people say of it.

Nothing is matched by the machine and nothing is released: no ticket, line or outward state changes here (SAFETY R27).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from bot import permits
from bot.errors import NotNow, NotPermitted
from bot.family import Compared, Verdict, compare
from bot.permits import Role
from bot.store.care_tables import LinkCandidate
from bot.store.queues import Reader, within
from bot.store.roster import profile_from
from bot.store.tables import Entry, Key, Office, Officer, Ticket, table
from bot.store.vault import Vault
from flows.words import Service

REQUEST: Final = "seek"
OTHERS: Final = ("safe", "news")
HUNT: Final = "hunt"
SPECIALIST: Final = "family_links"
STEPS: Final = ("asked", "confirmed", "rejected")
MOST_SHOWN: Final = 60
SHOWN: Final = ("id", "key_id", "code", "category", "opened_at", "kinds", "sealed_answers")
MOST_BESIDE: Final = 5
PLACE: Final = "link_candidate.sealed_why"


@dataclass(frozen=True, slots=True)
class Record:
    """A request, a safe registration or a piece of news. `hunted` asks for a specialist, and changes nothing else."""

    code: str
    kind: str
    opened_at: datetime
    answers: dict[str, str]
    hunted: bool

    @property
    def name(self) -> str:
        """Whom it is about, or who writes."""
        return self.answers.get("name", "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records side by side."""

    code: str
    state: str
    laid_by: str
    laid_by_id: int
    at: datetime
    decided_by: str
    decided_at: datetime | None
    why: str
    request: Record
    other: Record
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A candidate as the list shows it: codes and a state."""

    code: str
    request: str
    other: str
    state: str
    at: datetime


def records(db: Session, vault: Vault, reader: Reader, kind: str) -> list[Record]:
    """The open records of a kind that this reader may read, newest first."""
    found = (
        select_columns(*(table("ticket").c[name] for name in SHOWN), col(Key.wrapped))
        .join(Key, col(Key.id) == col(Ticket.key_id))
        .where(within(reader), col(Ticket.service) == Service.FAMILY_LINKS.value, col(Ticket.category) == kind)
        .where(col(Ticket.status) != "merged")
        .order_by(col(Ticket.opened_at).desc())
        .limit(MOST_SHOWN)
    )
    return [record(vault, cast(Ticket, one), one.wrapped) for one in db.connection().execute(found)]


def record(vault: Vault, ticket: Ticket, wrapped: bytes) -> Record:
    """A ticket as a record."""
    person = vault.person(ticket.key_id, wrapped)
    opened = person.open_json("ticket.sealed_answers", ticket.id or 0, ticket.sealed_answers)
    answers = {field: str(value) for field, value in opened.items()}
    return Record(ticket.code, ticket.category, ticket.opened_at, answers, HUNT in ticket.kinds.split())


def ready(db: Session, officer: Officer, action: str, *tickets: Ticket) -> None:
    """Raises NotPermitted for another organisation, and where signs of a hunt ask for a specialist (R25, R27)."""
    permits.require(officer, action, db.get_one(Office, officer.office_id).organisation)
    trained = profile_from(officer.profile).get("training")
    specialist = officer.role == Role.LEAD or (isinstance(trained, list) and SPECIALIST in trained)
    if not specialist and any(HUNT in ticket.kinds.split() for ticket in tickets):
        raise NotPermitted


def ticket_of(db: Session, reader: Reader, code: str, kinds: tuple[str, ...]) -> Ticket:
    """The record's ticket, if this reader may read it. Raises NotNow where there is none of these kinds."""
    theirs = Ticket.code == code, Ticket.service == Service.FAMILY_LINKS.value, col(Ticket.category).in_(kinds)
    found = db.exec(select(Ticket).where(*theirs, within(reader))).first()
    if found is None:
        raise NotNow
    return found


def lay(db: Session, reader: Reader, officer: Officer, request: str, other: str, now: datetime, code: str) -> str:
    """Lay a request and another record side by side; the code of what is there from then on, new or not."""
    first, second = ticket_of(db, reader, request, (REQUEST,)), ticket_of(db, reader, other, OTHERS)
    ready(db, officer, "links.lay", first, second)
    there = LinkCandidate.request_id == first.id, LinkCandidate.other_id == second.id
    before = db.exec(select(LinkCandidate).where(*there)).first()
    if before is not None:
        return before.code
    db.add(
        LinkCandidate(code=code, request_id=first.id or 0, other_id=second.id or 0, officer_id=officer.id or 0, at=now)
    )
    trace(db, officer, "link_laid", now, code, first, second)
    return code


def trace(db: Session, officer: Officer, kind: str, now: datetime, code: str, *tickets: Ticket) -> None:
    """Written down with both; the tickets themselves stay as they are, so that no face of theirs changes."""
    for ticket in tickets:
        db.add(Entry(ticket_id=ticket.id or 0, officer_id=officer.id, at=now, kind=kind, detail=code))


def laid(db: Session, reader: Reader) -> list[Laid]:
    """What lies side by side: undecided ones first, then the newest."""
    first, second = aliased(Ticket), aliased(Ticket)
    ours = select(Ticket.id).where(within(reader))
    found = (
        select(LinkCandidate, col(first.code), col(second.code))
        .join(first, col(first.id) == col(LinkCandidate.request_id))
        .join(second, col(second.id) == col(LinkCandidate.other_id))
        .where(col(LinkCandidate.request_id).in_(ours), col(LinkCandidate.other_id).in_(ours))
        .order_by(col(LinkCandidate.state).in_(("confirmed", "rejected")), col(LinkCandidate.id).desc())
        .limit(MOST_SHOWN)
    )
    return [Laid(one.code, request, other, one.state, one.at) for one, request, other in db.exec(found)]


def found_candidate(db: Session, reader: Reader, code: str) -> tuple[LinkCandidate, Ticket, Ticket] | None:
    """The candidate of this code with both tickets, if the reader may read both."""
    kept = db.exec(select(LinkCandidate).where(LinkCandidate.code == code)).first()
    if kept is None:
        return None
    both = select(Ticket).where(col(Ticket.id).in_((kept.request_id, kept.other_id)), within(reader))
    tickets = {ticket.id: ticket for ticket in db.exec(both)}
    if len(tickets) != 2:
        return None
    return kept, tickets[kept.request_id], tickets[kept.other_id]


def candidate(db: Session, vault: Vault, reader: Reader, code: str) -> Candidate | None:
    """Two records side by side, field by field, if the reader may read both and nobody was forgotten."""
    there = found_candidate(db, reader, code)
    if there is None:
        return None
    kept, first, second = there
    keys = db.get(Key, first.key_id), db.get(Key, second.key_id)
    if keys[0] is None or keys[1] is None:
        return None
    request, other = record(vault, first, keys[0].wrapped), record(vault, second, keys[1].wrapped)
    person = vault.person(first.key_id, keys[0].wrapped)
    decided = db.get(Officer, kept.decided_by) if kept.decided_by else None
    return Candidate(
        code=kept.code,
        state=kept.state,
        laid_by=db.get_one(Officer, kept.officer_id).name,
        laid_by_id=kept.officer_id,
        at=kept.at,
        decided_by=decided.name if decided else "",
        decided_at=kept.decided_at,
        why=person.open(PLACE, kept.id or 0, kept.sealed_why) if kept.sealed_why else "",
        request=request,
        other=other,
        rows=compare(request.answers, other.answers, other.kind),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A candidate as it stands beside one of its two tickets: the other record, and which fields say what."""

    code: str
    state: str
    theirs: Record
    verdicts: tuple[tuple[str, tuple[str, ...]], ...]


def beside(db: Session, vault: Vault, reader: Reader, ticket_id: int) -> tuple[Beside, ...]:
    """What was laid beside this ticket and the reader may read: undecided first, then the newest."""
    touches = or_(LinkCandidate.request_id == ticket_id, LinkCandidate.other_id == ticket_id)
    decided = col(LinkCandidate.state).in_(("confirmed", "rejected"))
    codes = select(LinkCandidate.code).where(touches).order_by(decided, col(LinkCandidate.id).desc())
    own = select(Ticket.code).where(Ticket.id == ticket_id)
    found = (candidate(db, vault, reader, code) for code in db.exec(codes.limit(MOST_BESIDE)).all())
    code = db.exec(own).one()
    return tuple(_beside(one, code) for one in found if one is not None)


def _beside(one: Candidate, code: str) -> Beside:
    """The candidate, seen from the ticket of this code."""
    theirs = one.other if one.request.code == code else one.request
    told = (Verdict.EXACT, Verdict.SIMILAR, Verdict.DIFFERENT)
    fields = [(verdict, tuple(row.field for row in one.rows if row.verdict is verdict)) for verdict in told]
    return Beside(one.code, one.state, theirs, tuple((verdict.value, named) for verdict, named in fields if named))


def decide(
    db: Session, vault: Vault, reader: Reader, officer: Officer, code: str, step: str, why: str, now: datetime
) -> None:
    """Confirm, reject, or say what has to be asked first, with the reason. Whoever laid it does not confirm it alone.

    Confirming releases nothing: the found person is asked by the release workflow, which is not here.
    """
    there = found_candidate(db, reader, code)
    if there is None:
        raise NotPermitted
    kept, first, second = there
    ready(db, officer, "links.decide", first, second)
    if step not in STEPS or not why or kept.state in ("confirmed", "rejected"):
        raise NotNow
    if step == "confirmed" and kept.officer_id == officer.id:
        raise NotPermitted
    key = db.get(Key, first.key_id)
    if key is None:
        raise NotNow
    kept.state, kept.decided_by, kept.decided_at = step, officer.id, now
    kept.sealed_why = vault.person(first.key_id, key.wrapped).seal(PLACE, kept.id or 0, why)
    trace(db, officer, f"link_{step}", now, code, first, second)
