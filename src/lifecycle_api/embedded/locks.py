"""File locks: they end with the process that holds them, however it ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def exclusive(path: Path) -> Iterator[None]:
        """Hold the lock alone, waiting for it if need be."""
        with path.open("ab") as file:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            yield

    @contextmanager
    def shared(path: Path) -> Iterator[None]:  # noqa: ARG001 - Windows has no shared locks
        """Do nothing: who else uses the server cannot be told here."""
        yield

    def free(path: Path) -> bool:  # noqa: ARG001 - see shared
        """Never: so the server stays until it is stopped by name."""
        return False
else:
    import fcntl

    @contextmanager
    def exclusive(path: Path) -> Iterator[None]:
        """Hold the lock alone, waiting for it if need be."""
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def shared(path: Path) -> Iterator[None]:
        """Hold the lock together with others, waiting for one who holds it alone."""
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def free(path: Path) -> bool:
        """Whether nobody holds the lock in any way."""
        with path.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True
