"""The engine: one message heard, one turn. Pure; it reads no clock and touches nothing."""

from datetime import timedelta

from flows.afterwards import is_our_label, only_a_no, says_how_to_write, to_way_to_write
from flows.answers import to_burst, to_old_button, to_open_question, to_phrase, to_scene
from flows.commands import to_command, to_doubt
from flows.danger import first_role, is_danger, to_danger, to_retraction
from flows.hearing import SAID, Hearing, words_of
from flows.proving import ask_anew, may_write_again, to_forced, to_keep, to_public_face
from flows.script import Numbers, Script
from flows.sent import to_other_choices
from flows.whom import BEGINS, to_another, to_same_or_another
from flows.words import (
    LIFE_AT_STAKE,
    NOBODY_KNOWN,
    Command,
    DropQueued,
    Exited,
    FallSilent,
    Guarded,
    Heard,
    Holder,
    Known,
    OpenTicket,
    Outgoing,
    Reading,
    Service,
    Talk,
    Turn,
    Urgency,
    WantPerson,
    World,
    Writing,
)
from flows.words import renewed as replace

IN_DANGER = frozenset({Service.EMERGENCY, Service.PSYCHOSOCIAL})
AWAY = timedelta(hours=12)
"""After so long a silence we greet like new (SAFETY R2) and ask anew whether writing is safe (R3)."""


def step(
    script: Script,
    talk: Talk,
    heard: Heard,
    reading: Reading,
    seen: bool,
    world: World,
    known: Known = NOBODY_KNOWN,
) -> Turn:
    """What one message causes. `seen` is whether its writer could have seen the question that stands open."""
    hearing = Hearing(script, turned(talk, heard), heard, reading, seen, world, known)
    find_again(hearing)
    hearing.notice_language()
    for respond in RESPONSES:
        if respond(hearing):
            break
    if known.hours_in or known.ran_out:
        ask_anew(hearing)
    return Turn(hearing.talk, one_question(hearing.says), tuple(hearing.effects), hearing.hides)


def one_question(says: list[Outgoing]) -> tuple[Outgoing, ...]:
    """What is said, with only the last question: one question stands open at a time."""
    asks = [place for place, line in enumerate(says) if line.asks]
    return tuple(line for place, line in enumerate(says) if not line.asks or place == asks[-1])


def turned(talk: Talk, heard: Heard) -> Talk:
    """The talk one turn on; after a long silence it begins anew, and whether writing is safe is asked anew."""
    away = talk.heard_at is not None and heard.at - talk.heard_at > AWAY
    if not away or talk.holder is Holder.OFFICER:
        return replace(talk, turn=talk.turn + 1, heard_at=heard.at)
    return Talk(
        turn=talk.turn + 1,
        language=talk.language,
        language_chosen=talk.language_chosen,
        writing=Writing.QUIET if talk.writing is Writing.QUIET else Writing.UNKNOWN,
        device=talk.device,
        guessed_place=talk.guessed_place,
        heard_at=heard.at,
        person=talk.person,
        people=talk.people,
    )


def find_again(hearing: Hearing) -> None:
    """A talk on a scene that no longer exists goes to an officer and begins anew; nothing of it is lost."""
    try:
        here = hearing.here
    except KeyError:
        hearing.change(WantPerson(Service.INFORMATION, "unknown_scene"))
        hearing.note(flow="welcome", scene="", asked=0, trail=(), back_to="")
        return
    if here and (here[0].name, here[1].name) != (hearing.talk.flow, hearing.talk.scene):
        hearing.note(flow=here[0].name, scene=here[1].name)


def to_do_not_reply(hearing: Hearing) -> bool:
    """R5: "do not reply" in any message beats every other rule, the first confirmation included; R7 likewise."""
    command = hearing.reading.command
    if command not in (Command.DO_NOT_REPLY, Command.QUICK_EXIT):
        return False
    if command is Command.QUICK_EXIT and hearing.heard.text.rstrip().endswith("?"):
        # "Ada orang?" asks whether anybody is there: somebody who waits, and must not be shut out.
        return False
    if command is Command.DO_NOT_REPLY and (says_how_to_write(hearing) or only_a_no(hearing) or is_our_label(hearing)):
        return False
    if command is Command.QUICK_EXIT and not (hearing.reading.command_exact or hearing.service in IN_DANGER):
        # Silence for somebody who only nearly wrote the word, and told of no danger, would be a dead end.
        return False
    hearing.notice_signs()
    service = hearing.service or Service.EMERGENCY
    if command is Command.QUICK_EXIT:
        hearing.change(DropQueued())
        hearing.change(Exited())
        hearing.change(FallSilent("quick_exit"))
        hearing.note(writing=Writing.QUIET)
        return True
    if hearing.talk.holder is Holder.FLOW:
        hearing.change(OpenTicket(service, Urgency.HIGH, "do_not_reply"))
        hearing.keep(service, SAID, hearing.heard.text, more=True)
    hearing.allow(Writing.QUIET)
    return True


def to_officers_talk(hearing: Hearing) -> bool:
    """While an officer holds the talk the flow is silent; words are passed on, danger still alerts (R12)."""
    if hearing.talk.holder is not Holder.OFFICER:
        return False
    hearing.notice_signs()
    reading = hearing.reading
    if reading.command is Command.MAY_REPLY and hearing.talk.writing is not Writing.SAFE:
        hearing.allow(Writing.SAFE)
    if reading.command is Command.DELETE and reading.command_exact:
        hearing.change(Guarded("delete"))
    if LIFE_AT_STAKE & hearing.fresh and hearing.talk.writing is not Writing.QUIET:
        hearing.tell_numbers(Numbers(first_role(hearing), life=True))
    return True


def to_silence(hearing: Hearing) -> bool:
    """After "do not reply" nothing is said until the person says that writing is safe; all of it is kept."""
    if hearing.talk.writing is not Writing.QUIET:
        return False
    hearing.notice_signs()
    hearing.held_in_silence(hearing.held_now())
    service = hearing.service or Service.EMERGENCY
    hearing.keep(service, SAID, words_of(hearing.heard), more=True)
    if hearing.reading.command is Command.MAY_REPLY and hearing.reading.command_exact:
        may_write_again(hearing)
    return True


def to_edit(hearing: Hearing) -> bool:
    """A message that was changed afterwards answers nothing anew; its danger counts, its words are kept."""
    if not hearing.heard.edits:
        return False
    service = hearing.service
    if service:
        hearing.notice_signs()
        hearing.keep(service, SAID, hearing.heard.text, more=True)
        return True
    return not is_danger(hearing)


def to_question_aside(hearing: Hearing) -> bool:
    """What was asked beside the scene's question: whether a command was meant, or whom the words are about."""
    doubt = hearing.talk.doubt
    if doubt and doubt.command in BEGINS:
        return to_same_or_another(hearing, doubt)
    return to_doubt(hearing)


RESPONSES = (
    to_do_not_reply,
    to_public_face,
    to_forced,
    to_officers_talk,
    to_silence,
    to_edit,
    to_way_to_write,
    to_other_choices,
    to_question_aside,
    to_open_question,
    to_old_button,
    to_keep,
    to_command,
    to_retraction,
    to_another,
    to_phrase,
    to_danger,
    to_burst,
    to_scene,
)
"""In this order; the first that has an answer ends the turn."""
