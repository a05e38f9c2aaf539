"""Sealing: what a person said or is called is kept under that person's own key, bound to its row and column."""

import hashlib
import json
import os
from collections.abc import Callable

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import NotOurs

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"
MOST_OPEN = 20_000
"""Keys in memory; the few that are still needed are opened again."""
SHORTEST = 1 + NONCE_BYTES + 16
"""Version, nonce and the tag of an empty text."""


def compact(value: object) -> bytes:
    """JSON without a space too many. What orjson refuses (half a surrogate pair, long numbers) Python's own takes."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def parsed(words: bytes) -> object:
    """What such JSON says."""
    try:
        return orjson.loads(words)
    except orjson.JSONDecodeError:
        return json.loads(words.decode("utf-8", "surrogatepass"))


class PersonKey:
    """One person's key, open in memory. AES-256-GCM; the table, column and row id are bound in."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)

    def seal(self, place: str, row: int, words: str | bytes) -> bytes:
        """Seal words for one place ("table.column") of one row."""
        plain = words.encode("utf-8", "surrogatepass") if isinstance(words, str) else words
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, bound(place, row))

    def open_bytes(self, place: str, row: int, sealed: bytes) -> bytes:
        """The bytes sealed for that place. Raises NotOurs where key, place or content do not fit."""
        if sealed[:1] != VERSION or len(sealed) < SHORTEST:
            raise NotOurs
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, bound(place, row))
        except InvalidTag:
            raise NotOurs from None

    def open(self, place: str, row: int, sealed: bytes) -> str:
        """The words sealed for that place. Raises NotOurs where key, place or content do not fit."""
        return self.open_bytes(place, row, sealed).decode("utf-8", "surrogatepass")

    def seal_json(self, place: str, row: int, value: object) -> bytes:
        """Seal a value that JSON can carry."""
        return self.seal(place, row, compact(value))

    def open_json(self, place: str, row: int, sealed: bytes) -> dict[str, object]:
        """The JSON object sealed for that place."""
        value = parsed(self.open_bytes(place, row, sealed))
        if not isinstance(value, dict):
            raise NotOurs
        return value


class Vault:
    """The master key, which wraps each person's key, and the index key, which hashes what must be found again."""

    def __init__(self, master: bytes, index: bytes, draw: Callable[[int], bytes] = os.urandom) -> None:
        if len(master) != KEY_BYTES or len(index) != KEY_BYTES:
            raise ValueError("master and index key have 32 bytes each")
        self._master = AESGCM(master)
        self._index = index
        self._draw = draw
        self._open: dict[int, tuple[bytes, PersonKey]] = {}

    def new_key(self, key_id: int) -> bytes:
        """A new person's key, drawn and wrapped for this row of the keyring."""
        nonce = self._draw(NONCE_BYTES)
        return VERSION + nonce + self._master.encrypt(nonce, self._draw(KEY_BYTES), bound("keyring.wrapped", key_id))

    def person(self, key_id: int, wrapped: bytes) -> PersonKey:
        """The person's key, open; one whose row was renewed replaces the old one, which is in memory no more."""
        known = self._open.get(key_id)
        if known is not None and known[0] == wrapped:
            return known[1]
        key = self._unwrap(key_id, wrapped)
        if len(self._open) >= MOST_OPEN:
            self._open.clear()
        self._open[key_id] = (wrapped, key)
        return key

    def drop(self, key_id: int) -> None:
        """Let a key that was destroyed go from memory, too."""
        self._open.pop(key_id, None)

    def _unwrap(self, key_id: int, wrapped: bytes) -> PersonKey:
        nonce, body = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
        try:
            return PersonKey(self._master.decrypt(nonce, body, bound("keyring.wrapped", key_id)))
        except InvalidTag:
            raise NotOurs from None

    def hash(self, kind: str, value: str) -> bytes:
        """The keyed hash (32 bytes) under which a value of this kind is found again."""
        said = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, digest_size=32, key=self._index).digest()


def bound(place: str, row: int) -> bytes:
    """What a sealed value is bound to: it opens nowhere else."""
    return f"{place}\0{row}".encode()
