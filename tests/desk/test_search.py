"""A ticket is found by a name that was told, however it is spelt, and only by whoever may open it."""

import pytest
from sqlalchemy import delete
from sqlmodel import Session, select

from bot.desk.search import matching
from bot.finding import hashes, keep_names
from bot.store.tables import Key, Ticket
from bot.store.work_tables import NameWord
from flows.words import Heard
from tests.desk.conftest import Desk, enter, press
from tests.desk.test_pages import ANI, CITRA, HELP, reader
from tests.world import Helpline


def written_by(helpline: Helpline, name: str) -> str:
    """The code of the ticket of somebody who writes under this name; the sweep has been there."""
    helpline.inbox.receive_now(Heard("simulator", "budi", "m1", helpline.now, text=HELP, name=name))
    helpline.database.write_now(lambda db: keep_names(db, helpline.vault, helpline.now))
    return helpline.tickets()[0].code


def found(helpline: Helpline, login: str, typed: str) -> list[str]:
    """The codes that this officer finds."""
    with helpline.reading() as db:
        return [row.code for row in matching(db, helpline.vault, reader(helpline, login), typed)]


@pytest.mark.parametrize("typed", ["Soedjatmoko", "sujatmoko", "Moh. Soedjatmoko", "muhammad", "Pak Sujatmoko"])
def test_a_name_is_found_however_it_is_spelt(helpline: Helpline, typed: str) -> None:
    code = written_by(helpline, "Mohammad Soejatmoko")
    assert found(helpline, ANI, typed) == [code]


@pytest.mark.parametrize("typed", ["Sri", "Mohammad Yusuf", "a", "pak"])
def test_another_name_and_half_a_name_are_not_found(helpline: Helpline, typed: str) -> None:
    written_by(helpline, "Mohammad Soejatmoko")
    assert found(helpline, ANI, typed) == []


def test_r25_a_name_is_found_only_among_the_tickets_that_the_officer_may_open(helpline: Helpline) -> None:
    code = written_by(helpline, "Mohammad Soejatmoko")
    assert (found(helpline, ANI, "Soejatmoko"), found(helpline, CITRA, "Soejatmoko")) == ([code], [])


def test_only_keyed_hashes_are_kept_and_they_go_with_the_persons_key(helpline: Helpline) -> None:
    written_by(helpline, "Mohammad Soejatmoko")
    with helpline.reading() as db:
        kept = {row.word_hash for row in db.exec(select(NameWord))}
    assert kept == set(hashes(helpline.vault, "Muhammad Sujatmoko"))
    assert not any(b"sujatmoko" in one for one in kept)

    def forget(db: Session) -> None:
        ticket = db.exec(select(Ticket)).one()
        db.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        db.execute(delete(Key).where(Key.id == ticket.key_id))  # type: ignore[arg-type]
        assert db.exec(select(NameWord)).all() == []
        db.rollback()

    helpline.database.write_now(forget)


def test_a_second_look_keeps_each_word_once(helpline: Helpline) -> None:
    written_by(helpline, "Mohammad Soejatmoko")
    helpline.hears("dia datang lagi")
    helpline.database.write_now(lambda db: keep_names(db, helpline.vault, helpline.now))
    with helpline.reading() as db:
        assert len(db.exec(select(NameWord)).all()) == 2


async def test_what_was_typed_never_stands_in_an_address(desk: Desk, helpline: Helpline) -> None:
    code = written_by(helpline, "Mohammad Soejatmoko")
    async with desk.client() as client:
        enter(desk, client)
        answer = await press(client, "/desk/", "/desk/search", q="Soejatmoko")
    assert answer.headers["location"] == f"/desk/t/{code}"
