"""A batch of requests as the flat arrays that `append_many` takes: one statement for any batch."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec

from lifecycle_api.store.requests import Prepared, items_of, position

Column = Sequence[Any] | None
"""An array, or an array literal, or nothing for an array of nulls."""

_json = msgspec.json.Encoder()


def columns(tenant: UUID, requests: Sequence[Prepared]) -> list[Any]:
    """The arguments of `append_many`, in order."""
    return [
        tenant,
        _literal([len(request.events) for request in requests]),
        _array([request.key for request in requests]),
        _array([request.digest for request in requests]),
        *_items(requests),
        *_seal_keys(requests),
        *_events(requests),
    ]


def _items(requests: Sequence[Prepared]) -> list[Column]:
    rows = [
        (number, position(request.condition.after), *item)
        for number, request in enumerate(requests, 1)
        if request.condition is not None
        for item in items_of(request.condition.fail_if_events_match)
    ]
    numbers, after, *names = _transposed(rows, 5)
    return [_literal(numbers), _literal(after), *map(_array, names)]


def _seal_keys(requests: Sequence[Prepared]) -> list[Column]:
    rows = [(number, key) for number, request in enumerate(requests, 1) for key in request.seal_keys]
    return [*map(_literal, _transposed(rows, 2))]


def _events(requests: Sequence[Prepared]) -> list[Column]:
    numbers = [number for number, request in enumerate(requests, 1) for _ in request.events]
    events = list(chain.from_iterable([request.events for request in requests]))
    ids, types, versions, occurred, tags, clear, sealed, digests = _transposed(events, 8)
    return [
        *map(_literal, (numbers, ids)),
        types,
        *map(_literal, (versions, occurred)),
        tags,
        clear,
        _array(sealed),
        digests,
    ]


def _transposed(rows: Sequence[Sequence[Any]], width: int) -> Sequence[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _literal(values: Sequence[int | datetime | UUID]) -> str:
    """Numbers, ids and instants as PostgreSQL writes an array of them: as JSON does, but for the brackets.

    The driver would ask of each whether it is an array in turn, which takes longer than all the rest.
    """
    return f"{{{_json.encode(values)[1:-1].decode()}}}"


def _array(values: Sequence[Any]) -> Sequence[Any] | None:
    """Nothing for an array of nulls: of these the driver asks it, too."""
    return values if not values or values[0] is not None or any(value is not None for value in values) else None
