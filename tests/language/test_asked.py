"""The ways of asking that the second ear learns from."""

import numpy as np
import pytest

from bot.language.asked import Way, ways
from bot.language.phrases import LANGUAGES
from bot.language.read import read
from bot.language.train_wishes import data
from flows.words import Command

EVERYWHERE = {"person", "menu", "stop", "delete", "quick_exit", "language", "is_this_real", "voice", "do_not_reply"}


def test_every_language_has_ways_to_ask_for_everything() -> None:
    asked = {(way.language, way.command) for way in ways(data("asked.txt"))}
    assert asked >= {(language, command) for language in LANGUAGES for command in EVERYWHERE}
    assert all(Command(command) for _, command in asked)


def test_every_way_can_be_spoken_and_leaves_no_mark_of_the_grammar() -> None:
    chance = np.random.default_rng(1)
    spoken = [way.spoken(chance) for way in ways(data("asked.txt"))]
    assert all(text and not set(text) & set("()<>|=") for text in spoken)


def test_a_way_is_spoken_as_one_of_its_choices() -> None:
    way = Way("id", "menu", "(balik|kembali) ke (menu|awal|)")
    chance = np.random.default_rng(2)
    expected = {f"{verb} ke {where}".strip() for verb in ("balik", "kembali") for where in ("menu", "awal", "")}
    assert {way.spoken(chance) for _ in range(200)} == expected


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("sambungkan ke orang beneran dong", Command.PERSON),
        ("males ladenin mesin, oper ke pegawainya", Command.PERSON),
        ("hapus semua chat saya", Command.DELETE),
        ("gak mau namaku kesimpen di sini, musnahkan", Command.DELETE),
        ("balik ke menu awal", Command.MENU),
        ("ganti bahasa jawa", Command.LANGUAGE),
        ("jangan diterusin lagi pertanyaannya kak", Command.STOP),
        ("buruan umpetin obrolannya, ada yang masuk kamar", Command.QUICK_EXIT),
        ("dari mana saya tahu kalian bukan tipu tipu", Command.IS_THIS_REAL),
        ("tolong buang semua catatan soal saya dari situ", Command.DELETE),
        ("put me through to somebody real, not the bot", Command.PERSON),
        ("mbok aku disambungke wong kantore wae, dudu mesin", Command.PERSON),  # Javanese
        ("pang leungitkeun sagala data abdi", Command.DELETE),  # Sundanese
    ],
)
def test_commands_are_heard_in_words_that_no_list_has(text: str, command: Command) -> None:
    assert read(text).command is command


@pytest.mark.parametrize(
    "text",
    [
        "majikan hapus semua foto saya dari hp, bisa dikembalikan tidak",
        "saya mau berhenti kerja bulan depan, prosedurnya gimana",
        "ganti majikan boleh berapa kali di Hongkong",
        "apakah PT ini resmi terdaftar",
        "pengen ngobrol sama anak, kangen banget",
        "saya mau menghapus hidup ini saja",
        "petugas imigrasi minta saya datang hari Senin",
    ],
)
def test_messages_with_a_commands_words_in_them_are_no_command(text: str) -> None:
    assert read(text).command is None
