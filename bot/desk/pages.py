"""The pages that officers read: the queues and one ticket, and the stream that keeps both fresh."""

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

import anyio
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from bot import handover, learnt, tickets
from bot.desk import sessions
from bot.desk.answer_words import MASKED
from bot.desk.answers import answers_now
from bot.desk.beside import beside as around
from bot.desk.cards import for_ticket
from bot.desk.frame import Page, Visit
from bot.desk.hands import KNOWN_LANGUAGES
from bot.desk.history import refused_hand_over
from bot.desk.listener import Change, Listener
from bot.desk.screen import LANGUAGES, Screen
from bot.desk.sending import sending
from bot.desk.shown import opened_before
from bot.desk.surge import crowd
from bot.directory import numbers
from bot.language.caution import names_of_others, rules
from bot.store import filters, queues, reading, transfers
from bot.store.arrivals import height
from bot.store.paging import MOST_PLACED
from bot.store.tables import Officer
from flows.words import Service, Writing

COUNTRIES: Final = ("ID", *numbers.countries())
FIRST_QUEUE: Final = "unassigned"
HEARTBEAT: Final = 15.0


async def home(visit: Visit) -> Response:
    """A queue, with no ticket open."""
    return await visit.see("desk.html", lambda db: lists(db, visit))


async def ticket(visit: Visit) -> Response:
    """One ticket beside its queue. Opening it counts as reading (SAFETY R12) and is written down."""
    code = str(visit.request.path_params["code"])
    ticket_id = await visit.read(lambda db: queues.ticket_id(db, visit.officer.reader, code))
    if ticket_id is None:
        return await visit.no_ticket()
    await opened(visit, ticket_id)
    return await visit.see("desk.html", lambda db: lists(db, visit, code))


async def now(visit: Visit) -> Response:
    """The parts of the page that change, as they are now. What is on a visible screen counts as read."""
    code = visit.request.query_params.get("at", "")
    if code and visit.request.query_params.get("seen") == "1":
        ticket_id = await visit.read(lambda db: queues.unread_id(db, visit.officer.reader, code))
        if ticket_id is not None:
            await opened(visit, ticket_id)
    beside = visit.request.query_params.get("part") == "list"
    return await visit.see("now.html", lambda db: lists(db, visit, code, beside))


async def opened(visit: Visit, ticket_id: int) -> None:
    """Write down that this officer has read the ticket."""
    officer_id, at = visit.officer.officer_id, visit.now

    def read(db: Session) -> None:
        officer = db.get_one(Officer, officer_id)
        tickets.opened(db, ticket_id, officer, at)
        handover.mentions_read(db, ticket_id, officer, at)

    await visit.desk.database.write(read)


def lists(db: Session, visit: Visit, code: str = "", beside: bool = False) -> dict[str, object]:
    """What the three panes show: the queues with their counts, the rows of one, and the open ticket.

    With `beside`, only what stands beside the ticket: it did not change.
    """
    reader = visit.officer.reader
    queue, narrowed = visit.queue or FIRST_QUEUE, visit.narrowed
    # First, so that whatever is written while we read is fetched again.
    paged, written = visit.desk.tally.page(db, reader, queue, narrowed, visit.place, visit.now)
    sheet = reading.sheet(db, visit.desk.database.vault, reader, code) if code and not beside else None
    working = queues.offices(db) if sheet else ()
    looking = visit.desk.watch.everybody_looking(reader.officer_id)
    arriving = transfers.arriving(db, reader)
    return {
        "mark": written,
        "queue": queue,
        "narrowed": narrowed,
        "view": f"queue={queue}{narrowed.query}{paged.place.query}",
        "start": f"queue={queue}{narrowed.query}",
        "paged": paged,
        "newest": queues.newest(db, reader, queue, narrowed) if paged.place.side else (),
        "newest_few": queues.NEWEST,
        "total": visit.desk.tally.total(db, reader, queue, narrowed, visit.now) if paged.turns else 0,
        "most_placed": MOST_PLACED,
        "saved": filters.saved(db, reader.officer_id, reader.office_id),
        "looking": looking,
        "counts": with_proposed(visit.desk.tally.counts(db, reader, visit.now), arriving),
        "most_counted": queues.COUNTED,
        "rows": paged.rows,
        "sheet": sheet,
        "others": looking.get(sheet.ticket_id, ()) if sheet else (),
        "arriving": arriving,
        "leaving": transfers.leaving(db, sheet.ticket_id) if sheet else None,
        "offices": queues.other_offices(working, reader),
        "partners": outside(working) if sheet and sheet.row.mine else [],
        "opened_files": opened_before(sheet.history) if sheet else frozenset(),
        "answers": answers_now(db, sheet.row.language, sheet.surge) if sheet else (),
        "cards": for_ticket(*met(sheet), visit.language) if sheet else (),
        "masked": MASKED,
        "cautions": cautions(sheet, visit.officer.name) if sheet and sheet.row.mine else [],
        "back_because": handover.BACK_BECAUSE,
        "over_because": handover.OVER_BECAUSE,
        "colleague_because": handover.TO_COLLEAGUE_BECAUSE,
        "refused": refused_hand_over(sheet.history) if sheet and sheet.row.mine else None,
        "up_because": handover.UP_BECAUSE,
        "known_services": tuple(Service),
        "known_languages": KNOWN_LANGUAGES,
        "known_countries": COUNTRIES,
        "known_channels": filters.CHANNELS,
        "about": learnt.about_of(db, sheet.ticket_id) if sheet else None,
        "sending": sending(db, visit, sheet) if sheet else None,
        "code": code,
        "outcomes": tickets.OUTCOMES,
        "once": visit.desk.secret() if sheet else "",
        "crowd": crowd(db, visit, sheet) if sheet else None,
        **(around(db, visit, sheet, working) if sheet else {}),
    }


