"""Nothing of the conversations stays unwalked: every scene, every answer, every end stands in some golden dialogue."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.world import build_world, read_heard
from flows import anywhere
from flows.book import BOOK
from flows.engine import step
from flows.hearing import question_of
from flows.script import Ask, Flow, Guess, Listen, Scene, Script, Stay, Stop
from flows.words import Command, Heard, Kind, Point, Press, Reading, Sign, Talk, Urgency
from tests.dialogue import Dialogue
from tests.world import NOON, settled

FILES = sorted(Path(__file__).with_name("dialogues").rglob("*.txt"))
SPECIAL = re.compile(r"\{(?P<what>[^}]*)\}\s*(?P<words>.*)")
KEPT_BY_THE_STORE = re.compile(r"r0[1467]_|r10_|profile|mydata|again|hours|noted")
"""Dialogues whose way depends on what the store keeps of a person: a profile, a phrase, hours."""
NOT_THE_PERSON = ("officer", "restart", "again")
"""What a dialogue may hold besides the person's own messages; an officer's part is played elsewhere."""


class Watched(Script):
    """The book, remembering which scenes were entered."""

    entered: set[str]

    def find(self, target: str, here: str) -> tuple[Flow, Scene]:
        flow, scene = super().find(target, here)
        self.entered.add(f"{flow.name}.{scene.name}")
        return flow, scene


@dataclass
class Walker:
    """Plays the person's lines of a dialogue on the engine alone, and notes what was taken where."""

    book: Watched
    taken: set[tuple[str, str]] = field(default_factory=set)
    talk: Talk = field(default_factory=Talk)
    now: datetime = NOON

    def says(self, line: str) -> None:
        """One line of the person's."""
        special = SPECIAL.fullmatch(line)
        what, words = (special["what"], special["words"]) if special else ("", line)
        if what == "another person":
            self.talk = Talk()
            return
        if what.startswith("later"):
            _later, number, unit = what.split()
            self.now += timedelta(**{unit: float(number)})
        if what.startswith(("later", *NOT_THE_PERSON)):
            return
        self.now += timedelta(seconds=8)
        heard = self.heard(what, words)
        where = f"{self.talk.flow}.{self.talk.scene}"
        old = heard.press is not None and heard.press.turn != self.talk.asked
        self.talk = step(self.book, self.talk, heard, reading(heard, what), True, build_world()).talk
        self.taken |= set() if old else {(where, words)}

    def heard(self, what: str, words: str) -> Heard:
        """The message of a line."""
        blank = Heard("simulator", "budi", f"m{self.talk.turn}", self.now)
        label = words[1:-1] if words.startswith("[") and words.endswith("]") and not what else ""
        if label:
            labels = offered(self.talk)
            press = Press(self.talk.asked, labels.index(label), label) if label in labels else Press(0, 0, label)
            return replace(blank, kind=Kind.BUTTON, press=press)
        if what.startswith("old button"):
            return replace(blank, kind=Kind.BUTTON, press=Press(0, 0, what.partition("[")[2].rstrip("]")))
        if what.startswith("pin"):
            latitude, longitude = (float(part) for part in what.removeprefix("pin").split(","))
            return replace(blank, kind=Kind.LOCATION, point=Point(latitude, longitude))
        if what == "card":
            return replace(blank, kind=Kind.CONTACT, phone="+6281200000000")
        if what in set(Kind):
            return replace(blank, kind=Kind(what), text=words)
        forwarded = what in ("forwarded", "often forwarded")
        return replace(blank, text=words, forwarded=forwarded, edits="m0" if what == "edited" else "")


def reading(heard: Heard, what: str) -> Reading:
    """What the words tell, with what the dialogue says that they mean."""
    kind, _space, name = what.partition(" ")
    read = read_heard(heard)
    if kind == "sign":
        return replace(read, signs=(Sign(name, Urgency.CRITICAL, heard.text),))
    if kind == "command":
        return replace(read, command=Command(name), command_exact=True)
    return read


