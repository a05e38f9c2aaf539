"""Who writes? The check phrase, the word of somebody who is made to write, and the public face (SAFETY R1, R7, R8)."""

from types import MappingProxyType

from flows import anywhere, hours
from flows.hearing import SAID, Hearing, words_of
from flows.matching import chosen, folded
from flows.script import Answer, Ask, Listen, Prove
from flows.words import (
    Command,
    Device,
    Guarded,
    Holder,
    Kind,
    Noticed,
    OpenTicket,
    Outgoing,
    Profiled,
    Returned,
    Service,
    Sign,
    Urgency,
    WantPerson,
    Writing,
)

NOT_ALONE = frozenset({Device.WATCHED, Device.BORROWED, Device.SHARED})
"""Telephones on which somebody else may be writing (R1)."""
SECRETS = frozenset({"phrase", "forced"})
NOT_TO_DELETE = frozenset({"batal hapus", "jangan jadi hapus", "tidak jadi hapus", "cancel delete"})
LONGEST_NOT_TO_DELETE = 2 * max(map(len, NOT_TO_DELETE))
"""With whatever stands around the words."""
KEEP = "detour.keep"
LEAST_LETTERS, MOST_LETTERS, MOST_WORDS = 3, 60, 5
HOURS_ANEW, RENEW = "hours.anew", "hours.renew"


def to_public_face(hearing: Hearing) -> bool:
    """R7: after a quick exit only the public face shows; danger still reaches the ticket, without an answer.

    The check phrase brings the person back; where none was agreed, "boleh balas" does. Whoever asks for a person is
    told to an officer, who may let them back: a forgotten word never bars from help.
    """
    if not hearing.known.exited:
        return False
    meaning = said_of(hearing)
    command, exact = hearing.reading.command, hearing.reading.command_exact
    if meaning == "phrase" or (not hearing.known.phrase and exact and command is Command.MAY_REPLY):
        come_back(hearing)
        return True
    if meaning == "forced":
        made_to_write(hearing)
    else:
        keep_in_silence(hearing)
    if exact and command is Command.PERSON:
        hearing.change(WantPerson(hearing.service or Service.EMERGENCY, "after_exit"))
    if not hearing.reading.signs:
        hearing.says.append(Outgoing(hearing.say_in(anywhere.PUBLIC_FACE), face=True))
    return True


def keep_in_silence(hearing: Hearing) -> None:
    """What is written at the public face joins the ticket; danger opens one where there is none."""
    danger = any(sign.urgency >= Urgency.HIGH for sign in hearing.reading.signs)
    service = hearing.service or (Service.EMERGENCY if danger else None)
    if danger and service:
        hearing.change(OpenTicket(service, Urgency.HIGH, "after_exit"))
    hearing.notice_signs()
    if service:
        hearing.keep(service, SAID, words_of(hearing.heard), more=True)


def come_back(hearing: Hearing) -> None:
    """The person has shown who they are: writing is safe again, and the conversation goes on where it stood."""
    hearing.change(Returned())
    if hearing.talk.holder is Holder.OFFICER:
        hearing.allow(Writing.SAFE)
    elif hearing.service:
        may_write_again(hearing)
    else:
        hearing.allow(Writing.SAFE)
        hearing.enter(anywhere.WELCOME)


def may_write_again(hearing: Hearing) -> None:
    """Writing is safe again: the conversation goes on behind its first question."""
    hearing.allow(Writing.SAFE)
    here = hearing.here
    begins = here[0].scenes[here[0].start].then if here and here[0].service else None
    if isinstance(begins, Ask) and begins.known_safe:
        hearing.say(anywhere.THANKS)
        hearing.enter(begins.known_safe)
        return
    hearing.enter(anywhere.WRITING_IS_SAFE)


def said_of(hearing: Hearing) -> str:
    """Are these words the check phrase ("phrase") or the other word ("forced")? No transcript keeps either."""
    text = hearing.heard.text
    if hearing.heard.kind is not Kind.TEXT or len(text) > MOST_LETTERS:
        return ""
    meaning = hearing.known.meaning(folded(text))
    hearing.hides = hearing.hides or bool(meaning)
    return meaning


def to_forced(hearing: Hearing) -> bool:
    """R7: the second word may be written at any time; the officer is alerted, and the answer tells nothing."""
    if not hearing.known.phrase or said_of(hearing) != "forced":
        return False
    made_to_write(hearing)
    here = hearing.here
    if hearing.talk.holder is Holder.OFFICER or hearing.talk.writing is Writing.QUIET:
        return True
    if here and isinstance(here[1].then, Prove):
        refuse(hearing, here[1].then)
    else:
        hearing.say(anywhere.THANKS)
        hearing.ask_again()
    return True


def made_to_write(hearing: Hearing) -> None:
    """Somebody is being made to write: as grave as danger itself, and nobody at the telephone can see that we know."""
    hearing.change(OpenTicket(hearing.service or Service.EMERGENCY, Urgency.CRITICAL, "made_to_write"))
    hearing.change(Noticed((Sign("made_to_write", Urgency.CRITICAL),)))


