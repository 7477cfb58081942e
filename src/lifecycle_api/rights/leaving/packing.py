"""Writes files and remembers their digests, so that a manifest can name them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import msgspec

from lifecycle_api.errors import LifecycleError


class FolderNotEmpty(LifecycleError):
    """The folder is not empty; name a new one, so that nothing is mixed up."""

    code: ClassVar[str] = "FOLDER_NOT_EMPTY"


class Hashed:
    """A file being written, and the digest of what was written so far."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, content: bytes) -> int:
        """Write some more."""
        self._digest.update(content)
        self.bytes += len(content)
        return self._file.write(content)

    @property
    def sha256(self) -> str:
        """The digest so far."""
        return self._digest.hexdigest()


class Folder:
    """A new folder of files."""

    def __init__(self, path: Path) -> None:
        """Raise FolderNotEmpty when there is something in it."""
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise FolderNotEmpty(path=str(path))
        self.path = path
        self._files: list[dict[str, Any]] = []

    @contextmanager
    def file(self, name: str, what: str) -> Iterator[Hashed]:
        """Open a file to be written; `what` says in the manifest what it is."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as opened:
            hashed = Hashed(opened)
            yield hashed
        self._files.append({"path": name, "what": what, "bytes": hashed.bytes, "sha256": hashed.sha256})

    def put(self, name: str, what: str, content: bytes) -> None:
        """Write a whole file."""
        with self.file(name, what) as opened:
            opened.write(content)

    def finish(self, **about: Any) -> None:
        """Write the manifest, last of all: without it an export is not one."""
        manifest = {**about, "files": sorted(self._files, key=lambda file: str(file["path"]))}
        (self.path / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
