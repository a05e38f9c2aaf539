"""What is committed late is seen all the same: on PostgreSQL a lower id may show after a higher one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, insert

from bot.bell import Bell
from bot.desk import live
from bot.desk.listener import Change, Listener
from bot.desk.live import Mark, Watch, changes
from bot.desk.search import matching
from bot.finding import keep_names
from bot.messages import Receipt
from bot.store import queues
from bot.store.arrivals import MOST_MISSED, NOTHING, Seen, height, seen_now
from bot.store.tables import Entry, Line, Offer, table
from bot.store.work_tables import Mention
from flows.words import Heard
from tests.desk.conftest import furnish
from tests.desk.test_pages import ANI, HELP, reader
from tests.world import Helpline

EARLY = ("siti", "Siti Aminah")
LATE = ("rini", "Rini Wahyuni")


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    """Two people wrote; what follows is written in transactions of the test's own."""
    made = Helpline(database_url)
    furnish(made)
    for who, name in (EARLY, LATE):
        hears(made, who, name)
    yield made
    made.close()


@pytest.fixture
def two(postgres_url: str) -> Iterator[Helpline]:
    """The same on PostgreSQL, where two may write at once."""
    made = Helpline(postgres_url)
    furnish(made)
    for who, name in (EARLY, LATE):
        hears(made, who, name)
    yield made
    made.close()


def hears(helpline: Helpline, who: str, name: str) -> Receipt:
    """Somebody in danger writes for the first time."""
    return helpline.inbox.receive_now(Heard("simulator", who, f"m-{who}", helpline.now, text=HELP, name=name))


@contextmanager
def writing(helpline: Helpline, who: str) -> Iterator[Connection]:
    """A transaction of another process that has written to somebody's ticket and is not committed yet."""
    with helpline.database.writing.engine.connect() as connection, connection.begin():
        write(connection, helpline, who)
        yield connection


def write(connection: Connection, helpline: Helpline, who: str) -> None:
    """A line that was heard, an entry, and a mention: each draws its id here."""
    ticket, ani = helpline.tickets(who)[0], helpline.officer(ANI).id
    line: dict[str, object] = {
        "contact_id": ticket.contact_id,
        "ticket_id": ticket.id,
        "channel": "simulator",
        "kind": "text",
    }
    line |= {"state": "heard", "at": helpline.now, "turn": 1, "sealed_body": b""}
    number = connection.execute(insert(table("line")).values(line)).inserted_primary_key[0]  # type: ignore[index]
    entry = {"ticket_id": ticket.id, "at": helpline.now, "kind": "noted"}
    connection.execute(insert(table("entry")).values(entry))
    mention = {"ticket_id": ticket.id, "line_id": number, "officer_id": ani, "at": helpline.now}
    connection.execute(insert(table("mention")).values(mention))


def start(helpline: Helpline) -> Mark:
    """The mark of a desk that has seen all that is there."""
    with helpline.reading() as db:
        return Mark(*(seen_now(db, kind) for kind in (Line, Entry, Mention, Offer)))  # type: ignore[arg-type]


def told(helpline: Helpline, mark: Mark) -> list[tuple[str, bool, bool]]:
    """What a look tells: the code, whether somebody wrote, and whether somebody is called."""
    with helpline.reading() as db:
        return [(one.row.code, one.fresh, bool(one.called)) for one in changes(db, mark, set())]


def code(helpline: Helpline, who: tuple[str, str]) -> str:
    """The code of somebody's ticket."""
    return helpline.tickets(who[0])[0].code


def test_a_message_that_is_committed_after_later_ones_is_told_and_only_once(two: Helpline) -> None:
    mark = start(two)
    with writing(two, LATE[0]):
        with two.database.readers.connect() as other, other.begin():
            write(other, two, EARLY[0])
        assert told(two, mark) == [(code(two, EARLY), True, True)]
        assert told(two, mark) == []
    assert told(two, mark) == [(code(two, LATE), True, True)]
    assert told(two, mark) == []


def test_what_was_begun_before_the_first_look_is_told_once_it_is_there(two: Helpline) -> None:
    with writing(two, LATE[0]):
        with two.database.readers.connect() as other, other.begin():
            write(other, two, EARLY[0])
        mark = start(two)
        assert told(two, mark) == []
    assert told(two, mark) == [(code(two, LATE), True, True)]


