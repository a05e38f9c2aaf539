"""Lines on their way out: claimed under a lease, sent with no transaction open, marked with what became of them."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, not_, or_, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import aliased
from sqlmodel import Session

from bot.enclosures import enclosed
from bot.errors import CannotReach, Refused, TryLater
from bot.messages import Channel, Parcel
from bot.outlet import LONGEST_PAUSE, PAUSE, Cause, Person, freed, verdict
from bot.store.danger import STRANGER, of_danger
from bot.store.database import INBOUND, OFFICER, Database, Group
from bot.store.loading import ENDED
from bot.store.queues import SERVICE_WINDOW
from bot.store.tables import TO_SEND, table
from bot.store.vault import PersonKey
from flows.words import Choice, Holder, Outgoing, Writing

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""A claim ends by itself: the declared window in which a line may be sent twice after a crash."""
HOLD_BACK = timedelta(seconds=60)
"""A line that is being retried holds back the lines behind it for at most so long."""
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(hours=24)
MOST_AT_ONCE = 100
MARK_AGAIN = 0.5
"""Seconds between two tries to mark a line while the database is held."""
LINE, TALK, CONTACT, KEYRING, TICKET = table("line"), table("talk"), table("contact"), table("keyring"), table("ticket")
SAFE = table("safe_contact")
PROFILE = (SAFE.c.exited_at, SAFE.c.may_write_until, SAFE.c.hours, SAFE.c.country.label("safe_country"), SAFE.c.zone)
WAITING = ("due", "sending")
MOST_LOOKS = 20
"""So often at most what is held or dropped makes room for what is behind it, in one claim."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One line that this process may send until its lease ends."""

    parcel: Parcel
    channel: str
    contact_id: int
    asks: bool
    attempts: int
    first_due: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a claimed line."""

    line_id: int
    contact_id: int
    turn: int
    asks: bool
    state: str
    at: datetime
    vendor_id: str | None = None
    failure: str = ""
    due_at: datetime | None = None
    unreachable: str = ""


class Outbox:
    """Delivers what is due, in order per talk, P0 first; woken after commits and swept every few seconds."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self.database = database
        self.channels = channels
        self.clock = clock
        self.marks: Group[Mark, None] = Group("marks", self.mark_all)
        self._sending: set[asyncio.Task[None]] = set()

    async def deliver(self) -> int:
        """Claim what is due and begin to send it; how many lines were begun."""
        free = MOST_AT_ONCE - len(self._sending)
        now = self.clock()
        names = tuple(self.channels)
        if free <= 0 or not await asyncio.to_thread(self.anything_due, now):
            return 0
        claims = await self.database.write(lambda session: claim(session, self.key, names, now, free), INBOUND)
        for one in claims:
            task = asyncio.create_task(self.send(one))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return len(claims)

    def anything_due(self, now: datetime) -> bool:
        """Is there a line to claim? A look that writes nothing, so that an idle helpline commits nothing."""
        with self.database.reading() as session:
            return session.execute(to_send(now)).first() is not None

    async def settle(self) -> None:
        """Wait until everything that is underway has been marked."""
        while self._sending:
            await asyncio.gather(*self._sending, return_exceptions=True)

    def key(self, key_id: int, wrapped: bytes) -> PersonKey:
        """A person's key, opened."""
        return self.database.vault.person(key_id, wrapped)

    async def send(self, one: Claim) -> None:
        """Send one line with no transaction open, then mark it; a database that is held is waited for."""
        mark = await self.outcome(one)
        while True:
            try:
                return await self.database.join(self.marks, mark, INBOUND)
            except TryLater as busy:
                if busy.code == "closing":
                    return None
            except Exception as error:
                return log.error("line %s could not be marked: %s", mark.line_id, type(error).__name__)
            # An unmarked line would leave a second time when its lease ends.
            await asyncio.sleep(MARK_AGAIN)

    async def outcome(self, one: Claim) -> Mark:
        """Hand the line to its channel; every failure ends in a named state."""
        parcel, sent = one.parcel, self.clock()
        known = (parcel.line_id, one.contact_id, parcel.turn, one.asks)
        try:
            vendor_id = await self.channels[one.channel].send(parcel)
            return Mark(*known, "sent", self.clock(), vendor_id=vendor_id)
        except TryLater as busy:
            return again(one, known, sent, busy.code, busy.after)
        except CannotReach as gone:
            return Mark(*known, "failed", sent, failure=gone.code, unreachable=gone.code)
        except Refused as refused:
            return Mark(*known, "failed", sent, failure=refused.code)
        except Exception as error:
            log.error("a channel failed in an unforeseen way: %s", type(error).__name__)
            return again(one, known, sent, type(error).__name__, None)

    def mark_all(self, connection: Connection, marks: Sequence[Mark]) -> list[Exception | None]:
        """Write down what became of lines, many at once."""
        connection.execute(MARKED, [parameters(mark) for mark in marks])
        retried = [mark for mark in marks if mark.asks and mark.state != "sent"]
        if retried:
            # The question was not seen after all: what is written meanwhile does not answer it.
            connection.execute(UNSHOWN, [{"b_contact": mark.contact_id, "b_turn": mark.turn} for mark in retried])
        gone = [mark for mark in marks if mark.unreachable]
        if gone:
            connection.execute(UNREACHABLE, [{"b_contact": m.contact_id, "b_code": m.unreachable} for m in gone])
        return [None for _mark in marks]

    async def status(self, vendor_id: str, state: str, code: str = "") -> bool:
        """What the vendor tells later of a line it took: delivered, read, failed. False: no line bears this id yet."""
        return await self.database.write(lambda session: note_status(session, vendor_id, state, code), OFFICER)


