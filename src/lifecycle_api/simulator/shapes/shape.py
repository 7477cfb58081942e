"""Describes the record shapes of the sample files once, for the emitters, the documentation and the tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One text field: its name in the file, what it means, an example, and `unread` when nothing is made of it."""

    name: str
    meaning: str
    example: str
    fate: str = "read"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of record: scalar fields, and lists of flat lines (separate files in CSV)."""

    kind: str
    key: str
    systems: str
    meaning: str
    fields: tuple[Field, ...]
    lists: dict[str, tuple[Field, ...]]

    def columns(self) -> tuple[str, ...]:
        """Names of the scalar fields, in file order."""
        return tuple(field.name for field in self.fields)

    def line_columns(self, name: str) -> tuple[str, ...]:
        """Names of the fields of one list, in file order; the first is the key of a line within its record."""
        return tuple(field.name for field in self.lists[name])


CHANGED = """
changedDate | Local date of the last change of this record | 2025-03-04
changedTime | Local time of the last change | 16:20:00
"""


def shape(kind: str, key: str, systems: str, meaning: str, fields: str, **lists: str) -> Shape:
    """A shape from `name | meaning | example` rows, some `| unread`; each record ends with when it changed last."""
    parsed = {name: _fields(rows) for name, rows in lists.items()}
    return Shape(kind, key, systems, meaning, _fields(fields + CHANGED), parsed)


def _fields(rows: str) -> tuple[Field, ...]:
    return tuple(Field(*(cell.strip() for cell in row.split("|"))) for row in rows.strip().splitlines() if row.strip())