def test_a_page_that_was_read_before_a_late_commit_fetches_again(two: Helpline) -> None:
    def now() -> str:
        with two.reading() as db:
            return height(db)

    with writing(two, LATE[0]):
        with two.database.readers.connect() as other, other.begin():
            write(other, two, EARLY[0])
        before = now()
        assert now() == before
    assert now() != before


def test_a_ticket_that_is_committed_after_a_newer_one_is_among_the_newest_few(two: Helpline) -> None:
    ani = reader(two, ANI)

    def newest() -> tuple[int, ...]:
        with two.reading() as db:
            return queues.newest(db, ani, "office")

    first = next(one for one in two.tickets(EARLY[0]))
    row = first.model_dump(exclude={"id", "code"})
    with two.database.writing.engine.connect() as late, late.begin():
        late.execute(insert(table("ticket")), row | {"code": "LATE"})
        with two.database.readers.connect() as other, other.begin():
            other.execute(insert(table("ticket")), row | {"code": "EARLY"})
        before = newest()
    assert len(before) == 3
    [came] = set(newest()) - set(before)
    assert came < max(before)


def test_the_name_on_a_late_message_is_found_by_its_words(two: Helpline) -> None:
    with writing(two, LATE[0]):
        with two.database.readers.connect() as other, other.begin():
            write(other, two, EARLY[0])
        assert Seen.read(kept(two)).missed
    kept(two)
    with two.reading() as db:
        found = [row.code for row in matching(db, two.vault, reader(two, ANI), "Wahyuni")]
    assert found == [code(two, LATE)]


def kept(helpline: Helpline) -> str:
    """Where the sweep that keeps names stands after it ran, in another process than the one that is busy writing."""
    other = Helpline(helpline.database.url)
    other.database.write_now(lambda db: keep_names(db, other.vault, other.now))
    with other.reading() as db:
        state = db.connection().execute(table("lease").select()).mappings().one()["state"]
    other.close()
    return str(state)


def test_what_is_written_in_order_is_told_once_on_both_stores(helpline: Helpline) -> None:
    mark = start(helpline)
    for who in (EARLY, LATE):
        with writing(helpline, who[0]):
            pass
        assert told(helpline, mark) == [(code(helpline, who), True, True)]
    assert told(helpline, mark) == []
    assert not mark.lines.missed


def test_what_was_rolled_back_is_asked_for_only_so_long() -> None:
    seen = NOTHING.after([1, 4]).after([3])
    assert seen == Seen(4, frozenset({2}))
    later = seen.after([10 * MOST_MISSED])
    assert len(later.missed) == MOST_MISSED
    assert 2 not in later.missed
    assert Seen.read(later.written()) == later
    assert Seen.read("") == NOTHING


def test_more_tickets_than_one_look_reads_at_once_are_told_all_the_same(
    helpline: Helpline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_AT_ONCE", 1)
    assert sorted(one for one, _fresh, _called in told(helpline, Mark())) == sorted(
        code(helpline, who) for who in (EARLY, LATE)
    )


def test_what_follows_takes_no_alarm_away_from_a_page_that_has_not_heard_of_it_yet(helpline: Helpline) -> None:
    listener = Listener(reader(helpline, ANI), None, "Ani")
    with helpline.reading() as db:
        first = changes(db, Mark(), set())
        later = changes(db, Mark(lines=seen_now(db, Line), offers=seen_now(db, Offer)), set())
    for change in (*first, *later):
        listener.tell(change)
    assert [change.fresh for change in listener.changes.values()] == [True, True, False, False]


async def test_a_look_that_fails_is_made_good_by_the_next(helpline: Helpline) -> None:
    asked: list[Change] = []

    def stumble(change: Change) -> dict[str, str]:
        asked.append(change)
        if len(asked) == 1:
            raise ValueError
        return {}

    watch = Watch(helpline.database, Bell(), lambda: helpline.now, "one", stumble)
    with watch.listening(listener := Listener(reader(helpline, ANI), None, "Ani")):
        await watch.begun()
        with writing(helpline, LATE[0]):
            pass
        await asyncio.wait_for(listener.woken.wait(), 60)
    await watch.close()
    assert [change.row.code for change in listener.changes.values()] == [code(helpline, LATE)]
    assert len(asked) == 2
