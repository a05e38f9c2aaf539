"""The seam for a transcriber: what each must keep to, and what its guess may do."""

import pytest

from bot.language.voice import Guess, NobodyTranscribes, Transcriber, heard_in
from flows.words import NOTHING_READ, Command, Urgency


class SaysTheSame:
    """Reads its "sound" as UTF-8: enough to walk the seam from end to end."""

    def transcribe(self, sound: bytes, mime: str, language: str) -> Guess | None:
        return Guess(sound.decode(errors="ignore"), 0.5) if sound and mime.startswith("audio/") else None


@pytest.mark.parametrize("transcriber", [NobodyTranscribes(), SaysTheSame()])
@pytest.mark.parametrize("sound", [b"", b"\x00\xff", b"OggS" + bytes(1000)])
def test_a_transcriber_never_raises_and_answers_a_guess_or_nothing(transcriber: Transcriber, sound: bytes) -> None:
    guess = transcriber.transcribe(sound, "audio/ogg", "id")
    assert guess is None or (isinstance(guess.text, str) and 0 <= guess.confidence <= 1)


def test_r17_without_a_transcriber_nothing_is_guessed() -> None:
    assert heard_in(NobodyTranscribes().transcribe(b"OggS", "audio/ogg", "id")) == NOTHING_READ


def test_r17_a_transcribed_danger_raises_and_is_always_doubtful() -> None:
    reading = heard_in(SaysTheSame().transcribe(b"tolong saya dipukul majikan", "audio/ogg", "id"))
    assert reading.urgency == Urgency.CRITICAL
    assert reading.asks_first
    assert all(sign.doubtful for sign in reading.signs)


def test_r17_a_transcribed_command_does_not_act() -> None:
    assert heard_in(Guess("hapus data saya")).command is None


def test_r5_a_transcribed_do_not_reply_is_kept() -> None:
    assert heard_in(Guess("tolong jangan balas")).command is Command.DO_NOT_REPLY
