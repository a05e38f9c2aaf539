"""Text as the reader sees it: small Latin letters without accents, stretched letters shortened."""

import re
import unicodedata
from typing import Final

# Nobody needs more to say what is wrong; the rest of a very long text is read in pieces elsewhere.
LONGEST: Final = 2_000
NOT_LETTERS: Final = re.compile(r"[^a-z']+|(?<![a-z])'+|'+(?![a-z])")
STRETCHED: Final = re.compile(r"(.)\1{2,}")
QUOTES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'", "\u02bc": "'"})
# The quick way for most texts: every ASCII sign that is no small letter becomes a blank.
BLANKED: Final = "".join(chr(code) if "a" <= chr(code) <= "z" else " " for code in range(128))


def plain(text: str) -> str:
    """Lower case, compatibility forms undone, accents dropped; other scripts stay as they are."""
    if text.isascii():
        return text.lower()
    undone = unicodedata.normalize("NFKD", text.translate(QUOTES).casefold())
    return "".join(letter for letter in undone if not unicodedata.combining(letter))


def only_letters(text: str) -> str:
    """The words alone, one blank between, three equal letters or more made one: what tells the language."""
    return letters_of(plain(text[:LONGEST]))


def letters_of(plain_text: str) -> str:
    """The same of a text that is plain already."""
    short = plain_text.replace("`", "'")
    short = unstretched(short)
    if "'" in short or not short.isascii():
        return NOT_LETTERS.sub(" ", short).strip()
    return " ".join(short.translate(BLANKED).split())


def words_of(plain_text: str) -> list[str]:
    """The words of `letters_of`; of most texts as they are written, stretched letters and all, which is quicker."""
    if "'" in plain_text or "`" in plain_text or not plain_text.isascii():
        return letters_of(plain_text).split()
    return plain_text.translate(BLANKED).split()


def unstretched(text: str) -> str:
    """Three equal signs or more made one; looking for them first is quicker, for few texts have any."""
    return STRETCHED.sub(r"\1", text) if STRETCHED.search(text) else text
