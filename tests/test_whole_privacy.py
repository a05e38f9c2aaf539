"""The whole helpline, talkative and in trouble: nobody's words, numbers or keys show where anybody could read them.

A real process with LOG_LEVEL=DEBUG, both vendors' stand-ins, and everything going wrong that can: what it prints, the
pages and headers of its refusals, and then every byte that it left on the disk or in PostgreSQL.
"""

import asyncio
import base64
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from bot.store.database import WAIT_SECONDS
from flows.opening import ARRIVED
from tests.journeys.officer import Officer, hidden
from tests.journeys.phones import Phone, TelegramPhone, WhatsAppPhone, hears
from tests.journeys.process import LOGIN, Helpdesk
from tests.peers.telegram import TelegramPeer
from tests.peers.telegram_person import Person
from tests.peers.twilio import TwilioPeer
from tests.privacy import MARKS, Canary, Watch, leaks

PATIENCE = 20.0
STRANGER = "orang-luar"
# A number has fifteen digits at most, so these people's are the canary's without its last two.
TRACES = MARKS | {"a number's beginning": "812987612345"}
CANARY = Canary()
NUMBER, USER_ID, TELEGRAM_ID = CANARY.whatsapp[:-2], CANARY.whatsapp_id, int(CANARY.telegram)


class House:
    """The helpline in this test, with both vendors beside it."""

    def __init__(self, desk: Helpdesk, telegram: TelegramPeer, twilio: TwilioPeer, canary: Canary) -> None:
        self.desk, self.telegram, self.twilio, self.canary = desk, telegram, twilio, canary
        self.budi = telegram.person(TELEGRAM_ID, canary.name, canary.family)
        self.siti = twilio.person(NUMBER, canary.name)
        self.wati = twilio.person(USER_ID, canary.family)

    @property
    def phones(self) -> tuple[Phone, ...]:
        """Everybody's telephone."""
        return (
            TelegramPhone(self.budi, str(TELEGRAM_ID)),
            WhatsAppPhone(self.siti),
            WhatsAppPhone(self.wati),
        )

    async def asks(self, request: bytes) -> str:
        """What a request that no client would write is answered; it ends with our answer or our silence."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.desk.port)
        writer.write(request)
        await writer.drain()
        try:
            answer = await asyncio.wait_for(reader.read(), PATIENCE)
        finally:
            writer.close()
        return answer.decode("latin-1")


@asynccontextmanager
async def house(folder: Path, url: str, watch: Watch, canary: Canary) -> AsyncIterator[House]:
    """A helpline that runs with everything that it can say said."""
    async with AsyncExitStack() as stack:
        telegram = stack.enter_context(TelegramPeer(canary.token))
        twilio = await stack.enter_async_context(TwilioPeer(token=canary.auth).running())
        desk = stack.enter_context(Helpdesk(folder, url, watch, LOG_LEVEL="DEBUG").open())
        desk.on_whatsapp(twilio)
        desk.on_telegram(telegram, "polling")
        desk.settings["TELEGRAM_WEBHOOK_SECRET"] = canary.secret
        desk.employ(canary.password)
        await desk.start()
        yield House(desk, telegram, twilio, canary)
        await desk.stop()


async def test_nobodys_words_or_keys_show_anywhere(
    tmp_path: Path, database_url: str, privacy: Watch, canary: Canary
) -> None:
    async with house(tmp_path, database_url, privacy, canary) as at:
        await people_write(at)
        await officer_works(at)
        await strangers_knock(at, privacy)
        await vendors_fail(at)
        await database_fails(at, database_url)
        for phone in at.phones:
            await phone.writes(f"masih di sini, {canary.word}")
        await idle(at)
        assert traces(tmp_path, database_url) == []
    assert at.desk.said().count("\n") > 5
    privacy.look("the helpline's log", at.desk.said())
    assert [key for key in keys(at.desk) if key in at.desk.said()] == []
    assert traces(tmp_path, database_url) == []
    assert privacy.found == []


async def people_write(at: House) -> None:
    """Names, words, numbers, places, files and buttons, by every way that a person has."""
    canary = at.canary
    for phone in at.phones:
        await phone.writes(f"{canary.danger} {canary.phone}")
        await hears(phone, ARRIVED)
    at.budi.presses("Bisa")
    for words in (canary.place, f"nama saya {canary.name}", f"nomor saya {canary.phone}"):
        for phone in at.phones:
            await phone.writes(words)
    sends_all_kinds(at.budi, canary)
    await at.siti.sends_photo(canary.photo, canary.word)
    await at.siti.sends_place(-6.2, 106.8, canary.place, canary.place)
    await idle(at)


def sends_all_kinds(person: Person, canary: Canary) -> None:
    """What Telegram knows beside text."""
    person.sends("photo", canary.photo.decode("latin-1"), caption=canary.word)
    person.sends("voice", canary.word, mime_type="audio/ogg", duration=3)
    person.sends("document", canary.word, file_name=f"{canary.name}.pdf", mime_type="application/pdf")
    person.locates(-6.2, 106.8)
    person.shares_card(canary.phone, canary.name)
    person.edits(person.writes(canary.employer), f"{canary.employer} {canary.place}")


async def officer_works(at: House) -> None:
    """An officer takes each ticket, writes and notes and searches; addresses are in the test's own log, and watched."""
    canary = at.canary
    async with Officer(at.desk.url, LOGIN, canary.password) as officer:
        for code in codes(at.desk):
            await officer.does(code, "take")
            await officer.does(code, "reply", text=canary.reply)
            await officer.does(code, "note", text=canary.note)
            await officer.sees(code, canary.note)
    for phone in at.phones:
        await hears(phone, canary.reply)


