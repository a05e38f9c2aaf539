"""Somebody with Telegram on their telephone, as a test or a hand at a terminal plays them."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from tests.peers.telegram_world import Json, Shown, Someone, World

T = TypeVar("T")


class Run(Protocol):
    """Does something in the stand-in's own loop."""

    def __call__(self, act: Callable[[], T]) -> T: ...


class Person:
    """What somebody does, each time giving the number of the update that tells the bot, and what they see."""

    def __init__(self, world: World, who: Someone, run: Run) -> None:
        self._world = world
        self._who = who
        self._run = run

    def writes(self, text: str, **more: object) -> int:
        """A text; `more` are further fields of a `Message`."""
        return self.says({"text": text, **more})

    def says(self, content: Mapping[str, object]) -> int:
        """A message with these fields of a `Message`."""
        return self._run(lambda: self._world.writes(self._who, dict(content)))

    def forwards(self, text: str) -> int:
        """Somebody else's words."""
        origin: Json = {"type": "hidden_user", "sender_user_name": "?", "date": 1}
        return self.says({"text": text, "forward_origin": origin})

    def edits(self, message_id: int, text: str) -> int:
        """Other words for a message that was sent already."""
        content: Json = {"message_id": message_id, "text": text, "edit_date": int(self._world.clock())}
        return self._run(lambda: self._world.writes(self._who, content, "edited_message"))

    def sends(self, kind: str, content: str = "bytes", size: int = 0, **more: object) -> int:
        """A file: voice, audio, photo, video, video_note, animation, document or sticker."""
        reference = f"{kind}-{len(self._world.files) + 1}"
        body = content.encode() + bytes(max(0, size - len(content)))
        self._run(lambda: self._world.files.__setitem__(reference, body))
        file: Json = {"file_id": reference, "file_unique_id": "u", "file_size": len(body), **more}
        return self.says({kind: [file] if kind == "photo" else file})

    def locates(self, latitude: float, longitude: float) -> int:
        """A place on the globe, or off it."""
        return self.says({"location": {"latitude": latitude, "longitude": longitude}})

    def shares_card(self, phone: str, name: str = "Budi", user_id: int | None = None) -> int:
        """A contact card; with the person's own `user_id`, their own."""
        card: Json = {"phone_number": phone, "first_name": name}
        return self.says({"contact": card if user_id is None else {**card, "user_id": user_id}})

    def presses(self, button: str | int, message: int = -1) -> int:
        """A button by its label, with or without its number, or by its place; `message` -1 is the newest keyboard."""
        return self._run(lambda: self._press(button, message))

    def blocks(self) -> int:
        """No message of the bot's reaches them any more."""
        self._who.blocked = True
        return self._run(lambda: self._world.membership(self._who, "member", "kicked"))

    def unblocks(self) -> int:
        """The bot's messages reach them again."""
        self._who.blocked = False
        return self._run(lambda: self._world.membership(self._who, "kicked", "member"))

    def adds_the_bot(self) -> int:
        """The bot becomes a member of this group."""
        return self._run(lambda: self._world.membership(self._who, "left", "member"))

    def reads(self) -> list[str]:
        """The bot's texts on their telephone, in order."""
        return [shown.text for shown in self.sees()]

    def buttons(self) -> list[str]:
        """The labels under the bot's newest message."""
        return [label for shown in self.sees()[-1:] for label in shown.buttons]

    def sees(self) -> list[Shown]:
        """The bot's messages on their telephone, in order."""
        return self._run(lambda: self._world.on_screen(self._who.number))

    def _press(self, button: str | int, message: int) -> int:
        keyboards = [shown for shown in self._world.on_screen(self._who.number) if shown.rows]
        if not keyboards:
            raise LookupError("there is no button on the screen")
        shown = keyboards[message]
        keys = [key for row in shown.rows for key in row]
        for place, key in enumerate(keys):
            label = str(key["text"])
            if button in (place, label, label.partition(" ")[2]):
                return self._world.presses_button(self._who, shown, key)
        raise LookupError(f"no such button; there are {shown.buttons}")
