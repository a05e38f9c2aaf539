"""An officer at the desk over HTTP: a browser without windows, which keeps cookies and fills in our own forms."""

import asyncio
import base64
import html
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

import httpx

from bot.desk.factor import STEP, code_at

PATIENCE = 15.0


def pad(letters: str) -> str:
    """Base 32 as the decoder wants it."""
    return letters + "=" * (-len(letters) % 8)


LOGGED_IN: dict[str, httpx.Cookies] = {}
"""What each desk gave the officer's browser: a code of the second factor serves once in 30 seconds."""


class Officer:
    """Logged in, with the second factor that the first login enrols, for as long as the block lasts."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self._url = url
        self._client = httpx.AsyncClient(
            base_url=url, follow_redirects=True, timeout=PATIENCE, cookies=LOGGED_IN.get(url)
        )
        self._login, self._password = login, password

    async def __aenter__(self) -> Self:
        if self._url not in LOGGED_IN:
            await self._log_in()
        assert (await self._client.get("/desk/")).url.path == "/desk/", "the officer could not log in"
        return self

    async def _log_in(self) -> None:
        page = await self.read("/desk/login")
        form = {"csrf": hidden(page, "csrf"), "name": self._login, "password": self._password}
        asked = await self._client.post("/desk/login", data=form)
        secret = re.search(r'class="secret"><code>([A-Z2-7 ]+)<', asked.text)
        assert secret, "the first login enrols a second factor"
        key = base64.b32decode(pad(secret[1].replace(" ", "")))
        code = code_at(key, int(time.time()) // STEP)
        form = {"csrf": hidden(asked.text, "csrf"), "next": "", "code": code}
        done = await self._client.post("/desk/factor", data=form)
        assert (done.status_code, done.url.path) == (200, "/desk/tour"), "the first login leads to the tour"
        LOGGED_IN[self._url] = self._client.cookies

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def read(self, path: str) -> str:
        """A page, as it stands."""
        page = await self._client.get(path)
        assert page.status_code == 200, f"{path}: {page.status_code}"
        return html.unescape(page.text)

    async def does(self, code: str, act: str, **fields: str) -> None:
        """Press one of the ticket's buttons: the form is fetched, filled in and sent."""
        page = await self.read(f"/desk/t/{code}")
        form = {"csrf": hidden(page, "csrf"), **fields}
        if act == "reply":
            form["once"] = hidden(page, "once")
        done = await self._client.post(f"/desk/t/{code}/{act}", data=form)
        assert done.status_code == 200, f"{act}: {done.status_code}"

    async def sees(self, code: str, words: str) -> None:
        """Wait until the ticket shows these words."""
        async with asyncio.timeout(PATIENCE):
            while words not in await self.read(f"/desk/t/{code}"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    @asynccontextmanager
    async def watching(self, code: str = "") -> AsyncIterator["Stream"]:
        """An open page, which hears of changes without being loaded anew."""
        address = f"/desk/live?at={code}" if code else "/desk/live"
        async with self._client.stream("GET", address, timeout=PATIENCE) as answer:
            stream = Stream(answer.aiter_lines())
            await stream.until("hello")
            yield stream


class Stream:
    """The events of one open page."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def until(self, event: str) -> list[dict[str, object]]:
        """What the next event of this name brings."""
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if line == f"event: {event}":
                    told = json.loads((await anext(self._lines)).removeprefix("data: "))
                    return told if isinstance(told, list) else [told]
        raise LookupError(f"the stream ended without {event}")

    async def new_ticket(self) -> str:
        """The code of the next ticket that somebody may take, as it appears on the open page."""
        while True:
            for told in await self.until("changed"):
                if told["free"] and "row" in told:
                    return str(told["code"])


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, f"the page has no field {name}"
    return found[1]
