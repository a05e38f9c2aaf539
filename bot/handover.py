"""How a ticket changes hands: back, over to another office, up to a lead, to sleep until a time, open again."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from bot import consent, lessons, permits, tickets
from bot.errors import NothingToChange, NotNow, NotPermitted, ReasonMissing
from bot.facts import complained_of
from bot.messages import VENDORS
from bot.routing.boundary import may_read
from bot.routing.states import OWNED, Move, State, after
from bot.routing.transfer import Consent, TransferMove, TransferState, permit, transferred
from bot.routing.values import PARTNER, Case, organisation_kind
from bot.routing.values import Office as OfficeSeen
from bot.store.queues import Reader, within
from bot.store.roster import case_of
from bot.store.tables import Entry, Line, Offer, Office, Officer, Ticket
from bot.store.vault import Vault
from bot.store.work_tables import Mention, Transfer
from bot.tickets import (
    found,
    hold,
    key_of,
    let_interpreters_go,
    may,
    must_stay_the_only_one,
    note_unmet,
    owned,
    ready_for,
    rest,
    stop_asking,
    write_down,
)
from flows.words import Holder, Service, Urgency

BACK_BECAUSE: Final = ("shift_ends", "not_my_field", "cannot_now", "knows_the_person")
OVER_BECAUSE: Final = ("other_country", "other_service", "person_asked", "shift_ends", "closer_to_them")
TO_COLLEAGUE_BECAUSE: Final = tuple(why for why in OVER_BECAUSE if why not in ("other_country", "closer_to_them"))
UP_BECAUSE: Final = ("life_in_danger", "needs_decision", "nobody_answers", "complaint", "unsure")


def hand_back(db: Session, ticket_id: int, officer: Officer, why: str, now: datetime) -> None:
    """Give a ticket back to the queue, with no reason if they like; the sweeps hold it out anew, to others first."""
    ticket = owned(db, ticket_id, officer, "ticket.hand_back")
    known(why, ("", *BACK_BECAUSE))
    move(ticket, Move.HAND_BACK)
    release(db, ticket)
    pass_on(db, ticket, officer.id or 0, "declined", now)
    rest(db, ticket, officer, now)
    write_down(db, ticket, officer, "handed_back", now, why)


def pass_on(db: Session, ticket: Ticket, officer_id: int, state: str, now: datetime) -> None:
    """The ladder begins anew, and whoever had the ticket is not the first to be asked."""
    ticket.stage = 0
    theirs = Offer.ticket_id == ticket.id, Offer.officer_id == officer_id, Offer.state == "taken"
    had = db.exec(select(Offer).where(*theirs)).all()
    for offer in had:
        offer.state = state
    if not had:
        db.add(Offer(ticket_id=ticket.id or 0, officer_id=officer_id, at=now, expires_at=now, state=state))
    db.flush()


def release(db: Session, ticket: Ticket) -> None:
    """Nobody holds the ticket any more, and no talk stays mute for it."""
    ticket.owner_id, ticket.snoozed_until = None, None
    db.flush()
    others = select(Ticket.id).where(
        Ticket.contact_id == ticket.contact_id, col(Ticket.owner_id).is_not(None), col(Ticket.closed_at).is_(None)
    )
    if db.exec(others).first() is None:
        hold(db, ticket, Holder.FLOW)


def move(ticket: Ticket, step: Move) -> None:
    """The ticket in its next state. Raises NotNow where that step is not allowed from where it stands."""
    ticket.status = after(State(ticket.status), step).value


def known(code: str, codes: tuple[str, ...]) -> None:
    """Raises NotNow where a reason is none of those that there are."""
    if code not in codes:
        raise NotNow


def propose(
    db: Session,
    ticket_id: int,
    officer: Officer,
    to_office: int,
    why: str,
    now: datetime,
    to_officer: int | None = None,
) -> None:
    """Offer the ticket to another office, or to one officer. It stays here until they accept (SAFETY R25)."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.transfer", ticket)
    known(why, OVER_BECAUSE)
    here = to_office == ticket.office_id and (to_officer is None or to_officer == ticket.owner_id)
    if waiting_transfer(db, ticket_id) is not None or here or ticket.closed_at is not None:
        raise NotNow
    if to_officer is not None:
        could_take_over(db, ticket, to_office, to_officer)
    to_log = allowed(db, ticket, db.get_one(Office, to_office))
    proposed = Transfer(
        ticket_id=ticket_id,
        from_office_id=ticket.office_id,
        to_office_id=to_office,
        to_officer_id=to_officer,
        proposed_by=officer.id or 0,
        at=now,
        why=why,
    )
    db.add(proposed)
    write_down(db, ticket, officer, "transfer_proposed", now, "life_in_danger" if to_log else why)


