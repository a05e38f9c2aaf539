"""Which safety texts a professional has signed, and which an operator lets run all the same (SAFETY R30)."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

from flows.script import Script
from flows.structure import version

REGISTER = Path(__file__).resolve().parents[1] / "flows" / "signatures.toml"
Register = Mapping[str, Mapping[str, str]]


def read_register(file: Path = REGISTER) -> Register:
    """Every entry by the scene's name: matter, version, author, and, once signed, reviewer, profession and date."""
    if not file.is_file():
        return {}
    written = tomllib.loads(file.read_text("utf-8"))
    return {where: {name: str(told) for name, told in entry.items()} for where, entry in written.items()}


def unsigned(script: Script, register: Register) -> list[str]:
    """Safety texts whose present words no professional has signed, as "flow.scene"."""
    return sorted(
        f"{flow.name}.{scene.name}"
        for flow, scene in script.every_scene()
        if scene.signed and not is_signed(register.get(f"{flow.name}.{scene.name}", {}), version(scene))
    )


def is_signed(entry: Mapping[str, str], words: str) -> bool:
    """Is there a reviewer with a profession and a date, for exactly these words?"""
    return entry.get("version") == words and all(entry.get(name) for name in ("reviewer", "profession", "date"))


def words_version(texts: Mapping[str, str]) -> str:
    """The words of a text in all its languages, as a short hash."""
    told = "\n".join(f"{language}: {words}" for language, words in sorted(texts.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def unsigned_beside(beside: Mapping[str, Mapping[str, str]], register: Register) -> list[str]:
    """Texts beside the conversations whose present words no professional has signed."""
    return sorted(
        where for where, texts in beside.items() if not is_signed(register.get(where, {}), words_version(texts))
    )


def unaccepted(script: Script, register: Register, accepted: str) -> list[str]:
    """Unsigned texts that the operator has not accepted by name: a scene's, or its whole conversation's."""
    names = {name.strip() for name in accepted.split(",")}
    return [where for where in unsigned(script, register) if not names & {where, where.partition(".")[0]}]
