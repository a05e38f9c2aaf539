"""The curated phrases of all languages as one tree of words, and where a text has them."""

from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple
from zlib import crc32

from bot.language.affixes import forms
from bot.language.model import known_words
from bot.language.numbers import ages_of_children, laughs, several_days, years_past
from bot.language.words import Vocabulary, Word, table, written_out
from flows.words import SIGN_KINDS, Urgency

LANGUAGES: Final = ("id", "ms", "en", "jv", "su", "sas", "mad", "ban", "min", "ace", "bug", "bjn", "mkn")
URGENCIES: Final = {"": Urgency.NORMAL, "normal": Urgency.NORMAL, "high": Urgency.HIGH, "critical": Urgency.CRITICAL}
KINDS: Final = frozenset(SIGN_KINDS)
# The most words of a phrase that are looked at.
LONGEST: Final = 8
# Words that may stand between "no" and what it denies: "tidak ada yang memukul", "sudah tidak dipukul lagi".
BETWEEN: Final = frozenset("pernah suka akan lagi ada yang sampai usah main juga never been any".split())
NEVER: Final = frozenset(
    "pernah never tau tahu nate taen naen toman tom naengka suah parna uah kungsi tao jarang".split()
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: a sign's kind or a notion that rules are made of; `only` where one language has it."""

    means: str
    urgency: Urgency
    only: str = ""


class Found(NamedTuple):
    """A meaning and the words, from `start` up to `end`, that carry it."""

    meaning: Meaning
    start: int
    end: int


class Branch:
    """A place in the tree: which words may follow, and what ends here."""

    __slots__ = ("ends", "follows")

    def __init__(self) -> None:
        # Most places end a phrase, and nothing follows: they share the empty dictionary.
        self.follows: dict[str, Branch] = NOTHING_FOLLOWS
        self.ends: tuple[Meaning, ...] = ()


NOTHING_FOLLOWS: Final[dict[str, Branch]] = {}


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases, and all words that occur in them."""

    tree: Branch
    vocabulary: Vocabulary

    def found(self, words: list[Word], likely: frozenset[str], surely: str = "") -> list[Found]:
        """Every phrase in these words; one that only some language has counts where that language is likely.

        A "no" takes danger away, so one that only some language has counts in that language alone.
        """
        everywhere: list[Found] = []
        known = [word.known for word in words]
        many = len(known)
        harmless = False
        for start, branch in enumerate(map(self.tree.follows.get, known)):
            end = start + 1
            while branch is not None:
                for meaning in branch.ends:
                    if not meaning.only or (
                        meaning.only in likely if meaning.means != "neg" else meaning.only == surely
                    ):
                        everywhere.append(Found(meaning, start, end))
                        harmless = harmless or meaning.means == "harmless"
                if branch.follows is NOTHING_FOLLOWS or end >= many or end >= start + LONGEST:
                    break
                branch = branch.follows.get(known[end])
                end += 1
        return _without_harmless(everywhere) if harmless else everywhere


def _without_harmless(found: list[Found]) -> list[Found]:
    """ "lampu mati" is no death: what lies inside a harmless phrase counts for nothing."""
    harmless = [each for each in found if each.meaning.means == "harmless"]
    danger = [each for each in found if each.meaning.means != "harmless"]
    kept = [each for each in danger if not any(safe.start <= each.start and each.end <= safe.end for safe in harmless)]
    return kept + harmless


@cache
def phrases() -> Phrases:
    """The phrase files of all languages, read once."""
    tree, words = Branch(), set[str]()
    for language in LANGUAGES:
        for phrase, means, urgency, only, *_ in table(f"phrases/{language}.tsv"):
            spelled = written_out(phrase.split())
            words.update(spelled)
            _plant(tree, spelled, _meaning(means, URGENCIES[urgency], language if only else ""))
    for phrase, name in table("commands.tsv"):
        if name == "do_not_reply":
            words.update(spelled := written_out(phrase.split()))
            _plant(tree, spelled, _meaning("silence", Urgency.NORMAL, ""))
    generated = {"days": several_days(), "young": ages_of_children(), "past": years_past(), "laugh": laughs()}
    for means, ways in generated.items():
        for phrase in ways:
            words.update(spelled := written_out(phrase.split()))
            _plant(tree, spelled, _meaning(means, Urgency.NORMAL, ""))
    curated = frozenset(words)
    for language, stem, done_to, does, *_ in table("stems.tsv"):
        for form, passive in forms(language, stem):
            # What a person curated, or what is an everyday word, is never a mere form of something else.
            if form not in curated and crc32(form.encode()) not in known_words():
                words.update(form.split())
                _plant(tree, form.split(), _meaning(done_to if passive else does, Urgency.NORMAL, language))
    return Phrases(tree, Vocabulary(words, curated))


@cache
def _meaning(means: str, urgency: Urgency, only: str) -> Meaning:
    """One value for all phrases that mean the same."""
    return Meaning(means, urgency, only)


def _plant(tree: Branch, spelled: list[str], meaning: Meaning) -> None:
    for word in spelled:
        if (branch := tree.follows.get(word)) is None:
            if tree.follows is NOTHING_FOLLOWS:
                tree.follows = {}
            branch = tree.follows[word] = Branch()
        tree = branch
    if meaning not in tree.ends:
        tree.ends = (*tree.ends, meaning)


def is_kind(means: str) -> bool:
    """Is this a sign by itself, rather than a notion for the rules?"""
    return means in KINDS
