"""Running it: the web server, delivery, polling and sweeps, and a stop that loses nothing."""

import asyncio
import gc
import logging
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from sqlmodel import Session
from starlette.applications import Starlette

from bot import broadcasts, deadlines, events, finding, followup, handover, promises, sweeps
from bot.app import App
from bot.desk.figures import sweep as figures
from bot.desk.screen import Screen
from bot.errors import CannotStart, HelplineError
from bot.forgetting import drop_forgotten_keys
from bot.keeping import ending
from bot.language.catalogue import translate
from bot.settings import Settings
from bot.store.database import SWEEP
from bot.talk import Person, Terminal, lines_typed, talk

log = logging.getLogger(__name__)

LOOK_AGAIN = 0.25
"""Seconds after which delivery looks again without a ring: pauses end, retries fall due."""
SECONDS_TO_STOP = 8
SWITCH_SECONDS = 0.001
WARM_AFTER = 3
OFFERED_TOGETHER = 25
"""So many tickets are held out in one transaction."""
NAMES_EVERY = 5
"""Seconds after which a name that was told can be searched for, at the latest."""
FOLLOW_UP_EVERY, FORGET_EVERY, PROMISES_EVERY, KEYS_EVERY = 60, 600, 900, 30
PERIODS_EVERY = 300
"""Seconds between two looks at what is past the time for which it is kept."""
TAKE_BACK_EVERY = 1
"""Seconds between two looks at what is to be deleted from a telephone: somebody may be walking towards it."""
QUIET_AFTER = 1.5
"""Seconds without a line after which a conversation that is piped in goes on."""
BROADCASTS_EVERY = 5
"""Seconds between two handfuls of lines of a broadcast."""
FIGURES_EVERY = 5
"""Seconds after which is asked whether somebody waits for figures; they are drawn at most once a minute."""
OFFERS_EVERY, FILES_EVERY, UNREAD_EVERY, CATCH_UP_EVERY, LOGINS_EVERY, TARGETS_EVERY, BOOK_EVERY = (
    2,
    3,
    15,
    60,
    3600,
    10,
    600,
)


def starlette(app: App) -> Starlette:
    """The web application; it starts and stops everything else with itself."""

    @asynccontextmanager
    async def lifespan(_web: Starlette) -> AsyncIterator[None]:
        async with running(app):
            yield

    return Starlette(routes=app.routes, lifespan=lifespan)


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Delivery, polling and sweeps, as long as the block lasts; what is under way is finished before it ends."""
    app.bell.hang()
    # A reader lets go of the interpreter at every row: it should not wait five thousandths to have it back.
    sys.setswitchinterval(SWITCH_SECONDS)
    if app.reader:
        app.reader.start()
    stop = asyncio.Event()
    tasks = [asyncio.create_task(keep_delivering(app, stop), name="delivery")]
    tasks += [asyncio.create_task(warm_up(stop), name="templates")]
    tasks += [asyncio.create_task(work, name="telegram") for work in telegram_work(app, stop)]
    scheduler = timetable(app)
    scheduler.start()
    try:
        yield
    finally:
        stop.set()
        scheduler.shutdown(wait=False)
        hang_up(app)
        await app.watch.close()
        _done, late = await asyncio.wait(tasks, timeout=SECONDS_TO_STOP)
        for task in late:
            task.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(app.outbox.settle(), SECONDS_TO_STOP)
        if app.polls:
            with suppress(HelplineError):
                await app.stop_polling()
        if app.door:
            await app.door.close()
        await app.close()


def hang_up(app: App) -> None:
    """End what open pages listen to, so that the server can stop at once."""
    if app.simulator:
        app.simulator.hang_up()


async def warm_up(stop: asyncio.Event) -> None:
    """Once the process has begun well, compile the desk's pages one after the other, before somebody waits for them."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), WARM_AFTER)
    for compiled in Screen(translate).warming():
        if stop.is_set():
            return
        await asyncio.to_thread(compiled)


