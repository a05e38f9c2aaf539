"""How pages are made: one Jinja environment a language, every value escaped, codes turned into words."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.desk import words
from bot.desk.history import passages
from bot.desk.spoken import SpokenEnvironment
from bot.directory.countries import country_name
from bot.store.queues import Row
from flows.hours import WHERE_YOU_ARE, opened, shown

LANGUAGES: Final = ("id", "en")
# The offices stand in Indonesia; their clocks show Jakarta's time, and the page says so.
OFFICE_ZONE: Final = ZoneInfo("Asia/Jakarta")

FIRST_PAGES: Final = ("base.html", "desk.html", "now.html", "digest.html", "oversee.html", "door.html")
ROWS_KEPT: Final = 4096
STEP: Final = 15
OPTIONS_KEPT: Final = 256

Translate = Callable[[str, str], str]
"""(language, Indonesian source) -> the sentence in that language, or the source where nobody translated it."""


class Screen:
    """Renders the desk's pages in the officer's language."""

    def __init__(self, translate: Translate) -> None:
        self.translate = translate
        self._environments = {language: environment(language, translate) for language in LANGUAGES}

    def warming(self) -> Iterator[Callable[[], object]]:
        """What compiles the pages that every officer opens first, one a step, so that the first need not wait."""
        for made in self._environments.values():
            for page in made.list_templates(filter_func=lambda name: name.startswith("_") or name in FIRST_PAGES):
                yield partial(made.get_template, page)

    def render(self, language: str, page: str, said: dict[str, object]) -> str:
        """The page as HTML. Synchronous: call it from a worker thread."""
        return self._environments[language].get_template(page).render(language=language, **said)


@lru_cache(maxsize=16)
def environment(language: str, translate: Translate) -> Environment:
    """One language's templates, with the words and the times in that language: compiled once a process."""
    say = partial(translate, language)
    made = SpokenEnvironment(
        say,
        loader=PackageLoader("bot.desk"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # The templates ship with the program: nobody looks forty times a page whether one of them was changed.
        auto_reload=False,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        say, lambda one, many, n: say(one if n == 1 else many), newstyle=True
    )
    made.globals["asset"] = asset
    made.globals["ages"] = {
        "just_now": say(words.JUST_NOW),
        "minutes": say(words.MINUTES),
        "hours": say(words.HOURS),
        "days": say(words.DAYS),
    }
    made.globals["drawn"] = lru_cache(maxsize=ROWS_KEPT)(partial(draw_row, made))
    made.globals["lately"] = lately
    made.globals["passages"] = passages
    made.globals["options"] = lru_cache(maxsize=OPTIONS_KEPT)(options)
    made.globals["named"] = lru_cache(maxsize=OPTIONS_KEPT)(partial(named, made))
    made.filters["say"] = say
    made.filters["from_json"] = json.loads
    made.filters["word"] = lambda code, kind: say(words.word(kind, code))
    made.filters["country"] = lambda code: country_name(code, language) if code else ""
    made.filters["language"] = lambda code: language_name(code, language)
    made.filters["hours"] = lambda code, country: hours_said(code, country, language, say)
    made.filters["age"] = lambda since, now: age(now - since, say)
    made.filters["span"] = lambda since, until: span(until - since, say)
    made.filters["clock"] = lambda at, now: clock(at, now, say)
    return made


def draw_row(made: Environment, row: Row, now: datetime, view: str, here: bool, looks: tuple[str, ...] = ()) -> Markup:
    """One row of a list: drawn once for everybody who sees the same of it, for as long as `now` stays the same."""
    words = {"row": row, "now": now, "view": view, "here": here, "looks": looks}
    return Markup(made.get_template("_row.html").render(words))  # noqa: S704  (a template that escapes its values)


def options(pairs: tuple[tuple[object, str], ...], chosen: object = "") -> Markup:
    """The choices of a select, by value and name: two hundred offices are drawn once, not for every ticket."""
    one = Markup('<option value="{}"{}>{}</option>')
    return Markup("").join(
        one.format(value, Markup(" selected") if value == chosen else "", name) for value, name in pairs
    )


def named(made: Environment, kind: str, codes: tuple[str, ...], chosen: str) -> Markup:
    """The same for codes, each by the name that this filter gives it."""
    return options(tuple((code, made.filters[kind](code)) for code in codes), chosen)


def lately(now: datetime) -> datetime:
    """The instant in steps: ages in a list are told this finely, and the page itself counts on."""
    return now.replace(second=now.second - now.second % STEP, microsecond=0)


def hours_said(code: str, country: str, language: str, say: Callable[[str], str]) -> str:
    """Somebody's safe hours as a sentence; nothing where none were said."""
    told = opened(code)
    where = country_name(country, language) if country else say(WHERE_YOU_ARE)
    return shown(told, where, say) if told else ""


UNNAMED: Final = {("mkn", "id"): "Melayu Kupang", ("mkn", "en"): "Kupang Malay"}
"""What the table of languages does not name."""


@cache
def language_name(code: str, language: str) -> str:
    """What a language is called in the officer's own; a code that nobody knows is its own name."""
    try:
        return UNNAMED.get((code, language)) or str(Locale.parse(language).languages.get(code, code))
    except (ValueError, UnknownLocaleError):
        return code


@cache
def asset(name: str) -> str:
    """The address of a style sheet or script of ours; it changes with the content."""
    content = (files("bot.desk") / "static" / name).read_bytes()
    return f"/desk/static/{name}?v={sha256(content).hexdigest()[:12]}"


def age(passed: timedelta, say: Callable[[str], str]) -> str:
    """How long ago, in the largest unit that is not nought."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return say(words.JUST_NOW)
    if minutes < 60:
        return say(words.MINUTES) % {"n": minutes}
    if minutes < 24 * 60:
        return say(words.HOURS) % {"n": minutes // 60}
    return say(words.DAYS) % {"n": minutes // (24 * 60)}


def span(length: timedelta, say: Callable[[str], str]) -> str:
    """How long something lasts or is late, in the largest unit that is not nought."""
    return age(length, say) if length >= timedelta(minutes=1) else say(words.UNDER_A_MINUTE)


def clock(at: datetime, now: datetime, say: Callable[[str], str]) -> str:
    """An instant as the office's clock shows it: the time, and the day where it is not today."""
    here, today = at.astimezone(OFFICE_ZONE), now.astimezone(OFFICE_ZONE).date()
    time = f"{here:%H.%M}"
    if here.date() == today:
        return time
    return f"{here.day} {say(words.MONTHS[here.month - 1])} {time}"