def to_keep(hearing: Hearing) -> bool:
    """A wish to be forgotten is taken back, from anywhere and by whoever writes: that shows nothing (SAFETY R1)."""
    if len(hearing.heard.text) > LONGEST_NOT_TO_DELETE or folded(hearing.heard.text) not in NOT_TO_DELETE:
        return False
    hearing.enter(KEEP)
    return True


def to_prove(hearing: Hearing, prove: Prove) -> bool:
    """A guarded act: the right phrase does it; where none was agreed and nobody is in danger, any words do (R1)."""
    if hearing.heard.kind is not Kind.TEXT and not hearing.heard.press:
        hearing.ask_again()
        return True
    meaning, known = said_of(hearing), hearing.known
    # Whatever was tried as a phrase proves something: it stands in no transcript.
    hearing.hides = known.phrase and not hearing.heard.press
    if meaning == "phrase" or (not known.phrase and not somebody_else_may_write(hearing)):
        hearing.change(Guarded(prove.act, proven=True))
        hearing.enter(prove.then)
        return True
    skipped = hearing.heard.press or chosen(
        hearing.heard.text, (Answer(prove.skip, ""),), hearing.reading, hearing.say_in
    )
    if known.phrase and not skipped:
        hearing.change(Noticed((Sign("wrong_phrase", Urgency.HIGH),)))
    refuse(hearing, prove)
    return True


def refuse(hearing: Hearing, prove: Prove) -> None:
    """The act is taken down for an officer, and the answer is the same as where nothing is on file."""
    hearing.change(Guarded(prove.act))
    hearing.enter(prove.otherwise)


def somebody_else_may_write(hearing: Hearing) -> bool:
    """R1: the telephone is not the person's alone, or a ticket of danger is or was open lately."""
    return hearing.talk.device in NOT_ALONE or hearing.known.endangered()


def to_profile(hearing: Hearing, listen: Listen) -> bool:
    """A part of the safe-contact profile in own words; True where the question has to be asked again."""
    words = hearing.heard.text
    if listen.wants == "hours":
        return not note_hours(hearing, words)
    if listen.wants == "clock":
        note_clock(hearing, words)
        return False
    if listen.profiles not in SECRETS:
        hearing.hides = listen.profiles == "old_phrase"
        hearing.change(Profiled(listen.profiles, folded(words) if hearing.hides else words))
        return False
    phrase = folded(words)
    if hearing.heard.kind is not Kind.TEXT or not fits(words, phrase):
        hearing.say(anywhere.SHORTER_PLEASE)
        return True
    hearing.hides = True
    if listen.profiles == "forced" and hearing.known.meaning(phrase) == "phrase":
        hearing.say(anywhere.ANOTHER_WORD)
        return True
    hearing.change(Profiled(listen.profiles, phrase))
    return False


def fits(words: str, phrase: str) -> bool:
    """Can this be a word that somebody remembers and nobody writes by chance?"""
    return len(phrase) >= LEAST_LETTERS and len(words) <= MOST_LETTERS and len(phrase.split()) <= MOST_WORDS


def note_hours(hearing: Hearing, words: str) -> bool:
    """Keep the hours as they were understood, to be shown back; False where nobody could read them."""
    told = hours.heard(words)
    if told is None:
        hearing.say(anywhere.HOURS_UNCLEAR)
        return False
    hearing.change(Profiled("hours", told.code))
    answers = {name: said for name, said in hearing.talk.answers.items() if name != "clock"}
    hearing.note(answers=MappingProxyType({**answers, "hours": told.code}))
    note_clock(hearing, f"{answers.get('where', '')}\n{words}")
    return True


def note_clock(hearing: Hearing, words: str) -> None:
    """Keep by which clock the safe hours are meant, where these words name a place or a clock of that country (R6)."""
    country = hearing.talk.place or hearing.talk.guessed_place
    clock = hearing.world.zone(country, words) if country else ""
    if clock:
        hearing.change(Profiled("zone", clock))
        hearing.note(answers=MappingProxyType({**hearing.talk.answers, "clock": clock}))


def ask_anew(hearing: Hearing) -> None:
    """R6: another country asks for the hours anew. R4: a permission that has run out is asked about once."""
    known, talk = hearing.known, hearing.talk
    moved = known.hours_in and talk.place and talk.place != known.hours_in
    if not (moved or known.ran_out) or not may_be_asked(hearing):
        return
    if moved:
        hearing.change(Profiled("country", talk.place))
    else:
        hearing.change(Profiled("may_write", "asked"))
    hearing.enter(HOURS_ANEW if moved else RENEW)


def may_be_asked(hearing: Hearing) -> bool:
    """Is this a moment for a question about writing: the flow speaks, writing is safe, nothing graver is said?"""
    here, talk = hearing.here, hearing.talk
    if talk.holder is not Holder.FLOW or talk.writing is not Writing.SAFE or talk.doubt or not hearing.says:
        return False
    if here is None or here[0].detour or here[0].name == "profile":
        return False
    return not any(line.life for line in hearing.says) and not (isinstance(here[1].then, Ask) and here[1].then.consent)
