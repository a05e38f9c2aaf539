"""Hundreds of people who write through both webhooks, and what must be true of each of them afterwards."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot.store.tables import Contact, Entry, Line, TalkRow, Ticket, table
from tests.peers.telegram import TelegramPeer
from tests.peers.twilio import TwilioPeer
from tests.world import Helpline

LEFT = ("sent", "delivered", "read")
FIRST_NUMBER = 700_000


@dataclass
class Somebody:
    """One person of the crowd: what they wrote, in order."""

    channel: str
    address: str
    wrote: list[str] = field(default_factory=list)

    def words(self) -> str:
        """The next thing that they write: danger, whichever arrives first, and no two texts of the crowd alike."""
        self.wrote.append(f"tolong saya dipukul majikan nomor{self.address[-6:]}x{len(self.wrote)}")
        return self.wrote[-1]


@dataclass
class Crowd:
    """Everybody, on both channels."""

    telegram: TelegramPeer
    twilio: TwilioPeer
    draw: random.Random
    people: list[Somebody] = field(default_factory=list)

    def gather(self, count: int) -> None:
        """Half of them on Telegram, half on WhatsApp."""
        for number in range(FIRST_NUMBER, FIRST_NUMBER + count):
            channel, address = ("telegram", str(number)) if number % 2 else ("whatsapp", f"whatsapp:+6281{number:08}")
            self.people.append(Somebody(channel, address))

    async def write(self, messages: int, seconds: float) -> None:
        """Everybody writes so many messages at moments of their own within so many seconds."""
        await asyncio.gather(*(self.writes(one, messages, seconds) for one in self.people))

    async def writes(self, one: Somebody, messages: int, seconds: float) -> None:
        """One person's messages; on WhatsApp each waits for what became of the last, as Twilio calls us."""
        moments = sorted(self.draw.uniform(0, seconds) for _message in range(messages))
        begun = asyncio.get_running_loop().time()
        for moment in moments:
            await asyncio.sleep(begun + moment - asyncio.get_running_loop().time())
            if one.channel == "telegram":
                await asyncio.to_thread(self.telegram.person(int(one.address)).writes, one.words())
            else:
                await self.twilio.person(one.address).writes(one.words())

    def received(self) -> int:
        """How many messages of ours have arrived at both vendors."""
        return self.telegram.run(lambda: len(self.telegram.world.shown)) + len(self.twilio.messages)

    def reads(self, one: Somebody) -> list[tuple[str, datetime]]:
        """What is on a person's telephone: our id of each message, and when it came."""
        if one.channel == "whatsapp":
            return [(message.sid, message.at) for message in self.twilio.person(one.address).got]
        shown = self.telegram.person(int(one.address)).sees()
        return [(str(each.number), datetime.fromtimestamp(each.at).astimezone()) for each in shown]


def let_leases_end(helpline: Helpline) -> int:
    """A minute passes: what a process had claimed when it died may be sent by another. How many lines that were."""
    line = table("line")
    ended = update(line).where(line.c.state == "sending").values(lease_until=datetime(2000, 1, 1, tzinfo=UTC))
    return helpline.database.write_now(lambda db: int(db.connection().execute(ended).rowcount))


def states(helpline: Helpline) -> dict[str, int]:
    """How many lines are in each state."""
    with helpline.reading() as db:
        return dict(db.exec(select(Line.state, func.count()).group_by(Line.state)).all())


@dataclass
class Account:
    """What the store holds of one person."""

    contact: Contact
    talk: TalkRow
    tickets: list[Ticket]
    lines: list[tuple[Line, str]]
    opened: int
    answers: str

    @property
    def heard(self) -> list[tuple[Line, str]]:
        """What they wrote."""
        return [(line, text) for line, text in self.lines if line.state == "heard"]

    @property
    def said(self) -> list[tuple[Line, str]]:
        """What we wrote."""
        return [(line, text) for line, text in self.lines if line.state not in ("heard", "note")]


def account(helpline: Helpline, db: Session, one: Somebody) -> Account:
    """Read all of one person's file."""
    contact = helpline.contact(db, one.address, one.channel)
    key = helpline.key(db, contact)
    lines = db.exec(select(Line).where(Line.contact_id == contact.id).order_by(col(Line.id))).all()
    tickets = list(db.exec(select(Ticket).where(Ticket.contact_id == contact.id)).all())
    numbers = [ticket.id for ticket in tickets]
    opened = db.exec(select(Entry).where(col(Entry.ticket_id).in_(numbers), Entry.kind == "opened")).all()
    answers = [key.open_json("ticket.sealed_answers", each.id or 0, each.sealed_answers) for each in tickets]
    return Account(
        contact,
        db.exec(select(TalkRow).where(TalkRow.contact_id == contact.id)).one(),
        tickets,
        [(row, str(key.open_json("line.sealed_body", row.id or 0, row.sealed_body)["text"])) for row in lines],
        len(opened),
        "\n".join(str(value) for kept in answers for value in kept.values()),
    )


def faults_in(one: Somebody, kept: Account) -> Iterator[str]:
    """Whatever is not exactly once, or not in one order."""
    heard = [text for _line, text in kept.heard]
    if Counter(heard) != Counter(one.wrote):
        yield f"{one.address}: wrote {len(one.wrote)}, stored {len(heard)}"
    if one.channel == "telegram" and heard != one.wrote:
        yield f"{one.address}: not in the order of the updates"
    if [line.turn for line, _text in kept.heard] != list(range(1, len(heard) + 1)) or kept.talk.turn != len(heard):
        yield f"{one.address}: turns {[line.turn for line, _ in kept.heard]}, talk at {kept.talk.turn}"
    if (len(kept.tickets), kept.opened) != (1, 1):
        yield f"{one.address}: {len(kept.tickets)} tickets, opened {kept.opened} times"
    for text in one.wrote:
        if kept.answers.count(text.split()[-1]) != 1:
            yield f"{one.address}: a message is {kept.answers.count(text.split()[-1])} times among the answers"
    if unsent := [line.state for line, _text in kept.said if line.state not in LEFT]:
        yield f"{one.address}: lines are {unsent}"


def twice(one: Somebody, kept: Account, read: list[tuple[str, datetime]]) -> list[datetime]:
    """When the lines arrived whose sender was killed before it could write down that they had left."""
    known = {str(line.vendor_id) for line, _text in kept.said}
    return [at for number, at in read if number not in known]


def out_of_order(kept: Account, read: list[tuple[str, datetime]]) -> bool:
    """Did lines that were sent once arrive in another order than ours, or not at all?"""
    ours = [str(line.vendor_id) for line, _text in kept.said]
    known = set(ours)
    return [number for number, _at in read if number in known] != ours


def soon_before(at: datetime, kills: list[datetime], within: timedelta) -> bool:
    """Did a kill follow on this moment so soon?"""
    return any(timedelta(0) <= kill - at <= within for kill in kills)
