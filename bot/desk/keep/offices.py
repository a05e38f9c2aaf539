"""Pages of offices: their hours, holidays, places, languages and contact numbers."""

from datetime import date
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot.desk.frame import Page, Visit
from bot.desk.keep import parse
from bot.desk.keep.form import CHOICE, DATE, LONG, MANY, YES, Field, Filled, filled, standing
from bot.desk.keep.frame import Sheet, mark, me, save, show_form, unchanged
from bot.desk.keep.words import KEEP_WORDS
from bot.desk.words import WORDS
from bot.errors import NotPermitted
from bot.keeping import offices
from bot.keeping.trail import Unfit, keeps
from bot.routing.values import AROUND_THE_CLOCK, Office, OfficeNumber
from bot.store.tables import Officer
from flows.words import Service


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


BACK: Final = "/desk/keep/offices"
SERVICES: Final = tuple((service.value, WORDS["service"][service]) for service in Service)
KINDS: Final = tuple(KEEP_WORDS["office_kind"].items())
NOBODY: Final = ("", _("tidak ada"))


def fields(parents: tuple[tuple[str, str], ...], organisations: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """The fields of an office; a new one also has a key and an organisation."""
    new = (
        Field("key", _("Kunci"), help=_("Tidak berubah lagi. Seperti kp2mi.medan."), needed=True),
        Field("organisation", _("Lembaga"), CHOICE, tuple((one, one) for one in organisations), needed=True),
    )
    return (
        *(new if organisations else ()),
        Field("name", _("Nama"), needed=True),
        Field("kind", _("Jenis kantor"), CHOICE, KINDS, needed=True),
        Field("services", _("Layanan"), MANY, SERVICES, help=_("Tanpa centang: semua layanan.")),
        Field("countries", _("Negara"), help=_("Kode dua huruf. Kosong: semua negara.")),
        Field("provinces", _("Provinsi"), LONG, help=_("Kode atau nama, satu per baris. Kosong: semua.")),
        Field("regencies", _("Kabupaten dan kota"), LONG, help=_("Kode seperti 35.02. Kosong: semua.")),
        Field("categories", _("Jenis urusan"), help=_("Kode jenis. Kosong: semua.")),
        Field("zone", _("Zona waktu"), help=_("Seperti Asia/Jakarta."), needed=True),
        Field("hours", _("Jam buka"), LONG, help=_("Satu baris per hari: sen-jum 08:00-12:00, 13:00-16:00.")),
        Field("holidays", _("Hari libur"), LONG, help=_("Satu tanggal per baris: 2026-12-25.")),
        Field("changes", _("Hari dengan jam lain"), LONG, help=_("Seperti: 2026-12-24 08:00-12:00.")),
        Field("languages", _("Bahasa"), help=_("Kode bahasa, yang utama dulu: id jv."), needed=True),
        Field("parent", _("Kantor induk"), CHOICE, (NOBODY, *parents)),
        Field("source", _("Sumber"), help=_("Dari mana kita tahu ini."), needed=True),
        Field("source_date", _("Tanggal sumber"), DATE, needed=True),
        Field("active", _("Kantor ini bekerja"), YES),
    )


async def listing(visit: Visit) -> Response:
    """The offices that this administrator keeps."""

    def read(db: Session) -> list[dict[str, object]]:
        return [one_line(offices.office_in(row), visit.now.date()) for row in offices.listed(db, me(db, visit))]

    return await visit.show("keep_offices.html", {"offices": await visit.read(read)})


def one_line(office: Office, today: date) -> dict[str, object]:
    """An office in the list."""
    checked = sum(number.may_be_shown(today) for number in office.numbers)
    return {"office": office, "numbers": len(office.numbers), "checked": checked}


async def new(visit: Visit) -> Response:
    """An empty form."""
    sheet = await visit.read(lambda db: new_sheet(db, visit))
    stands = {"zone": "Asia/Jakarta", "hours": "sen-jum 08:00-16:00", "languages": "id", "active": "yes"}
    return await show_form(visit, sheet, standing({**stands, "source_date": visit.now.date().isoformat()}))


def new_sheet(db: Session, visit: Visit) -> Sheet:
    """The page for a new office."""
    organisations = tuple(sorted(keeps(db, me(db, visit))))
    return Sheet(_("Kantor baru"), "/desk/keep/new-office", fields(offices.keys(db), organisations), BACK)


async def add(visit: Visit) -> Response:
    """Keep a new office."""
    sheet = await visit.read(lambda db: new_sheet(db, visit))
    found = filled(sheet.fields, visit)
    office = office_of(found, found.parsed("key", parse.key, ""), found.text("organisation"))

    def work(db: Session, officer: Officer) -> None:
        if any(office.key == key for key, _name in offices.keys(db)):
            raise Unfit("key", "key_taken")
        offices.keep(db, officer, office, visit.now)

    if not await save(visit, found, work):
        return await show_form(visit, sheet, found)
    return visit.go(f"/keep/offices/{office.key}", "kept")


async def one(visit: Visit) -> Response:
    """One office with its numbers."""
    sheet, office = await visit.read(lambda db: sheet_of(db, visit))
    return await show_form(visit, sheet, stands(office, visit.language), numbers_of(office, visit))


def sheet_of(db: Session, visit: Visit) -> tuple[Sheet, Office]:
    """The page of one office."""
    row = offices.row_of(db, me(db, visit), str(visit.request.path_params["key"]))
    office = offices.office_in(row)
    parents = tuple(pair for pair in offices.keys(db) if pair[0] != row.key)
    action = f"/desk/keep/offices/{row.key}"
    return Sheet(_("Kantor"), action, fields(parents), BACK, mark(row.profile), office.name), office


def numbers_of(office: Office, visit: Visit) -> dict[str, object]:
    """The numbers that stand under the form."""
    today = visit.now.date()
    told = [(place, number, number.may_be_shown(today)) for place, number in enumerate(office.numbers)]
    return {"numbers": told, "office": office}


async def change(visit: Visit) -> Response:
    """Keep a changed office."""
    sheet, before = await visit.read(lambda db: sheet_of(db, visit))
    found = filled(sheet.fields, visit)
    office = office_of(found, before.key, before.organisation)

    def work(db: Session, officer: Officer) -> None:
        unchanged(visit, offices.row_of(db, officer, before.key).profile)
        offices.keep(db, officer, office, visit.now)

    if not await save(visit, found, work):
        return await show_form(visit, sheet, found, numbers_of(before, visit))
    return visit.go(f"/keep/offices/{before.key}", "kept")


def stands(office: Office, language: str) -> Filled:
    """An office as it stands in the form."""
    return standing(
        {
            "name": office.name,
            "kind": office.kind,
            "countries": parse.together(office.countries),
            "provinces": "\n".join(sorted(office.provinces)),
            "regencies": "\n".join(sorted(office.regencies)),
            "categories": parse.together(office.categories),
            "zone": office.hours.zone,
            "hours": parse.written_hours(office.hours, language),
            "holidays": parse.written_holidays(office.hours),
            "changes": parse.written_changes(office.hours),
            "languages": " ".join(office.languages),
            "parent": office.parent,
            "source": office.source,
            "source_date": office.source_date.isoformat() if office.source_date else "",
            "active": "yes" if office.active else "",
        },
        {"services": frozenset(service.value for service in office.services)},
    )


def office_of(found: Filled, key: str, organisation: str) -> Office:
    """The office that a form describes; what cannot be read is marked at its field."""
    try:
        hours = parse.calendar_of(*(found.text(name) for name in ("zone", "hours", "holidays", "changes")))
    except parse.Misfit as misfit:
        found.wrong(misfit.field, str(misfit))
        hours = AROUND_THE_CLOCK
    return Office(
        key=key,
        organisation=organisation,
        name=found.text("name"),
        kind=found.text("kind"),
        services=frozenset(Service(one) for one in found.many("services") if one in set(Service)),
        categories=frozenset(parse.words(found.text("categories"))),
        countries=found.parsed("countries", parse.countries, frozenset()),
        provinces=found.parsed("provinces", parse.provinces, frozenset()),
        regencies=found.parsed("regencies", parse.regencies, frozenset()),
        hours=hours,
        languages=found.parsed("languages", parse.languages, ("id",)),
        parent=found.text("parent"),
        linked=found.text("kind") not in ("mission", "bp3mi", "partner"),
        active=found.yes("active"),
        source=found.text("source"),
        source_date=found.parsed("source_date", parse.day, date.min),
    )


NUMBER: Final = (
    Field("number", _("Nomor"), help=_("Dengan kode negara: +6221…. Atau nomor pendek."), needed=True),
    Field("use", _("Untuk apa"), help=_("Seperti: hotline, WhatsApp, jam kerja.")),
    Field("source", _("Sumber"), help=_("Di mana nomor ini tertulis."), needed=True),
    Field("source_date", _("Tanggal sumber"), DATE, needed=True),
    Field("expires", _("Periksa lagi paling lambat"), DATE, help=_("Sesudah hari itu nomor tidak ditampilkan.")),
    Field("checked", _("Saya sendiri sudah memastikan nomor ini benar"), YES),
)


def number_sheet(db: Session, visit: Visit) -> tuple[Sheet, Office, int | None]:
    """The page of one number, or of a new one."""
    sheet, office = sheet_of(db, visit)
    place = place_of(visit)
    if place is not None and place >= len(office.numbers):
        raise NotPermitted
    number = offices.at(office, place)
    action = f"{sheet.action}/number"
    title = _("Nomor") if number else _("Nomor baru")
    return Sheet(title, action, NUMBER, sheet.action, sheet.seen, office.name), office, place


def place_of(visit: Visit) -> int | None:
    """Which number is meant; None for a new one."""
    asked = visit.field("at", 4) or visit.request.query_params.get("at", "")
    return int(asked) if asked.isascii() and asked.isdigit() else None


async def number(visit: Visit) -> Response:
    """One number's form."""
    sheet, office, place = await visit.read(lambda db: number_sheet(db, visit))
    known = offices.at(office, place)
    values = {"source_date": visit.now.date().isoformat()}
    if known is not None:
        values = {"number": known.number, "use": known.use, "source": known.source}
        values |= {"source_date": known.source_date.isoformat()}
        values |= {"expires": known.expires.isoformat()} if known.expires else {}
    return await show_form(visit, sheet, standing(values), {"at": "" if place is None else str(place)})


async def keep_number(visit: Visit) -> Response:
    """Keep a number; who says that it is right is written beside it (SAFETY R14)."""
    sheet, office, place = await visit.read(lambda db: number_sheet(db, visit))
    found = filled(NUMBER, visit)
    typed = OfficeNumber(
        number=found.parsed("number", parse.number, ""),
        use=found.text("use"),
        source=found.text("source"),
        source_date=found.parsed("source_date", parse.day, date.min),
        expires=found.parsed("expires", parse.perhaps_day, None),
    )
    if typed.expires and typed.expires < visit.now.date():
        found.wrong("expires", "expires")

    def work(db: Session, officer: Officer) -> None:
        unchanged(visit, offices.row_of(db, officer, office.key).profile)
        offices.keep_number(db, officer, office.key, place, typed, found.yes("checked"), visit.now)

    if not await save(visit, found, work):
        return await show_form(visit, sheet, found, {"at": "" if place is None else str(place)})
    return visit.go(f"/keep/offices/{office.key}", "kept")


async def drop_number(visit: Visit) -> Response:
    """Take a number away, or switch it off because nobody answers for it."""
    key, place, off = str(visit.request.path_params["key"]), place_of(visit), visit.field("how", 4) == "off"
    act = offices.switch_off_number if off else offices.drop_number
    found = Filled()

    def work(db: Session, officer: Officer) -> None:
        unchanged(visit, offices.row_of(db, officer, key).profile)
        act(db, officer, key, -1 if place is None else place, visit.now)

    done = await save(visit, found, work)
    return visit.go(f"/keep/offices/{key}", "kept" if done else "changed_meanwhile")


PAGES: Final = (
    Page("/keep/offices", "office.keep", listing),
    Page("/keep/new-office", "office.keep", new),
    Page("/keep/new-office", "office.keep", add, "POST"),
    Page("/keep/offices/{key}", "office.keep", one),
    Page("/keep/offices/{key}", "office.keep", change, "POST"),
    Page("/keep/offices/{key}/number", "office.keep", number),
    Page("/keep/offices/{key}/number", "office.keep", keep_number, "POST"),
    Page("/keep/offices/{key}/number/drop", "office.keep", drop_number, "POST"),
)
