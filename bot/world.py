"""What the pure engine may ask of the world, and what a message tells us."""

from bot.directory.countries import caution, country_name
from bot.directory.numbers import emergency_numbers
from bot.language import catalogue
from bot.language.read import read
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
    )


def numbers_shown(country: str) -> tuple[Number, ...]:
    """The emergency numbers of a country that may be shown (R14)."""
    return tuple(Number(number.role, number.number) for number in emergency_numbers(country))


def read_heard(heard: Heard) -> Reading:
    """What a message tells us: its words, or the label of the button that was pressed."""
    words = heard.text or (heard.press.label if heard.press else "")
    if not words:
        return NOTHING_READ
    return read(words, address=heard.address, language_hint=heard.language_hint)
