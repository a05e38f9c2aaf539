"""The stand-in for Twilio does what Twilio does, and no more."""

import asyncio
import os
import sys
import time
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.quiet_logs import hush_vendors
from tests.peers.serving import serving
from tests.peers.twilio import ACCOUNT, NUMBER, TOKEN, TwilioPeer
from tests.peers.twilio_delivery import Manner
from tests.side_by_side import free_port

SITI = "whatsapp:+60123456789"


def webhook_that_answers(*statuses: int, asked: list[dict[str, str]] | None = None) -> Starlette:
    """A webhook of somebody's that gives these answers in turn, the last one for ever."""
    left = list(statuses)

    async def hook(request: Request) -> Response:
        if asked is not None:
            asked.append({name: str(value) for name, value in (await request.form()).items()})
        return Response(status_code=left.pop(0) if len(left) > 1 else left[0])

    return Starlette(routes=[Route("/{any:path}", hook, methods=["POST"])])


@pytest.mark.parametrize(
    ("fragment", "answers", "attempts"),
    [
        ("", [500], ["500"]),  # an answer is an answer: no second attempt by default
        ("#rc=5&rp=all", [500, 503, 200], ["500", "503", "200"]),
        ("#rc=2&rp=5xx", [500], ["500", "500", "500"]),
        ("#rc=5&rp=5xx", [403], ["403"]),
        ("#rc=5&rp=4xx", [403, 200], ["403", "200"]),
        ("#rc=9&rp=all", [500], ["500"] * 6),  # five retries are the most
        ("#rc=0&rp=all", [500], ["500"]),
    ],
)
async def test_it_tries_again_only_as_the_fragment_says(fragment: str, answers: list[int], attempts: list[str]) -> None:
    async with serving(webhook_that_answers(*answers)) as url, TwilioPeer(f"{url}/x{fragment}").running() as peer:
        delivery = await peer.person(SITI).writes("tolong")
        assert [outcome for _, outcome in delivery.attempts] == attempts
        assert {address for address, _ in delivery.attempts} == {f"{url}/x"}


async def test_a_refused_connection_is_tried_once_more_and_then_only_the_list_has_it() -> None:
    async with TwilioPeer(f"http://127.0.0.1:{free_port()}/x").running() as peer:
        delivery = await peer.person(SITI).writes("tolong")
        assert [outcome for _, outcome in delivery.attempts] == ["ct", "ct"]
        assert [message.body for message in peer.messages] == ["tolong"]


async def test_the_fallback_is_called_once_and_told_what_went_wrong() -> None:
    asked: list[dict[str, str]] = []
    nowhere = f"http://127.0.0.1:{free_port()}/x"
    async with (
        serving(webhook_that_answers(503, asked=asked)) as url,
        TwilioPeer(nowhere, f"{url}/second").running() as peer,
    ):
        delivery = await peer.person(SITI).writes("tolong")
        assert [outcome for _, outcome in delivery.attempts] == ["ct", "ct", "503"]
        assert asked[0]["ErrorCode"] == "11200"


async def test_it_waits_no_longer_than_its_patience_in_all() -> None:
    async def sleepy(_: Request) -> Response:
        await asyncio.sleep(1)
        return Response()

    app = Starlette(routes=[Route("/x", sleepy, methods=["POST"])])
    async with serving(app) as url, TwilioPeer(f"{url}/x#tt=300&rc=5&rp=all").running() as peer:
        started = time.monotonic()
        delivery = await peer.person(SITI).writes("tolong")
        assert time.monotonic() - started < 0.9
        assert delivery.attempts[0][1] == "rt"
        assert not delivery.arrived


def test_its_patience_is_twilios_own_unless_the_fragment_says_otherwise() -> None:
    assert Manner.of("") == Manner(retries=1, policies=frozenset({"ct"}), connect=5, read=15, total=15)


async def send(peer: TwilioPeer, form: dict[str, str], token: str = TOKEN) -> tuple[int, int]:
    """HTTP status and Twilio's code of one send."""
    hush_vendors()
    async with httpx.AsyncClient(base_url=peer.url, auth=(ACCOUNT, token), trust_env=False) as client:
        answer = await client.post(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=form)
        return answer.status_code, answer.json().get("code", 0)


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"To": SITI, "From": NUMBER, "Body": "halo"}, (201, 0)),
        ({"To": SITI, "From": NUMBER, "ContentSid": "HX" + "a" * 32}, (201, 0)),
        ({"From": NUMBER, "Body": "halo"}, (400, 21604)),
        ({"To": SITI, "Body": "halo"}, (400, 21603)),
        ({"To": SITI, "From": NUMBER}, (400, 21619)),
        ({"To": SITI, "From": NUMBER, "Body": "x" * 1601}, (400, 21617)),
        ({"To": "+60123456789", "From": NUMBER, "Body": "halo"}, (400, 21910)),
        ({"To": "whatsapp:0123", "From": NUMBER, "Body": "halo"}, (400, 21211)),
        ({"To": SITI, "From": "whatsapp:+1", "Body": "halo"}, (400, 63007)),
        ({"To": SITI, "From": NUMBER, "Body": "halo", "StatusCallback": "nowhere"}, (400, 21609)),
        ({"To": SITI, "From": NUMBER, "ContentSid": "template"}, (400, 21655)),
    ],
)
async def test_it_refuses_a_send_that_twilio_refuses(form: dict[str, str], answer: tuple[int, int]) -> None:
    async with TwilioPeer().running() as peer:
        assert await send(peer, form) == answer


async def test_it_refuses_a_wrong_login_and_a_person_who_said_stop() -> None:
    async with TwilioPeer().running() as peer:
        peer.person(SITI).stops()
        form = {"To": SITI, "From": NUMBER, "Body": "halo"}
        assert await send(peer, form) == (400, 21610)
        assert await send(peer, form, token="wrong") == (401, 20003)


async def test_it_starts_with_one_command_and_can_be_used_by_hand() -> None:
    port, asked = free_port(), list[dict[str, str]]()
    async with serving(webhook_that_answers(200, asked=asked)) as url:
        command = [sys.executable, "-m", "tests.peers", "twilio", "--port", str(port), "--webhook", f"{url}/x"]
        peer = await asyncio.create_subprocess_exec(
            *command, cwd=Path(__file__).parents[2], env=dict(os.environ), stdout=asyncio.subprocess.PIPE
        )
        assert peer.stdout
        assert b"answers at" in await asyncio.wait_for(peer.stdout.readline(), 20)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            assert "curl" in (await client.get("/")).text
            assert " 200" in (await client.post("/hand/write", data={"from": SITI, "text": "tolong"})).text
            assert "tolong" in (await client.get("/hand/phones")).text
            assert (await client.post("/hand/dance", data={"from": SITI})).status_code == 400
        peer.terminate()
        await asyncio.wait_for(peer.wait(), 60)
    assert [form["Body"] for form in asked] == ["tolong"]
