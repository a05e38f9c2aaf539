"""WhatsApp as a channel: lines out through Twilio, files and missed messages fetched."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.routing import Route

from bot.channels.whatsapp.catch_up import SETTLED, Claimed, Span, catch_up
from bot.channels.whatsapp.heard import CHANNEL, NOBODY
from bot.channels.whatsapp.media import MEDIA_PATH
from bot.channels.whatsapp.routes import STATUS_PATH, Status, address_of, routes
from bot.channels.whatsapp.text import as_text, parts
from bot.channels.whatsapp.vendor import Twilio
from bot.errors import CannotReach, Refused, TryLater
from bot.messages import FILES_OUT, Parcel, Receive, Traits
from bot.settings import Settings

TEXT_LIMIT = 1600
"""Characters in one Body at Twilio; more is error 21617."""
OVERLAP = timedelta(hours=1)
"""How far a catch-up reaches back before the last one: Twilio's list may lag behind."""
_REMEMBERED = 1000
Signed = Callable[[int], str]
"""The last part of the address under which a file may be fetched for a while."""


class WhatsApp:
    """Our WhatsApp number at Twilio, as the settings name it."""

    name = CHANNEL
    traits = Traits(
        text_limit=TEXT_LIMIT, label_limit=72, buttons=0, reads_turn=False, window_hours=24, files=FILES_OUT[CHANNEL]
    )

    def __init__(self, settings: Settings, signed: Signed = lambda _file: "") -> None:
        self.settings = settings
        self.signed = signed
        self.number = NOBODY + settings.twilio_from.removeprefix(NOBODY)
        self.twilio = Twilio(settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_api_url)
        self._began: datetime | None = None
        self._caught_up: datetime | None = None
        self._begun: OrderedDict[int, list[str]] = OrderedDict()

    async def send(self, parcel: Parcel) -> str:
        """Hand one line to Twilio; what is too long for one message goes in order, and the last one's sid is its id.

        When a later part has to wait, the parts that Twilio took are remembered and not sent again by this process.
        """
        if parcel.address == NOBODY:
            raise CannotReach("no_address")
        callback = address_of(self.settings.public_url, STATUS_PATH) if self.settings.public_url else None
        if parcel.template:
            return await self._send_template(parcel, callback)
        taken = self._begun.pop(parcel.line_id, [])
        texts = parts(as_text(parcel.words), TEXT_LIMIT) if parcel.words.text or not parcel.files else []
        # Words first: a picture takes longer, and may be refused.
        whole = [*((text, "") for text in texts), *(("", self._media(file.file_id)) for file in parcel.files)]
        try:
            for place, (text, media) in enumerate(whole[len(taken) :], start=len(taken) + 1):
                # Only the last part's id is the line's, so only what becomes of it is asked for.
                told = callback if place == len(whole) else None
                taken.append(await self.twilio.create(self.number, parcel.address, text, told, media))
        except TryLater:
            self._remember(parcel.line_id, taken)
            raise
        return taken[-1]

    async def _send_template(self, parcel: Parcel, callback: str | None) -> str:
        """An approved message: its words are at the vendor already."""
        content = self.settings.templates.get(parcel.template, "")
        if not content:
            raise Refused("template_missing")
        return await self.twilio.create(self.number, parcel.address, "", callback, template=content)

    def _media(self, file_id: int) -> str:
        """Where Twilio fetches this file; without a public address there is no such place."""
        if not self.settings.public_url:
            raise Refused("no_public_address")
        return address_of(self.settings.public_url, f"{MEDIA_PATH}/{self.signed(file_id)}")

    def _remember(self, line_id: int, taken: list[str]) -> None:
        if taken:
            self._begun[line_id] = taken
        while len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)

    async def fetch(self, reference: str) -> bytes:
        """A file that came with a message, 16 MB at most; raises TryLater or Refused."""
        return await self.twilio.download(reference)

    async def catch_up(
        self, now: datetime, receive: Receive, claimed: Claimed, hours: float = 24, settled: timedelta = SETTLED
    ) -> int:
        """Give `receive` what Twilio lists and nobody has claimed; how many were new. For every minute or so.

        The first time it asks for so many hours, later from an hour before the last time that all went well.
        """
        self._began = self._began or now
        since = now - timedelta(hours=hours)
        if self._caught_up:
            since = max(since, self._caught_up - OVERLAP)
        span = Span(since, now - settled, self._began)
        caught = await catch_up(self.twilio, self.number, span, now, receive, claimed)
        if caught.whole:
            self._caught_up = now
        return caught.taken

    def routes(self, receive: Receive, status: Status, clock: Callable[[], datetime]) -> list[Route]:
        """The two addresses that Twilio posts to: messages, and what became of ours."""
        return routes(self.twilio, self.settings.public_url, receive, status, clock)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.twilio.close()
