"""Private folders with short paths, for sockets and for what a program may read only once."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX = "lifecycle-"
_LONGEST = 80  # bytes; a socket's whole path may have about 100


def place() -> Path:
    """Where private folders are made: the usual place for temporary ones, unless its path is long."""
    usual = Path(tempfile.gettempdir()).resolve()
    return usual if os.name == "nt" or len(os.fsencode(usual)) <= _LONGEST else Path("/tmp")  # noqa: S108


def make() -> Path:
    """A new folder that only its owner may enter."""
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place()))


def discard(sockets: Path) -> None:
    """Remove a socket folder and the sockets in it, and nothing else.

    Its path comes from a file that a stranger could have changed, and root may be the one who removes.
    """
    with suppress(FileNotFoundError):
        if sockets.name.startswith(_PREFIX) and stat.S_ISDIR(sockets.lstat().st_mode):
            for socket in sockets.glob(".s.PGSQL.*"):
                socket.unlink()
            with suppress(OSError):  # something else is in it: not ours to remove
                sockets.rmdir()
