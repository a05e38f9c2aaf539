"""Where the two keys come from: the environment, or a file drawn once at the first start."""

import base64
import binascii
import os
import tempfile
from pathlib import Path

from sqlalchemy import Engine, inspect, select

from bot.errors import CannotStart, NotOurs
from bot.settings import Settings
from bot.store.tables import table
from bot.store.vault import KEY_BYTES, Vault

FILES = {"master": "master.key", "index": "index.key"}
WRONG_LENGTH = "A key is not 32 bytes in base64. Look at MASTER_KEY, INDEX_KEY and the key files."
UNREADABLE = "A key file cannot be read or made. Look at MASTER_KEY, INDEX_KEY and the files in VAR_DIR."
GONE = "A key file is gone, and what the database holds opens with no other. Put it back: {file} in VAR_DIR."
OTHER_MASTER = "The database was sealed with another MASTER_KEY. Nothing was changed. Start with the one that it knows."
OTHER_INDEX = "The database knows its people by another INDEX_KEY. Nothing was changed. Start with the one it knows."


def open_vault(settings: Settings) -> Vault:
    """The vault with its keys. Raises CannotStart where a key is not 32 bytes in base64, or its file is gone."""
    master, index = (settings.var_dir / FILES[name] for name in ("master", "index"))
    for written, file in ((settings.master_key, master), (settings.index_key, index)):
        if not written and not file.exists() and in_use(settings.database):
            raise CannotStart(GONE.format(file=file.name))
    return Vault(key_of(settings.master_key, master), key_of(settings.index_key, index))


def in_use(url: str) -> bool:
    """Is there an SQLite file with something in it? Keys are drawn before it, so they were there once."""
    file = Path(url.removeprefix("sqlite:///"))
    return url.startswith("sqlite:///") and file.is_file() and file.stat().st_size > 0


def key_of(written: str, file: Path) -> bytes:
    """A key as the setting gives it, else from its file, which is drawn if there is none."""
    try:
        key = base64.b64decode((written or drawn(file)).strip(), validate=True)
    except OSError:
        raise CannotStart(UNREADABLE) from None
    except (binascii.Error, ValueError):
        raise CannotStart(WRONG_LENGTH) from None
    if len(key) != KEY_BYTES:
        raise CannotStart(WRONG_LENGTH)
    return key


def drawn(file: Path) -> str:
    """The key in this file; drawn once, for nobody but its owner to read."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draw(file)
    return file.read_text()


def draw(file: Path) -> None:
    """Draw a key into this file, whole or not at all; of two processes that draw at once, the first wins."""
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(base64.b64encode(os.urandom(KEY_BYTES)))
            out.flush()
            os.fsync(out.fileno())
        keep(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def keep(beside: Path, file: Path) -> None:
    """Give a finished file its name, unless somebody has it, and have the directory remember."""
    # A link, unlike a rename, never takes the place of a file that is there.
    try:
        os.link(beside, file)
    except FileExistsError:
        return
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def keys_fit(engine: Engine, vault: Vault) -> None:
    """Raises CannotStart where the database was sealed with other keys; it only looks."""
    keyring, contact = table("keyring"), table("contact")
    a_key = select(keyring.c.id, keyring.c.wrapped).order_by(keyring.c.id).limit(1)
    somebody = select(contact.c.id, contact.c.channel, contact.c.address_hash, contact.c.sealed_address)
    somebody = somebody.add_columns(keyring.c.id.label("key_id"), keyring.c.wrapped)
    somebody = somebody.join_from(contact, keyring, keyring.c.id == contact.c.key_id).limit(1)
    with engine.connect() as connection:
        if not inspect(connection).has_table("keyring"):
            return
        key, person = connection.execute(a_key).first(), connection.execute(somebody).first()
    try:
        if key:
            vault.person(key.id, bytes(key.wrapped))
        opened = vault.person(person.key_id, bytes(person.wrapped)) if person else None
    except NotOurs:
        raise CannotStart(OTHER_MASTER) from None
    if person and opened:
        address = opened.open("contact.sealed_address", person.id, bytes(person.sealed_address))
        if vault.hash(person.channel, address) != bytes(person.address_hash):
            raise CannotStart(OTHER_INDEX)
