"""Conversations as readable data: what a person writes is played through the whole helpline, the rest is recorded.

A file is a dialogue. A line of the person begins with "> ": words, "[label]" for a button of the last question,
or something else in braces: {voice}, {photo}, {video}, {document}, {sticker}, {unreadable}, {pin 24.7,46.6},
{card}, {forwarded} words, {often forwarded} words, {edited} words, {old button [label]}, {later 13 hours},
{again} (the vendor sends the last message once more), {restart}, {another person}, {officer takes},
{officer writes} words, {officer closes}, {sign violence} words (they are read as this sign, whatever
reads them), {command quick_exit} words likewise.
All other lines but comments (#) are what came of it: "  words", "  [choices]" and "  * what became of the tickets".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot import tickets
from bot.inbox import Inbox
from bot.outbox import Claim, Mark, Outbox, claim
from bot.store.tables import Officer, Ticket
from flows.script import Script
from flows.words import Command, Heard, Kind, Outgoing, Point, Press, Reading, Sign, Urgency
from tests.world import Helpline, settled

WHO = "budi"
KINDS = {"voice", "photo", "video", "document", "sticker", "unreadable"}
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{10}\b")
"""A ticket's code is drawn anew each time that a dialogue is played."""
SPECIAL = re.compile(r"\{(?P<what>[^}]*)\}\s*(?P<words>.*)")


@dataclass(frozen=True, slots=True)
class Shown:
    """One line that reached the person, with the turn that its buttons carry."""

    turn: int
    words: Outgoing


