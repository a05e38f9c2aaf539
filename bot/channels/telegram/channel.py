"""Telegram as a channel: the one module that knows python-telegram-bot, as client and types only."""

import json
import os
from collections.abc import Sequence
from datetime import timedelta
from types import TracebackType
from typing import cast

from bot.channels.telegram.heard import ALLOWED_UPDATES, NAME, Json, clean
from bot.channels.telegram.text import LIMIT, pieces
from bot.errors import CannotReach, HelplineError, Refused, TryLater
from bot.messages import FILES_OUT, Enclosed, Parcel, Traits, carried_by
from bot.quiet_logs import hush_vendors
from bot.settings import TELEGRAM_API, on_loopback
from flows.words import Choice

# The library warns at every 429 unless it may give spans of time as such; it reads this when it meets one.
os.environ["PTB_TIMEDELTA"] = "true"

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

LARGEST_FILE = 20 * 1024 * 1024
"""A bot can download no more than this."""
MOST_DELETED_AT_ONCE = 100
PATIENCE = 10.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
TRAITS = Traits(text_limit=LIMIT, label_limit=40, buttons=10, reads_turn=True, delete_hours=48, files=FILES_OUT[NAME])
"""One button a row, as wide as a small telephone; Telegram itself would allow a hundred."""

# What a 400 says of the person, not of the line.
NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "user_is_deactivated")
# The exact reasons that are worth telling apart; Telegram's own sentence could repeat what we sent.
REASONS = (
    ("too long", "too_long"),
    ("text is empty", "empty"),
    ("too big", "file_too_big"),
    ("wrong file", "file_gone"),
    ("invalid file", "file_gone"),
    ("can't be deleted", "too_late_to_delete"),
    ("to delete not found", "already_deleted"),
    ("query is too old", "query_too_old"),
    ("webhook", "bad_webhook"),
)


class _RawBot(Bot):
    """The library's client, which also gives updates as they came: one that it can't parse must not stop the rest."""

    async def updates(self, parameters: dict[str, object], read_timeout: float) -> object:
        return await self._post("getUpdates", dict(parameters), read_timeout=read_timeout)


