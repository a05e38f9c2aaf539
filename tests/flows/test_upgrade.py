"""A question that was sent before an upgrade and is answered after it: a press or a number means what was sent."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlalchemy import select, update

from bot.inbox import Inbox
from bot.outbox import outgoing
from bot.store.tables import table
from flows import anywhere
from flows.book import BOOK
from flows.opening import can_you_write
from flows.script import Answer, Ask, Guess, Listen, Script
from flows.words import Choice, Heard, Kind, Press
from tests.dialogue import Dialogue
from tests.world import settled

MENU = ("4", "bisa", "aman")
"""What brings somebody to the question what weighs most."""
WEIGHS = "listen.weighs"


def asking(*answers: Answer, question: str = "") -> Script:
    """All conversations, as a version of the program had them that offered these answers to what weighs most."""
    flow, scene = BOOK.find(WEIGHS, "")
    ask = scene.then
    assert isinstance(ask, Ask)
    other = replace(scene, then=replace(ask, answers=answers, question=question or ask.question))
    scenes = MappingProxyType({**flow.scenes, scene.name: other})
    return replace(BOOK, flows=MappingProxyType({**BOOK.flows, flow.name: replace(flow, scenes=scenes)}))


def answers_now() -> tuple[Answer, ...]:
    """What this version offers."""
    ask = BOOK.find(WEIGHS, "")[1].then
    assert isinstance(ask, Ask)
    return ask.answers


ALONE, GRIEF, SLEEP, TIRED = (
    next(one for one in answers_now() if one.label == label)
    for label in ("Sendirian", "Berduka", "Tidak bisa tidur", "Lelah hidup")
)
PANIC = Answer("Panik", then="breathe")
BEFORE = (ALONE, PANIC, SLEEP, GRIEF, TIRED)
"""Before the upgrade: "Panik" stood second, where "Takut atau panik" stands now, and the others stood elsewhere."""


@pytest.fixture
def before(tmp_path: Path) -> Dialogue:
    """Somebody who was asked by the version before, what weighs most."""
    dialogue = Dialogue(settled(tmp_path, asking(*BEFORE)))
    for line in MENU:
        dialogue.plays(line)
    return dialogue


def upgraded(dialogue: Dialogue, script: Script = BOOK) -> Dialogue:
    """The program is replaced between two messages."""
    old = dialogue.helpline.inbox
    dialogue.helpline.inbox = Inbox(old.database, script, old.world, old.read)
    return dialogue


def pressed(dialogue: Dialogue, press: Press) -> list[str]:
    """What comes of a press."""
    dialogue.helpline.now += timedelta(seconds=5)
    key = f"m{next(dialogue.helpline.keys)}"
    dialogue.hears(Heard("simulator", dialogue.who, key, dialogue.helpline.now, kind=Kind.BUTTON, press=press))
    before = len(dialogue.shown)
    dialogue.delivers()
    return list(dialogue.told(before))


def asked_anew(told: list[str], said: str) -> bool:
    """Was the question asked as it stands now, after this was said?"""
    return told[:1] == [f"  {said}"] and told[-1] == "  " + " ".join(f"[{one.label}]" for one in answers_now())


SLEEPLESS = "Malam terasa panjang kalau tidak bisa tidur."
MOURNING = "Kami turut berduka. Menangis boleh, diam juga boleh."


def test_a_button_of_an_older_version_means_the_choice_that_it_showed_though_it_has_moved(before: Dialogue) -> None:
    assert SLEEPLESS in " ".join(upgraded(before).plays("[Tidak bisa tidur]"))


def test_a_button_whose_choice_is_gone_is_old_and_the_question_is_asked_anew(before: Dialogue) -> None:
    told = upgraded(before).plays("[Panik]")
    assert asked_anew(told, anywhere.OLD_BUTTON)
    assert "weighs:" not in " ".join(before.kept())


def test_a_button_without_a_name_is_understood_by_its_label(before: Dialogue) -> None:
    place = [one.label for one in BEFORE].index(GRIEF.label)
    told = pressed(upgraded(before), Press(before.shown[-1].turn, place, GRIEF.label))
    assert MOURNING in " ".join(told)


@pytest.mark.parametrize("label", ["", "Panik", "Lewati"])
def test_a_button_without_a_name_is_never_read_by_its_place(before: Dialogue, label: str) -> None:
    assert asked_anew(pressed(upgraded(before), Press(before.shown[-1].turn, 1, label)), anywhere.OLD_BUTTON)


def test_a_number_means_the_choice_that_was_sent_with_it(before: Dialogue) -> None:
    assert SLEEPLESS in " ".join(upgraded(before).plays("3"))


@pytest.mark.parametrize("number", ["2", "dua", "nomor 2"])
def test_the_number_of_a_choice_that_is_gone_is_asked_anew_and_kept(before: Dialogue, number: str) -> None:
    assert asked_anew(upgraded(before).plays(number), anywhere.CHOICES_CHANGED)
    assert f"said: '{number}'" in " ".join(before.kept())


def test_a_number_beyond_what_was_sent_is_no_choice_of_it(before: Dialogue) -> None:
    assert asked_anew(upgraded(before).plays("6"), anywhere.CHOICES_CHANGED)


def test_a_yes_to_a_question_that_was_put_otherwise_is_asked_anew(tmp_path: Path) -> None:
    yes, no = Answer("Ya", then="next", yes=True), Answer("Tidak", then="closing", yes=False)
    dialogue = Dialogue(settled(tmp_path, asking(yes, no, question="Sudah lebih baik?")))
    for line in MENU:
        dialogue.plays(line)
    now = asking(replace(no, then="next"), replace(yes, then="ask_directly"), question="Ingin mengakhiri hidup?")
    assert upgraded(dialogue, now).plays("iya")[0] == f"  {anywhere.CHOICES_CHANGED}"
    assert dialogue.plays("iya")[0] == "  Terima kasih sudah menulis. Kami bertanya karena peduli."


def test_own_words_after_an_upgrade_are_an_answer_as_ever(before: Dialogue) -> None:
    upgraded(before).plays("saya rindu anak saya di rumah")
    assert "weighs: 'saya rindu anak saya di rumah'" in " ".join(before.kept())


def test_a_talk_that_an_older_version_kept_is_asked_anew_where_only_a_number_came(before: Dialogue) -> None:
    forget_what_was_sent(before)
    assert asked_anew(upgraded(before).plays("3"), anywhere.CHOICES_CHANGED)
    assert SLEEPLESS in " ".join(before.plays("6"))


def test_a_talk_that_an_older_version_kept_understands_a_label(before: Dialogue) -> None:
    forget_what_was_sent(before)
    assert MOURNING in " ".join(upgraded(before).plays("berduka"))


def forget_what_was_sent(dialogue: Dialogue) -> None:
    """The talk as a version kept it that did not yet note which choices it sent."""
    talk, helpline = table("talk"), dialogue.helpline
    with helpline.reading() as db:
        key = helpline.key(db, helpline.contact(db, dialogue.who))
        row = db.execute(select(talk.c.id, talk.c.sealed_state)).one()
        state = key.open_json("talk.sealed_state", row.id, row.sealed_state)
    assert isinstance(state["aside"], dict)
    assert state["aside"].pop("shown")
    sealed = key.seal_json("talk.sealed_state", row.id, state)
    helpline.database.write_now(lambda db: db.execute(update(talk).values(sealed_state=sealed)))


def test_a_line_that_an_older_version_kept_still_leaves_with_its_choices() -> None:
    kept = outgoing({"text": "Bisa?", "choices": ["Bisa", "Nanti"]}, asks=True)
    assert kept.choices == (Choice("Bisa"), Choice("Nanti"))
    named = outgoing({"text": "Bisa?", "choices": ["Bisa", "Nanti"], "names": ["aaaaaaa2", "bbbbbbb3"]}, asks=True)
    assert named.choices == (Choice("Bisa", "aaaaaaa2"), Choice("Nanti", "bbbbbbb3"))


def standing(tmp_path: Path, said: tuple[str, ...], scene: str, then: Ask | Listen) -> Dialogue:
    """Somebody whom the version before asked this, in a scene that this version has no more."""
    flow_name, _dot, name = scene.partition(".")
    flow = BOOK.flows[flow_name]
    before = replace(flow.scenes["heard"], then=then, name=name, opens=None, lines=())
    heard = replace(flow.scenes["heard"], then=can_you_write(name))
    scenes = MappingProxyType({**flow.scenes, "heard": heard, name: before})
    dialogue = Dialogue(
        settled(
            tmp_path, replace(BOOK, flows=MappingProxyType({**BOOK.flows, flow_name: replace(flow, scenes=scenes)}))
        )
    )
    for line in said:
        dialogue.plays(line)
    stands = dialogue.helpline.talk()
    assert (stands.flow, stands.scene) == (flow_name, name)
    return dialogue


HP = Ask("Siapa yang bisa membuka HP ini?", (Answer("Hanya saya", "done"),), field="reach", other="done")
MOVED = [
    # The scene of the version before, how somebody came there, what they write now, where it is kept.
    ("other.reach", ("anak saya dipukul majikannya", "bisa"), HP, "tidak, jam 9 malam lewat sini", "reach"),
    ("death.reach", ("kakak saya meninggal", "bisa"), Listen("Lewat apa?", "reach", "done"), "WA malam", "reach"),
    (
        "child.age",
        ("saya masih anak", "bisa"),
        Listen("Umurmu?", "age", "adult", wants="number"),
        "15",
        "trusted_adult",
    ),
    ("emergency.told", ("saya dipukul", "bisa"), Listen("Ceritakan.", "what", "kept"), "gaji saya ditahan", "said"),
]


@pytest.mark.parametrize(("scene", "said", "asked", "words", "kept_in"), MOVED, ids=[one[0] for one in MOVED])
def test_whoever_stands_in_a_scene_of_an_emergency_that_is_gone_is_still_heard(
    tmp_path: Path, scene: str, said: tuple[str, ...], asked: Ask | Listen, words: str, kept_in: str
) -> None:
    dialogue = upgraded(standing(tmp_path, said, scene, asked))
    assert dialogue.plays(words)
    assert any(f"{kept_in}: " in line and words in line for line in dialogue.kept())


def test_a_button_that_asked_whose_telephone_it_is_is_asked_anew_in_the_words_of_today(tmp_path: Path) -> None:
    dialogue = standing(tmp_path, ("anak saya dipukul majikannya", "bisa"), "other.reach", HP)
    told = upgraded(dialogue).plays("[Hanya saya]")
    assert told[0] == f"  {anywhere.OLD_BUTTON}"
    assert "Apakah dia tahu Anda menulis ke sini?" in told[1]


@pytest.mark.parametrize(("pressed_before", "kept_in"), [("[Dipukul atau disakiti]", "confirmed"), ("1", "confirmed")])
def test_signs_that_the_version_before_showed_back_are_shown_anew_and_can_be_confirmed(
    tmp_path: Path, pressed_before: str, kept_in: str
) -> None:
    flow, scene = BOOK.find("emergency.guess", "")
    assert isinstance(scene.then, Guess)
    old = replace(scene, then=replace(scene.then, question="Mana yang terjadi?", beside=()))
    scenes = MappingProxyType({**flow.scenes, "guess": old})
    book = replace(BOOK, flows=MappingProxyType({**BOOK.flows, "emergency": replace(flow, scenes=scenes)}))
    dialogue = Dialogue(settled(tmp_path, book))
    for line in ("saya dipukul majikan", "bisa", "Riyadh"):
        dialogue.plays(line)
    assert "[Ada yang terluka]" in " ".join(upgraded(dialogue).plays(pressed_before))
    dialogue.plays("1")
    assert f"{kept_in}: 'Dipukul atau disakiti'" in " ".join(dialogue.kept())
