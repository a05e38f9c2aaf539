"""Pages of events: declared and ended by a lead, with what is known of them, and lists of people from volunteers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, func, select
from starlette.responses import Response

from bot import events, lists
from bot.desk.frame import Page, Visit
from bot.desk.keep import parse
from bot.desk.keep.form import CHOICE, LONG, MOMENT, Field, Filled, filled, standing
from bot.desk.keep.frame import UNPROCESSABLE, Sheet
from bot.desk.lead_words import LEAD_WORDS
from bot.desk.screen import OFFICE_ZONE
from bot.directory.countries import country_name, country_of_name
from bot.directory.regions import named, provinces, regencies
from bot.errors import NotNow
from bot.store.event_tables import EventEntry, EventStatus, Listed
from bot.store.tables import Officer, Ticket
from bot.store.work_tables import Event


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


BACK: Final = "/desk/events"
NOWHERE: Final[tuple[str, ...]] = ()
KINDS: Final = tuple((kind, LEAD_WORDS["event"][kind]) for kind in events.KINDS)
DECLARE: Final = (
    Field("kind", _("Apa yang terjadi"), CHOICE, KINDS, needed=True),
    Field("places", _("Di mana"), LONG, help=_("Negara (MY), provinsi, atau kabupaten; satu per baris."), needed=True),
)
STATUS: Final = (
    Field(
        "text_id",
        _("Apa yang diketahui"),
        LONG,
        help=_("Satu kalimat. Waktu dan sumber ditambahkan sendiri."),
        needed=True,
    ),
    Field("text_en", _("Dalam bahasa Inggris")),
    Field("source", _("Menurut siapa"), needed=True),
    Field("known_at", _("Per jam"), MOMENT, needed=True),
)


def place(text: str) -> str:
    """The code of one place, from a code or a name. Raises ValueError."""
    wanted = text.strip()
    if events.is_place(wanted.upper()):
        return wanted.upper()
    if country := country_of_name(wanted):
        return country
    found = named(wanted)
    if len(found) != 1:
        raise ValueError("places")
    return found[0]


def places_in(text: str) -> tuple[str, ...]:
    """The codes of all places, one a line."""
    return tuple(dict.fromkeys(place(line) for line in parse.lines(text)))


def called(codes: Iterable[str], language: str) -> list[str]:
    """What these places are called."""
    return [provinces().get(code) or region(code) or country_name(code, language) for code in codes]


def region(code: str) -> str:
    """A regency's name; empty for any other code."""
    there = regencies().get(code)
    return there.name if there else ""


def touched(db: Session, codes: Iterable[str]) -> int:
    """How many open tickets these places would mark; nobody's words."""
    still_open = col(Ticket.status).not_in(events.ENDED)
    return db.exec(select(func.count()).select_from(Ticket).where(still_open, events.touches(set(codes)))).one()


async def listing(visit: Visit) -> Response:
    """The events that run, the ones that are over, and the form to declare one."""
    return await show_all(visit, standing({}))


async def show_all(visit: Visit, found: Filled, sure: dict[str, object] | None = None) -> Response:
    """The page with the form as it stands."""

    def read(db: Session) -> dict[str, object]:
        over = select(Event).where(col(Event.ended_at).is_not(None)).order_by(col(Event.id).desc()).limit(10)
        ended = [(one, called(one.places.split(), visit.language)) for one in db.exec(over)]
        return {"running": [card(db, one, visit) for one in events.running(db)], "over": ended}

    words = {"sheet": Sheet(_("Umumkan kejadian"), BACK, DECLARE, BACK), "found": found, "sure": sure}
    status = UNPROCESSABLE if found.errors else 200
    return await visit.show("events.html", words | await visit.read(read), status)


def card(db: Session, event: Event, visit: Visit) -> dict[str, object]:
    """One event in the list."""
    codes = event.places.split()
    known = events.what_is_known(db, event.id or 0)
    return {"event": event, "places": called(codes, visit.language), "tickets": touched(db, codes), "known": known}


async def declare(visit: Visit) -> Response:
    """First what it would touch is shown; pressed again, the event is declared."""
    found = filled(DECLARE, visit)
    codes = found.parsed("places", places_in, NOWHERE)
    kind = found.text("kind")
    if found.errors:
        return await show_all(visit, found)
    if visit.field("sure", 3) != "yes":
        number = await visit.read(lambda db: touched(db, codes))
        return await show_all(visit, found, {"tickets": number, "places": called(codes, visit.language)})
    officer_id = visit.officer.officer_id
    number = await visit.desk.database.write(
        lambda db: events.declare(db, db.get_one(Officer, officer_id), kind, codes, visit.now)
    )
    return visit.go(f"/events/{number}", "declared")


async def one(visit: Visit) -> Response:
    """One event: what is known, its lists, its history."""
    here = f"{visit.now.astimezone(OFFICE_ZONE):%Y-%m-%dT%H:%M}"
    return await show_one(visit, standing({"known_at": here}))


async def show_one(visit: Visit, found: Filled, faults: tuple[lists.Fault, ...] = (), typed: str = "") -> Response:
    """The page of one event with its forms as they stand."""
    number = int(visit.request.path_params["event"])

    def read(db: Session) -> dict[str, object] | None:
        event = db.get(Event, number)
        if event is None:
            return None
        told = select(EventStatus).where(EventStatus.event_id == number).order_by(col(EventStatus.id).desc()).limit(5)
        return card(db, event, visit) | {
            "statuses": list(db.exec(told)),
            "batches": batches(db, number),
            "history": history(db, number),
            "looks": events.looks(db, visit.now) if event.ended_at is None else None,
        }

    there = await visit.read(read)
    if there is None:
        return await visit.show("refused.html", {"why": "no_permit"}, 404)
    action = f"{BACK}/{number}"
    words = {"sheet": Sheet(_("Apa yang diketahui"), f"{action}/status", STATUS, BACK), "found": found}
    said = [(fault, visit.desk.screen.translate(visit.language, lists.FAULTS[fault.why])) for fault in faults]
    status = UNPROCESSABLE if found.errors or faults else 200
    return await visit.show("event.html", words | there | {"faults": said, "typed_list": typed}, status)


