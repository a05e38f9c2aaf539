"""Whatever strangers and vendors throw at both webhooks: strangers leave no trace, everything else is kept."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func
from sqlmodel import SQLModel, col, select
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.store.tables import Contact, Line
from tests.journeys.process import Helpdesk
from tests.peers.telegram import TelegramPeer
from tests.peers.twilio import TwilioPeer
from tests.privacy import CANARY, Watch

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEGABYTES = 5 * 1024 * 1024
NUMBERS = count(900_000_000)
TEXTS = {
    "ten thousand characters": "x" * 9_000 + "🙏" * 1_000,
    "NUL bytes": "tolong\0 saya \0\0",
    "right-to-left marks": "\u202etolong\u202c \u200fsaya\u061c \u2067dipukul\u2069",
    "half of a surrogate pair": "tolong \ud83d saya",
    "a line of SQL": "'); DROP TABLE line;--",
    "five megabytes": "a" * MEGABYTES,
}


@dataclass
class Door:
    """The running helpline and what is needed to knock at its two webhooks."""

    desk: Helpdesk
    http: httpx.AsyncClient

    async def telegram(self, body: bytes, secret: str = CANARY.secret) -> int:
        """Post an update; the status of the answer."""
        headers = {b"X-Telegram-Bot-Api-Secret-Token": secret.encode()} if secret else {}
        return (await self.http.post("/telegram", content=body, headers=headers)).status_code

    async def update(self, content: Mapping[str, object]) -> int:
        """Post a well-formed update with this content."""
        return await self.telegram(json.dumps({"update_id": next(NUMBERS), **content}).encode())

    async def message(self, content: Mapping[str, object]) -> int:
        """Post a person's message."""
        who = {"id": 71, "is_bot": False, "first_name": CANARY.name}
        chat = {"id": 71, "type": "private", "first_name": CANARY.name}
        said = {"message_id": 1, "date": 1_700_000_000, "from": who, "chat": chat, **content}
        return await self.update({"message": said})

    async def whatsapp(self, fields: Mapping[str, str], token: str = CANARY.auth) -> int:
        """Post a form, signed with this token."""
        signature = RequestValidator(token).compute_signature(f"{self.desk.url}/whatsapp", dict(fields))
        return await self.whatsapp_raw(urlencode(fields, errors="surrogatepass").encode(), str(signature))

    async def whatsapp_raw(self, body: bytes, signature: str) -> int:
        """Post these bytes with this signature, or with none."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if signature:
            headers["X-Twilio-Signature"] = signature
        return (await self.http.post("/whatsapp", content=body, headers=headers)).status_code

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        kept = [table for table in SQLModel.metadata.sorted_tables if table.name != "lease"]
        with self.desk.store().reading() as db:
            return {table.name: db.execute(select(func.count()).select_from(table)).scalar_one() for table in kept}

    def newest(self) -> tuple[str, dict[str, object]]:
        """The kind of the newest line that was heard, and what is sealed in it."""
        store = self.desk.store()
        with store.reading() as db:
            line = db.exec(select(Line).where(Line.state == "heard").order_by(col(Line.id).desc()).limit(1)).one()
            key = store.key(db, db.get_one(Contact, line.contact_id))
            return line.kind, key.open_json("line.sealed_body", line.id or 0, line.sealed_body)

    def keeps(self, text: str) -> bool:
        """Is this in the newest line, whole: as its text, or what is too long to read beside it as it came?"""
        kept = self.newest()[1]
        readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        read, raw = str(kept["text"]), str(kept.get("raw", ""))
        return read == readable or (len(read) >= 10_000 and text.startswith(read) and text in raw)


def fields(words: str = "", **more: str) -> dict[str, str]:
    """A message's form as Twilio posts it."""
    sender = CANARY.whatsapp[:-1]
    return {"From": sender, "Body": words, "MessageSid": f"SM{next(NUMBERS):032}", "NumMedia": "0", **more}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("door")
    desk = Helpdesk(folder, f"sqlite:///{folder / 'k.db'}", Watch(), TELEGRAM_WEBHOOK_SECRET=CANARY.secret)
    twilio = TwilioPeer(token=CANARY.auth)
    with TelegramPeer(CANARY.token) as telegram, desk.open():
        async with twilio.running(), httpx.AsyncClient(base_url=desk.url, timeout=40) as http:
            desk.on_whatsapp(twilio)
            desk.on_telegram(telegram, "webhook")
            await desk.start()
            yield Door(desk, http)
            await desk.stop()


@pytest.fixture
def door(running: Door, privacy: Watch) -> Iterator[Door]:
    yield running
    privacy.look("the helpline's log", running.desk.said())


