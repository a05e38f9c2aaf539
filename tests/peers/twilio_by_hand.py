"""The Twilio peer for a person at a terminal: curl in one window, the helpline in another.

    python -m tests.peers twilio --port 9100 --webhook http://127.0.0.1:8000/whatsapp

and for the helpline, in the environment:

    TWILIO_API_URL=http://127.0.0.1:9100 PUBLIC_URL=http://127.0.0.1:8000 TWILIO_FROM=whatsapp:+14155238886
    TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN as the peer prints them when it starts.

Then:

    curl -d from=whatsapp:+60123456789 -d text=tolong http://127.0.0.1:9100/hand/write
    curl -d from=whatsapp:+60123456789 http://127.0.0.1:9100/hand/voice
    curl -d from=whatsapp:+60123456789 -d latitude=3.1 -d longitude=101.7 http://127.0.0.1:9100/hand/place
    curl -d from=whatsapp:+60123456789 http://127.0.0.1:9100/hand/read
    curl -d hours=25 http://127.0.0.1:9100/hand/later
    curl http://127.0.0.1:9100/hand/phones
"""

import argparse
import asyncio
from contextlib import suppress
from datetime import timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.peers.serving import serving
from tests.peers.twilio import ACCOUNT, NUMBER, TOKEN, TwilioPeer
from tests.peers.twilio_api import api_routes
from tests.peers.twilio_delivery import Delivery


def hand_routes(peer: TwilioPeer) -> list[Route]:
    """What a person at a terminal may do, each as one form."""

    async def help_text(_: Request) -> Response:
        return PlainTextResponse(__doc__ or "")

    async def act(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            return PlainTextResponse(await _act(peer, request.path_params["what"], form))
        except (KeyError, ValueError) as wrong:
            return PlainTextResponse(f"this form does not fit: {wrong}\n", status_code=400)

    async def phones(_: Request) -> Response:
        lines = [
            f"{message.at:%H:%M:%S} {message.sender} > {message.to} [{message.status}] {message.body}"
            for message in peer.messages
        ]
        return PlainTextResponse("\n".join([*lines, ""]))

    return [
        Route("/", help_text),
        Route("/hand/phones", phones),
        Route("/hand/{what}", act, methods=["POST"]),
    ]


async def _act(peer: TwilioPeer, what: str, form: dict[str, str]) -> str:
    if what == "later":
        peer.later(timedelta(hours=float(form["hours"])))
        return "the peer's clock is put forward\n"
    person = peer.person(form["from"], form.get("name", ""))
    match what:
        case "write":
            return _told(await person.writes(form["text"]))
        case "voice":
            return _told(await person.sends_voice())
        case "place":
            return _told(await person.sends_place(float(form["latitude"]), float(form["longitude"])))
        case "read":
            await person.reads()
            return "read\n"
        case "stop":
            person.stops()
            return "stopped\n"
    raise ValueError(what)


def _told(delivery: Delivery) -> str:
    attempts = ", ".join(f"{url} {outcome}" for url, outcome in delivery.attempts)
    return f"{delivery.sid}: {attempts or 'no webhook is set'}\n"


async def _serve(peer: TwilioPeer, port: int) -> None:
    async with serving(Starlette(routes=[*hand_routes(peer), *api_routes(peer)]), port) as peer.url:
        print(f"Twilio's stand-in answers at {peer.url}; its page / says how to use it.")
        print(f"TWILIO_ACCOUNT_SID={peer.account} TWILIO_AUTH_TOKEN={peer.token} TWILIO_FROM={peer.number}", flush=True)
        await asyncio.Event().wait()


def serve(port: int, *more: str) -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers twilio", description=__doc__, add_help=False)
    parser.add_argument("--webhook", default="http://127.0.0.1:8000/whatsapp", help="may carry #rc=5&rp=all")
    parser.add_argument("--fallback", default="")
    parser.add_argument("--account", default=ACCOUNT)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--number", default=NUMBER)
    asked = parser.parse_args(more)
    peer = TwilioPeer(asked.webhook, asked.fallback, asked.account, asked.token, asked.number)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(peer, port))
