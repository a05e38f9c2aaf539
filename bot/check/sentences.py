"""Proofs about sentences: short enough to read aloud, within limits, in every language, never confusable."""

import re
from collections.abc import Iterator
from itertools import combinations

from bot.check.subject import Finding, Subject
from bot.language.read import read
from flows.matching import folded, number_in, slipped
from flows.script import Answer, Ask, Flow, Listen, Scene
from flows.structure import before_safe as said_before_safe
from flows.structure import labels, questions, sentences
from flows.words import Command, Writing

MOST_WORDS, MOST_SENTENCES = 12, 3
MOST_ANSWERS = 10
FORBIDDEN_BEFORE_SAFE = {
    "id": re.compile(
        r"\b(petugas|darurat|polisi|laporan|lapor|kasus|palang merah|kp2mi|bp2mi|kbri|kjri|kdei|bahaya)", re.I
    ),
    "en": re.compile(
        r"\b(officers?|emergenc\w+|police|reports?|cases?|red cross|kp2mi|embass\w+|consulate|danger\w*)\b", re.I
    ),
}
NEVER_SAID = re.compile(
    r"\b(tenang saja|sabar|pasti|kami janji|jangan khawatir|kenapa tidak lapor|kabur|ilegal|tki gelap|korban|aib|"
    r"cerita lengkapnya|jangan menyerah|pikirkan keluarga|dinodai|PMI)\b",
    re.I,
)
SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
KNOWN_CAPITALS = frozenset(
    {"SPLP", "BPJS", "KBRI", "KJRI", "KDEI", "HIV", "KP2MI", "SISKOP2MI", "KSK", "PPLN", "TPSLN"}
)
BLANK = re.compile(r"\{\w+\}")


def limits(subject: Subject) -> Iterator[Finding]:
    """No label, body or number of answers beyond what a channel takes, in any language."""
    for where, (_flow, scene) in subject.places.items():
        for language in subject.languages:
            yield from beyond(subject, where, scene, language)


def beyond(subject: Subject, where: str, scene: Scene, language: str) -> Iterator[Finding]:
    """What of a scene is too long for a channel in one language."""
    offered = [subject.say(language, label) for label in labels(scene)]
    body = sum(len(subject.say(language, text)) + 2 for text in questions(scene))
    for name, channel in subject.channels.items():
        for label in offered:
            if len(label) > channel.label_limit:
                yield subject.finding("limits", where, f"the label “{label}” is too long for {name} in {language}")
        if len(offered) > (channel.buttons or MOST_ANSWERS):
            yield subject.finding("limits", where, f"{len(offered)} answers are too many for {name}")
        listed = 0 if channel.buttons else sum(len(label) + 4 for label in offered)
        if body + listed > channel.text_limit:
            yield subject.finding("limits", where, f"too long for one message of {name} in {language}")


def read_aloud(subject: Subject) -> Iterator[Finding]:
    """A nurse can read it aloud: few words a sentence, few sentences, no shouting, none of the words not to say."""
    everywhere = [("anywhere.texts", text) for text in (*subject.neutral, *subject.anywhere)]
    scenes = [(where, text) for where, (_flow, scene) in subject.places.items() for text in sentences(scene)]
    beside = [(where, texts["id"]) for where, texts in subject.beside.items()]
    for where, text in everywhere + scenes + beside:
        for told in hard_to_read(text):
            yield Finding("words", subject.file(where), where, f"{told}: “{text}”")


def hard_to_read(text: str) -> Iterator[str]:
    """What makes a sentence hard to read aloud, or wrong to say."""
    parts = [part for part in re.split(r"(?<=[.?!:;])\s+|\n", text) if part]
    if len(parts) > MOST_SENTENCES:
        yield f"{len(parts)} sentences in one line"
    if any(len(part.split()) > MOST_WORDS for part in parts):
        yield f"a sentence of more than {MOST_WORDS} words"
    if set(SHOUTED.findall(text)) - KNOWN_CAPITALS:
        yield "capitals that shout"
    if hit := NEVER_SAID.search(text):
        yield f"says “{hit.group()}”"


def before_safe(subject: Subject) -> Iterator[Finding]:
    """SAFETY R3: none of its words in anything that can be sent before somebody said that writing is safe."""
    for language in subject.languages:
        forbidden = FORBIDDEN_BEFORE_SAFE.get(language, FORBIDDEN_BEFORE_SAFE["id"])
        for text in subject.neutral:
            if hit := forbidden.search(subject.say(language, text)):
                yield Finding(
                    "before safe", "flows/anywhere.py", "anywhere.texts", f"says “{hit.group()}” in {language}"
                )
        for where in sorted(subject.before_safe):
            _flow, scene = subject.places[where]
            for text in said_before_safe(scene):
                if hit := forbidden.search(subject.say(language, text)):
                    yield subject.finding("before safe", where, f"says “{hit.group()}” in {language}: “{text}”")


