"""What time does to tickets that wait: warnings and escalations, idle owners, shifts that end, the ministry's book."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from bot.handover import move, pass_on, release
from bot.routing import Officer
from bot.routing.boundary import HOME, may_cross, may_read, named
from bot.routing.duty import left_behind
from bot.routing.hours import opens_ever
from bot.routing.ministry import MinistryCase, MinistryState, handed_over, moved, to_monitor
from bot.routing.states import Move
from bot.routing.targets import (
    IDLE_OWNER,
    STAGES,
    Escalation,
    Stage,
    due,
    escalations,
    reached,
)
from bot.routing.values import AROUND_THE_CLOCK, Calendar
from bot.store.clocks import Clock, clock_of
from bot.store.roster import Roster, case_of, read_roster
from bot.store.tables import Entry, Office, Ticket
from bot.store.tables import Officer as OfficerRow
from bot.store.work_tables import MinistryRow
from bot.tickets import may, owned, write_down
from flows.words import Urgency

MOST_AT_ONCE: Final = 200
LOOK_AGAIN: Final = timedelta(minutes=10)
"""So long at most a ticket is not looked at; one with an owner every minute, because shifts end by themselves."""
OWNED_AGAIN: Final = timedelta(minutes=1)
ENDED: Final = ("closed", "merged")


def to_check(now: datetime) -> ColumnElement[bool]:
    """Which open tickets are to be looked at: whose time has come, and those on which something was done since."""
    due = or_(
        col(Ticket.check_at).is_(None), col(Ticket.check_at) <= now, col(Ticket.changed_at) > col(Ticket.checked_at)
    )
    return and_(col(Ticket.status).not_in(ENDED), due)


def to_look_at(db: Session, now: datetime) -> list[int]:
    """The tickets that `keep_targets` would look at; only reads."""
    found = select(col(Ticket.id)).where(to_check(now)).order_by(col(Ticket.check_at)).limit(MOST_AT_ONCE)
    return [number for number in db.exec(found) if number is not None]


def keep_targets(db: Session, now: datetime, these: Sequence[int] | None = None) -> int:
    """Warn before a target is missed, escalate once a stage, and take back what its owner has left. A sweep.

    Of `these`, where a reader has looked before: with many open tickets it takes long, and the writer has no time.
    """
    waiting = select(Ticket).where(to_check(now)).order_by(col(Ticket.check_at))
    if these is not None:
        waiting = waiting.where(col(Ticket.id).in_(these))
    found = db.exec(waiting.limit(MOST_AT_ONCE).with_for_update(skip_locked=True)).all()
    roster = read_roster(db.connection()) if found else None
    for ticket in found:
        if roster is not None:
            keep_target(db, roster, ticket, now)
    return len(found)


def keep_target(db: Session, roster: Roster, ticket: Ticket, now: datetime) -> None:
    """Look at one ticket: what is told now, whether its owner is still there, and when to look again."""
    clock = clock_of(ticket, hours_of(roster, ticket, now))
    if clock is not None:
        done = stages_done(ticket, clock.name)
        for one in escalations(clock.target, clock.hours, clock.since, now, done=done):
            tell(db, roster, ticket, clock, one, now)
    owner = next((officer for officer in roster.officers if officer.id == ticket.owner_id), None)
    if owner is not None:
        look_after(db, ticket, owner, clock, now)
    elif ticket.owner_id is not None and is_gone(db, ticket.owner_id):
        give_back(db, ticket, ticket.owner_id, "owner_gone", Move.HAND_BACK, now)
    ticket.checked_at, ticket.check_at = now, next_look(ticket, clock, now)


def hours_of(roster: Roster | None, ticket: Ticket, now: datetime) -> Calendar:
    """The hours by which this ticket's targets run. An office that never opens lets nobody wait for ever."""
    office = roster.offices.by_id.get(ticket.office_id or 0) if roster else None
    return office.hours if office and opens_ever(office.hours, now) else AROUND_THE_CLOCK


def is_gone(db: Session, officer_id: int) -> bool:
    """Does this officer answer here no more: switched off, another role, or an office that was closed down?"""
    here = OfficerRow.id == officer_id, col(OfficerRow.active), ~col(OfficerRow.interpreter), OfficerRow.role != "admin"
    there = select(OfficerRow.id).join(Office, col(Office.id) == col(OfficerRow.office_id))
    return db.exec(there.where(*here, col(Office.active))).first() is None


