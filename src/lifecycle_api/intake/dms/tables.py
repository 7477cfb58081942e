"""Snapshots as CSV: a file of records, and beside it a file of lines for each list."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path

import msgspec

from lifecycle_api.intake.dms.texts import Source
from lifecycle_api.intake.findings import Finding, SetAside


class _Lines(msgspec.Struct, frozen=True):
    """The lines of a list by the state they belong to, as far as `names` tell; `broken` has what is wrong with them."""

    names: tuple[str, ...]
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    broken: dict[tuple[str, ...], Finding] = {}


_json = msgspec.json.Encoder(order="sorted")


def read_records(raw: bytes, key: str, lists: Mapping[str, Path]) -> list[Source]:
    """The records of a CSV file with their lines. Raises SetAside when a file is no such table."""
    rows = _rows(raw, "/")
    header = next(rows, [])
    if key not in header:
        raise SetAside(Finding("FILE_UNREADABLE", "/", f"its first row does not name the column {key}"))
    lines = {name: _lines_of(path, key) for name, path in lists.items()}
    return [_record(header, row, lines) for row in rows if row]


def _record(header: list[str], row: list[str], lists: Mapping[str, _Lines]) -> Source:
    fields = {name: value for name, value in zip(header, row, strict=False) if value}
    states = {name: _values(fields, lines.names) for name, lines in lists.items()}
    found = {name: lines.found[states[name]] for name, lines in lists.items() if states[name] in lines.found}
    broken = [lines.broken[states[name]] for name, lines in lists.items() if states[name] in lines.broken]
    if len(row) != len(header):
        broken.insert(0, _miscounted("/", row, header))
    return Source(fields, found, _json.encode({**fields, **found}), next(iter(broken), None))


def _lines_of(path: Path, key: str) -> _Lines:
    rows = _rows(path.read_bytes(), path.name)
    header = next(rows, [])
    if key not in header:
        raise SetAside(Finding("FILE_UNREADABLE", path.name, f"its first row does not name the column {key}"))
    lines = _Lines((key, *(name for name in STATE if name in header)))
    for row in filter(None, rows):
        fields = dict(zip(header, row, strict=False))
        state = _values(fields, lines.names)
        line = {name: value for name, value in fields.items() if value and name not in STATE and name != key}
        lines.found.setdefault(state, []).append(line)
        if len(row) != len(header):
            lines.broken[state] = _miscounted(path.name, row, header)
    return lines


def _miscounted(path: str, row: list[str], header: list[str]) -> Finding:
    return Finding("RECORD_UNREADABLE", path, f"it has {len(row)} cells, the first row has {len(header)}")


STATE = ("changedDate", "changedTime")
"""The columns that say to which state of a record a line of its lists belongs; without them it belongs to each."""


def _values(fields: Mapping[str, str], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(fields.get(name, "").strip() for name in names)


def _rows(raw: bytes, path: str) -> Iterator[list[str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"it is not UTF-8 (byte {error.start}); export it as UTF-8"
        raise SetAside(Finding("ENCODING_WRONG", path, message)) from None
    try:
        yield from csv.reader(StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise SetAside(Finding("FILE_UNREADABLE", path, f"it is not CSV ({error})")) from None
