"""Files that came with messages: fetched before the vendor forgets them, sealed, or lost by name."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.errors import CannotReach, Refused, TryLater
from bot.files import CLAIMED_FOR, FIRST_WAIT, GIVE_UP_AFTER, LONGEST_WAIT, Files
from bot.store.tables import FileRow, table
from flows.words import Attachment, Heard, Kind
from tests.world import Helpline

PHOTO = b"\xff\xd8\xff\xe0foto\xff\xd9"


class Shelf:
    """Where a vendor keeps files: gives them out, or fails as it is told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.faults: list[Exception] = []

    async def fetch(self, reference: str) -> bytes:
        """A file's bytes."""
        self.asked.append(reference)
        if self.faults:
            raise self.faults.pop(0)
        return PHOTO


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    yield made
    made.close()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def files(helpline: Helpline, shelf: Shelf) -> Files:
    return Files(helpline.database, {"telegram": shelf.fetch}, lambda: helpline.now)


def sends(helpline: Helpline, *files: Attachment, channel: str = "telegram", who: str = "budi") -> None:
    """Somebody sends files."""
    key = f"m{next(helpline.keys)}"
    helpline.inbox.receive_now(
        Heard(channel=channel, address=who, key=key, at=helpline.now, kind=Kind.PHOTO, files=files)
    )


def kept_by_vendor(reference: str) -> Attachment:
    """A photo of which we have only the vendor's reference."""
    return Attachment(mime="image/jpeg", size=len(PHOTO), reference=reference)


def row(helpline: Helpline, number: int = 1) -> FileRow:
    """A file's row."""
    with helpline.reading() as db:
        return db.get_one(FileRow, number)


async def test_a_vendors_file_is_fetched_and_sealed(helpline: Helpline, files: Files, shelf: Shelf) -> None:
    sends(helpline, kept_by_vendor("rujukan-1"))
    assert row(helpline).state == "due"
    assert await files.fetch_due() == 1
    assert shelf.asked == ["rujukan-1"]
    assert helpline.files(channel="telegram") == [("image/jpeg", "kept", PHOTO)]
    sealed = row(helpline).sealed_content
    assert sealed is not None
    assert b"foto" not in sealed
    assert await files.fetch_due() == 0


async def test_the_simulators_bytes_are_kept_at_once(helpline: Helpline, files: Files) -> None:
    sends(helpline, Attachment(mime="image/jpeg", size=len(PHOTO), content=PHOTO), channel="simulator")
    assert helpline.files() == [("image/jpeg", "kept", PHOTO)]
    assert await files.fetch_due() == 0


async def test_a_file_that_is_gone_is_lost_by_name_and_not_asked_for_again(
    helpline: Helpline, files: Files, shelf: Shelf
) -> None:
    sends(helpline, kept_by_vendor("rujukan-1"))
    shelf.faults = [Refused("gone")]
    await files.fetch_due()
    assert (row(helpline).state, row(helpline).failure) == ("lost", "gone")
    helpline.now += timedelta(days=1)
    assert await files.fetch_due() == 0


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        # the vendor is busy, refuses us, or the network breaks in a way that nobody foresaw
        (TryLater(code="429"), "429"),
        (CannotReach("blocked"), "CannotReach"),
        (RuntimeError("whatsapp:+6281298761234567"), "RuntimeError"),
    ],
)
async def test_a_file_that_cannot_be_had_now_is_asked_for_again(
    helpline: Helpline, files: Files, shelf: Shelf, fault: Exception, named: str
) -> None:
    sends(helpline, kept_by_vendor("rujukan-1"))
    shelf.faults = [fault]
    await files.fetch_due()
    assert (row(helpline).state, row(helpline).failure) == ("due", named)
    assert await files.fetch_due() == 0
    helpline.now += FIRST_WAIT * 2
    assert await files.fetch_due() == 1
    assert row(helpline).state == "kept"


async def test_one_broken_file_does_not_hold_up_the_others(helpline: Helpline, files: Files, shelf: Shelf) -> None:
    sends(helpline, kept_by_vendor("rujukan-1"), kept_by_vendor("rujukan-2"), kept_by_vendor("rujukan-3"))
    shelf.faults = [RuntimeError()]
    assert await files.fetch_due() == 3
    assert [row(helpline, number).state for number in (1, 2, 3)] == ["due", "kept", "kept"]


async def test_a_file_of_a_person_whose_key_does_not_open_does_not_hold_up_the_others(
    helpline: Helpline, files: Files
) -> None:
    sends(helpline, kept_by_vendor("rujukan-1"))
    sends(helpline, kept_by_vendor("rujukan-2"), who="siti")
    broken = update(table("file")).where(table("file").c.id == 1).values(sealed_reference=b"\x01" + b"x" * 40)
    helpline.database.write_now(lambda db: db.execute(broken))
    assert await files.fetch_due() == 1
    assert (row(helpline).state, row(helpline).failure) == ("lost", "unreadable")
    assert row(helpline, 2).state == "kept"


async def test_a_file_claimed_by_a_process_that_died_is_asked_for_again(
    helpline: Helpline, files: Files, shelf: Shelf
) -> None:
    sends(helpline, kept_by_vendor("rujukan-1"))
    claimed = helpline.database.write_now(lambda db: files.claim(db, helpline.now))
    assert [one.reference for one in claimed] == ["rujukan-1"]
    # The process dies here. While the claim holds, nobody else asks.
    assert await files.fetch_due() == 0
    helpline.now += CLAIMED_FOR
    assert await files.fetch_due() == 1
    assert (shelf.asked, row(helpline).state) == (["rujukan-1"], "kept")


async def test_a_file_is_asked_for_about_a_day_and_a_half_and_then_lost_by_name(
    helpline: Helpline, files: Files, shelf: Shelf
) -> None:
    sends(helpline, kept_by_vendor("rujukan-1"))
    shelf.faults = [TryLater(code="busy") for _each in range(GIVE_UP_AFTER)]
    begun = helpline.now
    while row(helpline).state == "due":
        helpline.now = max(helpline.now, row(helpline).due_at or helpline.now)
        assert await files.fetch_due() == 1
    assert (row(helpline).state, row(helpline).failure) == ("lost", "busy")
    assert len(shelf.asked) == GIVE_UP_AFTER
    assert timedelta(days=1) < helpline.now - begun < GIVE_UP_AFTER * LONGEST_WAIT


async def test_a_file_over_which_the_process_dies_each_time_is_given_up(
    helpline: Helpline, files: Files, shelf: Shelf
) -> None:
    sends(helpline, kept_by_vendor("rujukan-1"))
    died = update(table("file")).values(attempts=GIVE_UP_AFTER)
    helpline.database.write_now(lambda db: db.execute(died))
    assert await files.fetch_due() == 0
    assert (row(helpline).state, row(helpline).failure, shelf.asked) == ("lost", "gave_up", [])
