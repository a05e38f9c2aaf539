"""The desk's addresses, each with the permit that it needs."""

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
    door,
    events,
    hands,
    learnt,
    oversee,
    pages,
    printed,
    search,
    sending,
    shown,
    together_posts,
    views,
)
from bot.desk.care_pages import CARE_PAGES
from bot.desk.frame import Desk, Page, Visit, guarded
from bot.desk.keep import addresses
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


PAGES: Final = (
    Page("/static/{name}", "asset.read", asset),
    Page("/login", "door.see", door.door),
    Page("/login", "session.begin", door.begin, "POST"),
    Page("/factor", "session.begin", door.second, "POST"),
    Page("/logout", "session.end", door.end, "POST"),
    Page("/language", "language.choose", door.choose_language, "POST"),
    Page("/presence", "presence.declare", door.declare_presence, "POST"),
    Page("/", "queue.read", pages.home),
    Page("/search", "ticket.search", search.search, "POST"),
    *views.PAGES,
    *together_posts.PAGES,
    *sending.PAGES,
    Page("/live", "queue.read", pages.live, by_itself=True),
    Page("/now", "queue.read", pages.now, by_itself=True),
    Page("/oversee", "work.oversee", oversee.page),
    Page("/figures", "work.oversee", oversee.figures),
    Page("/broadcasts", "broadcast.draft", broadcasts.listing),
    Page("/broadcasts", "broadcast.draft", broadcasts.draft, "POST"),
    Page("/broadcasts/{code}", "broadcast.draft", broadcasts.one),
    Page("/broadcasts/{code}/test", "broadcast.draft", broadcasts.test, "POST"),
    Page("/broadcasts/{code}/approve", "broadcast.approve", broadcasts.approve, "POST"),
    Page("/broadcasts/{code}/start", "broadcast.run", broadcasts.start, "POST"),
    Page("/broadcasts/{code}/stop", "broadcast.stop", broadcasts.stop, "POST"),
    Page("/events", "list.enter", events.listing),
    Page("/events", "event.declare", events.declare, "POST"),
    Page("/events/blank/{name}", "list.enter", events.blank),
    Page("/events/list/{name}", "list.read", events.read_list),
    Page("/events/{event:int}", "list.enter", events.one),
    Page("/events/{event:int}/status", "event.declare", events.state, "POST"),
    Page("/events/{event:int}/end", "event.declare", events.end, "POST"),
    Page("/events/{event:int}/list", "list.enter", events.enter_list, "POST"),
    Page("/events/{event:int}/list-back", "list.enter", events.take_back, "POST"),
    Page("/figures.csv", "work.oversee", oversee.export),
    Page("/figures/{name}.svg", "work.oversee", oversee.drawing),
    Page("/t/{code}", "ticket.read", pages.ticket),
    Page("/t/{code}/take", "ticket.take", acts.take, "POST"),
    Page("/t/{code}/reply", "ticket.reply", acts.reply, "POST"),
    Page("/t/{code}/typing", "ticket.reply", acts.typing, "POST"),
    Page("/t/{code}/note", "ticket.note", acts.note, "POST"),
    Page("/t/{code}/close", "ticket.close", acts.close, "POST"),
    Page("/t/{code}/file/{file:int}", "file.open", shown.file),
    Page("/t/{code}/summary.pdf", "ticket.print", printed.summary),
    Page("/t/{code}/summary.txt", "ticket.print", printed.summary),
    Page("/t/{code}/referral.pdf", "ticket.refer", printed.refer, "POST"),
    Page("/t/{code}/ministry", "ticket.ministry", printed.ministry_number, "POST"),
    Page("/t/{code}/hand-back", "ticket.hand_back", hands.hand_back, "POST"),
    Page("/t/{code}/transfer", "ticket.transfer", hands.transfer, "POST"),
    Page("/t/{code}/revoke", "ticket.decide", hands.revoke, "POST"),
    Page("/t/{code}/accept", "ticket.decide", hands.accept, "POST"),
    Page("/t/{code}/reject", "ticket.decide", hands.reject, "POST"),
    Page("/t/{code}/escalate", "ticket.escalate", hands.escalate, "POST"),
    Page("/t/{code}/settle", "ticket.settle", hands.settle, "POST"),
    Page("/t/{code}/snooze", "ticket.snooze", hands.snooze, "POST"),
    Page("/t/{code}/reopen", "ticket.reopen", hands.reopen, "POST"),
    Page("/t/{code}/urgency", "ticket.correct", hands.correct, "POST"),
    Page("/t/{code}/learning", "ticket.correct", hands.learn, "POST"),
    Page("/t/{code}/release", "line.release", hands.release, "POST"),
    Page("/t/{code}/made-sure", "person.check", hands.made_sure, "POST"),
    Page("/t/{code}/join", "address.join", hands.join, "POST"),
    Page("/t/{code}/again", "ticket.reply", hands.send_again, "POST"),
    Page("/t/{code}/about", "ticket.about", learnt.about, "POST"),
    Page("/t/{code}/safe", "ticket.about", learnt.known_safe, "POST"),
    Page("/t/{code}/death-told", "ticket.reply", hands.death_told, "POST"),
    *CARE_PAGES,
    *addresses.PAGES,
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
    watch = Watch(database, bell, partial(pages.tell, screen, clock))
    return Desk(database, bell, settings, clock, draw, screen, watch, Tally(bell), oversee.Overviews())


def desk_routes(desk: Desk) -> list[Route]:
    """The routes to mount at /desk."""
    return [guarded(desk, page) for page in PAGES]
