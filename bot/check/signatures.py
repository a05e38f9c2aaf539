"""The register of signatures: who wrote each safety text, and which professional signed these very words (R30)."""

from collections.abc import Iterator

from bot.check.subject import Finding, Subject
from flows.structure import version

MATTERS = frozenset(
    {"danger", "suicide", "sexual_violence", "consent", "quick_exit", "child", "medical", "legal", "death"}
)


def signed(subject: Subject) -> Iterator[Finding]:
    """Every safety text stands in the register with the words that it has now."""
    file = "flows/signatures.toml"
    for where, (_flow, scene) in subject.places.items():
        if not scene.signed:
            continue
        entry = subject.signatures.get(where, {})
        if scene.signed not in MATTERS:
            yield subject.finding("signature", where, f"nobody knows who signs {scene.signed}")
        if not entry.get("author"):
            yield Finding("signature", file, where, "a safety text that is not in the register")
        elif entry.get("version") != version(scene):
            yield Finding("signature", file, where, "its words have changed since it was entered")
        elif entry.get("matter") != scene.signed:
            yield Finding("signature", file, where, f"is entered as {entry.get('matter')}, not {scene.signed}")
    for where in subject.signatures:
        if where not in subject.places or not subject.places[where][1].signed:
            yield Finding("signature", file, where, "is no safety text of any conversation")


def entries(subject: Subject, author: str) -> str:
    """The register as it should stand: signatures are kept where the words are the same."""
    written = []
    for where, (_flow, scene) in sorted(subject.places.items()):
        if not scene.signed:
            continue
        before = subject.signatures.get(where, {})
        same = before.get("version") == version(scene)
        known = before if same else {}
        row = {
            "matter": scene.signed,
            "version": version(scene),
            "author": known.get("author", author),
            "reviewer": known.get("reviewer", ""),
            "profession": known.get("profession", ""),
            "date": known.get("date", ""),
        }
        written.append(f'["{where}"]\n' + "".join(f'{name} = "{told}"\n' for name, told in row.items()))
    return "\n".join(written)
