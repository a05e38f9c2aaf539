"""The ways of asking that the second ear learns from."""

import numpy as np
import pytest

from bot.language.asked import Way, ways
from bot.language.phrases import LANGUAGES
from bot.language.read import read
from bot.language.train_wishes import data
from flows.words import Command, Urgency

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


@pytest.mark.parametrize("text", ["juragane teko", "madam is back", "aya jalma", "inyo lah masuak", "bosku pole"])
def test_r7_somebody_comes_and_nothing_else_is_said(text: str) -> None:
    reading = read(text)
    assert (reading.command, reading.command_exact) == (Command.QUICK_EXIT, True)


@pytest.mark.parametrize("text", ["majikan datang bawa pisau", "dia masuk kamar saya lagi", "ada orang jatuh"])
def test_who_tells_what_the_comer_does_is_telling_and_not_leaving(text: str) -> None:
    assert read(text).command is None


def test_whether_anybody_is_there_is_asked_of_us() -> None:
    assert read("ada orang?").command is Command.PERSON
    assert read("ada orang").command is Command.QUICK_EXIT


@pytest.mark.parametrize(
    "text", ["capek, besok tidak perlu mencari aku lagi", "mulai besok kalian ga usah nyari saya, jaga ibu"]
)
def test_r18_a_farewell_is_no_wish_to_stop_the_messages(text: str) -> None:
    reading = read(text)
    assert reading.command is None
    assert reading.asks_first or reading.urgency == Urgency.CRITICAL


@pytest.mark.parametrize(
    "text", ["tolong dia datang", "dia datang lagi", "tolong saya", "tolong kak", "help me please"]
)
def test_r7_a_cry_for_help_is_neither_leaving_nor_politeness(text: str) -> None:
    reading = read(text)
    assert reading.command is None
    assert reading.asks_first or reading.urgency >= Urgency.HIGH
