"""Pages of broadcasts: written, tested on a telephone of ours, approved by two others, sent, stopped at any moment."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from sqlmodel import Session, col, select
from starlette.responses import Response

from bot import broadcasts
from bot.audience import WHY_NOT, Audience, Preview
from bot.broadcasts import APPROVALS, LONGEST, NotNeutral, Progress
from bot.desk.events import called, places_in
from bot.desk.figures.hiding import gathered, told
from bot.desk.frame import Page, Visit
from bot.desk.hands import KNOWN_LANGUAGES
from bot.desk.keep.form import LONG, MANY, Field, Filled, filled, standing
from bot.desk.keep.frame import UNPROCESSABLE, Sheet
from bot.desk.keep.offices import SERVICES
from bot.desk.lead_words import LEAD_WORDS
from bot.errors import NotNow
from bot.store.event_tables import Broadcast, BroadcastEntry
from bot.store.tables import Officer
from flows.words import Service


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


BACK: Final = "/desk/broadcasts"
NOWHERE: Final[tuple[str, ...]] = ()
WORDS: Final = (
    Field("text_id", _("Kata-katanya"), LONG, help=_("Tulis yang netral: orang lain bisa melihatnya."), needed=True),
    Field("text_en", _("Dalam bahasa Inggris"), LONG),
    Field("places", _("Untuk tempat"), LONG, help=_("Negara (MY), provinsi, atau kabupaten; satu per baris.")),
    Field("services", _("Untuk layanan"), MANY, SERVICES),
    Field("languages", _("Untuk bahasa"), MANY, tuple((code, code) for code in KNOWN_LANGUAGES)),
)


async def listing(visit: Visit) -> Response:
    """The broadcasts of the lead's own organisation and the form to write one."""
    return await show_all(visit, standing({}))


async def show_all(visit: Visit, found: Filled) -> Response:
    """The page with the form as it stands."""

    def read(db: Session) -> list[Broadcast]:
        return list(db.exec(select(Broadcast).order_by(col(Broadcast.id).desc()).limit(20)))

    sheet = Sheet(_("Pesan untuk banyak orang"), BACK, WORDS, BACK)
    words = {"sheet": sheet, "found": found, "broadcasts": await visit.read(read)}
    return await visit.show("broadcasts.html", words, UNPROCESSABLE if found.errors else 200)


def written(found: Filled) -> tuple[dict[str, str], Audience]:
    """The words and the audience that a form describes; what cannot be is marked at its field."""
    places = found.parsed("places", places_in, NOWHERE)
    texts = {code: found.text(f"text_{code}") for code in ("id", "en") if found.text(f"text_{code}")}
    for code, text in texts.items():
        if len(text) > LONGEST:
            found.wrong(f"text_{code}", "too_long_500")
    services = frozenset(one for one in found.many("services") if one in set(Service))
    if not (places or services or found.many("languages")) and "places" not in found.errors:
        found.wrong("places", "nobody_chosen")
    return texts, Audience(frozenset(places), services, found.many("languages"))


async def draft(visit: Visit) -> Response:
    """Write a broadcast; nothing leaves."""
    found, officer_id = filled(WORDS, visit), visit.officer.officer_id
    texts, audience = written(found)
    if not found.errors:
        try:
            code = await visit.desk.database.write(
                lambda db: broadcasts.draft(db, db.get_one(Officer, officer_id), texts, audience, visit.now)
            )
            return visit.go(f"/broadcasts/{code}", "kept")
        except NotNeutral:
            found.wrong("text_id", "not_neutral")
    return await show_all(visit, found)


async def one(visit: Visit) -> Response:
    """One broadcast: its words, who would get it, who said yes, and what may be done now."""
    return await show_one(visit)


