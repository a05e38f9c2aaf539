"""Answers that come late, or with more behind them: a changed mind, a "boleh" after all, a "belum, dia di rumah"."""

import re
from dataclasses import replace
from types import MappingProxyType

from flows import anywhere
from flows.danger import DISASTER
from flows.hearing import SAID, Hearing
from flows.matching import by_label, chosen, folded, named, names_of, number_in
from flows.script import Answer, Ask, Guess, Listen, Scene
from flows.sent import place_of
from flows.words import NOTHING_READ, Command, Holder, Kind, Writing

CONSENT = "consent"
KEEP, WOMAN, READERS = "consent.ask", "consent.woman", "consent.readers"
PASSED_OVER = "passed_over"
"""Where the talk remembers in which turn the question of keeping was passed over; it is no field of a ticket."""
WHOLE_LABEL = 9
"""Where no question stands open, "semua" opens a story to nobody; "hanya palang merah" is heard."""
BEGINS_WITH = re.compile(r"^\s*([^,.;:!\n]{1,30})[,.;:!\n]+\s*(\S.*)$", re.DOTALL)
ASKS_HOW = frozenset({"reach", "device", "enquirer_contact", "second_way"})
WRITE_INSTEAD = re.compile(
    r"^(?!.*\b(di)?(bal[ae]s|jawab)).*\b(jangan|jgn|jng|gak? usah|tidak usah) (di ?)?tel[ei]?po?n\b.*"
    r"\b(sms|wa|whatsapp|chat|tulis|pesan)\b( \w+)? (aja|saja|boleh)\b"
)
A_BARE_DONT = frozenset({"jangan", "jgn", "jangan ya", "jgn ya", "jng", "jangn"})
YES_WORDS = frozenset({"y", "ya", "iya", "yes"})
NO_WORDS = frozenset({"no", "tidak", "tdk", "gak", "ga", "nggak", "enggak", "bukan"})
ABLE = frozenset(
    {
        *("bisa", "ya bisa", "iya bisa", "sudah bisa", "bisa lah", "bs", "ya bs", "iya bs", "bs lah"),
        *("boleh", "ya boleh", "iya boleh", "bole", "boleh lah", "bolehlah"),
        *("can", "ya can", "iya can", "can lah", "saged", "tiasa", "jeut"),
    }
)
"""What answers whether somebody can or may, and nothing else: our first question teaches people to write it."""
WHETHER_ABLE = re.compile(r"\b(bisa|boleh(?! beberapa| tulis| tambah)|mau|betul)", re.IGNORECASE)


def begun_with(hearing: Hearing, ask: Ask) -> Answer | None:
    """The answer that stands before the first comma, as in "belum, dia di rumah". A consent needs it alone."""
    match = None if ask.consent else BEGINS_WITH.match(hearing.heard.text)
    if match is None:
        return None
    head = folded(match[1])
    yes = True if head in YES_WORDS else False if head in NO_WORDS else None
    return chosen(head, ask.answers, replace(NOTHING_READ, yes=yes), hearing.say_in)


def says_how_to_write(hearing: Hearing) -> bool:
    """Is "jangan telpon, sms saja" a word about how to reach somebody? Whoever asks to be written to is no R5."""
    if not WRITE_INSTEAD.search(folded(hearing.heard.text)):
        return False
    return asks_how(hearing) or (hearing.service is not None and invites_writing(hearing))


def asks_how(hearing: Hearing) -> bool:
    """Is it asked how we may reach somebody?"""
    here = hearing.here
    then = here[1].then if here and hearing.talk.asked else None
    return isinstance(then, Ask | Listen) and not ASKS_HOW.isdisjoint({then.field, getattr(then, "words", "")})


def to_way_to_write(hearing: Hearing) -> bool:
    """ "Jangan telpon, sms aja jam 1", told where something else is asked: kept, and the question is asked again.

    Only of somebody who tells of a matter and said that writing is safe; from anybody else it is silence (R5).
    """
    service = hearing.service
    if service is None or hearing.reading.command is not Command.DO_NOT_REPLY or not hearing.talk.asked:
        return False
    if asks_how(hearing) or not invites_writing(hearing):
        return False
    hearing.notice_signs()
    hearing.keep(service, "reach", hearing.heard.text, more=True)
    hearing.say(anywhere.KEPT)
    hearing.ask_again()
    return True


def invites_writing(hearing: Hearing) -> bool:
    """Does somebody who said that writing is safe ask for writing, in place of a call?"""
    talk, heard = hearing.talk, hearing.heard
    open_to_it = talk.writing is Writing.SAFE and talk.holder is Holder.FLOW and heard.kind is Kind.TEXT
    return open_to_it and not heard.edits and bool(WRITE_INSTEAD.search(folded(heard.text)))


def is_our_label(hearing: Hearing) -> bool:
    """Is it an answer of the open question, in our own words, that asks for no silence?"""
    here, heard = hearing.here, hearing.heard
    then = here[1].then if here and hearing.talk.asked and not hearing.talk.doubt else None
    if not isinstance(then, Ask):
        return False
    if heard.press:
        place = place_of(hearing, heard.press)
        picked = None if place is None else then.answers[place]
    else:
        picked = named(heard.text, then.answers, hearing.say_in) if hearing.seen else None
    return picked is not None and picked.writing is not Writing.QUIET


