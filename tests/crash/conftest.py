"""What is killed keeps its files on a disk, as it does where it serves."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.side_by_side import disk


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder of this test's own, on a disk."""
    with TemporaryDirectory(dir=disk()) as folder:
        yield Path(folder)
