"""All proofs, and their cache under the hash of everything that they look at."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from bot.check import desks, paths, sentences, signatures
from bot.check.subject import Finding, Subject

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "flows",
    "locales",
    "bot/check",
    "bot/language",
    "bot/channels",
    "bot/directory",
    "bot/routing",
    "bot/desk/data",
)

PROOFS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    paths.targets,
    paths.reach,
    paths.ends,
    paths.silences,
    paths.person_near,
    paths.every_kind,
    paths.emergencies,
    sentences.limits,
    sentences.read_aloud,
    sentences.before_safe,
    sentences.catalogues,
    sentences.confusable,
    sentences.outside,
    sentences.fields,
    signatures.signed,
    desks.shipped,
)


def findings(subject: Subject) -> list[Finding]:
    """Everything that any proof finds. Where targets are missing, only that: the other proofs would stumble."""
    missing = list(paths.targets(subject))
    if missing:
        return missing
    return [finding for proof in PROOFS for finding in proof(subject)]


def proven(cache: Path | None = None) -> list[Finding]:
    """The findings of the project as it stands, from the cache where nothing has changed."""
    kept = cache / f"{fingerprint()}.json" if cache else None
    if kept and kept.is_file():
        return [Finding(**row) for row in json.loads(kept.read_text("utf-8"))]
    found = findings(Subject())
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in kept.parent.glob("*.json"):
            old.unlink()
        kept.write_text(json.dumps([asdict(finding) for finding in found]), "utf-8")
    return found


def fingerprint() -> str:
    """The hash of every file that a proof looks at."""
    files = sorted(file for source in SOURCES for file in (ROOT / source).rglob("*") if file.is_file())
    digest = hashlib.sha256()
    for file in files:
        if "__pycache__" not in file.parts:
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