def catalogues(subject: Subject) -> Iterator[Finding]:
    """Every sentence is in every language or declared to fall back; blanks agree; nothing translated is unused."""
    used = all_sentences(subject)
    for language, catalogue in subject.catalogues.items():
        fall_back = subject.fall_back.get(language, frozenset())
        for text, wheres in used.items():
            if text in catalogue or wheres <= fall_back:
                continue
            where = sorted(wheres - fall_back)[0]
            yield Finding("catalogue", f"locales/{language}", where, f"no words in {language} for “{text}”")
        for text, told in catalogue.items():
            if sorted(BLANK.findall(text)) != sorted(BLANK.findall(told)):
                yield Finding("catalogue", f"locales/{language}", "blanks", f"other blanks than “{text}”")


def all_sentences(subject: Subject) -> dict[str, set[str]]:
    """Every sentence with the flows that say it."""
    used: dict[str, set[str]] = {text: {"anywhere"} for text in (*subject.neutral, *subject.anywhere)}
    for flow, scene in subject.script.every_scene():
        for text in sentences(scene):
            if not is_own_name(scene, text):
                used.setdefault(text, set()).add(flow.name)
    return used


def is_own_name(scene: Scene, text: str) -> bool:
    """A language is named in itself, in every language."""
    return isinstance(scene.then, Ask) and any(
        answer.language and answer.label == text for answer in scene.then.answers
    )


def confusable(subject: Subject) -> Iterator[Finding]:
    """No two answers of one question that a number, a label, a yes or a near miss could confuse, in any language."""
    for where, (_flow, scene) in subject.places.items():
        if isinstance(scene.then, Listen) and scene.then.skip and scene.then.wants == "number":
            yield subject.finding("confusable", where, "a number could mean the answer or the button that passes on")
        if isinstance(scene.then, Ask):
            for language in subject.languages:
                yield from alike(subject, where, scene.then.answers, language)
            yield from not_commands(subject, where, scene.then.answers)


def alike(subject: Subject, where: str, answers: tuple[Answer, ...], language: str) -> Iterator[Finding]:
    """Answers of one question that one word could mean, or a slip of the finger could exchange."""
    said = [{folded(subject.say(language, text)) for text in (answer.label, *answer.also)} for answer in answers]
    for (one, ones), (two, twos) in combinations(list(zip(answers, said, strict=True)), 2):
        if ones & twos or any(slipped(first, second) for first in ones for second in twos):
            yield subject.finding("confusable", where, f"“{one.label}” and “{two.label}” in {language}")
        if one.yes is not None and one.yes is two.yes:
            yield subject.finding("confusable", where, f"a yes or no means “{one.label}” and “{two.label}”")
    for answer, words in zip(answers, said, strict=True):
        if any(number_in(word) is not None for word in words):
            yield subject.finding("confusable", where, f"“{answer.label}” is a number in {language}")


def not_commands(subject: Subject, where: str, answers: tuple[Answer, ...]) -> Iterator[Finding]:
    """No label is a word that means something else anywhere; "cukup" and "aman" mean the same wherever they stand."""
    for answer in answers:
        reading = read(answer.label)
        command = reading.command if reading.command_exact else None
        same = {
            Command.DO_NOT_REPLY: answer.writing is Writing.QUIET,
            Command.LANGUAGE: bool(answer.language),
            Command.STOP: True,
            Command.MAY_REPLY: True,
        }
        if command and not same.get(command, answer.then == subject.targets.get(command)):
            yield subject.finding("confusable", where, f"“{answer.label}” means {command} anywhere")


def outside(subject: Subject) -> Iterator[Finding]:
    """Every line that may go out outside the 24-hour window has a template that could come from a friend (R4).

    In every language that we speak.
    """
    file = "flows/lines_outside.py"
    for kind, name in subject.outside.items():
        if name not in subject.templates:
            yield Finding("template", file, kind, f"has no template {name}")
    for name, text in subject.templates.items():
        if hit := FORBIDDEN_BEFORE_SAFE["id"].search(name.replace("_", " ")):
            yield Finding("template", file, name, f"is called “{hit.group()}”")
        for language in subject.languages:
            words = subject.say(language, text)
            if language != "id" and words == text:
                yield Finding("template", file, name, f"has no words in {language}")
            if hit := FORBIDDEN_BEFORE_SAFE.get(language, FORBIDDEN_BEFORE_SAFE["id"]).search(words):
                yield Finding("template", file, name, f"says “{hit.group()}” in {language}")


def fields(subject: Subject) -> Iterator[Finding]:
    """Every answer goes to a field that its ticket has."""
    for where, (flow, scene) in subject.places.items():
        if flow.service is None:
            continue
        known = subject.fields.get(flow.service, {})
        for name in kept_in(flow, scene):
            if name not in known:
                yield subject.finding("field", where, f"a ticket of {flow.service} has no field {name}")


def kept_in(_flow: Flow, scene: Scene) -> Iterator[str]:
    """The fields into which the answers of a scene go."""
    for name in (getattr(scene.then, "field", ""), getattr(scene.then, "files", "")):
        if name:
            yield name
    if isinstance(scene.then, Ask):
        yield from (answer.field for answer in scene.then.answers if answer.field)
