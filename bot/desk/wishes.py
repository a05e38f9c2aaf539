"""What an officer sees when a shift begins, when they want no sound, and the tour of the first day."""

import re
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, func, select
from starlette.responses import Response

from bot.desk.frame import Page, Visit
from bot.permits import Role
from bot.store import queues, transfers
from bot.store.care_tables import OfficerWish
from bot.store.tables import Officer, Ticket
from bot.training import exercises, progress
from flows.words import Urgency

CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
A_SHIFT: Final = timedelta(hours=12)
SHOWN: Final = ("offered", "called", "mine", "mentions", "asleep", "escalated")
MOST_SHOWN: Final = 8


async def digest(visit: Visit) -> Response:
    """What waits as a shift begins: for this officer, in the office, and since they last looked.

    All of it is read beside the writer, which takes down no more than that they looked: whoever writes to us meanwhile
    does not wait for a long queue to be counted.
    """
    officer_id, now = visit.officer.officer_id, visit.now
    told = await visit.read(lambda db: waits(db, visit))

    def looked(db: Session) -> None:
        wish_of(db, officer_id).digest_at = now

    await visit.desk.database.write(looked)
    return await visit.show("digest.html", told)


def waits(db: Session, visit: Visit) -> dict[str, object]:
    """Everything on the page, as it stands now."""
    login, now, reader = visit.officer, visit.now, visit.officer.reader
    wish, officer = db.get(OfficerWish, login.officer_id), db.get_one(Officer, login.officer_id)
    since = max((wish and wish.digest_at) or now - A_SHIFT, now - 7 * A_SHIFT)
    shown = [name for name in SHOWN if name != "escalated" or reader.role is Role.LEAD]
    return {
        "since": since,
        "lists": [(name, queues.rows(db, reader, name, most=MOST_SHOWN)) for name in shown],
        "waiting": waiting(db, reader),
        "opened": opened_since(db, reader, since),
        "arriving": transfers.arriving(db, reader),
        "queue": "unassigned",
        "code": "",
        # An invented officer needs no training.
        "trained": officer.trained_at or officer.demonstration,
        "practised": len(progress.done(db, login.officer_id)),
        "exercises": len(exercises.invented(visit.language)),
    }


def waiting(db: Session, reader: queues.Reader) -> list[tuple[Urgency, int, datetime | None]]:
    """How many tickets nobody holds, by urgency, and since when the oldest waits."""
    counted = (
        select(Ticket.urgency, func.count(), func.min(Ticket.opened_at))
        .where(queues.within(reader), queues.still_open(), col(Ticket.owner_id).is_(None))
        .group_by(col(Ticket.urgency))
    )
    found = {urgency: (number, oldest) for urgency, number, oldest in db.exec(counted)}
    return [(level, *found.get(int(level), (0, None))) for level in sorted(Urgency, reverse=True)]


def opened_since(db: Session, reader: queues.Reader, since: datetime) -> int:
    """How many tickets were opened since then."""
    return db.exec(select(func.count()).where(queues.within(reader), col(Ticket.opened_at) > since)).one()


def wish_of(db: Session, officer_id: int) -> OfficerWish:
    """An officer's row of wishes, made where there is none yet."""
    kept = db.get(OfficerWish, officer_id)
    if kept is None:
        kept = OfficerWish(officer_id=officer_id)
        db.add(kept)
    return kept


async def page(visit: Visit) -> Response:
    """The hours in which P1 makes no sound."""
    starts, _, ends = visit.officer.quiet.partition("-")
    return await visit.show("wishes.html", {"starts": starts, "ends": ends})


async def choose(visit: Visit) -> Response:
    """Set or clear these hours."""
    starts, ends, officer_id = visit.field("from", 5), visit.field("until", 5), visit.officer.officer_id
    both = CLOCK.fullmatch(starts) and CLOCK.fullmatch(ends) and starts != ends
    if (starts or ends) and not both:
        return visit.go("/wishes", "not_now")

    def keep(db: Session) -> None:
        wish = wish_of(db, officer_id)
        wish.quiet_from, wish.quiet_until = starts, ends

    await visit.desk.database.write(keep)
    return visit.go("/wishes", "wished")


async def tour(visit: Visit) -> Response:
    """Two minutes for the first day."""
    return await visit.show("tour.html", {})


async def toured(visit: Visit) -> Response:
    """The tour was read; on to the practice tickets, or to the desk."""
    officer_id, now = visit.officer.officer_id, visit.now

    def keep(db: Session) -> None:
        wish_of(db, officer_id).toured_at = now

    await visit.desk.database.write(keep)
    return visit.go("/training" if visit.may("training.do") else "/rooms", "toured")


PAGES: Final = (
    Page("/digest", "digest.read", digest),
    Page("/wishes", "wish.set", page),
    Page("/wishes", "wish.set", choose, "POST"),
    Page("/tour", "tour.see", tour),
    Page("/tour", "tour.see", toured, "POST"),
)
