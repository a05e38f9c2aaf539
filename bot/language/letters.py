"""Text as the reader sees it: small Latin letters without accents, stretched letters shortened."""

import re
import unicodedata
from typing import Final

# Nobody needs more to say what is wrong; the rest of a very long text is read in pieces elsewhere.
LONGEST: Final = 2_000
NOT_LETTERS: Final = re.compile(r"[^a-z']+|(?<![a-z])'+|'+(?![a-z])")
STRETCHED: Final = re.compile(r"(.)\1{2,}")
QUOTES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'", "\u02bc": "'"})


def plain(text: str) -> str:
    """Lower case, compatibility forms undone, accents dropped; other scripts stay as they are."""
    if text.isascii():
        return text.lower()
    undone = unicodedata.normalize("NFKD", text.translate(QUOTES).casefold())
    return "".join(letter for letter in undone if not unicodedata.combining(letter))


def only_letters(text: str) -> str:
    """The words alone, one blank between, three equal letters or more made one: what tells the language."""
    return NOT_LETTERS.sub(" ", STRETCHED.sub(r"\1", plain(text[:LONGEST].replace("`", "'")))).strip()
