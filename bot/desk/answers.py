"""Prepared answers: short, in the words of SAFETY, with blanks that the officer fills in."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

SOURCE: Final = "id"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in the person's language where there is one, with the Indonesian beside it."""

    key: str
    title: str
    text: str
    source: str

    @property
    def translated(self) -> bool:
        """Does it read otherwise than the Indonesian?"""
        return self.text != self.source


@cache
def answers(language: str) -> tuple[Answer, ...]:
    """The prepared answers for a person who reads this language."""
    text = files("bot.desk").joinpath("data/answers.toml").read_text("utf-8")
    listed: list[dict[str, str]] = tomllib.loads(text)["answer"]
    return tuple(Answer(one["key"], one["title"], one.get(language, one[SOURCE]), one[SOURCE]) for one in listed)


BLANK: Final = re.compile(r"\\\[.+?\\\]")
LONGEST_BLANK: Final = 80


def is_prepared(text: str, language: str) -> bool:
    """Is every line of this a prepared answer in that language or in Indonesian, with its blanks filled in?"""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(any(one.fullmatch(line) for one in patterns(language)) for line in lines)


@cache
def patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """What a filled-in answer looks like: its words as they are, and something short in place of each blank."""
    words = {text for one in answers(language) for text in (one.text, one.source)}
    return tuple(re.compile(BLANK.sub(f"[^\\[\\]\\n]{{1,{LONGEST_BLANK}}}", re.escape(text))) for text in sorted(words))
