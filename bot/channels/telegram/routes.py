"""Our own webhook route: whoever knows the secret is Telegram, and gets 200 only after the commit."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.door import Door
from bot.channels.telegram.heard import Arrival, arrival_of
from bot.channels.telegram.order import InOrder
from bot.channels.telegram.pauses import Pauses
from bot.errors import HelplineError, TryLater

log = logging.getLogger(__name__)

PATH = "/telegram"
HEADER = "x-telegram-bot-api-secret-token"
LARGEST_BODY = 16 * 1024 * 1024
"""No update of Telegram's comes near; of what is longer, this much is kept."""
READ_AT_ONCE = 256 * 1024
"""Bytes that are read without letting any other request in between; no message of a person is longer."""


def secret_from(token: str) -> str:
    """The webhook's secret where none is set: the same in every process, and nobody can guess it or learn the token."""
    return hmac.new(token.encode(), b"kentongan telegram webhook", hashlib.sha256).hexdigest()


def routes(door: Door, secret: str, clock: Callable[[], datetime], in_order: InOrder | None = None) -> list[Route]:
    """The route. A stranger gets 403 and leaves no trace; Telegram gets 200 once stored, 503 where that failed."""
    queue = in_order or InOrder()

    async def update(request: Request) -> Response:
        if not _is_telegram(request, secret):
            log.warning("telegram: a request without the webhook's secret was turned away")
            return Response(status_code=403)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        arrival = await _understood(body, clock())
        if arrival.order is not None:
            await queue.turn(arrival.order)
        # From here to `receive` nothing waits, so that what was let through in order arrives in order.
        return await _stored(door, arrival)

    return [Route(PATH, update, methods=["POST"], name="telegram_update")]


async def keep_webhook(telegram: Telegram, url: str, secret: str, stop: asyncio.Event) -> None:
    """Tell Telegram where to post updates, again and again until it has understood."""
    pauses = Pauses(stop)
    while not stop.is_set():
        try:
            return await telegram.listen_at(url, secret)
        except HelplineError as fault:
            log.warning("telegram: the webhook could not be set (%s)", getattr(fault, "code", type(fault).__name__))
            await pauses.wait(fault.after or 0.0 if isinstance(fault, TryLater) else 0.0)


def _is_telegram(request: Request, secret: str) -> bool:
    given = request.headers.get(HEADER, "")
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


async def _body(request: Request) -> bytes:
    """The body, or its beginning where it is beyond all measure: it is read to its end, so that it can be answered."""
    kept = bytearray()
    async for piece in request.stream():
        kept += piece[: LARGEST_BODY - len(kept)]
    return bytes(kept)


async def _understood(body: bytes, now: datetime) -> Arrival:
    if len(body) <= READ_AT_ONCE:
        return arrival_of(body, now)
    return await asyncio.to_thread(arrival_of, body, now)


async def _stored(door: Door, arrival: Arrival) -> Response:
    try:
        await door.take(arrival)
    except TryLater:
        return _not_now()
    except Exception as error:  # its text may hold words of the person, so the log gets its type alone
        log.error("telegram: update %s was not stored (%s)", arrival.order, type(error).__name__)
        return _not_now()
    return Response()


def _not_now() -> Response:
    return Response(status_code=503, headers={"Retry-After": "1"})