def only_a_no(hearing: Hearing) -> bool:
    """Is a bare "jangan" the no to the question that stands open, and not to being answered at all?"""
    here, talk = hearing.here, hearing.talk
    then = here[1].then if here and talk.asked and hearing.seen and not talk.doubt else None
    if not isinstance(then, Ask) or folded(hearing.heard.text) not in A_BARE_DONT:
        return False
    return any(answer.yes is False and answer.writing is not Writing.QUIET for answer in then.answers)


def answers_before(hearing: Hearing, listen: Listen) -> tuple[Ask, Answer] | None:
    """A number alone where a disaster's short form asks for a place answers the question before, if that got words."""
    number, trail = number_in(folded(hearing.heard.text)), hearing.talk.trail
    if hearing.talk.flow != DISASTER or number is None or listen.wants != "place" or len(trail) < 2:
        return None
    if number <= len(hearing.open_question(listen)[1]):
        # A choice of the open question bears this number.
        return None
    ask = ask_in(hearing, trail[-2])
    if ask is None or not ask.field or ask.consent or not 0 < number <= len(ask.answers):
        return None
    told = {answer.value or answer.label for answer in ask.answers}
    return (ask, ask.answers[number - 1]) if hearing.talk.answers.get(ask.field, "") not in told else None


def asks_what(hearing: Hearing, scene: Scene) -> bool:
    """Does the person ask what our question means? Then it is no answer to it; consent alone is asked for once."""
    then = scene.then
    if not hearing.talk.asked or not isinstance(then, Ask | Guess | Listen) or (isinstance(then, Ask) and then.consent):
        return False
    return folded(hearing.heard.text) in anywhere.ASKED_WHAT


def answers_another_question(hearing: Hearing, ask: Ask, picked: Answer) -> bool:
    """Does a late "bisa" stand where a fact is asked for, such as whether everybody is safe? Then it is no yes."""
    is_fact = bool(picked.field or ask.field) and not WHETHER_ABLE.search(ask.question)
    words = hearing.heard.text
    return is_fact and folded(words) in ABLE and named(words, ask.answers, hearing.say_in) is None


def keep_whole(hearing: Hearing, ask: Ask, picked: Answer) -> None:
    """The words behind an answer stand beside it, whole."""
    if hearing.service:
        hearing.keep(hearing.service, picked.field or ask.field or SAID, hearing.heard.text, more=True)


def ask_in(hearing: Hearing, name: str) -> Ask | None:
    """The question of this scene."""
    then = hearing.script.find(name, "")[1].then
    return then if isinstance(then, Ask) else None


def changed_mind(hearing: Hearing, ask: Ask) -> tuple[Ask, Answer] | None:
    """The answer to who may read, or to a woman, that comes while another consent is asked for (SAFETY R19, R25)."""
    if not ask.consent or hearing.heard.kind is not Kind.TEXT:
        return None
    return earlier_consent(hearing)


def earlier_consent(hearing: Hearing) -> tuple[Ask, Answer] | None:
    """The answer, by its words alone, to a question about readers or a woman that this talk has asked before."""
    words = folded(hearing.heard.text)
    for name in (READERS, WOMAN):
        earlier = ask_in(hearing, name)
        if earlier and earlier.field in hearing.talk.answers:
            picked = by_label(words, earlier.answers, hearing.say_in)
            if picked:
                return earlier, there(picked)
    return None


def there(picked: Answer) -> Answer:
    """The same answer, as it leads on from anywhere."""
    return replace(picked, then=f"{CONSENT}.{picked.then}")


def pass_over(hearing: Hearing) -> None:
    """Remember in which turn the question of keeping was passed over: it may be answered later."""
    answers = {**hearing.talk.answers, PASSED_OVER: str(hearing.talk.turn)}
    hearing.note(answers=MappingProxyType(answers))


def after_all(hearing: Hearing) -> tuple[Ask, Answer] | None:
    """The answer to the passed question of keeping: its button or its label at any time, a bare yes or number at once.

    No answer is a no, but a yes that comes later is a yes.
    """
    passed, heard = hearing.talk.answers.get(PASSED_OVER), hearing.heard
    whole = heard.kind is Kind.TEXT and not hearing.talk.asked and len(heard.text) >= WHOLE_LABEL
    if whole and (earlier := earlier_consent(hearing)):
        return earlier
    ask = ask_in(hearing, KEEP) if passed and not hearing.talk.asked else None
    if ask is None or ask.consent in hearing.talk.answers:
        return None
    if heard.press:
        names = names_of(ask.question, tuple(answer.label for answer in ask.answers))
        picked = ask.answers[names.index(heard.press.name)] if heard.press.name in names else None
    elif heard.kind is not Kind.TEXT:
        picked = None
    elif passed == str(hearing.talk.turn - 1):
        picked = chosen(heard.text, ask.answers, hearing.reading, hearing.say_in)
    else:
        picked = by_label(folded(heard.text), ask.answers, hearing.say_in)
    return (ask, there(picked)) if picked else None
