"""The register of signatures: who wrote each safety text, and which professional signed these very words (R30)."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.check.subject import Finding, Subject, sentences
from flows.script import Scene

REGISTER = Path(__file__).resolve().parents[2] / "flows" / "signatures.toml"
MATTERS = frozenset(
    {"danger", "suicide", "sexual_violence", "consent", "quick_exit", "child", "medical", "legal", "death"}
)


def version(scene: Scene) -> str:
    """The words of a scene, as a short hash: other words need another signature."""
    return hashlib.sha256("\n".join(sentences(scene)).encode()).hexdigest()[:12]


def read_register(file: Path = REGISTER) -> Mapping[str, Mapping[str, str]]:
    """Every entry by the scene's name: matter, version, author, and, once signed, reviewer, profession and date."""
    if not file.is_file():
        return {}
    return {
        where: {name: str(told) for name, told in entry.items()}
        for where, entry in tomllib.loads(file.read_text("utf-8")).items()
    }


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


def unsigned(subject: Subject) -> list[str]:
    """Safety texts that no professional has signed: for the simulator, or for an operator who accepts them by name."""
    return sorted(
        where
        for where, (_flow, scene) in subject.places.items()
        if scene.signed and not (subject.signatures.get(where, {}).get("reviewer"))
    )


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
