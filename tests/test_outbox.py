"""Lines on their way out: in order per talk, P0 first, under leases, and never to somebody who asked for silence."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import QueuePool, text
from sqlmodel import select

from bot import tickets
from bot.errors import CannotReach, Refused, TryLater
from bot.messages import Parcel, Receipt, Traits
from bot.outbox import LEASE, Outbox, claim
from bot.outlet import PAUSE
from bot.store.database import Database
from bot.store.tables import Line
from flows.words import Kind, Press, Writing
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"


class Post:
    """A channel of the test: keeps what it is handed, fails when it is told to."""

    name = "simulator"
    traits = Traits(text_limit=4096, label_limit=64, buttons=10, reads_turn=True, vendor=False)

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.faults: list[Exception] = []

    async def send(self, parcel: Parcel) -> str:
        """Keep the parcel, or fail as told."""
        if self.faults:
            raise self.faults.pop(0)
        self.parcels.append(parcel)
        return f"v{len(self.parcels)}"


class Unhurried(Helpline):
    """A helpline whose people pause after they wrote, so that every answer to them is due."""

    def hears(
        self,
        text: str = "",
        *,
        who: str = "budi",
        key: str = "",
        kind: Kind = Kind.TEXT,
        press: Press | None = None,
        channel: str = "simulator",
    ) -> Receipt:
        """A person's message, and the pause after it."""
        receipt = super().hears(text, who=who, key=key, kind=kind, press=press, channel=channel)
        self.now += PAUSE
        return receipt


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Unhurried(database_url)
    made.roster()
    yield made
    made.close()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def outbox(helpline: Helpline, post: Post) -> Outbox:
    return Outbox(helpline.database, {"simulator": post}, lambda: helpline.now)


async def delivered(outbox: Outbox) -> None:
    """Deliver until nothing is due."""
    while await outbox.deliver():
        await outbox.settle()


def lines(helpline: Helpline) -> list[Line]:
    with helpline.reading() as db:
        return list(db.exec(select(Line).where(Line.kind == "said").order_by(Line.id)))  # type: ignore[arg-type]


async def test_a_line_is_sent_once_and_keeps_the_vendors_id(helpline: Helpline, outbox: Outbox, post: Post) -> None:
    helpline.hears(DANGER)
    await delivered(outbox)
    await delivered(outbox)
    assert [parcel.words.text for parcel in post.parcels] == helpline.said()
    [line] = lines(helpline)
    assert (line.state, line.vendor_id, line.sent_at) == ("sent", "v1", helpline.now)


