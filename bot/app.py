"""Builds each thing once and joins them."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session
from starlette.routing import BaseRoute, Mount, Route

from bot import demonstration, enclosures
from bot.aside import Aside, processors
from bot.bell import Bell
from bot.channels.simulator import Simulator
from bot.desk.app import desk_routes, make_desk
from bot.desk.live import Watch
from bot.desk.passwords import quickly_hashed
from bot.directory.offices import shipped_offices
from bot.errors import Busy, CannotStart, HelplineError
from bot.files import Fetch, Files
from bot.inbox import Inbox
from bot.keys import keys_fit, open_vault
from bot.language import catalogue
from bot.messages import Channel
from bot.outbox import Outbox
from bot.permits import PERMITS
from bot.settings import Settings
from bot.staff import load_directory
from bot.start import allowed, stays_here
from bot.store import leases
from bot.store.database import INBOUND, SWEEP, Database
from bot.store.migrate import behind, migrate
from bot.store.tables import table
from bot.takebacks import TakeBacks
from bot.world import build_world, read_heard
from flows.book import BOOK
from flows.structure import missing

if TYPE_CHECKING:
    from bot.channels import telegram, whatsapp

LEASE_SECONDS = 60
NO_ADDRESS = "DATABASE_URL is no address that we know. Write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME."


def utc_now() -> datetime:
    """The instant; the only clock of the program."""
    return datetime.now(UTC)


def open_database(settings: Settings, committed: Callable[[], None] = lambda: None) -> Database:
    """The database, migrated. Raises CannotStart where it cannot be opened or a key is wrong, Busy where it is held."""
    vault = open_vault(settings)
    try:
        make_room(settings.database)
        database = Database(settings.database, vault, committed)
    except (ArgumentError, ImportError):
        raise CannotStart(NO_ADDRESS) from None
    except OSError:
        raise CannotStart("The database's directory cannot be made. Look at VAR_DIR and DATABASE_URL.") from None
    try:
        keys_fit(database.readers, vault)
        if behind(database.readers):
            migrate(database.writing)
    except DBAPIError as error:
        database.close()
        raise why_not(error) from None
    except HelplineError:
        database.close()
        raise
    return database


def make_room(url: str) -> None:
    """The directory of an SQLite file."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def why_not(error: DBAPIError) -> HelplineError:
    """Why a database could not be opened, by the driver's code and without its words."""
    original = error.orig
    code = str(getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None) or "no connection")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy()
    return CannotStart(f"The database cannot be opened ({code}). Look at DATABASE_URL, VAR_DIR and the server itself.")


def holder_here() -> str:
    """What this process is called as the holder of a lease: its machine, its number, and a draw of its own."""
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"


def gone(holder: str) -> bool:
    """Has this holder's process on this machine ended? Of other machines nothing is known.

    One with our own number has: in a container every process that serves may be number 1.
    """
    host, _colon, rest = holder.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    return int(rest) == os.getpid() or not runs(int(rest))


def runs(process: int) -> bool:
    """Is there a process of this number on this machine?"""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@dataclass
class App:
    """Everything of one running helpline."""

    settings: Settings
    clock: Callable[[], datetime]
    bell: Bell
    database: Database
    inbox: Inbox
    reader: Aside | None
    channels: dict[str, Channel]
    outbox: Outbox
    files: Files
    takebacks: TakeBacks
    simulator: Simulator | None
    bot: "telegram.Telegram | None"
    door: "telegram.Door | None"
    twilio: "whatsapp.WhatsApp | None"
    watch: Watch
    routes: list[BaseRoute]
    holder: str = field(default_factory=holder_here)

    @property
    def polls(self) -> bool:
        """Do we fetch Telegram's updates ourselves?"""
        mode, public = self.settings.telegram_mode, self.settings.public_url
        return self.bot is not None and (mode == "polling" or (mode == "auto" and not public))

    @property
    def webhook_secret(self) -> str:
        """What Telegram shows at our webhook."""
        from bot.channels.telegram import secret_from

        return self.settings.telegram_webhook_secret or secret_from(self.settings.telegram_token)

    async def may_poll(self) -> bool:
        """One process at a time polls; asking renews the lease."""
        now = self.clock()
        return await self.database.write(
            lambda db: leases.take(db, "telegram.polling", self.holder, now, LEASE_SECONDS, gone), SWEEP
        )

    async def stop_polling(self) -> None:
        """Let another process poll at once."""
        await self.database.write(lambda db: leases.give_back(db, "telegram.polling", self.holder), SWEEP)

    async def claimed(self, keys: list[str]) -> set[str]:
        """Which of Twilio's message ids are stored already."""
        line = table("line")
        found = await self.database.write(
            lambda db: db.execute(select(line.c.key).where(line.c.channel == "whatsapp", line.c.key.in_(keys))).all(),
            SWEEP,
        )
        return {row.key for row in found}

    async def catch_up(self) -> int:
        """Fetch what Twilio took and could not hand us."""
        if self.twilio is None:
            return 0
        return await self.twilio.catch_up(self.clock(), self.inbox.receive, self.claimed)

    async def close(self) -> None:
        """Let go of everything, in the order in which it was built, backwards."""
        if self.reader:
            await self.reader.close()
        for channel in (self.bot, self.twilio):
            if channel is not None:
                with suppress(Exception):
                    await channel.close()
        self.database.close()


