"""Our own webhook route, over real HTTP: 200 after the commit, 403 for strangers, never a 500."""

import ast
import asyncio
import inspect
import json
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.door import Door
from bot.channels.telegram.heard import ALLOWED_UPDATES
from bot.channels.telegram.order import InOrder
from bot.channels.telegram.routes import LARGEST_BODY, PATH, keep_webhook, routes, secret_from
from flows.words import Kind
from tests.channels.ears import Ears, until
from tests.peers.loopback import Loopback
from tests.peers.telegram import TelegramPeer

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = secret_from("42:TEST")


class Hooked:
    """Our route on loopback, and Telegram's stand-in posting to it."""

    def __init__(self, peer: TelegramPeer) -> None:
        self.peer = peer
        self.ears = Ears()
        self.telegram = Telegram(peer.token, peer.url)
        self.door = Door(self.telegram, self.ears.receive, self.ears.lost)
        self.queue = InOrder()
        app = Starlette(routes=list(routes(self.door, SECRET, lambda: NOON, self.queue)))
        self.server = Loopback(app)
        self.url = self.server.url + PATH

    def post(self, body: bytes, secret: str = SECRET) -> int:
        headers = {b"X-Telegram-Bot-Api-Secret-Token": secret.encode(), b"Content-Type": b"application/json"}
        return httpx.post(
            self.url, content=body, headers=headers, timeout=10, verify=False, trust_env=False
        ).status_code

    def listen(self) -> None:
        self.server.finish(keep_webhook(self.telegram, self.url, SECRET, asyncio.Event()))

    async def close(self) -> None:
        await self.door.close()
        await self.telegram.close()


@pytest.fixture
def hooked() -> Iterator[Hooked]:
    with TelegramPeer() as peer:
        hooked = Hooked(peer)
        with hooked.server:
            yield hooked
            hooked.server.finish(hooked.close())


def update(number: int, text: str = "tolong", who: int = 71) -> bytes:
    chat = {"id": who, "type": "private", "first_name": "Siti"}
    said = {"message_id": 1, "date": 1, "chat": chat, "from": {"id": who, "first_name": "Siti"}, "text": text}
    return json.dumps({"update_id": number, "message": said}).encode()


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x", "rahasia é"], ids=range(5))
def test_a_stranger_gets_403_and_leaves_no_trace(hooked: Hooked, secret: str) -> None:
    assert hooked.post(update(1), secret) == 403
    assert httpx.post(hooked.url, content=update(1), trust_env=False).status_code == 403
    assert hooked.ears.heard == []


def test_what_is_no_post_is_no_request_of_telegrams(hooked: Hooked) -> None:
    assert httpx.get(hooked.url, trust_env=False).status_code == 405


