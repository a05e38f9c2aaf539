"""What the pure engine may ask of the world, and what a message tells us."""

from functools import lru_cache
from typing import Final

from bot.directory.countries import caution, country_name
from bot.directory.numbers import emergency_numbers
from bot.directory.zones import zone_named
from bot.language import catalogue
from bot.safe_hours import city_wanted
from flows.words import NOTHING_READ, Heard, Number, Reading, World

A_WORD_OR_TWO: Final = 12
"""Letters of a text whose reading is remembered; longer ones are hardly ever sent twice."""
LONGEST_CODE: Final = 3
"""Digits of the longest dialling code."""


def build_world(trial: bool = False, organisations: str = "") -> World:
    """What the pure engine may ask of the world."""
    return World(
        say=catalogue.translate,
        numbers=numbers_shown,
        country_name=country_name,
        cautious=lambda country: caution(country) is not None,
        languages=catalogue.languages(),
        trial=trial,
        organisations=organisations,
        zone=zone_named,
        city_wanted=city_wanted,
    )


def numbers_shown(country: str) -> tuple[Number, ...]:
    """The emergency numbers of a country that may be shown (R14)."""
    return tuple(Number(number.role, number.number) for number in emergency_numbers(country))


def read_heard(heard: Heard) -> Reading:
    """What a message tells us."""
    return read_words(*words_of(heard))


def words_of(heard: Heard) -> tuple[str, str, str]:
    """What reading asks of a message: its words or the label of its button, the address, the language hint."""
    return heard.text or (heard.press.label if heard.press else ""), heard.address, heard.language_hint


def read_words(words: str, address: str, language_hint: str) -> Reading:
    """What words tell us; nothing where there are none."""
    if not words:
        return NOTHING_READ
    if len(words) <= A_WORD_OR_TWO:
        # Of an address only its dialling code helps a text.
        _, plus, number = address.partition("+")
        return read_once(words, plus + number[:LONGEST_CODE], language_hint)
    return read_anew(words, address, language_hint)


@lru_cache(maxsize=4096)
def read_once(words: str, dialled: str, language_hint: str) -> Reading:
    """A greeting, a yes, the number of a choice: everybody sends the same few, and they mean the same to us."""
    return read_anew(words, dialled, language_hint)


def read_anew(words: str, address: str, language_hint: str) -> Reading:
    """What words tell us, whether or not somebody sent them before."""
    # A tenth of the start would go into what reads, and where a reader stands beside us it is never needed here.
    from bot.language.read import read

    return read(words, address=address, language_hint=language_hint)