def batches(db: Session, event_id: int) -> list[tuple[str, int, datetime, str]]:
    """(code, people, when, by whom) of each list of an event."""
    counted = (
        select(Listed.batch, func.count(), func.min(Listed.at), func.min(Officer.name))
        .join(Officer, col(Officer.id) == col(Listed.officer_id))
        .where(Listed.event_id == event_id)
        .group_by(col(Listed.batch))
        .order_by(func.min(Listed.at))
    )
    return list(db.exec(counted))


def history(db: Session, event_id: int) -> list[tuple[datetime, str, str]]:
    """(when, what, by whom), newest first."""
    told = (
        select(EventEntry.at, EventEntry.kind, Officer.name)
        .join(Officer, col(Officer.id) == col(EventEntry.officer_id))
        .where(EventEntry.event_id == event_id)
        .order_by(col(EventEntry.id).desc())
        .limit(20)
    )
    return list(db.exec(told))


async def state(visit: Visit) -> Response:
    """Say what is known of the event, as of when and by whom."""
    found, number, officer_id = filled(STATUS, visit), int(visit.request.path_params["event"]), visit.officer.officer_id
    known_at = found.parsed("known_at", parse.moment, visit.now)
    if known_at > visit.now:
        found.wrong("known_at", "not_yet")
    for name in ("text_id", "text_en", "source"):
        if len(found.text(name)) > events.LONGEST_STATUS:
            found.wrong(name, "too_long")
    if found.errors:
        return await show_one(visit, found)
    texts = {code: found.text(f"text_{code}") for code in ("id", "en")}
    source = found.text("source")

    def work(db: Session) -> None:
        officer = db.get_one(Officer, officer_id)
        events.state_what_is_known(db, number, officer, texts, source, known_at, visit.now)

    await visit.desk.database.write(work)
    return visit.go(f"/events/{number}", "stated")


async def end(visit: Visit) -> Response:
    """The event is over."""
    number, officer_id = int(visit.request.path_params["event"]), visit.officer.officer_id
    try:
        await visit.desk.database.write(lambda db: events.end(db, number, db.get_one(Officer, officer_id), visit.now))
    except NotNow:
        return visit.go("/events", "changed_meanwhile")
    return visit.go("/events", "event_ended")


async def enter_list(visit: Visit) -> Response:
    """Take in a list that volunteers wrote; every fault is named, and then nothing of it is kept."""
    number, officer_id = int(visit.request.path_params["event"]), visit.officer.officer_id
    typed, vault = visit.field("list", lists.MOST_BYTES), visit.desk.database.vault
    try:
        lines = lists.read_list(typed.encode())
    except lists.BadList as bad:
        return await show_one(visit, standing({}), tuple(bad.faults), typed)
    await visit.desk.database.write(
        lambda db: lists.enter(db, vault, number, db.get_one(Officer, officer_id), lines, visit.now)
    )
    return visit.go(f"/events/{number}", "list_entered")


async def read_list(visit: Visit) -> Response:
    """One list, for whoever traces people; that it was read is written down."""
    batch, officer_id = str(visit.request.path_params["name"]), visit.officer.officer_id
    vault = visit.desk.database.vault
    lines = await visit.desk.database.write(
        lambda db: lists.show(db, vault, batch, db.get_one(Officer, officer_id), visit.now)
    )
    headings = [visit.desk.screen.translate(visit.language, heading) for heading in lists.COLUMNS.values()]
    rows = [[line.get(column, "") for column in lists.COLUMNS] for line in lines]
    return await visit.show("event_list.html", {"headings": headings, "rows": rows, "batch": batch})


async def take_back(visit: Visit) -> Response:
    """Take a list back that was entered by mistake."""
    number, batch = int(visit.request.path_params["event"]), visit.field("batch", 20)
    officer_id = visit.officer.officer_id
    await visit.desk.database.write(lambda db: lists.take_back(db, batch, db.get_one(Officer, officer_id), visit.now))
    return visit.go(f"/events/{number}", "list_taken_back")


async def blank(visit: Visit) -> Response:
    """The heading of a list as CSV, or a sheet to print: files of their own, opened outside the desk."""
    if str(visit.request.path_params["name"]) == "csv":
        headers = {"Content-Disposition": 'attachment; filename="daftar.csv"'}
        return Response(lists.template(), media_type="text/csv; charset=utf-8", headers=headers)
    headers = {"Content-Disposition": 'attachment; filename="daftar.html"'}
    return Response(lists.sheet(), media_type="text/html; charset=utf-8", headers=headers)


PAGES: Final = (
    Page("/events", "list.enter", listing),
    Page("/events", "event.declare", declare, "POST"),
    Page("/events/blank/{name}", "list.enter", blank),
    Page("/events/list/{name}", "list.read", read_list),
    Page("/events/{event:int}", "list.enter", one),
    Page("/events/{event:int}/status", "event.declare", state, "POST"),
    Page("/events/{event:int}/end", "event.declare", end, "POST"),
    Page("/events/{event:int}/list", "list.enter", enter_list, "POST"),
    Page("/events/{event:int}/list-back", "list.enter", take_back, "POST"),
)
