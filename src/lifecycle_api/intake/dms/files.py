"""Snapshot files, JSON or CSV, as records of named texts; one broken record does not spoil its neighbours."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from lifecycle_api.errors import InvalidArgument
from lifecycle_api.intake.dms import tables
from lifecycle_api.intake.dms.kinds import KINDS, Kind, kind_named
from lifecycle_api.intake.dms.texts import Source, read_source
from lifecycle_api.intake.findings import Finding, SetAside

LARGEST_FILE: Final = 256 * 1024 * 1024


class Snapshot(msgspec.Struct, frozen=True):
    """A file that was understood as far as its records; `raw_sha256` is that of the file, in hex.

    `rooftop` is whose it is taken to be, `addressed` whose it says it is.
    """

    kind: Kind
    system: str
    rooftop: str | None
    addressed: str | None
    snapshot_date: date | None
    raw_sha256: str
    records: list[Source]


class Labels(msgspec.Struct, frozen=True):
    """What is said about a file beside it; a JSON file may say it itself. `lists` are the line files of a CSV."""

    kind: str | None = None
    system: str | None = None
    rooftop: str | None = None
    snapshot_date: date | None = None
    lists: Mapping[str, Path] = {}


class _Document(msgspec.Struct, rename="camel"):
    records: list[msgspec.Raw]
    kind: str | None = None
    system: str | None = None
    rooftop: str | None = None
    snapshot_date: date | None = None


def read_snapshot(path: Path, labels: Labels) -> Snapshot:
    """Read a snapshot file.

    Raises InvalidArgument when nobody says which kind or system it is, and SetAside when it is no such file.
    """
    raw = file_bytes(path)
    is_json = path.suffix.lower() == ".json"
    document = _document(raw) if is_json else _Document([])
    kind = kind_named(_said(path, "kind", labels.kind, document.kind, _named(path, 0)))
    system = _said(path, "system", labels.system, document.system, _named(path, 1))
    records = (
        [read_source(bytes(one)) for one in document.records]
        if is_json
        else tables.read_records(raw, kind.key, labels.lists or _beside(path))
    )
    return Snapshot(
        kind=kind,
        system=system,
        rooftop=labels.rooftop or document.rooftop,
        addressed=document.rooftop,
        snapshot_date=labels.snapshot_date or document.snapshot_date,
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        records=records,
    )


def _document(raw: bytes) -> _Document:
    try:
        return msgspec.json.decode(raw, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"it is not a JSON snapshot with a list of records ({error})"
        raise SetAside(Finding("FILE_UNREADABLE", "/", message)) from None


def file_bytes(path: Path) -> bytes:
    """All of a file. Raises InvalidArgument when it is too large."""
    if path.stat().st_size > LARGEST_FILE:
        raise InvalidArgument(f"{path.name} is larger than {LARGEST_FILE} bytes; split it.", argument="path")
    return path.read_bytes()


def kind_and_system(path: Path, labels: Labels) -> tuple[Kind, str]:
    """What a file is, as far as it is said beside it or in its name. Raises InvalidArgument."""
    kind = kind_named(_said(path, "kind", labels.kind, _named(path, 0)))
    return kind, _said(path, "system", labels.system, _named(path, 1))


def snapshot_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant by some paths; of a folder all that are named as in `customers.crm.csv`, best order first."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = [one for one in _exports(path) if _place(one) is not None]
        yield from sorted(found, key=lambda one: (one.parent, _place(one)))


def left_alone(paths: Iterable[Path]) -> list[Path]:
    """The files of folders among some paths that may be exports, but whose names do not say of which kind."""
    exports = (one for path in paths if path.is_dir() for one in _exports(path))
    return sorted(one for one in exports if _place(one) is None and not _is_list(one))


def _exports(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.suffix.lower() in (".json", ".csv"))


def _is_list(path: Path) -> bool:
    """Whether a file has lines of the records beside it, as `customers.ledger.leads.csv` has."""
    stem, _, suffix = path.name.rpartition(".")
    return _place(path.with_name(f"{stem.rpartition('.')[0]}.{suffix}")) is not None


def _place(path: Path) -> int | None:
    name = (_named(path, 0) or "").replace("-", "_")
    return list(KINDS).index(name) if name in KINDS else None


def _said(path: Path, what: str, *sayings: str | None) -> str:
    for saying in sayings:
        if saying:
            return saying
    raise InvalidArgument(f"Nothing says of which {what} {path.name} is; give --{what}.", argument=what)


def _named(path: Path, place: int) -> str | None:
    """A part of a name such as `customers.crm.json`."""
    parts = path.name.split(".")
    return parts[place] if len(parts) == 3 else None  # noqa: PLR2004  # kind, system and suffix


def _beside(path: Path) -> dict[str, Path]:
    stem = path.name.removesuffix(path.suffix)
    found = sorted(path.parent.glob(f"{stem}.*{path.suffix}"))
    return {one.name.removeprefix(f"{stem}.").removesuffix(one.suffix): one for one in found}
