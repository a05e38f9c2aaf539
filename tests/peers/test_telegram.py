"""The stand-in for Telegram refuses what Telegram refuses, and gives what it gives."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.peers.loopback import Loopback
from tests.peers.telegram import TOKEN, TelegramPeer
from tests.side_by_side import free_port

LONG_DATA = {"inline_keyboard": [[{"text": "Bisa", "callback_data": "x" * 65}]]}
ONE_KEY = {"inline_keyboard": [[{"text": "Bisa", "callback_data": "t1:0"}]]}


@pytest.fixture
def peer() -> Iterator[TelegramPeer]:
    with TelegramPeer() as running:
        running.person(71).writes("tolong")
        yield running


def ask(peer: TelegramPeer, method: str, **given: object) -> tuple[int, object]:
    """Call a method of the Bot API; the status, and the result or the reason."""
    answer = httpx.post(f"{peer.url}/bot{TOKEN}/{method}", json=given, trust_env=False, timeout=10)
    told = answer.json()
    return answer.status_code, told.get("result", told.get("description"))


def numbers(told: object) -> list[int]:
    """The numbers of the updates in an answer to getUpdates."""
    assert isinstance(told, list)
    return [update["update_id"] for update in told]


@pytest.mark.parametrize(
    ("method", "given", "status", "says"),
    [
        ("sendMesage", {"chat_id": 71, "text": "halo"}, 404, "Not Found"),
        # names and types, by aiogram's models
        ("sendMessage", {"chat_id": 71}, 400, "text"),
        ("sendMessage", {"chat_id": 71, "text": "halo", "colour": "red"}, 400, "colour"),
        ("sendMessage", {"chat_id": 71, "text": ["halo"]}, 400, "text"),
        ("sendMessage", {"chat_id": 71, "text": "halo", "reply_markup": "{"}, 400, "reply_markup"),
        # contents, by teremok's rules
        ("sendMessage", {"chat_id": 71, "text": "a" * 4097}, 400, "too long"),
        ("sendMessage", {"chat_id": 71, "text": ""}, 400, "empty"),
        ("sendMessage", {"chat_id": 71, "text": "halo", "reply_markup": LONG_DATA}, 400, "BUTTON_DATA_INVALID"),
        # whom the bot may write to
        ("sendMessage", {"chat_id": 72, "text": "halo"}, 400, "chat not found"),
        ("deleteMessage", {"chat_id": 71, "message_id": 999}, 400, "not found"),
        ("setWebhook", {"url": "http://example.org/x"}, 400, "HTTPS"),
        ("setWebhook", {"url": "https://example.org/x", "secret_token": "dua kata"}, 400, "unallowed"),
    ],
)
def test_it_refuses_what_telegram_refuses(
    peer: TelegramPeer, method: str, given: dict[str, object], status: int, says: str
) -> None:
    answered, why = ask(peer, method, **given)
    assert answered == status
    assert says in str(why)
    assert peer.person(71).reads() == []


def test_it_takes_what_telegram_takes_and_knows_one_token(peer: TelegramPeer) -> None:
    assert ask(peer, "sendMessage", chat_id=71, text="halo", reply_markup=ONE_KEY)[0] == 200
    assert (peer.person(71).reads(), peer.person(71).buttons()) == (["halo"], ["Bisa"])
    assert httpx.post(f"{peer.url}/bot42:OTHER/getMe", trust_env=False).status_code == 401


def test_who_blocked_the_bot_gets_403_and_a_busy_telegram_says_how_long_to_wait(peer: TelegramPeer) -> None:
    peer.person(71).blocks()
    assert ask(peer, "sendMessage", chat_id=71, text="halo") == (403, "Forbidden: bot was blocked by the user")
    peer.busy(retry_after=7)
    answer = httpx.post(f"{peer.url}/bot{TOKEN}/getMe", trust_env=False)
    assert (answer.status_code, answer.json()["parameters"]) == (429, {"retry_after": 7})


def test_an_update_comes_again_until_a_higher_number_is_asked_for(peer: TelegramPeer) -> None:
    peer.person(71).writes("dipukul")
    first = numbers(ask(peer, "getUpdates")[1])
    assert (len(first), numbers(ask(peer, "getUpdates")[1])) == (2, first)
    assert numbers(ask(peer, "getUpdates", offset=first[1])[1]) == first[1:]
    assert ask(peer, "getUpdates", offset=first[1] + 1) == (200, [])


def test_two_that_fetch_or_a_webhook_beside_them_are_a_conflict(peer: TelegramPeer) -> None:
    ask(peer, "getUpdates", offset=-1)
    peer.run(peer.world.waiting.clear)
    waiting = peer.run(lambda: asyncio.ensure_future(asyncio.to_thread(ask, peer, "getUpdates", timeout=10)))
    assert ask(peer, "setWebhook", url="https://example.org/x", secret_token="s")[0] == 200
    assert ask(peer, "getUpdates")[0] == 409
    while not waiting.done():
        assert ask(peer, "getMe")[0] == 200
    assert waiting.result()[0] == 409


def test_a_webhook_is_called_with_its_secret_until_it_answers_well(peer: TelegramPeer) -> None:
    answers, secrets = [503, 500, 200], list[str]()

    async def hook(request: Request) -> Response:
        secrets.append(request.headers["x-telegram-bot-api-secret-token"])
        return Response(status_code=answers[len(secrets) - 1])

    with Loopback(Starlette(routes=[Route("/x", hook, methods=["POST"])])) as ours:
        ask(peer, "setWebhook", url=f"{ours.url}/x", secret_token="rahasia")
        for _look in range(200):
            if not peer.waiting():
                break
            ask(peer, "getWebhookInfo")
        assert ask(peer, "deleteWebhook")[0] == 200
    assert (secrets, peer.waiting()) == (["rahasia"] * 3, 0)


async def test_it_starts_with_one_command_and_can_be_used_by_hand() -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.peers", "telegram", "--port", str(port)]
    peer = await asyncio.create_subprocess_exec(
        *command, cwd=Path(__file__).parents[2], env=dict(os.environ), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert peer.stdout
        assert TOKEN.encode() in await asyncio.wait_for(peer.stdout.readline(), 30)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            assert (await client.post("/people/71/writes", json={"text": "tolong"})).status_code == 200
            told = (await client.get(f"/bot{TOKEN}/getUpdates")).json()["result"]
            await client.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": 71, "text": "halo"})
            assert (await client.get("/people/71/reads")).json() == ["halo"]
            assert (await client.post("/people/71/dances")).status_code == 404
    finally:
        peer.terminate()
        await asyncio.wait_for(peer.wait(), 60)
    assert [update["message"]["text"] for update in told] == ["tolong"]