def build(settings: Settings, clock: Callable[[], datetime] = utc_now) -> App:
    """Build everything that the settings ask for. Raises CannotStart."""
    allowed(settings)
    if lost := missing(BOOK):
        raise CannotStart(f"The conversations are broken: {lost[0]}, which does not exist.")
    bell = Bell()
    database = open_database(settings, bell.ring)
    reader = Aside() if processors() > 1 else None
    world = build_world(settings.trial, settings.organisations if settings.authorised else "")
    inbox = Inbox(database, BOOK, world, read_heard, reader.read if reader else None)
    channels: dict[str, Channel] = {}
    fetchers: dict[str, Fetch] = {}
    outbox = Outbox(database, channels, clock)
    desk = make_desk(database, bell, settings, clock, os.urandom, catalogue.translate)
    routes: list[BaseRoute] = [Mount("/desk", routes=desk_routes(desk))]
    simulator = Simulator(inbox.receive, settings.demonstration, clock) if stays_here(settings) else None
    if simulator:
        channels[simulator.name] = simulator
        routes += simulator.routes()
    bot, door = open_telegram(settings, database, inbox)
    twilio = open_whatsapp(settings, database, clock)
    if twilio:
        channels[twilio.name], fetchers[twilio.name] = twilio, twilio.fetch
        routes += [*twilio.routes(inbox.receive, outbox.status, clock), open_media(database, clock)]
    files = Files(database, fetchers, clock)
    app = App(
        settings=settings,
        clock=clock,
        bell=bell,
        database=database,
        inbox=inbox,
        reader=reader,
        channels=channels,
        outbox=outbox,
        files=files,
        takebacks=TakeBacks(database, channels, clock),
        simulator=simulator,
        bot=bot,
        door=door,
        twilio=twilio,
        watch=desk.watch,
        routes=routes,
    )
    if bot and door:
        channels[bot.name], fetchers[bot.name] = bot, bot.fetch
        if not app.polls:
            from bot.channels.telegram import routes as telegram_routes

            routes += telegram_routes(door, app.webhook_secret, clock)
    every_route_is_permitted(routes)
    return app


def every_route_is_permitted(routes: Iterable[BaseRoute]) -> None:
    """Each address names its permit, first in its name. Raises CannotStart for one that the table does not know."""
    for route in routes:
        if isinstance(route, Mount):
            every_route_is_permitted(route.routes)
        elif isinstance(route, Route) and (route.name or "").split()[0] not in PERMITS:
            raise CannotStart(f"The address {route.path} names no permit. Give it one in bot/permits.py.")


# A vendor's library costs a third of a second to load: only who is configured pays for it.
def open_telegram(
    settings: Settings, database: Database, inbox: Inbox
) -> "tuple[telegram.Telegram, telegram.Door] | tuple[None, None]":
    """Telegram and the door for its updates, where a token is set."""
    if not settings.telegram_token:
        return None, None
    from bot.channels.telegram import Door, Telegram

    bot = Telegram(settings.telegram_token, settings.telegram_api_url)
    return bot, Door(bot, inbox.receive, blocked_on(database, "telegram"))


def open_whatsapp(settings: Settings, database: Database, clock: Callable[[], datetime]) -> "whatsapp.WhatsApp | None":
    """WhatsApp by way of Twilio, where its secret is set."""
    if not settings.twilio_auth_token:
        return None
    from bot.channels.whatsapp import WhatsApp

    return WhatsApp(settings, lambda file: enclosures.ticket_for(database.vault, file, clock()))


def open_media(database: Database, clock: Callable[[], datetime]) -> Route:
    """Where Twilio fetches a file of ours that it was told of a moment ago."""
    from bot.channels.whatsapp.media import media_route

    def read(told: str) -> tuple[str, bytes] | None:
        with database.reading() as db:
            return enclosures.shown_for(db, database.vault, told, clock())

    async def find(told: str) -> tuple[str, bytes] | None:
        return await asyncio.to_thread(read, told)

    return media_route(find)


def blocked_on(database: Database, channel: str) -> Callable[[str], Awaitable[None]]:
    """Notes that a person has blocked us on this channel."""

    async def blocked(address: str) -> None:
        contact, talk = table("contact"), table("talk")
        who = select(contact.c.id).where(contact.c.address_hash == database.vault.hash(channel, address))
        gone = update(talk).where(talk.c.contact_id.in_(who)).values(unreachable="blocked")

        def note(db: Session) -> None:
            db.execute(gone)

        await database.write(note, INBOUND)

    return blocked


def settle_in(app: App) -> dict[str, str]:
    """The directory, and in the demonstration the invented officers: their passwords, drawn anew."""
    app.database.write_now(lambda db: load_directory(db, shipped_offices()))
    if app.settings.demonstration:
        app.database.write_now(lambda db: demonstration.settle_in(db, app.clock()))
    if not app.settings.demonstration:
        return {}
    return app.database.write_now(lambda db: demonstration.draw_passwords(db, quickly_hashed))
