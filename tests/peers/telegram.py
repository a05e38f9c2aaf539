"""A stand-in for Telegram's Bot API on loopback, which refuses what Telegram refuses.

In a test:

    with TelegramPeer() as peer:                      # peer.url and peer.token go into the settings
        siti = peer.person(71)
        siti.writes("tolong")                         # also: presses, edits, sends, locates, shares_card, forwards
        siti.reads()                                  # the bot's texts on her telephone
        peer.busy(times=2, retry_after=1)             # the next two calls get 429; peer.fails(502) likewise

By hand, `python -m tests.peers telegram --port 8081`, start the bot with TELEGRAM_API_URL=http://127.0.0.1:8081 and
TELEGRAM_TOKEN=42:TEST, and then, every name of a method of `Person` being an address that takes its arguments as JSON:

    curl -d '{"text": "tolong"}' http://127.0.0.1:8081/people/71/writes
    curl -d '{"button": "Bisa"}' http://127.0.0.1:8081/people/71/presses
    curl http://127.0.0.1:8081/people/71/reads
    curl http://127.0.0.1:8081/calls
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Self, TypeVar, cast

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.peers.loopback import Loopback
from tests.peers.telegram_api import BotApi
from tests.peers.telegram_delivery import Delivery
from tests.peers.telegram_person import Person
from tests.peers.telegram_rules import Rejected, checked
from tests.peers.telegram_world import Json, Shown, World

TOKEN = "42:TEST"
T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One request of the bot's: the method, what was given, and the status that was answered."""

    method: str
    given: Mapping[str, object]
    status: int


class TelegramPeer:
    """The whole stand-in, started by `with`. Its methods may be called from any thread but its own."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.world = World()
        self.api = BotApi(self.world)
        self.delivery = Delivery(self.api)
        self._faults: list[Rejected] = []
        self._slow = 0.0
        self._delivering: asyncio.Task[None] | None = None
        self._server = Loopback(self._app(), port)
        self.url = self._server.url

    def __enter__(self) -> Self:
        self._server.__enter__()
        self._server.run(self._begin)
        return self

    def __exit__(self, *unused: object) -> None:
        self.run(self.api.end_polls)
        self._server.__exit__()

    def person(self, number: int, name: str = "Siti", surname: str = "", language: str = "id") -> Person:
        """Somebody with Telegram, or by a negative number a group."""
        return Person(self.world, self.run(lambda: self.world.someone(number, name, surname, language)), self.run)

    def busy(self, times: int = 1, retry_after: int = 1) -> None:
        """Answer the next calls with 429."""
        fault = Rejected(429, f"Too Many Requests: retry after {retry_after}", retry_after)
        self.run(lambda: self._faults.extend([fault] * times))

    def fails(self, status: int = 502, times: int = 1) -> None:
        """Answer the next calls with this status."""
        self.run(lambda: self._faults.extend([Rejected(status, "Bad Gateway")] * times))

    def slow(self, seconds: float) -> None:
        """Answer every call but the fetching of updates this much later."""
        self._slow = seconds

    def called(self, method: str) -> list[Call]:
        """What the bot asked for by this method so far."""
        return self.run(lambda: [call for call in self.calls if call.method.lower() == method.lower()])

    def waiting(self) -> int:
        """How many updates the bot has not confirmed."""
        return self.run(lambda: len(self.world.waiting))

    def run(self, act: Callable[[], T]) -> T:
        """Do this to the stand-in's state, safely."""
        return self._server.run(act)

    def wait(self) -> None:
        """Serve until interrupted."""
        self._server.wait()

    def _begin(self) -> None:
        self._delivering = asyncio.create_task(self.delivery.run())

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self._method, methods=["GET", "POST"]),
                Route("/file/bot{token}/files/{file}", self._file),
                Route("/people/{number:int}/{act}", self._by_hand, methods=["GET", "POST"]),
                Route("/groups/{number:int}/{act}", self._by_hand, methods=["GET", "POST"]),
                Route("/calls", self._calls),
            ]
        )

    async def _method(self, request: Request) -> Response:
        name = request.path_params["method"]
        try:
            given = await _given(request)
        except ClientDisconnect:
            # The bot was killed in the middle of its request; there is nobody to answer.
            return Response(status_code=400)
        try:
            result = await self._carry_out(request.path_params["token"], name, given)
        except Rejected as rejected:
            self.calls.append(Call(name, given, rejected.status))
            return _refusal(rejected)
        self.calls.append(Call(name, given, 200))
        return JSONResponse({"ok": True, "result": result})

    async def _carry_out(self, token: str, name: str, given: Json) -> object:
        if token != self.token:
            raise Rejected(401, "Unauthorized")
        if self._faults:
            raise self._faults.pop(0)
        method = checked(name, given, self.token)
        if self._slow and name.lower() != "getupdates":
            await asyncio.sleep(self._slow)
        return await self.api.carry_out(method)

    async def _file(self, request: Request) -> Response:
        content = self.world.files.get(request.path_params["file"])
        if request.path_params["token"] != self.token or content is None:
            return _refusal(Rejected(404, "Not Found"))
        return Response(content, media_type="application/octet-stream")

    async def _by_hand(self, request: Request) -> Response:
        number, act = request.path_params["number"], request.path_params["act"]
        person = self.person(-number if request.url.path.startswith("/groups") else number)
        doing = None if act.startswith("_") else getattr(person, act, None)
        if not callable(doing):
            return JSONResponse({"problem": "nobody can do that"}, 404)
        try:
            done = doing(**json.loads(await request.body() or b"{}"))
            return JSONResponse([asdict(each) if isinstance(each, Shown) else each for each in _listed(done)])
        except (TypeError, ValueError, LookupError) as problem:
            return JSONResponse({"problem": str(problem)}, 422)

    async def _calls(self, request: Request) -> Response:
        return JSONResponse([[call.method, dict(call.given), call.status] for call in self.calls])


async def _given(request: Request) -> Json:
    """The parameters, from the address, a form or JSON, as Telegram takes them all."""
    given: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return {**given, **cast(Json, await request.json())}
    async with request.form() as form:
        # A file that comes along is told by its name.
        told = {name: one if isinstance(one, str) else f"attach://{one.filename}" for name, one in form.items()}
    return {**given, **told}


def _listed(done: object) -> list[object]:
    return done if isinstance(done, list) else [done]


def _refusal(rejected: Rejected) -> Response:
    body: Json = {"ok": False, "error_code": rejected.status, "description": rejected.description}
    if rejected.retry_after:
        body["parameters"] = {"retry_after": rejected.retry_after}
    return JSONResponse(body, rejected.status)


def by_hand(port: int) -> None:
    """Serve until interrupted; the module's first lines say what can be asked."""
    assert threading.current_thread() is threading.main_thread()
    with contextlib.suppress(KeyboardInterrupt), TelegramPeer(port=port) as peer:
        print(f"Telegram's stand-in: {peer.url}, token {peer.token}", flush=True)
        peer.wait()