def stages_done(ticket: Ticket, clock: str) -> frozenset[Stage]:
    """The stages of this clock that were told already."""
    told = (one.partition(":") for one in ticket.targets.split())
    return frozenset(Stage(stage) for name, _colon, stage in told if name == clock)


def next_look(ticket: Ticket, clock: Clock | None, now: datetime) -> datetime:
    """When something may happen to this ticket by itself."""
    latest = now + (OWNED_AGAIN if ticket.owner_id else LOOK_AGAIN)
    if clock is None:
        return latest
    stages = (reached(share, clock.target, clock.hours, clock.since) for share, _tell in STAGES.values())
    return min([latest, *(at for at in stages if at is not None and at > now)])


def tell(db: Session, roster: Roster, ticket: Ticket, clock: Clock, stage: Escalation, now: datetime) -> None:
    """Ring up whom this stage concerns, once; a missed target stands among the escalated tickets."""
    ticket.targets = f"{ticket.targets} {clock.name}:{stage.stage.value}".strip()
    ticket.changed_at = now
    db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="target", detail=f"{clock.name} {stage.stage.value}"))
    if stage.stage is not Stage.WARNING:
        ticket.escalated_at = ticket.escalated_at or now
    for officer in sorted(whom(roster, ticket, stage.tell)):
        detail = f"{clock.name} {stage.stage.value}"
        db.add(Entry(ticket_id=ticket.id or 0, officer_id=officer, at=now, kind="rung_up", detail=detail))


def whom(roster: Roster, ticket: Ticket, groups: Iterable[str]) -> set[int]:
    """The officers of these groups who may read the ticket; where nobody owns it, its office's leads for the owner."""
    case = case_of(ticket.model_dump())
    routed = roster.desk_for(case)
    if routed is not None:
        case = routed.on(case)
    here = roster.offices.by_id.get(ticket.office_id or 0)
    near = {here.key} if here else set()
    found: set[int] = set()
    for group in groups:
        match group:
            case "owner" if ticket.owner_id:
                found.add(ticket.owner_id)
            case "owner" | "office_lead":
                found |= {one.id for one in roster.officers if one.lead and one.office in near}
            case "parent_lead":
                found |= {one.id for one in roster.officers if one.lead and one.office in case.parents}
            case _:
                found |= {one.id for one in roster.officers if one.lead and one.organisation in HOME}
    return {
        one.id
        for one in roster.officers
        if one.id in found
        and not named(case, one)
        and not (case.vendor and one.demonstration)
        and (may_read(case, one.organisation) or may_cross(case, one.organisation))
    }


def look_after(db: Session, ticket: Ticket, owner: Officer, clock: Clock | None, now: datetime) -> None:
    """Back to the queue with what an idle owner does not look at, or an owner whose shift is over leaves behind."""
    urgency = Urgency(ticket.urgency)
    by = due(clock.target, clock.hours, clock.since) if clock else None
    if clock and left_behind(urgency, owner, by, now):
        give_back(db, ticket, owner.id, "left_behind", Move.HAND_BACK, now)
    elif clock and is_idle(ticket, clock, now):
        give_back(db, ticket, owner.id, "idle_owner", Move.RETURN_IDLE, now)


def is_idle(ticket: Ticket, clock: Clock, now: datetime) -> bool:
    """Has the owner given no sign of life for too long, while somebody waits for them?"""
    asleep = ticket.snoozed_until is not None and ticket.snoozed_until > now
    if ticket.status != "taken" or asleep or ticket.waits_since is None:
        return False
    alive = max(at for at in (ticket.waits_since, ticket.seen_at, ticket.taken_at) if at is not None)
    ends = due(IDLE_OWNER[Urgency(ticket.urgency)], clock.hours, alive)
    return ends is not None and ends <= now


def give_back(db: Session, ticket: Ticket, owner: int, why: str, step: Move, now: datetime) -> None:
    """The ticket in the queue again; whoever left it is not the first to be asked."""
    move(ticket, step)
    release(db, ticket)
    pass_on(db, ticket, owner, "expired", now)
    ticket.changed_at = now
    db.add(Entry(ticket_id=ticket.id or 0, officer_id=owner, at=now, kind="returned", detail=why))


