"""Who may come in: this machine's own browser, from this very page, with a body of a sensible size."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.simulator.words import _, say
from bot.permits import Role, allows
from bot.settings import on_loopback

MOST_BYTES = 4 * 1024 * 1024
"""The greatest body: a picture of 2.9 million bytes in base 64, with room for words."""
MOST_HEARD_OUT = 32 * 1024 * 1024

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "microphone=(self), geolocation=(self), camera=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Endpoint = Callable[[Request], Awaitable[Response]]


NOT_HERE = _("Peragaan ini hanya bisa dibuka di komputer yang menjalankannya.")
NOT_FROM_THERE = _("Permintaan ini datang dari halaman lain, jadi tidak diterima.")


def guarded(path: str, permit: str, endpoint: Endpoint, method: str = "GET") -> Route:
    """A route behind the door: who may not come is refused, and every answer carries the strict headers."""

    async def answer(request: Request) -> Response:
        response = refuse(request, permit) or await endpoint(request)
        response.headers.update(HEADERS)
        return response

    return Route(path, answer, methods=[method], name=permit)


def refuse(request: Request, permit: str) -> Response | None:
    """The refusal for whoever has no business here, or None. Whoever holds the telephone is a stranger to us."""
    if not (allows(Role.STRANGER, permit) and comes_from_here(request) and asks_for_here(request)):
        return PlainTextResponse(say(NOT_HERE), status_code=403)
    if request.method == "POST" and comes_from_another_page(request):
        return PlainTextResponse(say(NOT_FROM_THERE), status_code=403)
    return None


def comes_from_here(request: Request) -> bool:
    """Is the client on this machine?"""
    return request.client is not None and is_here(request.client.host)


def asks_for_here(request: Request) -> bool:
    """Does the Host name this machine? A foreign name that was bent to 127.0.0.1 (DNS rebinding) does not."""
    return is_here(request.headers.get("host", ""))


def is_here(netloc: str) -> bool:
    """Is this "host" or "host:port" a loopback one?"""
    bare = f"[{netloc}]" if netloc.count(":") > 1 and not netloc.startswith("[") else netloc
    try:
        return on_loopback(f"http://{bare}")
    except ValueError:
        return False


def comes_from_another_page(request: Request) -> bool:
    """Did a browser send this for another page? What is no browser sends neither header, and may."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        return True
    return origin is not None and place_of(origin) != request.headers.get("host", "")


def place_of(origin: str) -> str:
    """The "host:port" of an origin; nothing for "null" and for what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


async def body_of(request: Request) -> bytes | None:
    """The whole body, or None where it is larger than MOST_BYTES; no more than that is ever kept.

    What is too large is read to its end, or to MOST_HEARD_OUT, so that the browser hears the answer.
    """
    kept, seen = bytearray(), 0
    async for part in request.stream():
        seen += len(part)
        if seen <= MOST_BYTES:
            kept += part
        elif seen > MOST_HEARD_OUT:
            break
    return bytes(kept) if seen <= MOST_BYTES else None
