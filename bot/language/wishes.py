"""Commands in words that no list foresees: two kinds of words in a short text, or one kind and nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from bot.language.words import Word, table, written_out
from flows.words import Command

POLITE: Final = frozenset(
    "tolong mohon dong ya yah kak mbak mas pak bu min admin deh sih saja aja nih please pls lah nya om bang teh kang"
    " nggih ah mau minta saya aku wae ae bae mawon kemawon atuh heula dulu doang gen dogen malu sa haja mantong se"
    " mi kok to yo nah gih nun punten nyuwun tulung tulungan mangga monggo hai halo hello hi permisi kakak adek dik"
    " dek bos sir maam sis bro je lah la kan jer boleh bisa can could you i want to me the my hoyong abdi kula kulo"
    " tiang side engko kaula ambo den lon ulun beta kita kami nok cak ning lek uda ajo abang akak cik puan tuan e y"
    " pun da a ka ko pang nak nya yaa yaaa plis plz".split()
)
# What else may stand beside the one word of a command: "sudah cukup ya", "ndang tutup".
FILLING: Final = POLITE | frozenset(
    "sudah udah udh sdh dah wis wes ws sampun tos geus la lah alah su suba wah uah ni purani pon dilee rumiyin"
    " monto semanten sakieu mangkin jani kini jinoe sateya nengke skrg saiki ayeuna wayahini sakarang cepat cepet"
    " cepetan gancang geura enggal gage ndang age buruan lekas segera now quick quickly fast this ini iki ieu it"
    " all semua please gelis becat lakas magatti bagah capek capat duli laju sek sik disek di sini lagi lai le"
    " deui maneh ajah".split()
)
DENIALS: Final = frozenset({"neg", "dont", "notyet"})
# "Baru bisa balas" is an excuse and no leave to answer.
EXCUSES: Final = frozenset("baru maaf telat lama late sorry sori punten ngapunten rusak".split())
# "PT ini resmi?" asks about a recruiter, not about us.
JOBS: Final = frozenset(
    "pt agen agensi agency loker lowongan perusahaan lpk lembaga sponsor kerja job calo visa".split()
)
# "Dia datang", "boss is here": somebody comes, and nothing else is said.
LONGEST_ARRIVAL: Final = 5
ALONE: Final = "."
ANYTHING: Final = "*"
LONGEST: Final = 12
MOST_REMEMBERED: Final = 20_000
NO_WISHES: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Some:
    """A kind of word: these words, and whatever begins with one of these ("hapus*")."""

    words: frozenset[str]
    begins: tuple[str, ...]

    def within(self, said: Collection[str]) -> set[str]:
        """Which of the words said are of this kind."""
        whole = self.words.intersection(said)
        return set(whole) | {word for word in said if word.startswith(self.begins)} if self.begins else set(whole)


@dataclass(frozen=True, slots=True)
class Wish:
    """A command told by a word of the first kind and one of the second, in so many words at most.

    Without a second kind the text says nothing else (`alone`), or may say anything beside it.
    """

    command: Command
    first: Some
    second: Some | None
    alone: bool
    most: int


def _some(words: str) -> Some:
    each = words.split()
    whole = written_out([word for word in each if not word.endswith("*")])
    return Some(frozenset(whole), tuple(word[:-1] for word in each if word.endswith("*")))


def _second(words: str) -> Some | None:
    return None if words in (ALONE, ANYTHING) else _some(words)


@cache
def wishes() -> list[Wish]:
    """Every row of the data file."""
    return [
        Wish(
            Command(name),
            _some(first),
            None if second in (ALONE, ANYTHING) else _some(second),
            second == ALONE,
            int(most),
        )
        for name, first, second, most, *_ in table("wishes.tsv")
    ]


@cache
def _by_first() -> tuple[dict[str, list[int]], dict[str, list[int]], list[int]]:
    """Which wishes a word, or a beginning of one, may open, and how long such beginnings are."""
    whole: dict[str, list[int]] = {}
    begun: dict[str, list[int]] = {}
    for at, wish in enumerate(wishes()):
        for word in wish.first.words:
            whole.setdefault(word, []).append(at)
        for begins in wish.first.begins:
            begun.setdefault(begins, []).append(at)
    return whole, begun, sorted({len(begins) for begins in begun})


@lru_cache(maxsize=MOST_REMEMBERED)
def _opened(word: str) -> frozenset[int]:
    """Which wishes this word may open."""
    whole, begun, lengths = _by_first()
    starts = [at for length in lengths for at in begun.get(word[:length], ())]
    return frozenset((*whole.get(word, ()), *starts))


@cache
def _arrivals() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Who may come, what coming is called, all that may be said beside it, and texts that say it as a whole."""
    rows = {kind: words for kind, words, *_ in table("arrivals.tsv")}
    who, comes = frozenset(rows["who"].split()), frozenset(rows["comes"].split())
    beside = who | comes | frozenset(rows["beside"].split())
    return who, comes, beside, frozenset(rows["whole"].split("|"))


def cries(words: list[Word], means: frozenset[str]) -> bool:
    """ "Tolong, dia datang": help is cried for because somebody comes; nobody is leaving."""
    _, comes, *_ = _arrivals()
    return "help" in means and not comes.isdisjoint([word.written for word in words])


def arrives(words: list[Word]) -> bool:
    """Does somebody come in, and is nothing else said?"""
    if len(words) > LONGEST_ARRIVAL:
        return False
    who, comes, beside, whole = _arrivals()
    written = [word.written for word in words]
    if " ".join(written) in whole:
        return True
    said = set(written)
    return not said.isdisjoint(who) and not said.isdisjoint(comes) and said <= beside


def wished(words: list[Word], means: frozenset[str]) -> Command | None:
    """The command that a short text comes down to; it is asked about before it acts."""
    if len(words) > LONGEST:
        return None
    said = {word.known for word in words}.union([word.written for word in words])
    may = NO_WISHES.union(*map(_opened, said))
    if not may:
        return None
    return next((wishes()[at].command for at in sorted(may) if _holds(wishes()[at], words, said, means)), None)


def _holds(wish: Wish, words: list[Word], said: set[str], means: frozenset[str]) -> bool:
    if len(words) > wish.most or not (first := wish.first.within(said)):
        return False
    if wish.command is Command.MAY_REPLY and not (means.isdisjoint(DENIALS) and said.isdisjoint(EXCUSES)):
        return False
    if wish.command is Command.IS_THIS_REAL and said & JOBS:
        return False
    if wish.second is None:
        beside = first | FILLING
        return not wish.alone or all(word.known in beside or word.written in beside for word in words)
    second = wish.second.within(said)
    return bool(second) and len(first | second) > 1
