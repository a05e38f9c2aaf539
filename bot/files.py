"""Files that came with messages: fetched from the vendor before the vendor forgets them, and sealed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from bot.errors import NotOurs, Refused, TryLater
from bot.store.database import SWEEP, Database
from bot.store.tables import Contact, FileRow, Key

log = logging.getLogger(__name__)

Fetch = Callable[[str], Awaitable[bytes]]
"""A file's bytes by the vendor's reference. Raises TryLater, or Refused where it is gone for good."""

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = 40
CLAIMED_FOR = timedelta(minutes=2)
MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to fetch."""

    id: int
    channel: str
    reference: str
    attempts: int


class Files:
    """Fetches what is due; a file that cannot be had is tried again for about a day and a half, then lost by name."""

    def __init__(self, database: Database, fetchers: Mapping[str, Fetch], clock: Callable[[], datetime]) -> None:
        self.database = database
        self.fetchers = fetchers
        self.clock = clock

    async def fetch_due(self) -> int:
        """Fetch what is due now; how many were tried."""
        wanted = await self.database.write(lambda db: self.claim(db, self.clock()), SWEEP)
        await asyncio.gather(*map(self.fetch, wanted))
        return len(wanted)

    def claim(self, db: Session, now: datetime) -> list[Wanted]:
        """Take the next files for a while."""
        due = select(FileRow, Key).join(Contact, col(Contact.id) == FileRow.contact_id)
        due = due.join(Key, col(Key.id) == Contact.key_id)
        due = due.where(FileRow.state == "due", or_(col(FileRow.due_at).is_(None), col(FileRow.due_at) <= now))
        due = due.where(col(FileRow.channel).in_(tuple(self.fetchers))).order_by(col(FileRow.id)).limit(MOST_AT_ONCE)
        claimed = []
        for row, key in db.exec(due).all():
            row.due_at, row.attempts = now + CLAIMED_FOR, row.attempts + 1
            reference = self.opened(row, key)
            if reference is None:
                # A row that opens with no key of ours must not stand in the way of all the others.
                row.state, row.failure, row.due_at = "lost", "unreadable", None
            elif row.attempts > GIVE_UP_AFTER:
                # It never came as far as saying why: each time the process died over it.
                row.state, row.failure, row.due_at = "lost", "gave_up", None
            else:
                claimed.append(Wanted(row.id or 0, row.channel, reference, row.attempts))
        return claimed

    def opened(self, row: FileRow, key: Key) -> str | None:
        """The vendor's reference, or None where it does not open."""
        try:
            person = self.database.vault.person(key.id or 0, key.wrapped)
            return person.open("file.sealed_reference", row.id or 0, row.sealed_reference)
        except NotOurs:
            return None

    async def fetch(self, one: Wanted) -> None:
        """Fetch one file with no transaction open, then seal it or note why not."""
        try:
            content = await self.fetchers[one.channel](one.reference)
        except Refused as gone:
            await self.note(one, "lost", gone.code, None)
        except TryLater as busy:
            await self.retry(one, busy.code)
        except Exception as fault:
            log.warning("file %s could not be fetched: %s", one.id, type(fault).__name__)
            await self.retry(one, type(fault).__name__)
        else:
            await self.database.write(lambda db: self.keep(db, one.id, content), SWEEP)

    async def retry(self, one: Wanted, code: str) -> None:
        """Again later, or lost after so many times."""
        if one.attempts >= GIVE_UP_AFTER:
            return await self.note(one, "lost", code, None)
        wait = min(FIRST_WAIT * 2 ** min(one.attempts, 12), LONGEST_WAIT)
        return await self.note(one, "due", code, self.clock() + wait)

    async def note(self, one: Wanted, state: str, failure: str, due_at: datetime | None) -> None:
        """Write down what became of it."""
        values = {"state": state, "failure": failure, "due_at": due_at}
        changed = update(FileRow).where(col(FileRow.id) == one.id).values(**values)
        await self.database.write(lambda db: db.execute(changed), SWEEP)

    def keep(self, db: Session, number: int, content: bytes) -> None:
        """Seal the bytes under the person's key, unless the person was forgotten meanwhile."""
        row = db.get(FileRow, number)
        contact = db.get(Contact, row.contact_id) if row else None
        key = db.get(Key, contact.key_id) if contact else None
        if row is None or key is None:
            return
        person = self.database.vault.person(key.id or 0, key.wrapped)
        row.sealed_content = person.seal("file.sealed_content", number, content)
        row.state, row.size, row.due_at, row.failure = "kept", len(content), None, ""