BAD = {
    "nothing": b"",
    "malformed JSON": b'{"update_id": 1',
    "a list": b"[1]",
    "not UTF-8": b"\xff\xfe\x00",
    "deep": b"[" * 200_000,
    "5 MB of nothing": b"x" * 5_000_000,
    "an unknown update type": b'{"update_id": 5, "hologram": {"from": {"id": 71}}}',
    "a location outside the globe": b'{"update_id": 5, "message": {"chat": {"id": 71, "type": "private"}, "date": 1, '
    b'"location": {"latitude": 91.5, "longitude": 0}}}',
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_with_the_right_secret_whatever_arrives_is_kept_raw_and_answered_200(hooked: Hooked, body: bytes) -> None:
    assert hooked.post(body) == 200
    assert [(heard.kind, heard.raw) for heard in hooked.ears.heard] == [(Kind.UNREADABLE, body)]


@pytest.mark.parametrize("text", ["a" * 10_000, "to\0long", "\u202egnolot\u202c", "🆘" * 4096], ids=range(4))
def test_a_text_arrives_as_it_was_written(hooked: Hooked, text: str) -> None:
    assert hooked.post(update(1, text)) == 200
    assert hooked.ears.texts() == [text]


def test_a_5_mb_update_is_heard_and_kept_whole(hooked: Hooked) -> None:
    body = update(1, "tolong " * 700_000)
    assert hooked.post(body) == 200
    assert [(heard.text[:6], heard.raw == body) for heard in hooked.ears.heard] == [("tolong", True)]


def test_of_a_body_beyond_all_measure_the_beginning_is_kept(hooked: Hooked) -> None:
    assert hooked.post(b"x" * (LARGEST_BODY + 1)) == 200
    assert [len(heard.raw) for heard in hooked.ears.heard] == [LARGEST_BODY]


def test_what_could_not_be_stored_is_answered_503_and_taken_when_it_comes_again(hooked: Hooked) -> None:
    hooked.ears.failing = 1
    assert [hooked.post(update(1)), hooked.post(update(1)), hooked.post(update(1))] == [503, 200, 200]
    assert hooked.ears.texts() == ["tolong"]


def test_a_fault_of_our_own_is_503_never_500_and_tells_the_log_no_word(
    hooked: Hooked, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hooked.ears.poison = "racun sekali"
    assert hooked.post(update(1, "racun sekali")) == 503
    assert "RuntimeError" in caplog.text
    assert not any(secret in caplog.text for secret in ("racun", SECRET, "42:TEST"))


def test_requests_that_overtake_each_other_are_heard_in_the_order_of_their_numbers(hooked: Hooked) -> None:
    hooked.queue.patience = 5
    hooked.post(update(99, "-1"))
    bodies = [update(100 + n, str(n)) for n in (*range(20, 40), *range(20))]
    with ThreadPoolExecutor(40) as senders:
        assert set(senders.map(hooked.post, bodies)) == {200}
    assert hooked.ears.texts() == [str(n) for n in range(-1, 40)]


def test_a_redelivery_does_not_wait(hooked: Hooked) -> None:
    hooked.post(update(100))
    started = datetime.now(UTC)
    assert [hooked.post(update(100)) for _ in range(5)] == [200] * 5
    assert (datetime.now(UTC) - started).total_seconds() < 1
    assert len(hooked.ears.heard) == 1


def test_telegram_is_told_where_to_post_with_the_secret_and_no_update_dropped(hooked: Hooked) -> None:
    hooked.peer.fails(502)
    hooked.peer.person(71).writes("ditulis sebelum kami mulai")
    hooked.listen()
    until(lambda: len(hooked.ears.heard) == 1)
    given = hooked.peer.called("setWebhook")[-1].given
    assert (given["url"], given["secret_token"]) == (hooked.url, SECRET)
    assert given["allowed_updates"] == json.dumps(list(ALLOWED_UPDATES))
    assert hooked.peer.api.dropped == 0


def test_200_people_with_five_messages_each_are_heard_once_and_in_order(hooked: Hooked) -> None:
    hooked.listen()
    hooked.ears.failing = 30
    for number in range(5):
        for who in range(1, 201):
            hooked.peer.person(who).writes(f"{number}")
    until(lambda: hooked.peer.waiting() == 0, 40)
    expected = [str(number) for number in range(5)]
    assert [who for who in range(1, 201) if hooked.ears.texts(str(who)) != expected] == []


def test_a_press_that_overtook_a_text_is_put_behind_it(hooked: Hooked) -> None:
    siti = hooked.peer.person(71)
    siti.writes("tolong")
    hooked.peer.run(lambda: hooked.peer.world.show(71, "?", [[{"text": "1 Bisa", "callback_data": "t1:0"}]]))
    siti.writes("sekarang")
    siti.presses("Bisa")
    hooked.peer.run(lambda: hooked.peer.world.waiting.insert(0, hooked.peer.world.waiting.pop()))
    hooked.listen()
    until(lambda: all(hooked.peer.world.presses.values()) and len(hooked.ears.heard) == 3)
    assert [heard.press.label if heard.press else heard.text for heard in hooked.ears.heard] == [
        "tolong",
        "sekarang",
        "Bisa",
    ]


def test_what_telegram_sends_twice_is_heard_once(hooked: Hooked) -> None:
    hooked.peer.delivery.twice = True
    hooked.listen()
    for number in range(10):
        hooked.peer.person(71).writes(f"{number}")
    until(lambda: hooked.peer.waiting() == 0)
    assert hooked.ears.texts() == [str(number) for number in range(10)]
    assert set(hooked.ears.attempts.values()) == {2}


def test_r29_a_group_is_left_and_opens_nothing(hooked: Hooked) -> None:
    hooked.listen()
    hooked.peer.person(-100).adds_the_bot()
    until(lambda: hooked.peer.run(lambda: list(hooked.peer.api.left)) == [-100])
    assert hooked.ears.heard == []


def test_the_secret_is_compared_in_constant_time() -> None:
    source = inspect.getsource(sys.modules[routes.__module__])
    compared = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Compare)]
    assert [ast.unparse(one) for one in compared if "secret" in ast.unparse(one)] == []
    assert "hmac.compare_digest" in source
