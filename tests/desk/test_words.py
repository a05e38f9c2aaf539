"""The desk's words: every code has one, every sentence is there in English, and the desk reads whole in both."""

from collections.abc import Iterable

from babel.messages.extract import extract_from_dir

from bot.desk.words import WORDS
from bot.language.catalogue import LOCALES, catalogue
from flows.words import SIGN_KINDS, Device, Kind, Service, Writing
from tests.desk.conftest import Desk, enter, press
from tests.desk.test_pages import HELP, code_of
from tests.world import Helpline

ROOT = LOCALES.parent
NEWSTYLE = {"templates/**.html": {"newstyle_gettext": "true"}}


def sentences() -> set[str]:
    """Every sentence of the desk that is marked for the translators."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    found = extract_from_dir(ROOT / "bot" / "desk", method_map=methods, keywords={"_": None}, options_map=NEWSTYLE)
    return {message for _file, _line, message, _comments, _context in found if isinstance(message, str)}


def test_every_sentence_of_the_desk_is_there_in_english() -> None:
    assert sorted(sentences() - set(catalogue("en"))) == []


def test_blanks_are_the_same_in_both_languages() -> None:
    english = catalogue("en")
    blanks = ("%(n)s", "%(name)s", "%(time)s", "%(code)s", "%(office)s", "%(names)s", "%(channel)s", "%(why)s")
    uneven = [text for text in sentences() for blank in blanks if (blank in text) != (blank in english[text])]
    assert uneven == []


def test_every_value_that_everybody_speaks_of_has_a_word() -> None:
    values: dict[str, Iterable[str]] = {
        "sign": SIGN_KINDS,
        "service": Service,
        "writing": Writing,
        "device": Device,
        "kind": Kind,
    }
    assert [(kind, value) for kind, codes in values.items() for value in codes if value not in WORDS[kind]] == []


async def test_an_officer_reads_the_desk_in_english(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    async with desk.client() as client:
        enter(desk, client)
        await press(client, "/desk/", "/desk/language", language="en")
        page = await client.get(f"/desk/t/{code_of(helpline)}")
    assert '<html lang="en">' in page.text
    assert "Take this ticket" in page.text
    assert "<strong>Violence</strong>" in page.text
    assert "Ambil tiket ini" not in page.text
