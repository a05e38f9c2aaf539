"""What a text tells us, in the sentences that people write."""

from bot.language.read import read
from flows.words import Command, Service, Urgency


def test_a_locked_door_and_blows_open_an_emergency() -> None:
    reading = read("Tolong, saya dipukul majikan")
    assert reading.urgency == Urgency.CRITICAL
    assert reading.service == Service.EMERGENCY


def test_r5_do_not_reply_is_heard_inside_a_longer_text() -> None:
    assert read("paspor saya ditahan. jangan balas ya").command == Command.DO_NOT_REPLY


def test_a_greeting_is_no_danger() -> None:
    reading = read("Assalamualaikum, selamat pagi")
    assert reading.urgency == Urgency.NORMAL
    assert reading.signs == ()


def test_the_word_petugas_alone_is_an_exact_command() -> None:
    reading = read("Petugas")
    assert (reading.command, reading.command_exact) == (Command.PERSON, True)


def test_empty_text_tells_nothing() -> None:
    assert read("").language == "und"
