"""Proofs about the ways through the conversations: targets, ends, a person near, emergencies short."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.check.subject import Finding, Subject, reachable
from flows import anywhere
from flows.engine import step
from flows.script import RETURN, Ask, Flow, Go, Guess, HandOver, Listen, Prove, Scene, Stay, Stop
from flows.structure import full, steps
from flows.words import (
    NOTHING_READ,
    Command,
    Heard,
    Kind,
    OpenTicket,
    Press,
    Reading,
    Service,
    Talk,
    Turn,
    WantPerson,
    World,
    Writing,
)

MOST_MESSAGES = 6
"""Of the person's own, with the one that opened the matter, until an officer has the picture."""
MOST_CHOICES = 5
HELD_UP = ("emergency.heard_more", "emergency.later")
"""Where a message more was written before anybody said that writing is safe: it counts."""
NOWHERE = World(
    say=lambda _language, text: text,
    numbers=lambda _country: (),
    country_name=lambda code, _language: code,
    cautious=lambda _country: False,
    languages=frozenset(),
)
SOME_DAY = datetime(2026, 11, 23, tzinfo=UTC)
PERSON = Reading(command=Command.PERSON, command_exact=True)


def targets(subject: Subject) -> Iterator[Finding]:
    """Every target exists; only a detour leads back to where it began, or a question asked within one."""
    for where, (flow, scene) in subject.places.items():
        for then, _safe in steps(scene):
            if then == RETURN:
                if not flow.detour:
                    yield subject.finding("target", where, "only a detour can lead back to where it began")
            elif full(then, flow) not in subject.places:
                yield subject.finding("target", where, f"leads to {then}, which does not exist")
    for name, target in subject.entries.items():
        if target not in subject.places:
            yield Finding("target", "flows/anywhere.py", name, f"leads to {target}, which does not exist")


def reach(subject: Subject) -> Iterator[Finding]:
    """Every scene can be reached from a way in."""
    for where in sorted(subject.places.keys() - reachable(subject, [*subject.entries.values()])):
        yield subject.finding("reachable", where, "no conversation leads here")


def ends(subject: Subject) -> Iterator[Finding]:
    """Every scene can come to an end, and no scenes lead in a circle without a word of the person's."""
    ending = {where for where, (flow, scene) in subject.places.items() if is_end(flow, scene)}
    grown = True
    while grown:
        more = {
            where
            for where, (flow, scene) in subject.places.items()
            if where not in ending and any(full(then, flow) in ending for then, _ in steps(scene))
        }
        grown, ending = bool(more), ending | more
    for where in sorted(subject.places.keys() - ending):
        yield subject.finding("end", where, "never comes to an end")
    for where in subject.places:
        if in_a_circle(subject, where):
            yield subject.finding("end", where, "leads in a circle without asking anything")


def is_end(flow: Flow, scene: Scene) -> bool:
    """A conversation may end here: it stops, stays with the person, or goes back from a detour."""
    back = any(then == RETURN for then, _safe in steps(scene))
    return isinstance(scene.then, Stop | Stay) or (flow.detour and back)


def in_a_circle(subject: Subject, where: str) -> bool:
    """Do scenes that ask nothing lead from here back to here?"""
    seen: set[str] = set()
    here = where
    while here in subject.places:
        flow, scene = subject.places[here]
        if not isinstance(scene.then, Go | HandOver) or scene.then.then == RETURN:
            return False
        here = full(scene.then.then, flow)
        if here == where or here in seen:
            return here == where
        seen.add(here)
    return False


def silences(subject: Subject) -> Iterator[Finding]:
    """A scene that stops has said something, unless silence was asked for."""
    for where, (_flow, scene) in subject.places.items():
        silent = isinstance(scene.then, Stop) and not scene.lines and scene.writing is not Writing.QUIET
        if silent:
            yield subject.finding("silence", where, "stops without a word")


def pauses(scene: Scene) -> bool:
    """Does the talk stand in this scene until the person writes?"""
    return isinstance(scene.then, Ask | Listen | Prove | Guess | Stay | Stop)


def person_near(subject: Subject) -> Iterator[Finding]:
    """From every scene, one word brings an officer's desk a wish for a person: tried on the engine itself."""
    for where, (flow, scene) in subject.places.items():
        if pauses(scene) and scene.writing is not Writing.QUIET and not brings_person(subject, flow, scene):
            yield subject.finding("person", where, "asking for a person brings none within two messages")


def brings_person(subject: Subject, flow: Flow, scene: Scene) -> bool:
    """Does asking for a person bring one, at once or after one more message?"""
    if subject.targets.get(Command.PERSON) not in subject.places:
        return False
    turn = tried(subject, standing(flow, scene), heard("petugas"), PERSON)
    if asks_for_person(turn):
        return True
    return asks_for_person(tried(subject, turn.talk, heard("ya"), Reading(yes=True)))


def asks_for_person(turn: Turn) -> bool:
    """Did this turn put something before an officer?"""
    return any(isinstance(effect, WantPerson | OpenTicket) for effect in turn.effects)


