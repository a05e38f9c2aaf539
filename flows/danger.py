"""Danger, in any scene: it opens a ticket, and the conversation that fits it begins."""

import re

from flows import anywhere
from flows.hearing import SAID, Hearing, words_of
from flows.matching import folded
from flows.script import Listen, Numbers, Stay
from flows.words import (
    LIFE_AT_STAKE,
    Service,
    Urgency,
    Writing,
)

ABOUT_ANOTHER = frozenset(
    {
        anywhere.OTHER,
        anywhere.GENTLE_OF_ANOTHER,
        *anywhere.OF_ANOTHER.values(),
        "other_assault.late",
    }
)

HEAVY = re.compile(
    r"\b(((ga|gak|g|nggak|ngga|tidak|tdk|tak|ndak) (kuat|sanggup|tahan))|nangis|menangis|sedih|kangen|rindu|stres+|"
    r"galau|kesepian|putus asa|hancur hati)\b"
)
DISASTER = anywhere.SHORT_FORM.partition(".")[0]
WOUNDS = frozenset({"accident", "illness"})
"""Signs that somebody is wounded or sick; what is worse is life at stake."""
TAKEN = frozenset({"poison", "self_harm_done"})


def to_retraction(hearing: Hearing) -> bool:
    """R8: "cancel, the child pressed it" closes nothing; we ask no more, and somebody else may be writing."""
    service = hearing.service
    if service is None or not any(sign.kind == "retraction" for sign in hearing.reading.signs):
        return False
    hearing.notice_signs()
    hearing.keep(service, SAID, words_of(hearing.heard), more=True)
    hearing.note(writing=Writing.UNKNOWN)
    hearing.enter(anywhere.STOPPED)
    return True


def is_danger(hearing: Hearing) -> bool:
    """Do the words tell of danger that a conversation of its own must hear, without doubt?

    Where another matter is being told already, only what is critical breaks in; the rest is shown on its ticket.
    """
    least = Urgency.CRITICAL if hearing.service else Urgency.HIGH
    return any(
        sign.urgency >= least and not sign.doubtful and sign.kind not in anywhere.EVERYDAY
        for sign in hearing.reading.signs
    )


def to_danger(hearing: Hearing) -> bool:
    """Danger opens a ticket from anywhere; where its questions are being asked already, they go on."""
    wonders = wonders_about_life(hearing)
    hearing.notice_signs()
    if LIFE_AT_STAKE & hearing.fresh or number_owed(hearing):
        hearing.tell_numbers(Numbers(first_role(hearing), life=True))
    elif hurt_in_a_disaster(hearing):
        hearing.tell_numbers(Numbers("ambulance", life=True))
    elif place_told_late(hearing):
        hearing.tell_numbers(Numbers(first_role(hearing), elsewhere=told_of_another(hearing)))
    here = hearing.here
    if here and isinstance(here[1].then, Stay):
        # Somebody is being stayed with: what they tell is shown on their ticket, and nobody asks them anew.
        return taken_meanwhile(hearing)
    danger = is_danger(hearing)
    if wonders and not danger:
        begin_danger(hearing, anywhere.WONDERS)
        return True
    path = path_of(hearing) if danger else ""
    telling = hearing.service is Service.EMERGENCY
    if (telling or path.partition(".")[0] == hearing.talk.flow) and not breaks_in(hearing, path):
        return False
    if not (danger or (hearing.reading.asks_first and hearing.service is None and not seeks(hearing))):
        return False
    begin_danger(hearing, (anywhere.LATE.get(path, path) if telling else path) or gentle(hearing))
    return True


def grave(hearing: Hearing) -> bool:
    """Do the words tell of a danger that must be heard before they are taken for an answer?"""
    return any(sign.urgency is Urgency.CRITICAL and not sign.doubtful for sign in hearing.reading.signs)


def wonders_about_life(hearing: Hearing) -> bool:
    """R18: a sign of ending one's own life that is not sure, seen for the first time, whatever is being told."""
    signs = {sign.kind: sign.doubtful for sign in hearing.reading.signs}
    asked = "asked_directly" in hearing.talk.answers or hearing.talk.answers.get("alone")
    own = "somebody_else" not in signs and not hearing.heard.forwarded
    return bool(signs.get("suicide")) and own and not asked and "suicide" not in hearing.talk.noticed


def number_owed(hearing: Hearing) -> bool:
    """Is a country named only now, after life was at stake and nobody knew whose numbers to say?"""
    talk = hearing.talk
    # Before writing is safe, thoughts of ending one's life are no reason to name the police (R3, R14).
    stake = LIFE_AT_STAKE | ({"suicide"} if talk.writing is Writing.SAFE else set())
    return bool(stake & set(talk.noticed)) and country_is_new(hearing)


def place_told_late(hearing: Hearing) -> bool:
    """R14: is a country named only after its question, in an emergency whose person may be written to?"""
    common = hearing.talk.flow in anywhere.COMMON_PATHS and hearing.talk.writing is Writing.SAFE
    return common and bool(hearing.talk.noticed and hearing.country_of_numbers()) and country_is_new(hearing)


def hurt_in_a_disaster(hearing: Hearing) -> bool:
    """R14: is a wound told beside the short form's questions, in a known country, before any number was said?"""
    if hearing.talk.flow != DISASTER or hearing.talk.numbers_told or not hearing.country_of_numbers():
        return False
    return any(sign.kind in WOUNDS and sign.urgency is Urgency.CRITICAL for sign in hearing.reading.signs)


