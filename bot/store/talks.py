"""A talk as its row keeps it: plain where the desk must ask for it, sealed where the person said it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from bot.store.dossiers import Dossier, Row, open_key
from bot.store.swift import Found
from flows.words import Command, Device, Doubt, Holder, Talk, Writing, renewed

HOLDERS: Final = {one.value: one for one in Holder}
WRITINGS: Final = {one.value: one for one in Writing}
DEVICES: Final = {one.value: one for one in Device}


NEW: Final = Talk()
NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
OPENS: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {
        "noticed": lambda kinds: tuple(map(str, kinds)),
        "offered": lambda kinds: tuple(map(str, kinds)),
        "back_to": str,
        "doubt": lambda doubt: Doubt(Command(doubt[0]), str(doubt[1])),
        "warm": int,
        "warmed_at": datetime.fromisoformat,
        "person": int,
        "people": int,
        "shown": str,
    }
)
"""How what is kept only now and then is read; what an older version kept empty is not kept at all."""


def opened_talk(row: Found, state: Mapping[str, object]) -> Talk:
    """The talk as the engine knows it; what its row does not keep is as in every new talk."""
    answers, trail = state["answers"], state["trail"]
    return renewed(
        NEW,
        flow=row["talk_flow"],
        scene=row["talk_scene"],
        turn=row["talk_turn"],
        language=row["talk_language"],
        language_chosen=bool(state["language_chosen"]),
        answers=MappingProxyType(answers if isinstance(answers, dict) else {}),
        trail=tuple(map(str, trail)) if isinstance(trail, list) else (),
        holder=HOLDERS[row["talk_holder"]],
        writing=WRITINGS[row["talk_writing"]],
        device=DEVICES[row["talk_device"]],
        asked=row["talk_asked"],
        filled=str(state["filled"]),
        misunderstood=row["talk_misunderstood"],
        place=str(state["place"]),
        guessed_place=str(state["guessed_place"]),
        numbers_told=str(state["numbers_told"]),
        heard_at=row["talk_heard_at"],
        **opened_aside(state),
    )


def opened_aside(state: Mapping[str, object]) -> Mapping[str, object]:
    """What a talk keeps only now and then: signs seen, a detour, a doubt, the warm lines said."""
    kept = state.get("aside")
    if not isinstance(kept, dict):
        return NOTHING
    return {name: OPENS[name](value) for name, value in kept.items() if value and name in OPENS}


def aside_of(talk: Talk) -> Row:
    """The same, to be sealed: only what there is."""
    kept: Row = {
        "noticed": list(talk.noticed),
        "offered": list(talk.offered),
        "back_to": talk.back_to,
        "doubt": [talk.doubt.command.value, talk.doubt.words] if talk.doubt else None,
        "warm": talk.warm,
        "warmed_at": talk.warmed_at.isoformat() if talk.warmed_at else "",
        "shown": talk.shown if talk.asked else "",
    }
    if talk.people > 1:
        kept |= {"person": talk.person, "people": talk.people}
    return {name: value for name, value in kept.items() if value}


def talk_row(dossier: Dossier) -> Row:
    """The talk's row, sealed."""
    talk = dossier.talk
    state: Row = {
        "answers": dict(talk.answers),
        "trail": list(talk.trail),
        "filled": talk.filled,
        "place": talk.place,
        "guessed_place": talk.guessed_place,
        "numbers_told": talk.numbers_told,
        "language_chosen": talk.language_chosen,
    }
    if aside := aside_of(talk):
        state["aside"] = aside
    return {
        "flow": talk.flow,
        "scene": talk.scene,
        "turn": talk.turn,
        "language": talk.language,
        "holder": talk.holder.value,
        "writing": talk.writing.value,
        "device": talk.device.value,
        "asked": talk.asked,
        "shown_at": dossier.shown_at,
        "misunderstood": talk.misunderstood,
        "heard_at": dossier.heard_at,
        "unreachable": "",
        "sealed_state": open_key(dossier).seal_json("talk.sealed_state", dossier.talk_id, state),
    }
