"""Private folders with short paths, for sockets and for what a program may read only once."""

import hashlib
import os
import socket
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


def for_sockets(data_dir: Path, secret: str, owner: int | None) -> Path:
    """The folder for the sockets of a data folder: the same at every start, so that who lost the server finds it again.

    It is in the data folder, unless a path there is too long for a socket, or the disk takes none; then it is among the
    temporary ones, under a name that follows from the `secret`. Whatever is not the present user's or the `owner`'s
    alone is left to whoever made it, and the folder is a new one.
    """
    if os.name == "nt":
        return make()
    name = hashlib.sha256(secret.encode() + os.fsencode(data_dir)).hexdigest()[:16]
    for folder in (data_dir / f"{_PREFIX}sockets", place() / f"{_PREFIX}{name}"):
        if _private(folder, owner) and _takes_sockets(folder):
            return folder
    return make()


def _private(folder: Path, owner: int | None) -> bool:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077 and status.st_uid in (os.geteuid(), owner)


def _takes_sockets(folder: Path) -> bool:
    """Whether a server can be reached there; what an earlier one left is cleared away."""
    if {",", "\n"} & set(str(folder)):  # a comma parts hosts in an address, a line's end those of `postmaster.pid`
        return False
    _clear(folder)
    path = folder / ".s.PGSQL.5432"
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(str(path))
        path.unlink()
    except OSError:
        return False
    return True


def _clear(sockets: Path) -> None:
    for each in sockets.glob(".s.PGSQL.*"):
        each.unlink()


def discard(sockets: Path) -> None:
    """Remove a socket folder and the sockets in it, and nothing else.

    Its path comes from a file that a stranger could have changed, and root may be the one who removes.
    """
    with suppress(FileNotFoundError):
        if sockets.name.startswith(_PREFIX) and stat.S_ISDIR(sockets.lstat().st_mode):
            _clear(sockets)
            with suppress(OSError):  # something else is in it: not ours to remove
                sockets.rmdir()