def every_kind(subject: Subject) -> Iterator[Finding]:
    """Every scene has an answer to every kind of message, and to an old button: tried on the engine itself."""
    kinds = [heard("qwerty", kind) for kind in Kind if kind is not Kind.BUTTON]
    messages = [*kinds, heard("", Kind.BUTTON, Press(0, 99))]
    for where, (flow, scene) in subject.places.items():
        if not pauses(scene) or scene.writing is Writing.QUIET:
            continue
        for message in messages:
            try:
                turn = tried(subject, standing(flow, scene), message, NOTHING_READ)
            except (KeyError, RecursionError, IndexError) as error:
                yield subject.finding("kinds", where, f"a {message.kind} breaks it: {type(error).__name__}")
                continue
            if not turn.says and turn.talk.writing is not Writing.QUIET:
                yield subject.finding("kinds", where, f"a {message.kind} has no answer")


def standing(flow: Flow, scene: Scene) -> Talk:
    """A talk that stands in this scene, whose question is open and has been seen."""
    back_to = "welcome.menu" if flow.detour else ""
    return Talk(flow=flow.name, scene=scene.name, turn=1, asked=1, back_to=back_to, noticed=("violence",))


def heard(text: str, kind: Kind = Kind.TEXT, press: Press | None = None) -> Heard:
    """A message that a proof tries."""
    return Heard("simulator", "proof", "m", SOME_DAY, kind=kind, text=text if kind is Kind.TEXT else "", press=press)


def tried(subject: Subject, talk: Talk, message: Heard, reading: Reading) -> Turn:
    """One message on the engine, with nothing of the world but the sentences."""
    world = World(
        lambda _language, text: text, lambda _country: (), lambda code, _l: code, lambda _c: False, frozenset()
    )
    return step(subject.script, talk, message, reading, True, world)


def emergencies(subject: Subject) -> Iterator[Finding]:
    """An emergency takes at most six messages of the person's to the picture that an officer needs, the first included.

    Each question offers at most five answers.
    """
    for where, (flow, scene) in subject.places.items():
        if flow.service is not Service.EMERGENCY:
            continue
        if answers_of(scene) > MOST_CHOICES:
            yield subject.finding("emergency", where, f"offers {answers_of(scene)} answers")
        most = before_it(where, flow, scene)
        if most and (most := most + longest(subject, where, frozenset())) > MOST_MESSAGES:
            yield subject.finding("emergency", where, f"takes {most} messages before an officer has the picture")


def before_it(where: str, flow: Flow, scene: Scene) -> int:
    """How many messages brought somebody to a scene where an emergency begins; 0 where none does."""
    if where in HELD_UP:
        return 2
    begins = scene.name == flow.start or bool(scene.opens and scene.opens.service is Service.EMERGENCY)
    return int(begins and where not in anywhere.LATE.values())


def answers_of(scene: Scene) -> int:
    """How many answers a question offers; of what is shown back, what stands beside it and one sign."""
    match scene.then:
        case Ask(answers=answers):
            return len(answers)
        case Guess(beside=beside):
            return 1 + (len(beside) or 1)
        case _:
            return 0


def longest(subject: Subject, where: str, before: frozenset[str]) -> int:
    """The greatest number of questions on a way through an emergency that asks nothing twice."""
    flow, scene = subject.places.get(where, (None, None))
    if flow is None or scene is None or flow.service is not Service.EMERGENCY:
        return 0
    mark = "can you write" if isinstance(scene.then, Ask) and scene.then.known_safe else asked_in(where, scene)
    if mark in before and mark != where:
        return deepest(subject, flow, scene, before, {"heard_more", "later"})
    if where in before:
        return 0
    asks = isinstance(scene.then, Ask | Listen | Prove | Guess)
    seen, left_out = before | {mark, where}, {"heard_more", "later"}
    if isinstance(scene.then, Listen):
        seen |= {f"once {scene.then.field}"}
    if isinstance(scene.then, Guess):
        # Where nothing was noticed nothing is asked: that way is one question shorter.
        unasked = longest(subject, full(scene.then.unknown, flow), seen)
        return max(unasked, 1 + deepest(subject, flow, scene, seen, left_out | {scene.then.unknown}))
    return int(asks) + deepest(subject, flow, scene, seen, left_out)


def asked_in(where: str, scene: Scene) -> str:
    """What makes two questions one: a field that is asked once in a talk, else the scene."""
    return f"once {scene.then.field}" if isinstance(scene.then, Listen) and scene.then.once else where


def deepest(subject: Subject, flow: Flow, scene: Scene, before: frozenset[str], left_out: set[str]) -> int:
    """The longest way on from a scene."""
    onward = [full(then, flow) for then, _safe in steps(scene) if then != RETURN and then not in left_out]
    if isinstance(scene.then, Listen) and scene.then.field == "what" and flow.name in anywhere.COMMON_PATHS:
        onward += broken_in(flow)
    return max((longest(subject, then, before) for then in onward if then not in before), default=0)


def broken_in(flow: Flow) -> list[str]:
    """The paths that may begin where somebody tells, in an emergency, what happened."""
    own = flow.name == anywhere.DANGER.partition(".")[0]
    paths = {path if own else anywhere.OF_ANOTHER.get(path, path) for path in anywhere.PATHS.values()}
    return [anywhere.LATE[path] for path in sorted(paths) if path in anywhere.LATE]
