"""The simulator as a channel: a page at `/`, messages in by POST, lines out by server-sent events."""

import json
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.simulator import samples, wire
from bot.channels.simulator.doors import body_of, guarded
from bot.channels.simulator.telephones import Line, Telephones
from bot.channels.simulator.words import LANGUAGE, TELLING, WORDS, say
from bot.errors import Busy, TryLater
from bot.messages import FILES_OUT, Parcel, Receive, Traits

HERE = Path(__file__).parent
ASSETS = {path.name: path for path in (HERE / "static").iterdir()}
SAMPLES = {"suara.wav": samples.voice, "foto.png": samples.photo}
HEARTBEAT_SECONDS = 15.0


class Simulator:
    """A telephone in a chat, for whoever sits at this machine."""

    name = wire.CHANNEL
    traits = Traits(
        text_limit=4096,
        label_limit=64,
        buttons=10,
        reads_turn=True,
        delete_hours=48,
        vendor=False,
        files=FILES_OUT[wire.CHANNEL],
    )

    def __init__(
        self,
        receive: Receive,
        demonstration: bool = True,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._receive = receive
        self._demonstration = demonstration
        self._clock = clock
        self._telephones = Telephones()
        # Numbers of lines begin anew with each process; a page that knows another start has seen none of them.
        self._start = secrets.token_hex(4)
        self._page = page()

    async def send(self, parcel: Parcel) -> str:
        """Put the line on the telephone at once; gives back a number unlike that of any other line."""
        files = tuple(f"data:{file.mime};base64,{b64encode(file.content).decode()}" for file in parcel.files)
        number = self._telephones.put(parcel.address, parcel.words, parcel.turn, files)
        return f"{self._start}.{number}"

    async def take_back(self, address: str, vendor_ids: Sequence[str]) -> None:
        """Take these lines off the telephone; those of an earlier start are nowhere but on a page of that time."""
        mine = (vendor_id.partition(".") for vendor_id in vendor_ids)
        self._telephones.take_back(address, [int(number) for start, _dot, number in mine if start == self._start])

    def hang_up(self) -> None:
        """End what the pages listen to, so that the server can stop at once."""
        self._telephones.hang_up()

    def routes(self) -> list[Route]:
        """The page, what belongs to it, the door for messages and the lines that come."""
        return [
            guarded("/", "simulator.see", self._show),
            guarded("/simulator/messages", "simulator.write", self._take, "POST"),
            guarded("/simulator/lines", "simulator.see", self._lines),
            guarded("/simulator/static/{file}", "asset.read", asset),
            guarded("/simulator/samples/{file}", "asset.read", sample),
        ]

    async def _show(self, request: Request) -> Response:
        return HTMLResponse(self._page(self._demonstration))

    async def _take(self, request: Request) -> Response:
        """Answer only when the message is stored: until then the page keeps it and asks again."""
        try:
            body = await body_of(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return JSONResponse({"refused": "too_large"}, status_code=413, headers={"Connection": "close"})
        heard = wire.read(body, self._clock())
        if heard is None:
            return JSONResponse({"refused": "not_a_message"}, status_code=400)
        try:
            receipt = await self._receive(heard)
        except (TryLater, Busy):
            return JSONResponse({"refused": "try_later"}, status_code=503, headers={"Retry-After": "1"})
        return JSONResponse({"receipt": receipt})

    async def _lines(self, request: Request) -> Response:
        """The lines of one telephone. Its address comes in a header, because addresses stay out of URLs."""
        address = request.headers.get("x-telephone", "")
        if not wire.is_drawn(address):
            return JSONResponse({"refused": "not_a_telephone"}, status_code=400)
        after = self._after(request.headers.get("last-event-id", ""))
        return StreamingResponse(self._events(address, after), media_type="text/event-stream")

    def _after(self, last_seen: str) -> int:
        start, _dot, number = last_seen.partition(".")
        return int(number) if start == self._start and number.isdecimal() and len(number) < 16 else 0

    async def _events(self, address: str, after: int) -> AsyncIterator[str]:
        yield ": tersambung\n\n"
        async for line in self._telephones.follow(address, after, HEARTBEAT_SECONDS):
            yield self._event(line) if line else ": \n\n"

    def _event(self, line: Line) -> str:
        told = {**asdict(line), "gone": [f"{self._start}.{number}" for number in line.gone]}
        return f"id: {self._start}.{line.number}\nevent: line\ndata: {json.dumps(told)}\n\n"


async def asset(request: Request) -> Response:
    """A style sheet or a script of the page."""
    path = ASSETS.get(request.path_params["file"])
    return FileResponse(path) if path else Response(status_code=404)


async def sample(request: Request) -> Response:
    """A voice note or a picture to send where there is no microphone or camera."""
    made = SAMPLES.get(request.path_params["file"])
    return Response(made().content, media_type=made().mime) if made else Response(status_code=404)


def page() -> Callable[[bool], str]:
    """The page, compiled once; it needs to be told whether this is a demonstration."""

    env = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    env.globals["_"] = say
    template = env.get_template("telephone.html")
    words = {name: say(text) for name, text in WORDS.items()}

    def show(demonstration: bool) -> str:
        return template.render(
            demonstration=demonstration, language=LANGUAGE, words=words, telling=TELLING, places=samples.PLACES
        )

    return show
