"""Measure and draw what docs/understanding.md shows: `python -m bot.language.draw --from FOLDER`."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from bot.language.identify import SWITCHES_AT, identify
from bot.language.measure import Figures, measured
from bot.language.messages import messages
from bot.language.model import weights
from bot.language.phrases import LANGUAGES
from bot.language.read import read
from bot.language.train import kept_apart, sentences
from flows.words import Urgency

MALAY: Final = ("id", "ms")
BAR, GAP, LEFT, WIDE = 16, 6, 60, 300
CELL: Final = 34
COLOURS: Final = ("#1b6e8c", "#e0a030", "#7a4fa3")
HEARD: Final = ("critical", "implicit", "high_heard", "hard_not_critical", "normal_not_critical", "service", "language")
Confusion = dict[str, Counter[str]]


def language_split(folder: Path, words: int | None) -> tuple[Confusion, dict[str, float]]:
    """On sentences never trained on, whole or cut: what was taken for what, and what the bot would do."""
    taken: Confusion = {language: Counter() for language in LANGUAGES}
    does: Counter[str] = Counter()
    for language, text in sentences(folder):
        if language not in LANGUAGES or not kept_apart(text):
            continue
        cut = text.split()[:words]
        tongue = identify(weights().scores(cut)[0], len(cut))
        taken[language][tongue.language] += 1
        does["all"] += 1
        if tongue.confidence < SWITCHES_AT or tongue.language == "und":
            does["asks"] += 1
            does["right among the two offered"] += language in tongue.candidates[:2]
        elif tongue.language != language:
            ours = language in MALAY
            does["Indonesian or Malay left for a regional language"] += ours and tongue.language not in MALAY
            does["wrong regional language"] += not ours and language != "en" and tongue.language not in MALAY
    return taken, _shares(does, taken)


def _shares(does: Counter[str], taken: Confusion) -> dict[str, float]:
    right = {language: got[language] / got.total() for language, got in taken.items() if got}
    regional = sum(got.total() for language, got in taken.items() if language not in (*MALAY, "en"))
    left, wrong = does["Indonesian or Malay left for a regional language"], does["wrong regional language"]
    return {
        "right": _percent(sum(got[language] for language, got in taken.items()), does["all"]),
        **{language: round(100 * share, 1) for language, share in right.items()},
        "asks": _percent(does["asks"], does["all"]),
        "right among the two offered": _percent(does["right among the two offered"], does["asks"]),
        "Indonesian or Malay left for a regional language": _percent(left, sum(taken[each].total() for each in MALAY)),
        "wrong regional language": _percent(wrong, regional),
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def urgency_confusion(folder: Path) -> Confusion:
    """For each situation of the messages: critical, asked about, high, or normal."""
    taken: Confusion = {}
    for message in messages(folder):
        if message.situation not in ("command", "quiet"):
            reading = read(message.text)
            sure = reading.urgency == Urgency.CRITICAL and not reading.asks_first
            called = "critical" if sure else "asks" if reading.asks_first else reading.urgency.name.lower()
            taken.setdefault(message.situation, Counter())[called] += 1
    return taken


def bars(title: str, rows: list[tuple[str, list[float]]], legend: tuple[str, ...]) -> str:
    """Percentages as bars: one row a label, one bar a series."""
    high = (BAR * len(legend) + GAP) * len(rows) + 60
    parts = [_text(LEFT, 18, title, "start"), *_legend(legend)]
    top = 46
    for label, values in rows:
        parts.append(_text(LEFT - 6, top + BAR * len(values) / 2 + 4, label, "end"))
        for value, colour in zip(values, COLOURS, strict=False):
            wide = WIDE * value / 100
            shape = f'x="{LEFT}" y="{top}" width="{wide:.1f}" height="{BAR - 2}"'
            parts.append(f'<rect {shape} fill="{colour}"/>')
            parts.append(_text(LEFT + wide + 4, top + BAR - 5, f"{value:.1f}", "start"))
            top += BAR
        top += GAP
    return _svg(LEFT + WIDE + 60, high, parts)


def _legend(legend: tuple[str, ...]) -> list[str]:
    parts = []
    for at, (name, colour) in enumerate(zip(legend, COLOURS, strict=False)):
        parts.append(f'<rect x="{LEFT + at * 150}" y="26" width="10" height="10" fill="{colour}"/>')
        parts.append(_text(LEFT + at * 150 + 14, 35, name, "start"))
    return parts


def table(title: str, taken: Confusion, columns: list[str]) -> str:
    """A confusion table: a row for what is true, a column for what was said, darker for more."""
    left = 90
    parts = [_text(8, 18, title, "start")]
    parts += [_text(left + CELL * (at + 0.5), 40, name, "middle") for at, name in enumerate(columns)]
    for down, (name, got) in enumerate(taken.items()):
        parts.append(_text(left - 6, 62 + down * CELL, name, "end"))
        for across, column in enumerate(columns):
            share = got[column] / got.total() if got.total() else 0.0
            x, y = left + across * CELL, 46 + down * CELL - 4
            colour = f'fill="#1b6e8c" fill-opacity="{share:.2f}" stroke="#ccc"'
            parts.append(f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" {colour}/>')
            if got[column]:
                ink = "#fff" if share > 0.5 else "#222"
                parts.append(_text(x + CELL / 2, y + CELL / 2 + 4, str(got[column]), "middle", ink))
    return _svg(left + CELL * len(columns) + 20, 60 + CELL * len(taken), parts)


def _text(x: float, y: float, said: str, anchor: str, colour: str = "#222") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{said}</text>'


def _svg(wide: float, high: float, parts: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}"'
    return f'{head} font-family="sans-serif" font-size="11">\n' + "\n".join(parts) + "\n</svg>\n"


def main(arguments: list[str] | None = None) -> int:
    """Measure on the messages kept apart and, where the folder of text is given, on its held-out sentences."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--from", dest="folder", type=Path, help="the folder that the weights were trained from")
    asked.add_argument("--messages", type=Path, default=Path("tests/language"), help="heldout/, final/, apart/")
    asked.add_argument("--to", type=Path, default=Path("docs/understanding"))
    given = asked.parse_args(arguments)
    given.to.mkdir(parents=True, exist_ok=True)
    figures: dict[str, object] = {}
    sets = {name: measured(messages(given.messages / name)) for name in ("heldout", "final", "apart")}
    for name, made in sets.items():
        figures[name] = {kind: {group: each.share(group) for group in each.asked} for kind, each in made.items()}
        drawn = table(f"Urgency, {name} messages", urgency_confusion(given.messages / name), CALLED)
        (given.to / f"urgency-{name}.svg").write_text(drawn, encoding="utf-8")
    (given.to / "situations.svg").write_text(_situations(sets), encoding="utf-8")
    (given.to / "critical.svg").write_text(_critical(sets), encoding="utf-8")
    if given.folder:
        figures["sentences"] = _draw_languages(given.folder, given.to)
    (given.to / "figures.json").write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


