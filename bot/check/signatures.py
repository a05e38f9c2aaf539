"""The register of signatures: who wrote each safety text, and which professional signed these very words (R30)."""

from collections.abc import Iterator

from bot.check.subject import ANSWERS, TEMPLATES, Finding, Subject
from bot.signed_texts import words_version
from flows.structure import version

MATTERS = frozenset(
    {
        "danger",
        "suicide",
        "sexual_violence",
        "consent",
        "quick_exit",
        "child",
        "medical",
        "legal",
        "death",
        "answer",
        "greeting",
    }
)
BESIDE = {ANSWERS: "answer", TEMPLATES: "greeting"}
"""What somebody signs of the texts beside the conversations."""


def texts(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """(where, matter, version of the words) of every text that a professional signs."""
    for where, (_flow, scene) in subject.places.items():
        if scene.signed:
            yield where, scene.signed, version(scene)
    for where, words in subject.beside.items():
        yield where, BESIDE[where.partition(".")[0]], words_version(words)


def signed(subject: Subject) -> Iterator[Finding]:
    """Every safety text stands in the register with the words that it has now."""
    file = "flows/signatures.toml"
    there = list(texts(subject))
    for where, matter, words in there:
        entry = subject.signatures.get(where, {})
        if matter not in MATTERS:
            yield subject.finding("signature", where, f"nobody knows who signs {matter}")
        if not entry.get("author"):
            yield Finding("signature", file, where, "a safety text that is not in the register")
        elif entry.get("version") != words:
            yield Finding("signature", file, where, "its words have changed since it was entered")
        elif entry.get("matter") != matter:
            yield Finding("signature", file, where, f"is entered as {entry.get('matter')}, not {matter}")
    for where in sorted(set(subject.signatures) - {where for where, _matter, _words in there}):
        yield Finding("signature", file, where, "is no safety text, prepared answer or template")


def entries(subject: Subject, author: str) -> str:
    """The register as it should stand: signatures are kept where the words are the same."""
    written = []
    for where, matter, words in sorted(texts(subject)):
        before = subject.signatures.get(where, {})
        known = before if before.get("version") == words else {}
        row = {
            "matter": matter,
            "version": words,
            "author": known.get("author", author),
            "reviewer": known.get("reviewer", ""),
            "profession": known.get("profession", ""),
            "date": known.get("date", ""),
        }
        written.append(f'["{where}"]\n' + "".join(f'{name} = "{told}"\n' for name, told in row.items()))
    return "\n".join(written)
