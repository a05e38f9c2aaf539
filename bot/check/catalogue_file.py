"""Keep a language's catalogue in step with the sentences: new ones are added without words, gone ones leave."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.language.catalogue import LOCALES

ROOT = LOCALES.parent
NO_WORDS: Mapping[str, str] = MappingProxyType({})
METHODS = [("**.py", "python")]


def extracted(root: Path = ROOT) -> dict[str, list[tuple[str, int]]]:
    """Every sentence marked with `_()` in the conversations, with where it stands."""
    found: dict[str, list[tuple[str, int]]] = {}
    for file, line, message, _comments, _context in extract_from_dir(
        root / "flows", method_map=METHODS, keywords={"_": None}
    ):
        text = message if isinstance(message, str) else message[0]
        found.setdefault(text, []).append((f"flows/{file}", line))
    return found


def updated(language: str, before: bytes, words: Mapping[str, str] = NO_WORDS) -> bytes:
    """The catalogue of a language with exactly the sentences there are; `words` fills in what has none yet."""
    old = read_po(BytesIO(before), locale=language) if before else Catalog(locale=language)
    new = Catalog(locale=language, project="kentongan", charset="utf-8", fuzzy=False)
    for text, places in sorted(extracted().items(), key=lambda pair: pair[1][0]):
        known = old.get(text)
        told = str(known.string) if known and known.string else words.get(text, "")
        # Places without lines: a moved line would change every catalogue.
        new.add(text, told, locations=sorted({(file, 0) for file, _line in places}))
    out = BytesIO()
    write_po(out, new, width=110, include_lineno=False, omit_header=True)
    return header(language) + out.getvalue()


def header(language: str) -> bytes:
    """The few lines that a catalogue needs at its head; without a date, so that nothing changes by itself."""
    head = [
        "# Sentences of Kentongan. The Indonesian is the source; an empty translation falls back to it.",
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    ]
    return ("\n".join(head) + "\n\n").encode()


def update(language: str, words: Mapping[str, str] = NO_WORDS) -> Path:
    """Bring the catalogue file of a language up to date, and return it."""
    file = LOCALES / language / "LC_MESSAGES" / "kentongan.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(updated(language, file.read_bytes() if file.is_file() else b"", words))
    return file
