"""Turns records into lines of snapshot files: JSON objects for one rooftop, CSV rows for the other."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO

import orjson

from lifecycle_api.simulator.emitters.periods import Batch, Periods
from lifecycle_api.simulator.emitters.spool import Spool
from lifecycle_api.simulator.emitters.styles import Printer, printers
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.record import Fields, Record, State
from lifecycle_api.simulator.shapes import SHAPES
from lifecycle_api.simulator.shapes.shape import Shape

UNKNOWN = (None, "")
Columns = tuple[tuple[str, Printer], ...]


@dataclass(slots=True)
class SourceFile:
    """One snapshot file; `lists` names the line files that go with it in CSV."""

    path: str
    shape: Shape
    system: str
    rooftop: Rooftop
    batch: Batch
    lists: dict[str, str] = field(default_factory=dict)


class SnapshotEmitter:
    """Puts every state of every record into the spool, under the path of each file it belongs to."""

    def __init__(self, spool: Spool, periods: Periods) -> None:
        self.files: dict[str, SourceFile] = {}
        self._spool = spool
        self._periods = periods
        self._columns: dict[tuple[str, str, str], Columns] = {}

    def emit(self, record: Record, end: datetime) -> State:
        """Write the record's states up to the end into the first dump, the deltas and the last windows.

        Returns the last of them.
        """
        state = State()
        for state, following in record.states(end):
            for batch in self._periods.of_state(state.at.date(), following):
                file = self._file(record, batch)
                self._write(file, record, state)
        return state

    def _file(self, record: Record, batch: Batch) -> SourceFile:
        style = record.rooftop.style
        path = f"{record.rooftop.code}/{batch.name}/{record.kind}.{record.system}.{style}"
        known = self.files.get(path)
        if known is None:
            shape = SHAPES[record.kind]
            known = self.files[path] = SourceFile(path, shape, record.system, record.rooftop, batch)
        return known

    def _write(self, file: SourceFile, record: Record, state: State) -> None:
        sort_key = f"{state.at.isoformat()} {record.key}"
        scalars = {file.shape.key: record.key, "changedDate": state.at, "changedTime": state.at, **state.fields}
        if file.rooftop.style == "json":
            self._spool.add(file.path, sort_key, orjson.dumps(self._object(file, scalars, state)))
        else:
            self._spool.add(file.path, sort_key, _row(self._cells(file.shape, "", "csv", scalars)))
            self._write_lines(file, record, state, sort_key)

    def _object(self, file: SourceFile, scalars: Fields, state: State) -> dict[str, object]:
        found: dict[str, object] = self._filled(file.shape, "", scalars)
        for name, lines in state.lists.items():
            key = file.shape.line_columns(name)[0]
            found[name] = [self._filled(file.shape, name, {key: line, **fields}) for line, fields in lines.items()]
        return found

    def _write_lines(self, file: SourceFile, record: Record, state: State, sort_key: str) -> None:
        stem = file.path.removesuffix(".csv")
        for name, lines in state.lists.items():
            path = file.lists.setdefault(name, f"{stem}.{name}.csv")
            key = file.shape.line_columns(name)[0]
            date_and_time = printers(("changedDate", "changedTime"), "csv")
            head = [record.key, *(printer(state.at) for _, printer in date_and_time)]
            for number, (line, fields) in enumerate(lines.items()):
                cells = self._cells(file.shape, name, "csv", {key: line, **fields})
                self._spool.add(path, f"{sort_key} {number:03d}", _row([*head, *cells]))

    def _filled(self, shape: Shape, name: str, fields: Fields) -> dict[str, object]:
        return {
            column: printer(fields[column])
            for column, printer in self._of(shape, name, "json")
            if fields.get(column) not in UNKNOWN
        }

    def _cells(self, shape: Shape, name: str, style: str, fields: Fields) -> list[str]:
        return [
            printer(fields[column]) if fields.get(column) not in UNKNOWN else ""
            for column, printer in self._of(shape, name, style)
        ]

    def _of(self, shape: Shape, name: str, style: str) -> Columns:
        known = self._columns.get((shape.kind, name, style))
        if known is None:
            columns = shape.line_columns(name) if name else shape.columns()
            known = self._columns[shape.kind, name, style] = printers(columns, style)
        return known


def _row(cells: Iterable[str]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue().encode()
