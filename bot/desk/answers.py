"""Prepared answers: short, in the words of SAFETY, with blanks that the officer fills in."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from sqlmodel import Session

from bot.keeping.answers import Prepared, kept
from bot.signed_texts import Register, is_signed, read_register, words_version

SOURCE: Final = "id"
ABOUT: Final = ("key", "title", "purpose")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in the person's language where there is one, with the Indonesian beside it."""

    key: str
    title: str
    text: str
    source: str
    signed: bool = False
    """Has a professional signed these very words (SAFETY R30)? Until then they are a draft."""

    @property
    def translated(self) -> bool:
        """Does it read otherwise than the Indonesian?"""
        return self.text != self.source


def answers_now(db: Session, language: str, surge: bool = False) -> tuple[Answer, ...]:
    """The prepared answers as the desk keeps them, for a person who reads this language; in a surge its own first."""
    used = [one for one in prepared_now(db) if surge or one.purpose == "reply"]
    used.sort(key=lambda one: one.purpose != "event")
    return tuple(told(one, language) for one in used)


def prepared_now(db: Session) -> list[Prepared]:
    """The answers in use, in every language."""
    return [one for one in kept(db) or shipped() if one.active]


def told(one: Prepared, language: str) -> Answer:
    """One answer in a language."""
    words, signature = one.texts.get(language) or one.texts[SOURCE], register().get(f"answers.{one.key}", {})
    return Answer(one.key, one.title, words, one.texts[SOURCE], is_signed(signature, words_version(one.texts)))


@cache
def register() -> Register:
    """Who signed which words, as the file stood when this process began."""
    return read_register()


@cache
def shipped() -> list[Prepared]:
    """The answers that ship with the program."""
    text = files("bot.desk").joinpath("data/answers.toml").read_text("utf-8")
    listed: list[dict[str, str]] = tomllib.loads(text)["answer"]
    return [
        Prepared(
            one["key"],
            one["title"],
            {language: words for language, words in one.items() if language not in ABOUT},
            one.get("purpose", "reply"),
        )
        for one in listed
    ]


def answers(language: str) -> tuple[Answer, ...]:
    """The shipped answers for a person who reads this language."""
    return tuple(told(one, language) for one in shipped())


BLANK: Final = re.compile(r"\\\[.+?\\\]")
LONGEST_BLANK: Final = 80


def is_prepared(text: str, language: str, there: Sequence[Prepared] = ()) -> bool:
    """Is every line of this one of these answers in that language or in Indonesian, with its blanks filled in?"""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    known = patterns(tuple((one.text, one.source) for one in (told(each, language) for each in there or shipped())))
    return bool(lines) and all(any(one.fullmatch(line) for one in known) for line in lines)


@lru_cache(maxsize=64)
def patterns(listed: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], ...]:
    """What a filled-in answer looks like: its words as they are, and something short in place of each blank."""
    words = {text for pair in listed for text in pair}
    return tuple(re.compile(BLANK.sub(f"[^\\[\\]\\n]{{1,{LONGEST_BLANK}}}", re.escape(text))) for text in sorted(words))
