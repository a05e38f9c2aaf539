"""Prepared answers: short, in the words of SAFETY, with blanks that the officer fills in."""

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