def could_take_over(db: Session, ticket: Ticket, office: int, number: int) -> None:
    """Raises NotNow for who does not answer tickets in that office, and NotPermitted for who is complained of (R26)."""
    other = db.get(Officer, number)
    if other is None or not other.active or other.office_id != office:
        raise NotNow
    may_decide(other, ticket)
    if ticket.complaint_about and tickets.complained_of(db, other, ticket):
        raise NotPermitted


def allowed(db: Session, ticket: Ticket, to: Office) -> bool:
    """Raises NotPermitted where the ticket may not go there; True where it may only because of danger to life."""
    here = db.get(Office, ticket.office_id) if ticket.office_id else None
    case = replace(
        case_of(ticket.model_dump()),
        office=here.key if here else "",
        organisation=here.organisation if here else "",
    )
    somebody = select(Officer.id).where(Officer.office_id == to.id, col(Officer.active)).limit(1)
    office = replace(seen(to), linked=db.exec(somebody).first() is not None)
    verdict = permit(case, office, consents(db, ticket, to.organisation))
    if not verdict.allowed or not to.active:
        raise NotPermitted
    return verdict.to_log


def consents(db: Session, ticket: Ticket, organisation: str) -> tuple[Consent, ...]:
    """The person's yes to this organisation: what was taken down last for it, else the readers whom they chose."""
    said = consent.last(db, ticket.contact_id, consent.read_by(organisation), ticket.id)
    if said is not None:
        return (Consent(organisation, withdrawn=not consent.stands(said)),)
    if consent.last(db, ticket.contact_id, consent.EVERYTHING) is not None:
        # Whoever took everything back allows again item by item.
        return (Consent(organisation, withdrawn=True),)
    if organisation_kind(organisation) == PARTNER:
        # "Anybody who can help" is no yes to a hand-over outside: each of these is asked for by itself (R25).
        return ()
    chosen = replace(case_of(ticket.model_dump()), organisation="")
    return (Consent(organisation),) if chosen.readers and may_read(chosen, organisation) else ()


def record_consent(
    db: Session, ticket_id: int, officer: Officer, organisation: str, given: bool, now: datetime
) -> None:
    """Take down the person's yes or no to one organisation; a no takes back a transfer that is under way to it."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.transfer", ticket)
    consent.take_down(db, ticket, officer, consent.read_by(organisation), given, now)
    write_down(db, ticket, officer, "may_read", now, f"{organisation} {'yes' if given else 'no'}")
    db.flush()
    revoke_unpermitted(db, now)
    leave(db, ticket, now)


def take_back_consent(db: Session, ticket_id: int, officer: Officer, row_id: int, now: datetime) -> None:
    """The person takes one yes back and tells an officer so; a transfer that it allowed is taken back, too."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.transfer", ticket)
    row = consent.take_back(db, row_id, ticket, now)
    item = f"{row.item}:{row.choice}" if row.choice else row.item
    write_down(db, ticket, officer, "consent_back", now, item)
    db.flush()
    revoke_unpermitted(db, now)
    leave(db, ticket, now)


def leave(db: Session, ticket: Ticket, now: datetime) -> None:
    """What an organisation accepted by the person's yes goes back to where it was, once that is taken back."""
    placed = db.get(Office, ticket.placed_id) if ticket.placed_id else None
    home = None if placed is None else first_office(db, ticket)
    if placed is None or home is None or home.organisation == placed.organisation:
        return
    said = consents(db, ticket, placed.organisation)
    life = ticket.urgency == Urgency.CRITICAL and organisation_kind(placed.organisation) != PARTNER
    if life or any(not one.withdrawn for one in said):
        return
    if State(ticket.status) in OWNED:
        move(ticket, Move.HAND_BACK)
        release(db, ticket)
    ticket.placed_id, ticket.office_id, ticket.changed_at = None, home.id, now
    db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="returned", detail="consent_back"))


