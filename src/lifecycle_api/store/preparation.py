"""From what a caller asks to what the database takes: check, take apart, fetch the keys of all, seal."""

from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from lifecycle_api.errors import LifecycleError
from lifecycle_api.store import codec, door
from lifecycle_api.store.codec import Draft
from lifecycle_api.store.keys import DataKey, KeyStore
from lifecycle_api.store.refusals import DuplicateEventId, PayloadRefused, SealKeyFenced
from lifecycle_api.store.requests import AppendRequest, Prepared


async def prepare(tenant: UUID, requests: Sequence[AppendRequest], keys: KeyStore) -> list[Prepared | LifecycleError]:
    """Requests ready to be written; one that is refused becomes its error and holds up no other.

    Raises KeyStoreUnreachable, which is about all of them.
    """
    drafts = [_drafted(tenant, request, keys) for request in requests]
    scopes = [
        scope
        for drafted in drafts
        if not isinstance(drafted, LifecycleError)
        for draft in drafted
        for _, _, scope in draft.secrets
    ]
    offered = iter(await keys.available(tenant, scopes) if scopes else ())
    return [
        drafted if isinstance(drafted, LifecycleError) else _prepared(tenant, request, drafted, offered, keys)
        for request, drafted in zip(requests, drafts, strict=True)
    ]


def _drafted(tenant: UUID, request: AppendRequest, keys: KeyStore) -> list[Draft] | LifecycleError:
    try:
        _check(request)
        return [codec.draft(tenant, event, keys) for event in request.events]
    except LifecycleError as refusal:
        return refusal


def _check(request: AppendRequest) -> None:
    if not 0 < len(request.events) <= door.MAX_EVENTS:
        raise PayloadRefused(f"Record between one and {door.MAX_EVENTS} events together.")
    if request.idempotency_key is not None:
        door.check_name("idempotency key", request.idempotency_key, door.MAX_KEY_BYTES)
    if len(request.events) > 1 and len({event.envelope.id for event in request.events}) < len(request.events):
        raise DuplicateEventId
    if request.condition is not None:
        door.check_query(request.condition.fail_if_events_match)


def _prepared(
    tenant: UUID,
    request: AppendRequest,
    drafts: Sequence[Draft],
    offered: Iterator[DataKey | None],
    keys: KeyStore,
) -> Prepared | LifecycleError:
    """`offered` are the keys of the secrets of this request and of those behind it, in order."""
    events, under, fenced = [], set(), False
    for draft in drafts:
        given = [key for key in islice(offered, len(draft.secrets)) if key is not None]
        if len(given) < len(draft.secrets):
            fenced = True
        else:
            events.append(codec.encode(tenant, draft, given))
            under.update([key.id for key in given])
    if fenced:
        return SealKeyFenced("The subject was erased, and nothing more can be recorded about it.")
    key = request.idempotency_key
    return Prepared(
        tuple(events),
        drafts[0].tags if len(drafts) == 1 else tuple([tag for draft in drafts for tag in draft.tags]),
        tuple(under),
        request.condition,
        key,
        None if key is None else keys.mac(tenant, "idempotency", _content(request, drafts)),
    )


def _content(request: AppendRequest, drafts: Sequence[Draft]) -> bytes:
    return b"\n".join([draft.content for draft in drafts]) if request.content is None else request.content
