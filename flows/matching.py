"""Which answer do these words mean: by number, by label, by yes or no, or by a near miss."""

import re
import unicodedata
from base64 import b32encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b

from rapidfuzz.distance import DamerauLevenshtein

from flows.script import Answer
from flows.words import Reading

LONG_ENOUGH = 6
NUMBER_WORDS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6}
NUMBER = re.compile(r"^(?:no|nomor|nomer|pilih(?:an)?|angka)?\s*([1-9][0-9]?)$")
PLAIN = re.compile(r"[a-z0-9]+")
LETTERS = re.compile(r"[^\W_]+")
BEFORE_WORDS = re.compile(
    r"^([1-9](?: (?:dan )?[1-9])*) "
    r"(?!dan\b|orang|org|anak|jam|hari|bulan|bln|minggu|kali|tahun|thn|jt|juta)([^\W\d].*)$"
)
"""Numbers of choices with words behind them; "2 orang" counts people and picks nothing."""
SEVERAL = re.compile(r"^[1-9](?:\s*(?:dan|sama|and)?\s*[1-9])+$")


def folded(text: str) -> str:
    """Letters, digits and single spaces, without case, accents or marks."""
    if text.isascii():
        return " ".join(PLAIN.findall(text.lower()))
    kept = "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
    return " ".join(LETTERS.findall(kept))


@lru_cache(maxsize=4096)
def names_of(question: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """A short name for each choice of a question, made of the question and the label as the flow writes them.

    It says which choice was sent, whatever stands in its place by now; asked in other words, it is another choice.
    """
    digests = (blake2b(f"{question}\n{label}".encode(), digest_size=5).digest() for label in labels)
    return tuple(b32encode(digest).decode().lower() for digest in digests)


def chosen(text: str, answers: tuple[Answer, ...], reading: Reading, say: Callable[[str], str]) -> Answer | None:
    """The answer that these words mean, or None. Numbers 1 to 6 work in every language."""
    exact = named(text, answers, say)
    if exact:
        return exact
    words = folded(text)
    if number_in(words) is not None:
        return None
    return by_yes(words, answers, reading) or by_near_miss(words, answers, say)


def named(text: str, answers: tuple[Answer, ...], say: Callable[[str], str]) -> Answer | None:
    """The answer whose number or label these words are exactly."""
    words = folded(text)
    number = number_in(words)
    if number is not None:
        return answers[number - 1] if 0 < number <= len(answers) else None
    return by_label(words, answers, say)


def several(text: str, most: int) -> tuple[int, ...]:
    """Places from 0 that were picked by their numbers, as in "1", "1 3" or "1 dan 3"; empty where it is no number."""
    words = folded(text)
    number = number_in(words)
    if number is not None:
        return (number - 1,) if number <= most else ()
    if not SEVERAL.match(words):
        return ()
    return tuple(int(digit) - 1 for digit in re.findall(r"[1-9]", words) if int(digit) <= most)


def several_and_words(text: str, most: int) -> tuple[tuple[int, ...], str]:
    """Places from 0 and the words behind them, as in "1 3, dua orang"; nothing where the number counts something."""
    match = BEFORE_WORDS.match(folded(text))
    return (several(match[1], most), match[2]) if match else ((), "")


def number_in(words: str) -> int | None:
    """The number that these folded words are, if they are one."""
    match = NUMBER.match(words)
    return int(match[1]) if match else NUMBER_WORDS.get(words)


def labels(answer: Answer, say: Callable[[str], str]) -> frozenset[str]:
    """Every way to say this answer: its label in the contact's language and in Indonesian, and other words."""
    return ways_to_say(answer.label, say(answer.label), answer.also)


@lru_cache(maxsize=8192)
def ways_to_say(label: str, told: str, also: tuple[str, ...]) -> frozenset[str]:
    """The same, folded. Only our own words are remembered here, never a person's."""
    return frozenset(folded(word) for word in (label, told, *also))


def by_label(words: str, answers: tuple[Answer, ...], say: Callable[[str], str]) -> Answer | None:
    """The answer whose label these words are."""
    return next((answer for answer in answers if words and words in labels(answer, say)), None)


def named_within(text: str, answers: tuple[Answer, ...], say: Callable[[str], str]) -> Answer | None:
    """The answer that longer words name: the last one of several, as the most careful one stands last.

    A short word names an answer only where the words begin with it: "saya" may stand anywhere.
    """
    words = f" {folded(text)} "
    return next(
        (answer for answer in reversed(answers) if any(within(words, way) for way in labels(answer, say))), None
    )


def within(words: str, way: str) -> bool:
    """Do these words, with spaces around, hold that one, or begin with it where it is short?"""
    return words.startswith(f" {way} ") if len(way) < LONG_ENOUGH else f" {way} " in words


def by_yes(words: str, answers: tuple[Answer, ...], reading: Reading) -> Answer | None:
    """The answer that a short yes or no means."""
    if reading.yes is None or len(words.split()) > 3:
        return None
    meant = [answer for answer in answers if answer.yes is reading.yes]
    return meant[0] if len(meant) == 1 else None


def by_near_miss(words: str, answers: tuple[Answer, ...], say: Callable[[str], str]) -> Answer | None:
    """The one answer that is a slip of the finger away; where two are as near, none."""
    if len(words) < 4:
        return None
    near = [answer for answer in answers if any(slipped(words, label) for label in labels(answer, say))]
    return near[0] if len(near) == 1 else None


def slipped(words: str, label: str) -> bool:
    """Is one the other with a slip or two? One slip for up to seven letters, two beyond; the first letter holds."""
    most = 1 if len(label) <= 7 else 2
    return (
        len(label) >= 4
        and words[:1] == label[:1]
        and DamerauLevenshtein.distance(words, label, score_cutoff=most) <= most
    )
