"""By which clock somebody lives: the zones of a country, and the one of the place that they name."""

import pytest

from bot.directory import regions
from bot.directory.zones import PROVINCES, zone_named, zones


def test_every_province_of_indonesia_has_one_of_its_three_times() -> None:
    assert {code[:2] for code in regions.provinces()} == set(PROVINCES)
    assert set(PROVINCES.values()) <= {zone.key for zone in zones("ID")}


@pytest.mark.parametrize(
    ("country", "said", "zone"),
    [
        ("ID", "di Jayapura", "Asia/Jayapura"),
        ("ID", "Kabupaten Lombok Timur", "Asia/Makassar"),
        ("ID", "saya di Nusa Tenggara Timur", "Asia/Makassar"),
        ("ID", "Indramayu, Jawa Barat", "Asia/Jakarta"),
        ("ID", "jam 20 sampai 22 WITA", "Asia/Makassar"),
        ("ID", "waktu Papua", "Asia/Jayapura"),
        ("ID", "antara Jakarta dan Jayapura", ""),  # two clocks
        ("ID", "di rumah", ""),
        ("AU", "Perth", "Australia/Perth"),
        ("AU", "di Gold Coast", "Australia/Brisbane"),
        ("US", "New York", "America/New_York"),
        ("RU", "moskwa", "Europe/Moscow"),
        ("AU", "Jakarta", ""),  # no city of that country
        ("XX", "Jakarta", ""),
    ],
)
def test_a_place_tells_its_clock_and_two_places_of_two_clocks_tell_none(country: str, said: str, zone: str) -> None:
    assert zone_named(country, said) == zone


def test_china_has_one_time_by_law() -> None:
    assert [zone.key for zone in zones("CN")] == ["Asia/Shanghai"]
