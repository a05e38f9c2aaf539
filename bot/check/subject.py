"""What is proven: the conversations, their sentences in every language, and the limits of every channel."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import flows
from bot.desk.answers import shipped
from bot.language import catalogue
from bot.messages import Traits
from bot.signed_texts import read_register
from flows import anywhere, copy, hours, lines_outside, opening, proving
from flows.book import BOOK
from flows.fields import FIELDS
from flows.script import RETURN, Flow, Scene, Script
from flows.structure import full, steps
from flows.words import Command, Service

# What is said before anybody said that writing is safe, besides the scenes themselves.
NEUTRAL = (
    *anywhere.DOUBTS.values(),
    *anywhere.NEUTRAL_STATES.values(),
    *anywhere.KEPT_BY_KIND.values(),
    anywhere.KEPT,
    anywhere.THANKS,
    anywhere.YOU_ARE_WELCOME,
    anywhere.YES,
    anywhere.NO,
    anywhere.ABOUT_WHOM,
    *anywhere.SAME_OR_ANOTHER,
    anywhere.TOO_LONG,
    anywhere.ONCE_MORE,
    anywhere.NOT_UNDERSTOOD,
    anywhere.STILL_NOT_UNDERSTOOD,
    anywhere.OLD_BUTTON,
    anywhere.OLD_BUTTON_NOTHING_OPEN,
    opening.ARRIVED,
    anywhere.PUBLIC_FACE,
    anywhere.SHORTER_PLEASE,
    anywhere.ANOTHER_WORD,
    anywhere.HOURS_UNCLEAR,
    *hours.SENTENCES,
)
ANSWERS, TEMPLATES = "answers", "templates"
FILES_BESIDE = {ANSWERS: "bot/desk/data/answers.toml", TEMPLATES: "flows/lines_outside.py"}
"""Texts beside the conversations, and where they are written."""
SAFE_AGAIN = "safe again"
"""The one way in that begins after somebody said that writing is safe."""
SAID_ONCE_SAFE = (
    *anywhere.STATES.values(),
    *anywhere.GUESSES.values(),
    *anywhere.ROLES.values(),
    anywhere.NUMBERS_SAID,
    anywhere.NUMBERS_GUESSED,
    anywhere.NUMBERS_ELSEWHERE,
    anywhere.NO_NUMBER,
    anywhere.NO_COUNTRY,
    anywhere.FIRST_ASK_US,
    *copy.SENTENCES,
    *lines_outside.NO_ANSWER_YET,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be: which proof, where (file, and flow.scene), and what."""

    proof: str
    file: str
    where: str
    told: str


@dataclass(frozen=True)
class Subject:
    """Everything that the proofs look at, so that a test can plant a fault of each kind."""

    script: Script = BOOK
    entries: Mapping[str, str] = field(default_factory=lambda: entries())
    targets: Mapping[Command, str] = field(default_factory=lambda: anywhere.TARGETS)
    neutral: tuple[str, ...] = NEUTRAL
    anywhere: tuple[str, ...] = SAID_ONCE_SAFE
    templates: Mapping[str, str] = field(default_factory=lambda: lines_outside.TEMPLATES)
    outside: Mapping[str, str] = field(default_factory=lambda: lines_outside.OUTSIDE_THE_WINDOW)
    fields: Mapping[Service, Mapping[str, str]] = field(default_factory=lambda: FIELDS)
    languages: tuple[str, ...] = field(default_factory=lambda: tuple(sorted(catalogue.languages())))
    say: Callable[[str, str], str] = catalogue.translate
    catalogues: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: all_catalogues())
    fall_back: Mapping[str, frozenset[str]] = field(default_factory=lambda: declared_fall_backs())
    channels: Mapping[str, Traits] = field(default_factory=lambda: all_channels())
    signatures: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: register())
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: prepared_answers())

    @cached_property
    def places(self) -> dict[str, tuple[Flow, Scene]]:
        """Every scene by its full name."""
        return {f"{flow.name}.{scene.name}": (flow, scene) for flow, scene in self.script.every_scene()}

    @cached_property
    def before_safe(self) -> frozenset[str]:
        """Scenes that somebody may stand in who has not said yet that writing is safe."""
        ways_in = [target for name, target in self.entries.items() if name != SAFE_AGAIN]
        return reachable(self, ways_in, unsafe_only=True)

    @cached_property
    def beside(self) -> dict[str, Mapping[str, str]]:
        """Texts beside the conversations in all their languages: prepared answers, and what may be said first."""
        found = {f"{ANSWERS}.{key}": texts for key, texts in self.answers.items()}
        for name, text in self.templates.items():
            found[f"{TEMPLATES}.{name}"] = {language: self.say(language, text) for language in self.languages}
        return found

    def file(self, where: str) -> str:
        """The file of a scene's flow."""
        kind = where.partition(".")[0]
        return FILES_BESIDE.get(kind) or file_of(kind)

    def finding(self, proof: str, where: str, told: str) -> Finding:
        """A finding at a scene."""
        return Finding(proof, self.file(where), where, told)