def first_office(db: Session, ticket: Ticket) -> Office | None:
    """Where the ticket was before the first transfer that anybody accepted."""
    accepted = Transfer.ticket_id == ticket.id, Transfer.state == "accepted"
    number = db.exec(select(Transfer.from_office_id).where(*accepted).order_by(col(Transfer.id))).first()
    return db.get(Office, number) if number else None


def revoke_unpermitted(db: Session, now: datetime) -> int:
    """Take back every transfer that waits and that the person no longer allows. A sweep."""
    waiting = select(Transfer).where(Transfer.state == "proposed").order_by(col(Transfer.id))
    revoked = 0
    for one in db.exec(waiting.with_for_update(skip_locked=True)).all():
        ticket, to = db.get_one(Ticket, one.ticket_id), db.get_one(Office, one.to_office_id)
        try:
            allowed(db, ticket, to)
        except NotPermitted:
            one.state, one.decided_at = TransferState.REVOKED.value, now
            db.add(Entry(ticket_id=one.ticket_id, at=now, kind="transfer_revoked", detail="no_consent"))
            ticket.changed_at = now
            revoked += 1
    db.flush()
    return revoked


def waiting_transfer(db: Session, ticket_id: int) -> Transfer | None:
    """The transfer of this ticket that nobody has decided yet."""
    return db.exec(select(Transfer).where(Transfer.ticket_id == ticket_id, Transfer.state == "proposed")).first()


def decide(db: Session, ticket_id: int, officer: Officer, step: TransferMove, now: datetime, why: str = "") -> None:
    """Accept or reject, by an officer of the office that is asked; or take back, by the office that asked."""
    ticket = found(db, ticket_id)
    asked = waiting_transfer(db, ticket_id)
    if asked is None:
        raise NotNow
    theirs = asked.from_office_id if step is TransferMove.REVOKE else asked.to_office_id
    for_somebody_else = asked.to_officer_id not in (None, officer.id) and step is not TransferMove.REVOKE
    if officer.office_id != theirs or for_somebody_else:
        raise NotPermitted
    may_decide(officer, ticket)
    to = db.get_one(Office, asked.to_office_id)
    verdict = None
    if step is TransferMove.ACCEPT:
        allowed(db, ticket, to)
        verdict = permit(Case(Service(ticket.service), organisation=to.organisation), seen(to), ())
    asked.state = transferred(TransferState(asked.state), step, verdict, why).value
    asked.decided_by, asked.decided_at = officer.id, now
    if step is TransferMove.ACCEPT:
        move(ticket, Move.TRANSFER)
        let_interpreters_go(db, ticket, now)
        release(db, ticket)
        ticket.office_id = ticket.placed_id = to.id
        ticket.stage = 0
        for offer in db.exec(select(Offer).where(Offer.ticket_id == ticket_id, Offer.state == "open")):
            offer.state = "withdrawn"
        if asked.to_officer_id is not None:
            take_over(db, ticket, officer, now)
    write_down(db, ticket, officer, f"transfer_{asked.state}", now, why)


def take_over(db: Session, ticket: Ticket, officer: Officer, now: datetime) -> None:
    """Whoever accepted what was proposed to them by name holds it, and speaks from now on."""
    move(ticket, Move.TAKE)
    ticket.owner_id, ticket.taken_at, ticket.seen_at, ticket.alarm_at = officer.id, now, now, None
    ticket.read_at = ticket.read_at or now
    note_unmet(db, ticket, officer)
    hold(db, ticket, Holder.OFFICER)
    stop_asking(db, ticket)


def may_decide(officer: Officer, ticket: Ticket) -> None:
    """Raises NotPermitted for who may not work on tickets, and for an invented officer before a real person."""
    permits.require(officer, "ticket.decide")
    if officer.demonstration and ticket.channel in VENDORS:
        raise NotPermitted
    ready_for(officer, ticket)


def seen(office: Office) -> OfficeSeen:
    """The office as routing sees it."""
    return OfficeSeen(key=office.key, organisation=office.organisation, name=office.name)


