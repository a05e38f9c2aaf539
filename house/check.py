"""Every check of the house, as many at once as there are cores; the last line says which of them failed."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from house.prepare import ROOT

INSIDE = sys.prefix + "/bin/"
CHECKS = {
    "format": "ruff format --check --quiet .",
    "lint": "ruff check --quiet .",
    "strict types": "mypy --no-error-summary",
    "import contracts": "lint-imports --no-logo",
    "conversations": "python -m bot.check",
    "sizes": "python -m house.sizes",
    "house tests": "python -m pytest -q tests/house",
}
LONGEST_FIRST = ("strict types", "house tests", *CHECKS)


def run(name: str) -> subprocess.CompletedProcess[str]:
    """Run one tool from the virtual environment at the root of the project, and keep what it says."""
    tool, *words = CHECKS[name].split()
    return subprocess.run(
        [INSIDE + tool, *words], cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def check() -> list[str]:
    """Run every check, show what each said in the order of the list, and return the names of those that failed."""
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        running = {name: cores.submit(run, name) for name in dict.fromkeys(LONGEST_FIRST)}
        for name in CHECKS:
            done = running[name].result()
            sys.stdout.write(f"\n== {name}\n{done.stdout}")
            sys.stdout.flush()
            if done.returncode != 0:
                failed.append(name)
    return failed


if __name__ == "__main__":
    if failed := check():
        sys.exit(f"\nmake check failed: {', '.join(failed)}")
    sys.stdout.write(f"\nmake check passed: {', '.join(CHECKS)}\n")
