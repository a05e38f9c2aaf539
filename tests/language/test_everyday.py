"""Strangers' everyday words: grave words in fun, "do not reply" that is over, commands in the middle of talk."""

import pytest

from bot.language.judge import Hunch, patience, shape, worry
from bot.language.read import AT_REST, NEVER_LESS, _hers, read
from flows.words import Command, Service, Sign, Urgency

CALM = {"emergency": 0.001, "family_links": 0.001, "information": 0.009, "none": 0.98, "psychosocial": 0.009}
GRAVELY = {"emergency": 0.9, "family_links": 0.02, "information": 0.02, "none": 0.02, "psychosocial": 0.04}


def heard(critical: float, services: dict[str, float]) -> Hunch:
    return Hunch(critical, critical, services, "none", 1.0, "stop", 0.0)


def test_the_second_look_takes_all_chances_together() -> None:
    assert (
        worry(heard(0.0001, CALM)) < AT_REST < patience() < worry(heard(0.3, GRAVELY)) < worry(heard(0.9, GRAVELY)) < 1
    )


def test_what_was_seen_in_a_film_is_asked_about_unless_all_the_rest_is_everyday_talk() -> None:
    film = Sign("violence", Urgency.NORMAL, "beat", doubtful=True)
    assert _hers([film], heard(0.0001, CALM)) == []
    assert _hers([film], heard(0.5, GRAVELY)) == [film]
    assert _hers([film], None) == [film]


def test_r31_the_second_look_lowers_nothing_that_is_high_or_sure() -> None:
    kept = [Sign("violence", Urgency.HIGH, "beat", doubtful=True), Sign("threats", Urgency.CRITICAL, "kill")]
    assert _hers(kept, heard(0.0, CALM)) == kept


@pytest.mark.parametrize("kind", sorted(NEVER_LESS))
def test_r18_r19_suicide_and_sexual_violence_are_never_held_for_everyday_talk(kind: str) -> None:
    sign = Sign(kind, Urgency.NORMAL, "…", doubtful=True)
    assert _hers([sign], heard(0.0, CALM)) == [sign]


def test_r31_an_exact_phrase_acts_at_once_however_calm_the_rest_is() -> None:
    reading = read("selamat pagi kak, terima kasih banyak ya, cuaca di sini cerah. tadi malam saya dipukul majikan")
    assert (reading.urgency, reading.asks_first) == (Urgency.CRITICAL, False)


@pytest.mark.parametrize(
    "text",
    [
        "saya dipukul majikan tadi malam",
        "dikurung di kamar tidak dikasih makan dua hari",
        "aku dikeplak terus karo juragan",
        "kami mau dijual ke majikan lain malam ini",
    ],
)
def test_plain_danger_is_never_held_for_everyday_talk(text: str) -> None:
    reading = read(text)
    assert (reading.urgency, reading.asks_first) == (Urgency.CRITICAL, False)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("sebelumnya makasih banyak ya kak. nomor saya tolong dikeluarkan dari daftar kiriman", Command.STOP),
        ("foto ktp yang tadi saya kirim minta dihapus dari tempat kalian ya kak", Command.DELETE),
        ("majikan sudah berangkat kerja, silakan balas pesan saya", Command.MAY_REPLY),
        ("ganti tampilan layar ini sekarang, cepat", Command.QUICK_EXIT),
        ("no need to send me these updates, i am home already", Command.STOP),
    ],
)
def test_commands_are_heard_in_what_is_told_around_them_and_asked_about(text: str, command: Command) -> None:
    reading = read(text)
    assert (reading.command, reading.command_exact) == (command, False)


def test_a_question_asked_out_of_suspicion_alone_makes_no_emergency_of_a_calm_wish() -> None:
    reading = read("berapa lama mengurus klaim asuransi kecelakaan kerja, berkas sudah lengkap")
    assert reading.service is Service.INFORMATION


def test_a_short_text_and_one_that_asks_have_another_shape() -> None:
    assert shape(1, "tolong") != shape(9, "kapan gaji dibayar?")
    assert "shape asks" in shape(3, "kapan ya?")
