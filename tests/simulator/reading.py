"""Reads the files of a simulated group back as plain records, the same from JSON and from CSV."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from lifecycle_api.simulator.shapes import SHAPES

State = dict[str, Any]
DATES = ("ownedSince", "ownedUntil")


@dataclass(frozen=True)
class Group:
    """A folder that `write` filled."""

    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """`manifest.json`."""
        return document(self.folder / "manifest.json")

    @cached_property
    def key(self) -> dict[str, Any]:
        """`answer_key.json`."""
        return document(self.folder / "answer_key.json")

    @cached_property
    def states(self) -> dict[str, list[State]]:
        """Every record state by kind, in ingest order; `_system`, `_rooftop` and `_mode` say where it stood."""
        found: dict[str, list[State]] = defaultdict(list)
        for entry in self.manifest["files"]:
            if entry["format"] != "adf":
                where = {"_system": entry["system"], "_rooftop": entry["rooftop"], "_mode": entry["mode"]}
                found[entry["kind"]].extend(state | where for state in read(self.folder, entry))
        return found

    @cached_property
    def last(self) -> dict[str, dict[tuple[str, str], State]]:
        """The last state of each record, by kind and then by (system, key)."""
        return {
            kind: {(state["_system"], state[SHAPES[kind].key]): state for state in states}
            for kind, states in self.states.items()
        }

    def records(self, kind: str) -> list[State]:
        """The last states of one kind."""
        return list(self.last[kind].values())


def document(path: Path) -> dict[str, Any]:
    """A JSON object."""
    loaded: dict[str, Any] = json.loads(path.read_bytes())
    return loaded


def read(folder: Path, entry: dict[str, Any]) -> Iterator[State]:
    """The states of one file."""
    path = folder / entry["path"]
    if entry["format"] == "json":
        yield from document(path)["records"]
    else:
        lists = {name: folder / lines for name, lines in entry.get("lists", {}).items()}
        yield from read_csv(path, SHAPES[entry["kind"]].key, lists)


def read_csv(path: Path, key: str, lists: dict[str, Path]) -> Iterator[State]:
    """The states of one CSV file with the lines of its line files, in the values of the JSON files."""
    lines: dict[tuple[str, ...], dict[str, list[State]]] = defaultdict(lambda: defaultdict(list))
    for name, line_file in lists.items():
        for row in rows(line_file):
            moment = (row.pop(key), row.pop("changedDate"), row.pop("changedTime"))
            lines[moment][name].append(row)
    for row in rows(path):
        yield row | lines.get((row[key], row["changedDate"], row["changedTime"]), {})


def rows(path: Path) -> Iterator[State]:
    """The filled cells of each row."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: value(name, text) for name, text in row.items() if text}


def value(name: str, text: str) -> str:
    """An American date or time as ISO has it."""
    if name.endswith("Date") or name in DATES:
        month, day, year = text.split("/")
        return f"{year}-{month}-{day}"
    return f"{text}:00" if name.endswith("Time") else text


def moment(state: State, name: str) -> datetime | None:
    """The moment of a pair of date and time fields; None when the date is missing."""
    day = state.get(f"{name}Date")
    return datetime.fromisoformat(f"{day} {state.get(f'{name}Time', '00:00:00')}") if day else None
