"""A place that was named before is confirmed, not asked for (SAFETY R14: said, and confirmed)."""

from types import MappingProxyType

from flows.hearing import NAMED_PLACE, Hearing
from flows.matching import folded
from flows.script import PLACE_IS_RIGHT, Listen
from flows.words import Kind

RIGHT = frozenset({"1", "ya di sana", "ya di sini", "betul di sini", folded(PLACE_IS_RIGHT)})


def place_answered(hearing: Hearing, listen: Listen) -> bool:
    """A bare yes or "1" confirms the place that was named before; a bare no asks where it is."""
    if hearing.heard.kind is not Kind.TEXT or PLACE_IS_RIGHT not in hearing.open_question(listen)[1]:
        return False
    yes = hearing.reading.yes
    if yes is True or folded(hearing.heard.text) in RIGHT:
        confirm_place(hearing, listen)
        return True
    if yes is False:
        left = {name: value for name, value in hearing.talk.answers.items() if name != NAMED_PLACE}
        hearing.note(answers=MappingProxyType(left), guessed_place="")
        hearing.ask_again()
    return yes is False


def confirm_place(hearing: Hearing, listen: Listen) -> None:
    """The place that was named before is the answer."""
    service, place = hearing.service, hearing.place_named()
    hearing.note(place=hearing.talk.answers[NAMED_PLACE][:2])
    if service:
        hearing.keep(service, listen.field, place)
    hearing.enter(listen.then)
    if service:
        hearing.note(filled=listen.field)
