"""Where the two keys come from: the environment, or a file drawn once at the first start."""

import base64
import binascii
import os
from pathlib import Path

from bot.errors import CannotStart
from bot.settings import Settings
from bot.store.vault import KEY_BYTES, Vault

FILES = {"master": "master.key", "index": "index.key"}


def open_vault(settings: Settings) -> Vault:
    """The vault with its keys. Raises CannotStart where a key is not 32 bytes in base64."""
    return Vault(
        key_of(settings.master_key, settings.var_dir / FILES["master"]),
        key_of(settings.index_key, settings.var_dir / FILES["index"]),
    )


def key_of(written: str, file: Path) -> bytes:
    """A key as the setting gives it, else from its file, which is drawn if there is none."""
    if not written:
        written = drawn(file)
    try:
        key = base64.b64decode(written.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise CannotStart("A key is not 32 bytes in base64. Look at MASTER_KEY, INDEX_KEY and the key files.")
    return key


def drawn(file: Path) -> str:
    """The key in this file; drawn once, for nobody but its owner to read."""
    if file.exists():
        return file.read_text()
    file.parent.mkdir(parents=True, exist_ok=True)
    written = base64.b64encode(os.urandom(KEY_BYTES)).decode()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(written)
        out.flush()
        os.fsync(out.fileno())
    return written
