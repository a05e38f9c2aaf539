"""Whom the words are about: one question when they seem to be about somebody else (SAFETY R16)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from flows import anywhere
from flows.commands import give_back
from flows.danger import first_role, is_danger
from flows.hearing import SAID, Hearing, words_of
from flows.matching import chosen, folded
from flows.script import Answer, Numbers
from flows.sent import place_of
from flows.words import LIFE_AT_STAKE, Command, Doubt, Kind, Service

SAME, ANOTHER = (Answer(label, "", also=also) for label, also in anywhere.SAME_OR_ANOTHER.items())
ABOUT_ONESELF = frozenset(
    {"emergency", "assault", "pregnant", "captive", "moved", "disaster", "complaint", "listen", "person", "plan"}
)
"""Conversations that speak to the person concerned as "Anda"."""
NAMES_OTHERS = frozenset(
    {
        *("hurt", "confirmed", "concerned", "with_whom", "must_not_know", "weighs", "money", "device", "reach"),
        *("wish", "need", "whom_to_call"),
    }
)
"""Fields whose question is answered by naming other people: nobody is asked whom that is about."""
BEGINS: Mapping[Command, str] = MappingProxyType(
    {Command.ANOTHER_IN_DANGER: anywhere.ANOTHER_IN_DANGER, Command.ANOTHER_PERSON: anywhere.ANOTHER_COMPLAINT}
)


def to_another(hearing: Hearing) -> bool:
    """New words that seem to be about somebody else: they are kept, and one question is asked."""
    service = hearing.service
    if service is None or not seems_another(hearing):
        return False
    danger = is_danger(hearing) or service is not Service.COMPLAINT
    hearing.notice_signs()
    if LIFE_AT_STAKE & hearing.fresh:
        hearing.tell_numbers(Numbers(first_role(hearing), life=True))
    hearing.keep(service, SAID, words_of(hearing.heard), more=True)
    hearing.ask_about(Command.ANOTHER_IN_DANGER if danger else Command.ANOTHER_PERSON, words_of(hearing.heard))
    return True


def seems_another(hearing: Hearing) -> bool:
    """Do these words, seen to be new, tell a trouble of somebody else, while the person tells of themselves?"""
    here, heard = hearing.here, hearing.heard
    if here is None or heard.kind is not Kind.TEXT:
        return False
    # While consent is asked for, the matter that it ends is still the one being told.
    back_to = hearing.talk.back_to if here[0].detour else ""
    one_more = bool(ONE_MORE.search(folded(heard.text)))
    if (back_to.partition(".")[0] or here[0].name) not in (ABOUT_ONESELF | OF_OTHERS if one_more else ABOUT_ONESELF):
        return False
    if not (hearing.seen or not hearing.talk.asked) or (told_already(hearing) and not one_more):
        return False
    if hearing.talk.asked and getattr(here[1].then, "field", "") in NAMES_OTHERS:
        return False
    kinds = {sign.kind for sign in hearing.reading.signs if not sign.doubtful}
    about = "somebody_else" in kinds and "somebody_else" not in hearing.talk.noticed
    about = about or one_more
    return bool(kinds - {"somebody_else"}) and (about or heard.forwarded)


OF_OTHERS = frozenset({"other", "other_assault"})
"""Conversations of somebody who writes for others: they may write for one more (R16, intermediaries)."""
ONE_MORE = re.compile(
    r"\b(ada lagi|ada juga|satu lagi|1 lagi|lagi satu|dua lagi|yang lain|yg lain|lainnya)\b.*\b"
    r"(warga|orang|org|teman|temen|kawan|tetangga|pekerja|anak buah|anggota|keluarga|klien|pasien)\b"
)
"""Words of somebody who tells of one person more."""


def told_already(hearing: Hearing) -> bool:
    """Has the person said that the matter is not their own?"""
    return hearing.talk.answers.get("concerned", "") not in ("", anywhere.MYSELF)


def to_same_or_another(hearing: Hearing, doubt: Doubt) -> bool:
    """The answer to that question; where it is neither, the words go back to the question that stood open."""
    press, reading = hearing.heard.press, hearing.reading
    picked = chosen(hearing.heard.text, (SAME, ANOTHER), reading, hearing.say_in) if not press else None
    if press:
        place = place_of(hearing, press)
        picked = None if place is None else (SAME, ANOTHER)[place]
    hearing.note(doubt=None)
    if picked is not ANOTHER:
        give_back(hearing, doubt.words)
        return picked is SAME
    hearing.enter(BEGINS[doubt.command])
    service = hearing.service or Service.EMERGENCY
    hearing.keep(service, "what", doubt.words, more=True)
    hearing.note(filled="what")
    return True
