"""Every address of the whole application names the permit that it needs."""

from pathlib import Path

import pytest
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.app import App, build, every_route_is_permitted
from bot.errors import CannotStart
from bot.permits import PERMITS
from bot.settings import Settings


def everything(folder: Path) -> App:
    """A helpline with every channel, against vendors that nobody will call."""
    return build(
        Settings(
            var_dir=folder,
            public_url="http://127.0.0.1:8000",
            telegram_token="1:token",
            telegram_api_url="http://127.0.0.1:9",
            telegram_mode="webhook",
            twilio_account_sid="AC" + "0" * 32,
            twilio_auth_token="secret",
            twilio_from="whatsapp:+14155238886",
            twilio_api_url="http://127.0.0.1:9",
        )
    )


async def test_every_route_of_the_whole_application_is_in_the_permit_table(tmp_path: Path) -> None:
    app = everything(tmp_path)
    mounted = [route for mount in app.routes if isinstance(mount, Mount) for route in mount.routes]
    plain = [route for route in app.routes if isinstance(route, Route)]
    named = {route.name.split()[0] for route in (*mounted, *plain) if isinstance(route, Route)}
    assert {"telegram_update", "whatsapp_message", "whatsapp_status", "simulator.write", "ticket.take"} <= named
    assert named <= set(PERMITS)
    await app.close()


def test_a_route_that_names_no_permit_keeps_the_helpline_from_starting() -> None:
    def nobody_thought_of_it() -> Response:
        return Response()

    with pytest.raises(CannotStart, match="/odd"):
        every_route_is_permitted([Mount("/x", routes=[Route("/odd", nobody_thought_of_it)])])
