"""The master key of an installation that keeps it in a file: made once, readable by its owner only."""

import os
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from lifecycle_api.errors import LifecycleError

KEY_BYTES = 32
FILE = "master.key"


class MasterKeyUnusable(LifecycleError):
    """The file of the master key is damaged; restore it from a backup, without it nothing sealed can be read."""

    code: ClassVar[str] = "MASTER_KEY_UNUSABLE"


def master_key(folder: Path) -> bytes:
    """The 32 bytes kept in `folder`, which must exist; made if there are none. Raises MasterKeyUnusable."""
    path = folder / FILE
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise MasterKeyUnusable(path=str(path))
    return key


def _make(path: Path) -> None:
    # Written aside and linked, so that two processes starting at once keep the same key, and never half of one.
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first; its key is the one
            path.hardlink_to(aside)
    finally:
        aside.unlink(missing_ok=True)
