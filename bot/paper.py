"""One sheet of paper, as text, as a page, and as PDF: a title, a few notes, and named facts."""

import logging
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from fpdf import FPDF, XPos, YPos
from fpdf.enums import WrapMode

# fpdf2 would log the letters that it cannot draw; what a person wrote never goes into a log.
logging.getLogger("fpdf").setLevel(logging.CRITICAL)

LATIN: Final = ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
ARABIC: Final = ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf")
NO_SUCH_LETTER: Final = "[?]"
NOT_DRAWN: Final = "[?] = huruf yang tidak bisa dicetak di sini; lihat di meja petugas."
SIZE, BIG, SMALL = 11, 16, 9
MARGIN: Final = 20
LAST: Final = 20

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


def as_pdf(paper: Paper) -> bytes:
    """The sheet as PDF, A4. Latin, Cyrillic, Greek and Arabic letters are drawn; what is not is said to be missing."""
    pdf = Pages(drawable(paper.title))
    pdf.write_line(drawable(paper.title), "B", BIG)
    for note in (*paper.notes, *missing(paper)):
        pdf.write_line(drawable(note), "", SMALL)
    pdf.ln(4)
    for label, words in paper.facts:
        pdf.write_line(drawable(label), "B", SMALL, keep=True)
        pdf.write_line(drawable(words), "", SIZE)
        pdf.ln(2)
    return bytes(pdf.output())


class Pages(FPDF):
    """A4 with our letters; nothing of the person's in the file's own description."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=LAST)
        for name, (package, file) in (("latin", LATIN), ("arabic", ARABIC)):
            for style, weight in (("", 400.0), ("B", 700.0)):
                self.add_font(name, style, str(files(package) / file), variations={"wght": weight, "wdth": 100.0})
        self.set_fallback_fonts(["arabic"])
        self.set_text_shaping(True)
        self.set_title(title)
        self.set_lang("id")
        self.alias_nb_pages()
        self.add_page()

    def footer(self) -> None:
        """The page's number, so that a lost page is noticed."""
        self.set_y(-15)
        self.set_font("latin", "", SMALL)
        self.cell(0, 8, f"{self.page_no()} / {{nb}}", align="R")

    def write_line(self, words: str, style: str, size: int, keep: bool = False) -> None:
        """One paragraph; `keep` starts a new page rather than part a label from its words."""
        self.set_font("latin", style, size)
        if keep and self.will_page_break(size * 2):
            self.add_page()
        self.multi_cell(0, size * 0.5, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L", wrapmode=WrapMode.WORD)


@cache
def letters() -> frozenset[int]:
    """Every character that one of the fonts can draw."""
    pdf = FPDF()
    for name, (package, file) in (("latin", LATIN), ("arabic", ARABIC)):
        pdf.add_font(name, "", str(files(package) / file))
    return frozenset().union(*(font.cmap.keys() for font in pdf.fonts.values() if hasattr(font, "cmap")))


def drawable(words: str) -> str:
    """The words, with a mark for each run of letters that no font of ours can draw."""
    known, drawn = letters(), []
    for letter in words:
        if letter in "\n\t " or ord(letter) in known:
            drawn.append(letter)
        elif not drawn or drawn[-1] != NO_SUCH_LETTER:
            drawn.append(NO_SUCH_LETTER)
    return "".join(drawn)


def missing(paper: Paper) -> tuple[str, ...]:
    """A note where some letters cannot be drawn, so that nobody takes a name for whole."""
    whole = (paper.title, *paper.notes, *(text for fact in paper.facts for text in fact))
    return (NOT_DRAWN,) if any(drawable(text) != text for text in whole) else ()
