"""docs/safety.md shows which tests prove which rule; made from the tests' own names, it names none that is gone."""

import os
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "safety.md"
RULES = {
    1: "Guarded acts",
    2: "A returning contact is greeted like a new one",
    3: "Lock screens",
    4: "Never first",
    5: "Do not reply",
    6: "Safe hours",
    7: "Quick exit",
    8: "Retraction closes nothing",
    9: "Public face",
    10: "Address",
    11: "Four states, none ahead of the facts",
    12: "An officer's silence never mutes the bot",
    13: "Who speaks",
    14: "Numbers of the country of the person concerned",
    15: "What the bot never does",
    16: "Person concerned and device",
    17: "Voice is a first language",
    18: "Suicide",
    19: "Sexual violence",
    20: "Children",
    21: "Pregnant, or with a child, abroad",
    22: "Pictures",
    23: "Papers",
    24: "Death",
    25: "Every organisation is a principal of its own",
    26: "Complaints about us",
    27: "Family links: one face to the enquirer",
    28: "Officers' telephones",
    29: "Groups and forwards",
    30: "Signed texts",
    31: "A detector only raises urgency",
}
HEAD = """# Which test proves which safety rule?

Made from the names of tests and golden dialogues by `KENTONGAN_RECORD=1 pytest tests/flows/test_safety_table.py`; not
edited by hand. A rule without a test is one whose part of the program is not built yet, and says so.

| rule | | proven by |
|---|---|---|
"""


def proven() -> dict[int, list[str]]:
    """Every test and dialogue that bears a rule's number, as `file: name`."""
    found: dict[int, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, number in re.findall(r"def (test_r(\d+)_\w+)", file.read_text("utf-8")):
            found[int(number)].append(f"`{file.relative_to(ROOT)}`: {words(name)}")
    for file in sorted((ROOT / "tests/flows/dialogues").glob("*.txt")):
        title = file.read_text("utf-8").splitlines()[0].removeprefix("# ")
        for number in dict.fromkeys(re.findall(r"\bR(\d+)\b", title.partition(":")[0])):
            found[int(number)].append(f"`{file.relative_to(ROOT)}`: {title.partition(': ')[2]}")
    return found


def words(name: str) -> str:
    """A test's name as the sentence that it is."""
    return re.sub(r"^test_r\d+_", "", name).replace("_", " ")


def table() -> str:
    """The page."""
    found = proven()
    rows = [f"| R{number} | {title} | {'<br>'.join(found[number]) or '—'} |" for number, title in RULES.items()]
    return HEAD + "\n".join(rows) + "\n"


def test_the_table_names_every_rule_and_no_test_that_is_gone() -> None:
    if os.environ.get("KENTONGAN_RECORD"):
        PAGE.write_text(table(), "utf-8")
    rows = [line.split(" | ", 2) for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| R")]
    assert [row[0] for row in rows] == [f"| R{number}" for number in RULES]
    found = proven()
    for (_rule, _title, told), number in zip(rows, RULES, strict=True):
        named = set(told.removesuffix(" |").split("<br>")) - {"—"}
        assert named <= set(found[number]), f"R{number}: KENTONGAN_RECORD=1 pytest {Path(__file__).relative_to(ROOT)}"


def test_every_rule_that_conversations_carry_is_proven() -> None:
    carried = {1, 2, 3, 4, 5, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 29, 30}
    assert carried <= {number for number, tests in proven().items() if tests}
