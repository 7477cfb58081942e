"""From what a caller asks to what the database takes: check, take apart, fetch the keys of all, seal."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, islice
from typing import TypeVar
from uuid import UUID

from lifecycle_api.errors import LifecycleError
from lifecycle_api.store import codec, door
from lifecycle_api.store.codec import Draft
from lifecycle_api.store.keys import DataKey, KeyScope, KeyStore
from lifecycle_api.store.refusals import DuplicateEventId, PayloadRefused, SealKeyFenced
from lifecycle_api.store.requests import AppendRequest, Prepared

T = TypeVar("T")


def seals(request: AppendRequest) -> bool:
    """Whether keys are needed for it. Raises UnknownEventType."""
    return any(map(codec.seals, request.events))


def prepare_clear(tenant: UUID, request: AppendRequest, keys: KeyStore) -> Prepared:
    """A request that seals nothing, ready to be written. Raises what `EventStore.append` says of requests."""
    return _sealed(tenant, request, _drafted(tenant, request, keys), (), keys)


async def prepare(tenant: UUID, request: AppendRequest, keys: KeyStore) -> Prepared:
    """A request ready to be written. Raises what `EventStore.append` says of requests, and KeyStoreUnreachable."""
    drafts = _drafted(tenant, request, keys)
    scopes = _scopes(drafts)
    return _sealed(tenant, request, drafts, await keys.available(tenant, scopes) if scopes else [], keys)


async def prepare_all(
    tenant: UUID, requests: Sequence[AppendRequest], keys: KeyStore
) -> list[Prepared | LifecycleError]:
    """The same for many, asking for the keys of all at once; one that is refused becomes its error.

    Raises KeyStoreUnreachable, which is about all of them.
    """
    drafted = [_or_refusal(partial(_drafted, tenant, request, keys)) for request in requests]
    scopes = [[] if isinstance(drafts, LifecycleError) else _scopes(drafts) for drafts in drafted]
    offered = iter(await keys.available(tenant, list(chain.from_iterable(scopes))) if any(scopes) else [])
    return [
        drafts
        if isinstance(drafts, LifecycleError)
        else _or_refusal(partial(_sealed, tenant, request, drafts, list(islice(offered, len(own))), keys))
        for request, drafts, own in zip(requests, drafted, scopes, strict=True)
    ]


def _or_refusal(step: Callable[[], T]) -> T | LifecycleError:
    try:
        return step()
    except LifecycleError as refusal:
        return refusal


def _drafted(tenant: UUID, request: AppendRequest, keys: KeyStore) -> list[Draft]:
    _check(request)
    return [codec.draft(tenant, event, keys) for event in request.events]


def _check(request: AppendRequest) -> None:
    if not 0 < len(request.events) <= door.MAX_EVENTS:
        raise PayloadRefused(f"Record between one and {door.MAX_EVENTS} events together.")
    if request.idempotency_key is not None:
        door.check_name("idempotency key", request.idempotency_key, door.MAX_KEY_BYTES)
    if len(request.events) > 1 and len({event.envelope.id for event in request.events}) < len(request.events):
        raise DuplicateEventId
    if request.condition is not None:
        door.check_query(request.condition.fail_if_events_match)


def _scopes(drafts: Sequence[Draft]) -> list[KeyScope]:
    return [scope for draft in drafts for _, _, scope in draft.secrets]


def _sealed(
    tenant: UUID, request: AppendRequest, drafts: Sequence[Draft], offered: Sequence[DataKey | None], keys: KeyStore
) -> Prepared:
    """`offered` are the keys of the secrets of all its drafts, in order."""
    given = [one for one in offered if one is not None]
    if len(given) < len(offered):
        raise SealKeyFenced("The subject was erased, and nothing more can be recorded about it.")
    unused = iter(given)
    key = request.idempotency_key
    return Prepared(
        tuple([codec.encode(tenant, draft, [next(unused) for _ in draft.secrets]) for draft in drafts]),
        drafts[0].tags if len(drafts) == 1 else tuple([tag for draft in drafts for tag in draft.tags]),
        tuple({one.id for one in given}),
        request.condition,
        key,
        None if key is None else keys.mac(tenant, "idempotency", _content(request, drafts)),
    )


def _content(request: AppendRequest, drafts: Sequence[Draft]) -> bytes:
    return b"\n".join([draft.content for draft in drafts]) if request.content is None else request.content