class Looking(Post):
    """A channel that looks, while it sends, whether anybody holds a connection that writes."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.held: list[int] = []

    async def send(self, parcel: Parcel) -> str:
        """Look, have somebody else write meanwhile, and send."""
        await self.database.write(lambda db: db.execute(text("UPDATE office SET active = active")))
        await asyncio.sleep(0.05)
        self.held.append(cast(QueuePool, self.database.writing.pool).checkedout())
        return await super().send(parcel)


async def test_no_transaction_is_open_while_a_line_is_being_sent(helpline: Helpline) -> None:
    post = Looking(helpline.database)
    helpline.hears(DANGER)
    await delivered(Outbox(helpline.database, {"simulator": post}, lambda: helpline.now))
    assert (len(post.parcels), post.held) == (1, [0])


async def test_each_failure_waits_longer_than_the_last_but_never_for_hours(
    helpline: Helpline, outbox: Outbox, post: Post
) -> None:
    helpline.hears(DANGER)
    waits = []
    for _attempt in range(12):
        post.faults = [TryLater()]
        await outbox.deliver()
        await outbox.settle()
        [line] = lines(helpline)
        assert line.due_at
        waits.append((line.due_at - helpline.now).total_seconds())
        helpline.now = line.due_at
    assert waits[:4] == [2, 4, 8, 16]
    assert waits == sorted(waits)
    assert waits[-1] == 600


async def test_the_question_counts_as_seen_only_once_it_began_to_leave(helpline: Helpline, outbox: Outbox) -> None:
    helpline.hears(DANGER)
    assert helpline.talk().shown_at is None
    await delivered(outbox)
    assert helpline.talk().shown_at == helpline.now


async def test_a_question_that_did_not_get_through_was_not_seen(helpline: Helpline, outbox: Outbox, post: Post) -> None:
    helpline.hears(DANGER)
    post.faults = [TryLater(after=3)]
    await outbox.deliver()
    await outbox.settle()
    assert helpline.talk().shown_at is None
    assert lines(helpline)[0].due_at == helpline.now + timedelta(seconds=3)


async def test_r5_what_waits_for_a_silent_contact_stays_until_they_may_be_written_to(
    helpline: Helpline, outbox: Outbox, post: Post
) -> None:
    helpline.hears(DANGER)
    await delivered(outbox)
    helpline.hears("jangan balas")
    officer = helpline.officer("peragaan-budi")
    ticket = helpline.tickets()[0]
    vault = helpline.vault
    helpline.database.write_now(lambda db: tickets.take(db, vault, ticket.id or 0, officer, helpline.now))
    helpline.database.write_now(
        lambda db: tickets.reply(db, vault, ticket.id or 0, officer, "Saya baca.", helpline.now)
    )
    await delivered(outbox)
    assert len(post.parcels) == 1
    helpline.hears("boleh balas")
    assert helpline.talk().writing == Writing.SAFE.value
    await delivered(outbox)
    assert post.parcels[-1].words.text == "Saya baca."


async def test_lines_of_one_talk_leave_in_order_and_one_that_is_retried_holds_back_the_next(
    helpline: Helpline, outbox: Outbox, post: Post
) -> None:
    helpline.hears("halo")
    helpline.hears("petugas")
    post.faults = [TryLater(after=1)]
    await outbox.deliver()
    await outbox.settle()
    assert not await outbox.deliver()
    helpline.now += timedelta(seconds=2)
    await delivered(outbox)
    assert [parcel.words.text for parcel in post.parcels] == helpline.said()


async def test_a_line_that_does_not_get_through_holds_back_its_talk_for_a_minute_at_most(
    helpline: Helpline, outbox: Outbox, post: Post
) -> None:
    helpline.hears("halo")
    helpline.hears("petugas")
    post.faults = [TryLater(after=3600)]
    await outbox.deliver()
    await outbox.settle()
    helpline.now += timedelta(seconds=61)
    await delivered(outbox)
    assert [parcel.words.text for parcel in post.parcels] == helpline.said()[1:]


async def test_p0_goes_first(helpline: Helpline, outbox: Outbox, post: Post) -> None:
    helpline.hears("halo", who="anna")
    helpline.hears(DANGER, who="budi")
    await delivered(outbox)
    assert [parcel.address for parcel in post.parcels] == ["budi", "anna"]


async def test_a_lease_that_ended_makes_its_line_due_again(helpline: Helpline, outbox: Outbox, post: Post) -> None:
    helpline.hears(DANGER)
    dead = Outbox(helpline.database, {"simulator": post}, lambda: helpline.now)
    claims = await helpline.database.write(lambda db: claim(db, dead.key, ("simulator",), helpline.now, 10))
    assert len(claims) == 1
    assert not await outbox.deliver()
    assert timedelta(seconds=60) == LEASE
    helpline.now += LEASE
    await delivered(outbox)
    assert len(post.parcels) == 1
    assert lines(helpline)[0].state == "sent"


@pytest.mark.parametrize(
    ("fault", "failure", "unreachable"),
    [(CannotReach("blocked"), "blocked", "blocked"), (Refused("63016"), "63016", "")],
)
async def test_a_final_failure_has_a_name_that_the_officer_sees(
    helpline: Helpline, outbox: Outbox, post: Post, fault: Exception, failure: str, unreachable: str
) -> None:
    helpline.hears(DANGER)
    post.faults = [fault]
    await delivered(outbox)
    [line] = lines(helpline)
    assert (line.state, line.failure) == ("failed", failure)
    assert helpline.talk().unreachable == unreachable


async def test_a_line_that_fails_for_a_day_has_failed_by_name(helpline: Helpline, outbox: Outbox, post: Post) -> None:
    helpline.hears(DANGER)
    helpline.now += timedelta(hours=25)
    post.faults = [TryLater(code="vendor_down")]
    await delivered(outbox)
    assert (lines(helpline)[0].state, lines(helpline)[0].failure) == ("failed", "vendor_down")


async def test_an_unforeseen_fault_of_a_channel_is_tried_again(helpline: Helpline, outbox: Outbox, post: Post) -> None:
    helpline.hears(DANGER)
    post.faults = [KeyError("x")]
    await outbox.deliver()
    await outbox.settle()
    assert lines(helpline)[0].state == "due"
    helpline.now += timedelta(seconds=5)
    await delivered(outbox)
    assert lines(helpline)[0].state == "sent"


async def test_a_lines_state_only_moves_forward(helpline: Helpline, outbox: Outbox) -> None:
    helpline.hears(DANGER)
    await delivered(outbox)
    await outbox.status("v1", "read")
    await outbox.status("v1", "delivered")
    assert lines(helpline)[0].state == "read"
    await outbox.status("nobody", "read")


async def test_a_question_waits_for_somebody_who_is_still_writing(
    helpline: Helpline, outbox: Outbox, post: Post
) -> None:
    helpline.hears(DANGER)
    helpline.now -= PAUSE / 2
    await delivered(outbox)
    assert post.parcels == []
    helpline.hears("dan adik saya juga")
    helpline.now -= PAUSE / 2
    await delivered(outbox)
    assert post.parcels == []
    helpline.now += PAUSE / 2
    await delivered(outbox)
    assert len(post.parcels) == 1


async def test_a_question_does_not_wait_for_ever_for_somebody_who_writes_and_writes(
    helpline: Helpline, outbox: Outbox, post: Post
) -> None:
    helpline.hears(DANGER)
    for _word in range(15):
        helpline.hears("lagi")
        helpline.now -= PAUSE
        await delivered(outbox)
    assert len(post.parcels) == 1


async def test_an_answer_to_a_pressed_button_leaves_at_once(helpline: Helpline, outbox: Outbox, post: Post) -> None:
    helpline.hears(DANGER)
    await delivered(outbox)
    helpline.hears(press=Press(1, 2, "Nanti"))
    helpline.now -= PAUSE
    sent = len(post.parcels)
    await delivered(outbox)
    assert len(post.parcels) == sent + 1
