"""What every request at the desk goes through: who it is, whether they may, and what the answer must carry."""

import gzip
import hmac
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlencode

from anyio import to_thread
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.bell import Bell
from bot.desk import sessions
from bot.desk.live import Watch
from bot.desk.screen import LANGUAGES, Screen
from bot.desk.tally import Tally
from bot.errors import (
    Busy,
    HelplineError,
    NeverForSilence,
    NoteMissing,
    NothingToChange,
    NotNow,
    NotPermitted,
    NotTrained,
    NotYetTold,
    OneOpenAlready,
    OtherReaders,
    ReasonMissing,
    SecondContact,
    TooLate,
    TryLater,
)
from bot.permits import allows, role_of
from bot.settings import Settings
from bot.store.database import Database
from bot.store.filters import Filter, filter_from
from bot.store.places import Place, place_from
from bot.store.queues import QUEUES
from bot.store.transfers import no_longer_theirs

if TYPE_CHECKING:
    from bot.desk.oversee import Overviews

T = TypeVar("T")
BASE: Final = "/desk"
LARGEST_FORM: Final = 64 * 1024
ALWAYS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), "
        "payment=(), usb=(), interest-cohort=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True)
class Desk:
    """What the desk works with, built once. `draw` gives that many random bytes."""

    database: Database
    bell: Bell
    settings: Settings
    clock: Callable[[], datetime]
    draw: Callable[[int], bytes]
    screen: Screen
    watch: Watch
    tally: Tally
    overviews: "Overviews"

    @property
    def over_tls(self) -> bool:
        """Do officers reach us over TLS, by way of the public address?"""
        return self.settings.public_url.startswith("https://")

    def cookie(self, name: str) -> str:
        """A cookie's name; the prefix makes the browser refuse it from any other host or without TLS."""
        return f"__Host-{name}" if self.over_tls else name

    def secret(self) -> str:
        """A new token that nobody can guess."""
        return self.draw(32).hex()


@dataclass(frozen=True)
class Visit:
    """One request, with who makes it and when."""

    desk: Desk
    request: Request
    now: datetime
    login: sessions.Login | None
    language: str
    form: FormData
    body: bytes = b""
    """What was posted to a page that takes a file; its form is empty."""

    @property
    def officer(self) -> sessions.Login:
        """The officer; only behind a permit that keeps strangers out."""
        if self.login is None:
            raise NotPermitted
        return self.login

    def may(self, action: str) -> bool:
        """Would the permit table let them?"""
        organisation = self.login.organisation if self.login else ""
        return allows(role_of(self.login), action, organisation)

    def field(self, name: str, most: int = 10_000) -> str:
        """What the form says under this name, without blanks around it, cut at `most` characters."""
        value = self.form.get(name)
        return value.replace("\r\n", "\n").strip()[:most] if isinstance(value, str) else ""

    async def read(self, work: Callable[[Session], T]) -> T:
        """Read from the store, in a worker thread."""

        def reading() -> T:
            with self.desk.database.reading() as db:
                return work(db)

        return await to_thread.run_sync(reading)

    async def show(self, page: str, words: dict[str, object] | None = None, status: int = 200) -> Response:
        """A page in the visitor's language."""
        return await to_thread.run_sync(self._drawn, page, words or {}, status)

    async def no_ticket(self) -> Response:
        """No ticket of this code is theirs to open; what they had to do with it and have no more is said."""
        code = str(self.request.path_params.get("code", ""))
        why = await self.read(lambda db: no_longer_theirs(db, self.officer.reader, code)) if code else ""
        return await self.show("refused.html", {"why": why or "no_ticket"}, 404)

    async def see(self, page: str, work: Callable[[Session], dict[str, object]]) -> Response:
        """A page of what this reads from the store: read, drawn and squeezed in one go of one worker thread."""

        def seeing() -> Response:
            with self.desk.database.reading() as db:
                words = work(db)
            return self._drawn(page, words, 200)

        return await to_thread.run_sync(seeing)

    def _drawn(self, page: str, words: dict[str, object], status: int) -> Response:
        said: dict[str, object] = {
            "visit": self,
            "login": self.login,
            "now": self.now,
            "demonstration": self.desk.settings.demonstration,
            "flash": self.request.query_params.get("said", ""),
            **words,
        }
        response = HTMLResponse(self.desk.screen.render(self.language, page, said), status)
        return squeezed(self.request, response)

    @property
    def queue(self) -> str:
        """The queue that lies beside; empty where the address names none."""
        asked = self.request.query_params.get("queue", "")
        return asked if asked in QUEUES else ""

    @property
    def narrowed(self) -> Filter:
        """What that queue is narrowed to."""
        return filter_from(self.request.query_params)

    @property
    def place(self) -> Place:
        """Which page of that queue lies beside."""
        return place_from(self.request.query_params)

    def go(self, path: str, said: str = "") -> Response:
        """To another page of the desk, which says there (by a code) what was done; the list beside it stays."""
        beside = f"queue={self.queue}{self.narrowed.query}{self.place.query}" if self.queue else ""
        query = "&".join(part for part in (beside, urlencode({"said": said}) if said else "") if part)
        mark = "&" if "?" in path else "?"
        return RedirectResponse(f"{BASE}{path}{mark if query else ''}{query}", 303)


