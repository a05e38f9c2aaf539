"""Twilio itself: the one module that knows its SDK, with an HTTP client that writes nothing to any log."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import httpx
from starlette.datastructures import ImmutableMultiDict
from twilio.base.exceptions import (  # type: ignore[import-untyped]
    TwilioRestException,
    TwilioServiceException,
)
from twilio.base.page import Page  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from twilio.rest.api.v2010.account.message import MessageInstance  # type: ignore[import-untyped]

from bot.channels.whatsapp.heard import clean_mime, reference_of
from bot.channels.whatsapp.refusals import failure_of
from bot.errors import HelplineError, Refused, TryLater
from bot.quiet_logs import hush_vendors
from bot.settings import TWILIO_API
from flows.words import Attachment

T = TypeVar("T")

AT_ONCE = 20
"""Requests to Twilio under way together."""
FILES_AT_ONCE = 4
"""Files on their way together, beside the requests: a slow video does not hold back a line."""
PATIENCE = httpx.Timeout(15, connect=5)
PAGE = 1000
"""Messages in one page of Twilio's list: the most it gives."""
LARGEST_FILE = 16 * 1024 * 1024
MEDIA_HOSTS = frozenset({"mms.twiliocdn.com", "media.twiliocdn.com", "s3-external-1.amazonaws.com"})
"""Where Twilio sends us on to for a file (its help page on protected media); nowhere else is asked."""
_HOPS = 3
_DOWNLOAD_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """One inbound message as Twilio's list tells it; buttons, places, names and forwards are not in it."""

    sid: str
    sender: str
    body: str
    files: int
    sent_at: datetime
    inbound: bool = True