@pytest.mark.parametrize("secret", ["", "salah", CANARY.secret + "x", "é"])
async def test_a_stranger_at_telegrams_webhook_gets_403_and_leaves_no_trace(door: Door, secret: str) -> None:
    before = door.rows()
    update = json.dumps({"update_id": 1, "message": {"text": CANARY.danger}}).encode()
    assert await door.telegram(update, secret) == 403
    assert door.rows() == before


async def test_a_stranger_at_whatsapps_webhook_gets_403_and_leaves_no_trace(door: Door) -> None:
    before = door.rows()
    body = urlencode(fields(CANARY.danger)).encode()
    assert await door.whatsapp(fields(CANARY.danger), token="somebody-elses-token") == 403
    assert [await door.whatsapp_raw(body, signature) for signature in ("", "x", "bm90IG91cnM=")] == [403] * 3
    assert door.rows() == before


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
async def test_whatever_is_written_on_telegram_is_kept(door: Door, text: str) -> None:
    assert await door.message({"text": text}) == 200
    assert door.keeps(text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
async def test_whatever_is_written_on_whatsapp_is_kept(door: Door, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert await door.whatsapp(fields(text)) == 200
    assert door.keeps(text)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"[]",
        b"null",
        b'{"update_id": "x"}',
        b'{"update_id": 7, "message": 7}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"update_id": 1e400, "message": {"text": 1}}',
        b"{" + b" " * MEGABYTES,
    ],
    ids=["broken", "empty", "a list", "null", "no number", "no message", "no text", "deep", "endless", "large"],
)
async def test_what_telegram_sends_and_nobody_can_read_is_kept_raw(door: Door, body: bytes) -> None:
    before = door.rows()["line"]
    assert await door.telegram(body) == 200
    assert door.rows()["line"] > before
    kind, kept = door.newest()
    assert kind == "unreadable"
    assert str(kept.get("raw", "")).startswith(body[:20].decode("utf-8", "backslashreplace"))


@pytest.mark.parametrize(
    "content",
    [
        {"purchased_paid_media": {"from": {"id": 71}, "paid_media_payload": "x"}},
        {"something_new_of_2031": {"from": {"id": 71}, "text": "tolong"}},
        {"message": {"message_id": 3, "date": 1, "chat": {"id": 71, "type": "private"}, "new_kind": {"a": 1}}},
    ],
    ids=["a type that we did not ask for", "an unknown type", "an unknown message"],
)
async def test_a_kind_of_update_that_we_do_not_know_is_kept(door: Door, content: dict[str, object]) -> None:
    before = door.rows()["line"]
    assert await door.update(content) == 200
    assert door.rows()["line"] > before


@pytest.mark.parametrize("place", [(91.0, 0.0), (0.0, 181.0), (-1e300, 5.0)])
async def test_a_place_outside_the_globe_is_kept(door: Door, place: tuple[float, float]) -> None:
    before = door.rows()["line"]
    assert await door.message({"location": {"latitude": place[0], "longitude": place[1]}}) == 200
    assert await door.whatsapp(fields(Latitude=str(place[0]), Longitude=str(place[1]))) == 200
    assert await door.whatsapp(fields(Latitude="nan", Longitude="inf")) == 200
    assert door.rows()["line"] >= before + 3


async def test_a_form_of_twilios_without_sense_is_kept(door: Door) -> None:
    before = door.rows()["line"]
    assert await door.whatsapp({'{"Body": "tolong"}': ""}) == 200
    assert await door.whatsapp(fields("x", NumMedia="drei", MediaUrl0="file:///etc/passwd")) == 200
    assert await door.whatsapp({"Body": "tanpa pengirim"}) == 200
    assert door.rows()["line"] >= before + 3


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another process holds the database's only place to write."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_what_cannot_be_committed_gets_503_and_is_taken_when_it_comes_again(door: Door) -> None:
    form, number = fields("nanti"), next(NUMBERS)
    said = {"message_id": 9, "date": 1, "chat": {"id": 71, "type": "private"}, "from": {"id": 71}, "text": "nanti"}
    body = json.dumps({"update_id": number, "message": said}).encode()
    before = door.rows()["line"]
    with locked(door.desk.folder / "k.db"):
        assert set(await asyncio.gather(door.whatsapp(form), door.telegram(body))) == {503}
    assert door.rows()["line"] == before
    assert set(await asyncio.gather(door.whatsapp(form), door.telegram(body))) == {200}
    assert set(await asyncio.gather(door.whatsapp(form), door.telegram(body))) == {200}
    with door.desk.store().reading() as db:
        keys = db.exec(select(Line.key).where(col(Line.key).in_((form["MessageSid"], str(number))))).all()
    assert len(keys) == 2
