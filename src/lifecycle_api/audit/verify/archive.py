"""Reads the zip of a bundle as a stream, whatever its size, and remembers the digest of every file it has read."""

import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from lifecycle_api.audit.bundle.manifest import Part
from lifecycle_api.errors import LifecycleError

_CHUNK: Final = 1 << 16
_LARGEST_SMALL_FILE: Final = 1 << 24
_LONGEST_LINE: Final = 64 << 20
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError),
)


class BundleUnreadable(LifecycleError):
    """The file is no bundle, or it was cut off: it is not a complete zip archive."""

    code = "BUNDLE_UNREADABLE"


class Archive:
    """An open bundle."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self._read: dict[str, Part] = {}

    @property
    def names(self) -> list[str]:
        """The files in it, in order; a name can stand there twice, which a bundle never does."""
        return self._zip.namelist()

    def text(self, name: str) -> str | None:
        """A small file, or None if it is not there. Raises BundleUnreadable."""
        if name not in self.names:
            return None
        with self.stream(name) as stream:
            data = stream.read(_LARGEST_SMALL_FILE)
        return data.decode("utf-8", "replace")

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A file from its beginning; one that is not there is empty. Raises BundleUnreadable when it breaks off."""
        if name not in self.names:
            yield io.BytesIO()
            return
        try:
            with self._zip.open(name) as raw:
                hashed = _Hashed(raw)
                stream = io.BufferedReader(hashed, _CHUNK)
                yield stream
                while stream.read(_CHUNK):
                    pass
                self._read[name] = hashed.part
        except _BROKEN as error:
            raise BundleUnreadable(f"{name} in the bundle is damaged or cut off.", file=name) from error

    def part(self, name: str) -> Part:
        """Digest and size of a file; read now, if nobody has read it yet. Raises BundleUnreadable."""
        if name not in self._read:
            with self.stream(name):
                pass
        return self._read[name]


def lines_of(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; one that has no end is cut, and then means nothing."""
    while line := stream.readline(_LONGEST_LINE):
        yield line


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The bundle at `path`. Raises BundleUnreadable."""
    try:
        file = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise BundleUnreadable(file=path.name) from error
    with file:
        yield Archive(file)


class _Hashed(io.RawIOBase):
    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._sha256 = hashlib.sha256()
        self._size = 0

    @property
    def part(self) -> Part:
        return Part(self._sha256.hexdigest(), self._size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._sha256.update(data)
        self._size += len(data)
        return len(data)
