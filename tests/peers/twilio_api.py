"""Twilio's REST API as far as we use it: send, list, files; every request with the account's Basic login."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.peers.twilio_account import API, File, Message, Refusal


class Account(Protocol):
    """What the API needs of the peer behind it."""

    account: str
    token: str
    messages: list[Message]
    lag: timedelta

    def now(self) -> datetime:
        """The peer's clock."""
        ...

    async def take(self, form: dict[str, str]) -> Message:
        """Accept a message for sending, or raise Refusal."""
        ...


def api_routes(peer: Account) -> list[Route]:
    """The API's addresses, and the store that gives out files for a while without a login."""

    async def create(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return JSONResponse((await peer.take(form)).as_json(peer.account), status_code=201)

    async def listed(request: Request) -> Response:
        return JSONResponse(_page(peer, dict(request.query_params), request.url.path))

    async def media(request: Request) -> Response:
        message = _message(peer, request)
        listing = [_file_json(peer, message, file) for file in message.files]
        return JSONResponse({"media_list": listing, "next_page_uri": None, "page": 0, "page_size": 50})

    async def content(request: Request) -> Response:
        file = next((one for one in _message(peer, request).files if one.sid == request.path_params["file"]), None)
        if file is None:
            raise Refusal(404, 20404, "The requested resource was not found")
        return RedirectResponse(str(request.base_url) + f"store/{file.ticket}?Expires=14400", status_code=307)

    async def store(request: Request) -> Response:
        if "authorization" in request.headers:  # as the store behind Twilio does: one way of proof, not two
            return Response(status_code=400)
        files = (file for message in peer.messages for file in message.files)
        file = next((one for one in files if one.ticket == request.path_params["ticket"]), None)
        return Response(file.content, media_type=file.mime) if file else Response(status_code=404)

    base = f"{API}/{peer.account}/Messages"
    return [
        Route(f"{base}.json", _for_the_account(peer, create), methods=["POST"]),
        Route(f"{base}.json", _for_the_account(peer, listed)),
        Route(f"{base}/{{sid}}/Media.json", _for_the_account(peer, media)),
        Route(f"{base}/{{sid}}/Media/{{file}}", _for_the_account(peer, content)),
        Route("/store/{ticket}", store),
    ]


Endpoint = Callable[[Request], Awaitable[Response]]


def _for_the_account(peer: Account, endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        login = "Basic " + b64encode(f"{peer.account}:{peer.token}".encode()).decode()
        try:
            if request.headers.get("authorization") != login:
                raise Refusal(401, 20003, "Authenticate")
            return await endpoint(request)
        except ClientDisconnect:
            # The sender was killed in the middle of its request; there is nobody to answer.
            return Response(status_code=400)
        except Refusal as refusal:
            headers = {"Retry-After": "1"} if refusal.status == 429 else {}
            return JSONResponse(refusal.as_json(), status_code=refusal.status, headers=headers)

    return guarded


def _page(peer: Account, query: dict[str, str], path: str) -> dict[str, object]:
    """The newest first, by whole days where a date is asked for, at most 1,000 a page."""
    size, start = min(1000, int(query.get("PageSize", 50))), int(query.get("PageToken", "0"))
    found = [message for message in peer.messages if _wanted(peer, message, query)]
    found = sorted(found, key=lambda message: message.at)[::-1]
    rest = {name: value for name, value in query.items() if name not in ("Page", "PageToken")}
    after = urlencode({**rest, "Page": int(query.get("Page", 0)) + 1, "PageToken": start + size})
    return {
        "messages": [message.as_json(peer.account) for message in found[start : start + size]],
        "page": int(query.get("Page", 0)),
        "page_size": size,
        "start": start,
        "end": start + size - 1,
        "uri": path,
        "first_page_uri": path,
        "previous_page_uri": None,
        "next_page_uri": f"{path}?{after}" if len(found) > start + size else None,
    }


def _wanted(peer: Account, message: Message, query: dict[str, str]) -> bool:
    day = message.at.date()
    return (
        message.at + peer.lag <= peer.now()
        and query.get("To", message.to) == message.to
        and query.get("From", message.sender) == message.sender
        and _day(query.get("DateSent>"), date.min) <= day <= _day(query.get("DateSent<"), date.max)
        and _day(query.get("DateSent"), day) == day
    )


def _day(asked: str | None, otherwise: date) -> date:
    return date.fromisoformat(asked[:10]) if asked else otherwise


def _message(peer: Account, request: Request) -> Message:
    message = next((one for one in peer.messages if one.sid == request.path_params["sid"]), None)
    if message is None:
        raise Refusal(404, 20404, "The requested resource was not found")
    return message


def _file_json(peer: Account, message: Message, file: File) -> dict[str, object]:
    uri = f"{API}/{peer.account}/Messages/{message.sid}/Media/{file.sid}.json"
    return {
        "sid": file.sid,
        "account_sid": peer.account,
        "parent_sid": message.sid,
        "content_type": file.mime,
        "uri": uri,
    }
