"""What a text tells us: language, danger and how urgent, the wish, the command, yes or no; pure, without a network."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.language import letters
from bot.language.commands import command, weighed_wish, yes_or_no
from bot.language.desk import (
    ABOUT_THE_TALK,
    CALM,
    CRITICAL_AT,
    CRY,
    DOUBT,
    EMERGENCY,
    FEW_WORDS,
    SHORT_CRY,
    SHORT_GREETING,
    desk,
    of_kinds,
    polite,
    surely,
)
from bot.language.identify import MANY, identify
from bot.language.judge import Hunch, hunch, notions, patience, shape, worry
from bot.language.mentions import mentions
from bot.language.model import weights
from bot.language.phrases import phrases
from bot.language.signs import signs, weighed
from bot.language.silence import enough, held_in_silence
from bot.language.words import Word, split_plain
from flows.words import Command, Mentions, Reading, Service, Sign, Urgency

LONGEST: Final = 20_000
PIECE: Final = 1_200
OVERLAP: Final = 100
# Chosen by cross-validation on the training messages, never on those that are measured with.
HIGH_AT: Final = 0.4
# Good news, a denied danger or a figure of speech: only a strong suspicion asks.
GOOD_NEWS: Final = frozenset({"safe_now", "harmless"})
ASKS_LATER: Final = 0.18
# Who asks for silence gets no question: what little is suspected is not shown as doubtful.
SILENT: Final = 0.25
# A name, a secret word or an answer of one word or two is seldom danger that no list has.
BRIEF: Final = 0.15
ASKS: Final = frozenset({"ask"})
# Below this worry, what its phrases hold for no danger of now or of hers is asked about no more; these always are
# (SAFETY R18, R19).
AT_REST: Final = 0.02
# What surely is a serious harm has its ticket: whether it is worse is asked only where the ear sees a spark of it.
SPARK: Final = 0.05
NEVER_LESS: Final = frozenset({"suicide", "self_harm_done", "poison", "sexual_violence", "sextortion"})
TROUBLED_AT: Final = 0.4
# So sure must the ear be of a command, and so little danger must it hear, that doubtful signs do not outweigh it.
SURELY_ASKED, CALM_AT = 0.85, 0.3
NO_CALL: Final = frozenset(
    "nomor nomer no nmr number numbers telepon telpon telp kontak contact pintu exit paspor passport tas kit rem dana "
    "surat bukan tidak tdk nggak ngga gak ga ndak belum not isn't".split()
)
"""Beside one of these it is the name of something, or denied."""


def read(text: str, *, address: str = "", language_hint: str = "") -> Reading:
    """Everything that one text tells us; `address` and `language_hint` only help where the text says little."""
    if len(text) <= PIECE:
        return _read(text, address, language_hint)
    return _together([_read(piece, address, language_hint) for piece in _pieces(_ends(text))])


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces that overlap, so that no danger is cut in two."""
    for start in range(0, len(text) - OVERLAP, PIECE - OVERLAP):
        yield text[start : start + PIECE]


def _together(readings: list[Reading]) -> Reading:
    """One reading of a long text: the gravest of every kind of sign, and "do not reply" wherever it stands."""
    seen = weighed([sign for reading in readings for sign in reading.signs])
    gravest = max(readings, key=lambda reading: reading.urgency)
    quiet = any(reading.command is Command.DO_NOT_REPLY for reading in readings)
    told = [reading.mentions for reading in readings]
    return replace(
        readings[0],
        service=gravest.service or next((reading.service for reading in readings if reading.service), None),
        urgency=gravest.urgency,
        signs=tuple(seen),
        command=Command.DO_NOT_REPLY if quiet else None,
        command_exact=quiet,
        asks_first=_asks(seen),
        yes=None,
        mentions=next((each for each in told if each != Mentions()), Mentions()),
    )


def _read(text: str, address: str, language_hint: str) -> Reading:
    shown = letters.plain(text)
    spelled = letters.words_of(shown)
    tongues, hunches = weights().scores(spelled)
    length = len(letters.unstretched(spelled[0])) if len(spelled) == 1 else MANY
    tongue = identify(tongues, len(spelled), letters=length, address=address, hint=language_hint)
    words = split_plain(shown, phrases().vocabulary)
    found = phrases().found(words, tongue.likely, tongue.language)
    means = frozenset([each.meaning.means for each in found])
    seen, denied = signs(words, found)
    asked, exact = command(words, found, means)
    if asked is Command.QUICK_EXIT and shown.rstrip().endswith("?"):
        # "Ada orang?" asks whether anybody is there.
        asked, exact = Command.PERSON, False
    listens = spelled and (not exact or asked is Command.DO_NOT_REPLY)
    guess = hunch(hunches, notions(means, seen, denied, shape(len(words), shown))) if listens else None
    if guess is not None and exact and enough(guess, words, means):
        asked, exact = Command.STOP, False
    elif guess is not None and not exact:
        asked = weighed_wish(asked, guess, words, means, shown)
    silent = asked is Command.DO_NOT_REPLY
    sure = guess is not None and guess.asks == asked and guess.asking >= SURELY_ASKED and guess.critical < CALM_AT
    if asked and not exact and not silent and any(_outweighs(sign, asked, sure=sure) for sign in seen):
        # Danger comes before what may only look like a command, and who takes back is not who asks (SAFETY R8).
        asked = None
    if silent:
        seen = held_in_silence(seen, means, shown)
    if asked is None or silent:
        more = (ASKS_LATER if denied or means & GOOD_NEWS else 0.0) + (SILENT if silent else 0.0)
        seen = _called_emergency(_doubts(_hers(seen, guess), words, means, guess, more), words)
        service = desk(seen, means | ASKS if "?" in text else means, guess, words, silent=silent)
    else:
        seen = [sign for sign in seen if asked not in NOT_MEANT or _outweighs(sign, asked)]
        service = Service.EMERGENCY if asked is Command.EMERGENCY else of_kinds(seen)
    return Reading(
        language=tongue.language,
        confidence=tongue.confidence,
        language_candidates=tongue.candidates,
        service=service,
        urgency=_urgency(seen, asked),
        signs=tuple(seen),
        command=asked,
        command_exact=exact,
        asks_first=_asks(seen),
        yes=yes_or_no(text, words),
        mentions=mentions(text, words, means.union([sign.kind for sign in seen])),
    )


