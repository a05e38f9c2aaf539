"""What a crowd brings to an officer's ticket: the event it belongs to, a first look of seconds, and whole batches."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import events
from bot.desk.acts import act
from bot.desk.events import called
from bot.desk.frame import Page, Visit
from bot.handover import Corrected
from bot.store import queues
from bot.store.event_tables import EventStatus
from bot.store.reading import Sheet
from bot.store.tables import Officer, Ticket
from flows.words import Urgency

LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class GoingOn:
    """An event that a ticket belongs to, and what is said of it to those who ask."""

    number: int
    kind: str
    places: str
    known: EventStatus | None


@dataclass(frozen=True, slots=True)
class Crowd:
    """`look`: held out for a first look only. `batch`: how many tickets would be taken together with this one."""

    events: tuple[GoingOn, ...]
    look: bool = False
    batch: int = 0


def crowd(db: Session, visit: Visit, sheet: Sheet) -> Crowd:
    """What a crowd means for this ticket and this officer."""
    if not sheet.surge:
        return Crowd(())
    ticket_id, officer = sheet.ticket_id, visit.officer.officer_id
    ticket = db.get_one(Ticket, ticket_id)
    here = tuple(
        GoingOn(
            one.id or 0,
            one.kind,
            ", ".join(called(one.places.split(), visit.language)),
            events.what_is_known(db, one.id or 0),
        )
        for one in events.touching(db, ticket)
    )
    free = ticket.owner_id is None
    look = free and events.is_for_a_look(db, ticket_id, officer)
    return Crowd(here, look, len(events.batch_of(db, ticket_id, officer)) if free and not look else 0)


async def look(visit: Visit) -> Response:
    """Set the urgency right at a first look; then comes the next ticket that waits for this officer's look."""
    level, reason = visit.field("urgency", 1), visit.field("reason", LONGEST_REASON)
    if level not in ("0", "1", "2", "3"):
        return await visit.show("refused.html", {"why": "stale_form"}, 403)
    code, vault, login = str(visit.request.path_params["code"]), visit.desk.database.vault, visit.officer
    right = Corrected(Urgency(int(level)), reason)
    said, then = ["looked"], [""]

    def work(db: Session) -> bool:
        ticket_id = queues.ticket_id(db, login.reader, code)
        if ticket_id is None:
            return False
        if right.urgency < db.get_one(Ticket, ticket_id).urgency and not reason:
            said[0], then[0] = "no_reason", f"/t/{code}"
            return True
        events.first_look(db, vault, ticket_id, db.get_one(Officer, login.officer_id), right, visit.now)
        coming = events.next_look(db, login.officer_id)
        then[0] = f"/t/{coming}" if coming else "/"
        return True

    if not await visit.desk.database.write(work):
        return await visit.no_ticket()
    return visit.go(then[0], said[0])


async def take_batch(visit: Visit) -> Response:
    """Take this ticket and those that were held out together with it; what somebody else took stays theirs."""
    vault, say = visit.desk.database.vault, visit.desk.screen.translate
    return await act(
        visit, lambda db, ticket, by: events.take_batch(db, vault, ticket, by, visit.now, say), "batch_taken"
    )


PAGES: Final = (
    Page("/t/{code}/look", "ticket.look", look, "POST"),
    Page("/t/{code}/take-batch", "ticket.take", take_batch, "POST"),
)