def wait_for_institution(
    db: Session, ticket_id: int, officer: OfficerRow, institution: str, ask_on: datetime, now: datetime
) -> None:
    """Another institution has the matter: that is never an end, so it keeps the date on which we ask again."""
    ticket = owned(db, ticket_id, officer, "ticket.transfer")
    move(ticket, Move.WAIT_FOR_OFFICE)
    ticket.monitor_on, ticket.waits_since = max(ask_on, now), None
    write_down(db, ticket, officer, "handed_to_institution", now, institution)
    row = ministry_row(db, ticket_id)
    if row is not None:
        keep_row(row, handed_over(as_case(row), now))


def institution_answered(db: Session, ticket_id: int, officer: OfficerRow, now: datetime) -> None:
    """The institution has answered: the ticket is its owner's again, and nobody waits for a day on which to ask."""
    ticket = owned(db, ticket_id, officer, "ticket.transfer")
    move(ticket, Move.OFFICE_ANSWERED)
    ticket.monitor_on = None
    write_down(db, ticket, officer, "institution_answered", now)


def ask_institutions(db: Session, now: datetime) -> int:
    """Ring up the owner, or the office's leads, on the day on which an institution is asked again. A sweep."""
    asked = select(Ticket).where(col(Ticket.monitor_on) <= now, col(Ticket.status).not_in(ENDED))
    found = db.exec(asked.limit(MOST_AT_ONCE).with_for_update(skip_locked=True)).all()
    roster = read_roster(db.connection()) if found else None
    for ticket in found:
        ticket.monitor_on, ticket.changed_at = None, now
        for officer in sorted(whom(roster, ticket, ("owner",)) if roster else ()):
            db.add(Entry(ticket_id=ticket.id or 0, officer_id=officer, at=now, kind="rung_up", detail="monitor"))
    return len(found)


def ministry_row(db: Session, ticket_id: int) -> MinistryRow | None:
    """The ministry's own book on this ticket's matter."""
    return db.exec(select(MinistryRow).where(MinistryRow.ticket_id == ticket_id).with_for_update()).one_or_none()


def register(db: Session, ticket_id: int, officer: OfficerRow, now: datetime) -> None:
    """The ministry opens its own case on the matter; its timers run in its own book alone (SAFETY R23)."""
    ticket = owned(db, ticket_id, officer, "ticket.note")
    if ministry_row(db, ticket_id) is None:
        db.add(MinistryRow(ticket_id=ticket_id, registered=now))
        write_down(db, ticket, officer, "ministry_registered", now)


def ministry_learns(db: Session, ticket_id: int, officer: OfficerRow, what: str, now: datetime) -> None:
    """Start or stop one of the ministry's counts, or mark its case solved."""
    ticket = db.get_one(Ticket, ticket_id)
    may(db, officer, "ticket.note", ticket)
    row = ministry_row(db, ticket_id)
    if row is None:
        return
    match what:
        case "papers_complete":
            row.papers_complete = True
        case "asked_for_clarity" | "unreachable_since" | "called_unsolvable":
            setattr(row, what, now)
        case "solved":
            row.state = MinistryState.SOLVED.value
    write_down(db, ticket, officer, "ministry", now, what)


def keep_ministrys_book(db: Session, now: datetime) -> int:
    """The ministry may close its case, or has to ask about one that another institution has; tickets stay as they are.

    A sweep.
    """
    running = (MinistryState.REGISTERED.value, MinistryState.HANDED_OVER.value)
    rows: Sequence[MinistryRow] = db.exec(
        select(MinistryRow).where(col(MinistryRow.state).in_(running)).with_for_update(skip_locked=True)
    ).all()
    roster = read_roster(db.connection()) if rows else None
    changed = 0
    for row in rows:
        before, ticket = as_case(row), db.get_one(Ticket, row.ticket_id)
        after = moved(before, hours_of(roster, ticket, now), now)
        if after != before:
            keep_row(row, after)
            db.add(Entry(ticket_id=row.ticket_id, at=now, kind="ministry", detail=after.state.value))
            changed += 1
        elif to_monitor(before, now):
            keep_row(row, handed_over(before, now))
            db.add(Entry(ticket_id=row.ticket_id, at=now, kind="ministry", detail="to_monitor"))
            changed += 1
    return changed


def as_case(row: MinistryRow) -> MinistryCase:
    """The row as the ministry's timers see it."""
    return MinistryCase(
        row.registered,
        MinistryState(row.state),
        row.papers_complete,
        row.asked_for_clarity,
        row.unreachable_since,
        row.called_unsolvable,
        row.monitor_on,
    )


def keep_row(row: MinistryRow, case: MinistryCase) -> None:
    """Write the ministry's state back."""
    row.state, row.monitor_on = case.state.value, case.monitor_on