class Dialogue:
    """One person and the helpline; everything goes through the real inbox, store and outbox."""

    def __init__(self, helpline: Helpline, channel: str = "simulator", who: str = WHO) -> None:
        self.helpline = helpline
        self.channel = channel
        self.who = who
        self.outbox = Outbox(helpline.database, {}, lambda: helpline.now)
        self.shown: list[Shown] = []
        self.last: Heard | None = None
        self.known: dict[int, str] = {}
        self.meant: dict[str, str] = {}
        self.read = helpline.inbox.read
        helpline.inbox.read = self.reads

    def reads(self, heard: Heard) -> Reading:
        """What a text tells, with the sign that the dialogue says it has."""
        what, _space, name = self.meant.get(heard.text, "").partition(" ")
        match what:
            case "sign":
                return replace(self.read(heard), signs=(Sign(name, Urgency.CRITICAL, heard.text),))
            case "command":
                return replace(self.read(heard), command=Command(name), command_exact=True)
            case _:
                return self.read(heard)

    def plays(self, said: str) -> list[str]:
        """What comes of one line of the person's, as a dialogue file writes it."""
        before = len(self.shown)
        self.act(said)
        self.delivers()
        return [*self.told(before), *self.became()]

    def act(self, said: str) -> None:
        """The person writes, or something else happens."""
        special = SPECIAL.fullmatch(said)
        if special and self.happens(special["what"], special["words"]):
            return
        self.hears(self.heard(said, special))

    def hears(self, heard: Heard) -> None:
        """Hand one message to the inbox."""
        self.last = heard
        self.helpline.inbox.receive_now(heard)

    def heard(self, said: str, special: "re.Match[str] | None" = None) -> Heard:
        """The message that a line of a dialogue stands for, five seconds after the last one."""
        self.helpline.now += timedelta(seconds=5)
        blank = Heard(self.channel, self.who, f"m{next(self.helpline.keys)}", self.helpline.now)
        if special is None:
            press = self.press(said[1:-1]) if said.startswith("[") and said.endswith("]") else None
            return replace(blank, kind=Kind.BUTTON, press=press) if press else replace(blank, text=said)
        what, words = special["what"], special["words"]
        if what.startswith(("sign ", "command ")):
            self.meant[words] = what
            return replace(blank, text=words)
        if what.startswith("old button"):
            return replace(blank, kind=Kind.BUTTON, press=Press(0, 0, what.partition("[")[2].rstrip("]")))
        if what.startswith("pin"):
            latitude, longitude = (float(part) for part in what.removeprefix("pin").split(","))
            return replace(blank, kind=Kind.LOCATION, point=Point(latitude, longitude))
        if what == "card":
            return replace(blank, kind=Kind.CONTACT, phone="+6281200000000")
        if what == "edited":
            return replace(blank, text=words, edits=self.last.key if self.last else "m0")
        if what in ("forwarded", "often forwarded"):
            return replace(blank, text=words, forwarded=True, often_forwarded=what.startswith("often"))
        assert what in KINDS, f"a dialogue cannot say {what}"
        return replace(blank, kind=Kind(what), text=words)

    def press(self, label: str) -> Press:
        """The button of this label in the question that was asked last."""
        for line in reversed(self.shown):
            labels = [choice.label for choice in line.words.choices]
            if label in labels:
                place = labels.index(label)
                return Press(line.turn, place, label, line.words.choices[place].name)
        raise AssertionError(f"nobody offered the button {label}")

    def happens(self, what: str, words: str) -> bool:
        """Something that is no message of the person's; whether it was that."""
        match what.split():
            case ["later", number, unit]:
                self.helpline.now += timedelta(**{unit: float(number)})
            case ["another", "person"]:
                self.who, self.last, self.known = f"{self.who}i", None, {}
            case ["again"]:
                assert self.last, "nothing was sent before"
                self.helpline.inbox.receive_now(self.last)
            case ["restart"]:
                old = self.helpline.inbox
                self.helpline.inbox = Inbox(old.database, old.script, old.world, old.read)
                self.outbox = Outbox(self.helpline.database, {}, lambda: self.helpline.now)
            case ["officer", act]:
                self.helpline.now += timedelta(seconds=20)
                self.helpline.database.write_now(lambda db: self.officer(db, act, words))
            case _:
                return False
        return True

    def officer(self, db: Session, act: str, words: str) -> None:
        """An officer of the demonstration roster does something with the newest open ticket."""
        now, vault = self.helpline.now, self.helpline.vault
        ticket = db.exec(select(Ticket).where(Ticket.status != "closed").order_by(col(Ticket.id).desc())).first()
        assert ticket, "there is no open ticket"
        anybody = select(Officer).where(Officer.office_id == ticket.office_id)
        owner = db.get(Officer, ticket.owner_id) if ticket.owner_id else db.exec(anybody).first()
        assert owner, "nobody works there"
        assert ticket.id, "a ticket has a row"
        match act:
            case "takes":
                tickets.take(db, vault, ticket.id, owner, now)
            case "writes":
                tickets.reply(db, vault, ticket.id, owner, words, now)
            case "closes":
                tickets.close(db, vault, ticket.id, owner, "helped", "Selesai.", now)
            case _:
                raise AssertionError(f"an officer cannot {act}")

    def delivers(self) -> None:
        """Everything that may leave leaves, in order, and is seen three seconds later."""
        self.helpline.now += timedelta(seconds=3)
        while claims := self.helpline.database.write_now(self.claims):
            for one in claims:
                self.shown.append(Shown(one.parcel.turn, one.parcel.words))
            marks = [sent(one, self) for one in claims]
            self.marks(marks)

    def marks(self, marks: list[Mark]) -> None:
        """Write down what became of lines."""
        self.helpline.database.write_now(lambda db: self.outbox.mark_all(db.connection(), marks))

    def claims(self, db: Session) -> list[Claim]:
        """The lines that may leave now."""
        return claim(db, self.outbox.key, (self.channel,), self.helpline.now, 100)

    def told(self, before: int) -> Iterator[str]:
        """What reached the person since then."""
        for line in self.shown[before:]:
            words = CODE.sub("KODE", line.words.text)
            yield from (f"  {part}" for part in words.splitlines() if part)
            if line.words.choices:
                yield "  " + " ".join(f"[{choice.label}]" for choice in line.words.choices)

    def became(self) -> Iterator[str]:
        """What became of the tickets since the last time that we looked."""
        for ticket in self.helpline.tickets(self.who, self.channel) if self.last else ():
            silent = " · silence" if ticket.silence else ""
            state = f"  * {ticket.service} P{3 - ticket.urgency} {ticket.status}{silent}"
            if self.known.get(ticket.id or 0) != state:
                self.known[ticket.id or 0] = state
                yield state

    def kept(self) -> Iterator[str]:
        """Every ticket with its answers, at the end."""
        for ticket in self.helpline.tickets(self.who, self.channel):
            yield f"  = {ticket.service}" + (f" · {ticket.category}" if ticket.category else "")
            yield from (f"    {name}: {str(value)!r}" for name, value in self.answers(ticket).items())

    def answers(self, ticket: Ticket) -> dict[str, Any]:
        """The answers of one ticket, opened."""
        with self.helpline.reading() as db:
            key = self.helpline.key(db, self.helpline.contact(db, self.who, self.channel))
            return key.open_json("ticket.sealed_answers", ticket.id or 0, ticket.sealed_answers)


def sent(one: Claim, dialogue: Dialogue) -> Mark:
    """The mark of a line that a channel took."""
    at, line = dialogue.helpline.now, one.parcel
    return Mark(line.line_id, one.contact_id, line.turn, one.asks, "sent", at, vendor_id=f"v{line.line_id}")


def play(text: str, folder: Path, script: Script) -> str:
    """A dialogue, played anew; its comments and the person's lines as they are."""
    written = text.splitlines()
    helpline = settled(folder, script)
    dialogue = Dialogue(helpline)
    played = list(takewhile(lambda line: line.startswith("#"), written))
    for line in written:
        if line.startswith("> "):
            played += ["", line, *dialogue.plays(line.removeprefix("> "))]
    played += ["", *dialogue.kept()]
    helpline.close()
    return "\n".join(played) + "\n"
