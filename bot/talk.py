"""A conversation in the terminal, over the same inbox and outbox as on every channel."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from unicodedata import category

from bot.channels.simulator import samples
from bot.errors import Busy, TryLater
from bot.language.catalogue import translate
from bot.messages import Parcel, Receive, Traits
from flows.words import Choice, Heard, Kind, Point, Press

LANGUAGE = "id"
PROMPT = "Anda> "
CLEAR = "\r\x1b[2K"
"""Takes away the prompt before a line is written above it."""


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


NOBODY_READS = _("Ini peragaan: tidak ada petugas sungguhan yang membaca.")
HINT = _("Tulis seperti di telepon. /bantuan menunjukkan yang lain, /selesai menutup.")
HELP = _(
    "/suara  /foto  /stiker  /lokasi KOTA atau LINTANG,BUJUR  /kontak NAMA NOMOR  /terusan KATA  /aneh\n"
    "/tombol NOMOR (pilihan terakhir)  /tombol lama (pilihan sebelumnya)\n"
    "/ubah KATA (pesan terakhir)  /ulang (pesan terakhir, kunci sama)  /selesai"
)
NOT_STORED = _("Belum tersimpan. Tulis /ulang untuk mengirimnya lagi.")
NO_SUCH = _("Itu tidak ada. /bantuan menunjukkan apa yang bisa ditulis.")


@dataclass(frozen=True, slots=True)
class Question:
    """A line with choices that stands on the screen."""

    turn: int
    choices: tuple[Choice, ...]


class Terminal:
    """A channel that writes to the screen; choices are numbered and may be answered by number."""

    name = "terminal"
    traits = Traits(text_limit=4096, label_limit=64, buttons=10, reads_turn=True, vendor=False)

    def __init__(self, write: Callable[[str], None], *, prompts: bool) -> None:
        self._write = write
        self._prompts = prompts
        self._came = asyncio.Event()
        self.questions: list[Question] = []

    async def send(self, parcel: Parcel) -> str:
        """Write the line and its choices; gives back an id of this screen's own."""
        choices = parcel.words.choices
        if choices:
            self.questions.append(Question(parcel.turn, choices))
        numbered = [f"  {number}. {choice.label}" for number, choice in enumerate(choices, 1)]
        self.show("\n".join([parcel.words.text, *numbered]))
        self._came.set()
        return f"terminal.{parcel.line_id}"

    def show(self, text: str) -> None:
        """Put a text on the screen, indented, and the prompt beneath it."""
        indented = harmless(text).replace("\n", "\n    ")
        self._write(f"{CLEAR}    {indented}\n{PROMPT}" if self._prompts else f"    {indented}\n")

    def prompt(self) -> None:
        """Show that something may be typed."""
        self._write(PROMPT if self._prompts else "")

    async def quiet(self, seconds: float) -> None:
        """Wait until no line has come for so long."""
        while True:
            self._came.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._came.wait()
            except TimeoutError:
                return


def harmless(text: str) -> str:
    """The text without signs that steer a terminal; only its line breaks stay."""
    return "".join(sign for sign in text if sign == "\n" or category(sign) != "Cc")


