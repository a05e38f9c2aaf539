"""How fast this machine is in this very minute: the least that any helpline must do, with nothing of ours in it.

The bare driver, set-wise: groups of 32 messages, each of which looks up whether it was claimed, opens one sealed talk,
seals it anew with two lines, and writes them; one commit a group, `synchronous=FULL`. Something like it gave 5,500 to
8,300 a second on the two cores on which 1,500 were asked for: where this is much lower, the machine is slow just now.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

GROUP = 32
CONTACTS = 300
TABLES = """
CREATE TABLE contact (id INTEGER PRIMARY KEY, hash BLOB UNIQUE, wrapped BLOB);
CREATE TABLE talk (id INTEGER PRIMARY KEY, state BLOB, turn INTEGER, heard_at TEXT);
CREATE TABLE ticket (id INTEGER PRIMARY KEY, contact INTEGER, answers BLOB, unread INTEGER, heard_at TEXT);
CREATE TABLE line (id INTEGER PRIMARY KEY, contact INTEGER, key TEXT UNIQUE, body BLOB, state TEXT, at TEXT);
CREATE INDEX line_of_contact ON line (contact, id);
CREATE INDEX ticket_of_contact ON ticket (contact);
"""
STATE = {"flow": "emergency", "scene": "where", "turn": 3, "answers": {"where": "Riyadh", "what": "dipukul"}}
Row = tuple[object, ...]


class Yardstick:
    """A bare database of a few hundred people, and messages that are written to it group by group."""

    def __init__(self, folder: Path) -> None:
        self.key = AESGCM(b"k" * 32)
        self.keys = count(1)
        self.database = sqlite3.connect(folder / "yardstick.db", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            self.database.execute(f"PRAGMA {pragma}")
        self.database.executescript(TABLES)
        people = range(1, CONTACTS + 1)
        self.database.executemany("INSERT INTO contact VALUES (?, ?, ?)", [(n, b"%d" % n, b"w" * 60) for n in people])
        talks = [(n, self.sealed(STATE), 1, "") for n in people]
        self.database.executemany("INSERT INTO talk VALUES (?, ?, ?, ?)", talks)
        self.database.executemany(
            "INSERT INTO ticket VALUES (?, ?, ?, 0, '')", [(n, n, talks[n - 1][1]) for n in people]
        )

    def sealed(self, value: object) -> bytes:
        """A value, sealed."""
        nonce = os.urandom(12)
        return nonce + self.key.encrypt(nonce, json.dumps(value).encode(), b"bound")

    def rate(self, seconds: float) -> float:
        """How many messages a second it takes for so long."""
        begun, taken = time.perf_counter(), 0
        while time.perf_counter() < begun + seconds:
            self.group()
            taken += GROUP
        return taken / (time.perf_counter() - begun)

    def group(self) -> None:
        """One group: read what it needs, write what it caused, commit."""
        numbers = [next(self.keys) for _message in range(GROUP)]
        people = [1 + number % CONTACTS for number in numbers]
        marks = ", ".join("?" * GROUP)
        now = time.strftime("%Y-%m-%d %H:%M:%S")
        with closing(self.database.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(f"SELECT key FROM line WHERE key IN ({marks})", [f"h{n}" for n in numbers]).fetchall()  # noqa: S608
            cursor.execute(f"SELECT * FROM contact WHERE hash IN ({marks})", [b"%d" % n for n in people]).fetchall()  # noqa: S608
            talks = cursor.execute(f"SELECT id, state FROM talk WHERE id IN ({marks})", people).fetchall()  # noqa: S608
            cursor.execute(f"SELECT * FROM ticket WHERE contact IN ({marks})", people).fetchall()  # noqa: S608
            states = [(self.sealed(self.opened(state)), now, number) for number, state in talks]
            cursor.executemany("UPDATE talk SET state = ?, turn = turn + 1, heard_at = ? WHERE id = ?", states)
            cursor.executemany(
                "UPDATE ticket SET answers = ?, unread = unread + 1, heard_at = ? WHERE contact = ?", states
            )
            cursor.executemany("INSERT INTO line VALUES (NULL, ?, ?, ?, ?, ?)", list(self.lines(numbers, people, now)))
            cursor.execute("COMMIT")

    def opened(self, kept: bytes) -> object:
        """What was sealed."""
        return json.loads(self.key.decrypt(kept[:12], kept[12:], b"bound"))

    def lines(self, numbers: list[int], people: list[int], now: str) -> Iterator[Row]:
        """What was heard and what is said."""
        for number, person in zip(numbers, people, strict=True):
            yield person, f"h{number}", self.sealed({"text": "tolong saya dipukul majikan"}), "heard", now
            yield person, f"s{number}", self.sealed({"text": "Pesan Anda sudah masuk.", "choices": []}), "due", now

    def close(self) -> None:
        """Let go of it."""
        self.database.close()
