"""Pages of the routing rules: in their order, one by one, where nothing fits, and why a case goes where it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot.desk.frame import Page, Visit
from bot.desk.keep import parse
from bot.desk.keep.form import CHOICE, LONG, MANY, Choices, Field, Filled, filled, standing
from bot.desk.keep.frame import Sheet, mark, save, show_form, unchanged
from bot.desk.keep.offices import SERVICES
from bot.desk.keep.words import KEEP_WORDS
from bot.desk.words import WORDS
from bot.directory.rules import write_rules
from bot.errors import NotPermitted
from bot.keeping import offices as of_offices
from bot.keeping.rules import keep_rules, rules_now
from bot.routing.office import KIND, NoOffice, office_for, specificity
from bot.routing.values import Case, Readers, Routed, Rule, Rules
from bot.store.roster import Roster, read_roster
from bot.store.tables import Officer
from flows.words import SIGN_KINDS, Service, Urgency


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


BACK: Final = "/desk/keep/rules"
URGENCIES: Final = tuple((str(int(one)), f"{one.priority}") for one in sorted(Urgency, reverse=True))
EMPLOYERS: Final = tuple(KEEP_WORDS["employer"].items())
SIGNS: Final = tuple((kind, WORDS["sign"].get(kind, kind)) for kind in SIGN_KINDS)
NOWHERE: Final[frozenset[str]] = frozenset()
READERS: Final = tuple(KEEP_WORDS["readers"].items())


def desks(db: Session) -> Choices:
    """Where a rule may lead: an office, or whichever office of a kind covers the place."""
    kinds = tuple((f"{KIND}{kind}", words) for kind, words in KEEP_WORDS["office_kind"].items())
    return (*of_offices.keys(db), *kinds)


def rule_fields(to: Choices) -> tuple[Field, ...]:
    """The fields of a rule: an empty one fits anything."""
    return (
        Field("name", _("Nama aturan"), needed=True),
        Field("to", _("Ke mana"), CHOICE, to, needed=True),
        Field("services", _("Layanan"), MANY, SERVICES),
        Field("urgencies", _("Prioritas"), MANY, URGENCIES),
        Field("categories", _("Jenis urusan"), help=_("Kode jenis, dipisah spasi.")),
        Field("countries", _("Negara"), help=_("Kode dua huruf.")),
        Field("not_countries", _("Bukan negara"), help=_("Kode dua huruf.")),
        Field("provinces", _("Provinsi"), LONG, help=_("Kode atau nama, satu per baris.")),
        Field("employer_kinds", _("Pemberi kerja"), MANY, EMPLOYERS[1:]),
        Field("languages", _("Bahasa"), help=_("Kode bahasa, dipisah spasi.")),
        Field("signs", _("Tanda"), MANY, SIGNS, help=_("Cocok kalau satu saja terlihat.")),
        Field("not_signs", _("Tanpa tanda"), MANY, SIGNS, help=_("Tidak cocok kalau satu saja terlihat.")),
    )


async def listing(visit: Visit) -> Response:
    """The rules in their order, the fallbacks, and the form to ask why."""
    rules, called = await visit.read(lambda db: (rules_now(db), dict(desks(db))))
    lines = [(place, rule, specificity(rule)) for place, rule in enumerate(rules.rules)]
    return await visit.show("keep_rules.html", {"rules": lines, "called": called, "seen": mark(write_rules(rules))})


def place_of(visit: Visit) -> int | None:
    """Which rule is meant; None for a new one."""
    asked = visit.field("at", 4) or visit.request.query_params.get("at", "")
    return int(asked) if asked.isascii() and asked.isdigit() else None


def sheet_of(db: Session, visit: Visit) -> tuple[Sheet, Rules, int | None]:
    """The page of one rule, or of a new one."""
    rules, place = rules_now(db), place_of(visit)
    if place is not None and place >= len(rules.rules):
        raise NotPermitted
    title = _("Aturan baru") if place is None else _("Aturan")
    about = _("Kolom kosong cocok dengan apa saja. Aturan yang lebih khusus menang.")
    name = "" if place is None else rules.rules[place].name
    seen = mark(write_rules(rules))
    return Sheet(title, "/desk/keep/rule", rule_fields(desks(db)), BACK, seen, name, about), rules, place


async def one(visit: Visit) -> Response:
    """One rule."""
    sheet, rules, place = await visit.read(lambda db: sheet_of(db, visit))
    found = standing({}) if place is None else stands(rules.rules[place])
    return await show_form(visit, sheet, found, {"at": "" if place is None else str(place)})


def stands(rule: Rule) -> Filled:
    """A rule as it stands in the form."""
    listed = ("categories", "countries", "not_countries", "languages")
    values = {"name": rule.name, "to": rule.to, "provinces": "\n".join(sorted(rule.provinces))}
    values |= {name: parse.together(getattr(rule, name)) for name in listed}
    chosen = {
        "services": frozenset(service.value for service in rule.services),
        "urgencies": frozenset(str(int(urgency)) for urgency in rule.urgencies),
        "employer_kinds": rule.employer_kinds,
        "signs": rule.signs,
        "not_signs": rule.not_signs,
    }
    return standing(values, chosen)


def rule_of(found: Filled) -> Rule:
    """The rule that a form describes."""
    known = frozenset(str(int(urgency)) for urgency in Urgency)
    spoken, first = found.text("languages"), tuple[str, ...](("id",))
    return Rule(
        name=found.text("name"),
        to=found.text("to"),
        services=frozenset(Service(one) for one in found.many("services") if one in set(Service)),
        categories=frozenset(parse.words(found.text("categories"))),
        countries=found.parsed("countries", parse.countries, frozenset()),
        not_countries=found.parsed("not_countries", parse.countries, frozenset()),
        provinces=found.parsed("provinces", parse.provinces, frozenset()),
        employer_kinds=found.many("employer_kinds"),
        urgencies=frozenset(Urgency(int(one)) for one in found.many("urgencies") & known),
        languages=frozenset(found.parsed("languages", parse.languages, first)) if spoken else frozenset(),
        signs=found.many("signs"),
        not_signs=found.many("not_signs"),
    )


async def keep(visit: Visit) -> Response:
    """Keep a new or a changed rule."""
    sheet, rules, place = await visit.read(lambda db: sheet_of(db, visit))
    found = filled(sheet.fields, visit)
    rule = rule_of(found)
    others = [one for at, one in enumerate(rules.rules) if at != place]
    if rule.name in {one.name for one in others}:
        found.wrong("name", "name_taken")
    listed = list(rules.rules)
    if place is None:
        listed.append(rule)
    else:
        listed[place] = rule
    if not await save_rules(visit, found, rules, tuple(listed)):
        return await show_form(visit, sheet, found, {"at": "" if place is None else str(place)})
    return visit.go("/keep/rules", "kept")


async def save_rules(visit: Visit, found: Filled, seen: Rules, listed: tuple[Rule, ...]) -> bool:
    """Keep the rules in this order."""

    def work(db: Session, admin: Officer) -> None:
        unchanged(visit, write_rules(rules_now(db)))
        keep_rules(db, admin, replace(seen, rules=listed), seen, visit.now)

    return await save(visit, found, work)


async def move(visit: Visit) -> Response:
    """A rule goes up, down or away."""
    rules, place, how = await visit.read(rules_now), place_of(visit), visit.field("how", 4)
    if place is None or place >= len(rules.rules):
        return visit.go("/keep/rules", "changed_meanwhile")
    listed = list(rules.rules)
    rule = listed.pop(place)
    if how in ("up", "down"):
        listed.insert(max(0, place - 1) if how == "up" else place + 1, rule)
    done = await save_rules(visit, Filled(), rules, tuple(listed))
    return visit.go("/keep/rules", "kept" if done else "changed_meanwhile")


def fallback_fields(to: Choices) -> tuple[Field, ...]:
    """The desk of each service where no rule fits, and everybody's last."""
    each = tuple(Field(service.value, WORDS["service"][service], CHOICE, to, needed=True) for service in Service)
    return (*each, Field("default", _("Kantor terakhir untuk semua"), CHOICE, to, needed=True))


