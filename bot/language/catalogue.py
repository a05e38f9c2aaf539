"""Sentences in a contact's or an officer's language; Indonesian is the source and the fall-back."""

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parents[2] / "locales"
SOURCE = "id"


def translate(language: str, text: str) -> str:
    """The sentence in this language; where it has none, in Indonesian."""
    if language == SOURCE or not text:
        return text
    return catalogue(language).get(text) or text


@cache
def languages() -> frozenset[str]:
    """The languages that have a catalogue, and the source."""
    return frozenset({SOURCE, *(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/kentongan.po"))})


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of a language, loaded at first use; empty for one without a catalogue."""
    found: dict[str, str] = {}
    # The conversations' sentences come last, so that what a contact reads is never the desk's word.
    for source in (LOCALES / language / "LC_MESSAGES" / name for name in ("desk.po", "kentongan.po")):
        if source.is_file():
            compiled = GNUTranslations(BytesIO(compiled_bytes(source)))
            told = vars(compiled)["_catalog"].items()
            found |= {key: text for key, text in told if isinstance(key, str) and key and text}
    return found


def compiled_bytes(source: Path) -> bytes:
    """The catalogue compiled, cached by the hash of its source."""
    written = source.read_bytes()
    kept = cache_dir() / f"{hashlib.sha256(written).hexdigest()}.mo"
    if kept.is_file():
        return kept.read_bytes()
    out = BytesIO()
    write_mo(out, read_po(BytesIO(written), locale=source.parent.parent.name))
    keep(kept, out.getvalue())
    return out.getvalue()


def cache_dir() -> Path:
    """Where compiled catalogues are kept."""
    return LOCALES.parent / "var" / "catalogues"


def keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; a cache that cannot be written is no fault."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(file)
    except OSError:
        return
