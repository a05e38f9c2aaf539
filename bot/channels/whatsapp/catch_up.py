"""Fetch what Twilio took for us and could not deliver: it never sends a message again by itself.

Its limits: Twilio's list may lag behind by seconds, so the same hours are asked for again by the next sweep. A
message in the list has no place, no pressed button, no profile name and no mark of being forwarded; a place arrives
as an unreadable message that an officer sees. So that a live delivery, which knows more, comes first, messages
younger than `SETTLED` are left to it: Twilio tries for 15 seconds, and then the fallback address for as long.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.whatsapp.heard import CHANNEL, NOBODY, country_of, kind_of_file
from bot.channels.whatsapp.vendor import Listed, Twilio
from bot.errors import HelplineError
from bot.messages import Receipt, Receive
from flows.words import Heard, Kind

log = logging.getLogger(__name__)

SETTLED = timedelta(seconds=35)
AT_ONCE = 32

Claimed = Callable[[list[str]], Awaitable[set[str]]]
"""Which of these message ids are stored already."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which messages are asked for: sent at or after `since`, and by `until` or before this process began.

    What was sent before we began has nobody here who could still deliver it live, so it does not have to settle.
    """

    since: datetime
    until: datetime
    began: datetime

    def covers(self, message: Listed) -> bool:
        """Is this one ours to fetch? An empty one may be a place, which only a live delivery can tell: it settles."""
        told = bool(message.body or message.files)
        return self.since <= message.sent_at <= (max(self.until, self.began) if told else self.until)


@dataclass(frozen=True, slots=True)
class Caught:
    """How many messages were new, and whether nothing that was listed had to wait for the next sweep."""

    taken: int
    whole: bool


async def catch_up(
    twilio: Twilio, number: str, span: Span, now: datetime, receive: Receive, claimed: Claimed
) -> Caught:
    """Give `receive` each listed message that nobody has claimed.

    One person's messages go in the order of sending, and wait for each other; several people's go together. Where
    one cannot be fetched or stored now, that person's later ones wait for the next sweep with it. Raises TryLater
    or Refused where the list itself cannot be read.
    """
    lanes: dict[str, list[Listed]] = defaultdict(list)
    async for page in twilio.pages(number, span.since):
        listed = [message for message in page if span.covers(message)]
        known = await claimed([message.sid for message in listed]) if listed else set()
        for message in listed:
            if message.sid not in known:
                lanes[message.sender].append(message)
    places = asyncio.Semaphore(AT_ONCE)
    caught = await asyncio.gather(*(_lane(twilio, lane[::-1], now, receive, places) for lane in lanes.values()))
    return Caught(sum(one.taken for one in caught), all(one.whole for one in caught))


async def _lane(
    twilio: Twilio, lane: list[Listed], now: datetime, receive: Receive, places: asyncio.Semaphore
) -> Caught:
    """One person's missed messages, oldest first. The list gives whole seconds; its own order decides among equals."""
    taken = 0
    async with places:
        for message in sorted(lane, key=lambda one: one.sent_at):
            try:
                receipt = await receive(await _heard(twilio, message, now))
            except HelplineError as error:
                log.warning("whatsapp: catching up with one person waits for the next sweep: %s", type(error).__name__)
                return Caught(taken, whole=False)
            taken += receipt is not Receipt.AGAIN
    return Caught(taken, whole=True)


async def _heard(twilio: Twilio, message: Listed, now: datetime) -> Heard:
    files = await twilio.files_of(message.sid) if message.files else ()
    kind = kind_of_file(files[0].mime) if files else Kind.TEXT if message.body else Kind.UNREADABLE
    return Heard(
        channel=CHANNEL,
        address=message.sender or NOBODY,
        key=message.sid,
        at=now,
        kind=kind,
        text=message.body,
        country_hint=country_of(message.sender),
        files=files,
        written_at=message.sent_at,
        raw=b"" if kind is not Kind.UNREADABLE else _as_listed(message),
    )


def _as_listed(message: Listed) -> bytes:
    return json.dumps({"listed": message.sid, "files": message.files, "body": message.body}).encode()
