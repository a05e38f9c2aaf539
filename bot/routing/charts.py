"""Charts of the simulation as SVG, drawn without any package: bars on a logarithmic scale, and curves."""

from collections.abc import Sequence
from html import escape
from math import log10

from bot.routing.play import Outcome
from flows.words import Urgency

# A palette that stays apart for colour-blind eyes; each also has its place and its label.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
WIDTH, LEFT, TOP, ROW = 860, 250, 60, 17
TICKS = ((10, "10 s"), (60, "1 min"), (300, "5 min"), (1800, "30 min"), (7200, "2 h"), (36_000, "10 h"))


def bars(title: str, outcomes: Sequence[Outcome]) -> str:
    """The 95th percentile of the wait for the first human word, by urgency and way of sharing."""
    parts = []
    y = TOP
    for urgency in sorted(Urgency, reverse=True):
        parts.append(_text(10, y + ROW * len(outcomes) / 2, urgency.priority, size=15))
        for number, outcome in enumerate(outcomes):
            seconds = outcome.waits[urgency].p95
            length = _x(max(seconds, 1)) - LEFT
            parts.append(_text(LEFT - 6, y + 12, outcome.name, anchor="end"))
            parts.append(f'<rect x="{LEFT}" y="{y + 2}" width="{length:.1f}" height="13" fill="{COLOURS[number]}"/>')
            parts.append(_text(LEFT + length + 5, y + 12, said(seconds)))
            y += ROW
        y += 14
    return _frame(title, "95th percentile of the time to the first human word", parts, y)


def curves(title: str, outcomes: Sequence[Outcome]) -> str:
    """Which share of the truly life-threatening tickets had a human word by when."""
    height, parts = 300, []
    for share in (0, 25, 50, 75, 95, 100):
        y = TOP + height * (1 - share / 100)
        parts.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - 60}" y2="{y}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{share} %", anchor="end"))
    for number, outcome in enumerate(outcomes):
        waits = outcome.critical
        points = [f"{_x(max(w, 1)):.1f},{TOP + height * (1 - (i + 1) / len(waits)):.1f}" for i, w in enumerate(waits)]
        colour = COLOURS[number]
        parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<rect x="10" y="{TOP + number * 20}" width="12" height="12" fill="{colour}"/>')
        parts.append(_text(28, TOP + number * 20 + 11, outcome.name))
    return _frame(title, "share of truly life-threatening tickets with a human word", parts, TOP + height + 10)


def said(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _x(seconds: float) -> float:
    span = WIDTH - 60 - LEFT
    return LEFT + span * min(max(log10(seconds) - log10(10), 0) / (log10(36_000) - log10(10)), 1)


def _text(x: float, y: float, words: str, anchor: str = "start", size: int = 11) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}">{escape(words)}</text>'


def _frame(title: str, under: str, parts: list[str], bottom: float) -> str:
    axis = []
    for seconds, label in TICKS:
        x = _x(seconds)
        axis.append(
            f'<line x1="{x:.0f}" y1="{TOP - 4}" x2="{x:.0f}" y2="{bottom:.0f}" stroke="#ccc" stroke-dasharray="3"/>'
        )
        axis.append(_text(x, bottom + 14, label, anchor="middle"))
    height = bottom + 24
    size = f'viewBox="0 0 {WIDTH} {height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" role="img">'
    named = f"<title>{escape(title)}: {escape(under)}</title>"
    back = f'<rect width="{WIDTH}" height="{height:.0f}" fill="white"/>'
    heading = _text(10, 22, title, size=16) + _text(10, 42, under, size=12)
    return "\n".join([head, named, back, heading, *axis, *parts, "</svg>"]) + "\n"
