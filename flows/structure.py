"""How conversations hang together: where a scene leads, what it says, and whether anything is missing."""

import hashlib
from collections.abc import Collection, Iterator

from flows.script import (
    PLACE_IS_RIGHT,
    RETURN,
    Ask,
    Flow,
    Go,
    Guess,
    HandOver,
    Listen,
    OnceSafe,
    OnChannel,
    Prove,
    Scene,
    Script,
    Stay,
)
from flows.words import Service, Writing


def steps(scene: Scene) -> Iterator[tuple[str, bool]]:
    """Where a scene may lead, each with whether the way there says that writing is safe."""
    match scene.then:
        case Ask() as ask:
            yield from ((answer.then, answer.writing is Writing.SAFE) for answer in ask.answers)
            yield from ((then, False) for then in (ask.other,) if then)
            yield from ((then, True) for then in (ask.known_safe,) if then)
        case Guess(then=then, unknown=unknown, refused=refused, paths=paths):
            yield from ((target, False) for target in (then, unknown, refused, *paths.values()))
        case Prove(then=then, otherwise=otherwise):
            yield from ((target, False) for target in (then, otherwise))
        case Listen(then=then) | Go(then=then) | HandOver(then=then):
            yield then, False
        case _:
            return


def full(target: str, flow: Flow) -> str:
    """The full name of a target."""
    return target if "." in target else f"{flow.name}.{target}"


def questions(scene: Scene) -> Iterator[str]:
    """Every sentence of a scene that reaches the person, its labels left out."""
    yield from (line for line in scene.lines if isinstance(line, str))
    yield from (line.text for line in scene.lines if isinstance(line, OnChannel | OnceSafe))
    match scene.then:
        case Listen(question=question, named=named, ship=ship):
            yield from (text for text in (question, named, ship) if text)
        case Prove(question=question) | Ask(question=question) | Guess(question=question):
            yield question
        case Stay(lines=lines):
            yield from lines
        case _:
            return


def labels(scene: Scene) -> tuple[str, ...]:
    """The labels that a scene offers; of a guess, its fixed ones."""
    match scene.then:
        case Ask(answers=answers):
            return tuple(answer.label for answer in answers)
        case Listen(skip=skip, named=named) if skip or named:
            return tuple(label for label in (named and PLACE_IS_RIGHT, skip) if label)
        case Prove(skip=skip) if skip:
            return (skip,)
        case Guess(none_of_these=none, beside=beside):
            return (*(answer.label for answer in beside), none)
        case _:
            return ()


def sentences(scene: Scene) -> tuple[str, ...]:
    """Everything of a scene that is translated."""
    return (*questions(scene), *labels(scene))


def before_safe(scene: Scene) -> tuple[str, ...]:
    """Everything of a scene that may reach somebody who has not said yet that writing is safe (SAFETY R3)."""
    held = {line.text for line in scene.lines if isinstance(line, OnceSafe)}
    return tuple(text for text in sentences(scene) if text not in held)


def version(scene: Scene) -> str:
    """The words of a scene, as a short hash: other words need another signature (SAFETY R30)."""
    return hashlib.sha256("\n".join(sentences(scene)).encode()).hexdigest()[:12]


def missing(script: Script) -> list[str]:
    """Targets that do not exist, as "flow.scene leads to target"; with any of them the program must not start."""
    known = {f"{flow.name}.{scene.name}" for flow, scene in script.every_scene()}
    return [
        f"{flow.name}.{scene.name} leads to {then}"
        for flow, scene in script.every_scene()
        for then, _safe in steps(scene)
        if then != RETURN and full(then, flow) not in known
    ]


def asking(script: Script, service: Service, category: str) -> tuple[frozenset[str], ...]:
    """The fields that each conversation of this service asks for which opens a ticket of that category."""
    of_service = [flow for flow in script.flows.values() if flow.service is service]
    openers = [flow for flow in of_service if category in opened(flow)] or of_service[:1]
    return tuple(fields_of(flow) for flow in openers)


def opened(flow: Flow) -> frozenset[str]:
    """The categories of the tickets that a conversation opens."""
    return frozenset(scene.opens.category for scene in flow.scenes.values() if scene.opens)


def fields_of(flow: Flow) -> frozenset[str]:
    """Every field that a question of this conversation fills, its pictures and files included."""
    asks = [scene.then for scene in flow.scenes.values()]
    fields = {ask.field for ask in asks if isinstance(ask, Ask | Listen | Guess)}
    fields |= {ask.files for ask in asks if isinstance(ask, Ask | Listen)}
    fields |= {ask.words for ask in asks if isinstance(ask, Ask)}
    fields |= {answer.field for ask in asks if isinstance(ask, Guess) for answer in ask.beside}
    return frozenset(fields) - {""}


def asked_for(script: Script, service: Service, category: str, answered: Collection[str]) -> frozenset[str]:
    """What the conversation behind a ticket asks; where several could be, the one that its answers fit best."""
    return max(asking(script, service, category), key=lambda fields: len(fields & set(answered)), default=frozenset())
