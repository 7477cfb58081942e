"""A batch of requests as the flat arrays that `append_many` takes: one statement for any batch."""

from collections.abc import Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from lifecycle_api.store.requests import Prepared, items_of, position

Columns = list[Sequence[Any] | None]


def columns(tenant: UUID, requests: Sequence[Prepared]) -> list[Any]:
    """The arguments of `append_many`, in order."""
    return [
        tenant,
        [len(request.events) for request in requests],
        _column([request.key for request in requests]),
        _column([request.digest for request in requests]),
        *_items(requests),
        *_seal_keys(requests),
        *_events(requests),
    ]


def _items(requests: Sequence[Prepared]) -> Columns:
    rows = [
        (number, position(request.condition.after), *item)
        for number, request in enumerate(requests, 1)
        if request.condition is not None
        for item in items_of(request.condition.fail_if_events_match)
    ]
    return _transposed(rows, 5)


def _seal_keys(requests: Sequence[Prepared]) -> Columns:
    return _transposed([(number, key) for number, request in enumerate(requests, 1) for key in request.seal_keys], 2)


def _events(requests: Sequence[Prepared]) -> Columns:
    numbers = [number for number, request in enumerate(requests, 1) for _ in request.events]
    return [numbers, *_transposed(list(chain.from_iterable(request.events for request in requests)), 8)]


def _transposed(rows: Sequence[Sequence[Any]], width: int) -> Columns:
    return [_column(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _column(values: Sequence[Any]) -> Sequence[Any] | None:
    """Nothing for a column of nothing: the driver looks at each element of an array more than once."""
    return values if values[0] is not None or any(value is not None for value in values) else None
