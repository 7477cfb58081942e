"""A file of all erasures outside the database: a backup that is older than one of them is brought up to date by it."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

import msgspec

from lifecycle_api.embedded.locks import exclusive
from lifecycle_api.errors import LifecycleError
from lifecycle_api.rights.erasure.order import Order

FILE: Final = "erasures.journal"


class JournalUnusable(LifecycleError):
    """The journal of erasures cannot be read or written; restore it, for a restored database needs it."""

    code: ClassVar[str] = "ERASURE_JOURNAL_UNUSABLE"


class Entry(msgspec.Struct, frozen=True):
    """An erasure as it was ordered, when, the marks by which no source may bring the person back, and its keys."""

    order: Order
    at: datetime
    marks: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Journal:
    """The journal at `path`; one JSON object a line, only ever appended to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, entry: Entry) -> None:
        """Add an erasure, and return when the disk has it; one that is there already is not added again.

        Raises JournalUnusable.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with exclusive(self._path.with_suffix(".lock")):
                if not any(known.order.erasure == entry.order.erasure for known in self.entries()):
                    self._append(msgspec.json.encode(entry) + b"\n")
        except OSError as error:
            raise JournalUnusable(path=str(self._path), reason=type(error).__name__) from None

    def entries(self) -> Iterator[Entry]:
        """All erasures, the oldest first; a last line that was cut off by a power failure is none.

        Raises JournalUnusable.
        """
        try:
            lines = self._path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return
        except OSError as error:
            raise JournalUnusable(path=str(self._path), reason=type(error).__name__) from None
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                break
            try:
                yield msgspec.json.decode(line, type=Entry)
            except msgspec.DecodeError:
                raise JournalUnusable(path=str(self._path), line=number) from None

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            file.truncate(file.seek(file.read().rfind(b"\n") + 1))
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