def escalate(db: Session, ticket_id: int, officer: Officer, why: str, now: datetime) -> None:
    """Call a lead to the ticket. Nothing about the person changes, and nobody loses it."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.escalate", ticket)
    known(why, UP_BECAUSE)
    if ticket.status in ("closed", "merged"):
        raise NotNow
    ticket.escalated_at = now
    write_down(db, ticket, officer, "escalated", now, why)


def settle(db: Session, ticket_id: int, officer: Officer, now: datetime) -> None:
    """A lead has seen to it: the ticket is no longer escalated."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.settle", ticket)
    ticket.escalated_at = None
    write_down(db, ticket, officer, "settled", now)


def snooze(db: Session, ticket_id: int, officer: Officer, until: datetime, now: datetime) -> None:
    """Put the ticket away until a time. Words from the person bring it back at once."""
    ticket = owned(db, ticket_id, officer, "ticket.snooze")
    if until <= now:
        raise NotNow
    ticket.snoozed_until = until
    write_down(db, ticket, officer, "snoozed", now, until.isoformat(timespec="minutes"))


def wake(db: Session, now: datetime) -> int:
    """Bring back every ticket whose time has come. A sweep."""
    due = select(Ticket).where(col(Ticket.snoozed_until) <= now).limit(200).with_for_update(skip_locked=True)
    woken = db.exec(due).all()
    for ticket in woken:
        ticket.snoozed_until, ticket.changed_at = None, now
        db.add(Entry(ticket_id=ticket.id or 0, at=now, kind="woke"))
    return len(woken)


def reopen(db: Session, ticket_id: int, officer: Officer, now: datetime) -> None:
    """Open a closed ticket again, for whoever is there to take it."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.reopen", ticket)
    must_stay_the_only_one(db, ticket, ticket.service)
    move(ticket, Move.REOPEN)
    ticket.owner_id, ticket.closed_at, ticket.outcome, ticket.escalated_at = None, None, "", None
    ticket.waits_since, ticket.targets = ticket.waits_since or now, ""
    ticket.queued_at = ticket.waits_since
    write_down(db, ticket, officer, "reopened", now)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an officer sets right; an empty service or language stays as it is. `reason` is in words."""

    urgency: Urgency
    reason: str = ""
    service: Service | None = None
    language: str = ""


def correct(db: Session, vault: Vault, ticket_id: int, officer: Officer, right: Corrected, now: datetime) -> None:
    """Set urgency, service or language right; lowering needs a reason (R31). What was wrong is kept as a lesson."""
    ticket = owned(db, ticket_id, officer, "ticket.correct")
    before, service = Urgency(ticket.urgency), right.service or Service(ticket.service)
    language = right.language or ticket.language
    if right.urgency < before and not right.reason:
        raise ReasonMissing
    if (right.urgency, service, language) == (before, Service(ticket.service), ticket.language):
        raise NothingToChange
    if service.value != ticket.service:
        must_stay_the_only_one(db, ticket, service.value)
    changes = [
        f"{before.priority}>{right.urgency.priority}" if right.urgency != before else "",
        f"{ticket.service}>{service.value}" if service.value != ticket.service else "",
        f"{ticket.language}>{language}" if language != ticket.language else "",
    ]
    ticket.urgency, ticket.service, ticket.language = int(right.urgency), service.value, language
    entry = write_down(db, ticket, officer, "corrected", now, " ".join(filter(None, changes)))
    keep_words(db, vault, ticket, entry, right.reason)
    lessons.keep(db, vault, ticket, officer, now)
    if service is Service.SAFEGUARDING and changes[1]:
        to_the_focal_point(db, vault, ticket, officer, now)


def to_the_focal_point(db: Session, vault: Vault, ticket: Ticket, officer: Officer, now: datetime) -> None:
    """A complaint about us is this office's no more (SAFETY R26): whoever hears complaints is found for it anew."""
    key = key_of(db, vault, ticket)
    heard = db.exec(select(Line).where(Line.ticket_id == ticket.id, Line.state == "heard")).all()
    bodies = [key.open_json("line.sealed_body", line.id or 0, line.sealed_body) for line in heard]
    about = {one for body in bodies for one in complained_of(str(body.get("text") or ""))}
    ticket.complaint_about = " ".join(sorted({*ticket.complaint_about.split(), *about}))
    move(ticket, Move.HAND_BACK)
    release(db, ticket)
    pass_on(db, ticket, officer.id or 0, "declined", now)
    let_interpreters_go(db, ticket, now)
    if (transfer := waiting_transfer(db, ticket.id or 0)) is not None:
        transfer.state = TransferState.REVOKED.value
    ticket.office_id = None


