"""What a stranger finds: every author measured by weights that know nothing of that author.

`python -m bot.language.train --from FOLDER --only urgency --to NPZ --folds-to DIR` leaves such weights in DIR, each
file named by the authors that it does not know; `python -m tests.language.left_out DIR` prints the figures by author.
"""

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from unittest.mock import patch

from bot.language import model
from bot.language.train_looks import forget
from tests.language.measure_blind import STRANGERS, Check, heard

Answers = dict[str, dict[str, list[bool]]]


def measured(folder: Path) -> Answers:
    """For every figure and author, whether each answer was right."""
    answers: Answers = defaultdict(lambda: defaultdict(list))
    for weights in sorted(folder.glob("*.npz")):
        with patch.object(model, "FILE", str(weights.resolve())):
            forget()
            for author in weights.stem.split("+"):
                _note(author, heard([STRANGERS / f"{author}.jsonl"])[0], answers)
    forget()
    return answers


def _note(author: str, made: list[Check], answers: Answers) -> None:
    for check in made:
        for group in ("all", author):
            answers[check.figure][group].append(check.right)


def main() -> int:
    """Print one line a figure: right of 100 over all, then by author, with how many were asked."""
    described = argparse.ArgumentParser(description=__doc__)
    described.add_argument("folder", type=Path)
    for figure, groups in measured(described.parse_args().folder).items():
        told = (f"{name} {100 * sum(right) / len(right):.1f} of {len(right)}" for name, right in groups.items())
        print(f"{figure}: " + "  ".join(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
