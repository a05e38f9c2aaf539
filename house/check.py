"""Every check of the house, one after another; the last line says which of them failed."""

import subprocess
import sys
from collections.abc import Callable

from house import sizes
from house.prepare import ROOT

INSIDE = sys.prefix + "/bin/"


def run(*command: str) -> bool:
    """Run one tool from the virtual environment at the root of the project; true when it finds nothing."""
    return subprocess.run([INSIDE + command[0], *command[1:]], cwd=ROOT, check=False).returncode == 0


CHECKS: dict[str, Callable[[], bool]] = {
    "format": lambda: run("ruff", "format", "--check", "--quiet", "."),
    "lint": lambda: run("ruff", "check", "--quiet", "."),
    "strict types": lambda: run("mypy", "--no-error-summary"),
    "import contracts": lambda: run("lint-imports", "--no-logo"),
    "conversations": lambda: run("python", "-m", "bot.check"),
    "sizes": sizes.report,
    "house tests": lambda: run("python", "-m", "pytest", "-q", "tests/house"),
}


def check() -> list[str]:
    """Run every check and return the names of those that failed."""
    failed = []
    for name, passes in CHECKS.items():
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        if not passes():
            failed.append(name)
    return failed


if __name__ == "__main__":
    if failed := check():
        sys.exit(f"\nmake check failed: {', '.join(failed)}")
    sys.stdout.write(f"\nmake check passed: {', '.join(CHECKS)}\n")
