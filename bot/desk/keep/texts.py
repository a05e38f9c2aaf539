"""Pages of prepared answers and event texts, of how long matters are kept, of what was changed, and the first page."""

from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot.desk import answers as shipped_answers
from bot.desk.frame import Page, Visit
from bot.desk.keep import parse
from bot.desk.keep.form import CHOICE, LONG, NUMBER, YES, Field, Filled, filled, standing
from bot.desk.keep.frame import Sheet, mark, me, save, show_form, unchanged
from bot.desk.keep.words import KEEP_WORDS
from bot.desk.words import WORDS
from bot.errors import NotPermitted
from bot.keeping import answers, ending, officers, offices, retention, trail
from bot.keeping.answers import Prepared
from bot.store.tables import Officer
from bot.tickets import OUTCOMES


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


BACK: Final = "/desk/keep/answers"
LANGUAGES: Final = ("id", "en", "ms", "jv", "su", "sas", "mad", "ban", "min")
PURPOSES: Final = tuple(KEEP_WORDS["purpose"].items())
ANSWER: Final = (
    Field("title", _("Judul"), help=_("Hanya petugas yang membacanya."), needed=True),
    Field("purpose", _("Dipakai untuk"), CHOICE, PURPOSES, needed=True),
    Field("text_id", "Bahasa Indonesia", LONG, help=_("Bagian yang diisi petugas: [nama]."), needed=True),
    *(Field(f"text_{code}", code, LONG) for code in LANGUAGES[1:]),
    Field("active", _("Dipakai"), YES),
)
NEW: Final = (Field("key", _("Kunci"), help=_("Tidak berubah lagi. Seperti kata_pertama."), needed=True), *ANSWER)


def there(db: Session) -> list[Prepared]:
    """The answers as they are now."""
    return answers.kept(db) or shipped_answers.shipped()


async def listing(visit: Visit) -> Response:
    """All prepared answers."""
    return await visit.show("keep_answers.html", {"answers": await visit.read(there)})


async def new(visit: Visit) -> Response:
    """An empty form."""
    sheet = Sheet(_("Jawaban baru"), "/desk/keep/new-answer", NEW, BACK)
    return await show_form(visit, sheet, standing({"purpose": "reply", "active": "yes"}))


async def add(visit: Visit) -> Response:
    """Keep a new answer."""
    sheet, found = Sheet(_("Jawaban baru"), "/desk/keep/new-answer", NEW, BACK), filled(NEW, visit)
    answer = answer_of(found, found.text("key"))

    def work(db: Session, admin: Officer) -> None:
        if any(one.key == answer.key for one in there(db)):
            raise trail.Unfit("key", "key_taken")
        answers.keep(db, admin, answer, shipped_answers.shipped(), visit.now)

    if not await save(visit, found, work):
        return await show_form(visit, sheet, found)
    return visit.go("/keep/answers", "kept")


def sheet_of(db: Session, visit: Visit) -> tuple[Sheet, Prepared]:
    """The page of one answer."""
    key = str(visit.request.path_params["key"])
    answer = next((one for one in there(db) if one.key == key), None)
    if answer is None:
        raise NotPermitted
    return Sheet(_("Jawaban"), f"{BACK}/{key}", ANSWER, BACK, mark(str(answers.state(answer))), answer.title), answer


async def one(visit: Visit) -> Response:
    """One answer."""
    sheet, answer = await visit.read(lambda db: sheet_of(db, visit))
    values = {"title": answer.title, "purpose": answer.purpose, "active": "yes" if answer.active else ""}
    return await show_form(visit, sheet, standing(values | {f"text_{c}": t for c, t in answer.texts.items()}))


async def change(visit: Visit) -> Response:
    """Keep a changed answer."""
    sheet, before = await visit.read(lambda db: sheet_of(db, visit))
    found = filled(ANSWER, visit)
    answer = answer_of(found, before.key)

    def work(db: Session, admin: Officer) -> None:
        unchanged(visit, str(answers.state(next(one for one in there(db) if one.key == before.key))))
        answers.keep(db, admin, answer, shipped_answers.shipped(), visit.now)

    if not await save(visit, found, work):
        return await show_form(visit, sheet, found)
    return visit.go(f"/keep/answers/{before.key}", "kept")