# "Is this a scam?" is no report of one, "hide the chat" nobody in hiding, who has the telephone again had it taken, and
# "don't keep my passport's number" is said to us.
NOT_MEANT: Final = {
    Command.DELETE: frozenset({"papers_withheld", "phone_watched"}),
    Command.IS_THIS_REAL: frozenset({"deception", "scam_compound"}),
    Command.QUICK_EXIT: frozenset({"threats"}),
    Command.MAY_REPLY: frozenset({"phone_watched", "phone_taken_soon", "threats"}),
}


def _outweighs(sign: Sign, asked: Command, *, sure: bool = False) -> bool:
    """Is a sign graver than a likely command? What is doubtful is not, where the ear is sure and hears no danger."""
    if sure and (sign.doubtful or sign.kind == "retraction") and sign.kind not in NEVER_LESS:
        return False
    if sign.kind == "retraction" and asked in (Command.DELETE, Command.STOP):
        return True
    unmeant = sign.kind in NOT_MEANT.get(asked, ()) and (sign.doubtful or sign.urgency < Urgency.CRITICAL)
    return sign.urgency >= Urgency.HIGH and not unmeant


def _ends(text: str) -> str:
    """A very long text is read at its beginning and its end."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"


def _urgency(seen: list[Sign], asked: Command | None) -> Urgency:
    gravest = max((sign.urgency for sign in seen), default=Urgency.NORMAL)
    return max(gravest, Urgency.HIGH) if asked is Command.EMERGENCY else gravest


def _asks(seen: list[Sign]) -> bool:
    """Something is doubtful, and nothing is so clear that asking would only delay."""
    sure = any(sign.urgency == Urgency.CRITICAL and not sign.doubtful for sign in seen)
    return not sure and any(sign.doubtful for sign in seen)


def _doubts(seen: list[Sign], words: list[Word], means: frozenset[str], guess: Hunch | None, more: float) -> list[Sign]:
    """What the second ear heard beside the phrases: it asks, it may raise, it never lowers."""
    if guess is None or (means and means <= CALM and len(words) <= SHORT_GREETING) or polite(words, means):
        return seen
    if len(words) == 1 and yes_or_no("", words) is not None:
        # "Sudah" answers a question; by itself it tells of nothing.
        return seen
    grave = [sign for sign in seen if sign.kind not in ABOUT_THE_TALK]
    if any(sign.urgency == Urgency.CRITICAL for sign in grave):
        return seen
    troubled = guess.services["emergency"] + guess.services["psychosocial"] >= TROUBLED_AT
    more += BRIEF if len(words) <= FEW_WORDS else 0.0
    if (worried := worry(guess)) >= patience() + more and (guess.critical >= SPARK or not surely(grave, Urgency.HIGH)):
        return _with_doubt(seen, Urgency.CRITICAL if min(worried, guess.critical) >= CRITICAL_AT else Urgency.HIGH)
    if troubled and guess.high >= HIGH_AT + more and not any(sign.urgency >= Urgency.HIGH for sign in grave):
        return _with_doubt(seen, Urgency.HIGH)
    if means & CRY and "ask" not in means and len(words) <= SHORT_CRY and not seen:
        return [Sign(DOUBT, Urgency.NORMAL, " ".join(word.written for word in words), doubtful=True)]
    return seen


def _hers(seen: list[Sign], guess: Hunch | None) -> list[Sign]:
    """What was seen in a film, played, long past or laughed at is asked about, unless all the rest is everyday talk."""
    if not seen or guess is None or not any(_bygone(sign) for sign in seen) or worry(guess) >= AT_REST:
        return seen
    return [sign for sign in seen if not _bygone(sign)]


def _bygone(sign: Sign) -> bool:
    return sign.doubtful and sign.urgency == Urgency.NORMAL and sign.kind != DOUBT and sign.kind not in NEVER_LESS


def _called_emergency(seen: list[Sign], words: list[Word]) -> list[Sign]:
    """Whoever calls it an emergency is asked at least, however calm the rest sounds; a number's name is no call."""
    written = [word.written for word in words]
    if EMERGENCY.isdisjoint(written):
        return seen
    grave = any(sign.urgency >= Urgency.HIGH and sign.kind not in ABOUT_THE_TALK for sign in seen)
    said = ["", *written, ""]
    triples = zip(said, said[1:], said[2:], strict=False)
    called = any(
        word in EMERGENCY and before not in NO_CALL and after not in NO_CALL for before, word, after in triples
    )
    return _with_doubt(seen, Urgency.HIGH) if called and not grave else seen


def _with_doubt(seen: list[Sign], urgency: Urgency) -> list[Sign]:
    """One doubt beside the other signs, with the words that were doubtful already, if any."""
    words = next((sign.words for sign in seen if sign.kind == DOUBT), "")
    return [*(sign for sign in seen if sign.kind != DOUBT), Sign(DOUBT, urgency, words, doubtful=True)]
