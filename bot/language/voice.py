"""Voice notes as words, where an operator connects a transcriber: a guess that only ever raises (SAFETY R17)."""

from dataclasses import dataclass, replace
from typing import Protocol

from bot.language.read import read
from flows.words import NOTHING_READ, Reading, Urgency


@dataclass(frozen=True, slots=True)
class Guess:
    """What a machine believes was said, and how sure it is, from 0 to 1."""

    text: str
    confidence: float = 0.0


class Transcriber(Protocol):
    """Turns one voice note into words, on this machine; None where it cannot.

    It is called outside every transaction, never raises for a sound that it cannot read, keeps nothing,
    and sends nothing anywhere.
    """

    def transcribe(self, sound: bytes, mime: str, language: str) -> Guess | None:
        """The words of a voice note; `language` is the talk's, as a hint."""
        ...


class NobodyTranscribes:
    """No transcriber is connected: every voice note waits for a person's ear."""

    def transcribe(self, sound: bytes, mime: str, language: str) -> Guess | None:
        """Nothing, whatever the sound."""
        return None


def heard_in(guess: Guess | None, *, address: str = "", language_hint: str = "") -> Reading:
    """What a transcribed voice note tells us: signs, all of them doubtful, and nothing that acts by itself.

    A command, a yes or a "do not reply" that a machine may have misheard is left to the person who listens;
    only "do not reply" is kept, because silence harms less than an answer into the wrong hands (SAFETY R5).
    """
    if guess is None or not guess.text.strip():
        return NOTHING_READ
    reading = read(guess.text, address=address, language_hint=language_hint)
    signs = tuple(replace(sign, doubtful=True) for sign in reading.signs)
    quiet = reading.command if reading.command is not None and reading.command.value == "do_not_reply" else None
    return replace(
        reading,
        signs=signs,
        command=quiet,
        command_exact=False,
        yes=None,
        asks_first=any(sign.urgency > Urgency.NORMAL for sign in signs),
    )
