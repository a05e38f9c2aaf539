"""Measure how many decisions `bot.routing.choose` makes in a second of one core, for 200 officers."""

import argparse
import json
import os
import statistics

from tests.routing.test_speed import decisions_a_second


def main() -> None:
    """Measure and print one JSON line for officers who stay as they are, and one for loads that change."""
    asked = argparse.ArgumentParser(prog="python -m bench.decisions", description=__doc__)
    asked.add_argument("--rounds", type=int, default=9, help="how often each is measured")
    rounds = asked.parse_args().rounds
    for loads_change in (False, True):
        rates = sorted(round(decisions_a_second(loads_change)) for _round in range(rounds))
        figures = {
            "figure": "decisions a second of processor time",
            "officers": 200,
            "loads_change": loads_change,
            "median": round(statistics.median(rates)),
            "lowest": rates[0],
            "highest": rates[-1],
            "load": round(os.getloadavg()[0], 1),
        }
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
