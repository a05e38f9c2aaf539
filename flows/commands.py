"""What a person may ask for in any scene: an exact word acts at once, a near miss asks first."""

import re
from dataclasses import replace
from types import MappingProxyType

from flows import anywhere
from flows.afterwards import asks_how
from flows.answers import take, to_scene
from flows.danger import is_danger
from flows.hearing import SAID, Hearing
from flows.matching import chosen, folded, named_within
from flows.proving import may_write_again
from flows.script import Ask, Listen, Prove
from flows.sent import place_of
from flows.words import (
    NOTHING_READ,
    Command,
    Kind,
    Outgoing,
    Service,
    WantPerson,
    Writing,
)

ASKING = frozenset({"siapa", "sapa", "apa", "maksudnya", "maksud", "gimana", "bagaimana", "kok", "who", "what"})
NAMING = frozenset({"name", "place", "date", "number", "phone", "hours", "clock"})

ASKS_WHO = re.compile(
    r"\b(s[ia]+pa|sap[oe]|sopo|sinten|saha|asli|palsu|tipu|bohong|penip\w*|modus|hoax|hoaks|bot|robot|mesin|masin|resmi|"
    r"be?n[ea]?r\w*|betul\w*|beutoi|batua|bana|leres|nyata|percaya|nyamar|manusia|komputer|program|kalian|orang(nya)?|"
    r"urang|u?wong|tiyang|ureueng|jelema|kerajaan|p\w*marentah|peu?merintah|agen|ai)\b|\b(real|scam\w*|human|fake|who|"
    r"which|person|somebody|agency|embassy)\b"
)
"""Words without which nobody asks whether this is real."""
REACHED_BY = re.compile(
    r"^(?!.*\b(stop|(ber|mem)?henti\w*|br[ei]nti|udah\w*|sudah\w*|sdh|udh|cukup|jangan|jgn|jng|batal\w*|mandheg|eureun)\b)"
    r".*\b(wa|whatsapp|sms|chat|telepon|telpon|telp|nomor|no|hp|jam|pagi|siang|sore|malam)\b"
)
"""Ways and hours to reach somebody, with no word that ends anything."""


def to_doubt(hearing: Hearing) -> bool:
    """A near miss was asked about: a yes does it, a no gives the words back to the scene."""
    doubt = hearing.talk.doubt
    if doubt is None:
        return False
    press = hearing.heard.press
    meant = hearing.reading.yes
    if press:
        place = place_of(hearing, press)
        meant = None if place is None else place == 0
    elif hearing.heard.text.strip() in ("1", "2"):
        meant = hearing.heard.text.strip() == "1"
    elif meant is None and doubt.command is Command.IS_THIS_REAL:
        meant = asks_on(hearing) or None
    hearing.note(doubt=None)
    if meant:
        return do(hearing, doubt.command)
    give_back(hearing, doubt.words)
    return meant is False


def asks_on(hearing: Hearing) -> bool:
    """Does whoever was asked "Mau tahu siapa kami?" only ask on? Then it is told: it harms nobody."""
    reading = hearing.reading
    calm = not reading.signs and reading.command in (None, Command.IS_THIS_REAL)
    words = hearing.heard.text
    return calm and ("?" in words or not ASKING.isdisjoint(folded(words).split()))


def give_back(hearing: Hearing, words: str) -> None:
    """Words that were taken for a near miss answer the question that they were written to."""
    if not words:
        hearing.ask_again()
        return
    now = hearing.heard, hearing.reading
    hearing.heard, hearing.reading = replace(hearing.heard, text=words, kind=Kind.TEXT, press=None), NOTHING_READ
    to_scene(hearing)
    hearing.heard, hearing.reading = now
    hearing.seen = False


def to_command(hearing: Hearing) -> bool:
    """What a person may ask for anywhere: an exact word acts at once, a near miss asks first."""
    command, reading = hearing.reading.command, hearing.reading
    if command is None or (command is Command.MAY_REPLY and hearing.talk.writing is Writing.SAFE):
        return False
    if command is Command.COMPLAINT_ABOUT_US and being_done(hearing, command):
        # What is wrong is told in the words that ask to tell it: they are the answer.
        return False
    if reading.command_exact:
        return do(hearing, command)
    if proves(hearing):
        return False
    if command not in anywhere.DOUBTS or is_danger(hearing) or nearly_answers(hearing) or names(hearing, command):
        return False
    if being_done(hearing, command) or asks_nothing(hearing, command):
        return False
    if hearing.talk.scene == "":
        hearing.enter(anywhere.WELCOME)
        hearing.says.clear()
    hearing.ask_about(command, hearing.heard.text)
    return True


