"""A batch of requests as the flat arrays that `append_many` takes: one statement for any batch."""

from collections.abc import Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from lifecycle_api.store.requests import Prepared, items_of, position


def columns(tenant: UUID, requests: Sequence[Prepared]) -> list[Any]:
    """The arguments of `append_many`, in order."""
    return [
        tenant,
        [len(request.events) for request in requests],
        [request.key for request in requests],
        [request.digest for request in requests],
        *_items(requests),
        *_seal_keys(requests),
        *_events(requests),
    ]


def _items(requests: Sequence[Prepared]) -> list[list[Any]]:
    rows = [
        (number, position(request.condition.after), *item)
        for number, request in enumerate(requests, 1)
        if request.condition is not None
        for item in items_of(request.condition.fail_if_events_match)
    ]
    return _transposed(rows, 5)


def _seal_keys(requests: Sequence[Prepared]) -> list[list[Any]]:
    return _transposed([(number, key) for number, request in enumerate(requests, 1) for key in request.seal_keys], 2)


def _events(requests: Sequence[Prepared]) -> list[list[Any]]:
    numbers = [number for number, request in enumerate(requests, 1) for _ in request.events]
    return [numbers, *_transposed(list(chain.from_iterable(request.events for request in requests)), 8)]


def _transposed(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
