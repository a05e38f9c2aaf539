"""Where Twilio fetches a file of ours: an address that ends soon and tells nothing of anybody."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

MEDIA_PATH = "/whatsapp/media"
Find = Callable[[str], Awaitable[tuple[str, bytes] | None]]
"""The kind and the bytes that the last part of an address opens, or None."""


def media_route(find: Find) -> Route:
    """The route; a wrong address and an old one look alike."""

    async def media(request: Request) -> Response:
        found = await find(request.path_params["told"])
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if found is None:
            return Response(status_code=404, headers=headers)
        return Response(found[1], media_type=found[0], headers=headers)

    return Route(MEDIA_PATH + "/{told}", media, methods=["GET"], name="whatsapp_media")