CALLED: Final = ["critical", "asks", "high", "normal"]


def _situations(sets: dict[str, dict[str, Figures]]) -> str:
    rows = [
        (
            name.replace("_not_critical", " ok").replace("_heard", ""),
            [made[name].share("all") for made in sets.values()],
        )
        for name in HEARD
    ]
    return bars("Right of 100, by situation", rows, tuple(sets))


def _critical(sets: dict[str, dict[str, Figures]]) -> str:
    rows = [
        (language, [made["critical"].share(language) for made in sets.values()])
        for language in LANGUAGES
        if all(made["critical"].asked[language] for made in sets.values())
    ]
    return bars("Critical messages heard or asked about, by language", rows, tuple(sets))


def _draw_languages(folder: Path, to: Path) -> dict[str, dict[str, float]]:
    whole, whole_figures = language_split(folder, None)
    three, three_figures = language_split(folder, 3)
    present = {language: got for language, got in whole.items() if got}
    rows = [(language, [whole_figures[language], three_figures[language]]) for language in present]
    drawn = bars("Language right of 100, held-out sentences", rows, ("whole sentence", "first three words"))
    (to / "languages.svg").write_text(drawn, encoding="utf-8")
    columns = [*LANGUAGES, "und"]
    for name, taken in (("sentence", whole), ("three-words", three)):
        shown = {language: got for language, got in taken.items() if got}
        (to / f"confusion-{name}.svg").write_text(table(f"Language, {name}", shown, columns), encoding="utf-8")
    return {"sentence": whole_figures, "three words": three_figures}


if __name__ == "__main__":
    sys.exit(main())