def offered(talk: Talk) -> list[str]:
    """The labels that stand on the screen now, in the language of the talk."""
    say = build_world().say
    if talk.doubt:
        whom = anywhere.DOUBTS[talk.doubt.command] == anywhere.ABOUT_WHOM
        return [
            say(talk.language, text) for text in (anywhere.SAME_OR_ANOTHER if whom else (anywhere.YES, anywhere.NO))
        ]
    scene = BOOK.find(talk.scene, talk.flow)[1]
    shown_back = isinstance(scene.then, Guess)
    labels = list(question_of(scene.then, talk.offered)[1]) if shown_back else choices(scene)
    return [say(talk.language, label) for label in labels]


def choices(scene: Scene) -> list[str]:
    """The labels that a scene offers."""
    match scene.then:
        case Ask(answers=answers):
            return [answer.label for answer in answers]
        case Listen(skip=skip) if skip:
            return [skip]
        case _:
            return []


def lines_of(file: Path) -> list[str]:
    """The person's lines of a dialogue."""
    return [line.removeprefix("> ") for line in file.read_text("utf-8").splitlines() if line.startswith("> ")]


def on_the_engine(book: Watched, file: Path) -> set[tuple[str, str]]:
    """What is said where, on the engine alone: a hundred times as fast."""
    walker = Walker(book)
    for line in lines_of(file):
        walker.says(line)
    return walker.taken


def on_the_store(book: Watched, file: Path) -> set[tuple[str, str]]:
    """The same through the whole helpline, where what was agreed earlier decides the way."""
    taken: set[tuple[str, str]] = set()
    with TemporaryDirectory() as folder:
        talk = Dialogue(settled(Path(folder), book))
        for line in lines_of(file):
            stands = talk.helpline.talk(talk.who) if talk.last and talk.last.address == talk.who else None
            taken |= {(f"{stands.flow}.{stands.scene}", line)} if stands else set()
            talk.plays(line)
        talk.helpline.close()
    return taken


@cache
def walked() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Every scene that some dialogue enters, and everything said where, over all golden dialogues."""
    book = Watched(BOOK.flows, BOOK.moves)
    object.__setattr__(book, "entered", set())
    taken: set[tuple[str, str]] = set()
    for file in FILES:
        taken |= on_the_store(book, file) if KEPT_BY_THE_STORE.match(file.stem) else on_the_engine(book, file)
    return frozenset(book.entered), frozenset(taken)


PLACES = {f"{flow.name}.{scene.name}": scene for flow, scene in BOOK.every_scene()}


def test_every_scene_is_entered_in_some_golden_dialogue() -> None:
    entered, _taken = walked()
    assert sorted(PLACES.keys() - entered) == []


def test_every_end_of_every_conversation_is_reached() -> None:
    entered, _taken = walked()
    ends = {where for where, scene in PLACES.items() if isinstance(scene.then, Stop | Stay)}
    assert len(ends) > 30
    assert sorted(ends - entered) == []


@pytest.mark.parametrize("name", sorted(BOOK.flows))
def test_every_answer_of_every_question_is_given_in_some_golden_dialogue(name: str) -> None:
    _entered, taken = walked()
    wanted = {(f"{name}.{scene.name}", label) for scene in BOOK.flows[name].scenes.values() for label in choices(scene)}
    given = {(where, words) for where, words in taken} | {(where, words[1:-1]) for where, words in taken}
    assert sorted(wanted - given) == []


@pytest.mark.parametrize("name", sorted(BOOK.flows))
def test_words_of_ones_own_are_an_answer_wherever_they_may_be(name: str) -> None:
    _entered, taken = walked()
    for scene in BOOK.flows[name].scenes.values():
        where = f"{name}.{scene.name}"
        own = isinstance(scene.then, Listen) or (isinstance(scene.then, Ask) and scene.then.other)
        labels = {*choices(scene), *(f"[{label}]" for label in choices(scene))}
        assert not own or {words for place, words in taken if place == where} - labels, where
