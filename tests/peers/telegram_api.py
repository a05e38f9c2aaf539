"""The methods of the Bot API that the stand-in carries out, each refusing what Telegram refuses."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiogram import methods
from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardMarkup

from tests.peers.telegram_rules import Rejected
from tests.peers.telegram_world import BOT, Json, Shown, World

TWO_DAYS = 48 * 3600
MOST_DELETED = 100
LONGEST_FACE = {"name": 64, "short_description": 120, "description": 512}
LARGEST_FILE = 20 * 1024 * 1024


@dataclass
class Hook:
    """The webhook that is set; without an address, updates wait until they are fetched."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    last_error: str = ""


@dataclass
class BotApi:
    """One bot's side of Telegram."""

    world: World
    hook: Hook = field(default_factory=Hook)
    dropped: int = 0
    left: list[int] = field(default_factory=list)
    face: dict[str, str] = field(default_factory=dict)
    """The bot's public name, short description and description."""
    commands: list[Json] = field(default_factory=list)
    _poller: object = None

    async def carry_out(self, method: TelegramMethod[object]) -> object:
        """What the method gives back; raises Rejected."""
        match method:
            case methods.GetUpdates():
                return await self.get_updates(method)
            case methods.SendMessage():
                return self.send(method)
            case methods.SendPhoto() | methods.SendDocument():
                return self.send_file(method)
            case methods.EditMessageText() | methods.EditMessageReplyMarkup():
                return self.edit(method)
            case methods.DeleteMessage():
                return self.delete(method)
            case methods.DeleteMessages():
                return self.delete_many(method)
            case methods.AnswerCallbackQuery():
                return self.answer_press(method)
            case methods.GetFile():
                return self.get_file(method)
        return self._carry_out_more(method)

    def _carry_out_more(self, method: TelegramMethod[object]) -> object:
        match method:
            case methods.GetMe():
                return BOT
            case methods.GetMyName() | methods.GetMyShortDescription() | methods.GetMyDescription():
                return self.shows(method)
            case methods.SetMyName() | methods.SetMyShortDescription() | methods.SetMyDescription():
                return self.show_as(method)
            case methods.GetMyCommands():
                return self.commands
            case methods.DeleteMyCommands():
                self.commands.clear()
                return True
            case methods.LeaveChat():
                return self.leave(method)
            case methods.SetWebhook():
                return self.set_webhook(method)
            case methods.DeleteWebhook():
                return self.delete_webhook(method)
            case methods.GetWebhookInfo():
                return self.webhook_info()
        if type(method).__returning__ is bool:
            return True
        raise Rejected(501, f"Not Implemented: this stand-in does not know {type(method).__api_method__}")

    def shows(self, method: object) -> object:
        """What everybody sees of the bot; empty where nothing was set."""
        name = _face(method)
        return {name: self.face.get(name, "")}

    def show_as(self, method: object) -> object:
        """Change it, within Telegram's lengths."""
        name = _face(method)
        told = str(getattr(method, name) or "")
        if len(told) > LONGEST_FACE[name]:
            raise Rejected(400, f"Bad Request: {name} is too long")
        self.face[name] = told
        return True

    def send(self, method: methods.SendMessage) -> object:
        return self.world.as_message(self.world.show(_chat(method.chat_id), method.text, _rows(method.reply_markup)))

    def send_file(self, method: methods.SendPhoto | methods.SendDocument) -> object:
        file = method.photo if isinstance(method, methods.SendPhoto) else method.document
        return self.world.as_message(self.world.show(_chat(method.chat_id), f"[{file}]", []))

    def edit(self, method: methods.EditMessageText | methods.EditMessageReplyMarkup) -> object:
        shown = self._shown(method.chat_id, method.message_id, "edit")
        text = method.text if isinstance(method, methods.EditMessageText) else shown.text
        rows = _rows(method.reply_markup)
        if (text, rows) == (shown.text, shown.rows):
            raise Rejected(400, "Bad Request: message is not modified")
        shown.text, shown.rows = text or "", rows
        return self.world.as_message(shown)

    def delete(self, method: methods.DeleteMessage) -> object:
        shown = self._shown(method.chat_id, method.message_id, "delete")
        if self.world.clock() - shown.at >= TWO_DAYS:
            raise Rejected(400, "Bad Request: message can't be deleted for everyone")
        del self.world.shown[shown.chat, shown.number]
        return True

    def delete_many(self, method: methods.DeleteMessages) -> object:
        """As many as a hundred; what is gone is passed over, one that is too old has all of them refused."""
        if not 1 <= len(method.message_ids) <= MOST_DELETED:
            raise Rejected(400, "Bad Request: MESSAGE_IDS_INVALID")
        found = [(_chat(method.chat_id), number) for number in method.message_ids]
        shown = [self.world.shown[one] for one in found if one in self.world.shown]
        if any(self.world.clock() - one.at >= TWO_DAYS for one in shown):
            raise Rejected(400, "Bad Request: message can't be deleted for everyone")
        for one in shown:
            del self.world.shown[one.chat, one.number]
        return True

    def answer_press(self, method: methods.AnswerCallbackQuery) -> object:
        if method.callback_query_id not in self.world.presses:
            raise Rejected(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.world.presses[method.callback_query_id] = True
        return True

    def leave(self, method: methods.LeaveChat) -> object:
        if _chat(method.chat_id) > 0:
            raise Rejected(400, "Bad Request: chat member status can't be changed in private chats")
        self.left.append(_chat(method.chat_id))
        return True

    def get_file(self, method: methods.GetFile) -> object:
        content = self.world.files.get(method.file_id)
        if content is None:
            raise Rejected(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(content) > LARGEST_FILE:
            raise Rejected(400, "Bad Request: file is too big")
        path = f"files/{method.file_id}"
        return {"file_id": method.file_id, "file_unique_id": "u", "file_size": len(content), "file_path": path}

    def set_webhook(self, method: methods.SetWebhook) -> object:
        address = urlsplit(method.url)
        if method.url and address.scheme != "https" and address.hostname != "127.0.0.1":
            raise Rejected(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", method.secret_token or ""):
            raise Rejected(400, "Bad Request: secret token contains unallowed characters")
        if not 1 <= (method.max_connections or 40) <= 100:
            raise Rejected(400, "Bad Request: bad webhook: max_connections must be between 1 and 100")
        self._remember_wishes(method.allowed_updates, method.drop_pending_updates)
        self.hook = Hook(method.url, method.secret_token or "", method.max_connections or 40)
        self.world.wake()
        return True

    def delete_webhook(self, method: methods.DeleteWebhook) -> object:
        self._remember_wishes(None, method.drop_pending_updates)
        self.hook = Hook()
        self.world.wake()
        return True

    def webhook_info(self) -> object:
        info: Json = {"url": self.hook.url, "has_custom_certificate": False}
        info["pending_update_count"] = len(self.world.waiting)
        return {**info, "last_error_message": self.hook.last_error} if self.hook.last_error else info

    async def get_updates(self, method: methods.GetUpdates) -> object:
        """Long polling: an offset confirms what is below it; a second poller ends the first one's call."""
        mine = self._poller = object()
        self.world.wake()
        self._remember_wishes(method.allowed_updates, None)
        self._confirm(method.offset or 0)
        limit = method.limit if method.limit is not None else 100
        try:
            async with asyncio.timeout(method.timeout or 0):
                await self.world.until(lambda: self._poll_ends(mine))
        except TimeoutError:
            return []
        if self.hook.url:
            instead = "use deleteWebhook to delete the webhook first"
            raise Rejected(409, f"Conflict: can't use getUpdates method while webhook is active; {instead}")
        if self._poller is not mine:
            raise Rejected(409, "Conflict: terminated by other getUpdates request; one bot instance only")
        return [update.body for update in self.world.waiting[: min(max(limit, 1), 100)]]

    def end_polls(self) -> None:
        """Let go of whoever fetches."""
        self._poller = None
        self.world.wake()

    def _poll_ends(self, mine: object) -> bool:
        return bool(self.world.waiting) or self._poller is not mine or bool(self.hook.url)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.world.waiting = self.world.waiting[offset:]
        elif not self.hook.url:
            self.world.waiting = [update for update in self.world.waiting if update.number >= offset]

    def _remember_wishes(self, kinds: list[str] | None, drop: bool | None) -> None:
        if kinds is not None:
            self.world.asked_for = frozenset(kinds) or None
        if drop:
            self.dropped += len(self.world.waiting)
            self.world.waiting.clear()

    def _shown(self, chat: int | str | None, number: int | None, verb: str) -> Shown:
        shown = self.world.shown.get((_chat(chat), number or 0))
        if shown is None:
            raise Rejected(400, f"Bad Request: message to {verb} not found")
        return shown


def _face(method: object) -> str:
    """Which part of the public face a method is about: "setMyShortDescription" is about the short description."""
    words = str(getattr(type(method), "__api_method__"))[len("setMy") :]  # noqa: B009
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in words).strip("_")


def _chat(number: int | str | None) -> int:
    if not isinstance(number, int):
        raise Rejected(400, "Bad Request: chat not found")
    return number


def _rows(markup: object) -> list[list[Json]]:
    if not isinstance(markup, InlineKeyboardMarkup):
        return []
    return [[button.model_dump(exclude_none=True) for button in row] for row in markup.inline_keyboard]
