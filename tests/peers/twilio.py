"""Twilio on loopback: it does what Twilio does for one WhatsApp number, and no more.

In a test:

    async with TwilioPeer(webhook=f"{ours}/whatsapp").running() as peer:
        siti = peer.person("whatsapp:+60123456789", "Siti")
        delivery = await siti.writes("tolong")      # one signed webhook call, as Twilio makes it
        assert await siti.hears(1) == ["…"]
        await siti.reads()                           # a signed status callback "read"

It never delivers again on its own: what could not be delivered stays in the list of messages alone.
By hand: `python -m tests.peers twilio --port 9100 --webhook http://127.0.0.1:8000/whatsapp`, then see `/`.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette

from tests.peers.serving import serving
from tests.peers.twilio_account import ADDRESS, API, WINDOW, File, Message, Refusal, check_send
from tests.peers.twilio_api import api_routes
from tests.peers.twilio_delivery import Caller, Delivery

ACCOUNT = "AC" + "5e" * 16
TOKEN = "a-token-that-only-this-peer-knows"
NUMBER = "whatsapp:+14155238886"


class TwilioPeer:
    """One account with one WhatsApp number. `webhook` may carry a fragment such as #rc=5&rp=all."""

    def __init__(
        self, webhook: str = "", fallback: str = "", account: str = ACCOUNT, token: str = TOKEN, number: str = NUMBER
    ) -> None:
        self.webhook, self.fallback = webhook, fallback
        self.account, self.token, self.number = account, token, number
        self.url = ""
        self.lag = timedelta()
        self.messages: list[Message] = []
        self.deliveries: list[Delivery] = []
        self.stopped: set[str] = set()
        self.asked: list[dict[str, str]] = []
        self._people: dict[str, Person] = {}
        self._refusals: deque[Refusal] = deque()
        self._failures: deque[int] = deque()
        self._ahead = timedelta()
        self._caller = Caller(token)
        self._under_way: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator["TwilioPeer"]:
        """Serve the API until the block ends."""
        async with serving(Starlette(routes=api_routes(self)), port) as self.url:
            try:
                yield self
            finally:
                await self.settles()
                await self._caller.close()

    def person(self, address: str, name: str = "") -> "Person":
        """Somebody on WhatsApp, by number or business-scoped user id."""
        if not ADDRESS.fullmatch(address):
            raise ValueError("no WhatsApp address")
        return self._people.setdefault(address, Person(self, address, name))

    def now(self) -> datetime:
        """The peer's clock, which a test may put forward."""
        return datetime.now(UTC) + self._ahead

    def later(self, by: timedelta) -> None:
        """Put the peer's clock forward, past the 24 hours in which free text may leave, say."""
        self._ahead += by

    def refuses_next(self, code: int, status: int = 400) -> None:
        """Refuse the next send at once: 20429 with 429, or any documented code with 400."""
        self._refusals.append(Refusal(status, code, "refused as the test asked"))

    def fails_next(self, code: int) -> None:
        """Take the next send and tell by status callback that it failed: 63018, 63003, …"""
        self._failures.append(code)

    async def settles(self) -> None:
        """Wait until every status callback under way is done."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def take(self, form: dict[str, str]) -> Message:
        """A send request: refused at once, or taken, with what becomes of it told by status callbacks."""
        self.asked.append(form)
        if self._refusals:
            raise self._refusals.popleft()
        check_send(form, self.number, self.stopped)
        message = Message(
            self.number, form["To"], form.get("Body", ""), self.now(), inbound=False, status="queued",
            callback=form.get("StatusCallback", ""), template=form.get("ContentSid", ""),
        )  # fmt: skip
        self.messages.append(message)
        task = asyncio.create_task(self._carry(message))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return message

    async def _carry(self, message: Message) -> None:
        failure = self._why_not(message)
        if failure:
            await self.becomes(message, "undelivered" if failure == 63016 else "failed", failure)
            return
        self._people[message.to].got.append(message)
        async with self._changed:
            self._changed.notify_all()
        await self.becomes(message, "sent")
        await self.becomes(message, "delivered")

    def _why_not(self, message: Message) -> int | None:
        if self._failures:
            return self._failures.popleft()
        person = self._people.get(message.to)
        if person is None:
            return 63024
        if not message.template and (person.wrote is None or self.now() - person.wrote > WINDOW):
            return 63016
        return None

    async def becomes(self, message: Message, status: str, code: int | None = None) -> None:
        """Change a message's status and tell it, if it was sent with an address to tell it to."""
        message.status, message.error = status, code
        if not message.callback:
            return
        fields = {
            "AccountSid": self.account, "ApiVersion": "2010-04-01", "MessageSid": message.sid, "SmsSid": message.sid,
            "MessageStatus": status, "SmsStatus": status, "From": message.sender, "To": message.to,
            "ChannelPrefix": "whatsapp", "ChannelToAddress": message.to.removeprefix("whatsapp:"),
        }  # fmt: skip
        if code:
            fields |= {"ErrorCode": str(code), "ChannelStatusMessage": ""}
        self.deliveries.append(await self._caller.call(message.sid, message.callback, fields))

    async def hand_over(self, person: "Person", message: Message, extra: dict[str, str]) -> Delivery:
        """Keep an inbound message and call our webhook about it, once, as Twilio does."""
        self.messages.append(message)
        person.wrote = message.at
        fields = {
            "AccountSid": self.account, "ApiVersion": "2010-04-01", "Body": message.body, "From": person.address,
            "To": self.number, "MessageSid": message.sid, "SmsMessageSid": message.sid, "SmsSid": message.sid,
            "SmsStatus": "received", "NumMedia": str(len(message.files)), "NumSegments": "1",
            "MessageType": "text", "ProfileName": person.name, "ReferralNumMedia": "0",
        }  # fmt: skip
        if person.address.startswith("whatsapp:+"):
            fields["WaId"] = person.address.removeprefix("whatsapp:+")
        else:
            fields["ExternalUserIdentifier"] = person.address.removeprefix("whatsapp:")
        for place, file in enumerate(message.files):
            fields[f"MediaUrl{place}"] = f"{self.url}{API}/{self.account}/Messages/{message.sid}/Media/{file.sid}"
            fields[f"MediaContentType{place}"] = file.mime
        if not self.webhook:
            return Delivery(message.sid)
        delivery = await self._caller.call(message.sid, self.webhook, {**fields, **extra}, self.fallback)
        self.deliveries.append(delivery)
        return delivery

    async def wait(self, person: "Person", count: int, within: float) -> None:
        """Wait until so many messages of ours are on a person's telephone."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: len(person.got) >= count)

    def signature(self, url: str, fields: dict[str, str]) -> str:
        """Twilio's signature of a form for an address, for tests that write their own requests."""
        return str(self._caller.validator.compute_signature(url, fields))


