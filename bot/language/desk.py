"""Which desk a text is for: what its signs name where they are sure, else what the second ear heard."""

from functools import cache
from operator import mul
from typing import Final

from bot.language.commands import yes_or_no
from bot.language.judge import Hunch, clues
from bot.language.model import stored
from bot.language.silence import WATCHED
from bot.language.words import Word
from flows.words import Service, Sign, Urgency

CRITICAL_AT: Final = 0.8
FEW_WORDS: Final = 2
SERVES_AT: Final = 0.4
LINKS_AT: Final = 0.6
LISTENS_AT: Final = 0.7
# A question asked out of suspicion alone makes no emergency of what the second ear is sure is calm.
GRAVE: Final = frozenset({"emergency", "psychosocial"})
CALM_DESKS: Final = (None, Service.INFORMATION)
GRAVELY_AT, SIGNS_AT, SUSPECTS_AT = 0.8, 0.6, 0.5
# What is said in fun, or as a figure of speech.
LIGHT: Final = frozenset({"laugh", "harmless"})
FAMILY_LINKS: Final = frozenset({"missing_person", "hunt"})
PSYCHOSOCIAL: Final = frozenset({"suicide", "distress"})
# A matter of wages, contracts or papers, where nobody is hurt.
COMPLAINT: Final = frozenset({"wages_withheld", "papers_withheld", "overwork", "deception", "debt"})
# Somebody does this to the person: it comes before what it does to her heart.
HARMED: Final = frozenset({"sextortion", "violence", "sexual_violence", "confinement", "attack_now"})
HARM: Final = HARMED | {
    "arrest",
    "about_to_be_moved",
    "thrown_out",
    "scam_compound",
    "ransom",
    "poison",
    "self_harm_done",
}
# Where something grave is told or suspected, some desk is named from this chance of critical danger on.
GRAVE_FROM: Final = 0.1
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
LOST: Final = frozenset({"lost", "missing"})
THINGS: Final = frozenset({"papers", "phone"})
PEOPLE: Final = frozenset({"family", "friend"})
EMERGENCY: Final = frozenset({"darurat", "emergency", "kecemasan", "sos"})


# What the choice goes by beside the second ear: the desk that was named, kinds of signs, notions.
DESKS: Final = (
    None,
    *[Service(name) for name in ("emergency", "family_links", "psychosocial", "information", "complaint")],
)
KINDS: Final = (
    "missing_person",
    "death",
    "distress",
    "suicide",
    "arrest",
    "illness",
    "threats",
    "wages_withheld",
    "papers_withheld",
    "debt",
    "deception",
)
NOTIONS: Final = (WATCHED, frozenset({"ask"}), LIGHT, frozenset({"past"}), frozenset({"boss"}), frozenset({"safe_now"}))


def desk(
    seen: list[Sign], means: frozenset[str], guess: Hunch | None, words: list[Word], *, silent: bool
) -> Service | None:
    """The desk that a text is for: what signs and ear name, weighed as strangers' messages taught."""
    told = told_by(seen, means, guess, words, silent=silent)
    if _farewell(seen) and told in (None, Service.EMERGENCY) and not surely(seen, Urgency.HIGH):
        # What sounds like a farewell is for whoever listens (SAFETY R18).
        return Service.PSYCHOSOCIAL
    if "fear" in means and len(words) <= SHORT_CRY and _suspected(seen) and of_kinds(seen) is None:
        # "Saya takut sekali": whether something near is feared is asked first of all.
        return Service.EMERGENCY
    if guess is None or decided(seen, means, words) or not chosen_by():
        return told
    told_of = any(sign.urgency >= Urgency.HIGH for sign in seen)
    grave = (told_of and guess.critical >= GRAVE_FROM) or told is Service.COMPLAINT
    wanted = choice(weighing(told, seen, means, guess, words, silent=silent), serving=grave)
    if wanted in (Service.EMERGENCY, Service.INFORMATION) and of_kinds(seen) is Service.COMPLAINT:
        return Service.COMPLAINT
    return wanted


def told_by(
    seen: list[Sign], means: frozenset[str], guess: Hunch | None, words: list[Word], *, silent: bool
) -> Service | None:
    """The desk that signs and ear name by rule."""
    told = named(seen, means, guess, words)
    return None if silent and guess is not None and only_silence(seen, guess) else told


def decided(seen: list[Sign], means: frozenset[str], words: list[Word]) -> bool:
    """Do the signs, or so little that is said, leave nothing to weigh?"""
    hunted = FAMILY_LINKS.issubset(sign.kind for sign in seen)
    # Harm that is surely done is no question.
    harmed = any(sign.kind in HARM and sign.urgency >= Urgency.HIGH and not sign.doubtful for sign in seen)
    sought = any(sign.kind == "missing_person" and not sign.doubtful for sign in seen)
    hunted = hunted or sought or _farewell(seen) or harmed or not EMERGENCY.isdisjoint([word.written for word in words])
    return hunted or surely(seen, Urgency.CRITICAL) or _says_little(words, means) or "safe_well" in means


