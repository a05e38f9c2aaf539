"""What a person wished for, or their matter asks for, and nobody who is asked can give: told once, in kind words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.routing.values import Case, Officer
from bot.routing.wishes import gender_wished, training_wished
from bot.store.dossiers import Dossier, EntryDraft, Row
from flows.engine import AWAY
from flows.script import _
from flows.words import Holder, Turn, Writing

NO_WOMAN_NOW = _("Belum ada perempuan yang bisa menjawab sekarang.")
NOT_THIS_LANGUAGE = _("Belum ada yang bisa bahasa ini sekarang.")
NOBODY_TRAINED = _("Yang paling paham hal ini belum ada sekarang.")
MEANWHILE = _("Sementara itu, yang lain bisa membaca.")
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"gender": NO_WOMAN_NOW, "language": NOT_THIS_LANGUAGE, "training": NOBODY_TRAINED}
)
"""A wish and what is said where nobody fits it: words for a lock screen, and no training is named (R3)."""
MOST_SENTENCES: Final = 3
Say = Callable[[str, str], str]
TOLD_OF: Final = frozenset({"sexual_violence", "suicide", "children", "trafficking", "family_links"})
SILENT_SIGNS: Final = frozenset({"hunt"})
"""A sign that asks for a specialist without changing a word to the person (SAFETY R27)."""
ALONE: Final = frozenset({"suicide", "self_harm_done"})
"""Somebody who thinks of ending life never gets such a line by itself, only with other words (SAFETY R18)."""


def untold(unmet: Iterable[str], case: Case, told: str) -> str:
    """Which of these unmet wishes (language, gender, training:…) a person is still to be told of, as codes."""
    wishes = set(unmet)
    heard = training_wished(replace(case, signs=case.signs - SILENT_SIGNS)) & TOLD_OF if wishes else frozenset()
    codes = {wish for wish in wishes if wish in WORDS}
    if any(f"training:{skill}" in wishes for skill in heard):
        codes.add("training")
    return " ".join(sorted(codes - set(told.split())))


def lacking(case: Case, officers: Sequence[Officer]) -> Iterator[str]:
    """The wishes of this case that none of these officers fits."""
    if not any(case.language in officer.languages for officer in officers):
        yield "language"
    gender = gender_wished(case)
    if gender and not any(officer.gender == gender for officer in officers):
        yield "gender"
    for skill in sorted(training_wished(case)):
        if not any(skill in officer.training for officer in officers):
            yield f"training:{skill}"


def said_now(row: Mapping[str, object], fresh_signs: bool = False, by_itself: bool = False) -> list[str]:
    """Of what a ticket's `unmet` names, what may be said now: in an answer, or `by_itself`.

    That no woman is there is for who wished for one, until somebody has taken the ticket. Words that tell of something
    grave for the first time are answered with nothing but what SAFETY says to them (R18, R19).
    """
    codes = str(row["unmet"]).split()
    if "gender" in codes and not (row["wish_gender"] or row["owner_id"]):
        codes.remove("gender")
    alone = by_itself and not ALONE.isdisjoint(str(row["kinds"]).split())
    if "training" in codes and (fresh_signs or alone):
        codes.remove("training")
    return codes


def words_for(codes: Iterable[str], language: str, say: Say) -> str:
    """The truth about these wishes, and that it goes on all the same: at most three short sentences."""
    said = [WORDS[code] for code in codes]
    return " ".join(say(language, words) for words in [*said, MEANWHILE][:MOST_SENTENCES])


def told_in_answer(dossier: Dossier, turn: Turn, say: Say) -> str:
    """What is told, each once, of wishes that nobody fits: it answers the person's own words (SAFETY R4)."""
    untold_of = [ticket for ticket in dossier.tickets if ticket.row["unmet"]]
    if not untold_of or not is_spoken_with(dossier, turn):
        return ""
    signs = any(entry.columns["kind"] == "sign" for entry in dossier.entries)
    safe = turn.talk.writing is Writing.SAFE or turn.talk.holder is Holder.OFFICER
    told: set[str] = set()
    for ticket in untold_of:
        opened = ticket.row["opened_at"]
        # R2: after so long a silence a talk begins anew, and nothing shows that anybody wrote before.
        recent = isinstance(opened, datetime) and dossier.heard_at - opened <= AWAY
        codes = said_now(ticket.row, fresh_signs=signs) if recent or safe else []
        if codes:
            left, before = without(str(ticket.row["unmet"]), codes), along(str(ticket.row["unmet_told"]), codes)
            ticket.set(unmet=left, unmet_told=before)
            columns: Row = {"officer_id": None, "at": dossier.heard_at, "kind": "told_unmet", "detail": " ".join(codes)}
            dossier.entries.append(EntryDraft(ticket, columns | {"sealed_detail": None}))
            told.update(codes)
    return words_for(sorted(told), turn.talk.language, say) if told else ""


def is_spoken_with(dossier: Dossier, turn: Turn) -> bool:
    """Nothing is said to who wants silence, after a quick exit, or where the conversation says nothing (R5, R7)."""
    exited = dossier.safe is not None and dossier.safe.exited_at is not None
    answered = bool(turn.says) or turn.talk.holder is Holder.OFFICER
    return answered and turn.talk.writing is not Writing.QUIET and not exited


def without(codes: str, told: Iterable[str]) -> str:
    """The codes that are left."""
    return " ".join(sorted(set(codes.split()) - set(told)))


def along(codes: str, told: Iterable[str]) -> str:
    """The codes, and these."""
    return " ".join(sorted(set(codes.split()) | set(told)))