def being_done(hearing: Hearing, command: Command) -> bool:
    """Is that asked for which is being done already?"""
    return bool(hearing.talk.asked and anywhere.TARGETS.get(command, "").partition(".")[0] == hearing.talk.flow)


def nearly_answers(hearing: Hearing) -> bool:
    """Is it nearer to an answer of the open question than to a command?"""
    here = hearing.here
    if here is None or not isinstance(here[1].then, Ask):
        return False
    return chosen(hearing.heard.text, here[1].then.answers, hearing.reading, hearing.say_in) is not None


def asks_nothing(hearing: Hearing, command: Command) -> bool:
    """Is it near to *is this real?* without a word that asks who we are, or to *stop* where it says how to write?"""
    words = folded(hearing.heard.text)
    if command is Command.STOP:
        return asks_how(hearing) and REACHED_BY.search(words) is not None
    return command is Command.IS_THIS_REAL and not ASKS_WHO.search(words)


def names(hearing: Hearing, command: Command) -> bool:
    """Is it a name, a place or a number that was asked for? Sabah is no slip of a word; a person is still near."""
    asked = hearing.here[1].then if hearing.here and hearing.talk.asked else None
    if command in (Command.PERSON, Command.EMERGENCY):
        return False
    return isinstance(asked, Listen) and asked.wants in NAMING


def proves(hearing: Hearing) -> bool:
    """Is a secret word being asked for? One that resembles a command is none."""
    here = hearing.here
    return bool(
        here
        and hearing.talk.asked
        and (isinstance(here[1].then, Prove) or (isinstance(here[1].then, Listen) and here[1].then.profiles))
    )


def do(hearing: Hearing, command: Command) -> bool:
    """Do what was asked for anywhere."""
    if command is Command.BACK:
        return back(hearing)
    if command is Command.MAY_REPLY:
        if hearing.service is None:
            return False
        may_write_again(hearing)
        return True
    target = anywhere.TARGETS.get(command)
    if target is None:
        return False
    hearing.notice_signs()
    service = hearing.service
    if command is Command.PERSON and service:
        return person_wanted(hearing, service)
    if command is Command.STOP and service:
        hearing.keep(service, SAID, hearing.heard.text, more=True)
    hearing.enter(target)
    if command is Command.LANGUAGE:
        to_named_language(hearing)
    return True


def to_named_language(hearing: Hearing) -> None:
    """Whoever names the language in asking for one is not asked which; of another it is said that we cannot yet."""
    ask, words = hearing.script.find(anywhere.TARGETS[Command.LANGUAGE], "")[1].then, hearing.heard.text
    named = named_within(words, ask.answers, hearing.say_in) if isinstance(ask, Ask) else None
    if named and isinstance(ask, Ask):
        hearing.says.clear()
        take(hearing, ask, named)
    elif anywhere.OTHER_LANGUAGES.search(folded(words)):
        hearing.says.clear()
        hearing.enter(anywhere.OTHER_LANGUAGE)


def person_wanted(hearing: Hearing, service: Service) -> bool:
    """A person is asked for in the middle of a matter: it is passed on, and the talk stays where it stands."""
    hearing.change(WantPerson(service, "asked"))
    hearing.says.append(Outgoing("", tells=service))
    if hearing.talk.asked:
        hearing.ask_again()
    return True


def back(hearing: Hearing) -> bool:
    """To the question before this one; from a detour to where it began; where there is none, to the menu."""
    here = hearing.here
    if here and here[0].detour:
        hearing.go_back_to()
        return True
    earlier = hearing.talk.trail[:-1]
    hearing.note(trail=earlier[:-1])
    if earlier:
        open_again(hearing, earlier[-1])
    hearing.enter(earlier[-1] if earlier else anywhere.MENU)
    return True


def open_again(hearing: Hearing, target: str) -> None:
    """Whoever goes back wants to answer anew: what was said there no longer lets the question be passed over."""
    then = hearing.script.find(target, "")[1].then
    field = then.field if isinstance(then, Ask | Listen) else ""
    kept = {name: value for name, value in hearing.talk.answers.items() if name != field}
    hearing.note(answers=MappingProxyType(kept))
