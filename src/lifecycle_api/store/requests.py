"""One append as the caller asks for it, as the database takes it, and what came of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem

from lifecycle_api.domain.envelope import NewEvent
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store import refusals
from lifecycle_api.store.codec import Encoded
from lifecycle_api.store.door import array_literal

MAX_POSITION: Final = 2**63 - 1


class AppendRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Events to record together or not at all.

    `idempotency_key` makes it safe to ask twice: the second time gets the first outcome. It must then be the
    same request: the same `content` if that is given, else the same events, ids and times included.
    """

    events: Sequence[NewEvent]
    condition: DCBAppendCondition | None = None
    idempotency_key: str | None = None
    content: bytes | None = None


class Appended(NamedTuple):
    """Where the events of a request stand; `recorded_at` is the time of the last one."""

    first: int
    last: int
    recorded_at: datetime
    replayed: bool = False


class Item(NamedTuple):
    """A query item as the SQL takes it: its first tag, all of them if it has several, its types; or None."""

    tag: str | None
    tags: str | None
    types: str | None


class Prepared(msgspec.Struct, frozen=True):
    """A request ready for the database, and what a later request of the same batch could match of it."""

    events: tuple[Encoded, ...]
    tags: tuple[str, ...]
    seal_keys: tuple[UUID, ...] = ()
    condition: DCBAppendCondition | None = None
    key: str | None = None
    digest: bytes | None = None


class Verdict(msgspec.Struct, frozen=True):
    """What the database said to a request."""

    status: str
    first: int | None
    last: int | None
    recorded_at: datetime | None


def items_of(query: DCBQuery | None) -> Iterator[Item]:
    """The items of a query, at least one."""
    for item in (query.items if query is not None else ()) or (DCBQueryItem(),):
        tags = list(dict.fromkeys(item.tags)) if len(item.tags) > 1 else item.tags
        yield Item(
            tags[0] if tags else None,
            array_literal(tags) if len(tags) > 1 else None,
            _types(tuple(item.types)) if item.types else None,
        )


@lru_cache(1000)
def _types(types: tuple[str, ...]) -> str:
    return array_literal(tuple(dict.fromkeys(types)))


def position(after: int | None) -> int:
    """A position to start after, within what the database can count."""
    return min(max(after or 0, 0), MAX_POSITION)


def outcome(verdict: Verdict, request: Prepared) -> Appended | LifecycleError:
    """A verdict in the words of this package."""
    status, first, last, recorded_at = verdict.status, verdict.first, verdict.last, verdict.recorded_at
    if status in ("appended", "replayed") and first is not None and last is not None and recorded_at is not None:
        return Appended(first, last, recorded_at, status == "replayed")
    if status == "conflict":
        return refusals.AppendConflict(position=first)
    if status == "key_reused":
        return refusals.IdempotencyKeyReused(key=request.key)
    refusal: dict[str, type[LifecycleError]] = {
        "duplicate_id": refusals.DuplicateEventId,
        "fenced": refusals.SealKeyFenced,
        "unknown_tenant": refusals.UnknownTenant,
    }
    return refusal[status]()