class _QuietRequest(HTTPXRequest):
    """The library's HTTP client, which would log a torn answer whole, with everybody's words in it."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if isinstance(answer, dict):
            return answer
        raise NetworkError("no JSON object")


class Telegram:
    """The bot that contacts write to. Every call raises TryLater, CannotReach or Refused, and nothing else."""

    name = NAME
    traits = TRAITS

    def __init__(self, token: str, api_url: str = TELEGRAM_API) -> None:
        hush_vendors()
        root = api_url.rstrip("/")
        # A proxy of the environment is for the internet, not for a peer on this machine.
        options: dict[str, object] = {"trust_env": not on_loopback(root)}
        self._requests = [_QuietRequest(read_timeout=PATIENCE, pool_timeout=PATIENCE, httpx_kwargs=options)]
        self._requests.append(_QuietRequest(connection_pool_size=1, read_timeout=PATIENCE, httpx_kwargs=options))
        self._bot = _RawBot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    async def close(self) -> None:
        """Let go of every connection."""
        for request in self._requests:
            await request.shutdown()

    async def send(self, parcel: Parcel) -> str:
        """Hand one line over; a long one leaves as several messages, whose ids come back joined by commas."""
        chat = _chat(parcel.address)
        text = clean(parcel.words.text)
        choices = parcel.words.choices
        if len(choices) > TRAITS.buttons:
            text, choices = "\n".join((text, *_numbered(choices))), ()
        sent: list[str] = []
        parts = pieces(text)
        if not parts and not parcel.files:
            raise Refused("empty")
        for part in parts:
            keyboard = _keyboard(parcel.turn, choices) if len(sent) + 1 == len(parts) else None
            with _faults():
                message = await self._bot.send_message(
                    chat, part, reply_markup=keyboard, link_preview_options=NO_PREVIEW
                )
            sent.append(str(message.message_id))
        # Words first: a picture takes longer, and may be refused.
        sent += [await self._send_file(chat, file) for file in parcel.files]
        return ",".join(sent)

    async def _send_file(self, chat: int, file: Enclosed) -> str:
        """A picture as a picture, anything else as a document; the id of the message."""
        with _faults():
            if file.mime.startswith("image/"):
                message = await self._bot.send_photo(chat, file.content, filename=file.name)
            else:
                message = await self._bot.send_document(chat, file.content, filename=file.name)
        return str(message.message_id)

    async def take_back(self, address: str, vendor_ids: Sequence[str]) -> None:
        """Delete what was sent, within 48 hours; Telegram passes over what is gone already."""
        numbers = [int(number) for vendor_id in vendor_ids for number in vendor_id.split(",")]
        for first in range(0, len(numbers), MOST_DELETED_AT_ONCE):
            try:
                with _faults():
                    await self._bot.delete_messages(_chat(address), numbers[first : first + MOST_DELETED_AT_ONCE])
            except Refused as refused:
                if refused.code != "already_deleted":
                    raise

    async def fetch(self, reference: str) -> bytes:
        """The bytes of a file that somebody sent, at most 20 MB; raises Refused where it is gone or too big."""
        with _faults():
            file = await self._bot.get_file(reference)
            # The library would read a path of this machine; only what Telegram itself keeps is wanted.
            if not (file.file_path or "").startswith(f"{self._bot.base_file_url}/"):
                raise Refused("file_gone")
            if (file.file_size or 0) > LARGEST_FILE:
                raise Refused("file_too_big")
            return bytes(await file.download_as_bytearray(read_timeout=60))

    async def stop_spinner(self, query: str) -> None:
        """Tell the person's telephone that a press has arrived."""
        with _faults():
            await self._bot.answer_callback_query(query)

    async def leave(self, group: int) -> None:
        """Leave a group without a word (SAFETY R29)."""
        with _faults():
            await self._bot.leave_chat(group)

    async def updates(self, offset: int | None, seconds: int) -> list[Json]:
        """What waits from this offset on, as it came; with an offset, Telegram forgets everything before it."""
        asked: dict[str, object] = {"offset": offset, "timeout": seconds, "allowed_updates": list(ALLOWED_UPDATES)}
        with _faults():
            found = await self._bot.updates(asked, read_timeout=seconds + PATIENCE)
        return [cast(Json, update) for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def listen_at(self, url: str, secret: str, connections: int = 40) -> None:
        """Ask for updates to be posted to this address, with the secret in a header."""
        with _faults():
            await self._bot.set_webhook(
                url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=connections
            )

    async def show_face(self, name: str, about: str, description: str) -> None:
        """Have this name and these words shown to everybody, and no list of commands (SAFETY R9)."""
        with _faults():
            if (await self._bot.get_my_name()).name != name:
                await self._bot.set_my_name(name)
            if (await self._bot.get_my_short_description()).short_description != about:
                await self._bot.set_my_short_description(about)
            if (await self._bot.get_my_description()).description != description:
                await self._bot.set_my_description(description)
            if await self._bot.get_my_commands():
                await self._bot.delete_my_commands()

    async def forget_webhook(self) -> None:
        """Ask for updates to wait until they are fetched; none that waits is dropped."""
        with _faults():
            await self._bot.delete_webhook()


class _faults:  # noqa: N801  (read as a phrase: with _faults())
    """Turns what the library raises into our own errors, whose text never holds the token or anybody's words."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(fault, TelegramError):
            raise our_error(fault) from None
        if isinstance(fault, AttributeError | KeyError | TypeError | ValueError):
            raise TryLater(code="answer_unreadable") from None


def our_error(fault: TelegramError) -> HelplineError:
    """What this answer of Telegram's means to the outbox."""
    match fault:
        case RetryAfter():
            return TryLater(_seconds(fault.retry_after), "flood")
        case Forbidden():
            return CannotReach(_forbidden(fault.message.lower()))
        case BadRequest():
            return _bad_request(fault.message.lower())
        case Conflict():
            return TryLater(code="conflict")
        case InvalidToken() | EndPointNotFound():
            # The operator's mistake, not the person's: no line is given up for it.
            return TryLater(60, "token_refused")
        case ChatMigrated():
            return CannotReach("group")
        case TimedOut():
            return TryLater(code="timeout")
        case NetworkError():
            return TryLater(code="network")
    return TryLater(code="unknown")


def _bad_request(said: str) -> HelplineError:
    if any(reason in said for reason in NOBODY_THERE):
        return CannotReach("chat_not_found")
    return Refused(next((code for reason, code in REASONS if reason in said), "bad_request"))


def _forbidden(said: str) -> str:
    if "deactivated" in said:
        return "deactivated"
    return "blocked" if "blocked" in said else "not_started" if "initiate" in said else "forbidden"


def _seconds(span: int | timedelta) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else float(span)


def _chat(address: str) -> int:
    try:
        return int(address)
    except ValueError:
        raise CannotReach("no_address") from None


def _keyboard(turn: int, choices: tuple[Choice, ...]) -> InlineKeyboardMarkup | None:
    """One choice a row, the number before the label, each button carrying the turn that offers it."""
    rows = [
        [InlineKeyboardButton(label, callback_data=carried_by(turn, place, choice))]
        for place, (label, choice) in enumerate(zip(_numbered(choices), choices, strict=True))
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _numbered(choices: tuple[Choice, ...]) -> list[str]:
    return [f"{number} {clean(choice.label)}" for number, choice in enumerate(choices, start=1)]
