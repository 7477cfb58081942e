"""Writes the files of a bundle into a zip, one after another, and remembers their digests."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from lifecycle_api.audit.bundle.manifest import Part

_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16
_LEVEL: Final = 1


class Packing:
    """A zip being written."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self.parts: dict[str, Part] = {}

    @contextmanager
    def file(self, name: str, *, packed: bool = True) -> Iterator["Writing"]:
        """A file to be written; `packed` if it is worth compressing."""
        info = zipfile.ZipInfo(name, _MOMENT)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = _READABLE
        with self._zip.open(info, "w", force_zip64=True) as raw:
            writing = Writing(raw)
            yield writing
        self.parts[name] = writing.part

    def add(self, name: str, text: str) -> None:
        """A small file."""
        with self.file(name) as writing:
            writing.write(text.encode())


class Writing:
    """A file of a zip while it is written."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._sha256 = hashlib.sha256()
        self._size = 0

    @property
    def part(self) -> Part:
        """What was written so far."""
        return Part(self._sha256.hexdigest(), self._size)

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._raw.write(data)
        self._sha256.update(data)
        self._size += len(data)


@contextmanager
def packing(file: IO[bytes]) -> Iterator[Packing]:
    """A zip, written into an empty file."""
    with zipfile.ZipFile(file, "w", compresslevel=_LEVEL) as zipped:
        yield Packing(zipped)
