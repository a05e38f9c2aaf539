"""The handful of words in which a conversation is written down, so that a nurse can read it aloud."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.words import Device, Service, Urgency, Writing

RETURN = "return"
"""A target: back to the scene from which a detour was made; its question is asked again."""


def _(text: str) -> str:
    """Marks a sentence for the translators; it is put into the contact's language when it is said."""
    return text


PLACE_IS_RIGHT = _("Ya, betul")
"""The answer that confirms a place that was named before."""


@dataclass(frozen=True, slots=True)
class State:
    """A line that says how far the matter is, never ahead of the facts (SAFETY R11)."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A line with the emergency numbers of the country of the person concerned (SAFETY R14).

    `first` names the role that stands first: "ambulance" or "police". `life` lines may leave at once. `elsewhere`
    is for somebody who writes about a person in a country where they are not themselves. `unknown` says whether the
    truth is told where no country is known: by default only where life is at stake, not where the place is asked next.
    """

    first: str = "police"
    life: bool = False
    elsewhere: bool = False
    unknown: bool | None = None


@dataclass(frozen=True, slots=True)
class OnChannel:
    """A line that is said on these channels only: what can be deleted differs from one to the other (SAFETY R7)."""

    channels: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class OnceSafe:
    """A line that is said only to somebody who said that writing is safe: it may bear the words of SAFETY R3.

    "{organisations}" stands for who runs the helpline; where nobody authorised it, the line is left out (R13).
    """

    text: str


@dataclass(frozen=True, slots=True)
class HoursSaid:
    """A line that shows back the safe hours as they were understood, so that they can be confirmed (SAFETY R6)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Lines with what a guarded act shows: "copy" of what we keep, or the "state" of the code that was said (R1)."""

    what: str


