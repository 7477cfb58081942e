"""Gathers the lines of many files at once without holding them all: what grows too big goes to disk until the end."""

from collections import defaultdict
from pathlib import Path


class Spool:
    """Lines by name, each with a sort key; lines and keys hold neither tab nor line break."""

    def __init__(self, folder: Path, spill_bytes: int) -> None:
        self._folder = folder
        self._spill_bytes = spill_bytes
        self._held: defaultdict[str, list[bytes]] = defaultdict(list)
        self._bytes = 0
        self._parts: dict[str, Path] = {}

    def add(self, name: str, sort_key: str, line: bytes) -> None:
        """Keep a line for the file of that name."""
        kept = sort_key.encode() + b"\t" + line
        self._held[name].append(kept)
        self._bytes += len(kept)

    def relieve(self) -> None:
        """Move what is held to disk when it is too much."""
        if self._bytes > self._spill_bytes:
            self._spill()

    def names(self) -> list[str]:
        """Names of all files that have lines, sorted."""
        return sorted(self._held.keys() | self._parts.keys())

    def take(self, name: str) -> list[bytes]:
        """The lines of one file in the order of their keys; the spool forgets them."""
        lines = self._held.pop(name, [])
        part = self._parts.pop(name, None)
        if part:
            lines += part.read_bytes().splitlines()
            part.unlink()
        lines.sort()
        return [line.partition(b"\t")[2] for line in lines]

    def _spill(self) -> None:
        for name, lines in self._held.items():
            if name not in self._parts:
                self._parts[name] = self._folder / f".part-{len(self._parts):05d}"
            with self._parts[name].open("ab") as part:
                part.write(b"\n".join(lines) + b"\n")
        self._held.clear()
        self._bytes = 0
