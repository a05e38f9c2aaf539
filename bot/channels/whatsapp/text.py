"""One outgoing line as WhatsApp shows it: choices as numbered text, cut in order where it is too long."""

from flows.words import Outgoing


def as_text(words: Outgoing) -> str:
    """The line with its choices beneath, each with the number that answers it."""
    numbered = [f"{place} {choice.label}" for place, choice in enumerate(words.choices, start=1)]
    return "\n\n".join(part for part in (words.text, "\n".join(numbered)) if part).replace("\x00", "")


def parts(text: str, limit: int) -> list[str]:
    """Cut a text into messages of at most `limit` UTF-16 units: at a paragraph, a line, a word, else anywhere."""
    found: list[str] = []
    while _units(text) > limit:
        head = _head(text, limit)
        cut = next((head.rfind(gap) for gap in ("\n\n", "\n", " ") if head.rfind(gap) > 0), len(head))
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*found, text] if text or not found else found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _head(text: str, limit: int) -> str:
    """The longest beginning of a text that fits."""
    head = text[:limit]
    while _units(head) > limit:
        head = head[: len(head) - max(1, (_units(head) - limit) // 2)]
    return head