def codes(desk: Helpdesk) -> list[str]:
    """The open tickets' codes, the newest of each person."""
    store = desk.store()
    people = (("telegram", str(TELEGRAM_ID)), ("whatsapp", NUMBER), ("whatsapp", USER_ID))
    return [store.tickets(who, channel)[0].code for channel, who in people]


async def strangers_knock(at: House, privacy: Watch) -> None:
    """A wrong password, no such page, and requests that are none: what they are answered says nothing back."""
    canary = at.canary
    async with httpx.AsyncClient(base_url=at.desk.url, timeout=PATIENCE) as browser:
        page = (await browser.get("/desk/login")).text
        form = {"csrf": hidden(page, "csrf"), "name": STRANGER, "password": canary.phrase}
        refused = await browser.post("/desk/login", data=form)
        assert refused.status_code == 403
        privacy.look("the page after a wrong password", f"{refused.text} {refused.headers}")
        forged = await browser.post("/desk/login", data={"csrf": canary.secret, "name": canary.word})
        privacy.look("the page after a forged form", f"{forged.status_code} {forged.text} {forged.headers}")
        forms = {"From": NUMBER, "Body": canary.danger, "MessageSid": "SM1"}
        unsigned = await browser.post("/whatsapp", data=forms, headers={"X-Twilio-Signature": canary.auth})
        assert unsigned.status_code == 403
        privacy.look("the refusal of a wrong signature", f"{unsigned.text} {unsigned.headers}")
        typed = json.dumps({"text": canary.word, "address": canary.phone})
        broken = await browser.post("/simulator/messages", content=typed[:-1])
        assert broken.status_code == 400
        privacy.look("the refusal of what is no message", f"{broken.text} {broken.headers}")
    for number, request in enumerate(odd_requests(canary), 1):
        answer = await at.asks(request)
        assert not answer or answer.split()[1][0] in "34", answer
        privacy.look(f"the answer to odd request {number}", answer)


def odd_requests(canary: Canary) -> Iterator[bytes]:
    """No such page, a page that is not theirs, and what is no HTTP at all; each with something that must not return."""
    host, ends = b"Host: 127.0.0.1\r\n", b"Connection: close\r\n\r\n"
    for path in (f"/{canary.word}?q={canary.phone}", f"/desk/{canary.word}", f"/bot{canary.token}/getMe"):
        yield f"GET {path} HTTP/1.1\r\n".encode() + host + ends
    yield f"DELETE /desk/login?{canary.word} HTTP/1.1\r\n".encode() + host + ends
    yield f"GET / HTTP/1.1\r\nHost: {canary.word}.example\r\n".encode() + ends
    yield f"{canary.word} {canary.phone}\r\n\r\n".encode()
    yield b"\x16\x03\x01" + canary.token.encode() + b"\r\n\r\n"
    yield f"GET /desk/ HTTP/1.1\r\nCookie: desk={canary.secret}\r\n".encode() + host + ends
    body = f"--x\r\n{canary.word}"
    head = f"POST /desk/login HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}"
    yield f"{head}\r\n".encode() + host + ends + body.encode()


