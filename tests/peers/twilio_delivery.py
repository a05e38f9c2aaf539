"""How Twilio calls a webhook: signed, 15 seconds in all, again only as the address's fragment says, never later.

Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides and /docs/usage/webhooks/webhooks-security.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urlencode

import aiohttp
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

BETWEEN = 0.05
"""Seconds between two attempts."""
AT_ONCE = 200
"""Calls under way together."""


@dataclass(frozen=True)
class Manner:
    """What the fragment of a webhook address asks for; the defaults are Twilio's own. Times in seconds."""

    retries: int = 1
    policies: frozenset[str] = frozenset({"ct"})
    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0

    @classmethod
    def of(cls, fragment: str) -> "Manner":
        """Read #rc=5&rp=all and its kin."""
        asked = dict(parse_qsl(fragment))
        return cls(
            retries=min(5, max(0, int(asked.get("rc", 1)))),
            policies=frozenset(asked.get("rp", "ct").split(",")),
            connect=int(asked.get("ct", 5000)) / 1000,
            read=int(asked.get("rt", 15000)) / 1000,
            total=int(asked.get("tt", 15000)) / 1000,
        )

    def again(self, outcome: str) -> bool:
        """Does an attempt that ended so ask for another?"""
        return "all" in self.policies or outcome in self.policies


@dataclass
class Delivery:
    """What became of one webhook call: each attempt's address and outcome, an HTTP status, "ct" or "rt"."""

    sid: str
    attempts: list[tuple[str, str]] = field(default_factory=list)
    answer: str = ""

    @property
    def arrived(self) -> bool:
        """Did the last attempt get a 2xx?"""
        return bool(self.attempts) and self.attempts[-1][1].startswith("2")


class Caller:
    """Calls webhooks as Twilio does, signing with the account's token."""

    def __init__(self, token: str) -> None:
        self.validator = RequestValidator(token)
        self.session: aiohttp.ClientSession | None = None

    async def call(self, sid: str, url: str, fields: Mapping[str, str], fallback: str = "") -> Delivery:
        """Call the address, and the fallback once where that ends without a 2xx."""
        delivery = Delivery(sid)
        await self._try(delivery, url, fields)
        if fallback and not delivery.arrived:
            told = {"ErrorCode": "11200", "ErrorUrl": urldefrag(url).url}
            await self._try(delivery, urldefrag(fallback).url + "#rc=0", {**fields, **told})
        return delivery

    async def _try(self, delivery: Delivery, url: str, fields: Mapping[str, str]) -> None:
        plain, fragment = urldefrag(url)
        manner = Manner.of(fragment)
        ends = time.monotonic() + manner.total
        for attempt in range(1 + manner.retries):
            outcome = await self._post(delivery, plain, fields, manner, ends)
            delivery.attempts.append((plain, outcome))
            if delivery.arrived or not manner.again(_family(outcome)) or time.monotonic() >= ends:
                return
            await asyncio.sleep(BETWEEN if attempt < manner.retries else 0)

    async def _post(self, delivery: Delivery, url: str, fields: Mapping[str, str], manner: Manner, ends: float) -> str:
        timeout = aiohttp.ClientTimeout(
            total=max(0.001, ends - time.monotonic()), sock_connect=manner.connect, sock_read=manner.read
        )
        asked = self._session().post(
            url, data=urlencode(fields), headers=self.headers(url, fields), timeout=timeout, allow_redirects=False
        )
        try:
            async with asked as answer:
                delivery.answer = await answer.text(errors="replace")
                return str(answer.status)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return "ct"
        except (aiohttp.ClientError, TimeoutError):
            return "rt"

    def _session(self) -> aiohttp.ClientSession:
        if self.session is None:
            # aiohttp, because httpx writes every address to its log and is slow with hundreds of connections.
            self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE))
        return self.session

    async def close(self) -> None:
        """Let go of the connections."""
        if self.session is not None:
            await self.session.close()

    def headers(self, url: str, fields: Mapping[str, str]) -> dict[str, str]:
        """What Twilio sends along: the signature covers the address and every field."""
        return {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": self.validator.compute_signature(url, dict(fields)),
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }


def _family(outcome: str) -> str:
    return f"{outcome[0]}xx" if outcome[0].isdigit() else outcome
