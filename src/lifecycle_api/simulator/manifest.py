"""The list of files in the order in which they are to be ingested."""

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from lifecycle_api.simulator.emitters.periods import MODES
from lifecycle_api.simulator.group import GROUP, ROOFTOPS
from lifecycle_api.simulator.shapes import SHAPES

_KIND_ORDER = {"staff": -1, "leads": -2} | {kind: number for number, kind in enumerate(SHAPES)}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file, or one folder of leads; `records` counts record states, or lead files."""

    path: str
    kind: str
    system: str
    rooftop: str
    mode: str
    snapshot_date: date
    format: str
    records: int
    lists: dict[str, str] = field(default_factory=dict)

    @property
    def ingest_order(self) -> tuple[date, int, int, str, str]:
        """Oldest batch first, causes before effects within it, the CRM before the DMSs."""
        return (self.snapshot_date, MODES.index(self.mode), _KIND_ORDER[self.kind], self.system, self.rooftop)

    def document(self) -> dict[str, Any]:
        """The entry as the manifest file has it."""
        entry: dict[str, Any] = {
            "path": self.path,
            "kind": self.kind,
            "system": self.system,
            "rooftop": self.rooftop,
            "mode": self.mode,
            "snapshotDate": self.snapshot_date.isoformat(),
            "format": self.format,
            "records": self.records,
        }
        return entry | ({"lists": dict(sorted(self.lists.items()))} if self.lists else {})


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a simulation wrote; paths are relative to the folder."""

    seed: int
    customers: int
    months: int
    start: date
    end: date
    files: tuple[FileEntry, ...]

    def write(self, path: Path) -> None:
        """Write the manifest as JSON, one file a line."""
        head = {
            "group": GROUP,
            "seed": self.seed,
            "customers": self.customers,
            "months": self.months,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "rooftops": [_rooftop(asdict(rooftop)) for rooftop in ROOFTOPS],
        }
        files = b",\n".join(orjson.dumps(entry.document()) for entry in self.files)
        path.write_bytes(orjson.dumps(head)[:-1] + b',\n"files":[\n' + files + b"\n]}\n")


def _rooftop(fields: dict[str, Any]) -> dict[str, Any]:
    names = {
        "code": "code",
        "name": "name",
        "time_zone": "timeZone",
        "region": "region",
        "dms": "dms",
        "style": "format",
    }
    return {shown: fields[name] for name, shown in names.items()}
