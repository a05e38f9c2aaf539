"""Requests to our door whose last byte is held back, so that a test decides in which order they are complete."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]


@dataclass
class Held:
    """One request that has arrived but for its last byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    last: bytes

    def complete(self) -> None:
        """Let the last byte go."""
        self.writer.write(self.last)

    async def status(self) -> int:
        """The status of the answer."""
        line = await self.reader.readline()
        self.writer.close()
        return int(line.split()[1])


async def hold(url: str, headers: Mapping[str, str], body: bytes) -> Held:
    """Send a request but for its last byte."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    told = {"Host": where.netloc, "Content-Length": str(len(body)), "Connection": "close", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    writer.write(f"POST {where.path} HTTP/1.1\r\n{head}\r\n".encode() + body[:-1])
    await writer.drain()
    return Held(reader, writer, body[-1:])


async def hold_whatsapp(url: str, token: str, sender: str, sid: str, words: str) -> Held:
    """A signed message of somebody on WhatsApp, but for its last byte."""
    fields = {"From": sender, "Body": words, "MessageSid": sid, "NumMedia": "0", "To": "whatsapp:+14155238886"}
    signature = RequestValidator(token).compute_signature(url, fields)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    return await hold(url, headers, urlencode(fields).encode())


async def answered(requests: Sequence[Held]) -> list[int]:
    """The statuses of all of these, once they are complete."""
    return list(await asyncio.gather(*(one.status() for one in requests)))
