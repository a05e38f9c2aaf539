"""Pages of officers: who they are, what they can, when they work, and who stands in while they are away."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot.desk.frame import Page, Visit
from bot.desk.hands import KNOWN_LANGUAGES
from bot.desk.keep import parse
from bot.desk.keep.form import CHOICE, LONG, MANY, MOMENT, NUMBER, YES, Field, Filled, filled, standing
from bot.desk.keep.frame import Sheet, mark, me, save, show_form, unchanged
from bot.desk.keep.offices import SERVICES
from bot.desk.keep.words import KEEP_WORDS
from bot.desk.passwords import hashed
from bot.desk.screen import OFFICE_ZONE
from bot.desk.words import WORDS
from bot.directory.profiles import GENDERS, LONGEST_ID
from bot.keeping import officers
from bot.keeping import offices as of_offices
from bot.keeping.officers import Staff
from bot.routing import Officer as Known
from bot.routing.values import TRAININGS, Away, Calendar
from bot.store.tables import Office, Officer
from flows.words import Service


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


BACK: Final = "/desk/keep/officers"
ROLES: Final = tuple((role, WORDS["role"][role]) for role in officers.ROLES)
SEXES: Final = (("", _("tidak dicatat")), *((one, WORDS["sex"][one]) for one in GENDERS if one))
TRAINED: Final = tuple((one, KEEP_WORDS["training"][one]) for one in TRAININGS)
SPOKEN: Final = tuple((code, code) for code in KNOWN_LANGUAGES)
AGREED: Final = (
    ("agrees_to_call_ins", _("Boleh dipanggil di luar giliran")),
    ("on_call", _("Penanggung jawab siaga")),
    ("first_look", _("Saat ramai: hanya melihat pertama")),
    ("junior", _("Masih baru: hanya memakai jawaban siap pakai")),
)
MOST: Final = 50
WORD_PARTS: Final = 5


def fields(desks: tuple[tuple[str, str], ...], new: bool) -> tuple[Field, ...]:
    """The fields of an officer; a new one also has the name under which they log in."""
    login = Field("login", _("Nama masuk"), help=_("Tidak berubah lagi. Tanpa spasi."), needed=True)
    return (
        *((login,) if new else ()),
        Field("name", _("Nama"), needed=True),
        Field("office", _("Kantor"), CHOICE, desks, needed=True),
        Field("role", _("Peran"), CHOICE, ROLES, needed=True),
        Field("languages", _("Bahasa yang dikuasai"), MANY, SPOKEN),
        Field("services", _("Layanan"), MANY, SERVICES, help=_("Tanpa centang: semua layanan.")),
        Field("training", _("Pelatihan khusus"), MANY, TRAINED),
        Field("gender", _("Laki-laki atau perempuan"), CHOICE, SEXES),
        Field("capacity", _("Paling banyak tiket sekaligus"), NUMBER, needed=True),
        Field(
            "telegram", _("Nomor ID Telegram petugas"), help=_("Angka saja, seperti 123456789. Bukan nomor telepon.")
        ),
        Field("zone", _("Zona waktu giliran"), help=_("Seperti Asia/Jakarta.")),
        Field("hours", _("Giliran"), LONG, help=_("Seperti: sen-jum 22:00-06:00. Kosong: menurut keadaan saja.")),
        Field("holidays", _("Hari bebas"), LONG, help=_("Satu tanggal per baris: 2026-12-25.")),
        Field("changes", _("Hari dengan giliran lain"), LONG, help=_("Seperti: 2026-12-24 08:00-12:00.")),
        *(Field(name, label, YES) for name, label in AGREED),
        Field("active", _("Bekerja di sini"), YES),
    )


async def listing(visit: Visit) -> Response:
    """The officers whom this administrator keeps."""

    def read(db: Session) -> list[dict[str, object]]:
        return [
            {"officer": one, "office": office, "role": officers.role_in(one), "known": officers.known(one, office)}
            for one, office in officers.listed(db, me(db, visit))
        ]

    return await visit.show("keep_officers.html", {"officers": await visit.read(read)})


def desks_for(db: Session, visit: Visit) -> tuple[tuple[str, str], ...]:
    """The offices where this administrator may put somebody."""
    return tuple((row.key, row.name) for row in of_offices.listed(db, me(db, visit)) if row.active)


async def new(visit: Visit) -> Response:
    """An empty form."""
    desks = await visit.read(lambda db: desks_for(db, visit))
    sheet = Sheet(_("Petugas baru"), "/desk/keep/new-officer", fields(desks, new=True), BACK)
    values = {"capacity": "5", "zone": "Asia/Jakarta", "active": "yes", "role": "officer"}
    return await show_form(visit, sheet, standing(values, {"languages": frozenset({"id"})}))


async def add(visit: Visit) -> Response:
    """Keep a new officer and show the password that was drawn, once."""
    desks = await visit.read(lambda db: desks_for(db, visit))
    sheet = Sheet(_("Petugas baru"), "/desk/keep/new-officer", fields(desks, new=True), BACK)
    found = filled(sheet.fields, visit)
    staff, password = staff_of(found, found.text("login"), Known(0, "", "")), drawn(visit)
    kept: list[int] = []

    def work(db: Session, admin: Officer) -> None:
        kept.append(officers.keep(db, admin, None, staff, hashed(password), visit.now))

    if not await save(visit, found, work):
        return await show_form(visit, sheet, found)
    return await show_password(visit, kept[0], staff.name, password)


async def show_password(visit: Visit, number: int, name: str, password: str) -> Response:
    """A password that was drawn: on this page and nowhere else."""
    return await visit.show("keep_password.html", {"number": number, "name": name, "password": password})


SYLLABLES: Final = tuple(first + vowel for first in "bcdfghjklmnprstw" for vowel in "aiueo")


def drawn(visit: Visit) -> str:
    """A password of ten syllables (63 bits) that somebody can read out."""
    number = int.from_bytes(visit.desk.draw(16), "big")
    parts = []
    for _part in range(WORD_PARTS):
        number, first = divmod(number, len(SYLLABLES))
        number, second = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[first] + SYLLABLES[second])
    return "-".join(parts)


async def one(visit: Visit) -> Response:
    """One officer."""
    sheet, officer, office, others = await visit.read(lambda db: sheet_of(db, visit))
    return await show_form(visit, sheet, stands(officer, office, visit.language), below(officer, office, others))


Others = tuple[tuple[int, str], ...]


def sheet_of(db: Session, visit: Visit) -> tuple[Sheet, Officer, Office, Others]:
    """The page of one officer, with those who could stand in for them."""
    admin, number = me(db, visit), int(visit.request.path_params["officer"])
    officer, office = officers.of(db, admin, number)
    desks = desks_for(db, visit)
    if office.key not in {key for key, _name in desks}:
        desks = (*desks, (office.key, office.name))
    action, seen = f"/desk/keep/officers/{number}", mark(standing_state(officer))
    sheet = Sheet(_("Petugas"), action, fields(desks, new=False), BACK, seen, officer.name)
    others = tuple(
        (one.id or 0, one.name)
        for one, there in officers.listed(db, admin)
        if one.active and one.id != number and there.organisation == office.organisation
    )
    return sheet, officer, office, others


def standing_state(officer: Officer) -> str:
    """What would tell that somebody else changed this officer."""
    profile = {name: value for name, value in json.loads(officer.profile).items() if name not in RUNNING}
    return json.dumps([officer.name, officer.office_id, officer.role, officer.active, profile], sort_keys=True)


RUNNING: Final = ("rests_until", "called_in_at", "works_until")


def below(officer: Officer, office: Office, others: Others) -> dict[str, object]:
    """What stands under the form: absences, password, telephone."""
    away = tuple(enumerate(officers.known(officer, office).away))
    return {"staff": officer, "away": away, "others": others, "names": dict(others)}


def stands(officer: Officer, office: Office, language: str) -> Filled:
    """An officer as they stand in the form."""
    known = officers.known(officer, office)
    shifts = known.shifts or Calendar("Asia/Jakarta")
    values = {
        "name": officer.name,
        "office": office.key,
        "role": officers.role_in(officer),
        "gender": known.gender,
        "capacity": str(known.capacity),
        "telegram": known.telegram,
        "zone": shifts.zone,
        "hours": parse.written_hours(shifts, language),
        "holidays": parse.written_holidays(shifts),
        "changes": parse.written_changes(shifts),
        "active": "yes" if officer.active else "",
    }
    values |= {name: "yes" if getattr(known, name) else "" for name, _label in AGREED}
    every = known.services == frozenset(Service)
    chosen = {
        "languages": known.languages,
        "services": frozenset() if every else frozenset(service.value for service in known.services),
        "training": known.training,
    }
    return standing(values, chosen)


def staff_of(found: Filled, login: str, known: Known) -> Staff:
    """The officer that a form describes; what cannot be read is marked at its field."""
    if not found.many("languages"):
        found.wrong("languages", "needed")
    profile: dict[str, object] = {
        "languages": sorted(found.many("languages")) or ["id"],
        "services": sorted(found.many("services")) or sorted(service.value for service in Service),
        "training": sorted(found.many("training") & set(TRAININGS)),
        "gender": found.text("gender") if found.text("gender") in GENDERS else "",
        "capacity": found.parsed("capacity", lambda text: parse.whole(text, 1, MOST, "capacity"), 5),
        "telegram": found.parsed("telegram", telegram_id, ""),
        **{name: found.yes(name) for name, _label in AGREED},
    }
    staff = Staff(login, found.text("name"), found.text("office"), found.text("role"), found.yes("active"), known)
    shifts = shifts_of(found)
    return with_shifts(officers.fresh(staff, without_unknown(profile)), shifts)


def telegram_id(text: str) -> str:
    """A numeric id, or nothing. Raises Misfit."""
    if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise parse.Misfit("telegram", "telegram")
    return text


def without_unknown(profile: Mapping[str, object]) -> Mapping[str, object]:
    """The profile with services that there are; a form that names others has been marked already."""
    services = profile["services"]
    named = services if isinstance(services, list) else []
    return {**profile, "services": [one for one in named if one in set(Service)]}


def with_shifts(staff: Staff, shifts: Calendar | None) -> Staff:
    """The same with these shifts; without any, presence alone says who is on duty."""
    return replace(staff, known=replace(staff.known, shifts=shifts))


def shifts_of(found: Filled) -> Calendar | None:
    """The shifts of a form."""
    if not any(found.text(name) for name in ("hours", "changes")):
        return None
    zone = found.text("zone") or OFFICE_ZONE.key
    try:
        return parse.calendar_of(zone, *(found.text(name) for name in ("hours", "holidays", "changes")))
    except parse.Misfit as misfit:
        found.wrong(misfit.field, str(misfit))
        return None


async def change(visit: Visit) -> Response:
    """Keep a changed officer."""
    sheet, officer, office, others = await visit.read(lambda db: sheet_of(db, visit))
    number, found = officer.id or 0, filled(sheet.fields, visit)
    staff = staff_of(found, officer.login, Known(number, office.key, office.organisation))

    def work(db: Session, admin: Officer) -> None:
        unchanged(visit, standing_state(officers.of(db, admin, number)[0]))
        officers.keep(db, admin, number, staff, "", visit.now)

    if not await save(visit, found, work):
        return await show_form(visit, sheet, found, below(officer, office, others))
    return visit.go(f"/keep/officers/{number}", "kept")


async def password(visit: Visit) -> Response:
    """Draw another password and show it, once."""
    _sheet, officer, _office, _others = await visit.read(lambda db: sheet_of(db, visit))
    made, number = drawn(visit), officer.id or 0
    kept = hashed(made)
    await save(visit, Filled(), lambda db, admin: officers.new_password(db, admin, number, kept, visit.now))
    return await show_password(visit, number, officer.name, made)


async def factor(visit: Visit) -> Response:
    """The telephone is gone: the second factor is enrolled anew at the next login."""
    number = int(visit.request.path_params["officer"])
    await save(visit, Filled(), lambda db, admin: officers.new_factor(db, admin, number, visit.now))
    return visit.go(f"/keep/officers/{number}", "kept")


def absence_fields(others: Others) -> tuple[Field, ...]:
    """From when until when, and who stands in."""
    names = (("0", _("tidak ada")), *((str(number), name) for number, name in others))
    return (
        Field("starts", _("Dari"), MOMENT, needed=True),
        Field("ends", _("Sampai"), MOMENT, needed=True),
        Field("substitute", _("Pengganti"), CHOICE, names),
    )


def absence_sheet(db: Session, visit: Visit) -> tuple[Sheet, Officer]:
    """The page of a new absence."""
    sheet, officer, _office, others = sheet_of(db, visit)
    return Sheet(
        _("Tidak ada di tempat"), f"{sheet.action}/away", absence_fields(others), sheet.action, "", officer.name
    ), officer


async def absence(visit: Visit) -> Response:
    """An empty form of an absence."""
    sheet, _officer = await visit.read(lambda db: absence_sheet(db, visit))
    return await show_form(visit, sheet, standing({"substitute": "0"}))


async def be_away(visit: Visit) -> Response:
    """Keep an absence."""
    sheet, officer = await visit.read(lambda db: absence_sheet(db, visit))
    found, number = filled(sheet.fields, visit), officer.id or 0
    starts, ends = (found.parsed(name, parse.moment, visit.now) for name in ("starts", "ends"))
    who = found.text("substitute")
    away = Away(starts, ends, int(who) if who.isdigit() else 0)
    if not await save(visit, found, lambda db, admin: officers.be_away(db, admin, number, away, visit.now)):
        return await show_form(visit, sheet, found)
    return visit.go(f"/keep/officers/{number}", "kept")


async def come_back(visit: Visit) -> Response:
    """Take an absence away."""
    number, place = int(visit.request.path_params["officer"]), visit.field("at", 4)
    at = int(place) if place.isdigit() else -1
    await save(visit, Filled(), lambda db, admin: officers.come_back(db, admin, number, at, visit.now))
    return visit.go(f"/keep/officers/{number}", "kept")


PAGES: Final = (
    Page("/keep/officers", "officer.keep", listing),
    Page("/keep/new-officer", "officer.keep", new),
    Page("/keep/new-officer", "officer.keep", add, "POST"),
    Page("/keep/officers/{officer:int}", "officer.keep", one),
    Page("/keep/officers/{officer:int}", "officer.keep", change, "POST"),
    Page("/keep/officers/{officer:int}/password", "officer.keep", password, "POST"),
    Page("/keep/officers/{officer:int}/factor", "officer.keep", factor, "POST"),
    Page("/keep/officers/{officer:int}/away", "officer.keep", absence),
    Page("/keep/officers/{officer:int}/away", "officer.keep", be_away, "POST"),
    Page("/keep/officers/{officer:int}/back", "officer.keep", come_back, "POST"),
)
