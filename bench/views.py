"""How much processor time each view of the desk takes, which what else the machine does distorts less than seconds."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request

from bench.crowd import Filled, open_database
from bot.bell import Bell
from bot.desk import links_room, pages, sessions
from bot.desk.app import make_desk
from bot.desk.frame import Desk, Visit
from bot.language.catalogue import translate
from bot.settings import Settings

ROUNDS = 15


@dataclass(frozen=True)
class Cost:
    """Milliseconds of our own processor time: reading the store, drawing the page; and the page's bytes."""

    view: str
    read: float
    drawn: float
    size: int


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """The desk over the filled store, without a server."""
    database = open_database(folder)
    settings = Settings(public_url="", telegram_token="", twilio_auth_token="")
    bell = Bell()
    bell.hang()
    yield make_desk(database, bell, settings, lambda: datetime.now(UTC), secrets.token_bytes, translate)
    database.close()


async def costs(folder: Path, filled: Filled, queues: tuple[str, ...]) -> list[Cost]:
    """Each view, asked for by an officer of the large office; the least of some rounds, as nothing waits here."""
    asked = [(f"queue {queue}", f"queue={queue}", "", False) for queue in queues]
    asked += [("queue narrowed", "queue=office&country=JP", "", False)]
    asked += [("now, the list alone", "queue=unassigned", "", True)]
    asked += [("ticket", "queue=office", filled.codes[3], False)]
    asked += [("ticket with 200 lines", "queue=mine", filled.longest, False)]
    with opened(folder) as desk:
        found = [cost(desk, filled.tokens[0], *one) for one in asked]
        return [
            *found,
            least("family-links room", lambda: timed(desk, filled.tracer, "", links_room.room, "links.html")),
        ]


def cost(desk: Desk, token: str, view: str, query: str, code: str, beside: bool) -> Cost:
    """One view's cost."""
    return least(view, lambda: once(desk, token, query, code, beside))


def least(view: str, ask: Callable[[], tuple[float, float, int]]) -> Cost:
    """The least of some rounds, without the first."""
    took = [ask() for _round in range(ROUNDS)][1:]
    read, drawn = min(one[0] for one in took), min(one[1] for one in took)
    return Cost(view, round(read * 1000, 1), round(drawn * 1000, 1), took[0][2])


def once(desk: Desk, token: str, query: str, code: str, beside: bool) -> tuple[float, float, int]:
    """The desk's own pages: a queue, and the ticket that lies open beside it."""
    page = "now.html" if beside else "desk.html"
    return timed(desk, token, query, lambda db, visit: pages.lists(db, visit, code, beside), page)


def timed(
    desk: Desk, token: str, query: str, seen: Callable[[Session, Visit], dict[str, object]], page: str
) -> tuple[float, float, int]:
    """Seconds of processor time for reading and for drawing, and the page's length."""
    now = datetime.now(UTC)
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": []}
    begun = time.thread_time()
    with desk.database.reading() as db:
        login = sessions.find(db, desk.database.vault, token, now, True)
        visit = Visit(desk, Request(scope), now, login, "id", FormData())
        words = seen(db, visit)
    read = time.thread_time()
    told = {"visit": visit, "login": login, "now": now, "demonstration": True, "flash": "", **words}
    html = desk.screen.render("id", page, told)
    return read - begun, time.thread_time() - read, len(html.encode())