def fallback_sheet(db: Session) -> tuple[Sheet, Rules]:
    """The page of the fallbacks."""
    rules = rules_now(db)
    title, action = _("Kalau tidak ada aturan yang cocok"), "/desk/keep/fallback"
    return Sheet(title, action, fallback_fields(of_offices.keys(db)), BACK, mark(write_rules(rules))), rules


async def fallback(visit: Visit) -> Response:
    """Where a case goes that no rule fits."""
    sheet, rules = await visit.read(fallback_sheet)
    values = {service.value: desk for service, desk in rules.fallback.items()}
    return await show_form(visit, sheet, standing({**values, "default": rules.default}))


async def keep_fallback(visit: Visit) -> Response:
    """Keep other fallbacks."""
    sheet, rules = await visit.read(fallback_sheet)
    found = filled(sheet.fields, visit)
    named = MappingProxyType({service: found.text(service.value) for service in Service})

    def work(db: Session, admin: Officer) -> None:
        unchanged(visit, write_rules(rules_now(db)))
        after = replace(rules, fallback=named, default=found.text("default"))
        keep_rules(db, admin, after, rules, visit.now)

    if not await save(visit, found, work):
        return await show_form(visit, sheet, found)
    return visit.go("/keep/rules", "kept")


def case_fields() -> tuple[Field, ...]:
    """What routing asks of a case."""
    return (
        Field("service", _("Layanan"), CHOICE, SERVICES),
        Field("urgency", _("Prioritas"), CHOICE, URGENCIES),
        Field("country", _("Negara"), help=_("Kode dua huruf; kosong: tidak diketahui.")),
        Field("province", _("Provinsi"), help=_("Kode atau nama.")),
        Field("category", _("Jenis urusan")),
        Field("employer", _("Pemberi kerja"), CHOICE, EMPLOYERS),
        Field("language", _("Bahasa")),
        Field("readers", _("Siapa boleh membaca"), CHOICE, READERS),
        Field("signs", _("Tanda"), MANY, SIGNS),
    )


