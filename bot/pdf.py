"""One sheet of paper as PDF. Loaded when the first sheet is drawn: the library takes a fifth of a start."""

import logging
from functools import cache
from importlib.resources import files
from typing import Final

from fpdf import FPDF, XPos, YPos
from fpdf.enums import WrapMode
from fpdf.fonts import TTFFont

from bot.paper import Paper

# fpdf2 would log the letters that it cannot draw; what a person wrote never goes into a log.
logging.getLogger("fpdf").setLevel(logging.CRITICAL)

LATIN: Final = ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
ARABIC: Final = ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf")
NO_SUCH_LETTER: Final = "[?]"
NOT_DRAWN: Final = "[?] = huruf yang tidak bisa dicetak di sini; lihat di meja petugas."
SIZE, BIG, SMALL = 11, 16, 9
MARGIN: Final = 20
LAST: Final = 20
LABEL: Final = 90
"""How light a label's grey is, of 255."""


def as_pdf(paper: Paper) -> bytes:
    """The sheet as PDF, A4. Latin, Cyrillic, Greek and Arabic letters are drawn; what is not is said to be missing."""
    pdf = Pages(drawable(paper.title))
    pdf.write_line(drawable(paper.title), BIG)
    for note in (*paper.notes, *missing(paper)):
        pdf.write_line(drawable(note), SMALL)
    pdf.ln(4)
    for label, words in paper.facts:
        pdf.write_line(drawable(label), SMALL, begins=True)
        pdf.write_line(drawable(words), SIZE)
        pdf.ln(2)
    content = bytes(pdf.output())
    close_fonts(pdf)
    return content


def close_fonts(pdf: FPDF) -> None:
    """Close the files of the letters, which fpdf2 leaves open."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()


class Pages(FPDF):
    """A4 with our letters; nothing of the person's in the file's own description."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=LAST)
        for name, (package, file) in (("latin", LATIN), ("arabic", ARABIC)):
            # The weight in which the file comes: drawing a bolder one takes twelve seconds a sheet.
            self.add_font(name, "", str(files(package) / file))
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

    def write_line(self, words: str, size: int, begins: bool = False) -> None:
        """One paragraph. One that `begins` a fact is its label: grey, and never parted from its words."""
        self.set_font("latin", "", size)
        self.set_text_color(LABEL if begins else 0)
        if begins and self.will_page_break(size * 2):
            self.add_page()
        self.multi_cell(0, size * 0.5, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L", wrapmode=WrapMode.WORD)


@cache
def letters() -> frozenset[int]:
    """Every character that one of the fonts can draw."""
    pdf = FPDF()
    for name, (package, file) in (("latin", LATIN), ("arabic", ARABIC)):
        pdf.add_font(name, "", str(files(package) / file))
    known = frozenset().union(*(font.cmap.keys() for font in pdf.fonts.values() if isinstance(font, TTFFont)))
    close_fonts(pdf)
    return known


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
