"""What a person asks of the bot itself: a command, silence, a yes or a no."""

import re
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from rapidfuzz.distance import OSA

from bot.language.clauses import NOTHING, Apart, apart
from bot.language.judge import NO_WISH, Hunch, looked, odds
from bot.language.phrases import Found
from bot.language.silence import SENDS, hints_at, no_answer, refused, sounds, stops
from bot.language.wishes import EXCUSES, JOBS, POLITE, arrives, cries, wished
from bot.language.words import Word, table, written_out
from flows.words import Command

# A thumb, with or without a colour of skin, and what people send in its place.
SHOWN: Final = MappingProxyType(
    {"\U0001f44d": True, "\U0001f44c": True, "\u2705": True, "\U0001f197": True, "\U0001f44e": False, "\u274c": False}
)
SKIN: Final = frozenset(" \n\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
MOST_SHOWN: Final = 12
# A longer text is a message, not a command with politeness around it.
LONGEST: Final = 8
LONGEST_WISH: Final = 12
# Chosen on strangers' messages that the judging model had not learnt.
WISHED_AT: Final = 0.6
# What is only asked about may be heard earlier; a word or two may be a name, a secret word or an answer: there only the
# lists count, and three or four must be clear.
ASKED_AT, NEVER = 0.35, 2.0
# A longer text that may hold a command is heard clause by clause.
HINTED_AT: Final = 0.02
# From which likelihood on the look at all of it is believed.
LOOKED_AT: Final = 0.5
SHORTEST_HEARD, LONGEST_HEARD = 3, 18
FEW, FEW_ASKED_AT, TWO_ASKED_AT = 4, 0.85, 0.97
MAY_REPLY_AT: Final = 0.75
# How critical a text may seem that would end the talk: nearly nothing; more where it surely asks for just that, and
# most where it names what is ours, too.
DOUBTED_AT, FAREWELL_AT, NAMED_AT = 0.12, 0.25, 0.7
# Messages, a list, records: "mau berhenti dari semua ini" names none of these.
OURS: Final = re.compile(
    r"pesan|pasan|pesen|mesej|messag|chat|wasap|obrol|cakap|layan|servi[sc]|subscr|unsub|langgan|notif|dafta|senarai|list"
    r"|tanya|takon|question|data|catat|catet|recor|rekod|maklumat|info|butiran|detail|identit|paspor|passport"
    r"|caritan|carita|cerita|story|told|tulis|toles|tulih|tuleh|ketik|typed|system|sistem|update"
)
LIKE_FAREWELLS: Final = frozenset({Command.STOP, Command.DELETE, Command.PERSON})
UNASKED_AT: Final = 0.6
SURE_AT: Final = 0.85
# What may well be danger must sound very much like a command to be one.
GRAVE_AT, PLAIN_AT = 0.4, 0.75
# "Saya mau berhenti kerja" asks about work.
WORK: Final = frozenset(
    "kerja bekerja kontrak kuliah sekolah merokok rokok job working work gawe nyambut damel".split()
)
OURSELVES: Final = frozenset(
    "bukan suruhan utusan orang dudu sanes lain not kongkonan wong jalmi urang banne atau atawa atanapi utawa or"
    " opo nopo".split()
)
PEOPLE: Final = frozenset("orang wong tiyang jalma urang people person".split())
COUNTS: Final = frozenset("dua tiga empat lima enam tujuh delapan sembilan sepuluh belas puluh beberapa berapa".split())
OFFICERS: Final = frozenset("petugas pegawai staf officer orang wong".split())
AUTHORITIES: Final = frozenset(
    "imigrasi imigresen immigration polisi police bandara airport bank pajak depo depot".split()
)
DOERS: Final = frozenset(
    "majikan bos boss nyonya tuan madam mem suami istri agen agensi ejen mandor juragan polisi dia he she they".split()
)
TAUGHT: Final = frozenset({"bisa"})
"""Words that our own questions teach: nobody who writes one slipped on another command ("basa")."""


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
    # No wording of a command is longer.
    said = spoken(words) if len(words) <= LONGEST else ""
    if said in commands():
        return commands()[said], True
    if refused(words, found, means):
        return (Command.STOP, False) if stops(words, means) else (Command.DO_NOT_REPLY, True)
    if len(words) > LONGEST_WISH or not words:
        return None, False
    if arrives(words):
        return Command.QUICK_EXIT, True
    wish = _wish(found) if "speak" in means and "officer" in means else None
    if len(words) > LONGEST:
        return wish or wished(words, means), False
    if (bare := _bare(said)) in commands() and not cries(words, means):
        return commands()[bare], True
    # "petugasna wae", "petugs": known only once an ending or a slip is undone, so it is asked about.
    if (bare := _bare(" ".join([word.known for word in words]))) in commands() and not cries(words, means):
        return commands()[bare], False
    return wish or wished(words, means) or _near(said), False


def weighed_wish(
    listed: Command | None, guess: Hunch, words: list[Word], means: frozenset[str], text: str
) -> Command | None:
    """What the lists nearly have, and what the second ear heard; it is asked about before it acts."""
    hinted = hints_at(guess, means)
    part = apart(text) if hinted or listed is not None or guess.asking >= HINTED_AT else NOTHING
    if hinted and no_answer(text, guess, words, means, part):
        return Command.STOP if stops(words, means) else Command.DO_NOT_REPLY
    if listed is not None and guess.wish == NO_WISH:
        listed = None if guess.wished >= UNASKED_AT or guess.asks != listed else listed
    heard = _heard(guess, words, means, text, part)
    wish = heard if listed is None or (heard is not None and guess.wished >= SURE_AT) else listed
    if _may_be_farewell(wish, guess, words):
        # "Gak usah tunggu saya lagi" may be a farewell (SAFETY R18): danger is asked about first.
        return None
    sure = guess.asks == wish and guess.asking >= SURE_AT and _names_ours(words)
    return None if wish is Command.STOP and not WORK.isdisjoint(_known(words)) and not sure else wish


ASKED: Final = ("delete", "is_this_real", "language", "may_reply", "menu", "person", "quick_exit", "stop")


def likeliest(guess: Hunch, part: Apart) -> str:
    """What is likeliest asked, by the whole or by one piece."""
    return part.asks if part.asking > guess.asking and guess.asking < ASKED_AT else guess.asks


def wish_clues(
    asks: str, guess: Hunch, words: list[Word], means: frozenset[str], text: str, part: Apart
) -> list[float]:
    """All that tells whether this is asked of us, as numbers."""
    return [
        odds(guess.asking if guess.asks == asks else 0.0),
        odds(part.asking if part.asks == asks else 0.0),
        odds(guess.wished if guess.wish == NO_WISH else 0.0),
        odds(guess.quiet),
        odds(guess.critical),
        odds(guess.high),
        min(len(words), 40) / 10,
        float(len(words) <= FEW),
        float(text.rstrip().endswith("?")),
        float("neg" in means),
        float("dont" in means),
        float(not EXCUSES.isdisjoint(_known(words))),
        float(_names_ours(words)),
        float(not WORK.isdisjoint(_known(words))),
        *[float(asks == name) for name in ASKED],
    ]


def _may_be_farewell(wish: Command | None, guess: Hunch, words: list[Word]) -> bool:
    """Does what may end the talk sound like an end of life, and speak of no messages?"""
    if wish not in LIKE_FAREWELLS or any(SENDS.search(word.known) for word in words):
        return False
    surely = guess.asks == wish and guess.asking >= (WISHED_AT if wish is Command.PERSON else PLAIN_AT)
    if wish is Command.PERSON and surely:
        return False
    return guess.critical >= ((NAMED_AT if _names_ours(words) else FAREWELL_AT) if surely else DOUBTED_AT)


def _names_ours(words: list[Word]) -> bool:
    """Are messages, a list or records spoken of?"""
    return any(OURS.search(word.known) for word in words)


def _known(words: list[Word]) -> set[str]:
    return {word.known for word in words}


def _heard(guess: Hunch, words: list[Word], means: frozenset[str], text: str, part: Apart) -> Command | None:
    if guess.wish == Command.DO_NOT_REPLY and guess.wished >= WISHED_AT:
        if not sounds(text, guess, words, means):
            return None
        return Command.STOP if stops(words, means) else Command.DO_NOT_REPLY
    asks = likeliest(guess, part)
    seen = looked("wish_look", wish_clues(asks, guess, words, means, text, part))
    asking = guess.asking if asks == guess.asks else 0.0
    if len(words) < SHORTEST_HEARD and asks != Command.QUICK_EXIT:
        # "Data saya", "pilih 6": two words are heard by the lists alone, but for "sst, tutup".
        return None
    plainly = asking >= _asked_at(len(words)) and (guess.critical < GRAVE_AT or asking >= PLAIN_AT)
    if not plainly and (seen < LOOKED_AT or len(words) <= FEW or guess.critical >= GRAVE_AT):
        return None
    if asking < SURE_AT and _anothers(words):
        return None
    if asks == Command.EMERGENCY or (asks == Command.PERSON and (_counted(words) or _theirs(words))):
        return None
    if asks == Command.IS_THIS_REAL and _about_a_job(words):
        return None
    if asks == Command.MAY_REPLY and (max(asking, seen) < MAY_REPLY_AT or not EXCUSES.isdisjoint(_known(words))):
        return None
    return Command(asks)


def _theirs(words: list[Word]) -> bool:
    """ "Petugas imigrasi minta saya datang" tells of somebody else's officer."""
    return any(one.known in OFFICERS and two.known in AUTHORITIES for one, two in pairwise(words))


def _anothers(words: list[Word]) -> bool:
    """ "Majikan hapus foto saya" tells what somebody else does."""
    return words[0].written in DOERS


def _asked_at(words: int) -> float:
    """How sure the second ear must be of a command in so many words."""
    if words < SHORTEST_HEARD:
        return TWO_ASKED_AT if words == SHORTEST_HEARD - 1 else NEVER
    if words <= FEW:
        return FEW_ASKED_AT
    return ASKED_AT if words <= LONGEST_HEARD else WISHED_AT


def _about_a_job(words: list[Word]) -> bool:
    """ "PT ini resmi?" asks about a recruiter; "kalian bukan orang agen?" asks about us."""
    jobs = [at for at, word in enumerate(words) if word.known in JOBS]
    return any(OURSELVES.isdisjoint([word.known for word in words[max(0, at - 3) : at]]) for at in jobs)


def _counted(words: list[Word]) -> bool:
    """ "Empat orang sama agen" counts people; it asks for nobody."""
    pairs = pairwise(words)
    return any(word.known in PEOPLE and (count.written.isdigit() or count.known in COUNTS) for count, word in pairs)


def _bare(said: str) -> str:
    return " ".join([word for word in said.split() if word not in POLITE])


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
    """A command with one slip of the finger, asked about before it acts; a yes or a no ("sudah") is none."""
    if len(said) < 4 or len(said) > 24 or said in TAUGHT or said in answers():
        return None
    for length in (len(said) - 1, len(said), len(said) + 1):
        for wording in _alike().get((said[0], length), ()):
            if OSA.distance(wording, said, score_cutoff=1) <= 1:
                return commands()[wording]
    return None


def yes_or_no(text: str, words: list[Word]) -> bool | None:
    """True for a yes, false for a no, in any language; None where the text is neither."""
    shown = set(text) - SKIN if len(text) <= MOST_SHOWN else ()
    if len(shown) == 1 and (meant := SHOWN.get(*shown)) is not None:
        return meant
    if not words or len(words) > 4:
        return None
    said = spoken(words)
    known = answers()
    if said in known:
        return known[said]
    bare = " ".join(word for word in said.split() if word not in POLITE)
    return known.get(bare)
