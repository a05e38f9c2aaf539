"""Sentences in a contact's or an officer's language; Indonesian is the source and the fall-back."""

import hashlib
import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from tempfile import mkstemp

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

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
    names = ("care.po", "desk.po", "lead.po", "cases.po", "kentongan.po")
    for source in (LOCALES / language / "LC_MESSAGES" / name for name in names):
        if source.is_file():
            found |= sentences(source)
    return found


def sentences(source: Path) -> Mapping[str, str]:
    """What a catalogue says. Nothing where it cannot be read: Indonesian then, never no answer (`check` names it)."""
    try:
        written = source.read_bytes()
        kept = cache_dir() / f"{hashlib.sha256(written).hexdigest()}.mo"
        return loaded(kept) or compiled(written, source, kept)
    except (OSError, ValueError, PoFileError):
        return {}


def loaded(kept: Path) -> Mapping[str, str]:
    """What was compiled before; nothing where there is none, or where a power cut left half of it."""
    try:
        return told(kept.read_bytes())
    except (OSError, ValueError, struct.error):
        return {}


def compiled(written: bytes, source: Path, kept: Path) -> Mapping[str, str]:
    """The catalogue compiled, and kept under the hash of its source."""
    out = BytesIO()
    write_mo(out, read_po(BytesIO(written), locale=source.parent.parent.name, abort_invalid=True))
    keep(kept, out.getvalue())
    return told(out.getvalue())


def told(content: bytes) -> Mapping[str, str]:
    """The sentences of a compiled catalogue that have a translation."""
    found = vars(GNUTranslations(BytesIO(content)))["_catalog"].items()
    return {key: text for key, text in found if isinstance(key, str) and key and text}


def cache_dir() -> Path:
    """Where compiled catalogues are kept."""
    return LOCALES.parent / "var" / "catalogues"


def keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; a cache that cannot be written is no fault."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
        Path(beside).replace(file)