def answer_of(found: Filled, key: str) -> Prepared:
    """The answer that a form describes."""
    texts = {code: found.text(f"text_{code}") for code in LANGUAGES if found.text(f"text_{code}")}
    return Prepared(key, found.text("title"), texts, found.text("purpose"), found.yes("active"))


KEEP_FOR: Final = (
    *(Field(outcome, WORDS["outcome"][outcome], NUMBER, needed=True) for outcome in OUTCOMES),
    Field(
        retention.NO_TICKET,
        KEEP_WORDS["period"][retention.NO_TICKET],
        NUMBER,
        help=_("Dihitung dari kata terakhir orangnya."),
        needed=True,
    ),
)


def retention_sheet(days: dict[str, int]) -> Sheet:
    """The page of how long matters are kept."""
    about = _("Jumlah hari sesudah tiket ditutup. Sesudah itu isinya dihapus sendiri.")
    return Sheet(_("Masa simpan"), "/desk/keep/retention", KEEP_FOR, "/desk/keep", mark(str(days)), about=about)


async def keeping(visit: Visit) -> Response:
    """How long matters are kept, what went by that, and what goes next."""
    days, outlook = await visit.read(lambda db: (retention.days_now(db), ending.outlook(db, visit.now)))
    values = standing({kind: str(number) for kind, number in days.items()})
    return await show_form(visit, retention_sheet(days), values, {"extra": "_keep_past.html", "outlook": outlook})


async def keep_for(visit: Visit) -> Response:
    """Keep other times."""
    before, outlook = await visit.read(lambda db: (retention.days_now(db), ending.outlook(db, visit.now)))
    found = filled(KEEP_FOR, visit)
    least, most = retention.SHORTEST, retention.LONGEST
    days = {
        kind: found.parsed(kind, lambda text: parse.whole(text, least, most, "days"), 0) for kind in retention.KINDS
    }

    def work(db: Session, admin: Officer) -> None:
        unchanged(visit, str(retention.days_now(db)))
        retention.keep(db, admin, days, visit.now)

    if not await save(visit, found, work):
        return await show_form(visit, retention_sheet(before), found, {"extra": "_keep_past.html", "outlook": outlook})
    return visit.go("/keep/retention", "kept")


async def changes(visit: Visit) -> Response:
    """Who changed what, newest first."""
    asked = visit.request.query_params.get("page", "0")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    found = await visit.read(lambda db: trail.changes(db, me(db, visit), page))
    return await visit.show("keep_changes.html", {"changes": found, "page": page, "more": len(found) == trail.PAGE})


async def home(visit: Visit) -> Response:
    """What an administrator should look at."""

    def read(db: Session) -> dict[str, object]:
        admin, today = me(db, visit), visit.now.date()
        rows = offices.listed(db, admin)
        places = [offices.office_in(row) for row in rows if row.active]
        staff = [officer for officer, _office in officers.listed(db, admin) if officer.active]
        numbers = [number for office in places for number in office.numbers]
        return {
            "offices": len(places),
            "officers": len(staff),
            "unchecked": sum(not number.may_be_shown(today) for number in numbers),
            "numbers": len(numbers),
            "latest": trail.changes(db, admin)[:5],
        }

    return await visit.show("keep.html", await visit.read(read))


PAGES: Final = (
    Page("/keep", "change.read", home),
    Page("/keep/changes", "change.read", changes),
    Page("/keep/answers", "answer.keep", listing),
    Page("/keep/new-answer", "answer.keep", new),
    Page("/keep/new-answer", "answer.keep", add, "POST"),
    Page("/keep/answers/{key}", "answer.keep", one),
    Page("/keep/answers/{key}", "answer.keep", change, "POST"),
    Page("/keep/retention", "retention.keep", keeping),
    Page("/keep/retention", "retention.keep", keep_for, "POST"),
)
