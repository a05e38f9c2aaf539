"""The desk's words: every code has one, every sentence is there in English, and the desk reads whole in both."""

from collections.abc import Iterable

from babel.messages.extract import extract_from_dir
from sqlmodel import Session, select

from bot.desk.words import WORDS
from bot.language.catalogue import LOCALES, catalogue
from bot.store.tables import Ticket
from flows.book import BOOK
from flows.fields import FIELDS
from flows.script import Ask, Listen
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


def asked() -> tuple[set[str], set[str], set[str]]:
    """The fields that the conversations fill, the values that they keep, and the categories that they open."""
    scenes = [scene for flow in BOOK.flows.values() for scene in flow.scenes.values()]
    questions = [scene.then for scene in scenes if isinstance(scene.then, Ask)]
    fields = {scene.then.field for scene in scenes if isinstance(scene.then, Ask | Listen) and scene.then.field}
    values = {answer.value for ask in questions for answer in ask.answers if answer.value and ask.field}
    return fields, values, {scene.opens.category for scene in scenes if scene.opens and scene.opens.category}


def test_everything_that_the_conversations_ask_keep_and_open_has_a_word() -> None:
    for kind, codes in zip(("answer", "value", "category"), asked(), strict=True):
        assert sorted(codes - set(WORDS[kind])) == []


def test_whatever_opens_a_ticket_has_a_word() -> None:
    opens = {scene.name for flow in BOOK.flows.values() for scene in flow.scenes.values() if scene.opens}
    others = {"after_exit", "made_to_write", "do_not_reply", "answer", "event", "our_code_failed", "split"}
    assert sorted((opens | others) - set(WORDS["reason"])) == []


async def test_what_proves_who_somebody_is_stays_masked_until_the_ticket_is_taken(
    desk: Desk, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    answer(helpline, {"check_phrase": "ayam kampung", "hurt": "tangan"})
    async with desk.client() as client:
        enter(desk, client)
        before = await client.get(f"/desk/t/{code_of(helpline)}")
        await press(client, "/desk/", f"/desk/t/{code_of(helpline)}/take")
        after = await client.get(f"/desk/t/{code_of(helpline)}")
    assert ("ayam kampung" in before.text, "tangan" in before.text) == (False, True)
    assert "ayam kampung" in after.text


def answer(helpline: Helpline, answers: dict[str, str]) -> None:
    """As if the person had answered these questions."""

    def keep(db: Session) -> None:
        ticket = db.exec(select(Ticket)).one()
        key = helpline.key(db, helpline.contact(db))
        ticket.sealed_answers = key.seal_json("ticket.sealed_answers", ticket.id or 0, answers)

    helpline.database.write_now(keep)


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


def test_every_field_of_a_ticket_has_a_name_at_the_desk() -> None:
    fields = {field for named in FIELDS.values() for field in named}
    assert [field for field in sorted(fields) if field not in WORDS["answer"]] == []
