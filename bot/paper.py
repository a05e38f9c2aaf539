"""One sheet of paper, as text and as a page: a title, a few notes, and named facts."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

OFFICE_ZONE: Final = ZoneInfo("Asia/Jakarta")

PAGE: Final = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:12pt/1.5 serif;margin:2cm}}dt{{font-weight:bold}}dd{{margin:0 0 1em;white-space:pre-wrap}}</style>
</head><body><h1>{title}</h1>{notes}<dl>{facts}</dl></body></html>
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on one sheet; every word in it is text, whoever wrote it."""

    title: str
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def as_text(paper: Paper) -> str:
    """The sheet as plain text, one fact a line."""
    facts = (f"{label}: {words}" for label, words in paper.facts)
    return "\n".join([paper.title, *paper.notes, "", *facts]) + "\n"


def as_page(paper: Paper) -> str:
    """The sheet as HTML that prints well and loads nothing."""
    notes = "".join(f"<p><strong>{escape(note)}</strong></p>" for note in paper.notes)
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(words)}</dd>" for label, words in paper.facts)
    return PAGE.format(title=escape(paper.title), notes=notes, facts=facts)


def day_of(at: datetime) -> str:
    """The day of an instant by the office's clock, as people in Indonesia say it."""
    return format_date(at.astimezone(OFFICE_ZONE), "d MMMM y", locale="id")
