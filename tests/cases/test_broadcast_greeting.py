"""A broadcast to those whose WhatsApp window has closed: an approved greeting first, the words once they answer.

Twilio's stand-in refuses free words a day after a person's own (63016), over real HTTP.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col
from starlette.applications import Starlette

from bot import broadcasts
from bot.audience import Preview
from bot.broadcasts import GREETING, Progress
from bot.channels.whatsapp import WhatsApp
from bot.outbox import Outbox
from bot.store.safety_tables import SafeContact
from bot.store.tables import Officer, TalkRow, Ticket
from tests.cases.desk import DANGER, enrol
from tests.cases.test_broadcasts import WORDS, approves, drafted, sent_to_our_own, state_of
from tests.channels.whatsapp_house import settings_for
from tests.peers.serving import serving
from tests.peers.twilio import Person, TwilioPeer
from tests.world import Helpline

CONTENT, IN_ENGLISH = "HX" + "0" * 32, "HX" + "e" * 32
APPROVED = frozenset({GREETING})
SITI, WAYAN = "whatsapp:+60123456789", "whatsapp:ID.9f8E7dWayan"


@dataclass
class Wire:
    """A helpline whose clock is Twilio's."""

    helpline: Helpline
    peer: TwilioPeer
    outbox: Outbox
    approved: frozenset[str] = APPROVED
    code: str = ""

    async def asks(self, address: str) -> Person:
        """Somebody in Hong Kong asks about something harmless and says that we may write first."""
        person = self.peer.person(address)
        await person.writes("petugas")
        await self.delivers()
        self.helpline.now = self.peer.now()
        number = self.helpline.tickets(address, "whatsapp")[0].id

        def settle(db: Session) -> None:
            row = db.get_one(Ticket, number)
            row.country, row.urgency, row.kinds, row.service = "HK", 1, "", "information"
            until = self.helpline.now + timedelta(days=7)
            db.merge(SafeContact(contact_id=row.contact_id, changed_at=self.helpline.now, may_write_until=until))

        self.helpline.database.write_now(settle)
        person.got.clear()
        return person

    def ready(self) -> None:
        """A broadcast, tested and approved by two others."""
        self.helpline.now = self.peer.now()
        self.code = drafted(self.helpline)
        sent_to_our_own(self.helpline, self.code)
        approves(self.helpline, self.code, "rahma")
        approves(self.helpline, self.code, "wati")

    def by(self, login: str = "tono") -> Officer:
        """A lead."""
        return self.helpline.officer(login)

    def preview(self) -> Preview:
        """Who would get it."""
        told = self.code, self.by(), self.peer.now(), self.approved
        return self.helpline.database.write_now(lambda db: broadcasts.preview(db, *told))

    def starts(self) -> int:
        """A lead lets it go."""
        told = self.code, self.by(), self.peer.now(), self.approved
        return self.helpline.database.write_now(lambda db: broadcasts.start(db, *told))

    def progress(self) -> Progress:
        """How far it is."""
        told = self.code, self.by()
        return self.helpline.database.write_now(lambda db: broadcasts.progress(db, *told))

    async def sweeps(self) -> int:
        """One turn of the sweep, and what it queued leaves."""
        vault, now = self.helpline.vault, self.peer.now()
        begun = self.helpline.database.write_now(lambda db: broadcasts.send_some(db, vault, now, self.approved))
        await self.delivers()
        return begun

    async def delivers(self) -> None:
        """What is due leaves, and Twilio tells what became of it."""
        self.peer.later(timedelta(seconds=5))
        for _turn in range(3):
            await self.outbox.deliver()
            await self.outbox.settle()
            await self.peer.settles()


def got(person: Person) -> list[str]:
    """What came: the id of a template, or words."""
    return [message.template or message.body for message in person.got]


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[Wire]:
    """Four leads, and WhatsApp by way of Twilio's stand-in."""
    helpline = Helpline(url)
    helpline.roster()
    for login, office in (
        ("dian", "kp2mi.centre"),
        ("rahma", "kp2mi.centre"),
        ("tono", "kp2mi.centre"),
        ("wati", "palang_merah.family_links"),
    ):
        enrol(helpline, login, office, role="lead")
    app = Starlette()
    async with TwilioPeer().running() as peer, serving(app) as ours:
        approved = f"{GREETING}={CONTENT} {GREETING}.en={IN_ENGLISH}"
        settings = settings_for(peer, ours).model_copy(update={"twilio_templates": approved})
        whatsapp = WhatsApp(settings)
        outbox = Outbox(helpline.database, {"whatsapp": whatsapp}, peer.now)
        app.routes.extend(whatsapp.routes(helpline.inbox.receive, outbox.status, peer.now))
        peer.webhook = f"{ours}/whatsapp"
        yield Wire(helpline, peer, outbox)
        await whatsapp.close()
    helpline.close()


