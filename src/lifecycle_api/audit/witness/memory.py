"""What a witness remembers, in a SQLite file: checked and written in one transaction, and on disk before it answers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from lifecycle_api import sqlfiles
from lifecycle_api.audit.tlog.checkpoint import Checkpoint

_SQL: Final = sqlfiles.load(Path(__file__).with_name("sql"), "memory")
_WAIT_SECONDS: Final = 10.0


class Seen(NamedTuple):
    """How far a log was seen: its size, its root, and the cosigned note."""

    size: int
    root: bytes
    note: str


class Memory:
    """The file at `path`; made when it is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._opened() as connection:
            connection.execute(_SQL["table_logs"])
            connection.execute(_SQL["table_refused"])

    @contextmanager
    def exclusive(self) -> Iterator["Turn"]:
        """A turn in which nobody else reads or writes; kept when the block ends, forgotten when it raises."""
        with self._opened() as connection:
            connection.execute(_SQL["begin"])
            try:
                yield Turn(connection)
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def seen(self, origin: str) -> Seen | None:
        """How far a log was seen."""
        with self._opened() as connection:
            return Turn(connection).seen(origin)

    def refused(self) -> list[tuple[str, int, str, str, int]]:
        """What was refused though its log had signed it: origin, size known then, note, reason, seconds since 1970."""
        with self._opened() as connection:
            return list(connection.execute(_SQL["refused"]))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            yield connection


class Turn:
    """One look at the memory, and what it leads to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def seen(self, origin: str) -> Seen | None:
        """How far a log was seen."""
        row = self._connection.execute(_SQL["known"], (origin,)).fetchone()
        return None if row is None else Seen(*row)

    def remember(self, checkpoint: Checkpoint, note: str) -> None:
        """The log was seen this far."""
        self._connection.execute(_SQL["remember"], (checkpoint.origin, checkpoint.size, checkpoint.root, note))

    def refuse(self, origin: str, known: int, note: str, reason: str, seconds: int) -> None:
        """Keep what does not fit."""
        self._connection.execute(_SQL["refuse"], (origin, known, note, reason, seconds))
