"""Offices, missions, emergency numbers and regions: data with source and date."""

from bot.directory.countries import Caution, caution, country_name
from bot.directory.numbers import Number, Source, emergency_numbers

__all__ = ["Caution", "Number", "Source", "caution", "country_name", "emergency_numbers"]
