"""A text as words that the phrase files know: slang written out, endings and slips of the finger undone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Final
from zlib import crc32

from rapidfuzz.distance import OSA

from bot.language import letters
from bot.language.numbers import UNITS

# A frightened person's first words fit in this; a longer text is read from both ends.
MOST_WORDS: Final = 400
WORD: Final = re.compile(r"[a-z0-9]+|[.!?;\n]|[^\x00-\x7f]")
GLUED: Final = re.compile(r"(\d{1,3})([a-z]+)")
STRETCHED: Final = re.compile(r"([a-z])\1{2,}")
FOR_LETTERS: Final = str.maketrans("0134578", "oieastb")
ENDINGS: Final = ("nya", "ipun", "nipun", "lah", "kah", "nyo", "jih", "ku", "mu", "ne", "na", "pun", "in", "e", "a")
SHORTEST_STEM: Final = 4
SHORTEST_SLIP: Final = 6
PREFIXES: Final = frozenset({"di", "ke", "d", "te", "ji", "na", "ka", "e"})
# "di Palu" is a place, nobody is hit with a hammer; "di tangan saya" is no blow.
TOWNS: Final = frozenset({"palu", "bali", "sarang", "tanah", "tangan"})
BREAKS: Final = frozenset(".!?;\n")
# Bounded: a flood of invented words must not fill the memory.
MOST_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the phrase files know it, and as it was written."""

    known: str
    written: str
    breaks: bool = False


def table(name: str) -> list[list[str]]:
    """The rows of one data file, its heading left out."""
    text = files("bot.language").joinpath("data").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:] if line]


@cache
def slang() -> dict[str, list[str]]:
    """What a short or sloppy form stands for."""
    return {row[0]: row[1].replace("'", "").split() for row in table("slang.tsv")}


def written_out(words: list[str]) -> list[str]:
    """A phrase's words with slang written out, so that both sides speak alike."""
    meant = slang()
    return [full for word in words for full in meant.get(word, (word,))]


@cache
def common_words() -> frozenset[int]:
    """The common words of every language, as check sums: fetched when a text is read, for numpy comes with them."""
    from bot.language.model import known_words

    return known_words()


class Vocabulary:
    """The words of all phrases, found exactly, by their stem, or within one slip of the finger."""

    def __init__(self, words: set[str], curated: Iterable[str]) -> None:
        """A slip of the finger is only undone towards a word that a person wrote, never towards a mere form."""
        self.words = words
        # By the first three letters, or the first and the last three, and by length.
        self.by_start: dict[tuple[str, int], list[str]] = {}
        self.by_end: dict[tuple[str, int], list[str]] = {}
        self._seen: dict[str, tuple[Word, ...]] = {}
        # In order, so that of two words one slip away the same is found in every process.
        for word in sorted([word for word in curated if len(word) >= SHORTEST_SLIP]):
            if word.isalpha():
                self.by_start.setdefault((word[:3], len(word)), []).append(word)
                self.by_end.setdefault((word[0] + word[-3:], len(word)), []).append(word)

    def known(self, word: str) -> str:
        """The word of the phrase files that this one means; itself where none does."""
        if word in self.words or word.isdigit():
            return word
        if len(word) > SHORTEST_STEM and (stem := self._stem(word)):
            return stem
        if len(word) < SHORTEST_SLIP or len(word) > 24:
            return word
        return self._slip(word)

    def meant(self, pieces: list[str]) -> list[tuple[Word, ...]]:
        """The words that each written piece stands for; what was seen lately is remembered."""
        seen = self._seen
        if len(seen) > MOST_REMEMBERED:
            seen.clear()
        return [seen.get(piece) or self._look_up(piece) for piece in pieces]

    def _look_up(self, piece: str) -> tuple[Word, ...]:
        short = STRETCHED.sub(r"\1", piece) if STRETCHED.search(piece) else piece
        words = self._seen[piece] = tuple([Word(known, short) for known in _meant(short, self)])
        return words

    def _stem(self, word: str) -> str:
        for ending in ENDINGS if word.endswith(ENDINGS) else ():
            if (
                word.endswith(ending)
                and len(word) - len(ending) >= SHORTEST_STEM
                and word[: -len(ending)] in self.words
            ):
                return word[: -len(ending)]
        return ""

    def _slip(self, word: str) -> str:
        if crc32(word.encode()) in common_words():
            return word
        first, last, long = word[:3], word[0] + word[-3:], len(word)
        for length in (long, long - 1, long + 1):
            near: list[str] = [*self.by_start.get((first, length), ()), *self.by_end.get((last, length), ())]
            for other in near:
                # Short words of equal length differ by meaning more often than by a slip, save where letters changed
                # places.
                if length == long == SHORTEST_SLIP and sorted(other) != sorted(word):
                    continue
                if OSA.distance(word, other, score_cutoff=1) <= 1:
                    return other
        return word


def split(text: str, vocabulary: Vocabulary) -> list[Word]:
    """The words of a text, each as the phrase files know it; a mark that ends a clause breaks."""
    return split_plain(letters.plain(text), vocabulary)


def split_plain(plain_text: str, vocabulary: Vocabulary) -> list[Word]:
    """The same of a text that is plain already."""
    apart = plain_text.replace("'", "").replace("-", " ").replace("_", " ")
    raw = WORD.findall(apart)
    if len(raw) > MOST_WORDS:
        raw = raw[: MOST_WORDS // 2] + raw[-MOST_WORDS // 2 :]
    if BREAKS.isdisjoint(raw):
        return _joined(list(chain.from_iterable(vocabulary.meant(raw))), vocabulary)
    words: list[Word] = []
    breaks = False
    for piece, meant in zip(raw, vocabulary.meant(raw), strict=True):
        if piece in BREAKS:
            breaks = True
        elif breaks:
            words.append(Word(meant[0].known, meant[0].written, breaks=True))
            words += meant[1:]
            breaks = False
        else:
            words += meant
    return _joined(words, vocabulary)


def _meant(piece: str, vocabulary: Vocabulary) -> list[str]:
    if (meant := slang().get(piece)) is not None:
        return meant
    if piece in vocabulary.words:
        return [piece]
    if (glued := GLUED.fullmatch(piece)) and glued[2] in UNITS:
        return [glued[1], *slang().get(glued[2], (glued[2],))]
    if not piece.isalpha() and not piece.isdigit():
        piece = _letters(piece)
        return slang().get(piece) or [vocabulary.known(piece)]
    return [vocabulary.known(piece)]


def _letters(word: str) -> str:
    """ "b0s" is bos, "anak2" is anak; a number with a unit stays."""
    if word[:1].isdigit() and word.rstrip("abcdefghijklmnopqrstuvwxyz").isdigit():
        return word
    if word.endswith("2") and word[:-1].isalpha():
        return word[:-1]
    return word.translate(FOR_LETTERS)


def _joined(words: list[Word], vocabulary: Vocabulary) -> list[Word]:
    """ "di pukul" is dipukul: a prefix that was written apart joins its word."""
    if PREFIXES.isdisjoint([word.known for word in words]):
        return words
    joined: list[Word] = []
    skip = False
    for at, word in enumerate(words):
        if skip:
            skip = False
            continue
        if word.known in PREFIXES and at + 1 < len(words):
            prefix = "di" if word.known == "d" else word.known
            both = prefix + words[at + 1].known
            if words[at + 1].written not in TOWNS and len(both) > 5 and both in vocabulary.words:
                joined.append(Word(both, f"{word.written} {words[at + 1].written}", word.breaks))
                skip = True
                continue
        joined.append(word)
    return joined
