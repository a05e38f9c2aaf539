"""How conversations hang together: where a scene leads, what it says, and whether anything is missing."""

import hashlib
from collections.abc import Iterator

from flows.script import RETURN, Ask, Flow, Go, Guess, HandOver, Listen, Scene, Script, Stay
from flows.words import Writing


def steps(scene: Scene) -> Iterator[tuple[str, bool]]:
    """Where a scene may lead, each with whether the way there says that writing is safe."""
    match scene.then:
        case Ask() as ask:
            yield from ((answer.then, answer.writing is Writing.SAFE) for answer in ask.answers)
            yield from ((then, False) for then in (ask.other,) if then)
            yield from ((then, True) for then in (ask.known_safe,) if then)
        case Guess(then=then, unknown=unknown, paths=paths):
            yield from ((target, False) for target in (then, unknown, *paths.values()))
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
    match scene.then:
        case Ask(question=question) | Listen(question=question) | Guess(question=question):
            yield question
        case Stay(lines=lines):
            yield from lines
        case _:
            return


def labels(scene: Scene) -> tuple[str, ...]:
    """The labels that a scene offers; of a guess, its fixed one."""
    match scene.then:
        case Ask(answers=answers):
            return tuple(answer.label for answer in answers)
        case Listen(skip=skip) if skip:
            return (skip,)
        case Guess(none_of_these=none):
            return (none,)
        case _:
            return ()


def sentences(scene: Scene) -> tuple[str, ...]:
    """Everything of a scene that is translated."""
    return (*questions(scene), *labels(scene))


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
