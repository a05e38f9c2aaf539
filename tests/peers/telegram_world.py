"""What Telegram knows: people, chats, shown messages, files, and the updates that wait for the bot."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.peers.telegram_rules import Rejected

Json = dict[str, object]

BOT: Json = {"id": 4242, "is_bot": True, "first_name": "Kentongan", "username": "kentongan_bot"}
BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""The update types that nobody gets who does not ask for them."""


@dataclass
class Update:
    """One update that waits. Button presses and words of one chat wait in separate queues, as at Telegram."""

    number: int
    queue: str
    body: Json
    attempts: int = 0


@dataclass
class Shown:
    """A message of the bot's in somebody's chat, as their telephone shows it."""

    number: int
    chat: int
    text: str
    at: float
    rows: list[list[Json]] = field(default_factory=list)

    @property
    def buttons(self) -> list[str]:
        """The labels under it, from top to bottom."""
        return [str(button["text"]) for row in self.rows for button in row]


@dataclass
class Someone:
    """A person with Telegram, or a group; the bot may write to whom has written to it."""

    number: int
    name: str = "Siti"
    surname: str = ""
    language: str = "id"
    group: bool = False
    reachable: bool = False
    blocked: bool = False

    @property
    def user(self) -> Json:
        """The person as a `User`."""
        shown: Json = {"id": self.number, "is_bot": False, "first_name": self.name, "language_code": self.language}
        return {**shown, "last_name": self.surname} if self.surname else shown

    @property
    def chat(self) -> Json:
        """Their chat with the bot as a `Chat`."""
        if self.group:
            return {"id": self.number, "type": "supergroup", "title": self.name}
        return {"id": self.number, "type": "private", "first_name": self.name}


class World:
    """The whole state of the stand-in; touched only from its own event loop."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.people: dict[int, Someone] = {}
        self.waiting: list[Update] = []
        self.asked_for: frozenset[str] | None = None
        self.shown: dict[tuple[int, int], Shown] = {}
        self.presses: dict[str, bool] = {}
        self.files: dict[str, bytes] = {}
        self._changed = asyncio.Event()
        self._numbers = itertools.count(500_000_001)
        self._messages = itertools.count(1)

    def wake(self) -> None:
        """Let everybody look again who waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until a change makes this true."""
        while not true():
            await self._changed.wait()

    def someone(self, number: int, name: str = "Siti", surname: str = "", language: str = "id") -> Someone:
        """The person of this number, or the group of this negative one; a new one when nobody is known by it."""
        return self.people.setdefault(number, Someone(number, name, surname, language, group=number < 0))

    def skip_numbers(self, count: int) -> None:
        """Leave a gap in the numbers of updates, as Telegram may."""
        for _ in range(count):
            next(self._numbers)

    def happens(self, kind: str, queue: str, content: Json) -> int:
        """Something happened that the bot may hear of; gives the update's number."""
        number = next(self._numbers)
        wanted = kind in self.asked_for if self.asked_for is not None else kind not in BY_DEFAULT
        if wanted:
            self.waiting.append(Update(number, queue, {"update_id": number, kind: content}))
            self.wake()
        return number

    def writes(self, who: Someone, content: Json, kind: str = "message") -> int:
        """A message of this person's, or in this group; gives the update's number."""
        who.reachable = True
        sender = self.someone(abs(who.number)) if who.group else who
        said: Json = {"message_id": next(self._messages), "from": sender.user, "chat": who.chat, "date": self._now()}
        return self.happens(kind, str(who.number), {**said, **content})

    def presses_button(self, who: Someone, shown: Shown, button: Json) -> int:
        """A press: the spinner turns until the bot answers; it may overtake what was written."""
        query = str(10_000 + len(self.presses))
        self.presses[query] = False
        message = {**self.as_message(shown), "reply_markup": {"inline_keyboard": shown.rows}}
        content: Json = {"id": query, "from": who.user, "message": message, "chat_instance": str(who.number)}
        return self.happens("callback_query", f"{who.number}:press", {**content, "data": button["callback_data"]})

    def membership(self, who: Someone, was: str, now: str) -> int:
        """The bot was blocked, added to a group, or the like."""
        sides: Json = {"old_chat_member": {"user": BOT, "status": was}, "new_chat_member": {"user": BOT, "status": now}}
        sender = self.someone(abs(who.number)).user
        return self.happens(
            "my_chat_member", str(who.number), {"chat": who.chat, "from": sender, "date": self._now(), **sides}
        )

    def show(self, chat: int, text: str, rows: list[list[Json]]) -> Shown:
        """The bot's message on this person's telephone; raises Rejected where Telegram would not put it there."""
        who = self.people.get(chat)
        if who is None:
            raise Rejected(400, "Bad Request: chat not found")
        if who.blocked:
            raise Rejected(403, "Forbidden: bot was blocked by the user")
        if not who.reachable:
            raise Rejected(403, "Forbidden: bot can't initiate conversation with a user")
        shown = Shown(next(self._messages), chat, text.strip(), self.clock(), rows)
        self.shown[chat, shown.number] = shown
        return shown

    def on_screen(self, chat: int) -> list[Shown]:
        """What the bot wrote to this chat and has not taken back, in order."""
        return [shown for (where, _), shown in sorted(self.shown.items()) if where == chat]

    def as_message(self, shown: Shown) -> Json:
        """The bot's message as a `Message`."""
        chat = self.someone(shown.chat).chat
        return {"message_id": shown.number, "from": BOT, "chat": chat, "date": int(shown.at), "text": shown.text}

    def _now(self) -> int:
        return int(self.clock())