MARKED = (
    LINE.update()
    .where(LINE.c.id == bindparam("b_id"))
    .values(
        state=bindparam("b_state"),
        lease_until=None,
        due_at=bindparam("b_due"),
        attempts=LINE.c.attempts + 1,
        failure=bindparam("b_failure"),
        vendor_id=bindparam("b_vendor"),
        sent_at=bindparam("b_sent"),
    )
)
KEPT = (
    LINE.update()
    .where(LINE.c.id == bindparam("b_id"))
    .values(state=bindparam("b_state"), failure=bindparam("b_why"), due_at=bindparam("b_until"), lease_until=None)
)
SHOWN = (
    TALK.update()
    .where(TALK.c.contact_id == bindparam("b_contact"), TALK.c.asked == bindparam("b_turn"))
    .values(shown_at=bindparam("b_at"))
)
UNSHOWN = (
    TALK.update()
    .where(TALK.c.contact_id == bindparam("b_contact"), TALK.c.asked == bindparam("b_turn"))
    .values(shown_at=None)
)
UNREACHABLE = TALK.update().where(TALK.c.contact_id == bindparam("b_contact")).values(unreachable=bindparam("b_code"))


def parameters(mark: Mark) -> dict[str, object]:
    """The parameters of one mark."""
    return {
        "b_id": mark.line_id,
        "b_state": mark.state,
        "b_due": mark.due_at,
        "b_failure": mark.failure,
        "b_vendor": mark.vendor_id,
        "b_sent": mark.at if mark.state == "sent" else None,
    }


def again(one: Claim, known: tuple[int, int, int, bool], now: datetime, code: str, after: float | None) -> Mark:
    """To be tried again, later each time; after a day it has failed by name."""
    if now - one.first_due > GIVE_UP_AFTER:
        return Mark(*known, "failed", now, failure=code)
    wait = timedelta(seconds=after) if after is not None else min(FIRST_WAIT * 2**one.attempts, LONGEST_WAIT)
    return Mark(*known, "due", now, failure=code, due_at=now + wait)


def to_send(now: datetime) -> Select[tuple[int]]:
    """A line that is due, if there is any."""
    of_talk = select(LINE.c.id).join_from(LINE, TALK, TALK.c.contact_id == LINE.c.contact_id)
    return of_talk.where(TO_SEND, is_due(now)).limit(1)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Lines whose time has come, held ones to be looked at again, and those whose sender's lease ended unsaid."""
    return or_(
        and_(LINE.c.state.in_(("due", "held")), LINE.c.due_at <= now, not_(is_awaited(now))),
        and_(LINE.c.state == "sending", LINE.c.lease_until <= now),
    )


def is_awaited(now: datetime) -> ColumnElement[bool]:
    """The question has not left yet and its reader is still writing: it waits a little longer, but not for ever."""
    return and_(
        LINE.c.asks,
        LINE.c.state == "due",
        LINE.c.attempts == 0,
        LINE.c.at > now - LONGEST_PAUSE,
        LINE.c.turn == TALK.c.asked,
        TALK.c.holder == Holder.FLOW.value,
        TALK.c.heard_at > LINE.c.at,
        TALK.c.heard_at > now - PAUSE,
    )


def claim(
    session: Session,
    open_key: Callable[[int, bytes], PersonKey],
    channels: Sequence[str],
    now: datetime,
    most: int,
) -> list[Claim]:
    """Lease the due lines that may leave: the first waiting one of each talk, P0 first; the outlet decides on each.

    What it holds or drops is marked so, and no longer found: what is behind it is looked at at once.
    """
    for _look in range(MOST_LOOKS):
        claims: list[Claim] = []
        kept: list[dict[str, object]] = []
        for row in session.execute(candidates(channels, now, most)).mappings():
            key = open_key(row["key_id"], bytes(row["wrapped"]))
            who = person(row, now)
            free = freed(bool(row["released"]), bool(row["life"]), who, now)
            said = verdict(Cause(row["cause"]), free, words_of(key, row), who, now)
            if said.does == "leave":
                claims.append(claimed(session, key, row))
            else:
                state = "held" if said.does == "hold" else "dropped"
                kept.append({"b_id": row["id"], "b_state": state, "b_why": said.why, "b_until": said.until})
        if kept:
            session.connection().execute(KEPT, kept)
        if claims or not kept:
            break
    lease(session, claims, now)
    return claims