def country_is_new(hearing: Hearing) -> bool:
    """Is a country named, by words that answer no question where, before any number was said?"""
    here, talk = hearing.here, hearing.talk
    asks_where = here is not None and talk.asked and isinstance(here[1].then, Listen) and here[1].then.wants == "place"
    return bool(hearing.reading.mentions.country) and not talk.numbers_told and not asks_where


def told_of_another(hearing: Hearing) -> bool:
    """Did the person say that the matter is somebody else's?"""
    return hearing.talk.answers.get("concerned", "") not in ("", anywhere.MYSELF)


def taken_meanwhile(hearing: Hearing) -> bool:
    """R18: somebody who is stayed with tells that something was taken or done: help is called first."""
    kinds = {sign.kind for sign in hearing.reading.signs}
    told = hearing.talk.scene in anywhere.AFTER_TAKEN or hearing.talk.flow in anywhere.TAKEN_ALREADY_TOLD
    if not TAKEN & hearing.fresh or "somebody_else" in kinds or told:
        return False
    hearing.note(warm=0)
    begin_danger(hearing, anywhere.ALREADY_TAKEN)
    return True


def seeks(hearing: Hearing) -> bool:
    """Do they look for somebody since a disaster, or hunt somebody? Then the search is the right conversation.

    Whoever hunts is answered as everybody is who looks for somebody; only the ticket shows it (R27).
    """
    signs = hearing.reading.signs
    doubted = {sign.kind for sign in signs if sign.doubtful}
    sure = {sign.kind for sign in signs if not sign.doubtful}
    if hearing.reading.service is not Service.FAMILY_LINKS:
        return False
    since_a_disaster = {"missing_person", "somebody_else"} <= sure and doubted == {"disaster"}
    return since_a_disaster or ("hunt" in sure and doubted <= {"doubtful_danger"})


def gentle(hearing: Hearing) -> str:
    """Where danger that is not sure is asked about: another person's, a disaster by its short form, or one's own."""
    kinds = {sign.kind for sign in hearing.reading.signs}
    if hearing.heard.forwarded or "somebody_else" in kinds:
        return anywhere.GENTLE_OF_ANOTHER
    if heavy_heart(hearing, kinds) and not hearing.short_form_fits():
        return anywhere.HEAVY_HEART
    return next((path for kind, path in anywhere.GENTLE.items() if kind in kinds), anywhere.DOUBT)


def heavy_heart(hearing: Hearing, kinds: set[str]) -> bool:
    """Is a heavy heart all that was told, and no harm that somebody does?"""
    if not kinds <= anywhere.ONLY_HEAVY:
        return False
    wished = hearing.reading.service is Service.PSYCHOSOCIAL
    return "distress" in kinds or wished or bool(HEAVY.search(folded(hearing.heard.text)))


def breaks_in(hearing: Hearing, path: str) -> bool:
    """May this path begin although an emergency is being told? One of its own, seen now for the first time."""
    if hearing.talk.flow in anywhere.TAKEN_ALREADY_TOLD:
        return False
    if path.partition(".")[0] == hearing.talk.flow:
        return own_life_told(hearing, path)
    paths = {anywhere.PATHS.get(kind, "") for kind in hearing.fresh}
    if TAKEN & hearing.fresh:
        paths.add(anywhere.ALREADY_TAKEN)
    if path not in paths | {anywhere.OF_ANOTHER.get(own, "") for own in paths}:
        return False
    return hearing.talk.flow in anywhere.COMMON_PATHS or path in anywhere.BREAKS_IN


def own_life_told(hearing: Hearing, path: str) -> bool:
    """R18: whoever tells in the midst of listening that they would end their life, or have begun to, is heard."""
    if hearing.talk.scene in anywhere.AFTER_TAKEN:
        return False
    asked = hearing.talk.scene in anywhere.ABOUT_THOUGHTS
    return path == anywhere.ALREADY_TAKEN or (path == anywhere.THOUGHTS and not asked)


def begin_danger(hearing: Hearing, target: str) -> None:
    """Open the conversation for this danger with the words that told of it."""
    heard = hearing.heard
    if target in ABOUT_ANOTHER:
        hearing.note(guessed_place=hearing.reading.mentions.country)
    hearing.enter(target)
    service = hearing.service or Service.EMERGENCY
    hearing.keep(service, "what", words_of(heard), more=True)
    if heard.forwarded:
        hearing.keep(service, "forwarded", "often" if heard.often_forwarded else "once")
    hearing.note(filled="what")


def path_of(hearing: Hearing) -> str:
    """The conversation for the gravest sign: one of its own, that for somebody else, or the common one."""
    kinds = {sign.kind for sign in hearing.reading.signs if not sign.doubtful}
    own = next((path for kind, path in anywhere.PATHS.items() if kind in kinds), None)
    about_other = hearing.heard.forwarded or "somebody_else" in kinds
    if own == anywhere.POISON and ("suicide" in kinds or hearing.service is Service.PSYCHOSOCIAL):
        own = anywhere.ALREADY_TAKEN
    if own:
        return anywhere.OF_ANOTHER.get(own, own) if about_other else own
    return anywhere.OTHER if about_other else anywhere.DANGER


def first_role(hearing: Hearing) -> str:
    """Ambulance before police for illness, injury, poison and thoughts of ending life (R14)."""
    body = {"not_breathing", "poison", "self_harm_done", "drowning", "suicide"}
    told = {sign.kind for sign in hearing.reading.signs} & (LIFE_AT_STAKE | {"suicide"}) or set(hearing.talk.noticed)
    return "ambulance" if body & told else "police"