def raise_urgency(db: Session, ticket_id: int, officer: Officer, urgency: Urgency, now: datetime) -> None:
    """Whoever may read a ticket may make it graver, without holding it (SAFETY R31); it is held out anew by that."""
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.raise", ticket)
    if ticket.closed_at is not None or urgency <= ticket.urgency:
        raise NothingToChange
    ticket.urgency = int(urgency)
    if ticket.owner_id is None:
        ticket.stage, ticket.status = 0, State.NEW.value
        for offer in db.exec(select(Offer).where(Offer.ticket_id == ticket_id, Offer.state == "open")):
            offer.state = "withdrawn"
    else:
        # Whoever holds it is called as by new danger: after a minute without a sign of life, others are, too (R12).
        ticket.alarm_at = ticket.alarm_at or now
    write_down(db, ticket, officer, "raised", now, urgency.priority)


def keep_words(db: Session, vault: Vault, ticket: Ticket, entry: Entry, words: str) -> None:
    """Seal an entry's words under the person's key."""
    db.flush()
    if words and entry.id is not None:
        entry.sealed_detail = key_of(db, vault, ticket).seal("entry.sealed_detail", entry.id, words)


def send_again(db: Session, ticket_id: int, line_id: int, officer: Officer, now: datetime) -> None:
    """Have a failed line really leave again: the outbox takes it up anew."""
    ticket = owned(db, ticket_id, officer, "ticket.reply")
    line = db.get(Line, line_id)
    if line is None or line.ticket_id != ticket.id or line.state != "failed":
        raise NotNow
    line.state, line.failure, line.attempts, line.due_at, line.lease_until = "due", "", 0, now, None
    write_down(db, ticket, officer, "sent_again", now, str(line_id))


def mention(
    db: Session, ticket_id: int, line_id: int, logins: frozenset[str], officer: Officer, now: datetime
) -> frozenset[str]:
    """Call officers to a note, by the login written after an @: those of the same organisation who may read the ticket.

    The logins of those who were called; nobody else hears of it (SAFETY R25).
    """
    organisation = select(Office.organisation).where(Office.id == officer.office_id).scalar_subquery()
    named = (
        select(Officer)
        .join(Office, col(Office.id) == col(Officer.office_id))
        .where(col(Officer.login).in_(logins), Office.organisation == organisation, col(Officer.active))
    )
    called: set[str] = set()
    for one in db.exec(named).all():
        if may_be_called(db, ticket_id, one):
            db.add(Mention(ticket_id=ticket_id, line_id=line_id, officer_id=one.id or 0, at=now))
            called.add(one.login)
    return frozenset(called)


def may_be_called(db: Session, ticket_id: int, officer: Officer) -> bool:
    """May this officer read the ticket? Only then does a call show it to them."""
    organisation = db.get_one(Office, officer.office_id).organisation
    reader = Reader(officer.id or 0, officer.office_id, organisation, permits.role_of(officer))
    return db.exec(select(Ticket.id).where(Ticket.id == ticket_id, within(reader))).first() is not None


def mentions_read(db: Session, ticket_id: int, officer: Officer, now: datetime) -> None:
    """The officer has opened the ticket in which they were named."""
    named = Mention.ticket_id == ticket_id, Mention.officer_id == officer.id, col(Mention.read_at).is_(None)
    for one in db.exec(select(Mention).where(*named)):
        one.read_at = now


@dataclass(frozen=True, slots=True)
class Told:
    """Who told the family of a death, whom, when, and who was beside them; `how` is in_person or by_voice."""

    how: str
    by: str
    to: str
    when: str
    beside: str


def death_told(db: Session, vault: Vault, ticket_id: int, officer: Officer, told: Told, now: datetime) -> None:
    """Take down that a human voice told the family of a death (SAFETY R24). Raises NotNow where a word is missing."""
    ticket = owned(db, ticket_id, officer, "ticket.reply")
    known(told.how, ("in_person", "by_voice"))
    if not all((told.by, told.to, told.when, told.beside)):
        raise NotNow
    entry = write_down(db, ticket, officer, "death_told", now, told.how)
    keep_words(db, vault, ticket, entry, " · ".join((told.by, told.to, told.when, told.beside)))
