"""Snapshots as CSV: a file of records, and beside it a file of lines for each list."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

import msgspec

from lifecycle_api.intake.dms.texts import Source
from lifecycle_api.intake.findings import Finding, SetAside

_Lines = dict[tuple[str, ...], list[dict[str, str]]]
_json = msgspec.json.Encoder(order="sorted")


def read_records(raw: bytes, key: str, lists: Mapping[str, Path]) -> list[Source]:
    """The records of a CSV file with their lines. Raises SetAside when a file is no such table."""
    rows = _rows(raw, "/")
    header = next(rows, [])
    if key not in header:
        raise SetAside(Finding("FILE_UNREADABLE", "/", f"its first row does not name the column {key}"))
    lines = {name: _lines_of(path, key) for name, path in lists.items()}
    return [_record(header, row, key, lines) for row in rows if row]


def _record(header: list[str], row: list[str], key: str, lines: Mapping[str, _Lines]) -> Source:
    fields = {name: value for name, value in zip(header, row, strict=False) if value}
    state = _state(fields, key)
    found = {name: some[state] for name, some in lines.items() if state in some}
    raw = _json.encode({**fields, **found})
    if len(row) == len(header):
        return Source(fields, found, raw)
    message = f"it has {len(row)} cells, the first row has {len(header)}"
    return Source(fields, found, raw, Finding("RECORD_UNREADABLE", "/", message))


def _lines_of(path: Path, key: str) -> _Lines:
    rows = _rows(path.read_bytes(), path.name)
    header = next(rows, [])
    if key not in header:
        raise SetAside(Finding("FILE_UNREADABLE", path.name, f"its first row does not name the column {key}"))
    lines: _Lines = {}
    for row in rows:
        fields = dict(zip(header, row, strict=False))
        line = {name: value for name, value in fields.items() if value and name not in STATE and name != key}
        lines.setdefault(_state(fields, key), []).append(line)
    return lines


STATE = ("changedDate", "changedTime")
"""The columns that say to which state of a record a line of its lists belongs."""


def _state(fields: Mapping[str, str], key: str) -> tuple[str, ...]:
    """Which state of which record a row is, or belongs to."""
    return tuple(fields.get(name, "").strip() for name in (key, *STATE))


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
