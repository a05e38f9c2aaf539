"""What a text tells us: language, danger and how urgent, the wish, the command, yes or no; pure, without a network."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.language import letters
from bot.language.commands import command, weighed_wish, yes_or_no
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
FEW_WORDS, BRIEF = 2, 0.15
ASKS: Final = frozenset({"ask"})
CRITICAL_AT: Final = 0.8
SERVES_AT: Final = 0.4
LINKS_AT: Final = 0.6
LISTENS_AT: Final = 0.7
# Below this worry, what its phrases hold for no danger of now or of hers is asked about no more; these always are
# (SAFETY R18, R19).
AT_REST: Final = 0.02
# What surely is a serious harm has its ticket: whether it is worse is asked only where the ear sees a spark of it.
SPARK: Final = 0.002
NEVER_LESS: Final = frozenset({"suicide", "self_harm_done", "poison", "sexual_violence", "sextortion"})
# A question asked out of suspicion alone makes no emergency of what the second ear is sure is calm.
GRAVE: Final = frozenset({"emergency", "psychosocial"})
CALM_DESKS: Final = (None, Service.INFORMATION)
GRAVELY_AT, SIGNS_AT, SUSPECTS_AT = 0.8, 0.6, 0.5
# What is said in fun, or as a figure of speech.
LIGHT: Final = frozenset({"laugh", "harmless"})
TROUBLED_AT: Final = 0.4
FAMILY_LINKS: Final = frozenset({"missing_person", "hunt"})
PSYCHOSOCIAL: Final = frozenset({"suicide", "distress"})
# A matter of wages, contracts or papers, where nobody is hurt.
COMPLAINT: Final = frozenset({"wages_withheld", "papers_withheld", "overwork", "deception", "debt"})
# Somebody does this to the person: it comes before what it does to her heart.
HARMED: Final = frozenset({"sextortion", "violence", "sexual_violence", "confinement", "attack_now"})
# These say something of the phone or the writer, not of danger.
ABOUT_THE_TALK: Final = frozenset({"retraction", "phone_borrowed", "somebody_else", "phone_watched"})
DOUBT: Final = "doubtful_danger"
# A greeting or a thank-you and nothing else.
CALM: Final = frozenset({"greet", "me"})
# "Terima kasih" has a word for being paid in it.
THANKS: Final = CALM | {"pay"}
THANKED: Final = THANKS | {"family"}
SHORT_GREETING: Final = 3
THANKING: Final = frozenset(
    "makasih makasi terimakasih thanks thank tq suwun nuhun suksma tarimo matur hatur trims thx tengkyu kasih".split()
)
ADDRESSES: Final = frozenset(
    "kak mbak mas pak bu min admin om bang teh kang kakak adik dek bos sir maam mam sis bro abang akak cik puan tuan"
    " cak ning uda uni mba ibu bapak halo hai hello hi permisi punten pagi siang sore malam salam"
    " assalamualaikum samlekum cil mamiq daeng puang".split()
)
# What asks, where no danger is told.
QUESTION: Final = frozenset(
    "apa apaan mana dimana berapa kah gimana bagaimana kapan siapa kenapa kemana opo endi piye piro pira sopo naon mana"
    " kumaha sabaraha saha iraha napi kenken kuda dija sira apo baa bara siapo ape pire mbe berembe sai peue pat padum"
    " soe apah dimma berempa sapa aga kega siaga niga karmana what where when how which who".split()
)
CRY: Final = frozenset({"help", "fear"})
SHORT_CRY: Final = 6

EMERGENCY: Final = frozenset({"darurat", "emergency", "kecemasan", "sos"})
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
    if asked and not exact and not silent and any(_outweighs(sign, asked) for sign in seen):
        # Danger comes before what may only look like a command, and who takes back is not who asks (SAFETY R8).
        asked = None
    if silent:
        seen = held_in_silence(seen, means)
    if asked is None or silent:
        more = (ASKS_LATER if denied or means & GOOD_NEWS else 0.0) + (SILENT if silent else 0.0)
        seen = _called_emergency(_doubts(_hers(seen, guess), words, means, guess, more), words)
        service = _service(seen, means | ASKS if "?" in text else means, guess, words)
        service = None if silent and guess is not None and _only_silence(seen, guess) else service
    else:
        seen = [sign for sign in seen if asked not in NOT_MEANT or _outweighs(sign, asked)]
        service = Service.EMERGENCY if asked is Command.EMERGENCY else _of_kinds(seen)
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


LOST: Final = frozenset({"lost", "missing"})
THINGS: Final = frozenset({"papers", "phone"})
PEOPLE: Final = frozenset({"family", "friend"})
# "Is this a scam?" is no report of one, "hide the chat" nobody in hiding, who has the telephone again had it taken, and
# "don't keep my passport's number" is said to us.
NOT_MEANT: Final = {
    Command.DELETE: frozenset({"papers_withheld", "phone_watched"}),
    Command.IS_THIS_REAL: frozenset({"deception", "scam_compound"}),
    Command.QUICK_EXIT: frozenset({"threats"}),
    Command.MAY_REPLY: frozenset({"phone_watched", "phone_taken_soon", "threats"}),
}


def _outweighs(sign: Sign, asked: Command) -> bool:
    """Is a sign graver than a likely command?"""
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
    if guess is None or (means and means <= CALM and len(words) <= SHORT_GREETING) or _polite(words, means):
        return seen
    if len(words) == 1 and yes_or_no("", words) is not None:
        # "Sudah" answers a question; by itself it tells of nothing.
        return seen
    grave = [sign for sign in seen if sign.kind not in ABOUT_THE_TALK]
    if any(sign.urgency == Urgency.CRITICAL for sign in grave):
        return seen
    troubled = guess.services["emergency"] + guess.services["psychosocial"] >= TROUBLED_AT
    more += BRIEF if len(words) <= FEW_WORDS else 0.0
    if (worried := worry(guess)) >= patience() + more and (guess.critical >= SPARK or not _surely(grave, Urgency.HIGH)):
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


def _service(seen: list[Sign], means: frozenset[str], guess: Hunch | None, words: list[Word]) -> Service | None:
    """The desk that a text is for: what the signs say where they are sure, else what the second ear heard."""
    told = _as_told(seen, means, guess, words)
    if FAMILY_LINKS.issubset(sign.kind for sign in seen) and not _surely(seen, Urgency.CRITICAL):
        # Whoever hunts gets what everybody gets who looks for somebody (SAFETY R27).
        return Service.FAMILY_LINKS
    if not EMERGENCY.isdisjoint([word.written for word in words]) and told is Service.EMERGENCY:
        return told
    if guess is None or _says_little(words, means) or "safe_well" in means or _surely(seen, Urgency.CRITICAL):
        return told
    likeliest = max(guess.services, key=guess.services.__getitem__)
    if likeliest in GRAVE:
        unsaid = told in CALM_DESKS or _of_kinds(seen) is None
        unsaid = unsaid or (told is not Service.COMPLAINT and guess.services[likeliest] >= GRAVELY_AT)
        return Service(likeliest) if unsaid else told
    if told is not None and guess.high >= (SIGNS_AT if _surely(seen, Urgency.HIGH) else SUSPECTS_AT):
        return told
    return None if likeliest == "none" else Service(likeliest)


def _only_silence(seen: list[Sign], guess: Hunch) -> bool:
    """Does "do not reply" stand alone, as far as is heard? Its ticket opens for an officer all the same (SAFETY R5)."""
    return not _surely(seen, Urgency.HIGH) and guess.services["emergency"] < GRAVELY_AT and guess.critical < CRITICAL_AT


def _surely(seen: list[Sign], least: Urgency) -> bool:
    """Is there a sign of at least this urgency about which there is no doubt?"""
    return any(sign.urgency >= least and not sign.doubtful and sign.kind not in ABOUT_THE_TALK for sign in seen)


def _as_told(seen: list[Sign], means: frozenset[str], guess: Hunch | None, words: list[Word]) -> Service | None:
    """The desk that its gravest signs name, else what the second ear heard."""
    if (service := _of_kinds(seen)) is not None and not (guess and _overheard(service, seen, guess)):
        return service
    if "safe_well" in means:
        return Service.FAMILY_LINKS
    if guess is None or _says_little(words, means):
        return None
    likeliest = max(guess.services, key=guess.services.__getitem__)
    if likeliest == "family_links" and means & LOST and means & THINGS and not means & PEOPLE:
        # "Paspor saya hilang": a thing is lost, and nobody is looked for.
        return Service.INFORMATION
    if _suspected(seen) or service is Service.EMERGENCY:
        return Service.PSYCHOSOCIAL if guess.services["psychosocial"] >= LISTENS_AT else Service.EMERGENCY
    if not means.isdisjoint(LIGHT) and likeliest == "psychosocial":
        return None
    if "ask" in means and likeliest != "psychosocial" and len(words) > 1:
        links = guess.services["family_links"] >= LINKS_AT
        return Service.FAMILY_LINKS if links else Service.INFORMATION
    if guess.services[likeliest] < SERVES_AT or likeliest == "none":
        return Service.INFORMATION if len(words) > FEW_WORDS and not QUESTION.isdisjoint(_known(words)) else None
    return Service(likeliest)


def _overheard(service: Service, seen: list[Sign], guess: Hunch) -> bool:
    """Does what the second ear heard say more of the desk than the signs do?"""
    chances = guess.services
    if service is Service.PSYCHOSOCIAL and any(not sign.doubtful for sign in seen if sign.urgency >= Urgency.HIGH):
        return False
    if {sign.kind for sign in seen if sign.urgency >= Urgency.HIGH and not sign.doubtful} == {"death"}:
        return chances["psychosocial"] >= LISTENS_AT
    if not _suspected(seen):
        return False
    farewell = service is Service.PSYCHOSOCIAL and any(sign.kind == "suicide" for sign in seen)
    if farewell and chances["emergency"] < GRAVELY_AT:
        # What sounds like a farewell is for whoever listens (SAFETY R18).
        return False
    if service in (Service.PSYCHOSOCIAL, Service.FAMILY_LINKS):
        return chances["emergency"] > chances[str(service)]
    return service is Service.INFORMATION


def _suspected(seen: list[Sign]) -> bool:
    """Did the second ear suspect something grave?"""
    return any(sign.kind == DOUBT and sign.urgency >= Urgency.HIGH for sign in seen)


def _says_little(words: list[Word], means: frozenset[str]) -> bool:
    """A greeting, a thank-you, a yes or a no asks for no desk."""
    calm = "greet" in means and means <= THANKS and len(words) <= SHORT_GREETING
    return calm or _polite(words, means) or yes_or_no("", words) is not None


def _polite(words: list[Word], means: frozenset[str]) -> bool:
    """Nothing but a form of address, or a thank-you of a few words?"""
    if not words or len(words) > SHORT_CRY:
        return False
    if means <= THANKED and not THANKING.isdisjoint(_known(words)):
        return True
    return len(words) <= SHORT_GREETING and means.isdisjoint(CRY) and all(word.written in ADDRESSES for word in words)


def _known(words: list[Word]) -> set[str]:
    return {word.known for word in words}


def _of_kinds(seen: list[Sign]) -> Service | None:
    danger = [sign for sign in seen if sign.kind not in ABOUT_THE_TALK and sign.kind != DOUBT]
    if not danger:
        return None
    gravest = max(sign.urgency for sign in danger)
    if gravest == Urgency.NORMAL and all(sign.doubtful for sign in danger):
        return None
    kinds = {sign.kind for sign in danger if sign.urgency == gravest}
    if kinds <= PSYCHOSOCIAL:
        harmed = any(sign.kind in HARMED and sign.urgency >= Urgency.HIGH and not sign.doubtful for sign in danger)
        return Service.EMERGENCY if harmed else Service.PSYCHOSOCIAL
    if gravest < Urgency.CRITICAL and kinds & FAMILY_LINKS:
        return Service.FAMILY_LINKS
    if kinds <= COMPLAINT:
        return Service.COMPLAINT
    if gravest == Urgency.NORMAL:
        return Service.INFORMATION if "illness" in kinds else None
    return Service.EMERGENCY
