"""That we are no police, no immigration office and no agency is said at once, without a word that harms (R3)."""

from pathlib import Path

import pytest

from bot.check.sentences import FORBIDDEN_BEFORE_SAFE
from tests.dialogue import Dialogue
from tests.world import settled

NEUTRAL = "Kami bukan pihak berwajib, bukan imigrasi, bukan agen, dan bukan PT."
PLAIN = "Kami bukan polisi."
ASKED = (
    "siapa ini",
    "ini beneran?",
    "apakah kalian polisi?",
    "kalian dari imigrasi ya",
    "ini polisi atau bukan?",
    "ini bukan agen kan?",
    "are you the police?",
)


@pytest.fixture
def talk(tmp_path: Path) -> Dialogue:
    """One person and the helpline."""
    return Dialogue(settled(tmp_path))


def said(talk: Dialogue, line: str) -> str:
    """What comes of one message."""
    return "\n".join(talk.plays(line))


def test_r3_the_welcome_says_who_we_are_not_in_words_that_a_stranger_may_read(talk: Dialogue) -> None:
    welcome = said(talk, "halo")
    assert NEUTRAL in welcome
    assert not FORBIDDEN_BEFORE_SAFE["id"].search(welcome)


@pytest.mark.parametrize("asks", ASKED[:-1])
def test_r3_r13_whoever_asks_who_we_are_hears_it_plainly_only_once_writing_is_safe(talk: Dialogue, asks: str) -> None:
    before = said(talk, asks)
    assert NEUTRAL in before
    assert not FORBIDDEN_BEFORE_SAFE["id"].search(before)
    said(talk, "masalah kerja")
    said(talk, "bisa")
    after = said(talk, asks)
    assert NEUTRAL in after
    assert PLAIN in after


def test_r13_it_is_said_in_english_too(talk: Dialogue) -> None:
    said(talk, "language")
    said(talk, "[English]")
    said(talk, "darurat")
    said(talk, "[Yes, I can]")
    assert "We are not the police." in said(talk, "are you the police?")


@pytest.mark.parametrize("told", ["ada polisi di depan rumah", "saya ditangkap imigrasi", "agen pukul saya"])
def test_police_or_an_agent_in_a_story_is_no_question_about_us(talk: Dialogue, told: str) -> None:
    assert NEUTRAL not in said(talk, told)
