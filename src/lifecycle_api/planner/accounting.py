"""Whose money or papers an answer to staff shows: rows that may show some carry their subject until it is taken off."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.deciding import MARK


@dataclass
class Account:
    """Whose money or papers are shown, where rows are read one query at a time."""

    customers: dict[UUID, None] = field(default_factory=dict)

    def see(self, category: Category, value: Any, owner: UUID | None) -> None:
        """A value of a row about `owner` is shown."""
        if category.accounted and value is not None and owner is not None:
            self.customers[owner] = None


def taken_off(data: str, accounted: frozenset[tuple[str, ...]]) -> tuple[str, list[UUID]]:
    """The data without its subjects, and those of them of whom a value was shown.

    `accounted` are the paths of the fields that count, without the indexes of lists.
    """
    if f'"{MARK}":' not in data:
        return data, []  # most answers show none, and stay as the database wrote them
    found: dict[str, None] = {}
    value = orjson.loads(data)
    _walk(value, (), accounted, found)
    return orjson.dumps(value).decode(), [UUID(each) for each in found]


def _walk(value: Any, path: tuple[str, ...], accounted: frozenset[tuple[str, ...]], found: dict[str, None]) -> None:
    if isinstance(value, list):
        for each in value:
            _walk(each, path, accounted, found)
    elif isinstance(value, dict):
        owner = value.pop(MARK, None)
        for key, each in value.items():
            if owner is not None and each is not None and (*path, key) in accounted:
                found[owner] = None
            if isinstance(each, dict | list):
                _walk(each, (*path, key), accounted, found)
