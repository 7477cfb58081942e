"""A batch of requests as the flat arrays that `append_many` takes, and its answer: one statement for any batch."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec

from lifecycle_api.store.requests import Prepared, Verdict, items_of, position

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


def verdicts(requests: Sequence[Prepared], rows: Iterable[Iterable[Any]]) -> list[Verdict]:
    """What `append_many` answered to each request, in order: its rows name those alone that were not appended."""
    refused = {number: Verdict(*rest) for number, *rest in rows}
    appended = refused.pop(0, None)
    if appended is None or appended.first is None or appended.recorded_at is None:
        return [refused[number] for number in range(1, len(requests) + 1)]
    found = []
    after = start = appended.first - 1
    for number, request in enumerate(requests, 1):
        verdict = refused.get(number) if refused else None
        if verdict is None:
            first, after = after + 1, after + len(request.events)
            at = appended.recorded_at + timedelta(microseconds=after - start - 1)
            verdict = Verdict("appended", first, after, at)
        found.append(verdict)
    return found


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
    ids, types, versions, occurred, clear, sealed, digests, tags = _transposed(events, 8)
    tagged = [number for number, own in enumerate(tags, 1) for _ in own]
    return [
        *map(_literal, (numbers, ids)),
        types,
        *map(_literal, (versions, occurred)),
        clear,
        _array(sealed),
        digests,
        _literal(tagged),
        list(chain.from_iterable(tags)),
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