def with_proposed(counts: dict[str, int], arriving: Sequence[transfers.Arriving]) -> dict[str, int]:
    """What is proposed to this officer or their office waits for them as an offer does, and is counted with them."""
    return counts | {"offered": counts["offered"] + len(arriving)}


def outside(working: Sequence[queues.Working]) -> list[queues.Working]:
    """The partners outside the system, for whom a referral may be printed."""
    return [one for one in working if one.organisation.startswith("partner:")]


def met(sheet: reading.Sheet) -> tuple[set[str], set[str]]:
    """The signs that are there, and the kinds of message that the person sent."""
    return {sign.kind for sign in sheet.signs}, {line.kind for line in sheet.lines if line.who == "contact"}


def cautions(sheet: reading.Sheet, officer: str) -> list[dict[str, str]]:
    """What the composer looks at while somebody types: the patterns, for the browser."""
    own = re.findall(r"\w+", f"{sheet.name} {officer}")
    overlooked = sheet.writing is not Writing.SAFE
    return [asdict(rule) for rule in rules(names_of_others(dict(sheet.answers)), own, overlooked)]


async def live(visit: Visit) -> Response:
    """Server-sent events: which tickets changed, for as long as the login runs."""
    code = visit.request.query_params.get("at", "")
    reader = visit.officer.reader
    looking_at = await visit.read(lambda db: queues.ticket_id(db, reader, code)) if code else None
    listener = Listener(reader, looking_at, visit.officer.name)
    return StreamingResponse(stream(visit, listener), media_type="text/event-stream")


async def stream(visit: Visit, listener: Listener) -> AsyncIterator[str]:
    """The events for one open page; a heartbeat asks each time whether the login still runs."""
    watch = visit.desk.watch
    with watch.listening(listener):
        # Read only once we listen: what is written from now on is told.
        await watch.begun()
        said = json.dumps({"mark": await visit.read(height)})
        yield f"retry: 2000\n\nevent: hello\ndata: {said}\n\n"
        asked_at = anyio.current_time()
        while not watch.closing:
            with anyio.move_on_after(HEARTBEAT):
                await listener.woken.wait()
            # However much happens, the login is looked at again: nobody is told anything after it has ended.
            if anyio.current_time() - asked_at >= HEARTBEAT:
                asked_at = anyio.current_time()
                if await ended(visit):
                    yield "event: ended\ndata: {}\n\n"
                    return
                yield "event: alive\ndata: {}\n\n"
            if listener.woken.is_set():
                listener.woken.clear()
                yield event(visit, listener)


def event(visit: Visit, listener: Listener) -> str:
    """What changed since the last event: codes, and the row of a ticket that nobody has; who looks; who is called."""
    told = ",".join(change.told[visit.language] for change in listener.changes.values())
    looks, called = json.dumps(listener.looks), json.dumps(sorted(listener.called))
    said = f"event: looks\ndata: {looks}\n\n" if listener.looks else ""
    said += f"event: called\ndata: {called}\n\n" if listener.called else ""
    said += f"event: changed\ndata: [{told}]\n\n" if listener.changes or not said else ""
    listener.changes.clear()
    listener.looks.clear()
    listener.called.clear()
    return said


def tell(screen: Screen, clock: Callable[[], datetime], change: Change) -> dict[str, str]:
    """A change as the pages hear it, by language; of a ticket that nobody has, the row comes along."""
    said: dict[str, object] = {
        "code": change.row.code,
        "priority": change.row.urgency.priority,
        "fresh": change.fresh,
        "free": change.free,
    }
    if not (change.free and change.fresh):
        return dict.fromkeys(LANGUAGES, json.dumps(said))
    words = {"row": change.row, "now": clock(), "view": f"queue={FIRST_QUEUE}", "here": False, "looks": ()}
    return {one: json.dumps(said | {"row": screen.render(one, "_row.html", words)}) for one in LANGUAGES}


async def ended(visit: Visit) -> bool:
    """Is the login over: idle too long, logged out elsewhere, or the officer no longer works here?"""
    desk = visit.desk
    token = visit.request.cookies.get(desk.cookie("desk"), "")
    demonstration, vault, at = desk.settings.demonstration, desk.database.vault, desk.clock()
    return await visit.read(lambda db: sessions.find(db, vault, token, at, demonstration)) is None


PAGES: Final = (
    Page("/", "queue.read", home),
    Page("/live", "queue.read", live, by_itself=True),
    Page("/now", "queue.read", now, by_itself=True),
    Page("/t/{code}", "ticket.read", ticket),
)
