"""Find a Chromium for the tests of the pages, and get one where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from house.prepare import apt_get, may_install

# Without windows first: a page takes a third of the time that it takes where a window is drawn around it.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT = (sys.executable, "-m", "playwright")
MINUTES_TO_DOWNLOAD = 5


class NoBrowser(Exception):
    """No Chromium starts here, and none could be got: sudo apt-get install chromium libatomic1, then again."""

    def __str__(self) -> str:
        return str(self.__doc__)


def find() -> str | None:
    """The path of a Chromium that starts, and that Playwright can drive: installed, or fetched by Playwright."""
    if not starts(*PLAYWRIGHT):
        return None
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[str]:
    """Where a Chromium may be."""
    yield from filter(None, map(shutil.which, NAMES))
    with sync_playwright() as playwright:
        fetched = playwright.chromium.executable_path
    yield fetched


def starts(*program: str) -> bool:
    """Does this program run? One without its libraries, or Ubuntu's pointer to a snap, does not."""
    try:
        asked = subprocess.run([*program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def get() -> str:
    """The path of a Chromium, fetched by Playwright or, as root, by apt-get where none is installed."""
    for command in ways():
        if path := find():
            return path
        attempt(command)
    if path := find():
        return path
    raise NoBrowser


def ways() -> list[list[str]]:
    """The commands that may bring a browser, the most welcome first."""
    fetch = [*PLAYWRIGHT, "install", "chromium"]
    if not may_install():
        return [fetch]
    # Playwright's driver wants a library that a bare Debian lacks. Debian has Chromiums in packages; Ubuntu's is
    # no program, but Playwright knows which libraries its own one needs there.
    debian = [*apt_get("chromium-headless-shell"), *apt_get("chromium")]
    return [*apt_get("libatomic1"), fetch, *debian, [*PLAYWRIGHT, "install-deps", "chromium"]]


def attempt(command: list[str]) -> None:
    """Run a command that may fail: whether a browser starts afterwards is what counts."""
    sys.stderr.write(f"Looking for a browser for the tests: {' '.join(command)} …\n")
    patience = os.environ | {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "15000"}
    try:
        subprocess.run(command, env=patience, timeout=MINUTES_TO_DOWNLOAD * 60, check=False)
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"It took more than {MINUTES_TO_DOWNLOAD} minutes.\n")


if __name__ == "__main__":
    try:
        get()
    except NoBrowser as none:
        sys.exit(str(none))