class Person:
    """Somebody with WhatsApp on a telephone."""

    def __init__(self, peer: TwilioPeer, address: str, name: str) -> None:
        self.peer, self.address, self.name = peer, address, name
        self.wrote: datetime | None = None
        self.got: list[Message] = []

    async def writes(self, text: str, **fields: str) -> Delivery:
        """Write a text. More fields of the webhook may be named: Forwarded="true"."""
        return await self._sends(text, [], fields)

    async def sends(self, mime: str, content: bytes, text: str = "", **fields: str) -> Delivery:
        """Send a file of any type."""
        return await self._sends(text, [File(mime, content)], {"MessageType": mime.partition("/")[0], **fields})

    async def sends_voice(self, content: bytes = b"OggS voice") -> Delivery:
        """Speak a voice note."""
        return await self.sends("audio/ogg", content)

    async def sends_photo(self, content: bytes = b"\xff\xd8\xff photo", text: str = "") -> Delivery:
        """Send a photo, with a caption or without."""
        return await self.sends("image/jpeg", content, text)

    async def sends_place(self, latitude: float, longitude: float, label: str = "", address: str = "") -> Delivery:
        """Share a place; Twilio's list does not keep it."""
        place = {"Latitude": str(latitude), "Longitude": str(longitude), "Label": label, "Address": address}
        return await self._sends("", [], {"MessageType": "location", **place})

    async def presses(self, payload: str, label: str) -> Delivery:
        """Press a button of a template."""
        return await self._sends(label, [], {"MessageType": "button", "ButtonPayload": payload, "ButtonText": label})

    async def forwards(self, text: str, often: bool = False) -> Delivery:
        """Forward somebody else's text."""
        marks = {"Forwarded": "true"} | ({"FrequentlyForwarded": "true"} if often else {})
        return await self._sends(text, [], marks)

    async def reads(self) -> None:
        """Open the chat: each message that was delivered and not read is told as read."""
        for message in [one for one in self.got if one.status == "delivered"]:
            await self.peer.becomes(message, "read")

    def stops(self) -> None:
        """Unsubscribe: what we send from now on is refused with 21610."""
        self.peer.stopped.add(self.address)

    async def hears(self, count: int, within: float = 5) -> list[str]:
        """The texts on the telephone once there are so many; TimeoutError if they do not come."""
        await self.peer.wait(self, count, within)
        return self.texts

    @property
    def texts(self) -> list[str]:
        """What we wrote to this person, in order."""
        return [message.body for message in self.got]

    async def _sends(self, text: str, files: list[File], fields: dict[str, str]) -> Delivery:
        message = Message(
            self.address, self.peer.number, text, self.peer.now(), inbound=True, status="received", files=files
        )
        return await self.peer.hand_over(self, message, fields)


def by_hand(port: int, *more: str) -> None:
    """Serve the peer for a person at a terminal; see tests/peers/twilio_by_hand.py."""
    from tests.peers.twilio_by_hand import serve  # it imports this module

    serve(port, *more)
