"""Which choice was meant, by what was sent: after an upgrade other choices may stand in the same places."""

from dataclasses import replace

from flows import anywhere
from flows.hearing import SAID, Hearing, question_about
from flows.matching import folded, names_of, number_in, several
from flows.words import Kind, Press


def asked_now(hearing: Hearing) -> tuple[str, tuple[str, ...]]:
    """The question that stands open and its labels, as the flow writes them today."""
    talk, here = hearing.talk, hearing.here
    if talk.doubt:
        return question_about(talk.doubt.command)
    return hearing.open_question(here[1].then) if here and talk.asked else ("", ())


def place_of(hearing: Hearing, press: Press) -> int | None:
    """Where the pressed choice stands among those of the open question, from 0; None where it is none of them.

    A button of an older version has no name: its label tells which choice it was, and without one nobody can know.
    """
    if press.turn != hearing.talk.asked:
        return None
    question, labels = asked_now(hearing)
    if press.name:
        names = names_of(question, labels)
        return names.index(press.name) if press.name in names else None
    label = folded(press.label)
    same = [place for place, one in enumerate(labels) if label in (folded(one), folded(hearing.say_in(one)))]
    return same[0] if label and same else None


def to_other_choices(hearing: Hearing) -> bool:
    """A number or a yes to a question that was sent with other choices means what was sent, or it is asked anew."""
    talk, heard = hearing.talk, hearing.heard
    if not talk.asked or not hearing.seen or heard.kind is not Kind.TEXT:
        return False
    question, labels = asked_now(hearing)
    names = names_of(question, labels)
    if talk.shown == " ".join(names):
        return False
    sent = tuple(talk.shown.split())
    picked = several(heard.text, max(len(sent), len(names)))
    if picked:
        places = [names.index(sent[place]) for place in picked if place < len(sent) and sent[place] in names]
        if len(places) == len(picked):
            hearing.heard = replace(heard, text=" ".join(str(place + 1) for place in places))
            return False
    elif not sent or set(sent) & set(names) or not answers_shortly(hearing, labels):
        return False
    return ask_anew(hearing)


def answers_shortly(hearing: Hearing, labels: tuple[str, ...]) -> bool:
    """Is it a bare yes, no or label? To a question that was put otherwise it may mean something else."""
    words = folded(hearing.heard.text)
    if number_in(words) is not None or len(words.split()) > 3:
        return False
    return hearing.reading.yes is not None or words in {folded(hearing.say_in(label)) for label in labels}


def ask_anew(hearing: Hearing) -> bool:
    """Nobody can know what was meant: the words are kept, and the question is asked as it stands now."""
    hearing.notice_signs()
    if hearing.service:
        hearing.keep(hearing.service, SAID, hearing.heard.text, more=True)
    hearing.say(anywhere.CHOICES_CHANGED)
    if hearing.talk.doubt:
        hearing.ask_this(*question_about(hearing.talk.doubt.command))
    else:
        hearing.ask_again()
    return True
