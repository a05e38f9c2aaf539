"""Our own words, deleted from a telephone after a quick exit (SAFETY R7): a small queue, claimed as lines are."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, insert, literal, select, update
from sqlmodel import Session

from bot.errors import CannotReach, Refused, TryLater
from bot.messages import Channel, TakesBack
from bot.outlet import Cause
from bot.store.database import INBOUND, Database
from bot.store.safekeeping import LEFT
from bot.store.tables import table

log = logging.getLogger(__name__)

TAKE_BACK, LINE, CONTACT, KEYRING, SAFE = (
    table(name) for name in ("take_back", "line", "contact", "keyring", "safe_contact")
)
LEASE = timedelta(seconds=60)
MOST_AT_ONCE = 200
MOST_IN_ONE_CALL = 100
"""Telegram deletes no more at once."""
MOST_ATTEMPTS = 30
STILL_LEAVING = timedelta(minutes=10)
"""So long after a quick exit a line that was on its way when it came is looked for."""
TOO_LATE = "too_late_to_delete"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be deleted from one telephone: ids of lines, each with the vendor's id of what it became."""

    channel: str
    address: str
    lines: tuple[tuple[int, str], ...]


class TakeBacks:
    """Deletes what is due; what cannot be deleted any more is named so, and the officer sees it."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self.database = database
        self.channels = channels
        self.clock = clock

    async def take_due(self) -> int:
        """Delete what is due now; how many lines were tried. An idle helpline is only looked at."""
        now = self.clock()
        if not await asyncio.to_thread(self.anything_due, now):
            return 0
        wanted = await self.database.write(lambda db: self.claim(db, now), INBOUND)
        await asyncio.gather(*map(self.take, wanted))
        return sum(len(one.lines) for one in wanted)

    def anything_due(self, now: datetime) -> bool:
        """Is there anything to delete, or somebody who left just now?"""
        due = select(TAKE_BACK.c.line_id).where(TAKE_BACK.c.state == "due", TAKE_BACK.c.due_at <= now).limit(1)
        with self.database.reading() as db:
            return db.execute(due).first() is not None or db.execute(late(now).limit(1)).first() is not None

    def claim(self, db: Session, now: datetime) -> list[Wanted]:
        """Take what is due for a minute, together for each telephone."""
        gather_late(db, now)
        due = (
            select(TAKE_BACK.c.line_id, LINE.c.vendor_id, LINE.c.channel, TAKE_BACK.c.contact_id)
            .add_columns(CONTACT.c.sealed_address, CONTACT.c.key_id, KEYRING.c.wrapped)
            .join_from(TAKE_BACK, LINE, LINE.c.id == TAKE_BACK.c.line_id)
            .join(CONTACT, CONTACT.c.id == TAKE_BACK.c.contact_id)
            .join(KEYRING, KEYRING.c.id == CONTACT.c.key_id)
            .where(TAKE_BACK.c.state == "due", TAKE_BACK.c.due_at <= now)
            .order_by(TAKE_BACK.c.due_at, TAKE_BACK.c.line_id)
            .limit(MOST_AT_ONCE)
            .with_for_update(of=TAKE_BACK, skip_locked=True)
        )
        together: dict[tuple[int, str], list[tuple[int, str]]] = {}
        addresses: dict[int, str] = {}
        for row in db.execute(due).mappings():
            key = self.database.vault.person(row["key_id"], bytes(row["wrapped"]))
            who = row["contact_id"]
            addresses[who] = key.open("contact.sealed_address", who, bytes(row["sealed_address"]))
            together.setdefault((who, row["channel"]), []).append((row["line_id"], row["vendor_id"]))
        taken = [line for lines in together.values() for line, _vendor in lines]
        if taken:
            leased = {"due_at": now + LEASE, "attempts": TAKE_BACK.c.attempts + 1}
            db.execute(update(TAKE_BACK).where(TAKE_BACK.c.line_id.in_(taken)).values(**leased))
        return [Wanted(channel, addresses[who], tuple(lines)) for (who, channel), lines in together.items()]

    async def take(self, wanted: Wanted) -> None:
        """Delete from one telephone, many at a time; what is refused together is tried one by one."""
        channel = self.channels.get(wanted.channel)
        if not isinstance(channel, TakesBack):
            return await self.mark([line for line, _vendor in wanted.lines], "failed", "cannot_delete")
        for first in range(0, len(wanted.lines), MOST_IN_ONE_CALL):
            part = wanted.lines[first : first + MOST_IN_ONE_CALL]
            if not await self.taken(channel, wanted.address, part) and len(part) > 1:
                for one in part:
                    await self.taken(channel, wanted.address, (one,))
        return None

    async def taken(self, channel: TakesBack, address: str, part: Sequence[tuple[int, str]]) -> bool:
        """Delete these together; False where they were refused together and have to be tried one by one."""
        lines = [line for line, _vendor in part]
        try:
            await channel.take_back(address, [vendor for _line, vendor in part])
        except TryLater as busy:
            await self.again(lines, busy.after or 0.0)
        except Refused as refused:
            if len(part) > 1:
                return False
            await self.mark(lines, "too_late" if refused.code == TOO_LATE else "failed", refused.code)
        except CannotReach as gone:
            await self.mark(lines, "failed", gone.code)
        except Exception as error:
            log.error("a channel failed to delete in an unforeseen way: %s", type(error).__name__)
        else:
            await self.mark(lines, "done", "")
        return True

    async def mark(self, lines: Sequence[int], state: str, failure: str) -> None:
        """Write down what became of them."""
        ended = update(TAKE_BACK).where(TAKE_BACK.c.line_id.in_(lines)).values(state=state, failure=failure)

        def note(db: Session) -> None:
            db.execute(ended)

        await self.database.write(note, INBOUND)

    async def again(self, lines: Sequence[int], seconds: float) -> None:
        """The channel is busy: later, but not for ever."""
        theirs = TAKE_BACK.c.line_id.in_(lines)
        due = self.clock() + timedelta(seconds=max(seconds, 1.0))

        def later(db: Session) -> None:
            db.execute(update(TAKE_BACK).where(theirs).values(due_at=due))
            worn_out = (theirs, TAKE_BACK.c.attempts >= MOST_ATTEMPTS)
            db.execute(update(TAKE_BACK).where(*worn_out).values(state="failed", failure="busy"))

        await self.database.write(later, INBOUND)


def gather_late(db: Session, now: datetime) -> None:
    """Queue what was on its way while its reader left: it arrived after all."""
    columns = ["line_id", "contact_id", "state", "due_at", "attempts", "failure"]
    db.execute(insert(TAKE_BACK).from_select(columns, late(now)))


def late(now: datetime) -> Select[tuple[object, ...]]:
    """Lines that reached somebody who left in the last minutes, and that nobody has queued; found by who left."""
    left = select(SAFE.c.contact_id).where(SAFE.c.exited_at > now - STILL_LEAVING)
    queued = select(TAKE_BACK.c.line_id).where(TAKE_BACK.c.contact_id == LINE.c.contact_id)
    as_queued = (literal("due"), literal(now, SAFE.c.changed_at.type), literal(0), literal(""))
    return (
        select(LINE.c.id, LINE.c.contact_id, *as_queued)
        .where(LINE.c.contact_id.in_(left), LINE.c.state.in_(LEFT), LINE.c.vendor_id.is_not(None))
        .where(LINE.c.sent_at > now - STILL_LEAVING, LINE.c.cause != Cause.PUBLIC_FACE.value, LINE.c.id.not_in(queued))
    )
