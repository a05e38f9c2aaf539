"""The desk: every address of it, joined from the modules that answer there, and the desk itself, built once."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib.resources import files
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from bot.bell import Bell
from bot.desk import (
    acts,
    broadcasts,
    cards,
    door,
    events,
    hands,
    interpret,
    learnt,
    links_room,
    matters,
    oversee,
    pages,
    practice,
    printed,
    register,
    rooms,
    search,
    second,
    sending,
    shown,
    split,
    surge,
    ticket_care,
    together_posts,
    views,
    wishes,
)
from bot.desk.frame import Desk, Page, Visit, guarded
from bot.desk.keep import officers, offices, rules, texts
from bot.desk.live import Watch
from bot.desk.screen import Screen, Translate
from bot.desk.tally import Tally
from bot.settings import Settings
from bot.store.database import Database

KINDS: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


async def asset(visit: Visit) -> Response:
    """A style sheet or script of ours."""
    name = str(visit.request.path_params["name"])
    kind = KINDS.get(name.rpartition(".")[2])
    here = files("bot.desk") / "static"
    if kind is None or name not in {file.name for file in here.iterdir()}:
        return Response(status_code=404)
    # The address carries the content's hash, so the browser may keep it.
    kept = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response((here / name).read_bytes(), media_type=kind, headers=kept)


ASSETS: Final = (Page("/static/{name}", "asset.read", asset),)

# Each module says beside its handlers at which addresses they answer, and with which permit: nowhere else.
PAGES: Final[tuple[Page, ...]] = (
    *ASSETS,
    *door.PAGES,
    *pages.PAGES,
    *search.PAGES,
    *views.PAGES,
    *acts.PAGES,
    *hands.PAGES,
    *surge.PAGES,
    *learnt.PAGES,
    *together_posts.PAGES,
    *split.PAGES,
    *sending.PAGES,
    *shown.PAGES,
    *printed.PAGES,
    *ticket_care.PAGES,
    *matters.PAGES,
    *interpret.PAGES,
    *oversee.PAGES,
    *broadcasts.PAGES,
    *events.PAGES,
    *rooms.PAGES,
    *cards.PAGES,
    *practice.PAGES,
    *second.PAGES,
    *register.PAGES,
    *links_room.PAGES,
    *wishes.PAGES,
    *texts.PAGES,
    *offices.PAGES,
    *officers.PAGES,
    *rules.PAGES,
)


def make_desk(
    database: Database,
    bell: Bell,
    settings: Settings,
    clock: Callable[[], datetime],
    draw: Callable[[int], bytes],
    translate: Translate,
) -> Desk:
    """The desk, built once; have `desk.watch.close()` called before the server stops."""
    screen = Screen(translate)
    watch = Watch(database, bell, clock, draw(8).hex(), partial(pages.tell, screen, clock))
    return Desk(database, bell, settings, clock, draw, screen, watch, Tally(bell), oversee.Overviews())


def desk_routes(desk: Desk) -> list[Route]:
    """The routes to mount at /desk."""
    return [guarded(desk, page) for page in PAGES]