SceneLine = str | State | Numbers | OnChannel | OnceSafe | HoursSaid | Shown


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a scene opens when it is entered."""

    service: Service
    urgency: Urgency
    category: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question: the label, where it leads, and what it says.

    `value` is what is kept (the label where it is empty); `yes` marks an answer that any yes (or no) means;
    `also` lists other words that mean it; `urgency` raises the ticket; `writing` says whether we may write on;
    `device` whose telephone it is; `language` the language to speak from now on. `field` is where this one answer
    is kept, where it is another than the question's.
    """

    label: str
    then: str
    value: str = ""
    yes: bool | None = None
    also: tuple[str, ...] = ()
    urgency: Urgency | None = None
    writing: Writing | None = None
    device: Device | None = None
    language: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask one question with a few answers.

    `other` is where words of the person's own lead, when they may. `known_safe` is where the question is left
    out because the person has said already that writing is safe. `consent` names the item that a yes, or the
    choice of a value, allows, and `profiles` the part of the safe-contact profile that a yes or a no settles.
    Pictures and files are kept in the field `files`, where there is one, and the question stays open. A question asked
    `once` is left out where this talk has the answer already. To `several`, numbers as "1 3" pick several answers.
    `words` is the field for own words, where another thing is asked beside the choice: an answer that they name counts.
    A question of `topics` is left out, once, where the person named before the page that they want.
    """

    question: str
    answers: tuple[Answer, ...]
    field: str = ""
    other: str = ""
    known_safe: str = ""
    consent: str = ""
    files: str = ""
    once: bool = False
    profiles: str = ""
    several: bool = False
    words: str = ""
    topics: bool = False


@dataclass(frozen=True, slots=True)
class Listen:
    """Ask for words of the person's own; anything but silence is an answer. `skip` is a label that passes on.

    `wants` is of: text, name, place, date, number, phone, photo, hours, clock (the city; asked only where the safe
    hours cannot hold without it). Only hours that nobody could read are asked
    for again; else it refuses nothing and helps the reader. A question asked `once` is left out where this talk has
    the answer already. Words of more than `most` letters are kept beside it, and a shorter text is asked for. Pictures
    and files go to the field `files`, as with an Ask. `profiles` is the part of the safe-contact profile that the
    words become: of "phrase" and "forced" only a keyed hash is kept, and no transcript.
    """

    question: str
    field: str
    then: str
    skip: str = ""
    wants: str = "text"
    once: bool = False
    most: int = 0
    files: str = ""
    profiles: str = ""
    named: str = ""
    ship: str = ""


@dataclass(frozen=True, slots=True)
class Prove:
    """Ask for the check phrase before a guarded act (SAFETY R1), from everybody alike: the question tells nothing.

    `then` is where the right phrase leads, and any words of somebody who agreed on none and whom R1's dangers do not
    touch; `otherwise` where everybody else goes. A `first` profile needs no proof: there is nothing yet to guard.
    """

    question: str
    act: str
    then: str
    otherwise: str
    skip: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """Show back what we believe to have heard, as at most five numbered answers; several may be true.

    `unknown` is where it goes, unasked, when we noticed nothing, and `refused` where none of it is right; `paths` are
    the kinds that have a path of their own. What stands `beside` is asked in the same question, and kept in a field of
    each; with it, the label that none is right stands only where there is room, and is understood always.
    """

    question: str
    field: str
    then: str
    unknown: str
    refused: str
    none_of_these: str
    paths: Mapping[str, str]
    beside: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Stay:
    """Stay with somebody who waits: each thing they write gets the next warm line, at most one a minute (R18)."""

    lines: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Go:
    """Say the lines and go straight on."""

    then: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Ask for an officer of this service, then go on; the flow speaks until the officer does."""

    service: Service
    reason: str
    then: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing is asked. What the person writes next is kept with the matter, or starts anew where there is none."""


Then = Ask | Listen | Prove | Guess | Stay | Go | HandOver | Stop


@dataclass(frozen=True, slots=True)
class Scene:
    """One place in a conversation: say the lines, then do one thing.

    `signed` marks a safety text, by its matter (danger, suicide, sexual_violence, consent, quick_exit, child,
    medical, legal): somebody of the right profession signs it before it goes live (SAFETY R30). `another` says that
    from here on the words are about another person (R16).
    """

    name: str
    lines: tuple[SceneLine, ...] = ()
    then: Then = field(default_factory=Stop)
    opens: Ticket | None = None
    writing: Writing | None = None
    guarded: str = ""
    signed: str = ""
    another: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation. `service` is whose ticket its answers complete; `moves` maps scenes that were renamed.

    A scene that is gone is moved as "old": "new" or "old": "flow.scene". A `detour` leads back to where it began.
    """

    name: str
    service: Service | None
    scenes: Mapping[str, Scene]
    start: str
    moves: Mapping[str, str] = field(default_factory=dict)
    detour: bool = False


def flow(
    name: str,
    *scenes: Scene,
    service: Service | None = None,
    moves: Mapping[str, str] | None = None,
    detour: bool = False,
) -> Flow:
    """A flow of these scenes, begun at the first. Raises ValueError where two scenes have one name."""
    named = {scene.name: scene for scene in scenes}
    if len(named) != len(scenes):
        raise ValueError(f"two scenes of {name} have the same name")
    return Flow(name, service, named, scenes[0].name, moves or {}, detour)


@dataclass(frozen=True, slots=True)
class Script:
    """All flows. A target is "scene" within its own flow, or "flow.scene"."""

    flows: Mapping[str, Flow]
    moves: Mapping[str, str] = field(default_factory=dict)

    def find(self, target: str, here: str) -> tuple[Flow, Scene]:
        """The flow and scene that a target names. Raises KeyError for one that does not exist and was not moved."""
        flow_name, _dot, scene_name = target.rpartition(".")
        flow_name = flow_name or here
        found = self.flows.get(flow_name)
        if found and scene_name in found.scenes:
            return found, found.scenes[scene_name]
        moved = found.moves[scene_name] if found else self.moves[f"{flow_name}.{scene_name}"]
        return self.find(moved, flow_name)

    def every_scene(self) -> Iterator[tuple[Flow, Scene]]:
        """Each scene with its flow."""
        return ((flow, scene) for flow in self.flows.values() for scene in flow.scenes.values())


def script(*flows: Flow, moves: Mapping[str, str] | None = None) -> Script:
    """The script made of these flows; `moves` maps scenes of flows that are gone."""
    return Script({flow.name: flow for flow in flows}, moves or {})
