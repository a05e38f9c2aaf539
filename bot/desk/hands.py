"""Posts by which a ticket changes hands: back, over, up, to sleep, open again, and its urgency."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import handover, lessons, tickets, whowrites
from bot.desk.acts import act
from bot.desk.frame import Page, Visit
from bot.desk.screen import OFFICE_ZONE
from bot.errors import NotNow, NotPermitted
from bot.routing.transfer import TransferMove
from bot.store import transfers
from bot.store.tables import Officer, Ticket
from flows.words import Service, Urgency

NAPS: Final = {"hour": timedelta(hours=1), "four_hours": timedelta(hours=4), "day": timedelta(hours=24)}
MORNING: Final = 8
KNOWN_LANGUAGES: Final = (
    "id",
    "ms",
    "en",
    "jv",
    "su",
    "sas",
    "mad",
    "ban",
    "min",
    "ace",
    "bug",
    "bjn",
    "mkn",
)


async def hand_back(visit: Visit) -> Response:
    """Give the ticket back to the queue."""
    why = visit.field("why", 40)
    return await act(
        visit, lambda db, ticket, by: handover.hand_back(db, ticket, by, why, visit.now), "handed_back", "/"
    )


async def transfer(visit: Visit) -> Response:
    """Propose the ticket to another office, or to a colleague of our own."""
    why, office, colleague = visit.field("why", 40), visit.field("office", 12), visit.field("colleague", 12)
    whom = int(colleague) if colleague.isdigit() else None
    to = visit.officer.office_id if whom else int(office) if office.isdigit() else 0
    try:
        return await act(
            visit, lambda db, ticket, by: handover.propose(db, ticket, by, to, why, visit.now, whom), "proposed"
        )
    except NotPermitted:
        return visit.go(f"/t/{visit.request.path_params['code']}", "not_agreed")


async def revoke(visit: Visit) -> Response:
    """Take a proposal back."""
    return await act(
        visit, lambda db, ticket, by: handover.decide(db, ticket, by, TransferMove.REVOKE, visit.now), "revoked"
    )


async def accept(visit: Visit) -> Response:
    """Take over a ticket that another office proposed to ours."""
    return await decide(visit, TransferMove.ACCEPT)


async def reject(visit: Visit) -> Response:
    """Say no to a proposal, with a reason."""
    return await decide(visit, TransferMove.REJECT)


async def decide(visit: Visit, step: TransferMove) -> Response:
    """Decide on a proposal from the card alone: its words are not ours to read before."""
    code, login, why = str(visit.request.path_params["code"]), visit.officer, visit.field("why", 40)

    def carefully(db: Session) -> str:
        ticket_id = transfers.arriving_id(db, login.reader, code)
        if ticket_id is None:
            return ""
        handover.decide(db, ticket_id, db.get_one(Officer, login.officer_id), step, visit.now, why)
        # What was proposed by name is in hand at once; an office's still waits for somebody who takes it.
        mine = db.get_one(Ticket, ticket_id).owner_id == login.officer_id
        return ("taken" if mine else "accepted") if step is TransferMove.ACCEPT else "rejected"

    if not (said := await visit.desk.database.write(carefully)):
        return await visit.no_ticket()
    return visit.go("/" if step is TransferMove.REJECT else f"/t/{code}", said)


async def escalate(visit: Visit) -> Response:
    """Call a lead to the ticket."""
    why = visit.field("why", 40)
    return await act(visit, lambda db, ticket, by: handover.escalate(db, ticket, by, why, visit.now), "escalated")


async def settle(visit: Visit) -> Response:
    """A lead has seen to it."""
    return await act(visit, lambda db, ticket, by: handover.settle(db, ticket, by, visit.now), "settled")


async def snooze(visit: Visit) -> Response:
    """Put the ticket away until a time."""
    until = wake_at(visit.field("until", 12), visit.now)
    return await act(visit, lambda db, ticket, by: handover.snooze(db, ticket, by, until, visit.now), "snoozed", "/")


def wake_at(chosen: str, now: datetime) -> datetime:
    """The instant that was chosen: after a nap, or tomorrow morning by the office's clock. Raises NotNow."""
    if chosen in NAPS:
        return now + NAPS[chosen]
    if chosen != "morning":
        raise NotNow
    tomorrow = now.astimezone(OFFICE_ZONE) + timedelta(days=1)
    return tomorrow.replace(hour=MORNING, minute=0, second=0, microsecond=0)


async def reopen(visit: Visit) -> Response:
    """Open a closed ticket again."""
    return await act(visit, lambda db, ticket, by: handover.reopen(db, ticket, by, visit.now), "reopened")


