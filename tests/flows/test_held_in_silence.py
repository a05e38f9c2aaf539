"""Locked in, and nobody may answer: danger now, told by the ticket alone; nothing is said (SAFETY R5, R31)."""

from pathlib import Path

import pytest

from flows.words import Urgency
from tests.dialogue import Dialogue
from tests.world import settled


@pytest.fixture
def talk(tmp_path: Path) -> Dialogue:
    """One person and the helpline."""
    return Dialogue(settled(tmp_path))


def priorities(talk: Dialogue) -> list[str]:
    """The tickets, each with its priority."""
    return [str(Urgency(ticket.urgency).priority) for ticket in talk.helpline.tickets()]


@pytest.mark.parametrize(
    "said",
    [
        ("JANGAN BALAS. saya dikunci di kamar mandi",),
        ("jangan balas. dia kunci saya di kamar",),
        ("jangan balas, saya sembunyi di kamar mandi",),
        ("ojo dibales, aku dikunci neng kamar",),
        ("please don't reply, i am locked in the bathroom",),
        # In two messages, in either order, and by the button.
        ("jangan balas", "saya dikunci di kamar mandi"),
        ("saya dikunci di kamar mandi", "jangan balas"),
        ("saya dikunci di kamar mandi", "[Jangan balas]"),
    ],
)
def test_r5_r31_who_is_locked_in_and_must_not_be_answered_is_in_danger_now(
    talk: Dialogue, said: tuple[str, ...]
) -> None:
    for line in said[:-1]:
        talk.plays(line)
    told = talk.plays(said[-1])
    assert not [line for line in told if not line.startswith("  *")]
    assert priorities(talk) == ["P0"]


@pytest.mark.parametrize(
    "said",
    [
        # It is over, or only told; a passport, a telephone or a door of one's own is locked.
        ("saya dikunci di kamar mandi tadi pagi, sudah keluar",),
        ("jangan balas, saya dikunci di kamar mandi tadi pagi, sudah keluar",),
        ("jangan balas, dulu pernah dikurung di gudang, sekarang sudah bebas",),
        ("jangan balas, paspor saya dikunci di lemari",),
        ("jangan balas, HP dikunci",),
        ("jangan balas, rumah sudah saya kunci",),
        ("jangan balas dulu, saya masih kerja",),
    ],
)
def test_r5_silence_alone_or_what_is_over_is_no_danger_of_this_minute(talk: Dialogue, said: tuple[str, ...]) -> None:
    for line in said:
        talk.plays(line)
    assert priorities(talk) in (["P1"], ["P2"])
