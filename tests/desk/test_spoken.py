"""A template's sentences are in its language before it is drawn; what fills their blanks is escaped as ever."""

import pytest
from jinja2 import DictLoader, StrictUndefined, UndefinedError

from bot.desk.spoken import SpokenEnvironment

ENGLISH = {"Halo": "Hello", "Halo, %(name)s": "Hello, %(name)s", "Naik 5%%": "Up 5%%"}


def drawn(template: str, **said: str) -> tuple[str, list[str]]:
    """The page, and for which sentences the catalogue was asked while it was drawn."""
    asked: list[str] = []

    def say(sentence: str) -> str:
        asked.append(sentence)
        return ENGLISH.get(sentence, sentence)

    made = SpokenEnvironment(say, loader=DictLoader({"it": template}), autoescape=True, undefined=StrictUndefined)
    made.globals["_"] = say
    page = made.get_template("it")
    asked.clear()
    return page.render(**said), asked


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("<p>{{ _('Halo') }}</p>", "<p>Hello</p>"),
        ("{{ _('Belum ada') }}", "Belum ada"),
        # A percent sign is doubled in a sentence, as it may have blanks.
        ("{{ _('Naik 5%%') }}", "Up 5%"),
        ("{{ _('Halo, %(name)s', name=who) }}", "Hello, &lt;b&gt;Ani&lt;/b&gt;"),
        ("{% set said = _('Halo') %}{{ said if who else '' }}", "Hello"),
        ("{% macro m() %}{{ _('Halo') }}{% endmacro %}{{ m() }}", "Hello"),
    ],
)
def test_a_sentence_is_put_into_words_once_and_not_each_time_it_is_drawn(template: str, page: str) -> None:
    assert drawn(template, who="<b>Ani</b>") == (page, [])


def test_a_sentence_that_comes_with_the_page_is_still_put_into_words() -> None:
    assert drawn("{{ _(word) }}", word="Halo") == ("Hello", ["Halo"])


def test_a_blank_that_nobody_fills_is_told() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ _('Halo, %(name)s', name=nobody) }}")
