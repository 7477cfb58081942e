"""Rows of read models as a viewer may see them, and what differs between two states of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.sights import Sight, owner_in
from lifecycle_api.domain.categories import Category
from lifecycle_api.projector.loader import Folder

State = dict[tuple[str, str, str], dict[str, Any]]
"""Projection, table and key (JSON, sorted) to the columns of the row."""


@dataclass(frozen=True)
class Row:
    """A row; columns in `withheld` are null because the viewer may not read them.

    `sights` is what is shown of people, by column.
    """

    projection: str
    table: str
    key: dict[str, Any]
    columns: dict[str, Any]
    withheld: tuple[str, ...]
    sights: Mapping[str, Sight]


@dataclass(frozen=True)
class Value:
    """What became of one column; one that is withheld only says that it changed."""

    column: str
    before: Any
    after: Any
    withheld: bool


@dataclass(frozen=True)
class Change:
    """A row that was added, removed or changed, and what of it; `sights` as of a row."""

    projection: str
    table: str
    key: dict[str, Any]
    kind: Literal["added", "removed", "changed"]
    values: tuple[Value, ...]
    sights: Mapping[str, Sight]

    @property
    def path(self) -> str:
        """The row as one word, such as `customer_profile.customer[id=0190…]`."""
        inside = ",".join(f"{name}={value}" for name, value in sorted(self.key.items()))
        return f"{self.projection}.{self.table}[{inside}]"


class Masks:
    """Which columns of which tables a viewer may not read, and which of the others are about people."""

    def __init__(self, folders: Iterable[Folder], viewer: Viewer) -> None:
        classified = {
            (folder.name, *name.split(".", 1)): Category(category)
            for folder in folders
            for name, category in folder.classified.items()
        }
        self._hidden = {place for place, category in classified.items() if not viewer.sees(category)}
        self._personal = {place: category for place, category in classified.items() if category.personal}
        self._owners = {(folder.name, table): name for folder in folders for table, name in folder.subject.items()}

    def hides(self, projection: str, table: str, column: str) -> bool:
        """Whether a column is withheld."""
        return (projection, table, column) in self._hidden

    def rows(self, state: State) -> Iterator[Row]:
        """The rows of a state, in order."""
        for (projection, table, key), columns in sorted(state.items()):
            hidden = tuple(name for name in columns if self.hides(projection, table, name))
            shown = {name: None if name in hidden else value for name, value in columns.items()}
            sights = self._sights(projection, table, columns)
            yield Row(projection, table, self._key(projection, table, key), shown, hidden, sights)

    def changes(self, before: State, after: State) -> Iterator[Change]:
        """What differs, in order of path."""
        for place in sorted({*before, *after}):
            old, new = before.get(place), after.get(place)
            if old != new:
                projection, table, key = place
                kind: Literal["added", "removed", "changed"] = (
                    "added" if old is None else "removed" if new is None else "changed"
                )
                values = tuple(self._values(projection, table, old or {}, new or {}))
                known = (old or {}) | {name: value for name, value in (new or {}).items() if value is not None}
                sights = self._sights(projection, table, known)
                yield Change(projection, table, self._key(projection, table, key), kind, values, sights)

    def _values(self, projection: str, table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Value]:
        for name in sorted({*old, *new}):
            before, after = old.get(name), new.get(name)
            if before != after:
                hidden = self.hides(projection, table, name)
                yield Value(name, None if hidden else before, None if hidden else after, hidden)

    def _sights(self, projection: str, table: str, columns: Mapping[str, Any]) -> dict[str, Sight]:
        owner = owner_in(columns.get(self._owners.get((projection, table), "")))
        return {
            name: Sight(category, f"{projection}.{table}.{name}", owner)
            for name, value in columns.items()
            if value is not None
            and not self.hides(projection, table, name)
            and (category := self._personal.get((projection, table, name))) is not None
        }

    def _key(self, projection: str, table: str, key: str) -> dict[str, Any]:
        parts: dict[str, Any] = orjson.loads(key)
        return {name: None if self.hides(projection, table, name) else value for name, value in parts.items()}
