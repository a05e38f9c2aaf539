"""The invented tickets, and what an answer to one of them is worth, rule by rule. Nothing here touches the store."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

SOURCE: Final = "id"
PASSED: Final = "passed"
"""How `officer.trained_how` says that somebody worked through all of them."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A first reply on offer: what the person would read, what that means to the officer, and what it breaks."""

    text: str
    here: str
    breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A next step on offer; `breaks` names the rule that it would break, or is empty."""

    code: str
    text: str
    breaks: str


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented ticket. `facts` is what stands beside the opening; `urgencies` and `services` are those that fit."""

    name: str
    kind: str
    how: str
    facts: str
    opening: str
    opening_here: str
    urgencies: tuple[int, ...]
    services: tuple[str, ...]
    rules: tuple[str, ...]
    replies: tuple[Reply, ...]
    steps: tuple[Step, ...]
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What an officer chose for one of them; `reply` counts from 0."""

    urgency: int
    service: str
    reply: int
    step: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One of the four choices: was it good, why in a code, and the rules it is about in plain words."""

    part: str
    good: bool
    why: str
    rules: tuple[tuple[str, str], ...] = ()


def data(name: str) -> dict[str, Any]:
    """A file of ours."""
    return tomllib.loads(files("bot.training").joinpath(name).read_text("utf-8"))


def told(words: Mapping[str, str], language: str) -> str:
    """The words in this language, else in Indonesian."""
    return words.get(language, words[SOURCE])


@cache
def rule_words(language: str) -> dict[str, str]:
    """Each rule in plain words."""
    return {code: told(words, language) for code, words in data("words.toml")["rules"].items()}


def mixed(name: str, text: str) -> str:
    """An order that tells nothing and is the same for everybody."""
    return sha256(f"{name} {text}".encode()).hexdigest()


@cache
def invented(language: str) -> tuple[Invented, ...]:
    """All of them, in the order in which they are worked through."""
    words = data("words.toml")
    return tuple(_invented(one, words, language) for one in data("exercises.toml")["exercise"])


def _invented(one: dict[str, Any], words: dict[str, Any], language: str) -> Invented:
    return Invented(
        name=one["name"],
        kind=one["kind"],
        how=one["how"],
        facts=told(words["facts"][one["facts"]], language),
        opening=one["opening"][SOURCE],
        opening_here=told(one["opening"], language),
        urgencies=tuple(one["urgency"]),
        services=tuple(one["service"]),
        rules=tuple(one["rules"]),
        replies=tuple(
            Reply(r[SOURCE], told(r, language), tuple(r.get("breaks", ())))
            for r in sorted(one["reply"], key=lambda r: mixed(one["name"], r[SOURCE]))
        ),
        steps=tuple(
            Step(code, told(words["steps"][code], language), words["steps"][code].get("breaks", ""))
            for code in sorted(one["steps"], key=lambda code: mixed(one["name"], code))
        ),
        next=tuple(one["next"]),
    )


def named(name: str, language: str) -> Invented | None:
    """The invented ticket of this name."""
    return next((one for one in invented(language) if one.name == name), None)


def judge(one: Invented, chosen: Answered, language: str) -> tuple[Judged, ...]:
    """The four choices, each with the rules that speak for or against it."""
    words = rule_words(language)

    def plain(*codes: str) -> tuple[tuple[str, str], ...]:
        return tuple((code, words[code]) for code in codes)

    return (
        _urgency(one, chosen.urgency, plain("R31")),
        Judged("service", chosen.service in one.services, "fits" if chosen.service in one.services else "other_desk"),
        _reply(one, chosen.reply, plain),
        _step(one, chosen.step, plain),
    )


def _urgency(one: Invented, chosen: int, about: tuple[tuple[str, str], ...]) -> Judged:
    """Too low is wrong; one higher harms nobody, but takes an officer from somebody else."""
    if chosen < min(one.urgencies):
        return Judged("urgency", False, "too_low", about)
    if chosen > max(one.urgencies) + 1:
        return Judged("urgency", False, "far_too_high")
    return Judged("urgency", True, "fits" if chosen in one.urgencies else "a_little_high")


def _reply(one: Invented, chosen: int, plain: Any) -> Judged:
    if not 0 <= chosen < len(one.replies):
        return Judged("reply", False, "nothing_chosen")
    breaks = one.replies[chosen].breaks
    return Judged("reply", not breaks, "harms" if breaks else "good", plain(*(breaks or one.rules)))


def _step(one: Invented, chosen: str, plain: Any) -> Judged:
    step = next((step for step in one.steps if step.code == chosen), None)
    if step is None:
        return Judged("step", False, "nothing_chosen")
    if chosen in one.next:
        return Judged("step", True, "good", plain(*one.rules))
    return Judged("step", False, "harms" if step.breaks else "not_first", plain(step.breaks or one.rules[0]))


def good(judged: tuple[Judged, ...]) -> bool:
    """Was everything good?"""
    return all(one.good for one in judged)