async def test_r4_after_a_day_whatsapp_gets_a_neutral_template_and_the_words_once_they_answer(
    database_url: str,
) -> None:
    async with wire(database_url) as here:
        siti = await here.asks(SITI)
        here.peer.later(timedelta(hours=25))
        wayan = await here.asks(WAYAN)
        here.ready()
        seen = here.preview()
        assert (seen.reached, seen.greeted, dict(seen.passed_over)) == (2, 1, {})
        assert here.starts() == 2
        assert await here.sweeps() == 2
        assert (got(siti), got(wayan)) == ([CONTENT], [WORDS["id"]])
        assert dict(here.progress().states) == {"greeted": 1, "queued": 1}
        assert await here.sweeps() == 0
        assert state_of(here.helpline, here.code) == "running"
        await siti.writes("halo juga")
        assert await here.sweeps() == 1
        assert got(siti)[-1] == WORDS["id"]
        assert await here.sweeps() == 0
        assert (got(siti).count(WORDS["id"]), got(siti).count(CONTENT), got(wayan)) == (1, 1, [WORDS["id"]])
        assert state_of(here.helpline, here.code) == "done"


async def test_r4_the_greeting_is_in_the_persons_language_where_whatsapp_approved_it(database_url: str) -> None:
    async with wire(database_url) as here:
        here.approved = frozenset({GREETING, f"{GREETING}.en"})
        siti, wayan = await here.asks(SITI), await here.asks(WAYAN)
        theirs = col(TalkRow.contact_id) == here.helpline.tickets(SITI, "whatsapp")[0].contact_id
        speaks = update(TalkRow).where(theirs).values(language="en")
        here.helpline.database.write_now(lambda db: db.execute(speaks))
        here.peer.later(timedelta(hours=25))
        here.ready()
        here.starts()
        await here.sweeps()
        assert (got(siti), got(wayan)) == ([IN_ENGLISH], [CONTENT])
        await siti.writes("hello")
        await here.sweeps()
        assert got(siti)[-1] == WORDS["en"]


async def test_without_an_approved_template_who_is_out_of_the_window_is_counted_with_the_reason(
    database_url: str,
) -> None:
    async with wire(database_url) as here:
        here.approved = frozenset()
        siti = await here.asks(SITI)
        here.peer.later(timedelta(hours=25))
        here.ready()
        seen = here.preview()
        assert (seen.reached, dict(seen.passed_over)) == (0, {"no_template": 1})
        assert here.starts() == 0
        assert await here.sweeps() == 0
        assert got(siti) == []
        assert dict(here.progress().reasons) == {"no_template": 1}


async def test_r4_who_answers_the_greeting_with_words_of_danger_gets_no_broadcast(database_url: str) -> None:
    async with wire(database_url) as here:
        siti = await here.asks(SITI)
        here.peer.later(timedelta(hours=25))
        here.ready()
        here.starts()
        await here.sweeps()
        await siti.writes(DANGER)
        assert await here.sweeps() == 0
        assert WORDS["id"] not in got(siti)
        assert dict(here.progress().reasons) == {"danger": 1}


async def test_who_does_not_answer_the_greeting_in_three_days_is_passed_over_and_told_so(database_url: str) -> None:
    async with wire(database_url) as here:
        siti = await here.asks(SITI)
        here.peer.later(timedelta(hours=25))
        here.ready()
        here.starts()
        await here.sweeps()
        here.peer.later(timedelta(days=3))
        await here.sweeps()
        assert (got(siti), dict(here.progress().reasons)) == ([CONTENT], {"no_answer": 1})
        assert state_of(here.helpline, here.code) == "done"


async def test_words_that_safe_hours_held_until_the_window_closed_are_not_sent_free(database_url: str) -> None:
    async with wire(database_url) as here:
        siti = await here.asks(SITI)
        here.ready()
        here.starts()
        vault, now = here.helpline.vault, here.peer.now()
        here.helpline.database.write_now(lambda db: broadcasts.send_some(db, vault, now, APPROVED))
        here.peer.later(timedelta(hours=25))
        await here.delivers()
        assert got(siti) == []
        assert dict(here.progress().reasons) == {"outside_window": 1}
        await here.sweeps()
        assert got(siti) == [CONTENT]


async def test_the_stop_button_ends_the_wait_for_an_answer_too(database_url: str) -> None:
    async with wire(database_url) as here:
        siti = await here.asks(SITI)
        here.peer.later(timedelta(hours=25))
        here.ready()
        here.starts()
        await here.sweeps()
        told = here.code, here.by("wati"), here.peer.now()
        assert here.helpline.database.write_now(lambda db: broadcasts.stop(db, *told)) == 1
        await siti.writes("halo")
        await here.sweeps()
        assert WORDS["id"] not in got(siti)
        assert dict(here.progress().states) == {"stopped": 1}


async def test_a_template_that_the_vendor_refuses_is_counted_by_its_code(database_url: str) -> None:
    async with wire(database_url) as here:
        await here.asks(SITI)
        here.peer.later(timedelta(hours=25))
        here.ready()
        here.starts()
        here.peer.fails_next(63027)
        await here.sweeps()
        told = here.progress()
        assert (dict(told.states), dict(told.reasons)) == ({"not_reached": 1}, {"63027": 1})
