"""How the tests share a machine: their files in memory, one worker a core, and some tests alone.

`make test` has pytest-xdist start the workers, each with a PostgreSQL, a browser and folders of its own; the tests of
one file stay on one worker. Without workers (`-n0`, `-p no:xdist`) they run in the same order, one after another.
"""

import contextlib
import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path
from random import sample

import pytest

MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3
WORKER, TURN, DISK = "PYTEST_XDIST_WORKER", "KENTONGAN_TEST_TURN", "KENTONGAN_TEST_DISK"
LONG, ORDINARY, ALONE = range(3)
# Folders and files in which each test starts the helpline as a process, or walks far.
LONG_PLACES = {"crash", "journeys", "property", "test_command_line.py", "test_serving.py", "test_whole_privacy.py"}
# Below those that the kernel gives away; each worker begins somewhere else.
PORTS = iter(sample(range(20_000, 32_000), 12_000))


def pytest_configure(config: pytest.Config) -> None:
    """Make thousands of small databases in memory, where the machine has room and nobody chose another place."""
    config.addinivalue_line("markers", "alone: for whole files that measure time or need every core; nothing else runs")
    os.environ.setdefault(DISK, tempfile.gettempdir())
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        # The workers, and the processes that tests start, inherit it.
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
    if WORKER not in os.environ:
        handle, os.environ[TURN] = tempfile.mkstemp(prefix="kentongan-turn-")
        os.close(handle)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if WORKER not in os.environ and TURN in os.environ:
        Path(os.environ.pop(TURN)).unlink(missing_ok=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that all workers end together; end with those that run alone."""
    ranks: dict[Path, int] = {}
    for item in items:
        ranks[item.path] = min(rank(item), ranks.get(item.path, ALONE))
    items.sort(key=lambda item: ranks[item.path])


def rank(item: pytest.Item) -> int:
    """When a file with this test has its turn."""
    if item.get_closest_marker("alone"):
        return ALONE
    in_browser = isinstance(item, pytest.Function) and "browser" in item.fixturenames
    return LONG if in_browser or LONG_PLACES & set(item.path.parts) else ORDINARY


def free_port() -> int:
    """A port of loopback at which nobody listens, and which nothing is given that asks for any port."""
    for port in PORTS:
        with socket.socket() as door, contextlib.suppress(OSError):
            door.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


def disk() -> Path:
    """Where files lie on a disk, for tests of what a killed process leaves there."""
    return Path(os.environ[DISK])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Let a test that runs alone wait for those of other workers, and those wait for it."""
    with Path(os.environ[TURN]).open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        return (yield)
