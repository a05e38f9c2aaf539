"""What the engine itself promises: moves of live talks, languages, and who is meant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows import anywhere
from flows.book import BOOK
from flows.cards import CARDS, Card
from flows.engine import AWAY, step
from flows.pages import COSTS, FAMILY, HOME, LAW, OFFER, PAPERS, READY, WAGES, Page
from flows.script import Answer, Ask, Flow, Scene, Script, flow, script
from flows.summary import complaint_summary
from flows.words import (
    NOTHING_READ,
    Command,
    Consented,
    DropQueued,
    Enrich,
    Heard,
    Holder,
    Kind,
    Mentions,
    Number,
    Reading,
    Service,
    Sign,
    Talk,
    Turn,
    Urgency,
    WantPerson,
    World,
    Writing,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WORLD = World(
    lambda _language, text: text, lambda _c: (), lambda code, _l: code, lambda _c: False, frozenset({"id", "en"})
)


def hear(
    talk: Talk, text: str = "halo", reading: Reading = NOTHING_READ, book: Script = BOOK, seen: bool = True
) -> Turn:
    """One message."""
    return step(book, talk, Heard("simulator", "budi", "m", NOON, text=text), reading, seen, WORLD)


def test_a_live_talk_moves_with_a_scene_that_was_renamed() -> None:
    old = Talk(flow="emergency", scene="child", turn=3, asked=3)
    assert hear(old, "saya terluka").talk.scene == "phone_last"
    asked_anew = hear(old, "1")
    assert (asked_anew.talk.scene, asked_anew.says[0].text) == ("hurt", anywhere.CHOICES_CHANGED)


def test_a_late_bisa_says_neither_that_all_are_safe_nor_that_somebody_got_away() -> None:
    can = Reading(yes=True)
    for flow_name, scene in (("disaster", "heard"), ("assault", "away"), ("other", "knows_relative")):
        turn = hear(Talk(flow=flow_name, scene=scene, turn=3, asked=3, writing=Writing.SAFE), "bisa", can)
        kept = [one.value for one in turn.effects if isinstance(one, Enrich)]
        assert set(kept) <= {"bisa"}, (flow_name, kept)
    safe = hear(Talk(flow="disaster", scene="heard", turn=3, asked=3), "ya", can)
    assert Enrich(Service.EMERGENCY, "hurt", "Semua selamat") in safe.effects
    asked_whether_able = hear(Talk(flow="seek", scene="share", turn=3, asked=3), "boleh", can)
    assert any(isinstance(one, Consented) and one.given for one in asked_whether_able.effects)


def test_a_live_talk_moves_to_another_conversation() -> None:
    old = Talk(flow="welcome", scene="about_us", turn=3)
    moved = hear(old, "petugasnya kasar").talk
    assert (moved.flow, moved.scene) == ("about_us", "heard")


def test_a_live_talk_of_a_conversation_that_is_gone_moves_as_declared() -> None:
    book = Script(BOOK.flows, {"shelter.where": "info.shelter"})
    moved = hear(Talk(flow="shelter", scene="where", turn=3, asked=3), "cukup", book=book).talk
    assert (moved.flow, moved.scene) == ("welcome", "rested")


def test_a_talk_on_an_unknown_scene_goes_to_an_officer_and_begins_anew() -> None:
    turn = hear(Talk(flow="emergency", scene="never_was", turn=3, asked=3))
    assert WantPerson(Service.INFORMATION, "unknown_scene") in turn.effects
    assert (turn.talk.flow, turn.talk.scene) == ("welcome", "hello")


def test_every_declared_move_leads_to_a_scene() -> None:
    moves = [(f, old) for f in BOOK.flows.values() for old in f.moves]
    assert moves
    assert all(BOOK.find(f"{f.name}.{old}", "") for f, old in moves)


def test_r2_somebody_who_comes_back_is_greeted_like_new_and_asked_anew_whether_writing_is_safe() -> None:
    before = Talk(
        flow="emergency", scene="what", turn=9, asked=9, writing=Writing.SAFE, heard_at=NOON - AWAY - timedelta(hours=1)
    )
    after = hear(before).talk
    assert (after.flow, after.scene, after.writing) == ("welcome", "hello", Writing.UNKNOWN)
    assert after.answers == {}


def test_r5_silence_outlasts_an_absence() -> None:
    quiet = Talk(flow="emergency", scene="quiet", turn=9, writing=Writing.QUIET, heard_at=NOON - timedelta(days=30))
    assert hear(quiet).says == ()


def test_r12_while_an_officer_holds_the_talk_only_life_at_stake_is_answered() -> None:
    held = Talk(flow="emergency", scene="what", turn=9, holder=Holder.OFFICER, writing=Writing.SAFE)
    assert hear(held).says == ()
    fire = Reading(signs=(Sign("fire", Urgency.CRITICAL, "kebakaran"),))
    assert [line.life for line in hear(held, "kebakaran", fire).says] == [True]


def test_the_language_that_is_surely_written_is_answered_in_unless_one_was_chosen() -> None:
    english = Reading(language="en", confidence=0.95)
    assert hear(Talk(), "hello", english).talk.language == "en"
    assert hear(Talk(language_chosen=True), "hello", english).talk.language == "id"
    assert hear(Talk(), "hello", replace(english, confidence=0.5)).talk.language == "id"


def test_a_near_miss_of_a_command_gives_its_words_back_to_the_question() -> None:
    asked = Talk(flow="person", scene="about", turn=1, asked=1, writing=Writing.SAFE)
    doubted = hear(asked, "menuk", Reading(command=Command.MENU)).talk
    assert doubted.doubt is not None
    answered = hear(doubted, "bukan", Reading(yes=False)).talk
    assert (answered.scene, answered.answers["what"], answered.doubt) == ("done", "menuk", None)


def test_something_else_instead_of_yes_or_no_loses_neither_message() -> None:
    asked = Talk(flow="person", scene="about", turn=1, asked=1, writing=Writing.SAFE)
    doubted = hear(asked, "menuk", Reading(command=Command.MENU)).talk
    turn = hear(doubted, "soal gaji")
    assert [effect.value for effect in turn.effects if isinstance(effect, Enrich)] == ["menuk", "soal gaji"]


def test_scenes_that_lead_in_a_circle_are_refused_loudly() -> None:
    round_flow: Flow = flow(
        "round",
        Scene("a", then=Ask("?", (Answer("Ya", "a"),), known_safe="b")),
        Scene("b", then=Ask("?", (), known_safe="a")),
    )
    circle = script(*BOOK.flows.values(), round_flow)
    safe = Talk(flow="round", scene="a", asked=1, turn=1, writing=Writing.SAFE)
    with pytest.raises(RecursionError):
        hear(safe, "ya", Reading(yes=True), circle)


ALL_PAGES = (*PAPERS, *WAGES, *LAW, *OFFER, *COSTS, *HOME, *FAMILY, *READY, *CARDS)


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_every_page_of_information_has_its_source_and_date(page: Page | Card) -> None:
    assert page.source
    assert page.dated[:2] == "20"


def test_a_complaint_becomes_a_summary_that_guesses_nothing() -> None:
    told = complaint_summary("AB12", {"matter": "Gaji", "what": "sejak Maret"}, lambda text: text)
    assert told.splitlines()[0] == "Ringkasan pengaduan AB12"
    assert "Pokok masalah: Gaji" in told
    assert "Yang diinginkan: (belum ada)" in told
    assert "Nomor perkara di kementerian: (belum ada)" in told


def test_a_sticker_is_no_answer_and_a_voice_is_one() -> None:
    asked = Talk(flow="emergency", scene="what", turn=1, asked=1, writing=Writing.SAFE)
    sticker = step(BOOK, asked, Heard("simulator", "b", "m", NOON, kind=Kind.STICKER), NOTHING_READ, True, WORLD)
    voice = step(BOOK, asked, Heard("simulator", "b", "m", NOON, kind=Kind.VOICE), NOTHING_READ, True, WORLD)
    assert (sticker.talk.scene, sticker.says[0].text) == ("what", anywhere.NOT_UNDERSTOOD)
    assert voice.talk.scene == "hurt"


def test_a_translation_with_faulty_blanks_falls_back_to_indonesian() -> None:
    known = (Number("police", "110"),)
    broken = replace(WORLD, say=lambda _l, text: text.replace("{country}", "{land}"), numbers=lambda _c: known)
    asked = Talk(flow="emergency", scene="where_now", turn=1, asked=1, writing=Writing.SAFE)
    taiwan = Reading(mentions=Mentions(country="TW"))
    turn = step(BOOK, asked, Heard("simulator", "b", "m", NOON, text="Taiwan"), taiwan, True, broken)
    assert turn.says[0].text.startswith("Nomor darurat di TW: ")


def test_r5_silence_ends_only_by_the_exact_words() -> None:
    quiet = Talk(flow="emergency", scene="quiet", turn=9, writing=Writing.QUIET)
    assert hear(quiet, "boleh bales", Reading(command=Command.MAY_REPLY)).says == ()
    assert hear(quiet, "boleh balas", Reading(command=Command.MAY_REPLY, command_exact=True)).says != ()


def test_r7_the_quick_exit_word_drops_what_waits_and_answers_nothing() -> None:
    turn = hear(Talk(), "jeruk", Reading(command=Command.QUICK_EXIT, command_exact=True))
    assert turn.says == ()
    assert DropQueued() in turn.effects
    assert turn.talk.writing is Writing.QUIET


def test_r7_a_near_miss_of_it_silences_only_somebody_who_told_of_danger() -> None:
    near = Reading(command=Command.QUICK_EXIT)
    assert hear(Talk(flow="welcome", scene="menu", asked=1, turn=1), "jeru", near).says != ()
    assert hear(Talk(flow="emergency", scene="what", asked=1, turn=1), "jeru", near).says == ()


def test_only_the_last_question_of_a_turn_is_asked() -> None:
    asked = Talk(flow="emergency", scene="where_now", turn=1, asked=1, writing=Writing.SAFE)
    doubted = hear(asked, "menuk", Reading(command=Command.MENU)).talk
    said = hear(doubted, "petugas", Reading(command=Command.PERSON, command_exact=True)).says
    assert sum(line.asks for line in said) == 1