async def explain(visit: Visit) -> Response:
    """Why a case goes where it goes; nothing is kept."""
    fields = case_fields()
    sheet = Sheet(_("Ke mana sebuah urusan?"), "/desk/keep/explain", fields, BACK, asks=True)
    if visit.request.method == "GET":
        stands = {"service": "emergency", "urgency": "2", "language": "id"}
        return await show_form(visit, sheet, standing(stands), {"extra": "_keep_why.html", "why": None})
    found = filled(fields, visit)
    case = case_of(found)
    why = None if found.errors else await visit.read(lambda db: reasons(read_roster(db.connection()), case))
    return await show_form(visit, sheet, found, {"extra": "_keep_why.html", "why": why})


def case_of(found: Filled) -> Case:
    """The case that a form describes."""
    countries = found.parsed("country", parse.countries, NOWHERE)
    provinces = found.parsed("province", parse.provinces, NOWHERE)
    service, urgency, readers = (found.text(name) for name in ("service", "urgency", "readers"))
    return Case(
        Service(service) if service in set(Service) else Service.EMERGENCY,
        Urgency(int(urgency)) if urgency in dict(URGENCIES) else Urgency.NORMAL,
        category=found.text("category"),
        country=next(iter(countries), ""),
        province=next(iter(provinces), ""),
        employer_kind=found.text("employer"),
        language=found.text("language") or "id",
        signs=found.many("signs"),
        readers=Readers(readers) if readers in set(Readers) else Readers.NOT_ASKED,
    )


Reason = Mapping[str, str]


def reasons(roster: Roster, case: Case) -> dict[str, object]:
    """Every rule that was looked at, with its office and why not; and where the case goes."""
    offices = roster.offices.with_officers(roster.officers)
    try:
        routed = office_for(case, offices, roster.offices.rules)
    except NoOffice:
        return {"considered": (), "routed": None}
    names = {office.key: office.name for office in offices}
    return {"considered": considered(routed, names), "routed": routed, "names": names}


def considered(routed: Routed, names: Mapping[str, str]) -> Sequence[Reason]:
    """What routing tells of each rule, taken apart."""
    found = []
    for told in routed.considered:
        rule, _colon, rest = told.partition(": ")
        key, _colon, why = rest.rpartition(": ")
        while key and key not in names and ": " in key:
            part, _colon, key = key.partition(": ")
            rule = f"{rule}: {part}"
        found.append({"rule": rule, "office": names.get(key, ""), "why": why or rest})
    return found


PAGES: Final = (
    Page("/keep/rules", "rule.keep", listing),
    Page("/keep/rule", "rule.keep", one),
    Page("/keep/rule", "rule.keep", keep, "POST"),
    Page("/keep/rule-move", "rule.keep", move, "POST"),
    Page("/keep/fallback", "rule.keep", fallback),
    Page("/keep/fallback", "rule.keep", keep_fallback, "POST"),
    Page("/keep/explain", "rule.keep", explain),
    Page("/keep/explain", "rule.keep", explain, "POST"),
)