class Wire:
    """The SDK's HTTP client, on httpx: one address, bounded, and its failures are ours (TryLater, Refused)."""

    is_async = True

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self.transport = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=AT_ONCE + FILES_AT_ONCE), retries=1
        )
        self._places = asyncio.Semaphore(AT_ONCE)
        self._file_places = asyncio.Semaphore(FILES_AT_ONCE)

    async def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  the SDK's own signature
        allow_redirects: bool = False,
    ) -> Response:
        """What the SDK asks for, at the address that the settings name."""
        if not uri.startswith(f"{TWILIO_API}/"):
            raise Refused("foreign_address")
        sent = dict(headers or {}) | (_basic(auth) if auth else {})
        request = httpx.Request(
            method,
            self.base + uri.removeprefix(TWILIO_API),
            params=params or None,
            data=data or None,
            headers=sent,
            extensions={"timeout": PATIENCE.as_dict()},
        )
        answer = await self._exchange(request)
        if answer.status_code in (401, 429) or answer.status_code >= 500:
            raise failure_of(_code_in(answer), answer.status_code, _pause_in(answer))
        return Response(answer.status_code, answer.text, answer.headers)

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        async with self._places:
            try:
                answer = await self.transport.handle_async_request(request)
                try:
                    await answer.aread()
                finally:
                    await answer.aclose()
            except (httpx.HTTPError, OSError):
                answer = None
        if answer is None:  # raised here, where no exception with an address in it hangs on to ours
            raise TryLater(code="no_connection")
        return answer

    async def download(self, path: str, auth: tuple[str, str]) -> bytes:
        """A file below Twilio's API, following it only to Twilio's own stores and never with our token."""
        url, headers = httpx.URL(self.base + path), _basic(auth)
        for _ in range(_HOPS + 1):
            answer = await self._fetch(url, headers)
            if isinstance(answer, bytes):
                return answer
            url, headers = self._onward(url, answer), {}
        raise Refused("file_elsewhere")

    def _onward(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            onward = url.join(location)
        except httpx.InvalidURL:
            onward = httpx.URL()
        if not location or not self._may_follow(onward):
            raise Refused("file_elsewhere")
        return onward

    def _may_follow(self, url: httpx.URL) -> bool:
        base = httpx.URL(self.base)
        if (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port):
            return True
        return url.scheme == "https" and url.port is None and url.host in MEDIA_HOSTS

    async def _fetch(self, url: httpx.URL, headers: Mapping[str, str]) -> bytes | str:
        """The bytes, or the address that the answer sends us on to."""
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": PATIENCE.as_dict()})
        failure: HelplineError
        try:
            async with self._file_places, asyncio.timeout(_DOWNLOAD_SECONDS):
                answer = await self.transport.handle_async_request(request)
                try:
                    return await _content(answer)
                finally:
                    await answer.aclose()
        except HelplineError:
            raise
        except (httpx.HTTPError, OSError):  # TimeoutError is an OSError
            failure = TryLater(code="no_connection")
        raise failure


class Twilio:
    """Our account at Twilio. Every method raises TryLater, CannotReach or Refused, and nothing with words in it."""

    def __init__(self, account: str, token: str, api_url: str = TWILIO_API) -> None:
        hush_vendors()
        self._auth = (account, token)
        self._wire = Wire(api_url)
        # A non-empty environment of our own: the SDK would read TWILIO_EDGE and TWILIO_REGION from the real one.
        self._client = Client(account, token, http_client=self._wire, environment={"": ""})
        self._validator = RequestValidator(token)

    def signed(self, url: str, pairs: Sequence[tuple[str, str]], signature: str) -> bool:
        """Did Twilio sign this form for this address? Every field counts, blank, repeated and unknown ones too."""
        return bool(self._validator.validate(url, ImmutableMultiDict(pairs), signature))

    async def create(
        self, sender: str, to: str, body: str, callback: str | None, media: str = "", template: str = ""
    ) -> str:
        """Hand one message, the address of a file, or an approved template to Twilio and give back its sid."""
        what = {"media_url": [media]} if media else {"content_sid": template} if template else {"body": body}
        asked = self._client.messages.create_async(to=to, from_=sender, status_callback=callback, **what)
        return str((await _answered(asked)).sid)

    async def pages(self, to: str, since: datetime) -> AsyncIterator[list[Listed]]:
        """What was sent to our number since an instant, the newest first, page by page."""
        page = await _answered(self._client.messages.page_async(to=to, date_sent_after=since, page_size=PAGE))
        while page is not None:
            listed = await _answered(_read(page))
            yield [message for message in listed if message.inbound]
            # Twilio sorts by the time of sending and filters by whole days, so most of a last page is too old.
            if listed and listed[-1].sent_at < since:
                return
            page = await _answered(page.next_page_async())

    async def files_of(self, sid: str) -> tuple[Attachment, ...]:
        """The files that came with a message, by the list of its media."""
        media = await _answered(self._client.messages(sid).media.list_async())
        return tuple(
            Attachment(clean_mime(str(one.content_type)), reference_of(str(one.uri).removesuffix(".json")))
            for one in media
        )

    async def download(self, reference: str) -> bytes:
        """The bytes of a file, 16 MB at most. Refused where the reference is none of Twilio's."""
        if reference_of(reference) != reference or not reference:
            raise Refused("no_reference")
        return await self._wire.download(reference, self._auth)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._wire.transport.aclose()


async def _answered(asked: Awaitable[T]) -> T:
    """Wait for the SDK; its exceptions carry addresses and bodies, so ours are raised apart from them."""
    failure: HelplineError
    try:
        return await asked
    except HelplineError:
        raise
    except (TwilioRestException, TwilioServiceException) as refusal:
        failure = failure_of(str(refusal.code), int(refusal.status))
    except Exception:  # an answer that the SDK could not read: it may have been taken or not, so we ask again
        failure = TryLater(code="unclear_answer")
    raise failure


async def _content(answer: httpx.Response) -> bytes | str:
    if answer.status_code in (301, 302, 303, 307, 308):
        return str(answer.headers.get("location", ""))
    if answer.status_code == 404:  # a voice note can be told of before Twilio's store has it
        raise TryLater(code="no_file_yet")
    if answer.status_code >= 400:
        raise failure_of("", answer.status_code)
    kept = bytearray()
    async for piece in answer.aiter_bytes():
        kept += piece
        if len(kept) > LARGEST_FILE:
            raise Refused("file_too_large")
    return bytes(kept)


async def _read(page: Page) -> list[Listed]:
    """The messages of one page; those without a time are not sent yet."""
    return [_listed(message) for message in page if message.date_sent or message.date_created]


def _listed(message: MessageInstance) -> Listed:
    return Listed(
        sid=str(message.sid),
        sender=str(message.from_ or ""),
        body=str(message.body or ""),
        files=int(message.num_media or 0),
        sent_at=message.date_sent or message.date_created,
        inbound=message.direction == "inbound",
    )


def _basic(auth: tuple[str, str]) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(":".join(auth).encode()).decode()}


def _code_in(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def _pause_in(answer: httpx.Response) -> float | None:
    wait = answer.headers.get("retry-after", "")
    return float(wait) if wait.isascii() and wait.isdigit() else None
