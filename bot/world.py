"""What the pure engine may ask of the world, and what a message tells us."""

from bot.directory.countries import caution, country_name
from bot.directory.numbers import emergency_numbers
from bot.directory.zones import zone_named
from bot.language import catalogue
from bot.safe_hours import city_wanted
from flows.words import NOTHING_READ, Heard, Number, Reading, World


def build_world(trial: bool = False) -> World:
    """What the pure engine may ask of the world."""
    return World(
        say=catalogue.translate,
        numbers=numbers_shown,
        country_name=country_name,
        cautious=lambda country: caution(country) is not None,
        languages=catalogue.languages(),
        trial=trial,
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
    # A tenth of the start would go into what reads, and where a reader stands beside us it is never needed here.
    from bot.language.read import read

    return read(words, address=address, language_hint=language_hint) if words else NOTHING_READ