async def keep_delivering(app: App, stop: asyncio.Event) -> None:
    """Deliver whenever the bell rings, and look again every second."""
    while not stop.is_set():
        ring = app.bell.listen()
        try:
            begun = await app.outbox.deliver()
        except Exception as fault:
            # Whatever it was: people wait for these lines, and nobody else looks for them in this process.
            log.warning("delivery has to wait: %s", type(fault).__name__)
            begun = 0
        if not begun:
            with suppress(TimeoutError):
                await asyncio.wait_for(ring.wait(), LOOK_AGAIN)


def telegram_work(app: App, stop: asyncio.Event) -> list["asyncio._CoroutineLike[None]"]:
    """What Telegram needs beside its routes: our polling, or a webhook that is kept set."""
    if app.bot is None or app.door is None:
        return []
    from bot.channels import telegram

    if app.polls:
        return [
            telegram.keep_face(app.bot, stop),
            telegram.Polling(app.bot, app.door, app.may_poll, app.clock).run(stop),
        ]
    url = app.settings.public_url.rstrip("/") + telegram.PATH
    return [telegram.keep_face(app.bot, stop), telegram.keep_webhook(app.bot, url, app.webhook_secret, stop)]


def timetable(app: App) -> AsyncIOScheduler:
    """Who is called when. The scheduler keeps nothing: every timer is a row."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})

    def every(seconds: int, work: Callable[[], Awaitable[object]], at_once: bool = False) -> None:
        first = {"next_run_time": app.clock()} if at_once else {}
        scheduler.add_job(guarded(work), "interval", seconds=seconds, **first)

    def sweep(work: Callable[[Session, datetime], object]) -> Callable[[], Awaitable[object]]:
        return lambda: app.database.write(lambda db: work(db, app.clock()), SWEEP)

    every(OFFERS_EVERY, lambda: offers(app))
    every(UNREAD_EVERY, sweep(lambda db, now: sweeps.tell_unread(db, app.database.vault, now, translate)))
    every(LOGINS_EVERY, sweep(logins))
    every(TARGETS_EVERY, lambda: looked(app, deadlines.to_look_at, deadlines.keep_targets))
    approved = frozenset(app.settings.templates)
    every(BROADCASTS_EVERY, sweep(lambda db, now: broadcasts.send_some(db, app.database.vault, now, approved)))
    every(BOOK_EVERY, sweep(books))
    every(NAMES_EVERY, sweep(lambda db, now: finding.keep_names(db, app.database.vault, now)))
    every(FILES_EVERY, app.files.fetch_due)
    every(FIGURES_EVERY, lambda: figures.sweep(app.database, app.holder, app.clock()))
    every(TAKE_BACK_EVERY, app.takebacks.take_due)
    every(FOLLOW_UP_EVERY, sweep(lambda db, now: followup.check_in(db, app.database.vault, now, translate, approved)))
    every(KEYS_EVERY, lambda: drop_keys(app))
    every(PROMISES_EVERY, sweep(lambda db, now: promises.keep_promises(db, app.database.vault, now, translate)))
    every(FORGET_EVERY, sweep(lambda db, now: followup.forget_due(db, app.database.vault, now)))
    every(PERIODS_EVERY, lambda: periods(app))
    every(CATCH_UP_EVERY, app.catch_up, at_once=True)
    return scheduler


def guarded(work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """A sweep that fails says so by its name and is called again."""

    async def run() -> None:
        try:
            await work()
        except Exception as error:
            log.warning("a sweep failed and will run again: %s", type(error).__name__)

    return run


AFTER_OFFERS = (sweeps.call_past_silent_owner, handover.wake, handover.revoke_unpermitted)


async def offers(app: App) -> None:
    """Offers end, what nobody is asked to take is held out, a silent owner is called past.

    Each in a transaction of its own, and a long queue is looked at before the writer is asked for: whoever writes
    meanwhile goes first.
    """
    await looked(app, events.to_mark, events.mark)
    await once(app, sweeps.expire_offers)
    with_somebody = await asyncio.to_thread(look_at_queue, app)
    for some in sweeps.batches(with_somebody, OFFERED_TOGETHER):
        await once(app, lambda db, now, some=some: sweeps.offer_waiting(db, now, some))  # type: ignore[misc]
    for work in AFTER_OFFERS:
        await once(app, work)
    await once(app, lambda db, now: sweeps.tell_unmet(db, app.database.vault, now))


def look_at_queue(app: App) -> list[int]:
    """The waiting tickets for which there is somebody to ask; only reads."""
    with app.database.reading() as db:
        return sweeps.worth_a_try(db, app.clock())


async def periods(app: App) -> None:
    """What is past its period goes, a few people in a transaction; a reader looks first whether there is any."""
    for some in sweeps.batches(await asyncio.to_thread(look_at_periods, app), ending.MOST_AT_ONCE):
        await once(app, lambda db, now, some=some: ending.forget_past(db, app.database.vault, some, now))  # type: ignore[misc]


def look_at_periods(app: App) -> list[int]:
    """The people of whom something is past its period; only reads."""
    with app.database.reading() as db:
        return ending.due(db, app.clock())


async def looked(
    app: App,
    look: Callable[[Session, datetime], list[int]],
    work: Callable[[Session, datetime, list[int]], object],
) -> None:
    """A sweep that a reader looks ahead for: the writer gets only what is to be done, and nothing where nothing is."""
    if these := await asyncio.to_thread(look_with, app, look):
        await once(app, lambda db, now: work(db, now, these))


def look_with(app: App, look: Callable[[Session, datetime], list[int]]) -> list[int]:
    """What a look finds; only reads."""
    with app.database.reading() as db:
        return look(db, app.clock())


async def once(app: App, work: Callable[[Session, datetime], object]) -> None:
    """One sweep in one transaction; where it fails the next ones run all the same."""
    await guarded(lambda: app.database.write(lambda db: work(db, app.clock()), SWEEP))()


def books(db: Session, now: datetime) -> None:
    """Institutions are asked again on their day, and the ministry's own book is kept."""
    deadlines.ask_institutions(db, now)
    deadlines.keep_ministrys_book(db, now)


