"""A helpline with offices and officers, on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.world import Helpline


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    """Invented officers on duty, nobody has written yet."""
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()
