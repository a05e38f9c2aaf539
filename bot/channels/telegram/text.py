"""How one line of ours is laid out for Telegram: pieces within its limit, in order."""

import re

LIMIT = 4096
"""Telegram counts UTF-16 code units, so that most emoji count twice."""

ENDS = (re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s"), re.compile(r"\s"))


def pieces(text: str, limit: int = LIMIT) -> list[str]:
    """The text in pieces that Telegram takes, cut at the end of a paragraph, else of a sentence, else of a word."""
    found: list[str] = []
    while units(text) > limit:
        cut = _cut(text, limit)
        found.append(text[:cut].strip())
        text = text[cut:].lstrip()
    return [piece for piece in (*found, text.strip()) if piece]


def units(text: str) -> int:
    """How long Telegram finds this text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, limit: int) -> int:
    head = _head(text, limit)
    for end in ENDS:
        # A cut in the first half would make many small pieces; then a weaker kind of end is better.
        places = [found.end() for found in end.finditer(head) if found.end() > len(head) // 2]
        if places:
            return places[-1]
    return len(head)


def _head(text: str, limit: int) -> str:
    """The longest beginning within the limit; a pair of surrogates is never cut in two."""
    return text.encode("utf-16-le", "surrogatepass")[: limit * 2].decode("utf-16-le", "ignore")
