"""What somebody who asks about events hears: one line for each, with its time and its source, once as it changes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from bot.language.caution import TELLING
from bot.store.dossiers import TicketDraft
from bot.store.happenings import Happening, Status
from flows.script import _
from flows.words import Turn, Writing

Say = Callable[[str, str], str]
"""A sentence in a language: (language code, Indonesian sentence) to the words."""

STATUS_LINE: Final = _("Per %(time)s, menurut %(source)s: %(words)s")
JAKARTA: Final = ZoneInfo("Asia/Jakarta")


def marked_by(happenings: Iterable[Happening], row: Mapping[str, object]) -> bool:
    """Is this ticket part of an event that runs?"""
    return any(one.touches(row) for one in happenings)


def news_for(happenings: Iterable[Happening], row: Mapping[str, object]) -> list[Status]:
    """The newest of what is known of each event that this ticket is part of and that was not said yet, oldest first."""
    told = set(str(row["news_told"]).split())
    known = {one.status.id: one.status for one in happenings if one.status is not None and one.touches(row)}
    return sorted((one for one in known.values() if str(one.id) not in told), key=lambda status: status.known_at)


def news_said(ticket: TicketDraft, turn: Turn, happenings: Iterable[Happening], say: Say) -> list[str]:
    """What is known of each event that the person asks about, once, with how far it is or as soon as writing is safe.

    What would tell a stranger too much is kept until then (R3), and does not keep back what is known of another event.
    """
    writing = turn.talk.writing
    tells = writing is Writing.SAFE or any(line.tells for line in turn.says)
    if not ticket.row["surge"] or not tells or writing is Writing.QUIET:
        return []
    known = news_for(happenings, ticket.row)
    said = {one.id: words for one in known if (words := status_line(one, turn.talk.language, writing, say))}
    if said:
        ticket.set(news_told=" ".join([*str(ticket.row["news_told"]).split(), *map(str, said)]))
    return list(said.values())


def status_line(status: Status, language: str, writing: Writing, say: Say) -> str:
    """The line; empty where nobody has said yet that writing is safe and it would tell a stranger too much (R3)."""
    at = status.known_at.astimezone(JAKARTA)
    words = status.words(language)
    line = say(language, STATUS_LINE) % {"time": f"{at:%d/%m %H.%M} WIB", "source": status.source, "words": words}
    return "" if writing is not Writing.SAFE and TELLING.search(line) else line