def candidates(channels: Sequence[str], now: datetime, most: int) -> Select[tuple[object, ...]]:
    """The due lines that are next in their talk, each with what the outlet must know of its person."""
    earlier = aliased(LINE)
    before = (
        select(earlier.c.id)
        .where(
            earlier.c.contact_id == LINE.c.contact_id,
            earlier.c.id < LINE.c.id,
            earlier.c.state.in_(WAITING),
            # Held back, but not for ever by one line that does not get through.
            or_(earlier.c.attempts == 0, earlier.c.at > now - HOLD_BACK),
        )
        .correlate(LINE)
        .exists()
    )
    endangered = (
        select(TICKET.c.id)
        .where(TICKET.c.contact_id == LINE.c.contact_id, of_danger())
        .where(or_(TICKET.c.status.not_in(ENDED), TICKET.c.id == LINE.c.ticket_id))
        .correlate(LINE)
        .exists()
    )
    # Not the bare column: its index would lead to every line of these channels.
    every_line = func.coalesce(LINE.c.channel, "")
    facts = (TALK.c.writing, TALK.c.heard_at, TALK.c.unreachable, endangered.label("endangered"))
    return (
        select(LINE, CONTACT.c.sealed_address, CONTACT.c.key_id, KEYRING.c.wrapped, *facts, *PROFILE)
        .join_from(LINE, CONTACT, LINE.c.contact_id == CONTACT.c.id)
        .join(KEYRING, KEYRING.c.id == CONTACT.c.key_id)
        .join(TALK, TALK.c.contact_id == CONTACT.c.id)
        .outerjoin(SAFE, SAFE.c.contact_id == CONTACT.c.id)
        .where(TO_SEND, is_due(now), every_line.in_(channels), ~before)
        .order_by(LINE.c.rank, LINE.c.due_at, LINE.c.id)
        .limit(most)
        .with_for_update(of=LINE, skip_locked=True)
    )


def person(row: RowMapping, now: datetime) -> Person:
    """What the outlet must know of whom a line goes to."""
    return Person(
        writing=Writing(row["writing"]),
        heard_at=row["heard_at"],
        endangered=bool(row["endangered"]),
        exited=row["exited_at"] is not None,
        stranger=row["unreachable"] == STRANGER,
        may_write_until=row["may_write_until"],
        hours=row["hours"] or "",
        country=row["safe_country"] or "",
        closed=row["channel"] == "whatsapp" and now - row["heard_at"] > SERVICE_WINDOW,
        zone=row["zone"] or "",
    )


def words_of(key: PersonKey, row: RowMapping) -> Callable[[], str]:
    """The words of a line, opened where the outlet asks for them."""
    return lambda: str(key.open_json("line.sealed_body", row["id"], bytes(row["sealed_body"]))["text"])


def claimed(session: Session, key: PersonKey, row: RowMapping) -> Claim:
    """The line, opened, to be handed to its channel."""
    body = key.open_json("line.sealed_body", row["id"], bytes(row["sealed_body"]))
    address = key.open("contact.sealed_address", row["contact_id"], bytes(row["sealed_address"]))
    words, files = outgoing(body, bool(row["asks"])), enclosed(session, key, body)
    parcel = Parcel(row["id"], address, words, row["turn"], files, str(body.get("template") or ""))
    return Claim(parcel, row["channel"], row["contact_id"], bool(row["asks"]), row["attempts"], row["at"])


def lease(session: Session, claims: Sequence[Claim], now: datetime) -> None:
    """These lines are ours until the lease ends; their questions count as shown from now on."""
    if claims:
        leased = [one.parcel.line_id for one in claims]
        session.execute(update(LINE).where(LINE.c.id.in_(leased)).values(state="sending", lease_until=now + LEASE))
        shown = [{"b_contact": one.contact_id, "b_turn": one.parcel.turn, "b_at": now} for one in claims if one.asks]
        if shown:
            session.connection().execute(SHOWN, shown)


def outgoing(body: Mapping[str, object], asks: bool) -> Outgoing:
    """The words of a line as a channel wants them; one that an older version kept has choices without names."""
    labels, names = (found if isinstance(found := body.get(kept), list) else [] for kept in ("choices", "names"))
    named = zip_longest(labels, names[: len(labels)], fillvalue="")
    choices = tuple(Choice(str(label), str(name)) for label, name in named)
    return Outgoing(str(body["text"]), choices, asks=asks)


FORWARD = {"sent": 0, "delivered": 1, "read": 2, "failed": 3}


def note_status(session: Session, vendor_id: str, state: str, code: str) -> bool:
    """A line's state only moves forward: callbacks may overtake each other."""
    row = session.execute(select(LINE.c.id, LINE.c.state).where(LINE.c.vendor_id == vendor_id)).first()
    if row is not None and FORWARD.get(state, -1) > FORWARD.get(row.state, -1):
        session.execute(update(LINE).where(LINE.c.id == row.id).values(state=state, failure=code))
    return row is not None