async def drop_keys(app: App) -> None:
    """Keys that were destroyed in the last minutes, by this process or another, leave this one's memory."""
    since = app.clock() - timedelta(seconds=10 * KEYS_EVERY)

    def look() -> int:
        with app.database.reading() as db:
            return drop_forgotten_keys(db, app.database.vault, since)

    await asyncio.to_thread(look)


def logins(db: Session, now: datetime) -> None:
    """Old sessions and login attempts are forgotten."""
    sweeps.forget_logins(db, idle=now - timedelta(days=1), attempts=now - timedelta(days=1))


class Server(uvicorn.Server):
    """Uvicorn, which lets open pages go as soon as it is told to stop."""

    def __init__(self, app: App, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.app = app

    def handle_exit(self, sig: int, frame: object) -> None:
        """A signal came: hang up, so that nobody has to be waited for."""
        hang_up(self.app)
        self.app.watch.let_go()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def open_door(settings: Settings) -> socket.socket:
    """The socket to serve at; whoever knocks is refused until we serve. Raises CannotStart where it is taken."""
    door = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((settings.host, settings.port))
    except (OSError, OverflowError) as error:
        door.close()
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "no such place"
        raise CannotStart(f"HOST and PORT cannot be served at: {why}. Choose another with --port.") from None
    return door


def settle_memory() -> None:
    """Leave what was loaded at the start out of Python's search for circles, and let it search more seldom.

    What was loaded is not looked through first: less than a thousand of its 140,000 values had ended.

    A message makes some thousand values that end with it; `make bench` shows what looking at them costs.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def serve(app: App, door: socket.socket) -> None:
    """Serve at this door until a signal says stop."""
    settle_memory()
    config = uvicorn.Config(
        starlette(app),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
    )
    Server(app, config).run([door])


async def converse(app: App) -> None:
    """A conversation in the terminal until its end."""
    typed = sys.stdin.isatty()
    terminal = Terminal(say, prompts=typed)
    app.channels[terminal.name] = terminal
    person = Person(terminal, secrets.token_hex(4), app.clock, lambda: secrets.token_hex(8))
    async with running(app):
        lines = lines_typed(sys.stdin.fileno())
        patience = 0.0 if typed else QUIET_AFTER
        await talk(app.inbox.receive, person, lines, demonstration=app.settings.demonstration, patience=patience)


def say(words: str) -> None:
    """Write on the terminal."""
    sys.stdout.write(words)
    sys.stdout.flush()
