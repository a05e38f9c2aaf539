"""Cards for the hardest openings: what to do, not to do and say in the first ten minutes, by the sign that is there."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from starlette.responses import Response

from bot.desk.frame import Page, Visit

SOURCE: Final = "id"
FOR_VOICE: Final = "voice"


@dataclass(frozen=True, slots=True)
class Card:
    """One card in the officer's language. `say` stays in Indonesian: it is what may be written as it stands."""

    key: str
    signs: frozenset[str]
    signed: str
    title: str
    do: tuple[str, ...]
    dont: tuple[str, ...]
    say: str
    say_here: str
    rules: tuple[str, ...]


@cache
def cards(language: str) -> tuple[Card, ...]:
    """Every card, in the order of the file."""
    text = files("bot.desk").joinpath("data/cards.toml").read_text("utf-8")
    return tuple(_card(one, language) for one in tomllib.loads(text)["card"])


def _card(one: dict[str, object], language: str) -> Card:
    def told(name: str) -> object:
        value = one[name]
        assert isinstance(value, dict)
        return value.get(language, value[SOURCE])

    say = one["say"]
    assert isinstance(say, dict)
    return Card(
        key=str(one["key"]),
        signs=frozenset(listed(one["signs"])),
        signed=str(one["signed"]),
        title=str(told("title")),
        do=listed(told("do")),
        dont=listed(told("dont")),
        say=str(say[SOURCE]),
        say_here=str(told("say")),
        rules=listed(one["rules"]),
    )


def listed(value: object) -> tuple[str, ...]:
    """A list of texts."""
    assert isinstance(value, list)
    return tuple(map(str, value))


def for_ticket(signs: Iterable[str], kinds: Iterable[str], language: str) -> tuple[Card, ...]:
    """The cards of a ticket with these signs, gravest first; a voice note brings its own."""
    there = frozenset(signs)
    voice = "voice" in frozenset(kinds)
    return tuple(card for card in cards(language) if card.signs & there or (voice and card.key == FOR_VOICE))


async def page(visit: Visit) -> Response:
    """All cards, to be read in a quiet hour."""
    return await visit.show("cards.html", {"cards": cards(visit.language)})


PAGES: Final = (Page("/cards", "card.read", page),)
