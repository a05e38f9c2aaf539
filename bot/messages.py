"""What a channel is to the rest of the program, and what it can do."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from flows.words import Choice, Heard, Outgoing, Press

VENDORS = frozenset({"telegram", "whatsapp"})
"""Channels that carry real people's words; the others stay on this machine."""


PRESSED = re.compile(r"t(\d{1,9}):(?:(\d{1,3})|([a-z2-7]{8}))", re.ASCII)


def carried_by(turn: int, place: int, choice: Choice) -> str:
    """What a button carries, at most 18 bytes: the turn that offers it, and the name of the choice.

    A choice that an older version of the program left in a line has no name, and its button carries its place.
    """
    return f"t{turn}:{choice.name or place}"


def press_from(carried: str, label: str = "") -> Press | None:
    """The button that carries this; None where no button of ours does."""
    found = PRESSED.fullmatch(carried)
    if not found:
        return None
    return Press(int(found[1]), int(found[2] or -1), label, found[3] or "")


@dataclass(frozen=True, slots=True)
class FilesOut:
    """Which files a channel takes from us: how many bytes at most, and of which kinds (MIME). 0: none."""

    limit: int = 0
    kinds: frozenset[str] = frozenset()


PICTURES_AND_PAPERS = frozenset({"image/jpeg", "image/png", "application/pdf"})
FILES_OUT = {
    # Telegram takes pictures of up to 10 MB from a bot; Twilio's WhatsApp takes 16, and pictures of up to 5.
    "telegram": FilesOut(10 * 1024 * 1024, PICTURES_AND_PAPERS),
    "whatsapp": FilesOut(5 * 1024 * 1024, PICTURES_AND_PAPERS),
    "simulator": FilesOut(5 * 1024 * 1024, PICTURES_AND_PAPERS),
}
"""By the channel's name; what is not here takes no files."""
NO_FILES = FilesOut()


@dataclass(frozen=True, slots=True)
class Traits:
    """The capabilities of a channel; lengths in characters, the window in hours (0: none).

    `buttons` is the greatest number of choices shown as buttons (0: numbered text instead), `reads_turn` says
    whether a press carries the turn that offered it, `delete_hours` how long we can take back what we sent.
    """

    text_limit: int
    label_limit: int
    buttons: int
    reads_turn: bool
    window_hours: int = 0
    delete_hours: int = 0
    vendor: bool = True
    files: FilesOut = NO_FILES


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file on its way to a person. Its name says what it is and nothing of anybody."""

    file_id: int
    mime: str
    content: bytes

    @property
    def name(self) -> str:
        """What the person's telephone calls it."""
        return f"berkas-{self.file_id}.{self.mime.rpartition('/')[2]}"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One line on its way to one person: the opaque address, the words, the turn that it belongs to, and files."""

    line_id: int
    address: str
    words: Outgoing
    turn: int
    files: tuple[Enclosed, ...] = ()
    template: str = ""
    """The name of the approved template whose words these are, for a channel whose window has closed."""


class Channel(Protocol):
    """A way to reach people. `send` raises TryLater, CannotReach or Refused, and nothing else on purpose."""

    name: str
    traits: Traits

    async def send(self, parcel: Parcel) -> str:
        """Hand one line to the vendor and give back the vendor's id of it."""
        ...


@runtime_checkable
class TakesBack(Protocol):
    """A channel that can delete what we sent; it raises TryLater, CannotReach or Refused."""

    async def take_back(self, address: str, vendor_ids: Sequence[str]) -> None:
        """Delete these lines from one telephone, at most 100; what is gone already counts as deleted."""
        ...


class Receipt(StrEnum):
    """What became of one Heard; either way it is safe to acknowledge, because it is stored."""

    TAKEN = "taken"
    AGAIN = "again"
    """The vendor had sent it before; nothing was changed."""
    CAUGHT = "caught"
    """Our own code failed on it; it is stored and a ticket carries it to an officer."""


Receive = Callable[[Heard], Awaitable[Receipt]]
"""Resolves only after the commit. Raises TryLater where the database could not commit: answer 503, ask again."""
