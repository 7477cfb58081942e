"""Checks what a dealer group took along. Copied into every export, so it needs nothing but Python 3.11 or newer.

    python verify.py FOLDER

Every file is what the manifest says; positions have no gaps; the leaf of every event follows from its bytes; and all
leaves together give the root in the checkpoint, which the service signed. The signature itself is checked with
`lifecycle-verify`, or any tool that reads C2SP notes.
"""

import base64
import hashlib
import json
import struct
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Broken(Exception):
    """Something is not what it should be."""


def check(folder: Path) -> dict[str, int]:
    """Check an export and count what is in it. Raises Broken, naming the file or the position."""
    try:
        return _checked(folder)
    except FileNotFoundError as error:
        raise Broken(f"{Path(error.filename).name} is missing") from None
    except (OSError, AttributeError, LookupError, TypeError, ValueError) as error:  # it is of another shape
        raise Broken(f"{type(error).__name__}: {error}") from None


def _checked(folder: Path) -> dict[str, int]:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for file in manifest["files"]:
        _check_file(folder, file)
    known = {file["path"] for file in manifest["files"]} | {"manifest.json"}
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in known:
            raise Broken(f"{path.relative_to(folder)} is not in the manifest")
    root = Tree()
    for event in _lines(folder / "events.jsonl"):
        root.add(_leaf(event, root.size + 1))
    if root.size != manifest["events"]:
        raise Broken(f"there are {root.size} events instead of {manifest['events']}")
    if root.size:
        _, size, expected = (folder / "checkpoint").read_text(encoding="utf-8").split("\n")[:3]
        if int(size) != root.size or base64.b64decode(expected) != root.hash():
            raise Broken("the events do not give the root that was signed")
    return {"files": len(manifest["files"]), "events": root.size}


class Tree:
    """The Merkle tree of RFC 6962 over leaves that come one after another."""

    def __init__(self) -> None:
        """An empty tree."""
        self.size = 0
        self._parts: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        self.size += 1
        height = 0
        while self._parts and self._parts[-1][0] == height:
            leaf = hashlib.sha256(b"\x01" + self._parts.pop()[1] + leaf).digest()
            height += 1
        self._parts.append((height, leaf))

    def hash(self) -> bytes:
        """The root."""
        found = b""
        for _, part in reversed(self._parts):
            found = hashlib.sha256(b"\x01" + part + found).digest() if found else part
        return found or hashlib.sha256(b"").digest()


def _leaf(event: dict[str, Any], position: int) -> bytes:
    if event["position"] != position:
        raise Broken(f"position {event['position']} stands where {position} should")
    kind = event["type"].encode()
    since = datetime.fromisoformat(event["recorded_at"]) - _EPOCH
    micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    clear = hashlib.sha256(event["clear"].encode()).digest()
    header = hashlib.sha256(bytes.fromhex(event["marks"]) + clear).digest()
    body = bytes.fromhex(event["sealed_sha256"]) if event["sealed_sha256"] else bytes(32)
    fixed = struct.pack(">qq16sI", position, micros, UUID(event["id"]).bytes, len(kind))
    return hashlib.sha256(b"\x00" + fixed + kind + header + body).digest()


def _check_file(folder: Path, file: dict[str, Any]) -> None:
    digest = hashlib.sha256()
    try:
        with (folder / file["path"]).open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
    except OSError:
        raise Broken(f"{file['path']} is missing") from None
    if digest.hexdigest() != file["sha256"]:
        raise Broken(f"{file['path']} was changed")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError:
                raise Broken(f"line {number} of {path.name} is no JSON") from None


if __name__ == "__main__":
    try:
        told = check(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    except Broken as error:
        sys.exit(f"Broken: {error}.")
    sys.stdout.write(f"{told['files']} files and {told['events']} events are as they were exported.\n")