Handler = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the desk, the permit it needs, and who answers. `by_itself`: fetched without a hand.

    A page that `takes` a file of so many bytes gets it as the body itself, in memory: nothing unsealed touches a disk.
    """

    path: str
    permit: str
    handler: Handler
    method: str = "GET"
    by_itself: bool = False
    takes: int = 0


def guarded(desk: Desk, page: Page) -> Route:
    """A route that answers only those whom the permit table lets do this; without a row, nobody."""

    async def endpoint(request: Request) -> Response:
        response = await answer(desk, request, page)
        if to_squeeze(request, response):
            response = await to_thread.run_sync(squeezed, request, response)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if desk.over_tls:
            response.headers["Strict-Transport-Security"] = "max-age=63072000"
        return response

    return Route(page.path, endpoint, methods=[page.method], name=f"{page.permit} {page.path}")


SQUEEZED: Final = ("text/html", "text/css", "text/javascript")
WORTH_IT: Final = 1024


def to_squeeze(request: Request, response: Response) -> bool:
    """Does the browser take this compressed, and is it worth it? A page that was drawn is compressed already."""
    kind = response.headers.get("content-type", "").partition(";")[0]
    wanted = "gzip" in request.headers.get("accept-encoding", "") and kind in SQUEEZED
    if isinstance(response, StreamingResponse) or "content-encoding" in response.headers:
        return False
    return wanted and len(response.body) >= WORTH_IT


def squeezed(request: Request, response: Response) -> Response:
    """The same, compressed where the browser takes that: a slow line carries a fifth. Files of people are left alone.

    No other site can have an officer's browser ask for our pages (SameSite), so lengths tell no outsider a secret.
    """
    if not to_squeeze(request, response):
        return response
    response.body = gzip.compress(response.body, 4, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.body))
    response.headers["Vary"] = "Accept-Encoding"
    return response


REFUSED: Final[dict[type[HelplineError], str]] = {
    TooLate: "too_late",
    ReasonMissing: "no_reason",
    NothingToChange: "nothing_to_change",
    OneOpenAlready: "one_open",
    OtherReaders: "other_readers",
    NoteMissing: "no_note",
    NeverForSilence: "never_for_silence",
    SecondContact: "second_contact",
}


async def answer(desk: Desk, request: Request, page: Page) -> Response:
    """Let the visitor in, or say why not. Errors of the helpline become pages here, by name."""
    if too_large(request, page.takes or LARGEST_FORM):
        return Response(status_code=413)
    visit = await arrive(desk, request, bool(page.takes))
    if not visit.may(page.permit):
        return await turned_away(visit, page)
    if request.method == "POST" and not genuine(visit):
        return await visit.show("refused.html", {"why": "stale_form"}, 403)
    try:
        response = await page.handler(visit)
    except NotYetTold:
        words = {"why": "death", "typed": visit.field("text"), "code": request.path_params.get("code", "")}
        return await visit.show("refused.html", words, 409)
    except NotTrained:
        return await visit.show("refused.html", {"why": "not_trained"}, 403)
    except NotPermitted:
        return await visit.show("refused.html", {"why": "no_permit"}, 403)
    except (TooLate, NotNow) as error:
        return back(visit, REFUSED.get(type(error), "not_now"))
    except (Busy, TryLater):
        return await visit.show("refused.html", {"why": "busy", "typed": visit.field("text")}, 503)
    except HelplineError:
        return await visit.show("refused.html", {"why": "failed", "typed": visit.field("text")}, 500)
    if not page.by_itself:
        await note_presence(visit)
    return response


async def arrive(desk: Desk, request: Request, raw: bool = False) -> Visit:
    """Who is this? A cookie that opens no running login belongs to a stranger."""
    now = desk.clock()
    token = request.cookies.get(desk.cookie("desk"), "")
    chosen = request.cookies.get("desk_language", "")
    language = chosen if chosen in LANGUAGES else LANGUAGES[0]
    posted = request.method == "POST"
    form = await request.form(max_files=0, max_fields=120) if posted and not raw else FormData()
    body = await request.body() if posted and raw else b""
    visit = Visit(desk, request, now, None, language, form, body)
    if not token:
        return visit
    demonstration, vault = desk.settings.demonstration, desk.database.vault
    login = await visit.read(lambda db: sessions.find(db, vault, token, now, demonstration))
    return Visit(desk, request, now, login, language, form, body)


async def turned_away(visit: Visit, page: Page) -> Response:
    """A stranger is asked to log in, and loses nothing that they typed; an officer hears that it is not theirs."""
    if visit.login is not None and page.path == "/" and visit.login.interpreter:
        # Who interprets has no queues; their own list is where they begin.
        return visit.go("/interpret")
    if visit.login is not None and page.path == "/" and visit.may("change.read"):
        # An administrator has no queue: their desk begins with what they keep.
        return visit.go("/keep", visit.request.query_params.get("said", ""))
    if visit.login is not None:
        return await visit.show("refused.html", {"why": "no_permit"}, 403)
    if page.method == "GET" and not page.by_itself:
        path = visit.request.url.path.removeprefix(BASE)
        return visit.go(f"/login?next={path}" if path.startswith("/t/") else "/login")
    return await visit.show("refused.html", {"why": "logged_out", "typed": visit.field("text")}, 401)


def too_large(request: Request, most: int) -> bool:
    """A form of the desk says how long it is, and is never long."""
    if request.method != "POST":
        return False
    length = request.headers.get("content-length", "")
    return not length.isdigit() or int(length) > most


def genuine(visit: Visit) -> bool:
    """Does this post come from a form of ours, filled in by this visitor?"""
    if visit.request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    expected = visit.login.csrf if visit.login else visit.request.cookies.get(visit.desk.cookie("desk_door"), "")
    shown = visit.field("csrf") or visit.request.headers.get("x-csrf", "")
    return bool(expected) and hmac.compare_digest(expected.encode(), shown.encode())


def back(visit: Visit, said: str) -> Response:
    """To the page on which the visitor pressed the button."""
    code = visit.request.path_params.get("code")
    return visit.go(f"/t/{code}" if code else "/", said)


async def note_presence(visit: Visit) -> None:
    """What an officer does keeps the login alive."""
    login = visit.login
    if login is None or visit.now - login.seen_at < sessions.SEEN_EVERY:
        return
    # A page that was made is shown, also while the writer is too busy to note that it was looked at.
    with suppress(Busy, TryLater):
        await visit.desk.database.write(lambda db: sessions.touch(db, login.session_id, visit.now))


def set_cookie(visit: Visit, response: Response, name: str, value: str, lasts: int | None = None) -> None:
    """A cookie that no script reads and no other site sends."""
    response.set_cookie(
        visit.desk.cookie(name),
        value,
        max_age=lasts,
        path="/" if visit.desk.over_tls else BASE,
        secure=visit.desk.over_tls,
        httponly=True,
        samesite="strict",
    )


def take_cookie(visit: Visit, response: Response, name: str) -> None:
    """Have the browser forget a cookie of ours."""
    set_cookie(visit, response, name, "", 0)
