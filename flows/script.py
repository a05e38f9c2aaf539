"""The handful of words in which a conversation is written down, so that a nurse can read it aloud."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.words import Service, Urgency, Writing


def _(text: str) -> str:
    """Marks a sentence for the translators; it is put into the contact's language when it is said."""
    return text


@dataclass(frozen=True, slots=True)
class State:
    """A line that says how far the matter is, never ahead of the facts (SAFETY R11)."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A line with the emergency numbers of the country of the person concerned (SAFETY R14).

    `first` names the role that stands first: "ambulance" or "police". `life` lines may leave at once.
    """

    first: str = "police"
    life: bool = False


SceneLine = str | State | Numbers


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
    `also` lists other words that mean it; `urgency` raises the ticket; `writing` says whether we may write on.
    """

    label: str
    then: str
    value: str = ""
    yes: bool | None = None
    also: tuple[str, ...] = ()
    urgency: Urgency | None = None
    writing: Writing | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask one question with a few answers. `other` is where words of the person's own lead, when they may."""

    question: str
    answers: tuple[Answer, ...]
    field: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Listen:
    """Ask for words of the person's own; anything but silence is an answer. `skip` is a label that passes on."""

    question: str
    field: str
    then: str
    skip: str = ""
    wants: str = "text"


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


Then = Ask | Listen | Go | HandOver | Stop


@dataclass(frozen=True, slots=True)
class Scene:
    """One place in a conversation: say the lines, then do one thing."""

    name: str
    lines: tuple[SceneLine, ...] = ()
    then: Then = field(default_factory=Stop)
    opens: Ticket | None = None
    writing: Writing | None = None
    guarded: str = ""
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation. `service` is whose ticket its answers complete; `moves` maps scenes that were renamed."""

    name: str
    service: Service | None
    scenes: Mapping[str, Scene]
    start: str
    moves: Mapping[str, str] = field(default_factory=dict)


def flow(name: str, *scenes: Scene, service: Service | None = None, moves: Mapping[str, str] | None = None) -> Flow:
    """A flow of these scenes, begun at the first."""
    return Flow(name, service, {scene.name: scene for scene in scenes}, scenes[0].name, moves or {})


@dataclass(frozen=True, slots=True)
class Script:
    """All flows. A target is "scene" within its own flow, or "flow.scene"."""

    flows: Mapping[str, Flow]

    def find(self, target: str, here: str) -> tuple[Flow, Scene]:
        """The flow and scene that a target names. Raises KeyError for one that does not exist."""
        flow_name, _dot, scene_name = target.rpartition(".")
        found = self.flows[flow_name or here]
        return found, found.scenes[found.moves.get(scene_name, scene_name)]

    def every_scene(self) -> Iterator[tuple[Flow, Scene]]:
        """Each scene with its flow."""
        return ((flow, scene) for flow in self.flows.values() for scene in flow.scenes.values())


def script(*flows: Flow) -> Script:
    """The script made of these flows."""
    return Script({flow.name: flow for flow in flows})
