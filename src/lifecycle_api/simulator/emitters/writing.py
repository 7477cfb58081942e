"""Writes the gathered lines as finished files, once all of them are known."""

from pathlib import Path

import orjson

from lifecycle_api.simulator.emitters.snapshots import SourceFile
from lifecycle_api.simulator.emitters.spool import Spool


def write_source(folder: Path, file: SourceFile, spool: Spool) -> int:
    """Write one snapshot file, in CSV with its line files. Returns the number of record states."""
    lines = spool.take(file.path)
    if file.rooftop.style == "json":
        _write_json(folder / file.path, file, lines)
        return len(lines)
    _write_csv(folder / file.path, file.shape.columns(), lines)
    for name, path in sorted(file.lists.items()):
        header = (file.shape.key, "changedDate", "changedTime", *file.shape.line_columns(name))
        _write_csv(folder / path, header, spool.take(path))
    return len(lines)


def _write_json(path: Path, file: SourceFile, lines: list[bytes]) -> None:
    head = orjson.dumps(
        {
            "kind": file.shape.kind,
            "system": file.system,
            "rooftop": file.rooftop.code,
            "mode": file.batch.mode,
            "snapshotDate": file.batch.last_day.isoformat(),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head[:-1] + b',"records":[\n' + b",\n".join(lines) + b"\n]}\n")


def _write_csv(path: Path, header: tuple[str, ...], lines: list[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\r\n".join([",".join(header).encode(), *lines, b""]))