def entries() -> dict[str, str]:
    """Every way into the conversations: the first words, what works anywhere, danger, a wish."""
    named = {f"command {command.value}": target for command, target in anywhere.TARGETS.items()}
    named |= {f"wish {service.value}": target for service, target in anywhere.WISHES.items()}
    named |= {f"phrase {words}": target for words, target in anywhere.PHRASES.items()}
    named |= {f"sign {kind}": target for kind, target in anywhere.PATHS.items()}
    named |= {f"another {path}": target for path, target in anywhere.OF_ANOTHER.items()}
    named |= {f"gentle {kind}": target for kind, target in anywhere.GENTLE.items()}
    named |= {f"late {path}": target for path, target in anywhere.LATE.items()}
    first = {"welcome": anywhere.WELCOME, "menu": anywhere.MENU, "danger": anywhere.DANGER, "other": anywhere.OTHER}
    asides = {
        "doubt": anywhere.DOUBT,
        "voice": anywhere.VOICE,
        "file": anywhere.FILE_FIRST,
        "gentle of another": anywhere.GENTLE_OF_ANOTHER,
    }
    asides |= {"heavy heart": anywhere.HEAVY_HEART}
    asides |= {"blood": anywhere.NEEDS_BLOOD}
    asides |= {"another complaint": anywhere.ANOTHER_COMPLAINT}
    asides |= {"hours anew": proving.HOURS_ANEW, "renew": proving.RENEW, "keep": proving.KEEP}
    return named | first | asides | {"stopped": anywhere.STOPPED, SAFE_AGAIN: anywhere.WRITING_IS_SAFE}


def reachable(subject: Subject, starts: list[str], unsafe_only: bool = False) -> frozenset[str]:
    """Every scene that can be reached from these; with `unsafe_only`, before anybody says that writing is safe."""
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        here = waiting.pop()
        if here in seen or here not in subject.places:
            continue
        seen.add(here)
        flow, scene = subject.places[here]
        waiting += [full(then, flow) for then, safe in steps(scene) if then != RETURN and not (unsafe_only and safe)]
    return frozenset(seen)


@cache
def modules() -> dict[str, tuple[str, str]]:
    """Every flow's name with the name and file of the module that says it."""
    found: dict[str, tuple[str, str]] = {}
    for info in pkgutil.iter_modules(flows.__path__, "flows."):
        module = importlib.import_module(info.name)
        file = f"flows/{Path(inspect.getfile(module)).name}"
        mine = [value for value in vars(module).values() if isinstance(value, Flow)]
        found |= {flow.name: (info.name, file) for flow in mine if assigned(module.__file__ or "", flow.name)}
    return found


@cache
def assigned(file: str, name: str) -> bool:
    """Does this file itself assign this name?"""
    tree = ast.parse(Path(file).read_text("utf-8"))
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def file_of(flow: str) -> str:
    """The file in which a flow is written."""
    return modules().get(flow, ("", "flows/book.py"))[1]


def all_channels() -> dict[str, Traits]:
    """What each channel can do. Imported here, because the vendors' SDKs take their time."""
    from bot.channels.simulator.channel import Simulator
    from bot.channels.telegram import Telegram
    from bot.channels.whatsapp.channel import WhatsApp

    return {"telegram": Telegram.traits, "whatsapp": WhatsApp.traits, "simulator": Simulator.traits}


def all_catalogues() -> dict[str, Mapping[str, str]]:
    """Every language's own sentences."""
    return {language: catalogue.catalogue(language) for language in catalogue.languages() if language != "id"}


def declared_fall_backs() -> Mapping[str, frozenset[str]]:
    """Flows whose sentences fall back to Indonesian in a language, as `locales/<language>/falls-back.txt` says."""
    files = catalogue.LOCALES.glob("*/falls-back.txt")
    return MappingProxyType({file.parent.name: frozenset(file.read_text("utf-8").split()) for file in files})


def prepared_answers() -> dict[str, Mapping[str, str]]:
    """The prepared answers that ship, in all their languages."""
    return {one.key: one.texts for one in shipped()}


def register() -> Mapping[str, Mapping[str, str]]:
    """The register of signatures (SAFETY R30)."""
    return read_register()
