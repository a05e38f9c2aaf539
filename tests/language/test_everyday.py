"""Strangers' everyday words: grave words in fun, "do not reply" that is over, commands in the middle of talk."""

import pytest

from bot.language.judge import Hunch, shape
from bot.language.read import EVERYDAY_BELOW, NEVER_LESS, _less_sure, read
from flows.words import Command, Service, Sign, Urgency


def heard(critical: float) -> Hunch:
    return Hunch(critical, critical, {}, "none", 1.0, "stop", 0.0)


def test_r31_a_grave_phrase_in_everyday_talk_is_asked_about_and_stays_high() -> None:
    sign = Sign("violence", Urgency.CRITICAL, "beat")
    assert _less_sure(sign, heard(EVERYDAY_BELOW / 2)) == Sign("violence", Urgency.HIGH, "beat", doubtful=True)
    assert _less_sure(sign, heard(EVERYDAY_BELOW)) == sign


@pytest.mark.parametrize("kind", sorted(NEVER_LESS))
def test_r18_r19_suicide_and_sexual_violence_are_never_held_for_everyday_talk(kind: str) -> None:
    sign = Sign(kind, Urgency.CRITICAL, "…")
    assert _less_sure(sign, heard(0.0)) == sign


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
