"""What somebody who asks about an event hears: one line with its time and its source, once for each new status."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from bot.language.caution import TELLING
from bot.store.happenings import Happening, Status
from flows.script import _
from flows.words import Writing

STATUS_LINE: Final = _("Per %(time)s, menurut %(source)s: %(words)s")
JAKARTA: Final = ZoneInfo("Asia/Jakarta")


def marked_by(happenings: Iterable[Happening], row: Mapping[str, object]) -> bool:
    """Is this ticket part of an event that runs?"""
    return any(one.touches(row) for one in happenings)


def newest_for(happenings: Iterable[Happening], row: Mapping[str, object]) -> Status | None:
    """What is known last of the events that this ticket is part of, unless it was said to its contact already."""
    known = [one.status for one in happenings if one.status is not None and one.touches(row)]
    newest = max(known, key=lambda status: status.known_at, default=None)
    return newest if newest is not None and newest.id != row["status_told"] else None


def status_line(status: Status, language: str, writing: Writing, say: Callable[[str, str], str]) -> str:
    """The line; empty where nobody has said yet that writing is safe and it would tell a stranger too much (R3)."""
    at = status.known_at.astimezone(JAKARTA)
    words = status.words(language)
    line = say(language, STATUS_LINE) % {"time": f"{at:%d/%m %H.%M} WIB", "source": status.source, "words": words}
    return "" if writing is not Writing.SAFE and TELLING.search(line) else line