async def show_one(visit: Visit, trouble: str = "") -> Response:
    """The page of one broadcast."""
    code, officer_id = str(visit.request.path_params["code"]), visit.officer.officer_id

    def read(db: Session) -> dict[str, object] | None:
        officer = db.get_one(Officer, officer_id)
        row = db.exec(select(Broadcast).where(Broadcast.code == code)).one_or_none()
        if row is None:
            return None
        agreed = broadcasts.approvals(db, row)
        audience = broadcasts.audience_of(row)
        return {
            "broadcast": row,
            "texts": json.loads(row.texts),
            "places": called(sorted(audience.places), visit.language),
            "audience": audience,
            "agreed": [db.get_one(Officer, number).name for number in agreed],
            "mine": row.drafted_by == officer_id,
            "said_yes": officer_id in agreed,
            "preview": seen(db, row, officer, visit) if row.state == "draft" else None,
            "progress": far(broadcasts.progress(db, code, officer)),
            "history": history(db, row.id or 0),
        }

    there = await visit.read(read)
    if there is None:
        return await visit.show("refused.html", {"why": "no_permit"}, 404)
    words = {**there, "needed": APPROVALS, "trouble": trouble}
    return await visit.show("broadcast.html", words, UNPROCESSABLE if trouble else 200)


def approved(visit: Visit) -> frozenset[str]:
    """The templates that WhatsApp has approved."""
    return frozenset(visit.desk.settings.templates)


def seen(db: Session, broadcast: Broadcast, officer: Officer, visit: Visit) -> dict[str, object]:
    """Who would get it now."""
    return numbers(broadcasts.preview(db, broadcast.code, officer, visit.now, approved(visit)))


def far(progress: Progress) -> dict[str, object]:
    """How far it is; the reasons are told without showing a small group."""
    known = Counter[str]()
    for why, number in progress.reasons.items():
        known[why if why in LEAD_WORDS["passed_over"] else "other"] += number
    return {"states": progress.states, "reasons": {why: told(number) for why, number in known.items()}}


def numbers(preview: Preview) -> dict[str, object]:
    """Who would get it, in numbers that show no small group."""
    return {
        "reached": preview.reached,
        "channels": gathered(preview.channels),
        "languages": gathered(preview.languages),
        "greeted": told(preview.greeted),
        "passed_over": {why: told(preview.passed_over.get(why, 0)) for why in WHY_NOT},
    }


def history(db: Session, number: int) -> list[BroadcastEntry]:
    """What happened to it, newest first."""
    mine = select(BroadcastEntry).where(BroadcastEntry.broadcast_id == number)
    return list(db.exec(mine.order_by(col(BroadcastEntry.id).desc()).limit(30)))


async def test(visit: Visit) -> Response:
    """Send it to one telephone of our own."""
    code, officer_id, vault = (
        str(visit.request.path_params["code"]),
        visit.officer.officer_id,
        visit.desk.database.vault,
    )
    channel, address = visit.field("channel", 20), visit.field("address", 60)
    return await step(
        visit,
        lambda db: broadcasts.test(db, vault, code, db.get_one(Officer, officer_id), channel, address, visit.now),
        "tested",
    )


async def approve(visit: Visit) -> Response:
    """Say yes to the words as they stand."""
    return await act(visit, broadcasts.approve, "approved")


async def start(visit: Visit) -> Response:
    """Let it go out."""
    return await act(visit, partial(broadcasts.start, approved=approved(visit)), "started")


async def stop(visit: Visit) -> Response:
    """Stop it at once."""
    return await act(visit, broadcasts.stop, "stopped")


async def step(visit: Visit, work: Callable[[Session], object], said: str) -> Response:
    """One step in a broadcast's life; where it cannot be taken now, the page says why and shows how it stands."""
    try:
        await visit.desk.database.write(work)
    except NotNow:
        return await show_one(visit, "test_failed" if said == "tested" else "not_now")
    return visit.go(f"/broadcasts/{visit.request.path_params['code']}", said)


async def act(visit: Visit, work: Callable[[Session, str, Officer, datetime], int], said: str) -> Response:
    """One act on the broadcast in the address."""
    code, officer_id = str(visit.request.path_params["code"]), visit.officer.officer_id
    return await step(visit, lambda db: work(db, code, db.get_one(Officer, officer_id), visit.now), said)


PAGES: Final = (
    Page("/broadcasts", "broadcast.draft", listing),
    Page("/broadcasts", "broadcast.draft", draft, "POST"),
    Page("/broadcasts/{code}", "broadcast.draft", one),
    Page("/broadcasts/{code}/test", "broadcast.draft", test, "POST"),
    Page("/broadcasts/{code}/approve", "broadcast.approve", approve, "POST"),
    Page("/broadcasts/{code}/start", "broadcast.run", start, "POST"),
    Page("/broadcasts/{code}/stop", "broadcast.stop", stop, "POST"),
)