def weighing(
    told: Service | None, seen: list[Sign], means: frozenset[str], guess: Hunch, words: list[Word], *, silent: bool
) -> list[float]:
    """All that the choice of a desk goes by, as numbers."""
    kinds = {sign.kind for sign in seen}
    grave = {sign.kind for sign in seen if sign.urgency >= Urgency.HIGH and not sign.doubtful}
    return [
        *clues(guess.critical, guess.high, guess.services.values()),
        *[float(told is each) for each in DESKS],
        float(surely(seen, Urgency.HIGH)),
        float(DOUBT in kinds),
        float(silent),
        float(silent and not means.isdisjoint(WATCHED)),
        float(silent and told is None),
        min(len(words), 40) / 20,
        *[float(kind in kinds) for kind in KINDS],
        *[float(kind in grave) for kind in KINDS],
        *[float(not means.isdisjoint(these)) for these in NOTIONS],
    ]


def _farewell(seen: list[Sign]) -> bool:
    return any(sign.kind == "suicide" and sign.urgency >= Urgency.HIGH for sign in seen)


def choice(seen: list[float], *, serving: bool) -> Service | None:
    """What these numbers weigh most for; where something may be grave (`serving`), not nothing."""
    best, wanted = -1e9, ""
    for name, first, weigh in chosen_by():
        if serving and name == "none":
            continue
        score = first + sum(map(mul, weigh, seen))
        if score > best:
            best, wanted = score, name
    return None if wanted == "none" else Service(wanted)


@cache
def chosen_by() -> tuple[tuple[str, float, tuple[float, ...]], ...]:
    """For every service that the outside knows what each number weighs."""
    kept = stored()
    if "desk" not in kept:
        return ()
    rows = zip(kept["desk_classes"], kept["desk"].tolist(), strict=True)
    return tuple((str(name), row[0], tuple(row[1:])) for name, row in rows)


def named(seen: list[Sign], means: frozenset[str], guess: Hunch | None, words: list[Word]) -> Service | None:
    """The desk that a text is for: what the signs say where they are sure, else what the second ear heard."""
    told = _as_told(seen, means, guess, words)
    if FAMILY_LINKS.issubset(sign.kind for sign in seen) and not surely(seen, Urgency.CRITICAL):
        # Whoever hunts gets what everybody gets who looks for somebody (SAFETY R27).
        return Service.FAMILY_LINKS
    if not EMERGENCY.isdisjoint([word.written for word in words]) and told is Service.EMERGENCY:
        return told
    if guess is None or _says_little(words, means) or "safe_well" in means or surely(seen, Urgency.CRITICAL):
        return told
    likeliest = max(guess.services, key=guess.services.__getitem__)
    if likeliest in GRAVE:
        unsaid = told in CALM_DESKS or of_kinds(seen) is None
        unsaid = unsaid or (told is not Service.COMPLAINT and guess.services[likeliest] >= GRAVELY_AT)
        return Service(likeliest) if unsaid else told
    if told is not None and guess.high >= (SIGNS_AT if surely(seen, Urgency.HIGH) else SUSPECTS_AT):
        return told
    return None if likeliest == "none" else Service(likeliest)


def only_silence(seen: list[Sign], guess: Hunch) -> bool:
    """Does "do not reply" stand alone, as far as is heard? Its ticket opens for an officer all the same (SAFETY R5)."""
    return not surely(seen, Urgency.HIGH) and guess.services["emergency"] < GRAVELY_AT and guess.critical < CRITICAL_AT


def surely(seen: list[Sign], least: Urgency) -> bool:
    """Is there a sign of at least this urgency about which there is no doubt?"""
    return any(sign.urgency >= least and not sign.doubtful and sign.kind not in ABOUT_THE_TALK for sign in seen)


def _as_told(seen: list[Sign], means: frozenset[str], guess: Hunch | None, words: list[Word]) -> Service | None:
    """The desk that its gravest signs name, else what the second ear heard."""
    if (service := of_kinds(seen)) is not None and not (guess and _overheard(service, seen, guess)):
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
    return calm or polite(words, means) or yes_or_no("", words) is not None


def polite(words: list[Word], means: frozenset[str]) -> bool:
    """Nothing but a form of address, or a thank-you of a few words?"""
    if not words or len(words) > SHORT_CRY:
        return False
    if means <= THANKED and not THANKING.isdisjoint(_known(words)):
        return True
    return len(words) <= SHORT_GREETING and means.isdisjoint(CRY) and all(word.written in ADDRESSES for word in words)


def _known(words: list[Word]) -> set[str]:
    return {word.known for word in words}


def of_kinds(seen: list[Sign]) -> Service | None:
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
