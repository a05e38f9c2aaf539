"""The two addresses that Twilio posts to: messages, and what became of ours. Nothing unsigned leaves a trace."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.whatsapp.heard import heard_from, raw_from
from bot.channels.whatsapp.vendor import Twilio
from bot.errors import TryLater
from bot.messages import Receive
from flows.words import Heard

log = logging.getLogger(__name__)

MESSAGE_PATH = "/whatsapp"
STATUS_PATH = "/whatsapp/status"
LARGEST_REQUEST = 8 * 1024 * 1024
READ_AT_ONCE = 256 * 1024
"""Bytes that are read without letting any other request in between; no message of a person is longer."""
MOST_FIELDS = 2000
STATES = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
"""Twilio's states that tell something, in our words; the others say only that it is at work."""
WAITS = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds between attempts to tell what became of a line whose id is not saved yet; Twilio waits 15 in all."""
_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

Status = Callable[[str, str, str], Awaitable[object]]
"""What became of a line: Twilio's id of it, sent · delivered · read · failed, and an error code or "".

False says that no line bears this id yet: Twilio can be faster than our saving of it, so it is told again in a
moment. Raises TryLater as Receive does.
"""

Pairs = list[tuple[str, str]]


def address_of(public_url: str, path: str) -> str:
    """Where Twilio reaches a path of ours, as it is configured there: a query in the public address is kept."""
    parts = urlsplit(public_url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + path, parts.query, ""))


def routes(
    twilio: Twilio, public_url: str, receive: Receive, status: Status, clock: Callable[[], datetime]
) -> list[Route]:
    """The routes. Signatures are proven against `public_url`, never against the request's own idea of its address."""
    message_url, status_url = address_of(public_url, MESSAGE_PATH), address_of(public_url, STATUS_PATH)

    async def message(request: Request) -> Response:
        """A message in: 200 once it is stored, 503 where it could not be, 403 for a stranger."""
        body = await _body(request, LARGEST_REQUEST)
        if isinstance(body, Response):
            return body
        # The body is complete: from here to `receive` nothing waits, so that requests keep their order.
        at = clock()
        signature = request.headers["x-twilio-signature"]
        if len(body) <= READ_AT_ONCE:
            pairs = _proven(twilio, message_url, body, signature)
        else:
            pairs = await asyncio.to_thread(_proven, twilio, message_url, body, signature)
        if pairs is None:
            return _stranger()
        heard = _understood(pairs, body, at)
        return _thanks() if heard is None else await _kept(receive(heard))

    async def became(request: Request) -> Response:
        """What became of a line of ours. States that we do not know are thanked for and left."""
        body = await _body(request, READ_AT_ONCE)
        if isinstance(body, Response):
            return body
        pairs = _proven(twilio, status_url, body, request.headers["x-twilio-signature"])
        if pairs is None:
            return _stranger()
        fields = dict(pairs)
        sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
        state = fields.get("MessageStatus") or fields.get("SmsStatus") or ""
        code = fields.get("ErrorCode", "")
        if not sid.isalnum() or len(sid) > 64 or state not in STATES:
            return _thanks()
        return await _kept(_told(status, sid, STATES[state], code if code.isdigit() and len(code) <= 6 else ""))

    return [
        Route(MESSAGE_PATH, message, methods=["POST"], name="whatsapp_message"),
        Route(STATUS_PATH, became, methods=["POST"], name="whatsapp_status"),
    ]


async def _body(request: Request, most: int) -> bytes | Response:
    """The whole body of a request that bears a signature, or the answer to what is none of Twilio's."""
    if "x-twilio-signature" not in request.headers:
        return _stranger()
    kept = bytearray()
    try:
        async for piece in request.stream():
            kept += piece
            if len(kept) > most:
                return Response(status_code=413)
    except ClientDisconnect:
        return Response(status_code=400)
    return bytes(kept)


def _proven(twilio: Twilio, url: str, body: bytes, signature: str) -> Pairs | None:
    """The form's fields, if Twilio signed all of them for this address."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"
        )
    except ValueError:
        return None
    return pairs if twilio.signed(url, pairs, signature) else None


def _understood(pairs: Pairs, body: bytes, at: datetime) -> Heard | None:
    """The message, or, should our own reading of it fail, the same kept raw. None for a group's."""
    try:
        return heard_from(dict(reversed(pairs)), body, at)
    except Exception as error:  # its text may hold the person's words, so the log gets its type alone
        log.error("whatsapp: a message could not be read and is kept raw: %s", type(error).__name__)
        return raw_from(body, at)


async def _told(status: Status, sid: str, state: str, code: str) -> None:
    for wait in (*WAITS, None):
        if await status(sid, state, code) is not False or wait is None:
            return
        await asyncio.sleep(wait)


async def _kept(storing: Awaitable[object]) -> Response:
    try:
        await storing
    except TryLater:
        return _not_now()
    except Exception as error:
        log.error("whatsapp: a request could not be stored: %s", type(error).__name__)
        return _not_now()
    return _thanks()


def _thanks() -> Response:
    return Response(_ANSWER, media_type="text/xml")


def _not_now() -> Response:
    return Response(status_code=503, headers={"Retry-After": "1"})


def _stranger() -> Response:
    log.warning("whatsapp: a request without Twilio's signature for our public address was turned away")
    return Response(status_code=403)