@dataclass(slots=True)
class Person:
    """Whoever types: their address, the clock, keys, and what they sent last."""

    terminal: Terminal
    address: str
    clock: Callable[[], datetime]
    draw: Callable[[], str]
    last: Heard | None = None
    acts: dict[str, Callable[[str], Heard | None]] = field(init=False)

    def __post_init__(self) -> None:
        self.acts = {
            "/suara": lambda _rest: replace(self.blank(Kind.VOICE), files=(samples.voice(),)),
            "/foto": lambda rest: replace(self.blank(Kind.PHOTO, rest), files=(samples.photo(),)),
            "/stiker": lambda _rest: self.blank(Kind.STICKER, "🙏"),
            "/aneh": lambda _rest: replace(self.blank(Kind.UNREADABLE), raw=b"aneh"),
            "/lokasi": self.place,
            "/kontak": self.card,
            "/terusan": lambda rest: replace(self.blank(Kind.TEXT, rest), forwarded=True) if rest else None,
            "/tombol": self.press,
            "/ubah": self.edit,
            "/ulang": lambda _rest: self.last,
        }

    def means(self, typed: str) -> Heard | None:
        """The message that a typed line means; None where it means none."""
        first, _space, rest = typed.partition(" ")
        if first in self.acts:
            return self.acts[first](rest.strip())
        return None if typed.startswith("/") else self.blank(Kind.TEXT, typed)

    def blank(self, kind: Kind, text: str = "") -> Heard:
        """A message of this kind with a key of its own."""
        return Heard(self.terminal.name, self.address, self.draw(), self.clock(), kind=kind, text=text)

    def place(self, rest: str) -> Heard | None:
        """A city of the samples, or degrees; the first city where nothing is said."""
        point = next((place for place in samples.PLACES if rest.lower() in place.label.lower()), None) or degrees(rest)
        return replace(self.blank(Kind.LOCATION), point=point) if point else None

    def card(self, rest: str) -> Heard | None:
        """A contact card: a name, then a number."""
        name, _space, phone = rest.rpartition(" ")
        return replace(self.blank(Kind.CONTACT, name), phone=phone) if name else None

    def press(self, rest: str) -> Heard | None:
        """A tap on the last choices by number, or on the first of the choices before them."""
        old = rest == "lama"
        questions = self.terminal.questions[:-1] if old else self.terminal.questions
        number = "1" if old else rest
        if not questions or not number.isdecimal() or not 1 <= int(number) <= len(questions[-1].choices):
            return None
        place, question = int(number) - 1, questions[-1]
        choice = question.choices[place]
        return replace(self.blank(Kind.BUTTON), press=Press(question.turn, place, choice.label, choice.name))

    def edit(self, rest: str) -> Heard | None:
        """Other words in place of the last message."""
        if self.last is None or not rest:
            return None
        return replace(self.blank(Kind.TEXT, rest), edits=self.last.edits or self.last.key)


def degrees(text: str) -> Point | None:
    """The point of "latitude,longitude", or None."""
    latitude, _comma, longitude = text.partition(",")
    try:
        point = Point(float(latitude), float(longitude))
    except ValueError:
        return None
    return point if abs(point.latitude) <= 90 and abs(point.longitude) <= 180 else None


async def talk(
    receive: Receive, person: Person, typed: AsyncIterator[str], *, demonstration: bool, patience: float = 0.0
) -> None:
    """Take each typed line until the end or /selesai; waits so long for answers where nobody reads along."""
    terminal = person.terminal
    terminal.show(translate(LANGUAGE, NOBODY_READS if demonstration else HINT))
    if demonstration:
        terminal.show(translate(LANGUAGE, HINT))
    async for line in typed:
        if line == "/selesai":
            return
        await take(receive, person, line)
        if patience:
            await terminal.quiet(patience)


async def take(receive: Receive, person: Person, line: str) -> None:
    """Hand in what a line means, or say that it means nothing."""
    terminal = person.terminal
    if line in ("/bantuan", "/help"):
        return terminal.show(translate(LANGUAGE, HELP))
    if not line.strip():
        return terminal.prompt()
    heard = person.means(line)
    if heard is None:
        return terminal.show(translate(LANGUAGE, NO_SUCH))
    person.last = heard
    try:
        await receive(heard)
    except (TryLater, Busy):
        return terminal.show(translate(LANGUAGE, NOT_STORED))
    return terminal.prompt()


async def lines_typed(descriptor: int) -> AsyncIterator[str]:
    """The lines that come from a terminal, a pipe or a file, without its last newline."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def put(line: str | None) -> None:
        loop.call_soon_threadsafe(lines.put_nowait, line)

    # A thread that nobody waits for: reading from a terminal cannot be broken off, and Ctrl-C must end us at once.
    threading.Thread(target=read_lines, args=(descriptor, put), daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line


def read_lines(descriptor: int, put: Callable[[str | None], None]) -> None:
    """Give each line of a file descriptor to `put`, and None at its end."""
    rest = b""
    while part := os.read(descriptor, 65_536):
        *whole, rest = (rest + part).split(b"\n")
        for line in whole:
            put(line.decode("utf-8", "replace"))
    if rest:
        put(rest.decode("utf-8", "replace"))
    put(None)
