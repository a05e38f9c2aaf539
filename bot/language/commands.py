"""What a person asks of the bot itself: a command, silence, a yes or a no."""

from functools import cache
from typing import Final

from rapidfuzz.distance import OSA

from bot.language.phrases import Found
from bot.language.words import Word, table, written_out
from flows.words import Command

# A longer text is a message, not a command with politeness around it.
LONGEST: Final = 8
LONGEST_WISH: Final = 12
POLITE: Final = frozenset(
    "tolong mohon dong ya yah kak mbak mas pak bu min admin deh sih saja aja nih please pls lah nya om bang teh kang"
    " nggih ah mau minta saya aku".split()
)
# "jangan lupa balas" and "kenapa tidak dibalas" want an answer.
WANTS_AN_ANSWER: Final = frozenset("lupa lama cuma sampai kenapa kok segera cepat forget mangga".split())
DENIALS: Final = frozenset({"neg", "dont", "notyet"})
REFUSES: Final = frozenset({"dont", "neg"})
NEED: Final = frozenset("usah perlu payah kudu parlo parellu need".split())


@cache
def commands() -> dict[str, Command]:
    """Every wording of every command."""
    return {" ".join(written_out(phrase.split())): Command(name) for phrase, name in table("commands.tsv")}


@cache
def answers() -> dict[str, bool]:
    """Every yes and no."""
    return {" ".join(written_out(phrase.split())): answer == "yes" for phrase, answer in table("yes_no.tsv")}


def spoken(words: list[Word]) -> str:
    """The text as the command list spells it."""
    return " ".join(written_out(" ".join([word.written for word in words]).split()))


def command(words: list[Word], found: list[Found], means: frozenset[str]) -> tuple[Command | None, bool]:
    """The command in a text whose phrases mean this, and whether its words were exact."""
    said = spoken(words) if len(words) <= LONGEST_WISH else ""
    if said in commands():
        return commands()[said], True
    if (silence := _silence(words, found, means)) is not None:
        return silence, True
    if not said:
        return None, False
    wish = _wish(found) if "speak" in means and "officer" in means else None
    if len(words) > LONGEST:
        return wish, False
    bare = " ".join(word for word in said.split() if word not in POLITE)
    if bare in commands():
        return commands()[bare], True
    return wish or _wished(words, means) or _near(said), False


def _silence(words: list[Word], found: list[Found], means: frozenset[str]) -> Command | None:
    """ "Do not reply" anywhere in a text, however long."""
    if "silence" in means:
        return Command.DO_NOT_REPLY
    if "reply" not in means or means.isdisjoint(REFUSES):
        return None
    known = {word.known for word in words}
    if known & WANTS_AN_ANSWER and "dulu" not in known:
        return None
    replies = [each for each in found if each.meaning.means == "reply"]
    for each in found:
        asks = each.meaning.means == "dont" or (
            each.meaning.means == "neg" and words[each.end : each.end + 1] and words[each.end].known in NEED
        )
        reach = each.end + (1 if each.meaning.means == "neg" else 0)
        if asks and any(0 <= reply.start - reach <= 2 for reply in replies):
            return Command.DO_NOT_REPLY
    return None


@cache
def wishes() -> list[tuple[Command, frozenset[str], frozenset[str], int]]:
    """Commands told by two words in a short text: one of the first, one of the second, so many words at most."""
    rows = table("wishes.tsv")
    return [(Command(name), _set(first), _set(second), int(most)) for name, first, second, most, *_ in rows]


@cache
def _wish_begins() -> frozenset[str]:
    """The first words of all wishes, so that most texts are done with at once."""
    return frozenset[str]().union(*[first for _, first, _, _ in wishes()])


def _set(words: str) -> frozenset[str]:
    return frozenset(written_out(words.split()))


def _wished(words: list[Word], means: frozenset[str]) -> Command | None:
    said = {word.known for word in words}.union([word.written for word in words])
    denied = not means.isdisjoint(DENIALS)
    if said.isdisjoint(_wish_begins()):
        return None
    for wish, first, second, most in wishes():
        both = said & first and said & second and len(said & (first | second)) > 1
        if len(words) <= most and both and not (denied and wish is Command.MAY_REPLY):
            return wish
    return None


@cache
def _alike() -> dict[tuple[str, int], list[str]]:
    """Wordings by first letter and length, so that a slip of the finger is compared with few."""
    by_shape: dict[tuple[str, int], list[str]] = {}
    for wording in commands():
        if len(wording) > 3:
            by_shape.setdefault((wording[0], len(wording)), []).append(wording)
    return by_shape


def _wish(found: list[Found]) -> Command | None:
    """ "Saya mau bicara dengan petugas": speaking and an officer, in this order."""
    speaking = [each for each in found if each.meaning.means == "speak"]
    officers = [each for each in found if each.meaning.means == "officer"]
    if any(0 <= officer.start - talk.end <= 4 for talk in speaking for officer in officers):
        return Command.PERSON
    return None


def _near(said: str) -> Command | None:
    """A command with one slip of the finger: it is asked about before it acts."""
    if len(said) < 4 or len(said) > 24:
        return None
    for length in (len(said) - 1, len(said), len(said) + 1):
        for wording in _alike().get((said[0], length), ()):
            if OSA.distance(wording, said, score_cutoff=1) <= 1:
                return commands()[wording]
    return None


def yes_or_no(text: str, words: list[Word]) -> bool | None:
    """True for a yes, false for a no, in any language; None where the text is neither."""
    if text.strip() in ("\U0001f44d", "\U0001f44e"):
        return text.strip() == "\U0001f44d"
    if not words or len(words) > 4:
        return None
    said = spoken(words)
    known = answers()
    if said in known:
        return known[said]
    bare = " ".join(word for word in said.split() if word not in POLITE)
    return known.get(bare)