async def correct(visit: Visit) -> Response:
    """Set urgency, service or language right, with a reason in words."""
    level, service, language = visit.field("urgency", 1), visit.field("service", 20), visit.field("language", 3)
    if level not in ("0", "1", "2", "3") or (service and service not in set(Service)) or not known(language):
        return await visit.show("refused.html", {"why": "stale_form"}, 403)
    reason, vault = visit.field("reason", 500), visit.desk.database.vault
    right = handover.Corrected(Urgency(int(level)), reason, Service(service) if service else None, language)
    left: list[str] = []

    def work(db: Session, ticket: int, by: Officer) -> None:
        before = db.get_one(Ticket, ticket).service
        handover.correct(db, vault, ticket, by, right, visit.now)
        if right.service is Service.SAFEGUARDING and before != Service.SAFEGUARDING:
            left.append("to_focal_point")

    answer = await act(visit, work, "corrected")
    # A complaint about us has left this office (SAFETY R26): there is no ticket to go back to.
    return visit.go("/", left[0]) if left else answer


def known(language: str) -> bool:
    """Is this one of the languages that the helpline knows, or none?"""
    return not language or language in KNOWN_LANGUAGES


async def learn(visit: Visit) -> Response:
    """Write down whether the person agrees that their words are learned from."""
    yes = visit.field("learn", 3) == "yes"
    return await act(visit, lambda db, ticket, by: lessons.agreed(db, ticket, by, yes, visit.now), "learning")


async def consent_back(visit: Visit) -> Response:
    """Take down that the person takes one yes back."""
    row = visit.field("consent", 20)
    number = int(row) if row.isdigit() else 0
    return await act(
        visit, lambda db, ticket, by: handover.take_back_consent(db, ticket, by, number, visit.now), "consent_back"
    )


async def send_again(visit: Visit) -> Response:
    """Have a failed line leave again."""
    line = visit.field("line", 20)
    number = int(line) if line.isdigit() else 0
    return await act(visit, lambda db, ticket, by: handover.send_again(db, ticket, number, by, visit.now), "sent_again")


async def made_sure(visit: Visit) -> Response:
    """Take down whether this is the person, and how the officer knows (SAFETY R1)."""
    is_them, how, vault = visit.field("is_them", 3) == "yes", visit.field("how", 500), visit.desk.database.vault
    return await act(
        visit, lambda db, ticket, by: whowrites.made_sure(db, vault, ticket, by, is_them, how, visit.now), "checked"
    )


async def join(visit: Visit) -> Response:
    """Join this address to the person of an older ticket (SAFETY R10)."""
    code, vault = visit.field("old", 20), visit.desk.database.vault
    return await act(visit, lambda db, ticket, by: whowrites.join(db, vault, ticket, by, code, visit.now), "joined")


async def release(visit: Visit) -> Response:
    """Let one line go that waits for the safe hours, with a reason in words (SAFETY R6)."""
    line, reason, vault = visit.field("line", 20), visit.field("reason", 500), visit.desk.database.vault
    number = int(line) if line.isdigit() else 0
    return await act(
        visit, lambda db, ticket, by: tickets.release(db, vault, ticket, number, by, reason, visit.now), "released"
    )


async def death_told(visit: Visit) -> Response:
    """Take down who told the family, how, when and with whom beside them (SAFETY R24)."""
    words = [visit.field(name, 200) for name in ("told_by", "told_to", "told_when", "told_beside")]
    told, vault = handover.Told(visit.field("how", 12), *words), visit.desk.database.vault
    return await act(
        visit, lambda db, ticket, by: handover.death_told(db, vault, ticket, by, told, visit.now), "death_told"
    )


PAGES: Final = (
    Page("/t/{code}/hand-back", "ticket.hand_back", hand_back, "POST"),
    Page("/t/{code}/transfer", "ticket.transfer", transfer, "POST"),
    Page("/t/{code}/revoke", "ticket.decide", revoke, "POST"),
    Page("/t/{code}/accept", "ticket.decide", accept, "POST"),
    Page("/t/{code}/reject", "ticket.decide", reject, "POST"),
    Page("/t/{code}/escalate", "ticket.escalate", escalate, "POST"),
    Page("/t/{code}/settle", "ticket.settle", settle, "POST"),
    Page("/t/{code}/snooze", "ticket.snooze", snooze, "POST"),
    Page("/t/{code}/reopen", "ticket.reopen", reopen, "POST"),
    Page("/t/{code}/urgency", "ticket.correct", correct, "POST"),
    Page("/t/{code}/learning", "ticket.correct", learn, "POST"),
    Page("/t/{code}/consent-back", "ticket.transfer", consent_back, "POST"),
    Page("/t/{code}/release", "line.release", release, "POST"),
    Page("/t/{code}/made-sure", "person.check", made_sure, "POST"),
    Page("/t/{code}/join", "address.join", join, "POST"),
    Page("/t/{code}/again", "ticket.reply", send_again, "POST"),
    Page("/t/{code}/death-told", "ticket.reply", death_told, "POST"),
)
