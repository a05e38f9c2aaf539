"""The two keys: drawn once, read by nobody else, never replaced, and never guessed at."""

import base64
import stat
import threading
from pathlib import Path

import pytest
from sqlmodel import select

from bot.app import open_database
from bot.errors import CannotStart
from bot.inbox import Inbox
from bot.keys import drawn, open_vault
from bot.settings import Settings
from bot.store.tables import Line
from bot.world import build_world, read_heard
from flows.book import BOOK
from flows.words import Heard
from tests.world import NOON

NAMES = ("master.key", "index.key")


def settings(folder: Path, **changed: str) -> Settings:
    """Settings with everything in this folder."""
    return Settings.model_validate({"var_dir": folder, **changed})


def written(key: bytes) -> str:
    """A key as a setting has it."""
    return base64.b64encode(key).decode()


def hear(where: Settings) -> None:
    """Let somebody write."""
    database = open_database(where)
    inbox = Inbox(database, BOOK, build_world(), read_heard)
    inbox.receive_now(Heard(channel="simulator", address="budi", key="m1", at=NOON, text="tolong"))
    database.close()


def lines(where: Settings) -> int:
    """How many lines the database holds."""
    database = open_database(where)
    with database.reading() as db:
        count = len(db.exec(select(Line)).all())
    database.close()
    return count


def test_both_keys_are_drawn_once_for_their_owner_alone_and_survive_a_restart(tmp_path: Path) -> None:
    first = open_vault(settings(tmp_path / "var"))
    kept = {name: (tmp_path / "var" / name).read_bytes() for name in NAMES}
    again = open_vault(settings(tmp_path / "var"))
    assert {name: (tmp_path / "var" / name).read_bytes() for name in NAMES} == kept
    assert first.hash("telegram", "77") == again.hash("telegram", "77")
    assert {stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) for name in NAMES} == {0o600}
    assert len(set(kept.values())) == 2
    assert sorted(file.name for file in (tmp_path / "var").iterdir()) == sorted(NAMES)


def test_of_many_that_draw_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    ready, found = threading.Barrier(8), set()

    def draw() -> None:
        ready.wait(60)
        found.add(drawn(tmp_path / "master.key"))

    threads = [threading.Thread(target=draw, daemon=True) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert found == {(tmp_path / "master.key").read_text()}


@pytest.mark.parametrize(
    "key",
    [
        # no base64, 31 bytes, 33 bytes, base64 of other letters
        "bukan kunci",
        written(b"k" * 31),
        written(b"k" * 33),
        "küncikünciküncikünciküncikünciküncikünci",
    ],
)
def test_a_key_of_another_size_is_refused_without_being_shown(tmp_path: Path, key: str) -> None:
    for name in ("master_key", "index_key"):
        with pytest.raises(CannotStart, match="32 bytes in base64") as refused:
            open_vault(settings(tmp_path, **{name: key}))
        assert key not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"cut off"])
def test_a_broken_key_file_is_refused_and_never_written_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "master.key").write_bytes(content)
    with pytest.raises(CannotStart, match="32 bytes in base64"):
        open_vault(settings(tmp_path))
    assert (tmp_path / "master.key").read_bytes() == content


def test_a_key_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "master.key").mkdir()
    with pytest.raises(CannotStart, match="cannot be read"):
        open_vault(settings(tmp_path))


@pytest.mark.parametrize(
    ("name", "says"),
    [("master_key", "sealed with another MASTER_KEY"), ("index_key", "another INDEX_KEY")],
)
def test_other_keys_do_not_open_a_database_and_destroy_nothing(tmp_path: Path, name: str, says: str) -> None:
    hear(settings(tmp_path))
    with pytest.raises(CannotStart, match=says):
        open_database(settings(tmp_path, **{name: written(b"other" * 6 + b"!!")}))
    assert lines(settings(tmp_path)) > 1


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_key_file_is_asked_for_and_no_other_is_drawn(tmp_path: Path, name: str) -> None:
    hear(settings(tmp_path))
    lost = (tmp_path / name).read_bytes()
    (tmp_path / name).unlink()
    with pytest.raises(CannotStart, match=f"Put it back: {name}"):
        open_database(settings(tmp_path))
    assert not (tmp_path / name).exists()
    (tmp_path / name).write_bytes(lost)
    assert lines(settings(tmp_path)) > 1
