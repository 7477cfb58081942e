"""Which columns of an export have values of which nothing is made, so that whoever sends them can be told."""

from collections.abc import Iterable, Iterator
from functools import cache

from lifecycle_api.intake.dms.kinds import Kind
from lifecycle_api.intake.dms.record import Row, specs
from lifecycle_api.intake.dms.tables import STATE
from lifecycle_api.intake.dms.texts import Source
from lifecycle_api.intake.moments import Stamp


def unread(kind: Kind, records: Iterable[Source]) -> frozenset[str]:
    """The columns, as `deals.apr`, and lines, as `appointments.operations`, that hold something and are not read."""
    return frozenset(f"{kind.name}.{name}" for name in _filled(kind, records))


def _filled(kind: Kind, records: Iterable[Source]) -> set[str]:
    scalars, lines = columns(kind.row), lists(kind.row)
    found: set[str] = set()
    for source in records:
        found.update(name for name, text in source.fields.items() if text and name not in scalars)
        for name, rows in source.lists.items():
            if name not in lines:
                found.update([name] if rows else [])
                continue
            known = columns(lines[name]).union(STATE, [kind.key])
            found.update(f"{name}.{each}" for row in rows for each in _filled_in(row) if each not in known)
    return found


def _filled_in(row: object) -> Iterator[str]:
    return (name for name, text in row.items() if text) if isinstance(row, dict) else iter(())


@cache
def columns(row: type[Row]) -> frozenset[str]:
    """The columns that a row is read from."""
    single = [spec for spec in specs(row) if spec.line is None]
    stamps = [f"{spec.source}{part}" for spec in single if spec.kind is Stamp for part in ("Date", "Time")]
    return frozenset([*stamps, *(spec.source for spec in single if spec.kind is not Stamp)])


@cache
def lists(row: type[Row]) -> dict[str, type[Row]]:
    """The lists that a row is read from, each with the row of its lines."""
    return {spec.source: spec.line for spec in specs(row) if spec.line is not None}
