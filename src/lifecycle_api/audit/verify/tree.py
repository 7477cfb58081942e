"""Checks that the entries are the leaves of the signed tree: each of them, in order, none more and none less."""

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.tlog.checkpoint import Checkpoint
from lifecycle_api.audit.tlog.merkle import HASH_BYTES, leaf_hash
from lifecycle_api.audit.tlog.tiles import WIDTH, Edge
from lifecycle_api.audit.verify.archive import Archive
from lifecycle_api.audit.verify.report import Report
from lifecycle_api.audit.verify.walk import Step


class TreeCheck:
    """Grows the tree again from the entries, and holds it against tiles, checkpoint and the last one seen."""

    def __init__(self, archive: Archive, checkpoint: Checkpoint, last: Checkpoint | None, report: Report) -> None:
        self._archive = archive
        self._checkpoint = checkpoint
        self._last = last
        self._check = report.check("tree")
        self._seen = report.check("last tree") if last is not None else None
        self._edge = Edge()
        self._pending: list[bytes] = []
        self._upper: dict[int, list[bytes]] = {}
        self._size = 0

    def see(self, step: Step) -> None:
        """Take one leaf in."""
        leaf = leaf_hash(step.data)
        if leaf != step.leaf:
            self._check.fail("The entry is not the leaf that the tiles have.", index=step.index, part="entry")
        self._pending.append(leaf)
        self._size += 1
        if self._last is not None and self._size == self._last.size:
            self._compare_last(self._last)
        if len(self._pending) == WIDTH:
            self._grow()

    def end(self) -> None:
        """Compare with what was signed."""
        self._grow()
        self._check_upper_tiles()
        size, root = self._checkpoint.size, self._checkpoint.root
        if self._size != size:
            self._check.fail(f"There are {self._size} entries; the checkpoint is over {size}.", part="size")
        elif self._edge.root() != root:
            self._check.fail("The entries do not lead to the root of the checkpoint.", part="root")
        self._check.fact = f"{self._size} entries lead to the signed root"

    def _grow(self) -> None:
        for (level, number), hashes in self._edge.append(self._pending).items():
            if level:
                known = self._upper.setdefault(level, [])
                known[number:] = [hashes]
        self._pending = []

    def _compare_last(self, last: Checkpoint) -> None:
        self._grow()
        if self._seen is not None and self._edge.root() != last.root:
            self._seen.fail(f"Forked: its first {last.size} leaves are not those seen before.", part="root")
        elif self._seen is not None:
            self._seen.fact = f"its first {last.size} leaves are those seen before"

    def _check_upper_tiles(self) -> None:
        for level, tiles in self._upper.items():
            with self._archive.stream(files.tiles(level)) as stream:
                for number, tile in enumerate(tiles):
                    stored = stream.read(len(tile))
                    if stored != tile:
                        self._check.fail(
                            f"Tile {number} of level {level} is not over the entries from index "
                            f"{number * WIDTH ** (level + 1)} on.",
                            index=_first_difference(stored, tile, level, number),
                            part=files.tiles(level),
                        )
                if stream.read(1):
                    self._check.fail(f"There are more tiles of level {level} than entries.", part=files.tiles(level))


def _first_difference(stored: bytes, tile: bytes, level: int, number: int) -> int:
    """The index of the first leaf under the first hash that differs."""
    at = next((at for at, (one, other) in enumerate(zip(stored, tile, strict=False)) if one != other), len(stored))
    return int((number * WIDTH + at // HASH_BYTES) * WIDTH**level)