async def vendors_fail(at: House) -> None:
    """Both vendors refuse, are busy, break, and lose what they took."""
    at.telegram.busy(1, 1)
    at.telegram.fails(502, 2)
    at.twilio.refuses_next(20429, 429)
    at.twilio.refuses_next(21211)
    at.twilio.fails_next(63018)
    async with Officer(at.desk.url, LOGIN, at.canary.password) as officer:
        for _time in range(2):
            for code in codes(at.desk):
                await officer.does(code, "reply", text=at.canary.reply)
    at.budi.blocks()
    await idle(at)
    at.budi.unblocks()


async def database_fails(at: House, url: str) -> None:
    """SQLite is held longer than anybody waits; PostgreSQL throws everybody out. People go on writing."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=PATIENCE)) as other:
            other.execute("BEGIN IMMEDIATE")
            await people_insist(at)
            await asyncio.sleep(WAIT_SECONDS + 1)
            other.execute("COMMIT")
    else:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other_connection:
            await people_insist(at)
            throw_out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            other_connection.execute(sql.SQL(throw_out + " AND datname = current_database()"))
        await people_insist(at)
    await idle(at)


async def people_insist(at: House) -> None:
    """Words that cannot be stored at once."""
    at.budi.writes(at.canary.employer)
    signed = {"From": NUMBER, "Body": at.canary.danger, "MessageSid": f"SM{time.monotonic_ns()}"}
    address = f"{at.desk.url}/whatsapp"
    proof = {"X-Twilio-Signature": at.twilio.signature(address, signed)}
    async with httpx.AsyncClient(timeout=WAIT_SECONDS + PATIENCE) as twilio:
        await asyncio.wait([asyncio.create_task(twilio.post(address, data=signed, headers=proof))], timeout=0.5)


async def idle(at: House) -> None:
    """Let it finish what it has begun."""
    await at.desk.idle()
    await asyncio.sleep(1)


def keys(desk: Helpdesk) -> list[str]:
    """The secrets of our own that no log may hold."""
    return [desk.settings["MASTER_KEY"], desk.settings["INDEX_KEY"], desk.settings["TWILIO_AUTH_TOKEN"]]


def traces(folder: Path, url: str) -> list[str]:
    """What of people's words can be found in everything that was written: files as they are, rows as they are."""
    written = [(str(file.relative_to(folder)), file.read_bytes()) for file in folder.rglob("*") if file.is_file()]
    if not url.startswith("sqlite"):
        written += rows(url)
    return [f"{name} in {where}" for where, content in written for name in found(content)]


def rows(url: str) -> list[tuple[str, bytes]]:
    """Every table of PostgreSQL, every column: as bytes where it holds bytes, else as text."""
    with psycopg.connect(url.replace("+psycopg", "")) as db:
        named = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = {name: db.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))) for (name,) in named}
        return [
            (name, b"\n".join(map(plain, (one for row in cursor for one in row)))) for name, cursor in tables.items()
        ]


def plain(value: object) -> bytes:
    """A column's value as anybody who dumps the table reads it."""
    return value if isinstance(value, bytes) else str(value).encode()


def found(content: bytes) -> list[str]:
    """The canaries in these bytes, plain, in UTF-16, in hexadecimal or in base 64."""
    small = content.lower()
    return [name for name, mark in TRACES.items() if any(form in small for form in forms_of(mark))]


def forms_of(mark: str) -> tuple[bytes, ...]:
    """The ways in which a word could lie somewhere; base 64 is compared without regard to case, too."""
    return (
        mark.encode(),
        mark.encode("utf-16-le"),
        mark.encode().hex().encode(),
        base64.b64encode(mark.encode()).lower(),
    )


@pytest.mark.parametrize("content", [b"..kanarigelatik..", "kanarigelatik".encode("utf-16-le"), b"FOTOKANARIBADAN"])
def test_what_is_written_plainly_would_be_found(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kentongan.db-wal").write_bytes(b"\0" * 100 + content)
    assert len(traces(tmp_path, "sqlite:///")) == 1
    assert leaks("kanarigelatik") == ["word"]
