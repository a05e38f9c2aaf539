"""`kentongan simulate`: our way of sharing the work beside two common ones and the yardstick, seeded."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bot.routing.charts import bars, curves, said
from bot.routing.play import Outcome, Play
from bot.routing.rivals import LeastLoaded, Ours, Pooled, RoundRobin, Sharing
from bot.routing.world import Scenario, normal_week, surge
from flows.words import Urgency

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the scenarios that were asked for, print the figures, and write charts and tables where told."""
    asked = _arguments().parse_args(argv)
    if asked.ratios:
        for seed in asked.ratios:
            sys.stdout.write(json.dumps(ratios(seed, asked)) + "\n")
            sys.stdout.flush()
        return 0
    sections = []
    for name, scenario in _scenarios(asked):
        outcomes = compare(scenario, asked.seed)
        text = "\n".join(table(name, outcomes))
        sys.stdout.write(text + "\n\n")
        sections.append(text)
        if asked.write:
            _charts(Path(asked.write), name, outcomes)
            picture = _slug(name)
            sections[-1] += (
                f"\n\n![{name}: bars](routing/{picture}-bars.svg)\n\n![{name}](routing/{picture}-curves.svg)"
            )
    if asked.write:
        _into(Path(asked.write) / "routing.md", sections)
    return 0


def compare(scenario: Scenario, seed: int) -> tuple[Outcome, ...]:
    """The same world under each way of sharing; only who is asked differs."""
    ways: list[Sharing] = [
        Ours(scenario),
        Ours(scenario, first_looks=False),
        Pooled(scenario),
        RoundRobin(scenario),
        LeastLoaded(scenario),
    ]
    if scenario.surge_from is None:
        del ways[1]
    return tuple(Play(scenario, way, dice(seed + 1)).run() for way in ways)


def ratios(seed: int, asked: argparse.Namespace) -> dict[str, object]:
    """What is asked of a surge, for one seed: both ratios to the yardstick with true urgencies, and who never heard."""
    shape = {"a_person": asked.messages_per_person, "staff": asked.staff}
    true, wrong = surge(dice(seed), **shape), surge(dice(seed), wrong=asked.wrong, **shape)
    yardstick = Play(true, Pooled(true), dice(seed + 1)).run()
    ours, looked = (Play(world, Ours(world), dice(seed + 1)).run() for world in (true, wrong))
    never = {f"never_{u.priority}": ours.waits[u].unanswered + looked.waits[u].unanswered for u in Urgency}
    return {
        "seed": seed,
        "p95_true": round(ratio(ours, yardstick), 2),
        "p95_wrong": round(ratio(looked, yardstick), 2),
        **never,
    }


def dice(seed: int) -> Random:
    """Repeatable chance; nothing secret hangs on it."""
    return Random(seed)  # noqa: S311


def ratio(ours: Outcome, yardstick: Outcome) -> float:
    """Our 95th percentile for life-threatening tickets over the yardstick's."""
    return ours.waits[Urgency.CRITICAL].p95 / yardstick.waits[Urgency.CRITICAL].p95


def table(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    """The figures of one scenario as a Markdown table."""
    lines = [f"### {name}", ""]
    lines.append("| way of sharing | urgency | tickets | median | p95 | p99 | longest | past target | never |")
    lines.append("|---|---|---|---|---|---|---|---|---|")
    for outcome in outcomes:
        for urgency, waits in outcome.waits.items():
            times = " | ".join(said(value) for value in (waits.median, waits.p95, waits.p99, waits.longest))
            ends = f"{waits.late:.1%} | {waits.unanswered}"
            lines.append(f"| {outcome.name} | {urgency.priority} | {waits.number} | {times} | {ends} |")
    lines += ["", "| way of sharing | in the person's language | unevenness of work |", "|---|---|---|"]
    lines += [f"| {outcome.name} | {outcome.language:.0%} | {outcome.unevenness:.2f} |" for outcome in outcomes]
    return lines


def _scenarios(asked: argparse.Namespace) -> list[tuple[str, Scenario]]:
    a_person, staff = asked.messages_per_person, asked.staff
    found = []
    if asked.scenario in ("week", "all"):
        found.append(("A normal week", normal_week(dice(asked.seed))))
    if asked.scenario in ("surge", "all"):
        whole = surge(dice(asked.seed), a_person=a_person, staff=staff)
        found.append((f"A surge of 20,000 messages in one hour ({len(whole.requests)} tickets)", whole))
        wrong = surge(dice(asked.seed), a_person=a_person, staff=staff, wrong=asked.wrong)
        found.append((f"The same surge with {asked.wrong:.0%} of the urgencies wrong", wrong))
    return found


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kentongan simulate", description=__doc__)
    parser.add_argument("--scenario", choices=("week", "surge", "all"), default="all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", type=float, default=0.15, help="share of wrong urgencies in the second surge")
    parser.add_argument("--messages-per-person", type=float, default=2.5, help="messages that join one ticket")
    parser.add_argument("--staff", type=int, default=200, help="officers; seven in ten are there in a surge")
    parser.add_argument("--ratios", type=int, nargs="+", metavar="SEED", help="only the surge's ratios, a line a seed")
    parser.add_argument("--write", metavar="DOCS", help="write charts and tables into this folder's routing.md")
    return parser


def _charts(folder: Path, name: str, outcomes: Sequence[Outcome]) -> None:
    where = folder / "routing"
    where.mkdir(parents=True, exist_ok=True)
    (where / f"{_slug(name)}-bars.svg").write_text(bars(name, outcomes), encoding="utf-8")
    (where / f"{_slug(name)}-curves.svg").write_text(curves(name, outcomes), encoding="utf-8")


def _slug(name: str) -> str:
    if "wrong" in name:
        return "surge-wrong"
    return "surge" if "surge" in name else "week"


def _into(page: Path, sections: Sequence[str]) -> None:
    """Between the page's two marks; what stands around them is written by people."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n" + "\n\n".join(sections) + f"\n\n{END}{after}", encoding="utf-8")
